"""A child's name among the names of a Patient."""

from typing import Any

import pytest

from app.clinical.child import Demographics
from app.fhir.mapping.given import PatientGiven
from tests.fhir.mapping.patient_children import patient, read, refused, said, warned


def named(*names: dict[str, Any]) -> PatientGiven:
    return said(name=list(names))


def who(*names: dict[str, Any]) -> tuple[str, str, str | None, str | None]:
    known: Demographics = named(*names).demographics
    return known.family_name, known.given_name, known.title, known.preferred_name


OFFICIAL = {"use": "official", "family": "Sample", "given": ["Ada"]}
USUAL = {"use": "usual", "family": "Sample", "given": ["Nono"]}
PLAIN = {"family": "Plain", "given": ["Pat"]}
OLD = {"use": "old", "family": "Before", "given": ["Ada"]}


def test_the_official_name_goes_before_the_usual_and_any_other() -> None:
    assert who(OLD, PLAIN, USUAL, OFFICIAL) == ("Sample", "Ada", None, "Nono")
    assert who(OLD, PLAIN, USUAL) == ("Sample", "Nono", None, None)
    assert who(OLD, PLAIN) == ("Plain", "Pat", None, None)
    assert who(OLD) == ("Before", "Ada", None, None)


def test_a_name_whose_time_is_over_is_taken_last() -> None:
    over = {**OFFICIAL, "family": "Over", "period": {"end": "2026-11-23"}}
    assert who(over, PLAIN)[0] == "Plain"
    assert who({**over, "period": {"end": "2026-11-24"}}, PLAIN)[0] == "Over"


def test_a_nickname_is_what_the_child_likes_to_be_called() -> None:
    assert who(OFFICIAL, USUAL, {"use": "nickname", "given": ["Bee"]})[3] == "Bee"
    assert who(OFFICIAL, {"use": "nickname", "text": "Bee"})[3] == "Bee"
    assert who(OFFICIAL, {**USUAL, "given": ["ADA"]})[3] is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("SAMPLE, Ada Noor (Miss)", ("SAMPLE", "Ada Noor", "Miss")),
        ("SAMPLE, Ada", ("SAMPLE", "Ada", None)),
        ("Ada Noor Sample", ("Sample", "Ada Noor", None)),
        ("Sample", ("Sample", "", None)),
        (", Sample", ("Sample", ",", None)),
    ],
)
def test_a_name_in_one_text_is_parted_and_that_is_told(text: str, parts: tuple[str, str, str | None]) -> None:
    given, problems = read(patient(name=[{"text": text}]))
    assert given is not None
    assert not given.name_in_parts
    assert (given.demographics.family_name, given.demographics.title) == (parts[0], parts[2])
    assert given.demographics.given_name == parts[1]
    assert "name[0]" in warned(name=[{"text": text}])
    assert problems != []


def test_a_name_in_parts_is_not_parted() -> None:
    assert named({"text": "Otherwise written", **OFFICIAL}).name_in_parts
    assert who({"text": "Otherwise written", **OFFICIAL})[:2] == ("Sample", "Ada")


def test_a_patient_without_any_family_name_or_text_is_refused() -> None:
    for names in ([], [{"given": ["Ada"]}], [{"family": "-"}], [{"text": "???"}]):
        given, problems = read({**patient(), "name": names})
        assert given is None
        assert problems[-1].expression.startswith("Bundle.entry[0].resource.name")


def test_a_child_without_a_given_name_is_accepted_and_that_is_told() -> None:
    assert who({"family": "Sample"})[:2] == ("Sample", "")
    assert who({"family": "Sample", "given": ["-"]})[:2] == ("Sample", "")
    assert warned(name=[{"family": "Sample"}]) == ["name[0]"]


def test_a_name_with_odd_characters_is_recorded_as_sent_and_told() -> None:
    assert who({"family": "Sample (formerly Other)", "given": ["Ada"]})[0] == "Sample (formerly Other)"
    assert warned(name=[{"family": "Sample (formerly Other)", "given": ["Ada"]}]) == ["name[0]"]


def test_a_name_that_hides_how_it_reads_or_is_too_long_is_refused() -> None:
    given, _ = read(patient(name=[{"family": "Sam\u202eelp", "given": ["Ada"]}]))
    assert given is None
    assert refused(name=[{"family": "S" * 101, "given": ["Ada"]}]) == ["name[0]"]


def test_blanks_of_every_kind_around_and_within_a_name_are_one_space() -> None:
    assert who({"family": "Van  Der\u00a0Sample", "given": ["Ada\u2003Noor", "Bee"]})[:2] == (
        "Van Der Sample",
        "Ada Noor Bee",
    )

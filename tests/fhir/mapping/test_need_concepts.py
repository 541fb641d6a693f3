"""Which concept a need is, and a need that stands in words."""

import pytest

from app.fhir.mapping.need_concepts import NeedConcept, need_of
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.structure.problems import Problem
from app.terminology.refset import Group
from tests.clinical.examples import EPILEPSY, GASTROSTOMY, OUTSIDE, PALSY, SLEEP
from tests.clinical.replaced import AMBIGUOUS, RETIRED
from tests.fhir.mapping.core_values import SURROUNDINGS
from tests.fhir.mapping.need_examples import AFTER_A_RELEASE, coded, coding, noted, released, said
from tests.fhir.mapping.soundness import here
from tests.terminology.small_edition_of_needs import PROCEDURE
from tests.terminology.small_edition_of_needs import RETIRED as RETIRED_THERE
from tests.terminology.small_refsets import concept as made_concept

LOINC = {"system": "http://loinc.org", "code": "8867-4"}
ICD = {"system": "http://hl7.org/fhir/sid/icd-10", "code": "G80.9", "display": "Cerebral palsy, unspecified"}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Surroundings:
    return released(tmp_path_factory.mktemp("release"))


def read(
    sent: object, surroundings: Surroundings = SURROUNDINGS
) -> tuple[NeedConcept | None, list[tuple[str, str]], str]:
    findings = here()
    found = need_of(sent, "code", surroundings.known, findings)
    return found, places(findings.problems), said(findings.problems)


def places(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(how, place.rpartition("resource.")[2]) for how, place in noted(problems)]


def test_a_member_is_recorded_under_its_term_in_its_group_with_the_release_in_use() -> None:
    found, problems, _ = read(coded(GASTROSTOMY, "Gastrostomy present"))
    assert found == NeedConcept(GASTROSTOMY, "Gastrostomy present", None, "example", Group.TECHNOLOGY_DEPENDENCY, None)
    assert problems == []


def test_a_concept_without_a_display_is_recorded_under_its_preferred_term() -> None:
    found, problems, _ = read(coded(PALSY))
    assert (found.term if found else None, problems) == ("Cerebral palsy", [])


def test_the_release_that_a_coding_names_is_recorded_unless_it_is_the_one_in_use(release: Surroundings) -> None:
    older = "http://snomed.info/sct/83821000000107/version/20250101"
    label = release.known.refset.release.label
    for version, expected in (
        (older, older),
        (release.known.version, label),
        (release.known.versions[0], label),
        ("UK Edition, 1 May 2026", "UK Edition, 1 May 2026"),
        ("x" * 256, label),
        ("hidden\u202e", label),
        (3, label),
    ):
        found, _, _ = read(coded(PALSY, version=version), release)
        assert found is not None
        assert found.release == expected


def test_a_concept_outside_the_reference_set_is_accepted_with_its_code_and_flagged() -> None:
    found, problems, words = read(coded(OUTSIDE, "Hypertension"))
    assert found == NeedConcept(OUTSIDE, "Hypertension", None, "example", Group.UNGROUPED, None)
    assert problems == [("warned", "code.coding[0].code")]
    assert words == f"{OUTSIDE} is outside the reference set: recorded with its code, flagged, and never counted."


def test_an_unknown_concept_without_a_display_is_recorded_under_the_text_else_its_code() -> None:
    found, _, _ = read({**coded(OUTSIDE), "text": "High blood pressure"})
    assert (found.term if found else None) == "High blood pressure"
    found, _, _ = read({**coded(OUTSIDE), "text": "x" * 300})
    assert (found.term if found else None) == str(OUTSIDE)


def test_the_warning_says_what_is_odd_about_a_concept_outside(release: Surroundings) -> None:
    assert "check that it is a need" in read(coded(PROCEDURE), release)[2]
    assert "does not have it" in read(coded(made_concept(990)), release)[2]
    assert "no one concept replaces it" in read(coded(AMBIGUOUS), AFTER_A_RELEASE)[2]
    assert read(coded(OUTSIDE), release)[2].endswith("never counted.")


def test_an_inactive_concept_is_recorded_as_its_replacement_and_what_was_sent_is_kept_with_it() -> None:
    found, problems, words = read(coded(RETIRED, "Epilepsy, old name"), AFTER_A_RELEASE)
    assert found == NeedConcept(EPILEPSY, "Epilepsy", None, "example", Group.CONDITION, RETIRED)
    assert problems == [("informed", "code.coding[0].code")]
    assert words == (f"{RETIRED} is inactive in the release in use and replaced by {EPILEPSY}, which is recorded.")


def test_the_display_of_an_inactive_concept_is_compared_with_what_that_was_called(release: Surroundings) -> None:
    found, problems, _ = read(coded(RETIRED_THERE, "Epileptic disorder, old"), release)
    assert (found.concept if found else None, problems) == (EPILEPSY, [("informed", "code.coding[0].code")])
    _, problems, _ = read(coded(RETIRED_THERE, "Appendicectomy"), release)
    assert problems == [("warned", "code.coding[0].display"), ("informed", "code.coding[0].code")]


def test_a_former_member_keeps_its_group_and_is_not_flagged() -> None:
    found, problems, _ = read(coded(SLEEP, "Sleep disturbance"), AFTER_A_RELEASE)
    assert (found.group if found else None, problems) == (Group.FAMILY_REPORTED_ISSUE, [])


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"text": " Wobbly,\n when tired "}, "Wobbly, when tired"),
        ({"coding": [ICD]}, "Cerebral palsy, unspecified"),
        ({"coding": [{"code": "x"}, ICD], "text": "CP"}, "CP"),
        ({"coding": [coding("128188000:272741003=7771000", "Right-sided")]}, "Right-sided"),
    ],
)
def test_without_a_concept_a_need_stands_in_words_and_waits_to_be_coded(sent: object, words: str) -> None:
    found, problems, _ = read(sent)
    assert found == NeedConcept(None, words, None, "example", Group.UNGROUPED, None)
    assert ("informed", "code") in problems


@pytest.mark.parametrize("sent", [None, {}, {"text": "  "}, {"coding": [{"code": "x"}]}, {"coding": [LOINC]}])
def test_without_a_concept_and_without_words_there_is_no_need(sent: object) -> None:
    assert read(sent) == (None, [], "")


@pytest.mark.parametrize("words", ["x" * 121, "Wobbly\u202e", "Wobbly\x1b"])
def test_words_that_cannot_be_recorded_are_refused_without_repeating_them(words: str) -> None:
    _, problems, told = read({"text": words})
    assert problems == [("wrong", "code.text"), ("informed", "code")]
    assert words not in told

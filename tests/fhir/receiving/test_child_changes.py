"""What a Patient says of a child known already becomes next versions of what differs, or nothing."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings

from app.access.audit import AuditAction
from app.clinical.child import (
    Child,
    ChildFact,
    ChildIdentifier,
    DemographicsOfChild,
    FactAnswer,
    FactKind,
    FactOfChild,
    Gender,
    IdentifierKind,
    IdentifierOfChild,
)
from app.fhir.mapping.given import FactGiven, PatientGiven
from app.fhir.mapping.looking import Findings
from app.fhir.mapping.patient import patient_from_child
from app.fhir.receiving.children import changes, correction_event
from app.fhir.structure.problems import IssueType, Problem
from app.identity import Identity
from tests.clinical import examples
from tests.fhir.mapping.patient_children import SURROUNDINGS, children, read
from tests.fhir.receiving.child_examples import (
    BORN,
    LATER,
    NOW,
    ONE,
    OTHER,
    TODAY,
    known,
    local,
    local_said,
    numbered,
    sent,
    work_of,
)


def changed(child: Child, said: PatientGiven, *others: Child) -> tuple[tuple[object, ...], tuple[str, ...]]:
    problems: list[Problem] = []
    found = changes(child, said, work_of(child, *others), Findings("Patient", problems))
    assert problems == []
    return found


def unchanged(child: Child, said: PatientGiven, *others: Child) -> bool:
    return changed(child, said, *others) == ((), ())


def identifier_of(child: Child, said: PatientGiven, *others: Child) -> ChildIdentifier:
    (version,), _ = changed(child, said, *others)
    assert isinstance(version, IdentifierOfChild)
    return version.identifier


def test_a_patient_that_says_nothing_new_changes_nothing() -> None:
    child = known(1, numbered(ONE), local("L1"))
    assert unchanged(child, sent(ONE, "01", local_said("L1")))
    assert unchanged(child, sent(None, None, born=None, given_name=""))


@pytest.mark.parametrize(
    ("names", "item"),
    [
        ({"family_name": "Other"}, "child.family_name"),
        ({"given_name": "Sam"}, "child.given_name"),
        ({"title": "Miss"}, "child.title"),
        ({"preferred_name": "Al"}, "child.preferred_name"),
        ({"gender": Gender.MALE}, "child.gender"),
    ],
)
def test_what_is_said_anew_of_who_the_child_is_makes_the_next_version(names: dict[str, Any], item: str) -> None:
    child = known(1, numbered(ONE))
    (version,), items = changed(child, sent(ONE, "01", **names))
    assert isinstance(version, DemographicsOfChild)
    assert version.version == child.version + 1
    assert version.demographics == replace(child.demographics, **names)
    assert items == (item,)


def test_capitals_alone_and_an_unknown_gender_are_no_correction() -> None:
    assert unchanged(known(1), sent(family_name="SYNTHETIC", gender=Gender.NOT_KNOWN))


def test_a_name_in_one_text_never_parts_a_name_otherwise_that_is_known() -> None:
    who = replace(examples.child().demographics, family_name="Van der Synthetic", given_name="Alexandra")
    child = known(1, demographics=who)
    parted = replace(sent(given_name="Alexandra Van der"), name_in_parts=False)
    assert unchanged(child, parted)
    other = replace(sent(given_name="Alexandra", family_name="Other"), name_in_parts=False)
    assert changed(child, other)[1] == ("child.family_name",)


def test_a_birth_date_is_added_and_never_changed() -> None:
    assert changed(known(1, born=None), sent(born=BORN))[1] == ("child.birth_date",)
    problems: list[Problem] = []
    assert changes(known(1), sent(born=LATER), work_of(), Findings("Patient", problems)) == ((), ())
    assert [(each.code, each.expression) for each in problems] == [(IssueType.CONFLICT, "Patient.birthDate")]


def test_a_number_is_added_to_a_child_without_one_and_never_changed() -> None:
    added = identifier_of(known(1), sent(ONE, None))
    assert (added.value, added.status, added.since, added.version) == (ONE, "02", TODAY, 1)
    problems: list[Problem] = []
    findings = Findings("Patient", problems)
    assert changes(known(1, numbered(ONE)), sent(OTHER, "01"), work_of(), findings) == ((), ())
    assert [(each.code, each.expression) for each in problems] == [(IssueType.CONFLICT, "Patient.identifier")]


def test_a_number_is_verified_and_not_taken_back_to_untraced() -> None:
    verified = identifier_of(known(1, numbered(ONE, "02")), sent(ONE, "01"))
    assert (verified.status, verified.version) == ("01", 2)
    assert unchanged(known(1, numbered(ONE)), sent(ONE, "02"))
    assert unchanged(known(1, numbered(ONE, "02")), sent(ONE, None))
    assert identifier_of(known(1, numbered(ONE)), sent(ONE, "05")).status == "05"


def test_a_number_taken_away_here_comes_back_only_when_it_is_verified() -> None:
    child = known(1, numbered(ONE, "02", until=TODAY))
    assert unchanged(child, sent(ONE, "02"))
    assert identifier_of(child, sent(ONE, "01")).value == ONE


def test_why_there_is_no_number_is_recorded_while_there_is_none() -> None:
    absent = identifier_of(known(1), sent(None, "07"))
    assert (absent.value, absent.status, absent.until) == ("", "07", TODAY)
    again = identifier_of(known(1, absent), sent(None, "03"))
    assert (again.id, again.version, again.status) == (absent.id, 2, "03")
    assert unchanged(known(1, absent), sent(None, "07"))
    assert unchanged(known(1, numbered(ONE)), sent(None, "07"))


def test_local_identifiers_are_added_and_one_ended_here_is_not_brought_back() -> None:
    child = known(1, local("L1"), local("L2", until=TODAY))
    added = identifier_of(child, sent(None, None, local_said("L1"), local_said("L2"), local_said("L3")))
    assert (added.value, added.issuer, added.since, added.kind) == ("L3", "RXX01", TODAY, IdentifierKind.LOCAL)
    begun = replace(local_said("L1"), since=LATER)
    assert (
        identifier_of(child, sent(None, None, begun)).since,
        identifier_of(child, sent(None, None, begun)).version,
    ) == (
        LATER,
        2,
    )


def test_numbers_of_a_record_merged_into_the_childs_stay_with_it() -> None:
    merged = known(1, numbered(ONE), local("L1"), merged_into=Identity(2))
    for stands in (
        known(2, merged_from=(Identity(1),)),
        known(2, numbered(OTHER), merged_from=(Identity(1),)),
    ):
        assert unchanged(stands, sent(ONE, "01", local_said("L1")), merged)


def test_nothing_is_written_to_a_record_that_was_merged() -> None:
    problems: list[Problem] = []
    merged = known(1, merged_into=Identity(2))
    assert changes(merged, sent(ONE, "01"), work_of(), Findings("Patient", problems)) == ((), ())
    assert [each.code for each in problems] == [IssueType.CONFLICT]


def having(*facts: tuple[FactKind, str | None, date | None, date | None]) -> Child:
    return known(
        1,
        facts=tuple(
            ChildFact(
                Identity(place),
                kind,
                FactAnswer.KNOWN if value is not None else FactAnswer.NONE,
                value,
                since,
                until,
                datetime(2026, 1, place, tzinfo=NOW.tzinfo),
                examples.ACCOUNT,
            )
            for place, (kind, value, since, until) in enumerate(facts, 1)
        ),
    )


def fact(kind: FactKind, value: str | None, since: date | None = None, until: date | None = None) -> FactGiven:
    return FactGiven(kind, FactAnswer.KNOWN if value is not None else FactAnswer.NONE, value, since, until)


def test_a_fact_that_differs_is_added_and_one_that_stands_is_not() -> None:
    child = having((FactKind.PLACEMENT, "foster", None, None), (FactKind.PLACEMENT, "kinship", BORN, None))
    (version,), items = changed(child, sent(facts=(fact(FactKind.PLACEMENT, "foster"),)))
    assert isinstance(version, FactOfChild)
    assert (version.fact.value, version.fact.recorded_at) == ("foster", NOW)
    assert items == ("fact.placement",)
    assert unchanged(child, sent(facts=(fact(FactKind.PLACEMENT, "kinship"),)))
    assert unchanged(child, sent(facts=(fact(FactKind.PLACEMENT, "kinship", BORN),)))
    assert not unchanged(child, sent(facts=(fact(FactKind.PLACEMENT, "kinship", LATER),)))
    assert not unchanged(child, sent(facts=(fact(FactKind.PLACEMENT, None),)))


def test_a_fact_of_the_past_is_held_against_what_stood_then() -> None:
    before, after = date(2024, 12, 31), date(2025, 1, 1)
    child = having((FactKind.SCHOOL, "EE1234", BORN, before), (FactKind.SCHOOL, "EE5678", after, None))
    assert unchanged(
        child, sent(facts=(fact(FactKind.SCHOOL, "EE1234", BORN, before), fact(FactKind.SCHOOL, "EE5678")))
    )
    assert not unchanged(child, sent(facts=(fact(FactKind.SCHOOL, "EE9999", BORN, before),)))


def test_a_disability_is_added_beside_those_that_stand() -> None:
    kind = FactKind.DISABILITY_QUESTION
    child = having((kind, "02", None, None), (kind, "09", None, None))
    assert unchanged(child, sent(facts=(fact(kind, "02"),)))
    assert not unchanged(child, sent(facts=(fact(kind, "05"),)))


def test_what_goes_with_a_value_is_a_difference_only_when_it_is_said_and_is_else_kept() -> None:
    kind = FactKind.DISABILITY_QUESTION
    child = having((kind, "02", None, None))
    child = replace(child, facts=(replace(child.facts[0], qualifier="01"),))
    assert unchanged(child, sent(facts=(fact(kind, "02"),)))
    assert not unchanged(child, sent(facts=(replace(fact(kind, "02"), qualifier="03"),)))
    (version,), _ = changed(child, sent(facts=(fact(kind, "02", BORN),)))
    assert isinstance(version, FactOfChild)
    assert (version.fact.since, version.fact.qualifier) == (BORN, "01")


def test_the_audit_event_names_the_items_and_no_values() -> None:
    child = known(1, numbered(ONE, "02"))
    _, items = changed(child, sent(ONE, "01", facts=(fact(FactKind.PLACEMENT, "foster"),)))
    event = correction_event(child, items, work_of(child))
    assert (event.action, event.child) == (AuditAction.CHILD_CORRECTED, child.id)
    assert event.detail == "child.nhs_number, fact.placement"


@given(children())
@settings(max_examples=60, deadline=None)
def test_a_child_read_back_as_it_is_served_changes_nothing(child: Child) -> None:
    said, _ = read(patient_from_child(child, SURROUNDINGS))
    assert said is not None
    assert unchanged(child, said)


@given(children(), children())
@settings(max_examples=60, deadline=None)
def test_what_was_changed_once_is_not_changed_again(child: Child, other: Child) -> None:
    """Facts and names of another record, sent of this child, stand afterwards."""
    said, _ = read(patient_from_child(other, SURROUNDINGS))
    assert said is not None
    said = replace(said, nhs_number=None, demographics=replace(said.demographics, birth_date=None))
    versions, items = changed(child, said)
    assert (versions == ()) == (items == ())
    after = child
    for each in versions:
        if isinstance(each, DemographicsOfChild):
            after = replace(after, demographics=each.demographics, version=each.version)
        elif isinstance(each, IdentifierOfChild):
            others = tuple(one for one in after.identifiers if one.id != each.identifier.id)
            after = replace(after, identifiers=(*others, each.identifier))
        elif isinstance(each, FactOfChild):
            after = replace(after, facts=(*after.facts, each.fact))
    assert unchanged(after, said)

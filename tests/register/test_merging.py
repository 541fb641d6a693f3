"""Merging and unmerging records: a link with a reason, refused where it would lead astray."""

from dataclasses import replace

import pytest

from app.access.people import Role
from app.clinical.child import Child
from app.errors import Conflict, NotPermitted, Rejected
from app.identity import Identity
from app.register.merging import compare, merge_children, unmerge_child
from tests.clinical import examples
from tests.register.fake_register import FakeRegister, work_of
from tests.register.typed_forms import OTHER_NUMBER

FIRST = examples.child()
SECOND = replace(FIRST, id=Identity(50), identifiers=())
THIRD = replace(FIRST, id=Identity(51), identifiers=())
NUMBERED = replace(FIRST, id=Identity(52), identifiers=(replace(FIRST.identifiers[0], value=OTHER_NUMBER),))
SURE = {"reason": "Both have the family's address and the red book number", "same": "yes"}


def merge(records: FakeRegister, merged: Child, stands: Child, typed: dict[str, str] | None = None) -> None:
    comparison = compare(records.child(merged.id), records.child(stands.id))
    merge_children(comparison, SURE if typed is None else typed, work_of(records))


def fault(records: FakeRegister, merged: Child, stands: Child) -> str:
    with pytest.raises(Rejected) as refused:
        compare(records.child(merged.id), records.child(stands.id))
    return refused.value.problems[0].message


def test_one_record_stands_for_the_child_and_the_other_leads_to_it() -> None:
    records = FakeRegister(FIRST, SECOND)
    merge(records, SECOND, FIRST)
    assert records.child(SECOND.id).merged_into == FIRST.id
    assert records.child(FIRST.id).merged_from == (SECOND.id,)
    (event,) = records.events
    assert (event.action.value, event.child, event.subject) == (
        "records of a child merged",
        SECOND.id,
        FIRST.id,
    )
    (link,) = records.links
    assert (link.version, link.standing, link.reason) == (1, True, SURE["reason"])


def test_it_is_undone_for_a_reason_and_may_be_done_again() -> None:
    records = FakeRegister(FIRST, SECOND)
    merge(records, SECOND, FIRST)
    unmerge_child(records.child(SECOND.id), {"reason": "They are cousins"}, work_of(records))
    assert records.child(SECOND.id).merged_into is None
    assert records.child(FIRST.id).merged_from == ()
    assert records.events[-1].action.value == "records of a child unmerged"
    merge(records, SECOND, FIRST)
    assert [(link.version, link.standing) for link in records.links] == [(1, True), (2, False), (3, True)]


def test_two_records_may_be_merged_into_one() -> None:
    records = FakeRegister(FIRST, SECOND, THIRD)
    merge(records, SECOND, FIRST)
    merge(records, THIRD, FIRST)
    assert records.child(FIRST.id).merged_from == (SECOND.id, THIRD.id)


def test_what_would_lead_astray_is_refused() -> None:
    records = FakeRegister(FIRST, SECOND, THIRD)
    assert "into itself" in fault(records, FIRST, FIRST)
    merge(records, SECOND, FIRST)
    assert "merged into another already" in fault(records, SECOND, THIRD)
    assert "itself merged into another" in fault(records, THIRD, SECOND)
    assert "Other records were merged into this one" in fault(records, FIRST, THIRD)


def test_two_verified_numbers_ask_for_a_second_confirmation() -> None:
    records = FakeRegister(FIRST, NUMBERED)
    with pytest.raises(Rejected) as refused:
        merge(records, NUMBERED, FIRST)
    assert [each.item for each in refused.value.problems] == ["two_numbers"]
    assert records.links == []
    merge(records, NUMBERED, FIRST, {**SURE, "two_numbers": "yes"})
    assert len(records.links) == 1


@pytest.mark.parametrize("status", ["02", "03", None])
def test_a_number_that_was_not_verified_does_not(status: str | None) -> None:
    traced = replace(NUMBERED, identifiers=(replace(NUMBERED.identifiers[0], status=status),))
    records = FakeRegister(FIRST, traced)
    merge(records, traced, FIRST)
    assert len(records.links) == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"same": "yes"}, "reason"),
        ({**SURE, "reason": " "}, "reason"),
        ({**SURE, "reason": "x" * 501}, "reason"),
        ({**SURE, "reason": "nul \x00"}, "reason"),
        ({**SURE, "reason": "bidi \u202e"}, "reason"),
        ({"reason": SURE["reason"]}, "same"),
    ],
)
def test_without_a_reason_and_a_comparison_nothing_is_merged(typed: dict[str, str], field: str) -> None:
    records = FakeRegister(FIRST, SECOND)
    with pytest.raises(Rejected) as refused:
        merge(records, SECOND, FIRST, typed)
    assert [each.item for each in refused.value.problems] == [field]
    assert records.events == []


def test_a_merge_undone_meanwhile_is_a_conflict() -> None:
    records = FakeRegister(FIRST, SECOND)
    with pytest.raises(Conflict):
        unmerge_child(SECOND, {"reason": "They are cousins"}, work_of(records))
    merge(records, SECOND, FIRST)
    with pytest.raises(Rejected):
        unmerge_child(records.child(SECOND.id), {}, work_of(records))


def test_two_who_merge_the_same_record_at_once_merge_it_once() -> None:
    records = FakeRegister(FIRST, SECOND, THIRD)
    comparison = compare(SECOND, THIRD)
    work = work_of(records)
    other = FakeRegister(FIRST, SECOND, THIRD)
    merge(other, SECOND, FIRST)
    records.racing = list(other.links)
    with pytest.raises(Conflict):
        merge_children(comparison, SURE, work)


def test_only_who_may_merges() -> None:
    with pytest.raises(NotPermitted):
        merge_children(compare(SECOND, FIRST), SURE, work_of(FakeRegister(FIRST, SECOND), Role.CLINICIAN))

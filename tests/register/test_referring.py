"""Recording a referral by hand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time

import pytest

from app.errors import Conflict, Rejected
from app.identity import Identity, shown
from app.register.referring import REFERRAL_FIELDS, Recorded, fresh_values, record_referral
from tests.clinical import examples
from tests.register.fake_register import TEAM, FakeRegister, work_of
from tests.register.typed_forms import HOSTILE

REFERRAL = Identity(8_000_001)
TYPED = {
    "referral": shown(REFERRAL),
    "received_on": "2/3/2026",
    "received_at": "9:30",
    "source": "01",
    "reason": "017",
    "priority": "1",
    "commissioner": "qzz",
    "referring_organisation": "A81001",
    "referring_staff_group": "M03",
    f"team.{shown(TEAM.id)}": "yes",
}


def sent(records: FakeRegister, changes: Mapping[str, str] | None = None) -> Recorded:
    child = records.child(examples.CHILD)
    return record_referral(child, {**TYPED, **(changes or {})}, work_of(records))


def faults(changes: Mapping[str, str]) -> set[str]:
    records = FakeRegister(examples.child())
    with pytest.raises(Rejected) as refused:
        sent(records, changes)
    assert records.events == []
    return {each.item for each in refused.value.problems}


def test_what_is_typed_becomes_an_open_referral_to_the_teams_chosen() -> None:
    records = FakeRegister(examples.child())
    assert sent(records) == Recorded(REFERRAL)
    referral = records.referral(REFERRAL)
    assert (referral.received_on, referral.received_at) == (date(2026, 3, 2), time(9, 30))
    assert (referral.commissioner, referral.source, referral.reason, referral.priority) == ("QZZ", "01", "017", "1")
    assert (referral.referring_organisation, referral.referring_staff_group) == ("A81001", "M03")
    assert [(each.team, each.team_type) for each in referral.teams] == [(TEAM.id, "06")]
    assert referral.open
    (event,) = records.events
    assert (event.action.value, event.child, event.subject) == ("referral recorded", examples.CHILD, REFERRAL)
    assert fresh_values(work_of(records), examples.child()) == {"commissioner": "QZZ"}


def test_the_same_form_sent_twice_records_once() -> None:
    records = FakeRegister(examples.child())
    sent(records)
    assert sent(records) == Recorded(REFERRAL, again=True)
    assert len(records.referrals) == 1


def test_a_form_used_for_another_child_is_refused() -> None:
    other = replace(examples.child(), id=Identity(50), identifiers=())
    records = FakeRegister(examples.child(), other)
    sent(records)
    with pytest.raises(Conflict):
        record_referral(other, TYPED, work_of(records))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"received_on": ""}, "received_on"),
        ({"received_on": "25/11/2026"}, "received_on"),
        ({"received_on": "1/1/2018"}, "received_on"),
        ({"received_at": "25:00"}, "received_at"),
        ({"received_at": "noon"}, "received_at"),
        ({"commissioner": ""}, "commissioner"),
        ({"commissioner": "QZZ001"}, "commissioner"),
        ({f"team.{shown(TEAM.id)}": ""}, "team"),
        ({"referral": "x"}, "received_on"),
    ],
)
def test_what_breaks_a_rule_is_refused_at_its_field(changes: dict[str, str], field: str) -> None:
    assert faults(changes) == {field}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("field", [each.name for each in REFERRAL_FIELDS])
def test_hostile_content_is_refused_at_its_field(field: str, hostile: str) -> None:
    assert field in faults({field: hostile})


def test_a_referral_before_birth_is_taken_when_the_pregnancy_had_begun() -> None:
    records = FakeRegister(examples.child())
    assert sent(records, {"received_on": "1/2/2019"}) == Recorded(REFERRAL)

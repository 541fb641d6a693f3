"""The further reasons and the waiting time of a referral, asked when it is added and changed later."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time

import pytest

from app.access.people import Role
from app.clinical.referral import Referral, WaitingTime
from app.errors import NotFound, NotPermitted, Rejected
from app.identity import Identity
from app.register.further import further_fields, state_fields
from app.register.referrals.changing import Changed, NotChanged, Stale, change_referral, typed_of
from app.register.referring import record_referral
from tests.clinical import examples
from tests.register.fake_register import FakeRegister, work_of
from tests.register.test_referring import REFERRAL, TYPED
from tests.register.typed_forms import HOSTILE

PATHWAY = "RXX01PATHWAY00000001"
STATE = {
    "waiting.0.measurement_type": "01",
    "waiting.0.started_on": "2/3/2026",
    "waiting.0.started_at": "9:30",
    "waiting.0.status": "10",
    "waiting.0.booking_reference": "1234 5678 9012",
    "waiting.0.pathway": PATHWAY.lower(),
    "waiting.0.pathway_issuer": "rxx01",
}
NOTHING_SAID = [("waiting.0.measurement_type", "missing"), ("waiting.0.ended_on", "missing")]
WAITS = WaitingTime(
    *("01", date(2026, 3, 2), time(9, 30), None, None, "10", "123456789012", PATHWAY, "RXX01"),
)


def known(referral: Referral | None = None) -> FakeRegister:
    records = FakeRegister(examples.child())
    records.referrals = [referral or examples.referral()]
    return records


def changed(records: FakeRegister, changes: Mapping[str, str], role: Role = Role.CLERK) -> Changed | NotChanged | Stale:
    typed = {**typed_of(records.referral(examples.REFERRAL)), **changes}
    return change_referral(examples.REFERRAL, typed, work_of(records, role))


def faults(changes: Mapping[str, str]) -> list[tuple[str, str]]:
    records = known()
    outcome = changed(records, changes)
    assert isinstance(outcome, NotChanged)
    assert records.events == [] and len(records.referrals) == 1  # noqa: PT018
    return [(each.item, each.code) for each in outcome.problems]


def test_a_referral_is_added_with_its_further_reasons_and_its_waiting_time() -> None:
    records = FakeRegister(examples.child())
    said = {**TYPED, **STATE, "further.0": "042", "further.1": "", "further.2": "062"}
    record_referral(examples.child(), said, work_of(records))
    referral = records.referral(REFERRAL)
    assert (referral.further_reasons, referral.waiting) == (("042", "062"), (WAITS,))


def test_what_is_wrong_with_them_is_told_beside_what_else_is_wrong() -> None:
    records = FakeRegister(examples.child())
    wrong = {"commissioner": "", "further.1": TYPED["reason"], "waiting.0.ended_on": "1/3/2026"}
    with pytest.raises(Rejected) as refused:
        record_referral(examples.child(), {**TYPED, **STATE, **wrong}, work_of(records))
    told = [each.item for each in refused.value.problems]
    assert set(told) == {"commissioner", "further.1", "waiting.0.ended_on", "waiting.0.status"}


def test_a_referral_is_changed_by_a_version_of_its_own_with_its_event() -> None:
    records = known()
    outcome = changed(records, {**STATE, "reason": "011", "further.0": "017"})
    assert isinstance(outcome, Changed) and outcome.changed  # noqa: PT018
    first, second = records.referrals
    assert first == examples.referral()
    assert second == replace(
        first,
        version=2,
        reason="011",
        further_reasons=("017",),
        waiting=(WAITS,),
        recorded_at=examples.NOW,
        recorded_by=examples.ACCOUNT,
    )
    (event,) = records.events
    assert (event.action.value, event.child, event.subject) == ("referral recorded", first.child, first.id)


def test_what_stands_fills_the_form_and_sent_back_changes_nothing() -> None:
    stands = replace(examples.referral(), further_reasons=("042", "062"), waiting=(WAITS, WaitingTime(status="98")))
    records = known(stands)
    assert changed(records, {}) == Changed(stands, changed=False)
    assert records.events == []


def test_a_reason_left_blank_and_a_state_removed_are_no_longer_there() -> None:
    other = WaitingTime(status="98")
    records = known(replace(examples.referral(), further_reasons=("042", "062"), waiting=(WAITS, other)))
    outcome = changed(records, {"further.0": "", "waiting.0.removed": "yes"})
    assert isinstance(outcome, Changed)
    assert (outcome.referral.further_reasons, outcome.referral.waiting) == (("062",), (other,))


def test_a_form_given_out_before_somebody_elses_change_is_stale() -> None:
    records = known()
    meanwhile = replace(examples.referral(), version=2, reason="011")
    records.racing = [meanwhile]
    assert changed(records, {"further.0": "042"}) == Stale(meanwhile)
    assert change_referral(
        examples.REFERRAL, {**typed_of(examples.referral()), "further.0": "042"}, work_of(records)
    ) == Stale(meanwhile)
    assert records.events == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"further.0": "017"}, [("further.0", "main-reason")]),
        ({"further.0": "016"}, [("further.0", "unknown-code")]),
        ({"further.3": "042", "further.4": "042"}, [("further.3", "repeated"), ("further.4", "repeated")]),
        ({"reason": "", "further.0": "042"}, [("further.0", "no-main-reason")]),
        ({"reason": "x"}, [("reason", "unknown-code")]),
        ({"waiting.1.status": "30", "waiting.1.started_on": "2/3/2026"}, [("waiting.1.ended_on", "missing")]),
        ({**STATE, "waiting.0.pathway_issuer": ""}, [("waiting.0.pathway_issuer", "missing")]),
        ({**dict.fromkeys(STATE, ""), "waiting.0.ended_at": "9:00"}, NOTHING_SAID),
        ({**STATE, "waiting.0.started_on": "30/2/2026"}, [("waiting.0.started_on", "value")]),
        ({**STATE, "waiting.0.started_at": "25:00"}, [("waiting.0.started_at", "value")]),
        ({"waiting.0.started_on": "soon"}, [("waiting.0.started_on", "value")]),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_is_refused_at_its_field(changes: dict[str, str], expected: list[tuple[str, str]]) -> None:
    assert faults(changes) == expected


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("field", ["reason", "further.0", *STATE])
def test_hostile_content_is_refused_at_its_field(field: str, hostile: str) -> None:
    assert field in {item for item, _ in faults({**STATE, field: hostile})}


def test_names_of_fields_that_are_not_ours_are_passed_over() -> None:
    records = known()
    strange = {
        "further.999": "042",
        "further.x": "042",
        "waiting.7": "1",
        "waiting.1.constructor": "1",
        "further.": "1",
    }
    assert changed(records, strange) == Changed(examples.referral(), changed=False)


def test_the_form_has_a_place_for_all_that_stands_and_for_more() -> None:
    assert [each.name for each in further_fields(3, {})] == [f"further.{n}" for n in range(5)]
    assert [each.name for each in further_fields(0, {"further.4": "042"})] == [f"further.{n}" for n in range(5)]
    assert [(each.place, each.stands) for each in state_fields(1, {})] == [(0, True), (1, False)]
    assert len(state_fields(0, {"waiting.98.status": "x"})) == 99


def test_who_may_not_register_may_not_change_and_what_is_not_there_is_not_found() -> None:
    with pytest.raises(NotPermitted):
        changed(known(), {"further.0": "042"}, Role.INFORMATICS)
    with pytest.raises(NotFound):
        change_referral(Identity(99), {}, work_of(known()))

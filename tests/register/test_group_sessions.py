"""Group sessions are recorded, corrected and struck out, each by a version of its own with its event."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from app.access.people import Role
from app.clinical.group_session import GroupSession
from app.errors import Conflict, NotFound, NotPermitted
from app.identity import Identity, shown
from app.register.sessions.fields import fresh_values, session_fields, typed_of
from app.register.sessions.pages import month_of, month_said
from app.register.sessions.recording import (
    NotRecorded,
    Recorded,
    Stale,
    amend_session,
    record_session,
    strike_session,
)
from tests.clinical import examples
from tests.register.fake_bookings import DOCTOR, FakeBookings
from tests.register.fake_register import FakeRegister, work_of
from tests.register.typed_forms import HOSTILE

SESSION = Identity(8_100_001)
TYPED = {
    "session": shown(SESSION),
    "held_on": "4/11/2026",
    "session_type": "02",
    "participants": "12",
    "minutes": "90",
    "professional": shown(DOCTOR.id),
    "location_type": "L01",
    "site": "rxx01",
    "commissioner": "qzz",
    "service_line_agreement": "SLA-2",
}
AS_TYPED = GroupSession(
    *(examples.ORGANISATION.id, SESSION, 1, date(2026, 11, 4), "QZZ", 90, "02", 12, "L01", "RXX01", DOCTOR.id, "SLA-2"),
    *(False, None, examples.NOW, examples.ACCOUNT),
)
WHY = "Two families came late"


class Raced(FakeBookings):
    """Records in which somebody else is a moment quicker."""

    def __init__(self, quicker: GroupSession) -> None:
        super().__init__()
        self.quicker: list[GroupSession] = [quicker]

    def commit(self, unit: object) -> None:
        del unit
        self.sessions += self.quicker
        raise Conflict("The session is recorded.")


def sent(records: FakeRegister, changes: Mapping[str, str] | None = None) -> Recorded | NotRecorded:
    return record_session({**TYPED, **(changes or {})}, work_of(records))


def faults(changes: Mapping[str, str]) -> dict[str, str]:
    records = FakeBookings()
    outcome = sent(records, changes)
    assert isinstance(outcome, NotRecorded)
    assert (records.sessions, records.events) == ([], [])
    assert len({each.item for each in outcome.problems}) == len(outcome.problems)
    return {each.item: each.code for each in outcome.problems}


def standing(*sessions: GroupSession) -> FakeBookings:
    records = FakeBookings()
    records.sessions = list(sessions)
    return records


def amended(records: FakeRegister, changes: Mapping[str, str]) -> Recorded | NotRecorded | Stale:
    typed = {**typed_of(records.group_session_versions(SESSION)[-1]), "amendment_reason": WHY, **changes}
    return amend_session(SESSION, typed, work_of(records))


def test_what_is_typed_becomes_a_session_with_its_event() -> None:
    records = FakeBookings()
    assert sent(records) == Recorded(AS_TYPED)
    assert records.sessions == [AS_TYPED]
    (event,) = records.events
    assert (event.action.value, event.child, event.subject) == ("group session recorded", None, SESSION)


def test_only_date_kind_participants_and_commissioner_must_be_known() -> None:
    blank = dict.fromkeys(("minutes", "professional", "location_type", "site", "service_line_agreement"), "")
    outcome = sent(FakeBookings(), blank)
    assert isinstance(outcome, Recorded)
    assert outcome.session == replace(
        AS_TYPED, minutes=None, location_type=None, site=None, professional=None, service_line_agreement=None
    )
    assert faults(dict.fromkeys(TYPED, "") | {"session": shown(SESSION)}) == dict.fromkeys(
        ("held_on", "session_type", "participants", "commissioner"), "missing"
    )


def test_the_same_form_sent_twice_records_once() -> None:
    records = FakeBookings()
    sent(records)
    assert sent(records, {"participants": "13"}) == Recorded(AS_TYPED, changed=False)
    raced = Raced(AS_TYPED)
    assert sent(raced) == Recorded(AS_TYPED, changed=False)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"held_on": "25/11/2026"}, {"held_on": "future"}),
        ({"held_on": "31/9/2026"}, {"held_on": "value"}),
        ({"session_type": "09"}, {"session_type": "unknown-code"}),
        ({"participants": "0"}, {"participants": "out-of-range"}),
        ({"participants": "1000"}, {"participants": "out-of-range"}),
        ({"participants": "a dozen"}, {"participants": "value"}),
        ({"participants": "-3"}, {"participants": "value"}),
        ({"participants": "１２"}, {"participants": "value"}),
        ({"minutes": "1441"}, {"minutes": "out-of-range"}),
        ({"minutes": "1.5"}, {"minutes": "value"}),
        ({"commissioner": "QZZ001"}, {"commissioner": "value"}),
        ({"site": "RXX"}, {"site": "value"}),
        ({"location_type": "M06"}, {"location_type": "unknown-code"}),
        ({"professional": shown(Identity(99))}, {"professional": "unknown-code"}),
        ({"service_line_agreement": "SLA-1234567"}, {"service_line_agreement": "text"}),
        ({"session": "x"}, {"held_on": "form"}),
    ],
)
def test_what_breaks_a_rule_is_refused_at_its_field(changes: dict[str, str], expected: dict[str, str]) -> None:
    assert faults(changes) == expected


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("field", [each.name for each in session_fields(())])
def test_hostile_content_is_refused_at_its_field(field: str, hostile: str) -> None:
    assert field in faults({field: hostile})


def test_a_correction_is_a_version_that_says_why() -> None:
    records = standing(AS_TYPED)
    outcome = amended(records, {"participants": "14"})
    assert outcome == Recorded(replace(AS_TYPED, version=2, participants=14, amendment_reason=WHY))
    assert [each.version for each in records.sessions] == [1, 2]
    assert [(each.action.value, each.subject) for each in records.events] == [("group session amended", SESSION)]


def test_a_correction_that_changes_nothing_is_none_and_one_without_a_reason_is_refused() -> None:
    records = standing(AS_TYPED)
    assert amended(records, {}) == Recorded(AS_TYPED, changed=False)
    outcome = amended(records, {"participants": "14", "amendment_reason": " "})
    assert isinstance(outcome, NotRecorded)
    assert [(each.item, each.code) for each in outcome.problems] == [("amendment_reason", "missing")]
    assert records.events == []


def test_a_form_given_out_before_somebody_elses_correction_is_stale() -> None:
    second = replace(AS_TYPED, version=2, participants=3, amendment_reason="Counted again")
    records = standing(AS_TYPED, second)
    assert amended(records, {"participants": "14", "seen": "1"}) == Stale(second)
    raced = Raced(second)
    raced.sessions = [AS_TYPED]
    assert amended(raced, {"participants": "14"}) == Stale(second)
    raced.sessions, raced.quicker = [AS_TYPED], [second]
    typed = {"amendment_reason": WHY, "seen": "1"}
    assert strike_session(SESSION, typed, work_of(raced)) == Stale(second)


def test_a_session_is_struck_out_once_and_changed_no_more() -> None:
    records = standing(AS_TYPED)
    typed = {"amendment_reason": WHY, "seen": "1"}
    struck = replace(AS_TYPED, version=2, entered_in_error=True, amendment_reason=WHY)
    assert strike_session(SESSION, typed, work_of(records)) == Recorded(struck)
    assert strike_session(SESSION, typed, work_of(records)) == Recorded(struck, changed=False)
    (event,) = records.events
    assert (event.action.value, event.detail) == ("group session amended", "entered in error")
    outcome = amended(records, {"participants": "14"})
    assert isinstance(outcome, NotRecorded)
    assert [each.code for each in outcome.problems] == ["entered-in-error"]


@pytest.mark.parametrize("reason", ["", " ", "a\x07b", "x" * 501])
def test_a_session_is_not_struck_out_without_a_reason(reason: str) -> None:
    records = standing(AS_TYPED)
    outcome = strike_session(SESSION, {"amendment_reason": reason, "seen": "1"}, work_of(records))
    assert isinstance(outcome, NotRecorded)
    assert [each.item for each in outcome.problems] == ["amendment_reason"]
    assert records.events == []


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.INFORMATICS, Role.COMMISSIONER, Role.SYSTEM])
def test_other_roles_record_none(role: Role) -> None:
    work = work_of(standing(AS_TYPED), role)
    with pytest.raises(NotPermitted):
        record_session(TYPED, work)
    for change in (amend_session, strike_session):
        with pytest.raises(NotPermitted):
            change(SESSION, TYPED, work)


def test_what_is_not_there_is_not_found() -> None:
    for change in (amend_session, strike_session):
        with pytest.raises(NotFound):
            change(Identity(99), TYPED, work_of(FakeBookings()))


def test_a_fresh_form_asks_again_what_the_last_session_said_of_place_and_commissioner() -> None:
    mine = examples.principal()
    fresh = fresh_values(mine, AS_TYPED)
    assert mine.professional is not None
    assert fresh == {
        "session_type": "02",
        "commissioner": "QZZ",
        "site": "RXX01",
        "location_type": "L01",
        "service_line_agreement": "SLA-2",
        "professional": shown(mine.professional),
    }
    desk = replace(mine, professional=None)
    assert fresh_values(desk, AS_TYPED)["professional"] == shown(DOCTOR.id)
    assert fresh_values(desk, None) == {"professional": ""}


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("", date(2026, 11, 1), date(2026, 11, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_a_month_has_its_first_and_its_last_day(text: str, first: date, last: date) -> None:
    month = month_said(text, date(2026, 11, 24))
    assert (month.first, month.last, month.key) == (first, last, f"{first:%Y-%m}")
    assert month_of(last) == month


@pytest.mark.parametrize("text", ["2026", "2026-13", "2026-1", "26-10-0", "0001-01", "9999-12", "x" * 7, "2026-W1"])
def test_there_is_no_other_month(text: str) -> None:
    with pytest.raises(NotFound):
        month_said(text, date(2026, 11, 24))

"""The booking desk's list: what is to be arranged, who ticked it, and that no need stands in it."""

from dataclasses import fields, replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.audit import AuditAction
from app.access.people import Role
from app.clinical.encounter import Attendance, Encounter, NextAppointment, Outcome
from app.clinical.plan import LetterCopy, OnwardReferral, Recipient, RequestedTest, Sharing
from app.errors import NotFound, NotPermitted
from app.identity import Identity, shown
from app.register.appointments.by_hand import Done, book
from app.register.desk import Family, ToArrange, desk_day, things_of_contact, tick
from app.register.ports import BookingTick, DeskRow
from tests.clinical import examples
from tests.register.fake_bookings import CLINIC, OTHER_CHILD, FakeBookings, appointment, work_of

CONTACT = replace(
    examples.visit(),
    next_appointment=NextAppointment(26, CLINIC.id, 30),
    onward_referrals=(OnwardReferral("26", "RXX02"), OnwardReferral("33"), OnwardReferral("26", "RXX03")),
    copies=(LetterCopy(Recipient.GP), LetterCopy(Recipient.SCHOOL, Sharing.DECLINED), LetterCopy(Recipient.FAMILY)),
    tests_requested=(RequestedTest.EEG, RequestedTest.HEARING),
)


def row_of(contact: Encounter) -> DeskRow:
    child = examples.child()
    return DeskRow(
        encounter=contact.id,
        child=child.id,
        demographics=child.demographics,
        nhs_number=child.nhs_number,
        clinic_name=CLINIC.name,
        at=time(10, 30),
        attendance=contact.contact.attendance,
        outcome=contact.outcome,
        following=contact.next_appointment,
        following_clinic=CLINIC.name if contact.next_appointment is not None else None,
        onward_referrals=contact.onward_referrals,
        tests_requested=contact.tests_requested,
        copies=contact.copies,
        interpreter=True,
        language="ur",
        done=frozenset(),
    )


def desk_of(contact: Encounter = CONTACT) -> FakeBookings:
    records = FakeBookings()
    records.contacts = [contact]
    records.desk_rows = (row_of(contact),)
    return records


def family_of(records: FakeBookings) -> Family:
    (family,) = desk_day(examples.TODAY, work_of(records)).families
    return family


def things(contact: Encounter) -> list[str]:
    return [each.what for each in things_of_contact(contact)]


def test_a_family_has_everything_to_arrange_in_words() -> None:
    records = desk_of()
    family = family_of(records)
    assert [(each.what, each.words) for each in family.things] == [
        ("appointment", f"Next appointment in 26 weeks, {CLINIC.name}, 30 minutes"),
        ("letter", "Letter: GP, Family"),
        ("refer:26", "Refer: Physiotherapy Service at RXX02 and RXX03"),
        ("refer:33", "Refer: Speech and Language Therapy Service"),
        ("test:eeg", "Request: EEG"),
        ("test:hearing", "Request: Hearing test"),
    ]
    assert (family.to_do, family.next_on, family.language) == (6, date(2027, 5, 25), "Urdu")
    assert [(each.action, each.detail) for each in records.events] == [(AuditAction.DESK_VIEWED, "2026-11-24")]


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        (replace(examples.visit(), outcome=Outcome.DISCHARGE), []),
        (examples.visit(), ["appointment"]),
        (examples.not_seen(examples.visit()), ["appointment"]),
        (examples.not_seen(CONTACT, Attendance.CANCELLED_BY_PROVIDER), None),
        (replace(examples.visit(), outcome=None, copies=(LetterCopy(Recipient.GP, Sharing.DECLINED),)), []),
    ],
)
def test_there_is_no_more_to_arrange_than_was_decided(contact: Encounter, expected: list[str] | None) -> None:
    assert things(contact) == (things(CONTACT) if expected is None else expected)


def test_a_tick_is_kept_with_who_and_when_and_an_untick_is_a_new_version() -> None:
    records = desk_of()
    tick(CONTACT.id, "letter", work_of(records), done=True)
    ticked = BookingTick(
        CONTACT.organisation, CONTACT.child, CONTACT.id, "letter", 1, True, examples.NOW, examples.ACCOUNT
    )
    assert records.ticks == [ticked]
    assert family_of(records).things[1] == ToArrange("letter", "Letter: GP, Family", True, ticked)
    assert family_of(records).to_do == 5
    tick(CONTACT.id, "letter", work_of(records), done=False)
    assert records.ticks == [ticked, replace(ticked, version=2, done=False)]
    ticks = [each for each in records.events if each.action is AuditAction.BOOKING_TICKED]
    assert [(each.child, each.subject, each.detail) for each in ticks] == [
        (CONTACT.child, CONTACT.id, "letter: done"),
        (CONTACT.child, CONTACT.id, "letter: not done after all"),
    ]


def test_ticking_what_is_ticked_writes_nothing() -> None:
    records = desk_of()
    tick(CONTACT.id, "letter", work_of(records), done=False)
    tick(CONTACT.id, "letter", work_of(records), done=True)
    tick(CONTACT.id, "letter", work_of(records), done=True)
    assert len(records.ticks) == len(records.events) == 1


@pytest.mark.parametrize("done", [True, False])
def test_two_who_tick_the_same_thing_at_once_both_find_it_so(done: bool) -> None:
    records = desk_of()
    if not done:
        tick(CONTACT.id, "letter", work_of(records), done=True)
    other = BookingTick(
        CONTACT.organisation, CONTACT.child, CONTACT.id, "letter", 2 - done, done, examples.NOW, Identity(99)
    )
    records.racing = [other]
    tick(CONTACT.id, "letter", work_of(records), done=done)
    assert records.ticks[-1] == other


@given(st.lists(st.booleans(), max_size=8))
def test_whatever_is_ticked_and_unticked_the_last_word_stands(presses: list[bool]) -> None:
    records = desk_of()
    for done in presses:
        tick(CONTACT.id, "test:eeg", work_of(records), done=done)
    changes = [done for place, done in enumerate(presses) if done != ([False, *presses][place])]
    assert [each.done for each in records.ticks] == changes
    assert [each.version for each in records.ticks] == list(range(1, len(changes) + 1))


@pytest.mark.parametrize(
    "what", ["", "appointments", "refer:99", "test:", "letter:gp", "<script>", "a\x00b", "x" * 999]
)
def test_what_is_not_on_the_list_cannot_be_ticked(what: str) -> None:
    with pytest.raises(NotFound):
        tick(CONTACT.id, what, work_of(desk_of()), done=True)


def test_a_contact_entered_in_error_has_nothing_to_tick() -> None:
    with pytest.raises(NotFound):
        tick(CONTACT.id, "letter", work_of(desk_of(replace(CONTACT, entered_in_error=True))), done=True)
    with pytest.raises(NotFound):
        tick(Identity(1), "letter", work_of(desk_of()), done=True)


def test_the_day_counts_what_is_left_and_shows_it_alone_if_asked() -> None:
    records = desk_of()
    done = replace(row_of(replace(examples.visit(identity=101), outcome=Outcome.DISCHARGE)), child=OTHER_CHILD)
    records.desk_rows = (*records.desk_rows, done)
    day = desk_day(examples.TODAY, work_of(records))
    assert (day.to_do, len(day.families), len(day.undone)) == (6, 2, 1)


def test_only_the_desk_sees_and_ticks() -> None:
    work = work_of(desk_of(), Role.CLINICIAN)
    with pytest.raises(NotPermitted):
        desk_day(examples.TODAY, work)
    with pytest.raises(NotPermitted):
        tick(CONTACT.id, "letter", work, done=True)


def test_the_desk_has_no_place_for_a_need() -> None:
    held = {field.name for kind in (DeskRow, Family, ToArrange) for field in fields(kind)}
    assert held & {"statements", "needs", "groups", "conditions", "history"} == set()


class TestBookingFromTheDesk:
    """The next appointment that is booked from the list is ticked there, in the same unit."""

    def form(self, **changes: str) -> dict[str, str]:
        return {
            "appointment": shown(Identity(700)),
            "referral": shown(examples.REFERRAL),
            "clinic": shown(CLINIC.id),
            "on": "25/5/2027",
            "at": "09:30",
            "minutes": "30",
            "consultation_type": "02",
            "encounter": shown(CONTACT.id),
        } | changes

    def test_it_is_ticked(self) -> None:
        records = desk_of()
        assert isinstance(book(examples.CHILD, self.form(), work_of(records)), Done)
        assert records.known_appointments == [appointment(on=date(2027, 5, 25), professional=None)]
        assert [(each.what, each.done) for each in records.ticks] == [("appointment", True)]
        assert [each.action for each in records.events] == [
            AuditAction.APPOINTMENT_BOOKED,
            AuditAction.BOOKING_TICKED,
        ]

    def test_it_is_booked_also_when_somebody_ticks_it_at_that_moment(self) -> None:
        records = desk_of()
        records.racing = [
            BookingTick(
                CONTACT.organisation, CONTACT.child, CONTACT.id, "appointment", 1, True, examples.NOW, Identity(99)
            )
        ]
        assert isinstance(book(examples.CHILD, self.form(), work_of(records)), Done)
        assert len(records.known_appointments) == len(records.ticks) == 1

    @pytest.mark.parametrize("identity", [101, 1])
    def test_a_contact_of_another_child_is_not_ticked(self, identity: int) -> None:
        records = desk_of()
        records.contacts.append(replace(examples.visit(identity=101), child=OTHER_CHILD))
        with pytest.raises(NotFound):
            book(examples.CHILD, self.form(encounter=shown(Identity(identity))), work_of(records))
        assert records.known_appointments == []

"""Appointments by hand: booked, moved, given up; what is refused, and what is to be confirmed. Teams and clinics."""

import contextlib
from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.access.audit import AuditAction
from app.access.people import Role
from app.clinical.child import ChildFact, FactAnswer, FactKind
from app.clinical.clinic import AppointmentStatus, Clinic
from app.errors import Conflict, NotPermitted, Rejected
from app.identity import Identity, shown
from app.register.appointments.booking import Slot, overlap, referral_for
from app.register.appointments.by_hand import Done, NotDone, Stale, book, cancel, move
from app.register.appointments.clock_times import parse_clock_time, skipped_fault
from app.register.clinics import add_clinic, add_team, clinics_by_team
from tests.clinical import examples
from tests.register.fake_bookings import (
    CLINIC,
    DOCTOR,
    OTHER_CHILD,
    THERAPY,
    THERAPY_TEAM,
    FakeBookings,
    appointment,
    second_referral,
    work_of,
)

FORM = {
    "appointment": shown(Identity(700)),
    "referral": shown(examples.REFERRAL),
    "clinic": shown(CLINIC.id),
    "on": "1/12/2026",
    "at": "9:30",
    "minutes": "30",
    "professional": shown(DOCTOR.id),
    "consultation_type": "02",
}
HOSTILE = (
    "<script>alert(1)</script>",
    "'; drop table appointment; --",
    "\u202egnirts",
    "a\x00b",
    "🙂",
    "x" * 10_000,
    "-1",
    "٣٠",
)


def problems_of(outcome: object) -> dict[str, str]:
    assert isinstance(outcome, NotDone)
    return {problem.item: problem.message for problem in outcome.problems}


def booked(records: FakeBookings, form: dict[str, str] | None = None) -> Done:
    outcome = book(examples.CHILD, FORM if form is None else form, work_of(records))
    assert isinstance(outcome, Done), outcome
    return outcome


def test_a_clerk_books_an_appointment() -> None:
    records = FakeBookings()
    outcome = booked(records)
    assert records.known_appointments == [appointment()]
    assert (outcome.appointment, outcome.changed) == (appointment(), True)
    assert [(each.action, each.child, each.subject) for each in records.events] == [
        (AuditAction.APPOINTMENT_BOOKED, examples.CHILD, Identity(700))
    ]


def test_the_same_form_sent_twice_books_once() -> None:
    records = FakeBookings()
    booked(records)
    assert booked(records) == Done(appointment(), changed=False)
    assert len(records.known_appointments) == len(records.events) == 1


def test_the_same_form_sent_twice_at_once_books_once() -> None:
    records = FakeBookings()
    records.racing = [appointment()]
    assert booked(records) == Done(appointment(), changed=False)
    assert records.known_appointments == [appointment()]


def test_a_form_that_booked_something_else_before_is_a_conflict() -> None:
    records = FakeBookings()
    booked(records)
    with pytest.raises(Conflict):
        book(examples.CHILD, FORM | {"at": "11:00"}, work_of(records))


def test_a_clinician_may_not_book() -> None:
    with pytest.raises(NotPermitted):
        book(examples.CHILD, FORM, work_of(FakeBookings(), Role.CLINICIAN))


@pytest.mark.parametrize("field", ["referral", "clinic", "on", "at", "minutes", "consultation_type", "appointment"])
def test_what_is_left_out_is_asked_for_at_its_field(field: str) -> None:
    records = FakeBookings()
    told = problems_of(book(examples.CHILD, FORM | {field: ""}, work_of(records)))
    assert set(told) == {"on" if field == "appointment" else field}
    assert records.known_appointments == []


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("field", [*FORM, "reference"])
def test_a_hostile_text_is_refused_at_its_field_and_not_repeated(field: str, text: str) -> None:
    records = FakeBookings()
    told = problems_of(book(examples.CHILD, FORM | {field: text}, work_of(records)))
    assert set(told) == {"on" if field == "appointment" else field}
    assert all(text not in message for message in told.values())
    assert records.known_appointments == []


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("on", "31/02/2027", "no such date"),
        ("on", "1/12/2062", "two years ahead"),
        ("on", "1/12/2020", "more than a year ago"),
        ("on", "3/1/2025", "more than a year ago"),
        ("minutes", "4", "from 5 to 480"),
        ("minutes", "481", "from 5 to 480"),
        ("minutes", "half an hour", "from 5 to 480"),
        ("at", "24:00", "no such time"),
        ("referral", shown(Identity(65)), "Choose the referral"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(field: str, text: str, said: str) -> None:
    assert said in problems_of(book(examples.CHILD, FORM | {field: text}, work_of(FakeBookings())))[field]


def test_an_hour_that_the_clocks_skip_is_refused_and_one_that_comes_twice_is_not() -> None:
    skipped = FORM | {"on": "28/03/2027", "at": "01:30"}
    told = problems_of(book(examples.CHILD, skipped, work_of(FakeBookings())))
    assert told == {"at": "On 28-Mar-2027 the clocks go forward and there is no 01:30. Choose another time."}
    booked(FakeBookings(), FORM | {"on": "31/10/2027", "at": "01:30"})


@given(st.dates(date(2000, 1, 1), date(2037, 12, 31)), st.times())
def test_the_only_hour_that_is_skipped_is_the_one_after_one_on_the_last_sunday_of_march(on: date, at: time) -> None:
    last_sunday_of_march = on.month == 3 and on.weekday() == 6 and on.day > 24
    assert (skipped_fault(on, at) is not None) == (last_sunday_of_march and at.hour == 1)


def test_nothing_is_booked_before_the_referral_was_received_under_a_closed_one_or_after_death() -> None:
    records = FakeBookings()
    records.referrals[0] = replace(records.referrals[0], received_on=date(2026, 12, 2))
    assert "received on 02-Dec-2026" in problems_of(book(examples.CHILD, FORM, work_of(records)))["on"]
    records.referrals[0] = replace(records.referrals[0], discharged_on=date(2026, 11, 1))
    assert "no open referral" in problems_of(book(examples.CHILD, FORM, work_of(records)))["referral"]
    records = FakeBookings()
    died = ChildFact(
        Identity(80), FactKind.DEATH_DATE, FactAnswer.KNOWN, "2026-11-01", None, None, examples.NOW, examples.ACCOUNT
    )
    records.children[examples.CHILD] = replace(records.children[examples.CHILD], facts=(died,))
    assert "date of death" in problems_of(book(examples.CHILD, FORM, work_of(records)))["on"]


class TestCautions:
    """What is done once it is confirmed, and not before."""

    def cautioned(self, records: FakeBookings, form: dict[str, str]) -> tuple[str, str]:
        outcome = book(examples.CHILD, form, work_of(records))
        assert isinstance(outcome, NotDone)
        assert outcome.problems == ()
        keys = " ".join(each.key for each in outcome.cautions)
        return keys, " ".join(each.message for each in outcome.cautions)

    def test_the_child_has_another_appointment_at_that_time(self) -> None:
        records = FakeBookings()
        records.known_appointments = [appointment(701, at=time(9, 45), professional=None)]
        keys, said = self.cautioned(records, FORM)
        assert said == "The child has another appointment at 09:45 on this day."
        booked(records, FORM | {"confirmed": keys})

    def test_the_professional_has_another_appointment_at_that_time(self) -> None:
        records = FakeBookings()
        records.known_appointments = [appointment(701, child=OTHER_CHILD)]
        keys, said = self.cautioned(records, FORM)
        assert said == "The professional has another appointment at 09:30 on this day."
        records.known_appointments.append(appointment(702, at=time(9, 45), child=OTHER_CHILD))
        assert self.cautioned(records, FORM | {"confirmed": keys})[0] != keys, "a new clash is asked about anew"

    def test_a_day_that_has_passed(self) -> None:
        assert self.cautioned(FakeBookings(), FORM | {"on": "23/11/2026"})[1] == "23-Nov-2026 has passed."

    def test_none_for_one_that_ends_as_the_next_begins_or_was_given_up(self) -> None:
        records = FakeBookings()
        records.known_appointments = [
            appointment(701, at=time(9, 0)),
            appointment(702, at=time(10, 0)),
            replace(appointment(703), status=AppointmentStatus.CANCELLED),
        ]
        booked(records)


@given(st.times(), st.integers(5, 480), st.times(), st.integers(5, 480))
def test_two_slots_overlap_either_way_round_when_one_begins_within_the_other(
    at: time, minutes: int, other_at: time, other_minutes: int
) -> None:
    one = Slot(CLINIC.id, date(2026, 12, 1), at, minutes, None, "02")
    other = Slot(CLINIC.id, date(2026, 12, 1), other_at, other_minutes, None, "02")
    start, other_start = at.hour * 60 + at.minute, other_at.hour * 60 + other_at.minute
    shared = set(range(start, start + minutes)) & set(range(other_start, other_start + other_minutes))
    assert overlap(one, other) == overlap(other, one) == bool(shared)
    assert not overlap(one, replace(other, on=date(2026, 12, 2)))


def test_a_reference_of_another_appointment_is_refused_also_when_it_is_taken_at_that_moment() -> None:
    records = FakeBookings()
    records.known_appointments = [appointment(701, date(2026, 12, 9), reference="A-1")]
    form = FORM | {"reference": "A-1"}
    assert "reference" in problems_of(book(examples.CHILD, form, work_of(records)))
    records = FakeBookings()
    records.racing = [appointment(701, date(2026, 12, 9), reference="A-1")]
    assert "reference" in problems_of(book(examples.CHILD, form, work_of(records)))


class TestMoving:
    """An appointment that stands is moved or given up, in a new version."""

    def records(self) -> FakeBookings:
        records = FakeBookings()
        records.known_appointments = [appointment()]
        return records

    def test_it_is_moved(self) -> None:
        records = self.records()
        outcome = move(Identity(700), FORM | {"at": "11:00", "version": "1"}, work_of(records))
        assert outcome == Done(replace(appointment(), at=time(11, 0), version=2))
        assert [each.action for each in records.events] == [AuditAction.APPOINTMENT_CHANGED]

    def test_it_is_given_up_once_and_can_be_booked_again(self) -> None:
        records = self.records()
        assert cancel(Identity(700), {"version": "1"}, work_of(records)) == Done(
            replace(appointment(), version=2, status=AppointmentStatus.CANCELLED)
        )
        assert cancel(Identity(700), {"version": "1"}, work_of(records)).changed is False  # type: ignore[union-attr]
        again = move(Identity(700), FORM | {"version": "2"}, work_of(records))
        assert again == Done(replace(appointment(), version=3))

    def test_nothing_is_written_when_nothing_changes(self) -> None:
        records = self.records()
        assert move(Identity(700), FORM | {"version": "1"}, work_of(records)) == Done(appointment(), changed=False)
        assert records.events == []

    @pytest.mark.parametrize("version", ["1", "", "x", "3", "\x00"])
    def test_a_stale_form_changes_nothing_and_says_what_stands(self, version: str) -> None:
        records = self.records()
        stands = replace(appointment(), at=time(14, 0), version=2)
        records.known_appointments.append(stands)
        typed = FORM | {"at": "11:00", "version": version}
        assert move(Identity(700), typed, work_of(records)) == Stale(stands)
        assert cancel(Identity(700), typed, work_of(records)) == Stale(stands)
        assert records.standing() == [stands]

    def test_two_at_the_same_moment_overwrite_neither(self) -> None:
        records = self.records()
        stands = replace(appointment(), at=time(14, 0), version=2)
        records.racing = [stands]
        assert move(Identity(700), FORM | {"at": "11:00", "version": "1"}, work_of(records)) == Stale(stands)

    def test_one_whose_visit_is_recorded_stays(self) -> None:
        records = self.records()
        records.contacts = [replace(examples.visit(), appointment=Identity(700))]
        for outcome in (
            move(Identity(700), FORM | {"at": "11:00", "version": "1"}, work_of(records)),
            cancel(Identity(700), {"version": "1"}, work_of(records)),
        ):
            assert "neither moved nor cancelled" in problems_of(outcome)["on"]

    def test_it_does_not_clash_with_itself(self) -> None:
        assert isinstance(move(Identity(700), FORM | {"at": "09:40", "version": "1"}, work_of(self.records())), Done)


@pytest.mark.parametrize("text", ["09:30", "9:30", "9.30", "0930", "09:30:00", "9:30am", "9:30 a.m.", "09:30:00.000"])
def test_a_time_is_read_as_people_and_systems_write_it(text: str) -> None:
    assert parse_clock_time(text) == time(9, 30)


@pytest.mark.parametrize(("text", "at"), [("12:05 am", time(0, 5)), ("12:05 pm", time(12, 5)), ("1:05PM", time(13, 5))])
def test_noon_and_midnight_are_told_apart(text: str, at: time) -> None:
    assert parse_clock_time(text) == at


@given(st.text(max_size=12))
def test_any_other_text_is_no_time(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert parse_clock_time(text).second == 0


class TestTheReferralOfAFile:
    """The only open referral to the clinic's team, else the only open one."""

    def test_the_one_to_the_team_among_several(self) -> None:
        assert referral_for(THERAPY, [examples.referral(), second_referral()]) == second_referral()

    def test_the_only_one_though_it_is_to_another_team(self) -> None:
        assert referral_for(THERAPY, [examples.referral()]) == examples.referral()

    @pytest.mark.parametrize("discharged", [None, date(2026, 1, 1)])
    def test_none_when_there_is_no_telling(self, discharged: date | None) -> None:
        one = replace(examples.referral(), discharged_on=discharged)
        two = replace(second_referral(examples.TEAM), discharged_on=discharged)
        with pytest.raises(ValueError, match="open referral"):
            referral_for(CLINIC, [one, two])


class TestClinics:
    """Teams and clinics, added by hand."""

    FORM = {  # noqa: RUF012
        "clinic": shown(Identity(90)),
        "name": "  Harbour   Street clinic ",
        "team": shown(THERAPY_TEAM.id),
        "site": "rzz11",
        "location_type": "B01",
    }
    TEAM_FORM = {  # noqa: RUF012
        "team": shown(Identity(91)),
        "name": "Community Nursing",
        "local_identifier": "CCN",
        "team_type": "38",
    }

    def test_a_clinic_is_added_once(self) -> None:
        records = FakeBookings()
        added = Clinic(Identity(90), examples.ORGANISATION.id, "Harbour Street clinic", THERAPY_TEAM.id, "RZZ11", "B01")
        assert add_clinic(self.FORM, work_of(records)) == add_clinic(self.FORM, work_of(records)) == added
        assert [(each.action, each.subject) for each in records.events] == [(AuditAction.CLINIC_ADDED, Identity(90))]
        assert [len(each.clinics) for each in clinics_by_team(records)] == [1, 2]

    def test_a_team_is_added_once(self) -> None:
        records = FakeBookings()
        team = add_team(self.TEAM_FORM, work_of(records))
        assert (team.local_identifier, team.name, team.team_type) == ("CCN", "Community Nursing", "38")
        assert add_team(self.TEAM_FORM, work_of(records)) == team
        assert len(records.events) == 1

    @pytest.mark.parametrize(
        ("field", "text"),
        [
            ("name", ""),
            ("name", "SPEECH THERAPY,  Larkmoor"),
            ("name", "x" * 101),
            ("name", "--"),
            ("team", ""),
            ("team", shown(Identity(1))),
            ("site", "RZZ"),
            ("site", "RZZ 11"),
            ("location_type", "Z99"),
            *[(field, text) for text in HOSTILE for field in ("name", "team", "site", "location_type") if text != "٣٠"],
        ],
    )
    def test_a_wrong_field_of_a_clinic_is_told_there(self, field: str, text: str) -> None:
        if (field, text) in (("name", "-1"),):
            return
        records = FakeBookings()
        with pytest.raises(Rejected) as refused:
            add_clinic(self.FORM | {field: text}, work_of(records))
        assert [each.item for each in refused.value.problems] == [field]
        assert len(records.known_clinics) == 2

    @pytest.mark.parametrize(
        ("field", "text"),
        [
            ("local_identifier", ""),
            ("local_identifier", "compaed"),
            ("local_identifier", "x" * 21),
            ("local_identifier", "a b"),
            ("name", "community paediatrics"),
            ("team_type", ""),
            ("team_type", "999"),
            *[(field, text) for text in HOSTILE for field in ("name", "team_type") if text not in ("-1", "٣٠")],
        ],
    )
    def test_a_wrong_field_of_a_team_is_told_there(self, field: str, text: str) -> None:
        with pytest.raises(Rejected) as refused:
            add_team(self.TEAM_FORM | {field: text}, work_of(FakeBookings()))
        assert [each.item for each in refused.value.problems] == [field]

    def test_only_who_keeps_clinics_adds_them(self) -> None:
        for add, form in ((add_clinic, self.FORM), (add_team, self.TEAM_FORM)):
            with pytest.raises(NotPermitted):
                add(form, work_of(FakeBookings(), Role.CLINICIAN))

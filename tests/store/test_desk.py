"""The desk sees what has to be arranged of a day's contacts, ticks it, and sees no needs."""

from dataclasses import fields, replace
from datetime import date, time

import pytest

from app.clinical.child import Child, ChildFact, FactAnswer, FactKind, FactOfChild
from app.clinical.clinic import Appointment, AppointmentStatus, Clinic
from app.clinical.encounter import Attendance, Encounter, EncounterKind, NextAppointment, Outcome
from app.clinical.identifiers import NhsNumber
from app.clinical.plan import LetterCopy, OnwardReferral, Recipient, RequestedTest, Sharing
from app.errors import Conflict
from app.register.ports import BookingTick, DeskRow
from app.store.engine import Store
from tests.databases import new_identity
from tests.store.examples import (
    RECORDED,
    Example,
    bare_encounter,
    example,
    example_child,
    example_encounter,
    unit_of,
    written,
)
from tests.store.test_query_plans import plans

MONDAY = date(2026, 3, 2)


def commit(store: Store, of: Example, *things: object) -> None:
    with store.records(of.organisation.id) as records:
        records.commit(unit_of(of, *things))


def listed(store: Store, of: Example, on: date = MONDAY) -> tuple[DeskRow, ...]:
    with store.records(of.organisation.id) as records:
        return records.desk_list(on)


def seen(of: Example, number: int, at: time | None = None, child: Child | None = None) -> Encounter:
    bare = bare_encounter(of, number)
    contact = replace(bare.contact, on=MONDAY, attendance=Attendance.ATTENDED_ON_TIME, at=at)
    return replace(bare, child=(child or of.child).id, contact=contact)


def tick(of: Example, encounter: Encounter, what: str, version: int = 1, *, done: bool = True) -> BookingTick:
    return BookingTick(of.organisation.id, encounter.child, encounter.id, what, version, done, RECORDED, of.account.id)


def fact(of: Example, kind: FactKind, value: str | None, until: date | None = None) -> FactOfChild:
    answer = FactAnswer.NONE if value is None else FactAnswer.KNOWN
    learned = ChildFact(new_identity(), kind, answer, value, None, until, RECORDED, of.account.id)
    return FactOfChild(of.organisation.id, of.child.id, learned)


def test_a_familys_row_says_all_that_has_to_be_arranged(store: Store) -> None:
    of = written(store)
    encounter = example_encounter(of)
    commit(
        store, of, encounter, fact(of, FactKind.INTERPRETER, "Y"), fact(of, FactKind.PREFERRED_LANGUAGE, "ur"),
        tick(of, encounter, "refer:22"),
    )  # fmt: skip
    assert listed(store, of) == (
        DeskRow(
            encounter=encounter.id,
            child=of.child.id,
            demographics=of.child.demographics,
            nhs_number=NhsNumber("9990000018"),
            clinic_name="Monday neurodisability",
            at=time(9, 41),
            attendance=Attendance.ATTENDED_LATE,
            outcome=Outcome.REVIEW,
            following=NextAppointment(26, of.clinic.id, 30),
            following_clinic="Monday neurodisability",
            onward_referrals=(OnwardReferral("22", "RXX02"), OnwardReferral("14")),
            tests_requested=(RequestedTest.MRI_BRAIN, RequestedTest.BLOOD),
            copies=(LetterCopy(Recipient.SCHOOL, Sharing.DECLINED), LetterCopy(Recipient.GP)),
            interpreter=True,
            language="ur",
            done=frozenset({"refer:22"}),
        ),
    )


def test_a_contact_without_booking_plan_or_facts_is_listed_bare(store: Store) -> None:
    of = written(store)
    commit(store, of, seen(of, 1))
    (row,) = listed(store, of)
    assert (row.clinic_name, row.at, row.outcome, row.following, row.following_clinic) == (None,) * 5
    assert (row.onward_referrals, row.tests_requested, row.copies, row.done) == ((), (), (), frozenset())
    assert (row.interpreter, row.language) == (False, None)


def test_a_row_has_no_place_for_needs() -> None:
    assert not {field.name for field in fields(DeskRow)} & {"statements", "needs", "groups", "term", "concept"}


def test_rows_stand_by_time_those_without_one_last(store: Store) -> None:
    of = written(store)
    late, early, untimed = seen(of, 1, time(14)), seen(of, 2, time(9)), seen(of, 3)
    booked = replace(seen(of, 4), appointment=of.appointment.id)
    commit(store, of, late, early, untimed, booked)
    assert [row.encounter for row in listed(store, of)] == [early.id, booked.id, late.id, untimed.id]
    assert listed(store, of)[1].at == of.appointment.at == time(9, 30)


def test_a_moved_booking_stands_in_the_clinic_and_at_the_time_it_was_moved_to(store: Store) -> None:
    of = written(store)
    friday = Clinic(new_identity(), of.organisation.id, "Friday epilepsy", of.team.id, None, None)
    moved: Appointment = replace(of.appointment, version=2, clinic=friday.id, at=time(11))
    again = replace(moved, version=3, at=time(11, 15), status=AppointmentStatus.BOOKED)
    commit(store, of, friday, moved, again, replace(seen(of, 1), appointment=of.appointment.id))
    (row,) = listed(store, of)
    assert (row.clinic_name, row.at) == ("Friday epilepsy", time(11, 15))


def test_who_was_not_seen_is_listed_when_something_is_to_be_booked(store: Store) -> None:
    of = written(store)
    plain, again, offered, rebooked = (
        replace(each, contact=replace(each.contact, attendance=Attendance.WAS_NOT_BROUGHT))
        for each in (seen(of, number, time(8 + number)) for number in range(1, 5))
    )
    again = replace(again, next_appointment=NextAppointment(4))
    offered = replace(offered, contact=replace(offered.contact, replacement_offered_on=MONDAY))
    rebooked = replace(rebooked, contact=replace(rebooked.contact, replacement_booked_on=MONDAY))
    commit(store, of, plain, again, offered, rebooked)
    assert [row.encounter for row in listed(store, of)] == [again.id, offered.id, rebooked.id]
    assert listed(store, of)[0].following == NextAppointment(4)


def test_the_current_version_counts_and_what_is_in_error_of_another_day_or_received_is_not_listed(store: Store) -> None:
    of = written(store)
    amended, mistaken, put_off = seen(of, 1), seen(of, 2), seen(of, 3)
    received = replace(seen(of, 4), kind=EncounterKind.RECORD_RECEIVED)
    commit(
        store,
        of,
        *(amended, mistaken, put_off, received),
        replace(amended, version=2, record_number=5, outcome=Outcome.DISCHARGE),
        replace(mistaken, version=2, record_number=6, entered_in_error=True),
        replace(put_off, version=2, record_number=7, contact=replace(put_off.contact, on=date(2026, 3, 3))),
    )
    assert [(row.encounter, row.outcome) for row in listed(store, of)] == [(amended.id, Outcome.DISCHARGE)]
    assert [row.encounter for row in listed(store, of, date(2026, 3, 3))] == [put_off.id]


def test_the_last_recorded_answer_about_an_interpreter_holds_while_it_has_not_ended(store: Store) -> None:
    of = written(store)
    commit(store, of, seen(of, 1), fact(of, FactKind.INTERPRETER, "Y"))
    assert listed(store, of)[0].interpreter
    commit(store, of, fact(of, FactKind.INTERPRETER, "N", until=date(2026, 3, 1)))
    assert listed(store, of)[0].interpreter
    commit(store, of, fact(of, FactKind.INTERPRETER, None))
    assert not listed(store, of)[0].interpreter


def test_a_tick_can_be_taken_back_and_given_again(store: Store) -> None:
    of = written(store)
    encounter = seen(of, 1)
    with store.records(of.organisation.id) as records:
        assert records.tick(encounter.id, "letter") is None
    commit(store, of, encounter, tick(of, encounter, "letter"), tick(of, encounter, "appointment"))
    assert listed(store, of)[0].done == {"letter", "appointment"}
    commit(store, of, tick(of, encounter, "letter", 2, done=False))
    assert listed(store, of)[0].done == {"appointment"}
    with store.records(of.organisation.id) as records:
        assert records.tick(encounter.id, "letter") == tick(of, encounter, "letter", 2, done=False)
        assert records.tick(encounter.id, "appointment") == tick(of, encounter, "appointment")
        assert records.tick(encounter.id, "test:eeg") is None
    commit(store, of, tick(of, encounter, "letter", 3))
    assert listed(store, of)[0].done == {"letter", "appointment"}


def test_of_two_ticks_at_once_the_second_is_refused(store: Store) -> None:
    of = written(store)
    encounter = seen(of, 1)
    commit(store, of, encounter, tick(of, encounter, "letter"))
    with pytest.raises(Conflict):
        commit(store, of, tick(of, encounter, "letter", done=False))
    assert listed(store, of)[0].done == {"letter"}


def test_ticks_stay_with_an_encounter_that_is_amended(store: Store) -> None:
    of = written(store)
    encounter = seen(of, 1)
    commit(store, of, encounter, tick(of, encounter, "letter"))
    commit(store, of, replace(encounter, version=2, record_number=2))
    assert listed(store, of)[0].done == {"letter"}


def test_each_child_has_its_own_banner(store: Store) -> None:
    of = written(store)
    other = example_child(of.organisation.id, of.account.id, "9990000026")
    other = replace(other, demographics=replace(other.demographics, given_name="Bo"), identifiers=())
    commit(store, of, other, seen(of, 1, time(9)), seen(of, 1, time(10), other))
    assert [(row.demographics.given_name, row.nhs_number) for row in listed(store, of)] == [
        ("Zoë", "9990000018"),
        ("Bo", None),
    ]


def test_another_organisation_sees_none_of_it(store: Store) -> None:
    of, other = written(store), written(store, lambda: example("RXX02", "9990000026"))
    encounter = seen(of, 1)
    commit(store, of, encounter, tick(of, encounter, "letter"))
    assert listed(store, other) == ()
    with store.records(other.organisation.id) as records:
        assert records.tick(encounter.id, "letter") is None


@pytest.mark.parametrize("query", ["_contacts", "_ticked"])
def test_the_list_is_found_by_its_day(sqlite_url: str, query: str) -> None:
    assert any(
        "ix_encounter_organisation_contact_on (organisation=? AND contact_on=?)" in step
        for step in plans(sqlite_url)[f"desk.{query}[0]"]
    )

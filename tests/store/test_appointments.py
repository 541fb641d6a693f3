"""An appointment is moved or given up as one more version, and a day's list has what stands for that day."""

from dataclasses import replace
from datetime import date, time

import pytest

from app.clinical.clinic import Appointment, AppointmentStatus
from app.errors import Conflict
from app.store.engine import Store
from tests.databases import new_identity
from tests.store.examples import Example, bare_encounter, example, example_encounter, unit_of, written

FRIDAY = date(2026, 3, 6)


def commit(store: Store, of: Example, *things: object) -> None:
    with store.records(of.organisation.id) as records:
        records.commit(unit_of(of, *things))


def moved(of: Example, version: int = 2, on: date = FRIDAY, **further: object) -> Appointment:
    changes: dict[str, object] = {"version": version, "on": on, "at": time(14, 5), "minutes": 30, **further}
    return replace(of.appointment, **changes)  # type: ignore[arg-type]


def given_up(of: Example, version: int = 2) -> Appointment:
    return replace(of.appointment, version=version, status=AppointmentStatus.CANCELLED)


def days(store: Store, of: Example) -> list[list[tuple[object, time]]]:
    """What stands on the day it was booked for and on Friday."""
    with store.records(of.organisation.id) as records:
        lists = [records.day_list(on, None) for on in (of.appointment.on, FRIDAY)]
    return [[(row.appointment, row.at) for row in rows] for rows in lists]


def test_a_moved_appointment_is_read_as_it_now_is_and_listed_on_its_new_day(store: Store) -> None:
    of = written(store)
    assert days(store, of) == [[(of.appointment.id, time(9, 30))], []]
    later = moved(of, professional=None, consultation_type="02", booked_by=new_identity())
    commit(store, of, later)
    assert days(store, of) == [[], [(of.appointment.id, time(14, 5))]]
    with store.records(of.organisation.id) as records:
        assert records.appointment(of.appointment.id) == later
        (row,) = records.day_list(FRIDAY, of.clinic.id)
    assert (row.minutes, row.consultation_type, row.nhs_number) == (30, "02", "9990000018")


def test_an_appointment_moved_twice_is_listed_once(store: Store) -> None:
    of = written(store)
    commit(store, of, moved(of))
    commit(store, of, moved(of, 3, of.appointment.on))
    assert days(store, of) == [[(of.appointment.id, time(14, 5))], []]


def test_an_appointment_given_up_is_on_no_days_list_and_still_read(store: Store) -> None:
    of = written(store)
    commit(store, of, given_up(of))
    assert days(store, of) == [[], []]
    with store.records(of.organisation.id) as records:
        assert records.appointment(of.appointment.id) == given_up(of)
    commit(store, of, moved(of, 3))
    assert days(store, of) == [[], [(of.appointment.id, time(14, 5))]]


def test_of_two_changes_of_one_version_the_second_is_a_conflict(store: Store) -> None:
    of = written(store)
    commit(store, of, moved(of))
    with pytest.raises(Conflict, match="changed meanwhile"):
        commit(store, of, given_up(of))
    with store.records(of.organisation.id) as records:
        assert records.appointment(of.appointment.id) == moved(of)


def test_what_was_never_booked_is_not_changed(store: Store) -> None:
    of = written(store)
    with pytest.raises(Conflict, match="refers to something"):
        commit(store, of, replace(moved(of), id=new_identity()))
    with pytest.raises(ValueError, match="booked before it is given up"):
        commit(store, of, replace(given_up(of, 1), id=new_identity()))


def test_an_appointment_moved_to_another_clinic_is_in_that_ones_list(store: Store) -> None:
    of = written(store)
    another = replace(of.clinic, id=new_identity(), name="Friday follow-up")
    commit(store, of, another)
    commit(store, of, moved(of, clinic=another.id))
    with store.records(of.organisation.id) as records:
        assert records.day_list(FRIDAY, of.clinic.id) == ()
        assert [row.clinic_name for row in records.day_list(FRIDAY, another.id)] == ["Friday follow-up"]


def test_a_days_list_is_by_time_whether_booked_for_it_or_moved_to_it(store: Store) -> None:
    of = written(store)
    early = replace(of.appointment, id=new_identity(), on=FRIDAY, at=time(8, 0))
    late = replace(of.appointment, id=new_identity(), on=FRIDAY, at=time(16, 0))
    commit(store, of, late, early, moved(of))
    assert days(store, of)[1] == [(early.id, time(8, 0)), (of.appointment.id, time(14, 5)), (late.id, time(16, 0))]


def test_an_encounter_entered_in_error_leaves_its_appointment_to_be_recorded_anew(store: Store) -> None:
    of = written(store)
    wrong = example_encounter(of, needs=1)
    commit(store, of, wrong)
    with store.records(of.organisation.id) as records:
        assert records.encounter_of_appointment(of.appointment.id) == wrong.id
    commit(store, of, replace(wrong, version=2, record_number=2, entered_in_error=True, form_token=None, statements=()))
    with store.records(of.organisation.id) as records:
        assert records.encounter_of_appointment(of.appointment.id) is None
        assert [row.encounter for row in records.day_list(of.appointment.on, None)] == [None]
    anew = replace(bare_encounter(of, 3), appointment=of.appointment.id)
    commit(store, of, anew)
    with store.records(of.organisation.id) as records:
        assert records.encounter_of_appointment(of.appointment.id) == anew.id
        (row,) = records.day_list(of.appointment.on, None)
    assert (row.encounter, row.attendance) == (anew.id, anew.contact.attendance)


def test_an_appointment_is_found_by_the_booking_systems_reference_as_it_now_is(store: Store) -> None:
    of = written(store)
    booked = replace(of.appointment, id=new_identity(), booking_reference="PAS-000123")
    commit(store, of, booked)
    with store.records(of.organisation.id) as records:
        assert records.appointment_of_reference("PAS-000123") == booked
        assert records.appointment_of_reference("PAS-000124") is None
    later = replace(booked, version=2, on=FRIDAY)
    commit(store, of, later)
    with store.records(of.organisation.id) as records:
        assert records.appointment_of_reference("PAS-000123") == later


def test_a_reference_of_the_booking_system_is_booked_once_in_an_organisation(store: Store) -> None:
    of, elsewhere = written(store), written(store, lambda: example("RXX02"))
    booked = replace(of.appointment, id=new_identity(), booking_reference="PAS-000123")
    commit(store, of, booked)
    with pytest.raises(Conflict):
        commit(store, of, replace(booked, id=new_identity()))
    theirs = replace(elsewhere.appointment, id=new_identity(), booking_reference="PAS-000123")
    commit(store, elsewhere, theirs)
    with store.records(elsewhere.organisation.id) as records:
        assert records.appointment_of_reference("PAS-000123") == theirs


def test_a_childs_appointments_from_a_date_on_come_as_they_now_are_by_time(store: Store) -> None:
    of = written(store)
    earlier = replace(of.appointment, id=new_identity(), on=date(2026, 2, 27))
    afternoon = replace(of.appointment, id=new_identity(), on=FRIDAY, at=time(16, 0))
    commit(store, of, earlier, afternoon, moved(of))
    gone = replace(afternoon, version=2, status=AppointmentStatus.CANCELLED)
    commit(store, of, gone)
    with store.records(of.organisation.id) as records:
        assert records.appointments_of(of.child.id, date(2026, 3, 2)) == (moved(of), gone)
        assert records.appointments_of(of.child.id, date(2026, 2, 27)) == (earlier, moved(of), gone)
        assert records.appointments_of(of.child.id, date(2026, 3, 7)) == ()

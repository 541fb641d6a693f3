"""Appointments as rows: the booking, what changed it since, and the list of a day.

The current version is the latest change, or the booking itself where there is none. The referral and the reference of
the booking system are always the booking's.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, and_, bindparam, case, func, select

from app.clinical.child import IdentifierKind
from app.clinical.clinic import Appointment, AppointmentStatus
from app.clinical.encounter import Attendance, Outcome
from app.clinical.identifiers import NhsNumber
from app.register.ports import DayRow
from app.store import tables
from app.store.children import DEMOGRAPHICS, current_demographics, demographics_from_row
from app.store.encounters import current_version
from app.store.identifiers import number_in_use
from app.store.prepared import Row

_STATUSES = {each.value: each for each in AppointmentStatus}


def _later_change(than: FromClause, appointment: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition that an appointment was changed, or, of a change, that it was changed again."""
    later = tables.appointment_change.alias("later_change")
    conditions = [
        later.c.organisation == than.c.organisation,
        later.c.child == than.c.child,
        later.c.appointment == appointment,
    ]
    if than is tables.appointment_change:
        conditions.append(later.c.version > than.c.version)
    return select(later.c.version).where(*conditions).exists()


def current_appointments() -> Select[Any]:
    """The current version of every appointment: the columns that `appointment_from_row` reads."""
    booking, change = tables.appointment, tables.appointment_change
    unchanged = change.c.version.is_(None)
    return select(
        *(booking.c.id, booking.c.organisation, booking.c.child, booking.c.referral),
        *(func.coalesce(change.c[name], booking.c[name]) for name in ("clinic", "held_on", "held_at", "minutes")),
        # A change may take the professional away.
        case((unchanged, booking.c.professional), else_=change.c.professional),
        *(func.coalesce(change.c[name], booking.c[name]) for name in ("consultation_type", "booked_by")),
        func.coalesce(change.c.version, 1),
        func.coalesce(change.c.status, AppointmentStatus.BOOKED.value),
        booking.c.booking_reference,
    ).select_from(
        booking.outerjoin(
            change,
            and_(
                change.c.organisation == booking.c.organisation,
                change.c.child == booking.c.child,
                change.c.appointment == booking.c.id,
                ~_later_change(change, change.c.appointment),
            ),
        )
    )


def appointments_since() -> Select[Any]:
    """The current versions of a child's appointments from a date on, by time."""
    booking, change = tables.appointment, tables.appointment_change
    on = func.coalesce(change.c.held_on, booking.c.held_on)
    return (
        current_appointments()
        .where(
            booking.c.organisation == bindparam("organisation"),
            booking.c.child == bindparam("child"),
            on >= bindparam("since"),
        )
        .order_by(on, func.coalesce(change.c.held_at, booking.c.held_at), booking.c.id)
    )


def appointment_from_row(row: Row) -> Appointment:
    """From the columns of `current_appointments`."""
    return Appointment(*(*row[:12], _STATUSES[row[12]], row[13]))


def appointment_as_booked(row: Row) -> Appointment:
    """From a row of table appointment: the first version."""
    return Appointment(*(*row[:11], 1, AppointmentStatus.BOOKED, row[11]))


def appointment_as_changed(booked: Appointment, row: Row) -> Appointment:
    """From a row of table appointment_change: a later version of what was booked."""
    clinic, on, at, minutes, professional, consultation_type, booked_by, status = row[4:]
    return replace(
        booked,
        clinic=clinic,
        on=on,
        at=at,
        minutes=minutes,
        professional=professional,
        consultation_type=consultation_type,
        booked_by=booked_by,
        version=row[3],
        status=_STATUSES[status],
    )


def booking_values(each: Appointment) -> list[object]:
    """The row of table appointment."""
    return [
        *(each.id, each.organisation, each.child, each.referral, each.clinic, each.on, each.at, each.minutes),
        *(each.professional, each.consultation_type, each.booked_by, each.booking_reference),
    ]


def change_values(each: Appointment) -> list[object]:
    """The row of table appointment_change."""
    return [
        *(each.organisation, each.child, each.id, each.version, each.clinic, each.on, each.at, each.minutes),
        *(each.professional, each.consultation_type, each.booked_by, each.status),
    ]


def encounter_of(organisation: ColumnElement[int], appointment: ColumnElement[int]) -> Select[Any]:
    """The first encounter recorded for an appointment; one that was entered in error leaves it to be recorded anew."""
    encounter = tables.encounter
    return select(func.min(encounter.c.id)).where(
        encounter.c.organisation == organisation,
        encounter.c.appointment == appointment,
        ~encounter.c.entered_in_error,
        current_version(),
    )


def day_lists() -> tuple[Select[Any], Select[Any]]:
    """The appointments of a day: those never changed, and those changed to be on it; both are to be asked for.

    Each is found by an index of its own, which one query over both would not be.
    """
    booking, change = tables.appointment, tables.appointment_change
    booked = change.c.status == AppointmentStatus.BOOKED.value
    return (
        _day_list(booking, booking.c.id).where(~_later_change(booking, booking.c.id)),
        _day_list(change, change.c.appointment).where(booked, ~_later_change(change, change.c.appointment)),
    )


def _day_list(held: FromClause, appointment: ColumnElement[int]) -> Select[Any]:
    clinic, who, encounter = tables.clinic, tables.child_demographics, tables.encounter.alias("shown")
    return (
        select(
            *(appointment, held.c.child, clinic.c.id, clinic.c.name, held.c.held_at, held.c.minutes),
            *(held.c.consultation_type, number_in_use(held.c.organisation, held.c.child, IdentifierKind.NHS_NUMBER)),
            *(encounter.c.id, encounter.c.attendance, encounter.c.outcome, encounter.c.next_weeks),
            *DEMOGRAPHICS,
        )
        .select_from(held)
        .join(clinic, (clinic.c.organisation == held.c.organisation) & (clinic.c.id == held.c.clinic))
        .join(who, (who.c.organisation == held.c.organisation) & (who.c.child == held.c.child) & current_demographics())
        .outerjoin(
            encounter,
            (encounter.c.organisation == held.c.organisation)
            & (encounter.c.child == held.c.child)
            & (encounter.c.id == encounter_of(held.c.organisation, appointment).scalar_subquery())
            & current_version(encounter),
        )
        .where(held.c.organisation == bindparam("organisation"), held.c.held_on == bindparam("on"))
    )


def day_rows(rows: Sequence[Row]) -> tuple[DayRow, ...]:
    """From rows of either of `day_lists`: by time, then clinic."""
    return tuple(
        sorted([_day_row(row) for row in rows], key=lambda each: (each.at, each.clinic_name, each.appointment))
    )


def _day_row(row: Row) -> DayRow:
    appointment, child, clinic, clinic_name, at, minutes, consultation_type, nhs_number = row[:8]
    encounter, attendance, outcome, next_weeks = row[8:12]
    return DayRow(
        appointment=appointment,
        child=child,
        demographics=demographics_from_row(row[12:]),
        nhs_number=None if nhs_number is None else NhsNumber(nhs_number),
        clinic=clinic,
        clinic_name=clinic_name,
        at=at,
        minutes=minutes,
        consultation_type=consultation_type,
        encounter=encounter,
        attendance=None if attendance is None else Attendance(attendance),
        outcome=None if outcome is None else Outcome(outcome),
        next_weeks=next_weeks,
    )

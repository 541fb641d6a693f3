"""A day's contacts as the booking desk needs them, and what it has ticked."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from sqlalchemy import ColumnElement, FromClause, ScalarSelect, Select, and_, bindparam, func, literal, or_, select

from app.clinical.child import FactKind, IdentifierKind
from app.clinical.encounter import Attendance, EncounterKind, NextAppointment, Outcome
from app.clinical.identifiers import NhsNumber
from app.identity import Identity
from app.register.ports import BookingTick, DeskRow
from app.store import tables
from app.store.children import DEMOGRAPHICS, current_demographics, demographics_from_row
from app.store.column_types import IDENTITY
from app.store.database import Database, Reading, first
from app.store.encounters import current_version
from app.store.identifiers import number_in_use
from app.store.plan_rows import copies_from_text, onward_referrals_from_text, tests_from_text
from app.store.prepared import Row, Step

_SEEN = [literal(each.value) for each in Attendance if each.seen]


class Desk:
    """Reads the desk's list, and reads and writes its ticks."""

    def __init__(self, database: Database) -> None:
        tick, encounter = tables.booking_tick, tables.encounter
        self._contacts = database.query(_contacts(), "organisation", "on")
        self._ticked = database.query(_ticked(), "organisation", "on")
        self._tick = database.query(
            select(tick)
            .select_from(encounter)
            .join(tick, _of(tick, encounter))
            .where(
                encounter.c.organisation == bindparam("organisation"),
                encounter.c.id == bindparam("encounter", type_=IDENTITY),
                encounter.c.version == 1,
                tick.c.what == bindparam("what"),
            )
            .order_by(tick.c.version.desc())
            .limit(1),
            "organisation",
            "encounter",
            "what",
        )
        self._insert = database.insert(tick)

    def desk_list(self, reading: Reading, organisation: Identity, on: date) -> tuple[DeskRow, ...]:
        """The contacts of a day at which a child was seen or after which something is to be booked, by time.

        The time is the contact's, or else that of its booking.
        """
        key = organisation, on
        contacts, ticked = reading.several((self._contacts, key), (self._ticked, key))
        done: dict[Identity, set[str]] = {}
        for encounter, what in ticked:
            done.setdefault(encounter, set()).add(what)
        rows = [_desk_row(row, frozenset(done.get(row[0], ()))) for row in contacts]
        return tuple(sorted(rows, key=lambda each: (each.at or time.max, each.clinic_name or "", each.encounter)))

    def tick(self, reading: Reading, organisation: Identity, encounter: Identity, what: str) -> BookingTick | None:
        """The last tick or untick of something of an encounter."""
        row = first(reading, self._tick, organisation, encounter, what)
        return None if row is None else BookingTick(*row)

    def tick_steps(self, tick: BookingTick) -> list[Step]:
        """The row of a tick or untick."""
        row = [
            *(tick.organisation, tick.child, tick.encounter, tick.what, tick.version),
            *(tick.done, tick.recorded_at, tick.recorded_by),
        ]
        return [self._insert.of([row])]


def _desk_row(row: Row, done: frozenset[str]) -> DeskRow:
    encounter, child, nhs_number, clinic_name, contact_at, booked_at, attendance, outcome = row[:8]
    weeks, clinic, minutes, following_clinic, onward_referrals, tests, copies = row[8:15]
    interpreter, language, *who = row[15:]
    return DeskRow(
        encounter=encounter,
        child=child,
        demographics=demographics_from_row(who),
        nhs_number=None if nhs_number is None else NhsNumber(nhs_number),
        clinic_name=clinic_name,
        at=contact_at or booked_at,
        attendance=Attendance(attendance),
        outcome=None if outcome is None else Outcome(outcome),
        following=None if weeks is None else NextAppointment(weeks, clinic, minutes),
        following_clinic=following_clinic,
        onward_referrals=onward_referrals_from_text(onward_referrals),
        tests_requested=tests_from_text(tests),
        copies=copies_from_text(copies),
        interpreter=interpreter == "Y",
        language=language,
        done=done,
    )


def _of(tick: FromClause, encounter: FromClause) -> ColumnElement[bool]:
    return and_(
        tick.c.organisation == encounter.c.organisation,
        tick.c.child == encounter.c.child,
        tick.c.encounter == encounter.c.id,
    )


def _of_the_day() -> Sequence[ColumnElement[bool]]:
    encounter = tables.encounter
    return (
        encounter.c.organisation == bindparam("organisation", type_=IDENTITY),
        encounter.c.contact_on == bindparam("on"),
        encounter.c.kind == EncounterKind.CARE_CONTACT.value,
        ~encounter.c.entered_in_error,
        current_version(),
    )


def _fact(kind: FactKind) -> ScalarSelect[str | None]:
    """The value of the last recorded fact of a kind, learned after the contact or before, that had not ended by it."""
    fact, encounter = tables.child_fact.alias(f"held_{kind}"), tables.encounter
    return (
        select(fact.c.value)
        .where(
            fact.c.organisation == encounter.c.organisation,
            fact.c.child == encounter.c.child,
            fact.c.kind == kind.value,
            or_(fact.c.until.is_(None), fact.c.until >= encounter.c.contact_on),
        )
        .order_by(fact.c.recorded_at.desc(), fact.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _as_changed(column: str) -> ColumnElement[Any]:
    """A column of an encounter's appointment as it was last changed, or else as it was booked."""
    booking, change = tables.appointment, tables.appointment_change.alias(f"changed_{column}")
    changed = (
        select(change.c[column])
        .where(
            change.c.organisation == booking.c.organisation,
            change.c.child == booking.c.child,
            change.c.appointment == booking.c.id,
        )
        .order_by(change.c.version.desc())
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(changed, booking.c[column])


def _contacts() -> Select[Any]:
    encounter, booking, who = tables.encounter, tables.appointment, tables.child_demographics
    held, following = tables.clinic.alias("held"), tables.clinic.alias("following")
    mine = encounter.c.organisation, encounter.c.child
    return (
        select(
            *(encounter.c.id, encounter.c.child, number_in_use(*mine, IdentifierKind.NHS_NUMBER), held.c.name),
            *(encounter.c.contact_at, _as_changed("held_at"), encounter.c.attendance, encounter.c.outcome),
            *(encounter.c.next_weeks, encounter.c.next_clinic, encounter.c.next_minutes, following.c.name),
            *(encounter.c.onward_referrals, encounter.c.tests_requested, encounter.c.copies),
            *(_fact(FactKind.INTERPRETER), _fact(FactKind.PREFERRED_LANGUAGE)),
            *DEMOGRAPHICS,
        )
        .select_from(encounter)
        .join(who, and_(who.c.organisation == mine[0], who.c.child == mine[1], current_demographics()))
        .outerjoin(
            booking,
            and_(
                booking.c.organisation == mine[0],
                booking.c.child == mine[1],
                booking.c.id == encounter.c.appointment,
            ),
        )
        .outerjoin(held, and_(held.c.organisation == booking.c.organisation, held.c.id == _as_changed("clinic")))
        .outerjoin(following, and_(following.c.organisation == mine[0], following.c.id == encounter.c.next_clinic))
        .where(
            *_of_the_day(),
            or_(
                encounter.c.attendance.in_(_SEEN),
                encounter.c.next_weeks.is_not(None),
                encounter.c.replacement_offered_on.is_not(None),
                encounter.c.replacement_booked_on.is_not(None),
            ),
        )
    )


def _ticked() -> Select[Any]:
    """Of the day's contacts, what was ticked and not unticked since: encounter and what."""
    encounter, tick = tables.encounter, tables.booking_tick
    later = tick.alias("later_tick")
    overtaken = (
        select(later.c.version)
        .where(_of(later, encounter), later.c.what == tick.c.what, later.c.version > tick.c.version)
        .correlate(encounter, tick)
        .exists()
    )
    return (
        select(encounter.c.id, tick.c.what)
        .select_from(encounter)
        .join(tick, _of(tick, encounter))
        .where(*_of_the_day(), tick.c.done, ~overtaken)
    )

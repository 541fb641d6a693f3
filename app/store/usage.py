"""What was newly recorded of late by a clinician, in a team or in a clinic: counts of concepts.

Two steps, each along an index: where the last encounters begin, then what was new in them. A clinic's encounters are
those that its team recorded for bookings of the clinic, met on the way back through the team's.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, FromClause, Select, and_, bindparam, func, literal, or_, select

from app.capture.ports import UsageScope
from app.clinical.encounter import Attendance, EncounterKind
from app.clinical.needs import Change
from app.identity import Identity
from app.store import tables
from app.store.column_types import IDENTITY
from app.store.database import Database, Reading, first
from app.terminology.concept import ConceptId

LAST_ENCOUNTERS = 400
_SCOPES = tuple(UsageScope)
_SINCE_EVER = date.min, Identity(0)
_SEEN = [literal(each.value) for each in Attendance if each.seen]


class Usage:
    """Reads what is usual."""

    def __init__(self, database: Database) -> None:
        self._first_of_the_last = [database.query(_first_of_the_last(each), "organisation", "of") for each in _SCOPES]
        self._counts = [database.query(_counts(each), "organisation", "of", "since", "begins") for each in _SCOPES]

    def usual_concepts(
        self, reading: Reading, organisation: Identity, scope: UsageScope, of: Identity
    ) -> Mapping[ConceptId, int]:
        """How often each concept was new in the last encounters, at most LAST_ENCOUNTERS, the most frequent first."""
        place = _SCOPES.index(scope)
        begins = first(reading, self._first_of_the_last[place], organisation, of) or _SINCE_EVER
        rows = reading.all(self._counts[place], organisation, of, *begins)
        return {ConceptId(concept): count for concept, count in rows if concept is not None}


def _withdrawn(child: ColumnElement[int]) -> ColumnElement[bool]:
    encounter, withdrawn = tables.encounter, tables.encounter.alias("withdrawn")
    return (
        select(withdrawn.c.version)
        .where(
            withdrawn.c.organisation == encounter.c.organisation,
            withdrawn.c.child == child,
            withdrawn.c.id == encounter.c.id,
            withdrawn.c.entered_in_error,
        )
        .correlate_except(withdrawn)
        .exists()
    )


def _encounters(scope: UsageScope) -> tuple[FromClause, ColumnElement[bool]]:
    """The first versions of a scope's encounters at which a child was seen and which were not withdrawn."""
    encounter, booking, clinic = tables.encounter, tables.appointment, tables.clinic
    of = bindparam("of", type_=IDENTITY)
    counted = and_(
        encounter.c.organisation == bindparam("organisation", type_=IDENTITY),
        encounter.c.version == 1,
        encounter.c.kind == EncounterKind.CARE_CONTACT.value,
        encounter.c.attendance.in_(_SEEN),
    )
    if scope is UsageScope.CLINIC:
        booked = and_(
            booking.c.organisation == encounter.c.organisation,
            booking.c.child == encounter.c.child,
            booking.c.id == encounter.c.appointment,
        )
        by_its_team = clinic.join(
            encounter, and_(encounter.c.organisation == clinic.c.organisation, encounter.c.team == clinic.c.team)
        )
        # Whether it was withdrawn is asked of the clinic's own alone: by the booking's child, not the encounter's.
        return by_its_team.join(booking, booked), and_(
            counted, clinic.c.id == of, booking.c.clinic == of, ~_withdrawn(booking.c.child)
        )
    whose = encounter.c.professional if scope is UsageScope.PROFESSIONAL else encounter.c.team
    return encounter, and_(counted, whose == of, ~_withdrawn(encounter.c.child))


def _first_of_the_last(scope: UsageScope) -> Select[Any]:
    """Date and identity of the first of the last encounters; no row when there are fewer."""
    encounter = tables.encounter
    source, condition = _encounters(scope)
    return (
        select(encounter.c.contact_on, encounter.c.id)
        .select_from(source)
        .where(condition)
        .order_by(encounter.c.contact_on.desc(), encounter.c.id.desc())
        .limit(1)
        .offset(LAST_ENCOUNTERS - 1)
    )


def _counts(scope: UsageScope) -> Select[Any]:
    """How often each concept, or none, was new in the encounters since one."""
    encounter, statement = tables.encounter, tables.need_statement
    source, condition = _encounters(scope)
    since, begins = bindparam("since", type_=Date), bindparam("begins", type_=IDENTITY)
    times = func.count()
    stated = and_(
        statement.c.organisation == encounter.c.organisation,
        statement.c.child == encounter.c.child,
        statement.c.encounter == encounter.c.id,
        statement.c.version == encounter.c.version,
    )
    return (
        select(statement.c.concept, times)
        .select_from(source.join(statement, stated))
        .where(
            condition,
            encounter.c.contact_on >= since,
            or_(encounter.c.contact_on > since, encounter.c.id >= begins),
            statement.c.change == Change.NEW.value,
        )
        .group_by(statement.c.concept)
        .order_by(times.desc(), statement.c.concept)
    )

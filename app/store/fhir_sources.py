"""Where the resources of each type lie: recorded in the tables of the core, or only kept as they were sent."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ColumnElement, Dialect, FromClause, Table, and_, func, select, type_coerce

from app.store import tables
from app.store.children import current_demographics, merged_into
from app.store.column_types import Instant
from app.store.fhir_need_source import needs
from app.store.fhir_source import (
    NO_CHILD,
    NO_DATE,
    Source,
    coded_as_sent,
    kept_as,
    later_of,
    made_at,
    mine,
    on_of,
    only_kept,
)
from app.store.fhir_visit_sources import activities, encounters


def sources_of(type_name: str, dialect: Dialect) -> tuple[Source, ...]:
    """Where resources of a type are found; no resource is in two of them."""
    recorded = _RECORDED.get(type_name)
    if recorded is None:
        return (only_kept(type_name, None, dialect),)
    table, source = recorded
    return source(type_name, dialect), only_kept(type_name, table, dialect)


def _patients(type_name: str, dialect: Dialect) -> Source:
    """Children whose record stands for itself."""
    child, who = tables.child, tables.child_demographics
    kept, same = kept_as(type_name, child, child.c.id)
    theirs = and_(who.c.organisation == child.c.organisation, who.c.child == child.c.id)
    identifier, fact, link = tables.child_identifier, tables.child_fact, tables.child_link
    changes = [
        *(_last_of(each, each.c.child) for each in (identifier, fact, link)),
        _last_of(link, link.c.merged_into),
        kept.c.kept_at,
    ]
    latest = func.max if dialect.name == "sqlite" else func.greatest
    first = who.c.recorded_at
    return Source(
        rows=child.join(who, theirs).outerjoin(kept, same),
        where=(mine(child), current_demographics(), merged_into(child.c.organisation, child.c.id).is_(None)),
        id=child.c.id,
        child=child.c.id,
        updated=type_coerce(latest(first, *(func.coalesce(each, first) for each in changes)), Instant),
        on=NO_DATE,
        on_known=False,
        who=who.c,
    )


def _last_of(table: Table, about: ColumnElement[Any]) -> ColumnElement[Any]:
    """When the last row of a table was recorded that is about a child."""
    child = tables.child
    theirs = and_(table.c.organisation == child.c.organisation, about == child.c.id)
    return select(func.max(table.c.recorded_at)).where(theirs).correlate(child).scalar_subquery()


def _referrals(type_name: str, dialect: Dialect) -> Source:
    """The last versions of referrals: an EpisodeOfCare and a ServiceRequest of each."""
    referral, later = tables.referral, tables.referral.alias("later_version")
    overtaken = select(later.c.version).where(
        later.c.organisation == referral.c.organisation,
        later.c.child == referral.c.child,
        later.c.id == referral.c.id,
        later.c.version > referral.c.version,
    )
    kept, same = kept_as(type_name, referral, referral.c.id)
    return Source(
        rows=referral.outerjoin(kept, same),
        where=(mine(referral), ~overtaken.exists()),
        id=referral.c.id,
        child=referral.c.child,
        updated=later_of(referral.c.recorded_at, kept),
        on=on_of(referral.c.received_on, referral.c.recorded_at, kept),
        coded=lambda clause: coded_as_sent(kept, type_name, referral.c.recorded_at, clause, dialect),
    )


def _appointments(type_name: str, dialect: Dialect) -> Source:
    """Appointments as they were last changed. When a change was made here is not recorded: it is no later change."""
    booking, change = tables.appointment, tables.appointment_change
    theirs = and_(
        change.c.organisation == booking.c.organisation,
        change.c.child == booking.c.child,
        change.c.appointment == booking.c.id,
    )
    moved_to = (
        select(change.c.held_on)
        .where(theirs)
        .order_by(change.c.version.desc())
        .limit(1)
        .correlate(booking)
        .scalar_subquery()
    )
    kept, same = kept_as(type_name, booking, booking.c.id)
    return Source(
        rows=booking.outerjoin(kept, same),
        where=(mine(booking),),
        id=booking.c.id,
        child=booking.c.child,
        updated=_sent_or_made(kept, booking, dialect),
        on=func.coalesce(moved_to, booking.c.held_on),
    )


def _sent_or_made(kept: FromClause, table: Table, dialect: Dialect) -> ColumnElement[Any]:
    """When a resource was last sent; of one that never was, when its identity was drawn."""
    return type_coerce(func.coalesce(kept.c.kept_at, made_at(table.c.id, dialect)), Instant)


def _standing(table: Table) -> Callable[[str, Dialect], Source]:
    """The rows of a table of what belongs to no child; none of them ever changes."""

    def source(type_name: str, dialect: Dialect) -> Source:
        kept, same = kept_as(type_name, table, table.c.id)
        return Source(
            rows=table.outerjoin(kept, same),
            where=(mine(table),),
            id=table.c.id,
            child=NO_CHILD,
            updated=_sent_or_made(kept, table, dialect),
            on=NO_DATE,
            on_known=False,
        )

    return source


_RECORDED: Final[Mapping[str, tuple[Table, Callable[[str, Dialect], Source]]]] = MappingProxyType(
    {
        "Patient": (tables.child, _patients),
        "Encounter": (tables.encounter, encounters),
        "QuestionnaireResponse": (tables.encounter, encounters),
        "Provenance": (tables.encounter, encounters),
        "Procedure": (tables.care_activity, activities),
        "Condition": (tables.need, needs),
        "Observation": (tables.need, needs),
        "DeviceUseStatement": (tables.need, needs),
        "EpisodeOfCare": (tables.referral, _referrals),
        "ServiceRequest": (tables.referral, _referrals),
        "Appointment": (tables.appointment, _appointments),
        "Practitioner": (tables.care_professional, _standing(tables.care_professional)),
        "PractitionerRole": (tables.care_professional, _standing(tables.care_professional)),
        "CareTeam": (tables.team, _standing(tables.team)),
        "HealthcareService": (tables.clinic, _standing(tables.clinic)),
        "Location": (tables.clinic, _standing(tables.clinic)),
        "Organization": (tables.organisation, _standing(tables.organisation)),
    }
)
"""Of each type that the core records: the table of which every row is one of it, and where it is found."""

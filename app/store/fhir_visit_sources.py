"""Where resources lie that are recorded with encounters, as of their current versions: they, and care activities."""

from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Dialect, FromClause, Table, and_, case, func, literal, or_, select, type_coerce

from app.clinical.encounter import EncounterKind
from app.fhir.mapping.procedure_codes import PROCEDURE_SYSTEMS
from app.fhir.systems import SNOMED_CT
from app.store import tables
from app.store.column_types import Instant
from app.store.encounters import current_version
from app.store.fhir_source import (
    Condition,
    Source,
    coded_as_sent,
    in_span,
    kept_as,
    kept_in_span,
    later_of,
    mine,
    on_of,
)
from app.store.wanted import is_wanted

RECORDED: Final = "recorded_at"
HELD: Final = "contact_on"
"""The columns of encounters by which a search is narrowed: when they were recorded, and on which day they were."""

KEPT: Final = MappingProxyType({RECORDED: "kept_at", HELD: "clinical_on"})
"""The same of what was kept."""

CONTACT: Final = EncounterKind.CARE_CONTACT.value
"""The kind of an encounter that is read as one; what another system recorded is none."""

_SNOMED_SCHEME: Final = next(scheme for scheme, system in PROCEDURE_SYSTEMS.items() if system == SNOMED_CT)


def encounters(type_name: str, dialect: Dialect) -> Source:
    """The contacts: an Encounter, a QuestionnaireResponse and a Provenance of each."""
    del dialect
    encounter = tables.encounter
    kept, same = kept_as(type_name, encounter, encounter.c.id)
    return Source(
        rows=encounter.outerjoin(kept, same),
        where=(mine(encounter), encounter.c.kind == literal(CONTACT), current_version()),
        id=encounter.c.id,
        child=encounter.c.child,
        updated=later_of(encounter.c.recorded_at, kept),
        on=on_of(encounter.c.contact_on, encounter.c.recorded_at, kept),
        encounter=encounter.c.id,
        by_span=lambda column: encounter.c.id.in_(or_kept(_encounters_in(column), column, type_name)),
    )


def activities(type_name: str, dialect: Dialect) -> Source:
    """Care activities, as of the last version of their encounter that has them: with the next one they were removed."""
    encounter, activity, after = tables.encounter, tables.care_activity, tables.encounter.alias("after")
    kept, same = kept_as(type_name, activity, activity.c.id)
    recorded_at = type_coerce(func.coalesce(after.c.recorded_at, encounter.c.recorded_at), Instant)
    held_on = func.coalesce(after.c.contact_on, encounter.c.contact_on)
    scheme, code = activity.c.procedure_scheme, activity.c.procedure_code
    systems = [(scheme == literal(each), literal(f"{system}|")) for each, system in PROCEDURE_SYSTEMS.items()]
    codings = case(*systems).concat(code), literal("|").concat(code)

    def coded(clause: int) -> Condition:
        named = [is_wanted(dialect, f"codes_{clause}", each) for each in codings]
        fits = is_wanted(dialect, f"concept_texts_{clause}", code)
        of_snomed = and_(scheme == literal(_SNOMED_SCHEME), fits)
        return or_(*named, of_snomed, coded_as_sent(kept, type_name, recorded_at, clause, dialect))

    return Source(
        rows=activity.join(encounter, in_version(activity, encounter))
        .outerjoin(after, _next_version(encounter, after))
        .outerjoin(kept, same),
        where=(mine(activity), _last_with(activity)),
        id=activity.c.id,
        child=activity.c.child,
        updated=later_of(recorded_at, kept),
        on=on_of(held_on, recorded_at, kept),
        encounter=encounter.c.id,
        coded=coded,
        by_span=lambda column: activity.c.id.in_(or_kept(_activities_of_any_in(column), column, type_name)),
    )


def _last_with(activity: FromClause) -> Condition:
    """The condition that no later version of its encounter has an activity."""
    later = tables.care_activity.alias("later_activity")
    same = and_(
        later.c.organisation == activity.c.organisation,
        later.c.child == activity.c.child,
        later.c.encounter == activity.c.encounter,
        later.c.id == activity.c.id,
    )
    return ~select(later.c.version).where(same, later.c.version > activity.c.version).exists()


def _next_version(encounter: FromClause, after: FromClause) -> Condition:
    return and_(
        after.c.organisation == encounter.c.organisation,
        after.c.child == encounter.c.child,
        after.c.id == encounter.c.id,
        after.c.version == encounter.c.version + literal(1),
    )


def in_version(part: FromClause, encounter: FromClause) -> Condition:
    """The condition that a part belongs to a version of an encounter."""
    return and_(
        part.c.organisation == encounter.c.organisation,
        part.c.child == encounter.c.child,
        part.c.encounter == encounter.c.id,
        part.c.version == encounter.c.version,
    )


def _encounters_in(column: str) -> Any:
    """The encounters of which a version is within the span of a column."""
    within = tables.encounter.alias("within")
    return select(within.c.id).where(mine(within), in_span(within.c[column]))


def _activities_of_any_in(column: str) -> Any:
    """Whatever activities any version had of the encounters of which one is within the span of a column."""
    within, part = tables.encounter.alias("within"), tables.care_activity.alias("part_within")
    same = and_(
        part.c.organisation == within.c.organisation, part.c.child == within.c.child, part.c.encounter == within.c.id
    )
    return select(part.c.id).select_from(within.join(part, same)).where(mine(within), in_span(within.c[column]))


def parts_in(table: Table, name: str, column: str) -> Any:
    """What the versions of encounters within the span of a column are about, by a column of their parts."""
    within, part = tables.encounter.alias("within"), table.alias("part_within")
    joined = within.join(part, in_version(part, within))
    return select(part.c[name]).select_from(joined).where(mine(within), in_span(within.c[column]))


def or_kept(found: Any, column: str, type_name: str) -> Any:
    """What was found by when it was recorded, or held, and what was sent then."""
    return found.union(kept_in_span(type_name, KEPT[column]))

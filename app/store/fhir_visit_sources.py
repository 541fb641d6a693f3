"""Where resources lie that are recorded with encounters: the encounters themselves, care activities, and needs.

Everything is as of the current version of its encounter; a need, as of what was last said of it other than carrying
it on, in whichever version of an encounter that was.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import ColumnElement, Dialect, FromClause, Table, and_, case, func, literal, or_, select, true

from app.clinical.encounter import EncounterKind
from app.clinical.needs import Change
from app.fhir.mapping.procedure_codes import PROCEDURE_SYSTEMS
from app.fhir.systems import SNOMED_CT
from app.fhir.types import NEED_TYPES
from app.store import tables
from app.store.encounters import current_version
from app.store.fhir_source import (
    Condition,
    InTurn,
    Source,
    coded_as_sent,
    ever_kept_with_code,
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

_CONTACT: Final = EncounterKind.CARE_CONTACT.value
_SNOMED_SCHEME: Final = next(scheme for scheme, system in PROCEDURE_SYSTEMS.items() if system == SNOMED_CT)


def encounters(type_name: str, dialect: Dialect) -> Source:
    """The contacts: an Encounter, a QuestionnaireResponse and a Provenance of each."""
    del dialect
    encounter = tables.encounter
    kept, same = kept_as(type_name, encounter, encounter.c.id)
    return Source(
        rows=encounter.outerjoin(kept, same),
        where=(mine(encounter), encounter.c.kind == literal(_CONTACT), current_version()),
        id=encounter.c.id,
        child=encounter.c.child,
        updated=later_of(encounter.c.recorded_at, kept),
        on=on_of(encounter.c.contact_on, encounter.c.recorded_at, kept),
        encounter=encounter.c.id,
        by_span=lambda column: encounter.c.id.in_(_or_kept(_encounters_in(column), column, type_name)),
    )


def activities(type_name: str, dialect: Dialect) -> Source:
    """Care activities."""
    encounter, activity = tables.encounter, tables.care_activity
    kept, same = kept_as(type_name, activity, activity.c.id)
    scheme, code = activity.c.procedure_scheme, activity.c.procedure_code
    systems = [(scheme == literal(each), literal(f"{system}|")) for each, system in PROCEDURE_SYSTEMS.items()]
    codings = case(*systems).concat(code), literal("|").concat(code)

    def coded(clause: int) -> Condition:
        named = [is_wanted(dialect, f"codes_{clause}", each) for each in codings]
        fits = is_wanted(dialect, f"concept_texts_{clause}", code)
        of_snomed = and_(scheme == literal(_SNOMED_SCHEME), fits)
        return or_(*named, of_snomed, coded_as_sent(kept, type_name, encounter.c.recorded_at, clause, dialect))

    return Source(
        rows=activity.join(encounter, _in_version(activity, encounter)).outerjoin(kept, same),
        where=(mine(activity), current_version()),
        id=activity.c.id,
        child=activity.c.child,
        updated=later_of(encounter.c.recorded_at, kept),
        on=on_of(encounter.c.contact_on, encounter.c.recorded_at, kept),
        encounter=encounter.c.id,
        coded=coded,
        by_span=lambda column: activity.c.id.in_(
            _or_kept(_parts_in(tables.care_activity, "id", column), column, type_name)
        ),
    )


def needs(type_name: str, dialect: Dialect) -> Source:
    """Needs: of the type as which they were sent, else of the type of their group."""
    need = tables.need
    rows, last = _with_last_said(dialect)
    kept, same = kept_as(type_name, need, need.c.id)
    by_group = and_(is_wanted(dialect, "groups", last.need_group), ~_sent_as_any(need))

    def coded(clause: int) -> Condition:
        fits = is_wanted(dialect, f"concepts_{clause}", last.concept)
        return or_(fits, coded_as_sent(kept, type_name, last.recorded_at, clause, dialect))

    return Source(
        rows=rows.outerjoin(kept, same),
        where=(mine(need), or_(kept.c.id.is_not(None), by_group)),
        id=need.c.id,
        child=need.c.child,
        updated=later_of(last.recorded_at, kept),
        on=on_of(last.contact_on, last.recorded_at, kept),
        encounter=case((last.kind == literal(_CONTACT), last.encounter)),
        coded=coded,
        by_codes=need.c.id.in_(_ever_of_concept(dialect).union(ever_kept_with_code(type_name, dialect))),
        by_encounters=need.c.id.in_(_said_in_encounters(dialect)),
        by_span=lambda column: need.c.id.in_(
            _or_kept(_parts_in(tables.need_statement, "need", column), column, type_name)
        ),
    )


@dataclass(frozen=True, slots=True)
class _LastSaid:
    """What was last said of a need, and at which encounter."""

    concept: ColumnElement[Any]
    need_group: ColumnElement[Any]
    encounter: ColumnElement[Any]
    kind: ColumnElement[Any]
    recorded_at: ColumnElement[Any]
    contact_on: ColumnElement[Any]


def _with_last_said(dialect: Dialect) -> tuple[Any, _LastSaid]:
    """The needs with what was last said of each, and that, so that either database looks it up need by need."""
    need, at, said = tables.need, tables.encounter, tables.need_statement
    if dialect.name == "sqlite":
        lately = and_(
            at.c.organisation == need.c.organisation, at.c.child == need.c.child, at.c.record_number == _last_said()
        )
        last = and_(_in_version(said, at), said.c.need == need.c.id)
        columns = (said.c.concept, said.c.need_group, at.c.id, at.c.kind, at.c.recorded_at, at.c.contact_on)
        return InTurn(InTurn(need, at, lately), said, last), _LastSaid(*columns)
    found = (
        select(
            *(said.c.concept, said.c.need_group, said.c.encounter),
            *(at.c.kind, at.c.recorded_at, at.c.contact_on),
        )
        .select_from(said.join(at, _in_version(said, at)))
        .where(*_said_of(need, said))
        .order_by(at.c.record_number.desc())
        .limit(literal(1))
        .lateral("last_said")
    )
    return need.join(found, true()), _LastSaid(*found.c)


def _last_said() -> ColumnElement[Any]:
    """The number of the record in which something was last said of a need, other than carrying it on."""
    need = tables.need
    said, at = tables.need_statement.alias("ever_said"), tables.encounter.alias("ever_at")
    return (
        select(func.max(at.c.record_number))
        .select_from(said.join(at, _in_version(said, at)))
        .where(*_said_of(need, said))
        .correlate(need)
        .scalar_subquery()
    )


def _said_of(need: FromClause, said: FromClause) -> tuple[Condition, ...]:
    """The conditions that a statement is about a need, and says more than that it is carried on."""
    return (
        said.c.organisation == need.c.organisation,
        said.c.need == need.c.id,
        said.c.change != literal(Change.CARRIED.value),
    )


def _in_version(part: FromClause, encounter: FromClause) -> Condition:
    """The condition that a part belongs to a version of an encounter."""
    return and_(
        part.c.organisation == encounter.c.organisation,
        part.c.child == encounter.c.child,
        part.c.encounter == encounter.c.id,
        part.c.version == encounter.c.version,
    )


def _sent_as_any(need: FromClause) -> Condition:
    """The condition that a need was sent, as whichever of the types of needs."""
    sent = tables.fhir_kept.alias("sent")
    one = and_(sent.c.organisation == need.c.organisation, sent.c.id == need.c.id)
    of_needs = sent.c.type.in_([literal(each) for each in sorted(NEED_TYPES)])
    # Looked up need by need: PostgreSQL would gather, for `exists`, all that was ever sent.
    return select(sent.c.id).where(one, of_needs).limit(literal(1)).scalar_subquery().is_not(None)


def _ever_of_concept(dialect: Dialect) -> Any:
    said = tables.need_statement.alias("once_said")
    return select(said.c.need).where(mine(said), is_wanted(dialect, "concepts_0", said.c.concept))


def _said_in_encounters(dialect: Dialect) -> Any:
    first, said = tables.encounter.alias("first_version"), tables.need_statement.alias("said_there")
    there = and_(
        said.c.organisation == first.c.organisation, said.c.child == first.c.child, said.c.encounter == first.c.id
    )
    wanted = is_wanted(dialect, "encounters", first.c.id)
    return select(said.c.need).select_from(first.join(said, there)).where(mine(first), first.c.version == 1, wanted)


def _encounters_in(column: str) -> Any:
    """The encounters of which a version is within the span of a column."""
    within = tables.encounter.alias("within")
    return select(within.c.id).where(mine(within), in_span(within.c[column]))


def _parts_in(table: Table, name: str, column: str) -> Any:
    """What the versions of encounters within the span of a column are about, by a column of their parts."""
    within, part = tables.encounter.alias("within"), table.alias("part_within")
    joined = within.join(part, _in_version(part, within))
    return select(part.c[name]).select_from(joined).where(mine(within), in_span(within.c[column]))


def _or_kept(found: Any, column: str, type_name: str) -> Any:
    """What was found by when it was recorded, or held, and what was sent then."""
    return found.union(kept_in_span(type_name, KEPT[column]))

"""Where needs lie: by what was last said of each other than carrying it on, in whichever version of an encounter."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Dialect, FromClause, and_, case, func, literal, or_, select, true

from app.clinical.needs import Change
from app.fhir.types import NEED_TYPES
from app.store import tables
from app.store.fhir_source import (
    Condition,
    InTurn,
    Source,
    coded_as_sent,
    ever_kept_with_code,
    ever_kept_with_encounter,
    kept_as,
    later_of,
    mine,
    names_encounter,
    on_of,
)
from app.store.fhir_visit_sources import CONTACT, in_version, or_kept, parts_in
from app.store.wanted import is_wanted


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
        encounter=case((last.kind == literal(CONTACT), last.encounter)),
        named_encounter=and_(kept.c.kept_at >= last.recorded_at, names_encounter(kept, type_name, dialect)),
        coded=coded,
        by_codes=need.c.id.in_(_ever_of_concept(dialect).union(ever_kept_with_code(type_name, dialect))),
        by_encounters=need.c.id.in_(_said_in_encounters(dialect).union(ever_kept_with_encounter(type_name, dialect))),
        by_span=lambda column: need.c.id.in_(
            or_kept(parts_in(tables.need_statement, "need", column), column, type_name)
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
        last = and_(in_version(said, at), said.c.need == need.c.id)
        columns = (said.c.concept, said.c.need_group, at.c.id, at.c.kind, at.c.recorded_at, at.c.contact_on)
        return InTurn(InTurn(need, at, lately), said, last), _LastSaid(*columns)
    found = (
        select(
            *(said.c.concept, said.c.need_group, said.c.encounter),
            *(at.c.kind, at.c.recorded_at, at.c.contact_on),
        )
        .select_from(said.join(at, in_version(said, at)))
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
        .select_from(said.join(at, in_version(said, at)))
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

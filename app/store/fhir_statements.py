"""The statements of a search: what is asked of a source, in which order, and from where on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Dialect,
    Select,
    Text,
    bindparam,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.sql import visitors

from app.fhir.ports import NamePart, SortBy
from app.store.column_types import IDENTITY, Instant
from app.store.fhir_source import NO_CHILD, NO_DATE, Condition, Source
from app.store.wanted import is_wanted

NO_DATE_FIRST: Final = date.max
NO_DATE_LAST: Final = date.min
"""What has no date comes last, whichever way it is sorted."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a search asks, without the values: searches of one shape are one statement.

    `given` are the names of its parameters; `clauses` how many clauses of codes there are, `named` the parts of names
    of each clause of names. `span` is the column of encounters by which it is narrowed, if it is.
    """

    type: str
    given: frozenset[str]
    clauses: int = 0
    named: tuple[tuple[NamePart, ...], ...] = ()
    sort: SortBy = SortBy.ID
    descending: bool = False
    counts: bool = False
    span: str | None = None


def possible(source: Source, shape: Shape) -> bool:
    """Whether a source has what a search of this shape asks for."""
    dated = source.on is not NO_DATE or not shape.given & {"on_from", "on_to"}
    known = source.who is not None or not (shape.named or shape.given & {"born_from", "born_to"})
    coded = source.coded is not None or not shape.clauses
    owned = source.child is not NO_CHILD or "children" not in shape.given
    return dated and known and coded and owned and (source.encounter is not None or "encounters" not in shape.given)


def statement(source: Source, shape: Shape, dialect: Dialect) -> Select[Any]:
    """The rows of a source that a search of this shape finds (id, child, when changed, date), or how many there are."""
    of_children = source.where_of_children if "children" in shape.given else None
    conditions = (*(of_children or source.where), *_conditions(source, shape, dialect))
    if shape.counts:
        return select(func.count()).select_from(source.rows).where(*conditions)
    order = _order(source, shape)
    if shape.span is not None and shape.sort is not SortBy.ID:
        conditions = (*conditions, _within_span(order[0]))
    if "after_id" in shape.given:
        conditions = (*conditions, _beyond(order, shape))
    columns = source.id, source.child, source.updated, source.on
    return (
        select(*columns)
        .select_from(source.rows)
        .where(*conditions)
        .order_by(*(each.desc() if shape.descending else each.asc() for each in order))
        .limit(bindparam("most"))
    )


def parameters_in(made: Select[Any]) -> set[str]:
    """The names of the parameters of a statement."""
    return {each.key for each in visitors.iterate(made) if isinstance(each, BindParameter)}


def _order(source: Source, shape: Shape) -> list[ColumnElement[Any]]:
    if shape.sort is SortBy.UPDATED:
        return [source.updated, source.id]
    if shape.sort is SortBy.DATE:
        missing = literal(NO_DATE_LAST if shape.descending else NO_DATE_FIRST, Date)
        return [source.on if source.on_known else func.coalesce(source.on, missing), source.id]
    return [source.id]


def _beyond(order: list[ColumnElement[Any]], shape: Shape) -> Condition:
    """The condition that a row comes after the last one of the page before."""
    last: ColumnElement[Any] = bindparam("after_id", type_=IDENTITY)
    if shape.sort is SortBy.ID:
        return order[0] < last if shape.descending else order[0] > last
    value = bindparam("after_value", type_=Date() if shape.sort is SortBy.DATE else Instant())
    row, place = tuple_(*order), tuple_(value, last)
    return row < place if shape.descending else row > place


def _within_span(value: ColumnElement[Any]) -> Condition:
    kind = value.type
    return value.between(bindparam("span_from", type_=kind), bindparam("span_to", type_=kind))


def _conditions(source: Source, shape: Shape, dialect: Dialect) -> Iterator[Condition]:
    given = shape.given
    if "ids" in given:
        yield is_wanted(dialect, "ids", source.id)
    if "children" in given:
        yield is_wanted(dialect, "children", source.child)
    if "encounters" in given and source.encounter is not None:
        yield _at_encounters(source, source.encounter, dialect)
    yield from _ranges(source, given)
    if source.coded is not None:
        yield from map(source.coded, range(shape.clauses))
    if source.who is not None:
        yield from (_named(source, number, shape, dialect) for number in range(len(shape.named)))
    yield from _found_by(source, shape)


def _at_encounters(source: Source, encounter: ColumnElement[Any], dialect: Dialect) -> Condition:
    recorded = is_wanted(dialect, "encounters", encounter)
    return recorded if source.named_encounter is None else or_(recorded, source.named_encounter)


def _ranges(source: Source, given: frozenset[str]) -> Iterator[Condition]:
    ranges: list[tuple[str, ColumnElement[Any], type[Date | Instant]]] = [
        ("on", source.on, Date),
        ("updated", source.updated, Instant),
    ]
    if source.who is not None:
        ranges.append(("born", source.who.birth_date, Date))
    for name, column, kind in ranges:
        for side in ("from", "to"):
            if f"{name}_{side}" not in given:
                continue
            bound = bindparam(f"{name}_{side}", type_=kind())
            yield column >= bound if side == "from" else column <= bound


def called_of(number: int) -> str:
    """The parameter of the children who are found by a further given name, for the clause of names of that number."""
    return f"called_{number}"


def _named(source: Source, number: int, shape: Shape, dialect: Dialect) -> Condition:
    """The condition that one of the names of a clause is how one of a child's begins."""
    who, parts = source.who, shape.named[number]
    further = [is_wanted(dialect, called_of(number), source.id)] if called_of(number) in shape.given else []
    columns = {
        NamePart.FAMILY: (who.family_key,),
        NamePart.GIVEN: (who.given_key, who.preferred_key),
        NamePart.ANY: (who.family_key, who.given_key, who.preferred_key),
    }
    # Keys hold letters and digits alone, so nothing in what is sought stands for anything else.
    return or_(
        *(
            column.like(bindparam(f"name_{number}_{place}", type_=Text()))
            for place, part in enumerate(parts)
            for column in columns[part]
        ),
        *further,
    )


def _found_by(source: Source, shape: Shape) -> Iterator[Condition]:
    """What follows from the search and finds the rows by an index, where nothing that was asked for does."""
    if shape.given & {"ids", "children"}:
        return
    if "encounters" in shape.given:
        if source.by_encounters is not None:
            yield source.by_encounters
    elif shape.clauses and source.by_codes is not None:
        yield source.by_codes
    elif shape.span is not None and source.by_span is not None:
        yield source.by_span(shape.span)


def narrowed(shape: Shape, source: Source) -> bool:
    """Whether a search finds the rows of a source by an index that what was asked for brings with it."""
    by_codes = bool(shape.clauses) and source.by_codes is not None
    return bool(shape.given & {"ids", "children", "encounters"}) or by_codes

"""Spans of time that hold few encounters, so that a search through an organisation's record goes through it in parts.

When something was recorded, or was true, is known of the versions of encounters and found by their indexes; what was
said at them is found from there. So a search in the order of time takes one span after another until it has enough.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, FromClause, Integer, Select, String, bindparam, literal, select

from app.identity import Identity
from app.store import tables
from app.store.database import Asked, Prepares, Reading
from app.store.fhir_source import in_span, mine
from app.store.fhir_visit_sources import HELD, KEPT, RECORDED

LONG: Final = 500
"""How many versions of encounters, and how many kept resources, a part of a span holds, but for those of one moment."""

FEW: Final = 5_000
"""How many of them are gone through rather than what is sought itself."""

Moment = Any
"""A date or an instant, as the column has."""

_EVER: Final = {
    HELD: (date.min, date.max),
    RECORDED: (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)),
}
_STEP: Final = {HELD: timedelta(days=1), RECORDED: timedelta(microseconds=1)}


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when, both included; None for ever. `column` is that of encounters which it is about."""

    column: str
    start: Moment
    end: Moment


class Spans:
    """Reads how far spans reach that hold no more than `long` encounters, and whether they hold no more than `few`."""

    def __init__(self, database: Prepares, long: int = LONG, few: int = FEW) -> None:
        encounter, kept = tables.encounter, tables.fhir_kept
        self._long, self._few = long, few
        names = "organisation", "span_from", "span_to", "most"
        of_type = kept.c.type == bindparam("type", type_=String())
        columns = [(column, descending) for column in (HELD, RECORDED) for descending in (False, True)]
        self._encounters = {
            each: database.query(_beyond(encounter, encounter.c[each[0]], each[1]), *names) for each in columns
        }
        self._kept = {
            each: database.query(_beyond(kept, kept.c[KEPT[each[0]]], each[1]).where(of_type), *names, "type")
            for each in columns
        }

    def short(self, reading: Reading, organisation: Identity, type_name: str, span: Span) -> Span | None:
        """The span with both its ends, when it holds few encounters; None when it holds many, or none at all."""
        whole = _whole(span)
        beyond = self._edge(reading, organisation, type_name, whole, self._few, descending=False)
        return whole if beyond is None and whole.start <= whole.end else None

    def parts(
        self, reading: Reading, organisation: Identity, type_name: str, span: Span, *, descending: bool
    ) -> Iterator[Span]:
        """The parts of a span one after another, each short."""
        rest, step = _whole(span), _STEP[span.column]
        while rest.start <= rest.end:
            edge = self._edge(reading, organisation, type_name, rest, self._long, descending=descending)
            if edge is None:
                yield rest
                return
            if descending:
                yield Span(span.column, edge, rest.end)
                if edge <= rest.start:
                    return
                rest = Span(span.column, rest.start, edge - step)
            else:
                yield Span(span.column, rest.start, edge)
                if edge >= rest.end:
                    return
                rest = Span(span.column, edge + step, rest.end)

    def _edge(
        self, reading: Reading, organisation: Identity, type_name: str, span: Span, most: int, *, descending: bool
    ) -> Moment | None:
        """Where the span has to end, seen from where it begins, to hold so many; None when it does not hold more."""
        within = organisation, span.start, span.end, most
        asked: list[Asked] = [
            (self._encounters[span.column, descending], within),
            (self._kept[span.column, descending], (*within, type_name)),
        ]
        edges = [rows[0][0] for rows in reading.several(*asked) if rows]
        return (max if descending else min)(edges, default=None)


def _whole(span: Span) -> Span:
    start, end = _EVER[span.column]
    return Span(span.column, start if span.start is None else span.start, end if span.end is None else span.end)


def _beyond(table: FromClause, column: ColumnElement[Any], descending: bool) -> Select[Any]:
    """The moment of the row after so many."""
    return (
        select(column)
        .where(mine(table), in_span(column))
        .order_by(column.desc() if descending else column.asc())
        .limit(literal(1))
        .offset(bindparam("most", type_=Integer()))
    )

"""Searches of the FHIR API over what is recorded and what is kept of one organisation.

A search is asked of every source of its type, each in the order sought, and the answers are merged. Pages follow one
another by the value and identity of the last hit, so that none is repeated and none left out, whatever is recorded
between them.
"""

import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any, Final

from app.fhir.ports import After, Coded, Hit, Named, NamePart, SortBy, Sought
from app.identity import Identity
from app.register.names import name_key
from app.store.database import Database, Preparing, Reading
from app.store.fhir_codes import MOST_NAMED, CodesInUse
from app.store.fhir_identified import Identified
from app.store.fhir_source import Source
from app.store.fhir_sources import sources_of
from app.store.fhir_spans import FEW, LONG, Span, Spans
from app.store.fhir_statements import NO_DATE_FIRST, NO_DATE_LAST, Shape, narrowed, parameters_in, possible, statement
from app.store.fhir_visit_sources import HELD, RECORDED
from app.store.prepared import Query, Row
from app.store.wanted import wanted_text

SHAPES_KEPT: Final = 512
"""How many statements are kept ready."""

_PATIENT: Final = "Patient"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A search, ready to be asked of each source: its shape and its parameters."""

    organisation: Identity
    shape: Shape
    parameters: Mapping[str, Any]

    def with_given(self, **parameters: object) -> "_Asked":
        """The same with further parameters."""
        given = {**self.parameters, **parameters}
        return _Asked(self.organisation, replace(self.shape, given=frozenset(given)), given)

    def within(self, span: Span) -> "_Asked":
        """The same within a span."""
        narrower = self.with_given(span_from=span.start, span_to=span.end)
        return replace(narrower, shape=replace(narrower.shape, span=span.column))

    def span(self, column: str) -> Span:
        """The span of a column that is asked for."""
        name = "updated" if column == RECORDED else "on"
        return Span(column, self.parameters.get(f"{name}_from"), self.parameters.get(f"{name}_to"))


class FhirSearch:
    """Searches the resources of an organisation.

    `long`, `few` and `most_named` are how much a search takes on at a time, which changes nothing of what it finds.
    """

    def __init__(self, database: Database, *, long: int = LONG, few: int = FEW, most_named: int = MOST_NAMED) -> None:
        self._preparing = Preparing(database.dialect)
        self._long, self._few, self._most_named = long, few, most_named
        self._sources = lru_cache(SHAPES_KEPT)(self._sources_of)
        self._prepared = lru_cache(SHAPES_KEPT)(self._prepare)

    # Statements are made when they are first wanted: a store that nobody searches opens the sooner.

    @cached_property
    def _identified(self) -> Identified:
        return Identified(self._preparing)

    @cached_property
    def _codes(self) -> CodesInUse:
        return CodesInUse(self._preparing, self._most_named)

    @cached_property
    def _spans(self) -> Spans:
        return Spans(self._preparing, self._long, self._few)

    def search(
        self, reading: Reading, organisation: Identity, sought: Sought, after: After | None, most: int
    ) -> tuple[Hit, ...]:
        """The hits after a place, in the order sought, at most `most`."""
        asked = self._asked(reading, organisation, sought)
        if asked is None or most < 1:
            return ()
        asked = asked.with_given(most=most, **_place(after, sought))
        answers = [self._hits(reading, place, asked) for place in self._places(asked.shape)]
        merged = heapq.merge(*answers, key=_order(sought), reverse=sought.descending)
        return tuple(islice(merged, most))

    def count(self, reading: Reading, organisation: Identity, sought: Sought) -> int:
        """How many there are."""
        asked = self._asked(reading, organisation, sought)
        if asked is None:
            return 0
        counting = replace(asked, shape=replace(asked.shape, counts=True, sort=SortBy.ID, descending=False))
        sources = self._sources(sought.type)
        return sum(
            self._rows(reading, place, self._narrowed(reading, sources[place], counting))[0][0]
            for place in self._places(counting.shape)
        )

    def _places(self, shape: Shape) -> list[int]:
        """Which of the sources of a type may have what a search asks for."""
        return [place for place, source in enumerate(self._sources(shape.type)) if possible(source, shape)]

    def _sources_of(self, type_name: str) -> tuple[Source, ...]:
        return sources_of(type_name, self._preparing.dialect)

    def _prepare(self, shape: Shape, place: int) -> tuple[Query, tuple[str, ...]]:
        """The statement of a shape for a source, and the names of its parameters."""
        made = statement(self._sources(shape.type)[place], shape, self._preparing.dialect)
        names = tuple(sorted(({"organisation"} | shape.given) & parameters_in(made)))
        return self._preparing.query(made, *names), names

    def _rows(self, reading: Reading, place: int, asked: _Asked) -> list[Row]:
        query, names = self._prepared(asked.shape, place)
        given = {**asked.parameters, "organisation": asked.organisation}
        return reading.all(query, *(given[name] for name in names))

    def _hits(self, reading: Reading, place: int, asked: _Asked) -> Sequence[Hit]:
        source = self._sources(asked.shape.type)[place]
        sort = asked.shape.sort
        if sort is SortBy.ID or source.by_span is None or narrowed(asked.shape, source):
            return [Hit(*row) for row in self._rows(reading, place, self._narrowed(reading, source, asked))]
        return self._hits_in_parts(reading, place, asked, RECORDED if sort is SortBy.UPDATED else HELD)

    def _hits_in_parts(self, reading: Reading, place: int, asked: _Asked, column: str) -> Sequence[Hit]:
        """The hits in the order of time, from as many parts of the time sought as it takes to have enough."""
        shape, found = asked.shape, list[Hit]()
        span = _rest_of(asked.span(column), asked.parameters.get("after_value"), shape.descending)
        parts = self._spans.parts(reading, asked.organisation, shape.type, span, descending=shape.descending)
        for part in parts:
            found += [Hit(*row) for row in self._rows(reading, place, asked.within(part))]
            if len(found) >= asked.parameters["most"]:
                break
        return found

    def _narrowed(self, reading: Reading, source: Source, asked: _Asked) -> _Asked:
        """The search within the span it asks for, when that holds few encounters and nothing else narrows it."""
        given = asked.shape.given
        column = next((each for each, name in ((RECORDED, "updated"), (HELD, "on")) if _asks(given, name)), None)
        if column is None or source.by_span is None or narrowed(asked.shape, source):
            return asked
        short = self._spans.short(reading, asked.organisation, asked.shape.type, asked.span(column))
        return asked if short is None else asked.within(short)

    def _asked(self, reading: Reading, organisation: Identity, sought: Sought) -> _Asked | None:
        """The search made ready; None when it can find nothing."""
        named = _names(sought)
        sets = {"children": sought.children, "encounters": sought.encounters}
        sets["ids"] = self._ids(reading, organisation, sought)
        if named is None or any(each is not None and not each for each in sets.values()):
            return None
        clauses = [*([_first_clause(sought)] if _coded(sought) else ()), *sought.coded]
        parameters: dict[str, object] = {
            **{name: wanted_text(value) for name, value in sets.items() if value is not None},
            **{name: getattr(sought, name) for name in _RANGES if getattr(sought, name) is not None},
            **{
                f"name_{number}_{place}": key
                for number, each in enumerate(named)
                for place, (_, key) in enumerate(each)
            },
            "groups": wanted_text(each.value for each in sought.groups),
        }
        for number, clause in enumerate(clauses):
            parameters |= self._codes.parameters(reading, organisation, sought.type, clause, number)
        parts = tuple(tuple(part for part, _ in each) for each in named)
        shape = Shape(sought.type, frozenset(parameters), len(clauses), parts, sought.sort, sought.descending)
        return _Asked(organisation, shape, parameters)

    def _ids(self, reading: Reading, organisation: Identity, sought: Sought) -> frozenset[Identity] | None:
        """The identities to choose among; of children, those of the records that stand for them."""
        sets = [] if sought.ids is None else [sought.ids]
        if sought.identified is not None:
            sets.append(self._identified.found(reading, organisation, sought.type, sought.identified))
        if sought.type == _PATIENT:
            sets = [self._identified.standing(reading, organisation, each) for each in sets]
        return frozenset.intersection(*sets) if sets else None


_RANGES: Final = ("on_from", "on_to", "updated_from", "updated_to", "born_from", "born_to")


def _asks(given: frozenset[str], name: str) -> bool:
    return f"{name}_from" in given or f"{name}_to" in given


def _coded(sought: Sought) -> bool:
    return sought.concepts is not None or sought.codes is not None


def _first_clause(sought: Sought) -> Coded:
    return Coded(sought.concepts or frozenset(), sought.codes or frozenset())


def _names(sought: Sought) -> list[list[Named]] | None:
    """The keys of the names sought, to be compared with what begins with them; None when one clause can fit nobody."""
    single = ((NamePart.FAMILY, sought.family), (NamePart.GIVEN, sought.given))
    clauses = [*sought.named, *(frozenset({(part, name)}) for part, name in single if name is not None)]
    keys = [sorted({(part, f"{name_key(name)}%") for part, name in each if name_key(name)}) for each in clauses]
    return keys if all(keys) else None


def _place(after: After | None, sought: Sought) -> dict[str, object]:
    """The parameters that say where the page before ended."""
    if after is None:
        return {}
    if sought.sort is SortBy.ID:
        return {"after_id": after.id}
    return {"after_id": after.id, "after_value": after.value or _no_date(sought)}


def _no_date(sought: Sought) -> date:
    return NO_DATE_LAST if sought.descending else NO_DATE_FIRST


def _order(sought: Sought) -> Callable[[Hit], Any]:
    """By what hits are sorted; what has no date comes last."""
    if sought.sort is SortBy.UPDATED:
        return lambda hit: (hit.updated, hit.id)
    if sought.sort is SortBy.DATE:
        return lambda hit: (hit.on or _no_date(sought), hit.id)
    return lambda hit: hit.id


def _rest_of(span: Span, reached: Any, descending: bool) -> Span:
    """What is left of a span from where the page before ended."""
    if reached is None:
        return span
    if descending:
        return Span(span.column, span.start, reached if span.end is None else min(span.end, reached))
    return Span(span.column, reached if span.start is None else max(span.start, reached), span.end)

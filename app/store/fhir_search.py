"""Searches of the FHIR API over what is recorded and what is kept of one organisation.

A search is asked of every source of its type, each in the order sought, and the answers are merged. Pages follow one
another by the value and identity of the last hit, so that none is repeated and none left out, whatever is recorded
between them.
"""

import heapq
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import islice
from typing import Final

from app.fhir.ports import After, Hit, Named, NamePart, SortBy, Sought
from app.identity import Identity
from app.store.database import Database, Preparing, Reading
from app.store.fhir_asked import RANGES, Asked, asks, clauses_of, names_sought, order_of, place_of, rest_of
from app.store.fhir_codes import MOST_NAMED, CodesInUse
from app.store.fhir_given_names import GivenNames
from app.store.fhir_identified import Identified
from app.store.fhir_kept import encounter_key
from app.store.fhir_source import Source
from app.store.fhir_sources import sources_of
from app.store.fhir_spans import FEW, LONG, Spans
from app.store.fhir_statements import Shape, called_of, narrowed, parameters_in, possible, statement
from app.store.fhir_visit_sources import HELD, RECORDED
from app.store.prepared import Query, Row
from app.store.wanted import wanted_text

SHAPES_KEPT: Final = 512
"""How many statements are kept ready."""

_PATIENT: Final = "Patient"


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
    def _given_names(self) -> GivenNames:
        return GivenNames(self._preparing)

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
        asked = asked.with_given(most=most, **place_of(after, sought))
        answers = [self._hits(reading, place, asked) for place in self._places(asked.shape)]
        merged = heapq.merge(*answers, key=order_of(sought), reverse=sought.descending)
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

    def _rows(self, reading: Reading, place: int, asked: Asked) -> list[Row]:
        query, names = self._prepared(asked.shape, place)
        given = {**asked.parameters, "organisation": asked.organisation}
        return reading.all(query, *(given[name] for name in names))

    def _hits(self, reading: Reading, place: int, asked: Asked) -> Sequence[Hit]:
        source = self._sources(asked.shape.type)[place]
        sort = asked.shape.sort
        if sort is SortBy.ID or source.by_span is None or narrowed(asked.shape, source):
            return [Hit(*row) for row in self._rows(reading, place, self._narrowed(reading, source, asked))]
        return self._hits_in_parts(reading, place, asked, RECORDED if sort is SortBy.UPDATED else HELD)

    def _hits_in_parts(self, reading: Reading, place: int, asked: Asked, column: str) -> Sequence[Hit]:
        """The hits in the order of time, from as many parts of the time sought as it takes to have enough."""
        shape, found = asked.shape, list[Hit]()
        span = rest_of(asked.span(column), asked.parameters.get("after_value"), shape.descending)
        parts = self._spans.parts(reading, asked.organisation, shape.type, span, descending=shape.descending)
        for part in parts:
            found += [Hit(*row) for row in self._rows(reading, place, asked.within(part))]
            if len(found) >= asked.parameters["most"]:
                break
        return found

    def _narrowed(self, reading: Reading, source: Source, asked: Asked) -> Asked:
        """The search within the span it asks for, when that holds few encounters and nothing else narrows it."""
        given = asked.shape.given
        column = next((each for each, name in ((RECORDED, "updated"), (HELD, "on")) if asks(given, name)), None)
        if column is None or source.by_span is None or narrowed(asked.shape, source):
            return asked
        short = self._spans.short(reading, asked.organisation, asked.shape.type, asked.span(column))
        return asked if short is None else asked.within(short)

    def _asked(self, reading: Reading, organisation: Identity, sought: Sought) -> Asked | None:
        """The search made ready; None when it can find nothing."""
        named = names_sought(sought)
        sets = {"children": sought.children, "encounters": sought.encounters}
        sets["ids"] = self._ids(reading, organisation, sought)
        if named is None or any(each is not None and not each for each in sets.values()):
            return None
        clauses = clauses_of(sought)
        parameters: dict[str, object] = {
            **{name: wanted_text(value) for name, value in sets.items() if value is not None},
            **{name: getattr(sought, name) for name in RANGES if getattr(sought, name) is not None},
            **{
                f"name_{number}_{place}": key
                for number, each in enumerate(named)
                for place, (_, key) in enumerate(each)
            },
            "groups": wanted_text(each.value for each in sought.groups),
        }
        parameters |= self._called(reading, organisation, named)
        if sought.encounters is not None:
            parameters["encounter_keys"] = wanted_text(map(encounter_key, sought.encounters))
        for number, clause in enumerate(clauses):
            parameters |= self._codes.parameters(reading, organisation, sought.type, clause, number)
        parts = tuple(tuple(part for part, _ in each) for each in named)
        shape = Shape(sought.type, frozenset(parameters), len(clauses), parts, sought.sort, sought.descending)
        return Asked(organisation, shape, parameters)

    def _called(self, reading: Reading, organisation: Identity, named: list[list[Named]]) -> dict[str, object]:
        """The children to be found by a further given name, for each clause of names that has some."""
        found: dict[str, object] = {}
        for number, clause in enumerate(named):
            keys = [key.removesuffix("%") for part, key in clause if part is not NamePart.FAMILY]
            children = self._given_names.called(reading, organisation, keys) if keys else frozenset()
            if children:
                found[called_of(number)] = wanted_text(children)
        return found

    def _ids(self, reading: Reading, organisation: Identity, sought: Sought) -> frozenset[Identity] | None:
        """The identities to choose among; of children, those of the records that stand for them."""
        sets = [] if sought.ids is None else [sought.ids]
        if sought.identified is not None:
            sets.append(self._identified.found(reading, organisation, sought.type, sought.identified))
        if sought.type == _PATIENT:
            sets = [self._identified.standing(reading, organisation, each) for each in sets]
        return frozenset.intersection(*sets) if sets else None

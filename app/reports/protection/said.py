"""Where what the cards say of rows together is said of a hidden number: which stand on either side.

Besides what is told of a measure's items (`AtMost`), everybody knows that an area counts no more than all areas, also
where such areas sum to nothing, and that who is of an age is of a phase of school that has children of such an age.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np

from app.reports.card import Breakdown, Level
from app.reports.cards.parts import AGE_BANDS, ENGLAND, SCHOOL_PHASES
from app.reports.protection.cell_links import AtMost, Grid, Number
from app.reports.protection.columns import NOWHERE, Marks, Numbers, OpenCells, OpenTable, distinct
from app.reports.protection.linked_cells import Narrowing

_OLDER: Final = 2
"""By so many years at most a child is older at the end of a quarter than on the 31 August before it."""


class Seen(NamedTuple):
    """What is known of a release: its cells, where their numbers stand, and what can be worked out of each."""

    cells: OpenCells
    grid: Grid
    narrowing: Narrowing


class Sides(NamedTuple):
    """A relation wherever it is said of a hidden number, a row each: where the numbers stand that together are no more,
    and those that are no less; `NOWHERE` one that counts nobody, for it has no row."""

    less: Numbers
    more: Numbers


def _meeting() -> Iterator[tuple[Breakdown, tuple[Breakdown, Mapping[str, tuple[str, ...]]]]]:
    bands = {name: (first - _OLDER, last) for name, (first, last) in AGE_BANDS.items()}
    both = (Breakdown.AGE_BAND, bands), (Breakdown.SCHOOL_PHASE, SCHOOL_PHASES)
    for (mine, own), (other, theirs) in (both, both[::-1]):
        yield (
            mine,
            (
                other,
                {
                    part: tuple(each for each, (from_, to) in theirs.items() if first <= to and from_ <= last)
                    for part, (first, last) in own.items()
                },
            ),
        )


_MEETING: Final = MappingProxyType(dict(_meeting()))
"""The breakdowns by age: each with the other, and of which parts of that the children of a part can be."""


def sides_of(seen: Seen, hidden: Marks, at_most: Collection[AtMost]) -> tuple[Sides, ...]:
    """Everything that is said of the `hidden` numbers."""
    there = {table: at for at, table in enumerate(seen.cells.tables)}
    every = chain(_of_items(seen, hidden, at_most), _of_all_areas(seen, hidden, there), _of_ages(seen, hidden, there))
    return tuple(each for each in every if len(each.less))


def _of_items(seen: Seen, hidden: Marks, at_most: Collection[AtMost]) -> Iterator[Sides]:
    together: dict[OpenTable, dict[str, int]] = {}
    for at, table in enumerate(seen.cells.tables):
        together.setdefault(replace(table, measure=""), {})[table.measure] = at
    items = _Items(seen, hidden)
    for relation in at_most:
        for tables in together.values():
            if all(each.measure in tables for side in relation for each in side):
                yield items.sides(relation, tables)


class _Items:
    """Finds where the numbers of items stand, by place: an area and a part as one number."""

    def __init__(self, seen: Seen, hidden: Marks) -> None:
        self._seen = seen
        coding, keys = seen.cells.coding, seen.cells.keys
        rows = coding.table(keys) * len(coding.items) + coding.item(keys)
        self._order = np.argsort(rows, kind="stable")
        self._rows = rows[self._order]
        self._hidden = {among: _hidden_in(column, hidden) for among, column in _columns(seen.grid)}

    def sides(self, relation: AtMost, tables: Mapping[str, int]) -> Sides:
        """A relation, in the tables of its measures, in each place where a number that is less is hidden."""
        places = distinct(np.concatenate([self._places(each, tables[each.measure]) for each in relation.less]))
        less, more = (self._standing(numbers, tables, places) for numbers in relation)
        # Of those among whom nobody is counted there need be no row.
        among = [each.among for side in relation for each in side]
        known = (np.concatenate([less, more], axis=1)[:, among] != NOWHERE).all(axis=1)
        return Sides(less[known], more[known])

    def _places(self, number: Number, table: int) -> Numbers:
        """Where a number is hidden."""
        coding, keys = self._seen.cells.coding, self._seen.cells.keys
        row = table * len(coding.items) + coding.items.place(number.item)
        first, last = np.searchsorted(self._rows, (row, row + 1))
        here = self._order[first:last]
        own = keys[here[self._hidden[number.among][here]]]
        return coding.area(own) * len(coding.parts) + coding.part(own)

    def _standing(self, numbers: Sequence[Number], tables: Mapping[str, int], places: Numbers) -> Numbers:
        """Where each number stands in each place, a column for each number."""
        coding, grid = self._seen.cells.coding, self._seen.grid
        standing = np.full((len(places), len(numbers)), NOWHERE, np.int64)
        for column, each in enumerate(numbers):
            item = coding.items.place(each.item)
            if item != NOWHERE:
                rest = (places // len(coding.parts), np.array(item), places % len(coding.parts))
                at = self._seen.cells.at(coding.key(np.array(tables[each.measure]), *rest))
                standing[:, column] = np.where(at == NOWHERE, NOWHERE, (grid.of if each.among else grid.counted)[at])
        return standing


def _of_all_areas(seen: Seen, hidden: Marks, there: Mapping[OpenTable, int]) -> Iterator[Sides]:
    coding = seen.cells.coding
    england = np.array(coding.areas.place(ENGLAND))
    for table, at in there.items():
        above = there.get(replace(table, level=Level.ENGLAND), at)
        if above != at and england != NOWHERE:
            own = _cells_of(seen, at)
            keys = seen.cells.keys[own]
            beside = coding.key(np.array(above), england, coding.item(keys), coding.part(keys))
            yield from _beside(seen, hidden, own, [seen.cells.at(beside)])


def _of_ages(seen: Seen, hidden: Marks, there: Mapping[OpenTable, int]) -> Iterator[Sides]:
    coding = seen.cells.coding
    for table, at in there.items():
        other, parts = _MEETING.get(table.breakdown, (table.breakdown, {}))
        if (beside := there.get(replace(table, breakdown=other), at)) == at:
            continue
        cells = _cells_of(seen, at)
        for part, others in parts.items():
            own = cells[coding.part(seen.cells.keys[cells]) == coding.parts.place(part)]
            keys = seen.cells.keys[own]
            places = [np.array(place) for each in others if (place := coding.parts.place(each)) != NOWHERE]
            moved = (coding.key(np.array(beside), coding.area(keys), coding.item(keys), each) for each in places)
            yield from _beside(seen, hidden, own, [seen.cells.at(each) for each in moved])


def _beside(seen: Seen, hidden: Marks, own: Numbers, others: Sequence[Numbers]) -> Iterator[Sides]:
    """The hidden numbers of some cells, each beside those of other cells together."""
    at = np.stack(others, axis=1) if others else np.zeros((len(own), 0), np.int64)
    for among, column in _columns(seen.grid):
        less, more = column[own], np.where(at == NOWHERE, NOWHERE, column[at])
        kept = _hidden_in(column, hidden)[own]
        if among:
            kept &= (more != NOWHERE).any(axis=1)
        yield Sides(less[kept][:, None], more[kept])


def _cells_of(seen: Seen, table: int) -> Numbers:
    """Where the cells of a table stand."""
    of_table = seen.cells.coding.of_table
    first, last = np.searchsorted(seen.cells.keys, (table * of_table, (table + 1) * of_table))
    return np.arange(first, last)


def _columns(grid: Grid) -> tuple[tuple[bool, Numbers], tuple[bool, Numbers]]:
    """Where those counted stand, and all of whom."""
    return (False, grid.counted), (True, grid.of)


def _hidden_in(column: Numbers, hidden: Marks) -> Marks:
    found: Marks = (column != NOWHERE) & hidden[column]
    return found

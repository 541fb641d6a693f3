"""Which tables of a release are others in parts: breakdowns of all children, and areas of the area they lie in."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import NamedTuple, Protocol

import numpy as np

from app.reports.card import Breakdown, Level
from app.reports.protection.columns import NOWHERE, Coding, Numbers, OpenCells, OpenTable, distinct, places, runs
from app.reports.protection.placing import same_children, starts


class Nest(NamedTuple):
    """That an area of a level is the sum of areas of another, `unknown` among them where there is such a row."""

    level: Level
    area: str
    by: Level
    parts: tuple[str, ...]


class Split(Protocol):
    """A way in which cells of some tables sum to cells of others."""

    def wholes(self, keys: Numbers) -> Numbers:
        """What each cell is a part of, as a key; `NOWHERE` where it is part of nothing."""
        ...

    def parts(self, keys: Numbers) -> Numbers:
        """The keys of every part of the cells, whether there is such a row or not."""
        ...


@dataclass(frozen=True, slots=True)
class ByBreakdown:
    """That the parts of breakdowns sum to all children: `above` names the table of all of each table; `below` and
    `part` are the tables and parts of each table of all, from `start` for `length`."""

    coding: Coding
    above: Numbers
    start: Numbers
    length: Numbers
    below: Numbers
    part: Numbers

    def wholes(self, keys: Numbers) -> Numbers:
        coding, whole = self.coding, self.above[self.coding.table(keys)]
        every = np.full(len(keys), coding.parts.place(""))
        found = coding.key(whole, coding.area(keys), coding.item(keys), every)
        return np.where(whole == NOWHERE, NOWHERE, found)

    def parts(self, keys: Numbers) -> Numbers:
        coding, table = self.coding, self.coding.table(keys)
        times = self.length[table]
        each = runs(self.start[table], times)
        area, item = (np.repeat(column, times) for column in (coding.area(keys), coding.item(keys)))
        return coding.key(self.below[each], area, item, self.part[each])


@dataclass(frozen=True, slots=True)
class ByArea:
    """That areas of a level sum to those of another: `above` names the table of the wider level of each table and
    `below` that of the narrower; `within` the area that each lies in; `area` the areas in each, from `start` for
    `length`."""

    coding: Coding
    above: Numbers
    below: Numbers
    within: Numbers
    start: Numbers
    length: Numbers
    area: Numbers

    def wholes(self, keys: Numbers) -> Numbers:
        coding = self.coding
        whole, area = self.above[coding.table(keys)], self.within[coding.area(keys)]
        found = coding.key(whole, area, coding.item(keys), coding.part(keys))
        return np.where((whole == NOWHERE) | (area == NOWHERE), NOWHERE, found)

    def parts(self, keys: Numbers) -> Numbers:
        coding = self.coding
        table, area = self.below[coding.table(keys)], coding.area(keys)
        times = np.where(table == NOWHERE, 0, self.length[area])
        each = self.area[runs(self.start[area], times)]
        table, item, part = (np.repeat(column, times) for column in (table, coding.item(keys), coding.part(keys)))
        return coding.key(table, each, item, part)


Parts = Mapping[Breakdown, Collection[str]]
"""The parts that a breakdown has by definition, whether anybody is in them or not."""


def splits_of(cells: OpenCells, nesting: Sequence[Nest], parts: Parts = MappingProxyType({})) -> tuple[Split, ...]:
    """Every way in which tables are others in parts. A breakdown has these `parts` and any that a table has besides."""
    levels = _by_levels(nesting).items()
    return _by_breakdown(cells, parts), *(_by_area(cells, level, by, nests) for (level, by), nests in levels)


def _above(tables: Sequence[OpenTable], whole: Callable[[OpenTable], OpenTable]) -> Numbers:
    """The place of the table that holds the wholes of each; `NOWHERE` where there is none but itself."""
    there = {table: at for at, table in enumerate(tables)}
    found = (there.get(whole(table), NOWHERE) for table in tables)
    return np.array([NOWHERE if above == at else above for at, above in enumerate(found)], np.int64)


def _by_breakdown(cells: OpenCells, parts: Parts) -> ByBreakdown:
    coding, tables = cells.coding, len(cells.tables)
    above = _above(cells.tables, lambda table: replace(table, breakdown=Breakdown.NONE))
    defined = [
        at * len(coding.parts) + coding.parts.place(part)
        for at, table in enumerate(cells.tables)
        for part in parts.get(table.breakdown, ())
    ]
    there = coding.table(cells.keys) * len(coding.parts) + coding.part(cells.keys)
    pairs = distinct(np.concatenate([there, np.array(defined, np.int64)]))
    below, part = pairs // len(coding.parts), pairs % len(coding.parts)
    kept = above[below] != NOWHERE
    below, part = below[kept], part[kept]
    order = np.argsort(above[below], kind="stable")
    length = np.bincount(above[below], minlength=tables)
    return ByBreakdown(coding, above, np.cumsum(length) - length, length, below[order], part[order])


def _by_area(cells: OpenCells, level: Level, by: Level, nests: Iterable[Nest]) -> ByArea:
    coding = cells.coding
    above = _above(cells.tables, lambda table: replace(table, level=level) if table.level is by else table)
    below = np.full(len(above), NOWHERE, np.int64)
    narrower = np.flatnonzero(above != NOWHERE)
    below[above[narrower]] = narrower
    within = np.full(len(coding.areas), NOWHERE, np.int64)
    inside: list[list[int]] = [[] for _ in range(len(coding.areas))]
    for nest in nests:
        areas = [coding.areas.place(each) for each in nest.parts]
        inside[coding.areas.place(nest.area)] = areas
        within[areas] = coding.areas.place(nest.area)
    length = np.array([len(each) for each in inside], np.int64)
    every = np.array([each for areas in inside for each in areas], np.int64)
    return ByArea(coding, above, below, within, np.cumsum(length) - length, length, every)


def _by_levels(nesting: Iterable[Nest]) -> dict[tuple[Level, Level], list[Nest]]:
    grouped: dict[tuple[Level, Level], list[Nest]] = {}
    for nest in nesting:
        grouped.setdefault((nest.level, nest.by), []).append(nest)
    return grouped


def complete(cells: OpenCells, splits: Sequence[Split], start: Numbers) -> OpenCells:
    """Give every part of the cells with the keys of `start`, and of those parts, a row.

    Where a whole is too small to be shown, so are all its parts, those that count nobody among them: a row that is
    missing would say which. So it would where one of several items that are among the same children has none. What a
    new row is itself a part of gets one too: that nobody is there may be shown.
    """
    there, made, seen = cells.keys, np.zeros(0, np.int64), np.zeros(0, np.int64)
    beside, waiting = _Beside(cells), distinct(start)
    while len(waiting):
        waiting = beside.with_those(waiting)
        seen = distinct(np.concatenate([seen, waiting]))
        parts = distinct(np.concatenate([split.parts(waiting) for split in splits]))
        fresh = parts
        while len(fresh := fresh[places(there, fresh) == NOWHERE]):
            there, made = np.sort(np.concatenate([there, fresh])), np.concatenate([made, fresh])
            wholes = distinct(np.concatenate([split.wholes(fresh) for split in splits]))
            fresh = wholes[wholes != NOWHERE]
        waiting = parts[places(seen, parts) == NOWHERE]
    return cells.with_made(made, _among_nobody(cells)[cells.coding.table(made)]) if len(made) else cells


class _Beside:
    """Which cells are among as many of the same children as others: items of one denominator."""

    def __init__(self, cells: OpenCells) -> None:
        self._keys = cells.keys
        share = np.flatnonzero(cells.of != NOWHERE)
        of, same = cells.of[share], same_children(cells)[share]
        order = np.lexsort((of, same))
        self._cells, first = share[order], starts(same[order], of[order])
        self._start, self._length = first, np.diff(np.append(first, len(order)))
        self._run = np.full(len(cells.keys), NOWHERE, np.int64)
        self._run[self._cells] = np.repeat(np.arange(len(first)), self._length)

    def with_those(self, keys: Numbers) -> Numbers:
        """These keys and those of all cells beside them, in order."""
        at = places(self._keys, keys)
        run = self._run[at[at != NOWHERE]]
        run = distinct(run[run != NOWHERE])
        found = self._keys[self._cells[runs(self._start[run], self._length[run])]]
        return distinct(np.concatenate([keys, found]))


def _among_nobody(cells: OpenCells) -> Numbers:
    """What a row of each table that counts nobody is of: 0, or `NOWHERE` where the measure is a count and no share."""
    shares = distinct(cells.coding.table(cells.keys[cells.of != NOWHERE]))
    measures = {cells.tables[at].measure for at in shares.tolist()}
    return np.array([0 if table.measure in measures else NOWHERE for table in cells.tables], np.int64)

"""Where each number of a release stands: what is the same number by its definition stands once, for it must be hidden
everywhere or nowhere."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from app.reports.protection.columns import NOWHERE, Numbers, OpenCells, places


class Alike(NamedTuple):
    """That the rows of a measure are rows of another too: a technology dependency is a need."""

    measure: str
    same_as: str


@dataclass(frozen=True, slots=True)
class Placed:
    """All numbers that may be seen, and those not counted: `values`, `counted`, `of` and `rows` as in `Grid`."""

    values: Numbers
    counted: Numbers
    of: Numbers
    rows: Numbers


def placed_numbers(cells: OpenCells, alike: Collection[Alike]) -> Placed:
    """Give each cell a place for those counted, one for those they are among unless a cell before has the same, and one
    for those not counted. A count that is no share stands where the same number of the same children does."""
    first = _first_of_same(cells)
    has_of, is_first = first != NOWHERE, first == np.arange(len(first))
    same, twin = _same_as_count(cells, first), _twins(cells, alike)
    is_own = (same == NOWHERE) & (twin == NOWHERE)
    width = is_own.astype(np.int64) + is_first + has_of
    counted = np.cumsum(width) - width
    of = np.where(has_of, counted[first] + 1, NOWHERE)
    counted = np.where(same != NOWHERE, of[same], np.where(twin != NOWHERE, counted[twin], counted))
    rest = counted + 1 + is_first
    values = np.zeros(int(width.sum()), np.int64)
    values[counted], values[of[has_of]] = cells.counted, cells.of[has_of]
    values[rest[has_of]] = (cells.of - cells.counted)[has_of]
    return Placed(values, counted, of, np.stack([counted, of, rest], axis=1)[has_of])


def _same_as_count(cells: OpenCells, first: Numbers) -> Numbers:
    """Of a count of children that is no share, a cell whose denominator is as many of the same children; else
    `NOWHERE`. Who is on the caseload is counted by itself and as those among whom others are."""
    found = np.full(len(first), NOWHERE, np.int64)
    alone = np.flatnonzero((cells.of == NOWHERE) & (cells.coding.item(cells.keys) == cells.coding.items.place("")))
    among = np.flatnonzero(first == np.arange(len(first)))
    if not len(alone) or not len(among):
        return found
    same, most = same_children(cells), int(max(cells.counted.max(), cells.of.max())) + 1
    numbers = same[among] * most + cells.of[among]
    order = np.argsort(numbers, kind="stable")
    there = places(numbers[order], same[alone] * most + cells.counted[alone])
    found[alone] = np.where(there != NOWHERE, among[order][there], NOWHERE)
    return found


def _twins(cells: OpenCells, alike: Collection[Alike]) -> Numbers:
    """Of a row that is a row of another measure too, where it stands there if it counts as many; else `NOWHERE`."""
    other = np.full(len(cells.tables), NOWHERE, np.int64)
    for measure, same_as in alike:
        other = np.maximum(other, tables_of(cells, measure, same_as))
    table = cells.coding.table(cells.keys)
    moved = cells.keys + (other[table] - table) * cells.coding.of_table
    there: Numbers = np.where(other[table] != NOWHERE, cells.at(moved), NOWHERE)
    equal = (there != NOWHERE) & (cells.counted[there] == cells.counted)
    twins: Numbers = np.where(equal, there, NOWHERE)
    return twins


def tables_of(cells: OpenCells, measure: str, other: str) -> Numbers:
    """Of each table of a measure the place of that of another measure for the same areas, breakdown and quarter;
    `NOWHERE` of all others."""
    places = {table: at for at, table in enumerate(cells.tables)}
    found = [
        places.get(replace(table, measure=other), NOWHERE) if table.measure == measure else NOWHERE
        for table in cells.tables
    ]
    return np.array(found, np.int64)


def _first_of_same(cells: OpenCells) -> Numbers:
    """The first cell that has the same denominator of the same children; `NOWHERE` of one that has none."""
    share = np.flatnonzero(cells.of != NOWHERE)
    among, same = cells.of[share], same_children(cells)[share]
    order = np.lexsort((among, same))
    start = starts(same[order], among[order])
    first = np.full(len(cells.keys), NOWHERE, np.int64)
    first[share[order]] = np.repeat(share[order][start], np.diff(np.append(start, len(order))))
    return first


def same_children(cells: OpenCells) -> Numbers:
    """A number for each cell, the same for those of the same children: of the same level, breakdown, quarter, area and
    part, of whatever measure and item."""
    coding, kinds = cells.coding, dict[tuple[object, ...], int]()
    of_table = [kinds.setdefault((each.level, each.breakdown, each.quarter), len(kinds)) for each in cells.tables]
    kind = np.array(of_table, np.int64)[coding.table(cells.keys)]
    same: Numbers = (kind * len(coding.areas) + coding.area(cells.keys)) * len(coding.parts) + coding.part(cells.keys)
    return same


def starts(*columns: Numbers) -> Numbers:
    """Where runs of equal rows begin."""
    new = np.ones(len(columns[0]), np.bool_)
    new[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return np.flatnonzero(new)

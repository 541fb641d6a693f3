"""Which cells of a release sum to which: found in the tables, over all of them together.

Parts of a breakdown sum to all children; areas to the area they lie in; those counted and those not to those asked;
items of a measure to those asked where each child is of one alone (`Apart`). Items that overlap sum to nothing, but
one that lies within another counts no more children than it does: they are linked with a rest that nobody sees. A sum
that does not hold in the raw counts is no link.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Self

import numpy as np

from app.released.table import TableKey
from app.reports.cube import Cell
from app.reports.protection.columns import NOWHERE, Marks, Numbers, OpenCells, places, runs
from app.reports.protection.linked_cells import Links, links_of
from app.reports.protection.splits import Split


class Within(NamedTuple):
    """That every child counted for an item of a measure is counted for a wider one: a concept and one above it, a group
    and the measure as a whole (the item without a name). The wider one is an item of the measure `of`, by default of
    the same."""

    measure: str
    item: str
    wider: str
    of: str = ""


class Apart(NamedTuple):
    """That everybody of whom items of a measure are counted is counted for one of them, and one alone: the bands of a
    number, the outcomes of a visit. They sum to the denominator."""

    measure: str
    items: tuple[str, ...]


class Alike(NamedTuple):
    """That the rows of a measure are rows of another too: a technology dependency is a need."""

    measure: str
    same_as: str


class Known(NamedTuple):
    """A count that everybody knows exactly from elsewhere, such as the plans the Department for Education publishes."""

    key: TableKey
    cell: Cell


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of the cells besides their counts: `known` are the keys of those known from elsewhere."""

    known: Numbers
    within: Collection[Within] = ()
    apart: Collection[Apart] = ()
    alike: Collection[Alike] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """The numbers of all tables as one column, and their links.

    `counted` and `of` say where the numbers of each cell stand in `values` (`NOWHERE`: it has no denominator); equal
    denominators of the same children stand there once. `rows` are (counted, of, those not counted), three columns.
    `within` says of each link whether it only bounds an item by a wider one; `unseen` are the rests of these. `known`
    are the numbers known from elsewhere.
    """

    values: Numbers
    counted: Numbers
    of: Numbers
    rows: Numbers
    links: Links
    within: Marks
    unseen: Numbers
    known: Numbers


@dataclass(frozen=True, slots=True)
class _Sums:
    """Links as columns: the whole of each, how many parts it has, and the parts of all, one link after another."""

    whole: Numbers
    length: Numbers
    part: Numbers

    def kept(self, which: Marks) -> Self:
        """Those links alone."""
        return type(self)(self.whole[which], self.length[which], self.part[np.repeat(which, self.length)])

    def holding(self, values: Numbers) -> Self:
        """Those whose parts sum to their whole."""
        return self.kept(_summed(values[self.part], self.length) == values[self.whole])


def grid_of(cells: OpenCells, splits: Sequence[Split], told: Told) -> Grid:
    """All numbers as one column, with the links between them."""
    placed = _placed(cells, told.alike)
    sums = [_Sums(placed.rows[:, 1], np.full(len(placed.rows), 2), placed.rows[:, [0, 2]].ravel())]
    sums += [each for split in splits for each in _split_sums(cells, placed, split)]
    sums += [_shared_out(cells, placed, each) for each in told.apart]
    bounds, rests = _bounded(cells, placed, told.within)
    links = _links([*sums, bounds])
    values = np.concatenate([placed.values, rests])
    return Grid(
        values,
        placed.counted,
        placed.of,
        placed.rows,
        links,
        within=np.arange(len(links.whole)) >= len(links.whole) - len(bounds.whole),
        unseen=np.arange(len(placed.values), len(values)),
        known=placed.counted[cells.at(told.known)],
    )


def known_cells(cells: OpenCells, public: Collection[Known]) -> Numbers:
    """The keys of the cells that are known from elsewhere; of those that there are."""
    at = {table.key: place for place, table in enumerate(cells.tables)}
    named = [cells.coding.key_of(at[each.key], each.cell) for each in public if each.key in at]
    keys: Numbers = np.array(named, np.int64)
    found: Numbers = keys[cells.at(keys) != NOWHERE]
    return found


@dataclass(frozen=True, slots=True)
class _Placed:
    """All numbers that may be seen, and those not counted: `values`, `counted`, `of` and `rows` as in `Grid`."""

    values: Numbers
    counted: Numbers
    of: Numbers
    rows: Numbers


def _placed(cells: OpenCells, alike: Collection[Alike]) -> _Placed:
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
    return _Placed(values, counted, of, np.stack([counted, of, rest], axis=1)[has_of])


def _same_as_count(cells: OpenCells, first: Numbers) -> Numbers:
    """Of a count of children that is no share, a cell whose denominator is as many of the same children; else
    `NOWHERE`. Who is on the caseload is counted by itself and as those among whom others are."""
    found = np.full(len(first), NOWHERE, np.int64)
    alone = np.flatnonzero((cells.of == NOWHERE) & (cells.coding.item(cells.keys) == cells.coding.items.place("")))
    among = np.flatnonzero(first == np.arange(len(first)))
    if not len(alone) or not len(among):
        return found
    same, most = _same_children(cells), int(max(cells.counted.max(), cells.of.max())) + 1
    numbers = same[among] * most + cells.of[among]
    order = np.argsort(numbers, kind="stable")
    there = places(numbers[order], same[alone] * most + cells.counted[alone])
    found[alone] = np.where(there != NOWHERE, among[order][there], NOWHERE)
    return found


def _twins(cells: OpenCells, alike: Collection[Alike]) -> Numbers:
    """Of a row that is a row of another measure too, where it stands there if it counts as many; else `NOWHERE`."""
    other = np.full(len(cells.tables), NOWHERE, np.int64)
    for measure, same_as in alike:
        other = np.maximum(other, _tables_of(cells, measure, same_as))
    table = cells.coding.table(cells.keys)
    moved = cells.keys + (other[table] - table) * cells.coding.of_table
    there: Numbers = np.where(other[table] != NOWHERE, cells.at(moved), NOWHERE)
    equal = (there != NOWHERE) & (cells.counted[there] == cells.counted)
    twins: Numbers = np.where(equal, there, NOWHERE)
    return twins


def _tables_of(cells: OpenCells, measure: str, other: str) -> Numbers:
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
    among, same = cells.of[share], _same_children(cells)[share]
    order = np.lexsort((among, same))
    start = _starts(same[order], among[order])
    first = np.full(len(cells.keys), NOWHERE, np.int64)
    first[share[order]] = np.repeat(share[order][start], np.diff(np.append(start, len(order))))
    return first


def _same_children(cells: OpenCells) -> Numbers:
    """A number for each cell, the same for those of the same children: of the same level, breakdown, quarter, area and
    part, of whatever measure and item."""
    coding, kinds = cells.coding, dict[tuple[object, ...], int]()
    of_table = [kinds.setdefault((each.level, each.breakdown, each.quarter), len(kinds)) for each in cells.tables]
    kind = np.array(of_table, np.int64)[coding.table(cells.keys)]
    same: Numbers = (kind * len(coding.areas) + coding.area(cells.keys)) * len(coding.parts) + coding.part(cells.keys)
    return same


def _links(sums: Sequence[_Sums]) -> Links:
    whole = np.concatenate([each.whole for each in sums])
    length = np.concatenate([each.length for each in sums])
    return links_of(whole, length, np.concatenate([each.part for each in sums]))


def _split_sums(cells: OpenCells, placed: _Placed, split: Split) -> Iterator[_Sums]:
    """The sums of a way in which tables are others in parts: of those counted, and of denominators, each once."""
    whole = cells.at(split.wholes(cells.keys))
    part = np.flatnonzero(whole != NOWHERE)
    table = cells.coding.table(cells.keys[part])
    order = np.lexsort((whole[part], table))
    part, whole, table = part[order], whole[part][order], table[order]
    start = _starts(table, whole)
    length, above = np.diff(np.append(start, len(part))), whole[start]
    counted, of, values = placed.counted, placed.of, placed.values
    yield _Sums(counted[above], length, counted[part]).holding(values)
    if len(start):
        shared = np.logical_and.reduceat(of[part] != NOWHERE, start) & (of[above] != NOWHERE)
        yield _each_once(_Sums(of[above], length, of[part]).kept(shared).holding(values))


def _starts(*columns: Numbers) -> Numbers:
    """Where runs of equal rows begin."""
    new = np.ones(len(columns[0]), np.bool_)
    new[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return np.flatnonzero(new)


def _each_once(sums: _Sums) -> _Sums:
    """Without links that say the same as another."""
    start = np.cumsum(sums.length) - sums.length
    first, last = sums.part[start], sums.part[start + sums.length - 1]
    order = np.lexsort((_summed(sums.part, sums.length), last, first, sums.length, sums.whole))
    same = np.zeros(len(order), np.bool_)
    one, other = order[:-1], order[1:]
    alike = np.flatnonzero((sums.whole[one] == sums.whole[other]) & (sums.length[one] == sums.length[other]))
    one, other = one[alike], other[alike]
    equal = sums.part[runs(start[one], sums.length[one])] == sums.part[runs(start[other], sums.length[one])]
    same[other] = _summed(equal.astype(np.int64), sums.length[one]) == sums.length[one]
    return sums.kept(~same)


def _summed(numbers: Numbers, length: Numbers) -> Numbers:
    """The sums of runs, none of them empty."""
    if not len(length):
        return np.zeros(0, np.int64)
    found: Numbers = np.add.reduceat(numbers, np.cumsum(length) - length)
    return found


def _shared_out(cells: OpenCells, placed: _Placed, apart: Apart) -> _Sums:
    """Links of items that are apart with what they share out, wherever they sum to it."""
    coding, of = cells.coding, placed.of
    theirs = np.array([coding.items.place(text) for text in apart.items], np.int64)
    of_measure = cells.of_measure(apart.measure)[coding.table(cells.keys)]
    here = np.flatnonzero(of_measure & np.isin(coding.item(cells.keys), theirs) & (of != NOWHERE))
    keys = cells.keys[here]
    kinds = (coding.table(keys), of[here], coding.area(keys), coding.part(keys))
    order = np.lexsort(kinds[::-1])
    here, start = here[order], _starts(*(each[order] for each in kinds))
    length = np.diff(np.append(start, len(here)))
    return _Sums(of[here[start]], length, placed.counted[here]).holding(placed.values)


def _bounded(cells: OpenCells, placed: _Placed, within: Collection[Within]) -> tuple[_Sums, Numbers]:
    """Links of items with wider ones, and how many the wider one counts besides: their rests stand after all others."""
    nothing = np.zeros(0, np.int64)
    narrow, wide = [nothing], [nothing]
    pairs: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for measure, item, wider, of in within:
        both = cells.coding.items.place(item), cells.coding.items.place(wider)
        if NOWHERE not in both:
            pairs.setdefault((measure, of or measure), []).append(both)
    for (measure, of), items in pairs.items():
        here, there = _wider(cells, _tables_of(cells, measure, of), np.array(sorted(items), np.int64))
        narrow.append(here)
        wide.append(there)
    small, large = np.concatenate(narrow), np.concatenate(wide)
    more = cells.counted[large] - cells.counted[small]
    kept = (large != NOWHERE) & (more >= 0)
    small, large, more = placed.counted[small[kept]], placed.counted[large[kept]], more[kept]
    rest = len(placed.values) + np.arange(len(small), dtype=np.int64)
    return _Sums(large, np.full(len(small), 2), np.stack([small, rest], axis=1).ravel()), more


def _wider(cells: OpenCells, other: Numbers, pairs: Numbers) -> tuple[Numbers, Numbers]:
    """The cells of each table that has another (by its place), once for each wider item, and where that stands.

    `pairs` are items and wider ones, two columns, in order.
    """
    coding, table, item = cells.coding, cells.coding.table(cells.keys), cells.coding.item(cells.keys)
    here = np.flatnonzero(other[table] != NOWHERE)
    first = np.searchsorted(pairs[:, 0], item[here], side="left")
    length = np.searchsorted(pairs[:, 0], item[here], side="right") - first
    which, narrow = runs(first, length), np.repeat(here, length)
    moved = (other[table[narrow]] - table[narrow]) * coding.of_table
    wider = (pairs[which, 1] - item[narrow]) * len(coding.parts)
    return narrow, cells.at(cells.keys[narrow] + moved + wider)

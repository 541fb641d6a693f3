"""Which cells of a release sum to which: found in the tables, over all of them together.

Parts of a breakdown sum to all children; areas to the area they lie in; those counted and those not to those asked;
items of a measure to those asked where each child is of one alone (`Apart`). Items that overlap sum to nothing, but
one that lies within another counts no more children than it does: they are linked with a rest that nobody sees. A sum
that does not hold in the raw counts is no link.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np

from app.released.table import TableKey
from app.reports.cube import Cell
from app.reports.protection.columns import NOWHERE, Marks, Numbers, OpenCells, runs
from app.reports.protection.linked_cells import Links, links_of
from app.reports.protection.placing import Alike, Placed, placed_numbers, starts, tables_of
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


class Number(NamedTuple):
    """A number of a measure's item in some area and part: of those counted for it, or with `among` of all of whom."""

    measure: str
    item: str
    among: bool = False


class AtMost(NamedTuple):
    """That some numbers of an area and part together are no more than others together: those of a group of needs than
    those of all its needs; those of two groups than all children and those of both."""

    less: tuple[Number, ...]
    more: tuple[Number, ...]


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
    placed = placed_numbers(cells, told.alike)
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


def _links(sums: Sequence[_Sums]) -> Links:
    whole = np.concatenate([each.whole for each in sums])
    length = np.concatenate([each.length for each in sums])
    return links_of(whole, length, np.concatenate([each.part for each in sums]))


def _split_sums(cells: OpenCells, placed: Placed, split: Split) -> Iterator[_Sums]:
    """The sums of a way in which tables are others in parts: of those counted, and of denominators, each once."""
    whole = cells.at(split.wholes(cells.keys))
    part = np.flatnonzero(whole != NOWHERE)
    table = cells.coding.table(cells.keys[part])
    order = np.lexsort((whole[part], table))
    part, whole, table = part[order], whole[part][order], table[order]
    start = starts(table, whole)
    length, above = np.diff(np.append(start, len(part))), whole[start]
    counted, of, values = placed.counted, placed.of, placed.values
    yield _Sums(counted[above], length, counted[part]).holding(values)
    if len(start):
        shared = np.logical_and.reduceat(of[part] != NOWHERE, start) & (of[above] != NOWHERE)
        yield _each_once(_Sums(of[above], length, of[part]).kept(shared).holding(values))


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


def _shared_out(cells: OpenCells, placed: Placed, apart: Apart) -> _Sums:
    """Links of items that are apart with what they share out, wherever they sum to it."""
    coding, of = cells.coding, placed.of
    theirs = np.array([coding.items.place(text) for text in apart.items], np.int64)
    of_measure = cells.of_measure(apart.measure)[coding.table(cells.keys)]
    here = np.flatnonzero(of_measure & np.isin(coding.item(cells.keys), theirs) & (of != NOWHERE))
    keys = cells.keys[here]
    kinds = (coding.table(keys), of[here], coding.area(keys), coding.part(keys))
    order = np.lexsort(kinds[::-1])
    here, start = here[order], starts(*(each[order] for each in kinds))
    length = np.diff(np.append(start, len(here)))
    return _Sums(of[here[start]], length, placed.counted[here]).holding(placed.values)


def _bounded(cells: OpenCells, placed: Placed, within: Collection[Within]) -> tuple[_Sums, Numbers]:
    """Links of items with wider ones, and how many the wider one counts besides: their rests stand after all others."""
    nothing = np.zeros(0, np.int64)
    narrow, wide = [nothing], [nothing]
    pairs: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for measure, item, wider, of in within:
        both = cells.coding.items.place(item), cells.coding.items.place(wider)
        if NOWHERE not in both:
            pairs.setdefault((measure, of or measure), []).append(both)
    for (measure, of), items in pairs.items():
        here, there = _wider(cells, tables_of(cells, measure, of), np.array(sorted(items), np.int64))
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

"""The cells of all tables of a release as columns of numbers: a row a cell, in order of table, area, item and part."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from app.released.table import TableKey
from app.reports.card import Breakdown, Level
from app.reports.cube import Cell, Raw
from app.reports.periods import Quarter

Numbers = NDArray[np.int64]
Marks = NDArray[np.bool_]
NOWHERE: Final = -1


@dataclass(frozen=True, slots=True)
class OpenTable:
    """Which table of a release: what its raw counts are of."""

    measure: str
    level: Level
    breakdown: Breakdown
    quarter: Quarter

    @property
    def key(self) -> TableKey:
        return TableKey(self.measure, self.level.value, self.breakdown.value)


class Texts:
    """Texts as numbers, in their order."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = tuple(sorted(set(texts)))
        self._places = {text: place for place, text in enumerate(self.texts)}

    def __len__(self) -> int:
        return len(self.texts)

    def place(self, text: str) -> int:
        """Its number; `NOWHERE` of a text that is not among them."""
        return self._places.get(text, NOWHERE)

    def places(self, texts: Sequence[str]) -> Numbers:
        """The numbers of texts that are all among them."""
        return np.fromiter(map(self._places.__getitem__, texts), np.int64, len(texts))


@dataclass(frozen=True, slots=True)
class Coding:
    """A cell of a table as one number: `key`, from which table, area, item and part can be told again.

    Keys are in order of table, then of the texts of area, item and part. Those of `tables` tables fit in 63 bits while
    tables x areas x items x parts do.
    """

    tables: int
    areas: Texts
    items: Texts
    parts: Texts

    @property
    def of_table(self) -> int:
        """How many keys a table may have."""
        return len(self.areas) * len(self.items) * len(self.parts)

    def key(self, table: Numbers, area: Numbers, item: Numbers, part: Numbers) -> Numbers:
        return ((table * len(self.areas) + area) * len(self.items) + item) * len(self.parts) + part

    def key_of(self, table: int, cell: Cell) -> int:
        """The key of one cell; `NOWHERE` where one of its texts is in no table."""
        area, item, part = self.areas.place(cell.area), self.items.place(cell.item), self.parts.place(cell.part)
        if NOWHERE in (area, item, part):
            return NOWHERE
        return ((table * len(self.areas) + area) * len(self.items) + item) * len(self.parts) + part

    def table(self, keys: Numbers) -> Numbers:
        return keys // self.of_table

    def area(self, keys: Numbers) -> Numbers:
        return keys // (len(self.items) * len(self.parts)) % len(self.areas)

    def item(self, keys: Numbers) -> Numbers:
        return keys // len(self.parts) % len(self.items)

    def part(self, keys: Numbers) -> Numbers:
        return keys % len(self.parts)


@dataclass(frozen=True, slots=True)
class OpenCells:
    """The raw counts of all tables.

    `keys` in order, how many are `counted`, `of` how many (`NOWHERE` where a measure is a count and no share), and
    which rows were `made` because what they are a part of has one.
    """

    tables: tuple[OpenTable, ...]
    coding: Coding
    keys: Numbers
    counted: Numbers
    of: Numbers
    made: Marks

    def at(self, keys: Numbers) -> Numbers:
        """Where the cells with these keys stand; `NOWHERE` those that are not there."""
        return places(self.keys, keys)

    def with_made(self, keys: Numbers, of: Numbers) -> Self:
        """With rows that count nobody, their keys none of those there."""
        every = np.concatenate([self.keys, keys])
        order = np.argsort(every, kind="stable")
        counted = np.concatenate([self.counted, np.zeros_like(keys)])
        made = np.concatenate([self.made, np.ones(len(keys), np.bool_)])
        return replace(
            self, keys=every[order], counted=counted[order], of=np.concatenate([self.of, of])[order], made=made[order]
        )

    def of_measure(self, measure: str) -> Marks:
        """Which tables are of a measure."""
        return np.array([table.measure == measure for table in self.tables], np.bool_)


def places(ordered: Numbers, wanted: Numbers) -> Numbers:
    """Where each wanted number stands among numbers in order; `NOWHERE` where it does not."""
    if not len(ordered):
        return np.full(len(wanted), NOWHERE, np.int64)
    found = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    return np.where(ordered[found] == wanted, found, NOWHERE)


def distinct(numbers: Numbers) -> Numbers:
    """The numbers in order, each once."""
    ordered = np.sort(numbers)
    new = np.ones(len(ordered), np.bool_)
    new[1:] = ordered[1:] != ordered[:-1]
    return ordered[new]


def runs(start: Numbers, length: Numbers) -> Numbers:
    """The places of runs, one run after another."""
    before = np.cumsum(length) - length
    return np.repeat(start - before, length) + np.arange(int(length.sum()), dtype=np.int64)


def opened_cells(
    tables: Sequence[OpenTable], counts: Sequence[Mapping[Cell, Raw]], areas: Iterable[str], parts: Iterable[str] = ()
) -> OpenCells:
    """The counts of each table as columns; `areas` and `parts` are all that are named besides."""
    columns = [tuple(zip(*each, strict=True)) or ((), (), ()) for each in counts]
    area, item, part = (Texts(text for column in columns for text in set(column[kind])) for kind in range(3))
    coding = Coding(len(tables), Texts([*area.texts, *areas]), item, Texts([*part.texts, *parts, ""]))
    keys = [_keys(coding, table, *column) for table, column in enumerate(columns)]
    of = [_numbers(NOWHERE if raw.of is None else raw.of for raw in each.values()) for each in counts]
    counted = [_numbers(raw.counted for raw in each.values()) for each in counts]
    every = _joined(keys)
    order = np.argsort(every, kind="stable")
    made = np.zeros(len(every), np.bool_)
    return OpenCells(tuple(tables), coding, every[order], _joined(counted)[order], _joined(of)[order], made)


def _keys(coding: Coding, table: int, areas: Sequence[str], items: Sequence[str], parts: Sequence[str]) -> Numbers:
    at = np.full(len(areas), table, np.int64)
    return coding.key(at, coding.areas.places(areas), coding.items.places(items), coding.parts.places(parts))


def _numbers(values: Iterable[int]) -> Numbers:
    return np.fromiter(values, np.int64)


def _joined(columns: Iterable[Numbers]) -> Numbers:
    return np.concatenate([np.zeros(0, np.int64), *columns])

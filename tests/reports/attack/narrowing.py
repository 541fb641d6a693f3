"""All that is known as one system of whole numbers, and the bounds that follow from it with pencil and paper."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from tests.reports.attack.knowledge import BIG, Model, Place

Numbers = NDArray[np.int64]
_ROUNDS: Final = 200
_FREE: Final = 1 << 40


@dataclass(frozen=True, slots=True)
class Matrix:
    """A sparse matrix of whole numbers, row after row: `start` of each row in `column` and `weight`."""

    start: Numbers
    column: Numbers
    weight: Numbers

    def of(self, row: int) -> Numbers:
        """The columns of a row."""
        return self.column[self.start[row] : self.start[row + 1]]

    @property
    def row(self) -> Numbers:
        """The row of each entry."""
        return np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))


@dataclass(frozen=True, slots=True)
class System:
    """A column for each place; each row lies between `least` and `most`; `low` and `high` bound the columns. Those of
    `many` are 0 or at least `threshold`."""

    places: Sequence[Place]
    column_of: dict[Place, int]
    rows: Matrix
    least: Numbers
    most: Numbers
    low: Numbers
    high: Numbers
    many: NDArray[np.bool_]
    threshold: int

    def agrees(self, world: Numbers) -> list[Place]:
        """The places of the first row, or the place, that a world is at odds with; none if it agrees with all."""
        off = np.flatnonzero((world < self.low) | (world > self.high))
        if len(off):
            return [self.places[off[0]]]
        sums = np.add.reduceat(self.rows.weight * world[self.rows.column], self.rows.start[:-1])
        wrong = np.flatnonzero((sums < self.least) | (sums > self.most))
        if len(wrong):
            return [self.places[each] for each in self.rows.of(int(wrong[0]))]
        few = np.flatnonzero(self.many & (world > 0) & (world < self.threshold))
        return [self.places[few[0]]] if len(few) else []

    def parts(self) -> Numbers:
        """Which connected part each column is of, where numbers that are settled connect nothing."""
        free = (self.low < self.high)[self.rows.column]
        count = len(self.places)
        ends = (self.rows.row[free] + count, self.rows.column[free])
        size = count + len(self.least)
        graph = csr_array((np.ones(int(free.sum()), np.int8), ends), shape=(size, size))
        found: Numbers = connected_components(graph, directed=False)[1][:count].astype(np.int64)
        return found


def system_of(model: Model, threshold: int) -> System:
    """The system of a model, its columns narrowed by all rows until nothing moves.

    Raises:
        AssertionError: nothing agrees with everything: what is "known" is wrong.
    """
    places = list(model.low)
    column = {place: at for at, place in enumerate(places)}
    sides: list[tuple[tuple[Place, ...], tuple[Place, ...], int]] = []
    sides += [(each.parts, (each.whole,), 0) for each in model.sums]
    sides += [(each.less, each.more, -_FREE) for each in model.rules]
    entries = [(weights, least) for more, less, least in sides if (weights := _row(column, more, less))]
    matrix = Matrix(
        np.cumsum([0, *(len(weights) for weights, _ in entries)]),
        np.array([at for weights, _ in entries for at in weights], np.int64),
        np.array([weight for weights, _ in entries for weight in weights.values()], np.int64),
    )
    least = np.array([each for _, each in entries], np.int64)
    low = np.array([model.low[place] for place in places], np.int64)
    high = np.array([min(model.high[place], BIG) for place in places], np.int64)
    many = np.zeros(len(places), np.bool_)
    many[[column[place] for place in model.none_or_many]] = True
    most = np.zeros(len(entries), np.int64)
    return _narrowed(System(places, column, matrix, least, most, low, high, many, threshold))


def _row(column: Mapping[Place, int], more: Iterable[Place], less: Iterable[Place]) -> dict[int, int]:
    weights: dict[int, int] = {}
    for sign, places in ((1, more), (-1, less)):
        for place in places:
            weights[column[place]] = weights.get(column[place], 0) + sign
    return {at: weight for at, weight in weights.items() if weight}


def _narrowed(system: System) -> System:
    rows, low, high = system.rows, system.low.copy(), system.high.copy()
    if not len(rows.column):
        return system
    row, weight, up = rows.row, rows.weight, rows.weight > 0
    for _ in range(_ROUNDS):
        first = np.where(up, low[rows.column], high[rows.column]) * weight
        last = np.where(up, high[rows.column], low[rows.column]) * weight
        room = system.most[row] - np.add.reduceat(first, rows.start[:-1])[row] + first
        need = system.least[row] - np.add.reduceat(last, rows.start[:-1])[row] + last
        at_most = np.where(up, room // np.abs(weight), -need // np.abs(weight))
        at_least = np.where(up, -(-need // np.abs(weight)), -(room // np.abs(weight)))
        before = int(low.sum()), int(high.sum())
        np.minimum.at(high, rows.column, at_most)
        np.maximum.at(low, rows.column, at_least)
        few = system.many & (low > 0)
        low[few] = np.maximum(low[few], system.threshold)
        high[system.many & (high < system.threshold)] = 0
        if (int(low.sum()), int(high.sum())) == before:
            break
    crossed = np.flatnonzero(low > high)
    assert not len(crossed), f"nothing agrees with what is known of {system.places[crossed[0]]}"
    return System(
        *(system.places, system.column_of, rows, system.least, system.most, low, high, system.many, system.threshold)
    )

"""Worlds that agree with everything known, each found from another by changing a neighbourhood of numbers at a time.

A whole connected part may have tens of thousands of numbers; whether a hidden one can have a value is mostly settled
among the few around it, the others staying as they are in a world that is known. So an integer programme is put for
the neighbourhood first, then for a larger one, and for the whole part only where these fail: that no world is found
there is proof that there is none.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_array

from tests.reports.attack.narrowing import Matrix, Numbers, System

Ends = NDArray[np.float64] | Numbers

REACH: Final = 40
"""How far a number is moved from where it is in the world before, in a neighbourhood."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What is sought: that a column has a value (any, with None), and others be as near to wanted ones as can be."""

    column: int | None
    value: int
    columns: Numbers
    wanted: Numbers


class Worlds:
    """Finds worlds of a system. `system.rows` by column are `_of_column`."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.free = system.low < system.high
        rows = system.rows
        order = np.argsort(rows.column, kind="stable")
        count = len(system.places)
        self._of_column = Matrix(
            np.searchsorted(rows.column[order], np.arange(count + 1)), rows.row[order], rows.weight[order]
        )
        self._place = np.full(count, -1, np.int64)
        self._rest = np.array([place.kind == "rest" for place in system.places])
        self._kin, self._members = self._families()

    def _families(self) -> tuple[Numbers, list[Numbers]]:
        """Of which family each column is, and the free columns of each that are no rests."""
        names = [(each.period, each.key.measure, each.item, each.kind) for each in self.system.places]
        number = {name: at for at, name in enumerate(dict.fromkeys(names))}
        kin = np.array([number[name] for name in names], np.int64)
        order = np.flatnonzero(self.free & ~self._rest)
        order = order[np.argsort(kin[order], kind="stable")]
        return kin, np.split(order, np.searchsorted(kin[order], np.arange(1, len(number))))

    def family(self, column: int) -> Numbers:
        """The free columns of the same item of a measure, counted or of which it is counted, in all its tables; with
        the rests that move with them."""
        return self._with_rests(self._members[self._kin[column]])

    def relations(self, column: int) -> Numbers:
        """The families of all that a family shares a row with, itself among them."""
        rows = self._rows_of(self._members[self._kin[column]])
        kin = np.unique(self._kin[self._columns_of(rows)])
        return self._with_rests(np.concatenate([self._members[each] for each in kin.tolist()]))

    def _with_rests(self, columns: Numbers) -> Numbers:
        beside = self._columns_of(self._rows_of(columns))
        return np.union1d(columns, beside[self._rest[beside]])

    def _columns_of(self, rows: Numbers) -> Numbers:
        """The free columns of these rows, each once."""
        columns = np.unique(_taken(self.system.rows, rows).column)
        return columns[self.free[columns]]

    def moved(self, world: Numbers, columns: Numbers, aim: Aim, *, seconds: float, whole: bool) -> Numbers | None:
        """A world that is as this one but in these columns, as aimed at; None when none was found.

        `whole`: that the columns are all of a part, any of their values will do, and finding none is proof.

        Raises:
            AssertionError: the whole part was not settled in the time given.
        """
        problem = _Problem(self, world, columns, aim, whole)
        found = problem.solved(seconds)
        if found.x is None:
            assert not whole or found.status == 2, found.message
            return None
        new = world.copy()
        new[columns] = np.rint(found.x[: len(columns)]).astype(np.int64)
        return new

    def _rows_of(self, columns: Numbers) -> Numbers:
        return np.unique(_taken(self._of_column, columns).column)

    def block(self, columns: Numbers) -> tuple[Numbers, csr_array, Matrix]:
        """The rows of these columns; these in these columns; and in all."""
        place, rows = self._place, self._rows_of(columns)
        entries = _taken(self.system.rows, rows)
        place[columns] = np.arange(len(columns))
        here = place[entries.column] >= 0
        block = csr_array(
            (entries.weight[here].astype(np.float64), (entries.row[here], place[entries.column[here]])),
            shape=(len(rows), len(columns)),
        )
        place[columns] = -1
        return rows, block, entries


def _taken(matrix: Matrix, rows: Numbers) -> Matrix:
    """These rows of a matrix."""
    lengths = matrix.start[rows + 1] - matrix.start[rows]
    start = np.concatenate([[0], np.cumsum(lengths)])
    taken = np.repeat(matrix.start[rows] - start[:-1], lengths) + np.arange(start[-1])
    return Matrix(start, matrix.column[taken], matrix.weight[taken])


class _Problem:
    """An integer programme: columns of the neighbourhood, one for each "none or many", one for each distance."""

    def __init__(self, worlds: Worlds, world: Numbers, columns: Numbers, aim: Aim, whole: bool) -> None:
        system = worlds.system
        low, high = system.low[columns], system.high[columns]
        if not whole:
            low, high = np.maximum(low, world[columns] - REACH), np.minimum(high, world[columns] + REACH)
        at = {column: place for place, column in enumerate(columns.tolist())}
        if aim.column is not None:
            low[at[aim.column]] = high[at[aim.column]] = aim.value
        self.low, self.high = [low.astype(np.float64)], [high.astype(np.float64)]
        self.cost, self.whole_numbers = [np.zeros(len(columns))], [np.ones(len(columns))]
        self.width = len(columns)
        self.entries: list[tuple[Numbers, Numbers, NDArray[np.float64]]] = []
        self.bounds: list[tuple[NDArray[np.float64], NDArray[np.float64]]] = []
        self.height = 0
        self._sums(worlds, world, columns)
        self._choices(system, columns, high)
        self._distances(np.array([at[each] for each in aim.columns.tolist()], np.int64), aim.wanted)

    def _sums(self, worlds: Worlds, world: Numbers, columns: Numbers) -> None:
        system = worlds.system
        rows, block, entries = worlds.block(columns)
        fixed = np.add.reduceat(entries.weight * world[entries.column], entries.start[:-1]) - block @ world[columns]
        made = block.tocoo()
        self._rows(
            made.row.astype(np.int64),
            made.col.astype(np.int64),
            made.data,
            system.least[rows] - fixed,
            system.most[rows] - fixed,
        )

    def _choices(self, system: System, columns: Numbers, high: Numbers) -> None:
        """None, or the threshold at least: below `high` times the choice, and above the threshold times it."""
        many = np.flatnonzero(system.many[columns] & (system.low[columns] < system.threshold))
        if not len(many):
            return
        choice = self._columns(len(many), 1.0, 0.0, 1.0)
        each, one, none = np.arange(len(many)), np.ones(len(many)), np.zeros(len(many))
        rows, at = np.concatenate([each, each]), np.concatenate([many, choice])
        self._rows(rows, at, np.concatenate([one, -high[many].astype(np.float64)]), none - np.inf, none)
        self._rows(rows, at, np.concatenate([one, -system.threshold * one]), none, none + np.inf)

    def _distances(self, columns: Numbers, wanted: Numbers) -> None:
        if not len(columns):
            return
        away = self._columns(len(columns), 0.0, 1.0, np.inf)
        each, one = np.arange(len(columns)), np.ones(len(columns))
        rows, at = np.concatenate([each, each]), np.concatenate([columns, away])
        endless = np.full(len(columns), np.inf)
        self._rows(rows, at, np.concatenate([one, -one]), -endless, wanted)
        self._rows(rows, at, np.concatenate([one, one]), wanted, endless)

    def _columns(self, count: int, whole: float, cost: float, high: float) -> Numbers:
        self.low.append(np.zeros(count))
        self.high.append(np.full(count, high))
        self.cost.append(np.full(count, cost))
        self.whole_numbers.append(np.full(count, whole))
        self.width += count
        return np.arange(self.width - count, self.width)

    def _rows(self, rows: Numbers, columns: Numbers, weights: NDArray[np.float64], least: Ends, most: Ends) -> None:
        self.entries.append((rows + self.height, columns, weights))
        self.bounds.append((least.astype(np.float64), most.astype(np.float64)))
        self.height += len(least)

    def solved(self, seconds: float) -> OptimizeResult:
        rows, columns, weights = (np.concatenate(each) for each in zip(*self.entries, strict=True))
        least, most = (np.concatenate(each) for each in zip(*self.bounds, strict=True))
        matrix = csr_array((weights, (rows, columns)), shape=(self.height, self.width))
        return milp(
            np.concatenate(self.cost),
            constraints=LinearConstraint(matrix, least, most),
            bounds=Bounds(np.concatenate(self.low), np.concatenate(self.high)),
            integrality=np.concatenate(self.whole_numbers),
            options={"mip_rel_gap": 0.5, "time_limit": seconds},
        )


def nothing_else() -> tuple[Numbers, Numbers]:
    """No wishes beside an aim."""
    return np.empty(0, np.int64), np.empty(0, np.int64)

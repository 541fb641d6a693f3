"""Which cells of a release are hidden: the small ones, and those that would give a small one away.

First hidden: counts under the threshold; those that leave out fewer than the threshold of whom they are among, and
those that count everybody in a small group; and whatever a hidden small count is the sum of, zeros among it, since the
parts of one child would name it. Zeros that follow from a zero shown stay.

Then every link between cells is used to work back to them (`linked_cells`), by somebody who knows the rules and all
that is shown, and is not told why a cell is hidden. While a small one can be narrowed, another cell of the link that
narrows it is hidden: the smallest part that is shown, and the whole only where no part can be. Decisions use what is
shown and what kind of cell is hidden, never a hidden count.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from app.reports.profiles import Profile
from app.reports.protection.cell_links import Grid
from app.reports.protection.columns import Marks, Numbers, OpenCells
from app.reports.protection.linked_cells import UNBOUNDED, Bounds, Links, depths


class Guise(IntEnum):
    """As what a cell appears."""

    SHOWN = 0
    ZERO = 1
    SMALL = 2  # hidden: under the threshold
    NEAR = 3  # hidden: all but a few of whom it is among, or all of a small group
    COVERED = 4  # hidden: a part of what is hidden, whatever it is
    FURTHER = 5  # hidden: at least the threshold, to protect another
    REST = 6  # never shown by its nature: those not counted


Guises = NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Cells:
    """All numbers of a release as columns: exact `values`, `shown` as rounded, which are `known` from elsewhere, how
    they sum, which links only bound (`within`), (counted, of, rest) of each row (`rows`, three columns), and `unseen`,
    the rests of bounding links."""

    profile: Profile
    values: Numbers
    shown: Numbers
    known: Marks
    links: Links
    within: Marks
    rows: Numbers
    unseen: Numbers


def cells_of(grid: Grid, profile: Profile) -> Cells:
    """A grid as columns."""
    values, base = grid.values, profile.round_base
    known = np.zeros(len(values), np.bool_)
    known[grid.known] = True
    shown = (2 * values + base) // (2 * base) * base
    return Cells(profile, values, shown, known, grid.links, grid.within, grid.rows, grid.unseen)


def too_small(cells: OpenCells, known: Numbers, profile: Profile) -> Numbers:
    """The keys of the cells whose every part needs a row: those too small to show, and those `known` from elsewhere."""
    first = 1 if profile.zero_shown else 0
    small = np.zeros(len(cells.keys), np.bool_)
    for column in (cells.counted, cells.of):
        small |= (first <= column) & (column < profile.threshold)
    return np.concatenate([known, cells.keys[small]])


def first_hidden(cells: Cells) -> Guises:
    """The guise of every cell by its own count and by what it is a part of."""
    small = cells.values < cells.profile.threshold
    guises = np.where(small, Guise.SMALL, Guise.SHOWN).astype(np.int8)
    if cells.profile.zero_shown:
        guises[cells.values == 0] = Guise.ZERO
    _hide_near(cells, guises)
    _cover(cells, guises)
    return guises


def _hide_near(cells: Cells, guises: Guises) -> None:
    counted, of, rest = cells.rows[:, 0], cells.rows[:, 1], cells.rows[:, 2]
    everybody = (cells.values[rest] == 0) & (cells.values[of] < cells.profile.min_denominator)
    few = (cells.values[rest] > 0) & (cells.values[rest] < cells.profile.threshold)
    near = (guises[counted] == Guise.SHOWN) & (everybody | few)
    guises[counted[near]] = Guise.NEAR
    guises[rest] = Guise.REST
    guises[cells.unseen] = Guise.REST


def _cover(cells: Cells, guises: Guises) -> None:
    """Hide the parts of what is small, from the top down."""
    links, depth = cells.links, depths(cells.links, len(cells.values))
    for level in range(1, int(depth.max(initial=0)) + 1):
        whole = guises[links.whole][links.link]
        under = np.zeros(len(guises), np.bool_)
        forced = cells.known & (cells.values == 0)
        hidden = (whole == Guise.SMALL) | (whole == Guise.COVERED)
        under[links.part[hidden & ~cells.within[links.link]]] = True
        forced[links.part[whole == Guise.ZERO]] = True
        guises[under & ~forced & (depth == level) & (guises < Guise.REST)] = Guise.COVERED


def natural_bounds(cells: Cells, guises: Guises) -> Bounds:
    """What each cell may be by its own appearance: before any link is used.

    Of a hidden one nobody is told why it is hidden: it may be anything, none among them.
    """
    profile, shown = cells.profile, cells.shown
    low = np.zeros(len(guises), np.int64)
    high = np.full(len(guises), UNBOUNDED, np.int64)
    seen = guises == Guise.SHOWN
    low[seen] = np.maximum(profile.threshold, shown[seen] - profile.round_base // 2)
    high[seen] = shown[seen] + (profile.round_base - 1) // 2
    high[guises == Guise.ZERO] = 0
    for bound in (low, high):
        bound[cells.known] = cells.values[cells.known]
    return Bounds(low, high)


def needed(cells: Cells, guises: Guises, natural: Bounds, found: Bounds, *, all_values: bool) -> Bounds:
    """What each hidden cell must be able to be, for all that is known.

    A small one the middle of the values from 1 to just under the threshold, or with `all_values` every one of them; one
    that is large, at least two values. Low and high are switched round where nothing is asked.
    """
    low = np.full(len(guises), UNBOUNDED, np.int64)
    high = np.full(len(guises), -1, np.int64)
    all_small = _any_of(guises, (Guise.SMALL, Guise.COVERED)) & ~cells.known
    spared = 0 if all_values else 1
    low[all_small], high[all_small] = 1 + spared, cells.profile.threshold - 1 - spared
    pinned = _any_of(guises, (Guise.FURTHER, Guise.NEAR)) & (found.low == found.high) & ~cells.known
    low[pinned] = np.maximum(natural.low[pinned], found.low[pinned] - 1)
    high[pinned] = found.high[pinned] + 1
    return Bounds(low, high)


def _any_of(guises: Guises, wanted: Collection[Guise]) -> Marks:
    return np.isin(guises, np.array([int(each) for each in wanted], np.int8))

"""Which hidden numbers anybody can tell to be none, from what is shown and what the cards say of rows together.

A group of needs that is hidden counts nobody where each of its needs is shown to count nobody. To hide that would hide
nothing: such a number is shown. What follows from sums alone is shown so already (`protecting`).
"""

from collections.abc import Collection, Sequence

import numpy as np

from app.reports.protection.cell_links import AtMost
from app.reports.protection.columns import NOWHERE, Numbers
from app.reports.protection.hiding import Guise, Guises
from app.reports.protection.linked_cells import Bounds
from app.reports.protection.said import Seen, Sides, sides_of


def show_nobody(seen: Seen, guises: Guises, at_most: Collection[AtMost]) -> None:
    """Show, in place, the hidden parts of hidden numbers that can be told to be none."""
    found, sides = seen.narrowing.found, sides_of(seen, guises == Guise.COVERED, at_most)
    # A number that is some could be told to be none only by a card that is wrong of it: it stays hidden.
    none = seen.grid.values == 0
    while len(told := _told(sides, found)) and len(told := told[none[told]]):
        seen.narrowing.take_none(told)
        guises[(guises == Guise.COVERED) & (found.high == 0) & none] = Guise.ZERO


def _told(sides: Sequence[Sides], found: Bounds) -> Numbers:
    """The numbers for which a relation leaves nothing, of those that might be something for all else."""
    told = np.concatenate([np.zeros(0, np.int64), *(_left_with_none(each, found) for each in sides)])
    possible: Numbers = told[found.high[told] > 0]
    return possible


def _left_with_none(sides: Sides, found: Bounds) -> Numbers:
    low = np.where(sides.less == NOWHERE, 0, found.low[sides.less])
    most = np.where(sides.more == NOWHERE, 0, found.high[sides.more]).sum(axis=1, keepdims=True)
    left = most - (low.sum(axis=1, keepdims=True) - low)
    told: Numbers = sides.less[(sides.less != NOWHERE) & (left == 0)]
    return told

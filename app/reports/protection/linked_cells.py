"""What sums tell of hidden cells: the bounds of each cell that follow from those of all others.

A link says that parts sum to a whole: the age bands of an area to all its children, the authorities of a region to the
region, those counted and those not to those asked. Cells are columns of numbers; a hidden one has a first and a last
possible value, and each link narrows them, over and over, until nothing moves. That is what anybody can work out from
a release with pencil and paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
UNBOUNDED: Final = 1 << 40


@dataclass(frozen=True, slots=True)
class Bounds:
    """The first and the last possible value of each cell (int64, one element a cell)."""

    low: Numbers
    high: Numbers


@dataclass(frozen=True, slots=True)
class Sums:
    """Over the parts of each link: the sum of first and of last possible values."""

    low: Numbers
    high: Numbers


@dataclass(frozen=True, slots=True)
class Links:
    """All links: `whole` is the cell of each, `part` the cells of all, one link after another, `link` whose each part
    is, and `start` where the parts of a link begin."""

    whole: Numbers
    part: Numbers
    link: Numbers
    start: Numbers

    def sums(self, bounds: Bounds) -> Sums:
        """Of the parts of each link."""
        return Sums(
            np.add.reduceat(bounds.low[self.part], self.start), np.add.reduceat(bounds.high[self.part], self.start)
        )


def links_of(wholes: Sequence[int], parts: Sequence[Sequence[int]]) -> Links:
    """Links as columns. Every link has at least one part."""
    lengths = np.fromiter((len(each) for each in parts), np.int64, len(parts))
    ends = np.cumsum(lengths)
    return Links(
        np.array(wholes, np.int64),
        np.fromiter((cell for each in parts for cell in each), np.int64, int(lengths.sum())),
        np.repeat(np.arange(len(parts), dtype=np.int64), lengths),
        ends - lengths,
    )


def narrowed(links: Links, natural: Bounds) -> Bounds:
    """The bounds that remain when every link has been used until nothing moves.

    Where the natural bounds hold the true values, so do these.
    """
    bounds = Bounds(natural.low.copy(), natural.high.copy())
    while len(links.whole) and _narrow(links, bounds):
        pass
    return bounds


def _narrow(links: Links, bounds: Bounds) -> bool:
    """Use every link once, in place; whether anything moved."""
    before = int(bounds.low.sum()), int(bounds.high.sum())
    sums = links.sums(bounds)
    np.maximum.at(bounds.low, links.whole, sums.low)
    np.minimum.at(bounds.high, links.whole, sums.high)
    at_most = bounds.high[links.whole][links.link] - (sums.low[links.link] - bounds.low[links.part])
    at_least = bounds.low[links.whole][links.link] - (sums.high[links.link] - bounds.high[links.part])
    at_most[at_most > UNBOUNDED // 2] = UNBOUNDED
    np.minimum.at(bounds.high, links.part, at_most)
    np.maximum.at(bounds.low, links.part, at_least)
    return (int(bounds.low.sum()), int(bounds.high.sum())) != before


def depths(links: Links, cells: int) -> Numbers:
    """How many wholes lie above each cell at most; 0 for a cell that is part of nothing."""
    depth = np.zeros(cells, np.int64)
    while len(links.whole):
        before = int(depth.sum())
        np.maximum.at(depth, links.part, depth[links.whole][links.link] + 1)
        if int(depth.sum()) == before:
            break
    return depth


@dataclass(frozen=True, slots=True)
class Membership:
    """In which links each cell stands, as a part and as a whole.

    `part_link[part_start[c] : part_start[c + 1]]` are those of a cell c, and so of wholes. Plain lists, for they are
    looked up one by one.
    """

    part_link: list[int]
    part_start: list[int]
    whole_link: list[int]
    whole_start: list[int]

    def as_part(self, cell: int) -> list[int]:
        return self.part_link[self.part_start[cell] : self.part_start[cell + 1]]

    def as_whole(self, cell: int) -> list[int]:
        return self.whole_link[self.whole_start[cell] : self.whole_start[cell + 1]]


def membership_of(links: Links, cells: int) -> Membership:
    """Look up the links of so many cells."""
    by_part = np.argsort(links.part, kind="stable")
    by_whole = np.argsort(links.whole, kind="stable")
    every = np.arange(cells + 1)
    return Membership(
        links.link[by_part].tolist(),
        np.searchsorted(links.part[by_part], every).tolist(),
        by_whole.tolist(),
        np.searchsorted(links.whole[by_whole], every).tolist(),
    )

"""What sums tell of hidden cells: the bounds of each cell that follow from those of all others.

A link says that parts sum to a whole: the age bands of an area to all its children, the authorities of a region to the
region, those counted and those not to those asked. Cells are columns of numbers; a hidden one has a first and a last
possible value, and each link narrows them, over and over, until nothing moves. That is what anybody can work out from
a release with pencil and paper.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from app.reports.protection.columns import Marks, Numbers, distinct, runs

UNBOUNDED: Final = 1 << 40
_MANY: Final = 16
"""From this share of all on, numbers are told apart sooner by marking them than by sorting them."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The first and the last possible value of each cell (int64, one element a cell)."""

    low: Numbers
    high: Numbers

    def copy(self) -> "Bounds":
        return Bounds(self.low.copy(), self.high.copy())


@dataclass(frozen=True, slots=True)
class Links:
    """All links: `whole` is the cell of each, `part` the cells of all, one link after another, from `start` for
    `length`, which is never 0, and `link` whose each part is."""

    whole: Numbers
    part: Numbers
    link: Numbers
    start: Numbers
    length: Numbers

    def entries(self, links: Numbers) -> Numbers:
        """Where the parts of these links stand, one link after another."""
        return runs(self.start[links], self.length[links])

    def sums(self, links: Numbers, bounds: Bounds) -> Bounds:
        """Over the parts of each of these links: the sum of first and of last possible values."""
        if not len(links):
            return Bounds(links, links)
        part, length = self.part[self.entries(links)], self.length[links]
        start = np.cumsum(length) - length
        return Bounds(np.add.reduceat(bounds.low[part], start), np.add.reduceat(bounds.high[part], start))


def links_of(whole: Numbers, length: Numbers, part: Numbers) -> Links:
    """Links by their wholes, the number of their parts, at least 1, and the parts of all, one link after another."""
    link = np.repeat(np.arange(len(whole), dtype=np.int64), length)
    return Links(whole, part, link, np.cumsum(length) - length, length)


@dataclass(frozen=True, slots=True)
class Membership:
    """In which links each cell stands, as a part and as a whole: `part_link` from `part_start[cell]` to
    `part_start[cell + 1]`, and so of wholes, in order of link."""

    part_link: Numbers
    part_start: Numbers
    whole_link: Numbers
    whole_start: Numbers

    def as_part(self, cells: Numbers) -> tuple[Numbers, Numbers]:
        """The links that these cells are parts of, one cell after another, and how many each has."""
        return _of_each(self.part_link, self.part_start, cells)

    def as_whole(self, cells: Numbers) -> tuple[Numbers, Numbers]:
        """The links that these cells are wholes of, and how many each has."""
        return _of_each(self.whole_link, self.whole_start, cells)


def _of_each(links: Numbers, start: Numbers, cells: Numbers) -> tuple[Numbers, Numbers]:
    times = start[cells + 1] - start[cells]
    return links[runs(start[cells], times)], times


def membership_of(links: Links, cells: int) -> Membership:
    """Look up the links of so many cells."""
    return Membership(
        links.link[np.argsort(links.part, kind="stable")],
        _offsets(links.part, cells),
        np.argsort(links.whole, kind="stable"),
        _offsets(links.whole, cells),
    )


def _offsets(column: Numbers, cells: int) -> Numbers:
    return np.concatenate([[0], np.cumsum(np.bincount(column, minlength=cells))])


def narrowed(links: Links, natural: Bounds) -> Bounds:
    """The bounds that remain when every link has been used until nothing moves.

    Where the natural bounds hold the true values, so do these.
    """
    return Narrowing(links, membership_of(links, len(natural.low)), natural).found


class Narrowing:
    """Bounds that remain when every link has been used until nothing moves, kept so while natural ones change.

    `natural` is what each cell may be before any link is used, `found` after.
    """

    def __init__(self, links: Links, membership: Membership, natural: Bounds) -> None:
        self.natural = natural.copy()
        self.found = natural.copy()
        self._links = links
        self._membership = membership
        self._settle(np.arange(len(links.whole)))

    def loosen(self, cells: Numbers) -> None:
        """Let these cells be anything, none among them, and find again what follows.

        Only bounds that may have followed from theirs are worked out anew (`_followers`).
        """
        natural, found = self.natural, self.found
        natural.low[cells], natural.high[cells] = 0, UNBOUNDED
        lows, highs = self._followers(cells)
        found.low[lows], found.high[highs] = natural.low[lows], natural.high[highs]
        self._settle(self._links_at(np.concatenate([lows, highs])))

    def take_none(self, cells: Numbers) -> None:
        """Take these cells to be none, and find what follows."""
        self.natural.high[cells], self.found.high[cells] = 0, 0
        self._settle(self._links_at(cells))

    def _followers(self, cells: Numbers) -> tuple[Numbers, Numbers]:
        """The cells whose first, and those whose last possible values may have followed from those of these cells.

        A bound was found by a link that leaves no room between it and the other bounds of the link, these as they were
        found. So whatever followed is reached from link to link by bounds without room. Those as loose as natural ones
        followed from nothing.
        """
        links = self._links
        lows, highs = np.zeros((2, len(self.found.low)), np.bool_)
        capped, held = np.zeros((2, len(links.whole)), np.bool_)
        low = high = cells
        lows[cells], highs[cells] = True, True
        while len(low) or len(high):
            caps = _fresh(capped, self._membership.as_whole(high)[0], self._membership.as_part(low)[0])
            holds = _fresh(held, self._membership.as_whole(low)[0], self._membership.as_part(high)[0])
            capped_parts, capped_wholes = self._tight(caps, self.found.low, self.found.high)
            held_parts, held_wholes = self._tight(holds, self.found.high, self.found.low)
            loose = self.found.high == self.natural.high
            high = _fresh(highs | loose, capped_parts, held_wholes)
            loose = self.found.low == self.natural.low
            low = _fresh(lows | loose, held_parts, capped_wholes)
            highs[high], lows[low] = True, True
        return np.flatnonzero(lows), np.flatnonzero(highs)

    def _tight(self, at: Numbers, near: Numbers, far: Numbers) -> tuple[Numbers, Numbers]:
        """Of these links: parts whose `far` bound leaves no room beside that of the whole and the `near` ones of the
        other parts; and wholes whose `near` bound is the sum of these."""
        links = self._links
        if not len(at):
            return at, at
        part, length, whole = links.part[links.entries(at)], links.length[at], links.whole[at]
        sums = np.add.reduceat(near[part], np.cumsum(length) - length)
        room = np.repeat(far[whole] - sums, length) + near[part]
        return part[far[part] == room], whole[near[whole] == sums]

    def _links_at(self, cells: Numbers) -> Numbers:
        used = np.zeros(len(self._links.whole), np.bool_)
        return _fresh(used, self._membership.as_part(cells)[0], self._membership.as_whole(cells)[0])

    def _settle(self, links: Numbers) -> None:
        while len(links):
            links = self._links_at(np.concatenate(self._narrow(links)))

    def _narrow(self, at: Numbers) -> list[Numbers]:
        """Use these links once, in place; the cells that moved."""
        links, low, high = self._links, self.found.low, self.found.high
        sums, whole = links.sums(at, self.found), links.whole[at]
        part, length = links.part[links.entries(at)], links.length[at]
        part_low, part_high = low[part], high[part]
        moved = [_raise(low, whole, sums.low), _lower(high, whole, sums.high)]
        at_most = np.repeat(high[whole] - sums.low, length) + part_low
        at_least = np.repeat(low[whole] - sums.high, length) + part_high
        at_most[at_most > UNBOUNDED // 2] = UNBOUNDED
        return [*moved, _lower(high, part, at_most), _raise(low, part, at_least)]


def _fresh(used: Marks, *numbers: Numbers) -> Numbers:
    """Those numbers that are not marked, each once and in order; they are marked."""
    every = np.concatenate(numbers)
    if len(every) > len(used) // _MANY:
        new = np.zeros(len(used), np.bool_)
        new[every] = True
        found = np.flatnonzero(new & ~used)
    else:
        found = distinct(every[~used[every]])
    used[found] = True
    return found


def _lower(bound: Numbers, cells: Numbers, to: Numbers) -> Numbers:
    lower = np.flatnonzero(to < bound[cells])
    cells = cells[lower]
    np.minimum.at(bound, cells, to[lower])
    return cells


def _raise(bound: Numbers, cells: Numbers, to: Numbers) -> Numbers:
    higher = np.flatnonzero(to > bound[cells])
    cells = cells[higher]
    np.maximum.at(bound, cells, to[higher])
    return cells


def depths(links: Links, cells: int) -> Numbers:
    """How many wholes lie above each cell at most; 0 for a cell that is part of nothing."""
    depth = np.zeros(cells, np.int64)
    while len(_raise(depth, links.part, depth[links.whole][links.link] + 1)):
        pass
    return depth

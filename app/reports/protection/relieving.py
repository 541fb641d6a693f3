"""What to hide so that squeezed cells may be larger, or smaller, than their links let them."""

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from app.reports.protection.columns import Marks, Numbers, distinct
from app.reports.protection.hiding import Cells, Guise, Guises
from app.reports.protection.linked_cells import Membership, Narrowing

_SHOWN: Final = int(Guise.SHOWN)
_ZERO: Final = int(Guise.ZERO)
_NEVER_COVERED: Final = frozenset(map(int, (Guise.COVERED, Guise.REST)))
_NOBODY: Final = np.zeros(0, np.int64)
_NONE: Final = 1 << 62


@dataclass(frozen=True, slots=True)
class Squeezes:
    """That cells must be able to be larger (`up`) or smaller than their links let them; up to, or down to, `limit`."""

    cell: Numbers
    up: Marks
    limit: Numbers

    def __len__(self) -> int:
        return len(self.cell)


@dataclass(frozen=True, slots=True)
class _Ties:
    """Links that narrow squeezed cells: which cell, whether it is to be larger, by which link, and whether it is the
    link's whole."""

    cell: Numbers
    up: Marks
    link: Numbers
    whole: Marks

    def at(self, which: Marks | Numbers) -> "_Ties":
        return _Ties(self.cell[which], self.up[which], self.link[which], self.whole[which])


@dataclass(slots=True)
class _Round:
    """What one round has come to: cells chosen to be hidden, links in which there was none to choose, and for which
    cells a larger (row 1) or a smaller value (row 0) was asked."""

    gently: bool
    seen: Marks
    chosen: list[Numbers] = field(default_factory=lambda: [_NOBODY])
    uncovered: list[Numbers] = field(default_factory=lambda: [_NOBODY])


class Relief:
    """Chooses what to hide, round by round, by what can be worked out before each. `guises` are changed in place."""

    def __init__(self, cells: Cells, membership: Membership, guises: Guises, narrowing: Narrowing) -> None:
        self._cells = cells
        self._links = cells.links
        self._membership = membership
        self._guises = guises
        self._natural = narrowing.natural
        self._found = narrowing.found
        self._sums = np.zeros(len(cells.values), np.bool_)
        self._sums[cells.links.whole[~cells.within]] = True

    def relieve(self, squeezes: Squeezes, *, gently: bool) -> Numbers:
        """Hide a cell of each link that narrows, or of the links that narrow that link's hidden cells.

        `gently`, parts of breakdowns alone. The cells that were hidden now.
        """
        now = _Round(gently, np.zeros((2, len(self._guises)), np.bool_))
        now.seen[squeezes.up.astype(np.int64), squeezes.cell] = True
        while len(squeezes):
            squeezes = self._open(self._ties(squeezes), now)
        if len(chosen := distinct(np.concatenate(now.chosen))):
            self._guises[chosen] = Guise.FURTHER
            return chosen
        covered = [self._cover(link) for link in np.concatenate(now.uncovered).tolist()]
        return np.array([cell for cells in covered for cell in cells], np.int64)

    def _ties(self, squeezes: Squeezes) -> _Ties:
        """The links that narrow these cells, in order of squeeze: as its parts, then as their whole."""
        part_link, parts = self._membership.as_part(squeezes.cell)
        whole_link, wholes = self._membership.as_whole(squeezes.cell)
        every = np.arange(len(squeezes))
        squeeze = np.concatenate([np.repeat(every, parts), np.repeat(every, wholes)])
        link, whole = np.concatenate([part_link, whole_link]), np.arange(len(squeeze)) >= len(part_link)
        order = np.argsort(squeeze, kind="stable")
        squeeze, link, whole = squeeze[order], link[order], whole[order]
        ties = _Ties(squeezes.cell[squeeze], squeezes.up[squeeze], link, whole)
        return ties.at(self._bound(ties, squeezes.limit[squeeze]))

    def _bound(self, ties: _Ties, limit: Numbers) -> Marks:
        """Which of the links keep their cell from its limit."""
        low, high = self._found.low, self._found.high
        sums, top = self._links.sums(ties.link, self._found), self._links.whole[ties.link]
        most = np.where(ties.whole, sums.high, high[top] - sums.low + low[ties.cell])
        least = np.where(ties.whole, sums.low, low[top] - sums.high + high[ties.cell])
        bound: Marks = np.where(ties.up, most < limit, least > limit)
        return bound

    def _open(self, ties: _Ties, now: _Round) -> Squeezes:
        """Choose what to hide in each link, or give the hidden cells of it that must be loosened."""
        length = self._links.length[ties.link]
        part = self._links.part[self._links.entries(ties.link)]
        other = part != np.repeat(ties.cell, length)
        up = np.repeat(ties.up == ties.whole, length)
        start = np.cumsum(length) - length
        best = self._first(part, other & self._may_go(part, up, now.gently), start)
        if now.gently:
            now.chosen.append(best[best != _NONE])
            return Squeezes(_NOBODY, np.zeros(0, np.bool_), _NOBODY)
        top = self._links.whole[ties.link]
        last = (best == _NONE) & ~ties.whole & self._may_go(top, ties.up, gently=False)
        best[last] = top[last]
        now.chosen.append(best[best != _NONE])
        tight = best == _NONE
        now.uncovered.append(ties.link[tight])
        return self._passed(ties, tight, part, other, now)

    def _first(self, part: Numbers, candidates: Marks, start: Numbers) -> Numbers:
        """The candidate of each link that shows the least, of equal ones the first; `_NONE` where there is none."""
        if not len(start):
            return _NOBODY
        width = len(self._guises)
        worth = np.where(candidates, self._cells.shown[part] * width + part, _NONE)
        least = np.minimum.reduceat(worth, start)
        return np.where(least == _NONE, _NONE, least % width)

    def _may_go(self, cells: Numbers, up: Marks, gently: bool) -> Marks:
        """Those that are shown and, hidden, could be larger, or smaller, than now; `gently`, that are no sum."""
        shown: Marks = (
            (self._guises[cells] == _SHOWN) & ~self._cells.known[cells] & (up | (self._natural.low[cells] > 1))
        )
        return shown & ~self._sums[cells] if gently else shown

    def _passed(self, ties: _Ties, tight: Marks, part: Numbers, other: Marks, now: _Round) -> Squeezes:
        """The hidden cells of these links that other links keep from being larger, or smaller: parts, then wholes."""
        length = self._links.length[ties.link]
        tie = np.repeat(np.arange(len(length)), length)
        parts = other & tight[tie]
        tops = np.flatnonzero(tight & ~ties.whole)
        cell = np.concatenate([part[parts], self._links.whole[ties.link[tops]]])
        up = np.concatenate([(ties.up == ties.whole)[tie[parts]], ties.up[tops]])
        cell, up = (column[np.argsort(np.concatenate([tie[parts], tops]), kind="stable")] for column in (cell, up))
        low, high, natural = self._found.low[cell], self._found.high[cell], self._natural
        narrowed = np.where(up, high < natural.high[cell], low > natural.low[cell])
        wanted = np.flatnonzero((self._guises[cell] > _ZERO) & narrowed & ~now.seen[up.astype(np.int64), cell])
        _, first = np.unique(cell[wanted] * 2 + up[wanted], return_index=True)
        wanted = wanted[np.sort(first)]
        now.seen[up[wanted].astype(np.int64), cell[wanted]] = True
        return Squeezes(cell[wanted], up[wanted], np.where(up, high + 1, low - 1)[wanted])

    def _cover(self, link: int) -> list[int]:
        """Hide all parts of a link, zeros among them; those that were not yet."""
        start = int(self._links.start[link])
        parts = self._links.part[start : start + int(self._links.length[link])].tolist()
        covered = [each for each in parts if self._coverable(each)]
        self._guises[covered] = Guise.COVERED
        return covered

    def _coverable(self, cell: int) -> bool:
        if int(self._guises[cell]) in _NEVER_COVERED or self._cells.known[cell]:
            return False
        start = self._membership.part_start
        links = self._membership.part_link[start[cell] : start[cell + 1]]
        return not (self._guises[self._links.whole[links]] == _ZERO).any()

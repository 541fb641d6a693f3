"""The audit of a release before it is one: while a hidden cell can be narrowed by sums, more is hidden."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from app.reports.protection.hiding import Cells, Guise, Guises, natural_bounds, needed
from app.reports.protection.linked_cells import Bounds, membership_of, narrowed

_SHOWN: Final = int(Guise.SHOWN)
_ZERO: Final = int(Guise.ZERO)
_NEVER_COVERED: Final = frozenset(map(int, (Guise.COVERED, Guise.REST)))


@dataclass(frozen=True, slots=True)
class Squeeze:
    """That a cell must be able to be larger (`up`) or smaller than its links let it; up to, or down to, `limit`."""

    cell: int
    up: bool
    limit: int


def protected(cells: Cells, guises: Guises) -> Guises:
    """Hide further cells until every hidden one keeps the values it must, or nothing more can be hidden.

    First whatever it takes for each small one to keep its middle values; then, where hiding a part of a breakdown does
    it and no sum is lost, for it to keep all of them.
    """
    guises, links = guises.copy(), _Links(cells)
    for gently in (False, True):
        while True:
            natural = natural_bounds(cells, guises)
            found = narrowed(cells.links, natural)
            squeezes = _squeezes(found, needed(cells, guises, natural, found, all_values=gently))
            if not squeezes or not _Relief(cells, links, guises, natural, found).relieve(squeezes, gently=gently):
                break
    return _without_open_secrets(cells, guises)


def _without_open_secrets(cells: Cells, guises: Guises) -> Guises:
    """Parts that everybody can tell to be nobody are shown as such: nothing is hidden by hiding them."""
    found = narrowed(cells.links, natural_bounds(cells, guises))
    guises[(guises == Guise.COVERED) & (found.high == 0)] = Guise.ZERO
    return guises


def _squeezes(found: Bounds, asked: Bounds) -> list[Squeeze]:
    ups = np.flatnonzero(found.high < asked.high)
    downs = np.flatnonzero(found.low > asked.low)
    return [Squeeze(int(each), True, int(asked.high[each])) for each in ups] + [
        Squeeze(int(each), False, int(asked.low[each])) for each in downs
    ]


class _Links:
    """The links as plain lists, for they are looked up one by one."""

    def __init__(self, cells: Cells) -> None:
        links = cells.links
        self.membership = membership_of(links, len(cells.values))
        self.whole: list[int] = links.whole.tolist()
        self.within: list[bool] = cells.within.tolist()
        self.known: list[bool] = cells.known.tolist()
        self.shown: list[int] = cells.shown.tolist()
        self._part: list[int] = links.part.tolist()
        self._start: list[int] = [*links.start.tolist(), len(self._part)]

    def parts_of(self, link: int) -> list[int]:
        return self._part[self._start[link] : self._start[link + 1]]


@dataclass(frozen=True, slots=True)
class _Round:
    """What is known in a round of hiding: guises, and natural and found bounds, as plain lists."""

    guises: list[int]
    natural_low: list[int]
    natural_high: list[int]
    low: list[int]
    high: list[int]


class _Relief:
    """One round of hiding, by what could be worked out before it."""

    def __init__(self, cells: Cells, links: _Links, guises: Guises, natural: Bounds, found: Bounds) -> None:
        self.links, self.guises = links, guises
        self.at = _Round(
            *(guises.tolist(), natural.low.tolist(), natural.high.tolist(), found.low.tolist(), found.high.tolist())
        )
        sums = cells.links.sums(found)
        self.sums_low: list[int] = sums.low.tolist()
        self.sums_high: list[int] = sums.high.tolist()
        self.gently = False
        self.chosen: set[int] = set()
        self.uncovered: list[int] = []

    def relieve(self, squeezes: Iterable[Squeeze], *, gently: bool) -> bool:
        """Hide a cell of each link that narrows, or of the links that narrow that link's hidden cells.

        `gently`, parts of breakdowns alone. Whether any was hidden.
        """
        self.gently = gently
        waiting = list(squeezes)
        seen = {(each.cell, each.up) for each in waiting}
        for squeeze in waiting:
            for passed in self._loosen(squeeze):
                if (passed.cell, passed.up) not in seen:
                    seen.add((passed.cell, passed.up))
                    waiting.append(passed)
        if self.chosen:
            self.guises[list(self.chosen)] = Guise.FURTHER
            return True
        covered = [self._cover(link) for link in self.uncovered]
        return any(covered)

    def _loosen(self, squeeze: Squeeze) -> Iterator[Squeeze]:
        membership = self.links.membership
        for link in membership.as_part(squeeze.cell):
            if self._binds_part(squeeze, link):
                yield from self._open(link, squeeze, whole=False)
        for link in membership.as_whole(squeeze.cell):
            bound = self.sums_high[link] < squeeze.limit if squeeze.up else self.sums_low[link] > squeeze.limit
            if bound:
                yield from self._open(link, squeeze, whole=True)

    def _binds_part(self, squeeze: Squeeze, link: int) -> bool:
        whole, cell, at = self.links.whole[link], squeeze.cell, self.at
        if squeeze.up:
            return at.high[whole] - self.sums_low[link] + at.low[cell] < squeeze.limit
        return at.low[whole] - self.sums_high[link] + at.high[cell] > squeeze.limit

    def _open(self, link: int, squeeze: Squeeze, whole: bool) -> Iterator[Squeeze]:
        """Choose what to hide in a link that narrows a cell, or say which of its hidden cells must be loosened."""
        links, top = self.links, self.links.whole[link]
        parts = [each for each in links.parts_of(link) if each != squeeze.cell]
        parts_up = squeeze.up == whole
        candidates = self._candidates(parts, parts_up)
        if self.gently:
            candidates = [each for each in candidates if self._is_no_sum(each)]
        elif not whole and not candidates:
            candidates = self._candidates([top], squeeze.up)
        if candidates:
            self.chosen.add(min(candidates, key=lambda each: (links.shown[each], each)))
        elif not self.gently:
            self.uncovered.append(link)
            yield from self._narrowed(parts, parts_up)
            yield from [] if whole else self._narrowed([top], squeeze.up)

    def _is_no_sum(self, cell: int) -> bool:
        return all(self.links.within[link] for link in self.links.membership.as_whole(cell))

    def _candidates(self, cells: Iterable[int], up: bool) -> list[int]:
        """Those that are shown and, hidden, could be larger, or smaller, than now."""
        guises, known, low = self.at.guises, self.links.known, self.at.natural_low
        return [each for each in cells if guises[each] == _SHOWN and not known[each] and (up or low[each] > 1)]

    def _narrowed(self, cells: Iterable[int], up: bool) -> list[Squeeze]:
        """The hidden ones that other links keep from being larger, or smaller."""
        at = self.at
        if up:
            wanted = [each for each in cells if at.guises[each] > _ZERO and at.high[each] < at.natural_high[each]]
            return [Squeeze(each, True, at.high[each] + 1) for each in wanted]
        wanted = [each for each in cells if at.guises[each] > _ZERO and at.low[each] > at.natural_low[each]]
        return [Squeeze(each, False, at.low[each] - 1) for each in wanted]

    def _cover(self, link: int) -> bool:
        """Hide all parts of a link, zeros among them; whether any was not yet."""
        parts = [each for each in self.links.parts_of(link) if self._coverable(each)]
        self.guises[parts] = Guise.COVERED
        return bool(parts)

    def _coverable(self, cell: int) -> bool:
        if self.guises[cell] in _NEVER_COVERED or self.links.known[cell]:
            return False
        wholes = [self.links.whole[link] for link in self.links.membership.as_part(cell)]
        return not any(self.guises[whole] == _ZERO for whole in wholes)

"""From direct is-a relationships to all of them: every concept's ancestors, and every concept's descendants.

Concepts are taken level by level, each after all its parents (Kahn, 1962), whole levels at a time.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np

from app.terminology.edition.arrays import HierarchyArrays, Places, Starts
from app.terminology.edition.starts import (
    Numbers,
    gathered,
    grouped,
    inverted,
    spans,
    starts_of_lengths,
    without_repeats,
)

MOST_PAIRS: Final = 250_000_000
"""Pairs of ancestor and descendant; the largest release has 15 million, and more than this does not fit a server."""

_AT_ONCE: Final = 2_000_000


class UnusableHierarchy(ValueError):
    """The is-a relationships lead in a circle, or have so many pairs of ancestor and descendant that none can use."""


def hierarchy_arrays(child: Places, parent: Places, count: int) -> HierarchyArrays:
    """The hierarchy of `count` concepts, from parallel columns of a concept and one directly above it.

    Repeated pairs count once. Raises UnusableHierarchy when they lead in a circle or have more than `MOST_PAIRS` pairs.
    """
    parent_starts, parents = grouped(child, parent, count)
    child_starts, children = grouped(parent, child, count)
    ancestor_starts, ancestors = _ancestors(parent_starts, parents, child_starts, children)
    descendant_starts, descendants = inverted(ancestor_starts, ancestors, count)
    return HierarchyArrays(
        parent_starts=parent_starts,
        parents=parents,
        child_starts=child_starts,
        children=children,
        ancestor_starts=ancestor_starts,
        ancestors=ancestors,
        descendant_starts=descendant_starts,
        descendants=descendants,
    )


def _levels(parent_starts: Starts, child_starts: Starts, children: Places) -> Iterator[Places]:
    """The concepts level by level, ascending in each: the first have no parent, the others none in their own level."""
    awaited = np.diff(parent_starts)
    level = np.flatnonzero(awaited == 0).astype(np.uint32)
    seen = 0
    while len(level):
        seen += len(level)
        yield level
        below, times = np.unique(gathered(child_starts, children, level), return_counts=True)
        awaited[below] -= times
        level = below[awaited[below] == 0]
    if seen < len(awaited):
        what = (
            f"The is-a relationships of {len(awaited) - seen} concepts lead in a circle, or hang below one that does."
        )
        raise UnusableHierarchy(f"{what} Take the release from its source again; a sound one has no circle.")


class _Found:
    """The ancestors found so far, in the order in which concepts were taken."""

    def __init__(self, count: int) -> None:
        self.begins = np.zeros(count, dtype=np.int64)
        self.sizes = np.zeros(count, dtype=np.int64)
        self.used = 0
        self.values = np.empty(1024, dtype=np.uint32)

    def add(self, concepts: Places, sizes: Numbers, values: Places) -> None:
        self.sizes[concepts] = sizes
        self.begins[concepts] = self.used + np.cumsum(sizes) - sizes
        end = self.used + len(values)
        if end > MOST_PAIRS:
            what = (
                f"The hierarchy has more than {MOST_PAIRS} pairs of a concept and one above it; a release, 15 million."
            )
            raise UnusableHierarchy(f"{what} Take it from its source again.")
        if end > len(self.values):
            grown = np.empty(max(end, len(self.values) * 3 // 2), dtype=np.uint32)
            grown[: self.used] = self.values[: self.used]
            self.values = grown
        self.values[self.used : end] = values
        self.used = end


def _ancestors(parent_starts: Starts, parents: Places, child_starts: Starts, children: Places) -> tuple[Starts, Places]:
    found = _Found(len(parent_starts) - 1)
    for level in _levels(parent_starts, child_starts, children):
        above = gathered(parent_starts, parents, level)
        if not len(above):
            continue
        counts = parent_starts[level.astype(np.int64) + 1] - parent_starts[level]
        edges = starts_of_lengths(counts)
        for first, last in _portions(starts_of_lengths(1 + found.sizes[above])[edges]):
            some = above[edges[first] : edges[last]]
            _add_level(found, level[first:last], counts[first:last], some)
    return _by_place(found)


def _portions(work: Numbers) -> Iterator[tuple[int, int]]:
    """The items in runs of about `_AT_ONCE` work each; `work` is the running total, from 0."""
    first, items = 0, len(work) - 1
    while first < items:
        last = int(np.searchsorted(work, work[first] + _AT_ONCE, side="right")) - 1
        last = min(max(last, first + 1), items)
        yield first, last
        first = last


def _add_level(found: _Found, concepts: Places, counts: Numbers, parents: Places) -> None:
    """Adds the ancestors of `concepts`, which have `counts` of `parents` each: these, and all of theirs."""
    owners = np.repeat(np.arange(len(concepts), dtype=np.int64) << 32, counts)
    sizes = found.sizes[parents]
    further = found.values[spans(found.begins[parents], sizes)]
    pairs = np.concatenate((owners | parents, np.repeat(owners, sizes) | further))
    pairs.sort()
    pairs = without_repeats(pairs)
    found.add(concepts, np.bincount(pairs >> 32, minlength=len(concepts)), (pairs & 0xFFFFFFFF).astype(np.uint32))


def _by_place(found: _Found) -> tuple[Starts, Places]:
    starts = starts_of_lengths(found.sizes)
    ancestors = np.empty(found.used, dtype=np.uint32)
    for first, last in _portions(starts):
        some = spans(found.begins[first:last], found.sizes[first:last])
        ancestors[starts[first] : starts[last]] = found.values[some]
    return starts, ancestors

"""Is-a relationships must not lead back to where they began.

Source: SNOMED CT Editorial Guide, "Subtype relationships": the hierarchies are directed and acyclic.
"""

from collections import defaultdict, deque
from typing import Final

import numpy as np
from numpy.typing import NDArray

Edges = NDArray[np.int64]

_ROUNDS: Final = 100
"""How deep a hierarchy is taken apart level by level; the deepest one known has about thirty levels."""


def circles(children: Edges, parents: Edges, concepts: int) -> list[int]:
    """The index of one pair of each circle found among pairs of a concept and one above it; empty when there is none.

    Concepts are numbers below `concepts`. Every concept that is in a circle or below one is looked at, upwards by one
    of its parents, so at least one circle is found when there is any.
    """
    left = _below_circles(children, parents, concepts)
    if len(left) == 0:
        return []
    up = {int(children[pair]): int(pair) for pair in left.tolist()}
    return _closing_pairs(up, parents)


def _below_circles(children: Edges, parents: Edges, concepts: int) -> Edges:
    """The pairs left when concepts with nothing above them are taken away again and again."""
    above = np.bincount(children, minlength=concepts)
    left = np.arange(len(children))
    for _ in range(_ROUNDS):
        free = above[parents[left]] == 0
        if not free.any():
            break
        above -= np.bincount(children[left[free]], minlength=concepts)
        left = left[~free]
    else:
        left = _taken_apart_singly(children, parents, left)
    return left


def _taken_apart_singly(children: Edges, parents: Edges, left: Edges) -> Edges:
    """The same, a concept at a time: for hierarchies so deep that levels are no help."""
    below: dict[int, list[int]] = defaultdict(list)
    above: dict[int, int] = defaultdict(int)
    for child, parent in zip(children[left].tolist(), parents[left].tolist(), strict=True):
        below[parent].append(child)
        above[child] += 1
    ready = deque(parent for parent in below if not above[parent])
    while ready:
        for child in below.pop(ready.popleft(), ()):
            above[child] -= 1
            if not above[child]:
                ready.append(child)
    stuck = np.array([parent in below for parent in parents[left].tolist()], dtype=np.bool_)
    return left[stuck]


def _closing_pairs(up: dict[int, int], parents: Edges) -> list[int]:
    """Follow one pair upwards from each concept; a walk that meets itself has gone round a circle."""
    found, walk_of = [], dict[int, int]()
    for walk, start in enumerate(up):
        concept = start
        while concept in up and concept not in walk_of:
            walk_of[concept] = walk
            last = up[concept]
            concept = int(parents[last])
            if walk_of.get(concept) == walk:
                found.append(last)
    return found

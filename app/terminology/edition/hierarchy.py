"""What is a kind of what: the is-a hierarchy of the active concepts of an edition."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.terminology.concept import ConceptId
from app.terminology.edition import arrays as columns
from app.terminology.edition.arrays import HierarchyArrays, Starts
from app.terminology.edition.places import Places

_NONE: Final = np.empty(0, dtype=np.uint32)


class Hierarchy:
    """The hierarchy of an edition. Only read, so safe to share between threads.

    A concept that the edition does not have, or that is inactive, has neither parents nor children; `place` tells the
    first, `Edition.is_active` the second. Several concepts are given in order of identifier.
    """

    def __init__(self, places: Places, arrays: HierarchyArrays) -> None:
        self.place = places.place
        self._places = places
        self._arrays = arrays
        self._ancestor_starts = arrays.ancestor_starts.data
        self._ancestors = arrays.ancestors.data

    def subsumes(self, ancestor: ConceptId, descendant: ConceptId) -> bool:
        """Whether `descendant` is `ancestor` or a kind of it; False when the edition has either of them not."""
        below = self.place(descendant)
        if below is None:
            return False
        if ancestor == descendant:
            return True
        above = self.place(ancestor)
        return above is not None and self.place_subsumes(above, below)

    def place_subsumes(self, above: int, below: int) -> bool:
        """`subsumes`, of two places that are not the same."""
        end = self._ancestor_starts[below + 1]
        found = bisect_left(self._ancestors, above, self._ancestor_starts[below], end)
        return found < end and self._ancestors[found] == above

    def parents(self, concept: ConceptId) -> tuple[ConceptId, ...]:
        """The concepts directly above."""
        return self._concepts(self._listed(concept, self._arrays.parent_starts, self._arrays.parents))

    def children(self, concept: ConceptId) -> tuple[ConceptId, ...]:
        """The concepts directly below."""
        return self._concepts(self._listed(concept, self._arrays.child_starts, self._arrays.children))

    def ancestors(self, concept: ConceptId) -> tuple[ConceptId, ...]:
        """All that the concept is a kind of, without itself."""
        return self._concepts(self._listed(concept, self._arrays.ancestor_starts, self._arrays.ancestors))

    def descendants(self, concept: ConceptId) -> tuple[ConceptId, ...]:
        """All its kinds, without itself."""
        return self._concepts(self._listed(concept, self._arrays.descendant_starts, self._arrays.descendants))

    def parent_places(self, place: int) -> NDArray[np.uint32]:
        """The places directly above a place, as a read-only view."""
        return _list(self._arrays.parent_starts, self._arrays.parents, place)

    def child_places(self, place: int) -> NDArray[np.uint32]:
        """The places directly below a place, as a read-only view."""
        return _list(self._arrays.child_starts, self._arrays.children, place)

    def ancestor_places(self, place: int) -> NDArray[np.uint32]:
        """The places of all ancestors, as a read-only view."""
        return _list(self._arrays.ancestor_starts, self._arrays.ancestors, place)

    def descendant_places(self, place: int) -> NDArray[np.uint32]:
        """The places of all descendants, as a read-only view."""
        return _list(self._arrays.descendant_starts, self._arrays.descendants, place)

    def depth(self, concept: ConceptId) -> int | None:
        """The fewest steps from the concept up to one without parents; None when the edition does not have it."""
        place = self.place(concept)
        if place is None:
            return None
        depth, level = 0, [place]
        while level:
            above = [self.parent_places(each).tolist() for each in level]
            if not all(above):
                return depth
            level = sorted(set().union(*above))
            depth += 1
        return depth

    def highest(self, concepts: Iterable[ConceptId]) -> tuple[ConceptId, ...]:
        """Those of `concepts` that are not a kind of another of them, each once."""
        known = {concept: place for concept in concepts if (place := self.place(concept)) is not None}
        places = set(known.values())
        kept = (each for each, place in known.items() if places.isdisjoint(self.ancestor_places(place).tolist()))
        return tuple(sorted(kept))

    def _listed(self, concept: ConceptId, starts: Starts, values: columns.Places) -> NDArray[np.uint32]:
        place = self.place(concept)
        return _NONE if place is None else _list(starts, values, place)

    def _concepts(self, places: NDArray[np.uint32]) -> tuple[ConceptId, ...]:
        return tuple(map(self._places.concept, _plain(places)))


def _list(starts: Starts, values: columns.Places, place: int) -> NDArray[np.uint32]:
    return values[starts[place] : starts[place + 1]]


def _plain(places: NDArray[np.uint32]) -> Sequence[int]:
    plain: list[int] = places.tolist()
    return plain

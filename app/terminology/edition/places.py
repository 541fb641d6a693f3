"""Which place a concept has among the concepts of an edition, and which concept has a place."""

from bisect import bisect_left

from app.terminology.concept import ConceptId
from app.terminology.edition.arrays import ConceptArrays


class Places:
    """The concepts of an edition by place. Only read, so safe to share between threads."""

    __slots__ = ("_active", "_count", "_id")

    def __init__(self, concepts: ConceptArrays) -> None:
        # Single elements of a memoryview are read several times faster than those of an array.
        self._id = concepts.id.data
        self._active = concepts.active.data
        self._count = len(self._id)

    def place(self, concept: int) -> int | None:
        """The place of a concept, None when the edition does not have it."""
        place = bisect_left(self._id, concept)
        return place if place < self._count and self._id[place] == concept else None

    def concept(self, place: int) -> ConceptId:
        """The concept at a place. Raises IndexError when there is none."""
        return ConceptId(self._id[place])

    def active(self, place: int) -> bool:
        """Whether the concept at a place is active."""
        return bool(self._active[place])

    def __len__(self) -> int:
        return self._count

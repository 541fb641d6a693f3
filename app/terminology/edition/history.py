"""What became of inactive concepts: why they were inactivated, and which concepts stand in for them.

Source: SNOMED CT Release File Specifications, "Association Reference Set" (historical associations) and "Attribute
Value Reference Set" (concept inactivation indicator). That SAME AS and REPLACED BY alone may be proposed without
choosing is this service's own rule; MOVED TO names a namespace and no meaning, and is never offered.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from heapq import heappop, heappush
from types import MappingProxyType
from typing import Final

from app.terminology.concept import ConceptId
from app.terminology.edition.arrays import HistoryArrays
from app.terminology.edition.places import Places


class AssociationKind(Enum):
    """How one concept stands in for another, surest first: the value is the concept of the association set."""

    SAME_AS = ConceptId(900000000000527005)
    REPLACED_BY = ConceptId(900000000000526001)
    POSSIBLY_EQUIVALENT_TO = ConceptId(900000000000523009)
    PARTIALLY_EQUIVALENT_TO = ConceptId(1186924009)
    ALTERNATIVE = ConceptId(900000000000530003)
    POSSIBLY_REPLACED_BY = ConceptId(1186921001)
    WAS_A = ConceptId(900000000000528000)

    @property
    def certain(self) -> bool:
        """Whether the target has the same meaning, so that it stands in unless there is another as good."""
        return self in (AssociationKind.SAME_AS, AssociationKind.REPLACED_BY)

    @property
    def words(self) -> str:
        """The kind for people, in the words of the standard."""
        return self.name.replace("_", " ").lower()


_KINDS: Final = tuple(AssociationKind)
_RANKS: Final[Mapping[int, int]] = MappingProxyType({kind.value: rank for rank, kind in enumerate(_KINDS)})
_CERTAIN: Final = 1

_REASONS: Final[Mapping[int, str]] = MappingProxyType(
    {
        900000000000482003: "duplicate",
        900000000000483008: "outdated",
        900000000000484002: "ambiguous",
        900000000000485001: "erroneous",
        900000000000486000: "limited",
        900000000000487009: "moved elsewhere",
        900000000000492006: "pending move",
        723277005: "does not conform to editorial policy",
        723278000: "not semantically equivalent",
        1186917008: "derived from a classification",
        1186919006: "meaning unknown",
    }
)


@dataclass(frozen=True, slots=True)
class InactivationReason:
    """Why a concept is inactive: the value's concept, and words for it.

    For a value that is none of the standard's the words are its preferred term, None when the edition has none.
    """

    concept: ConceptId
    words: str | None


@dataclass(frozen=True, slots=True)
class Successors:
    """The active concepts that may stand in for an inactive one.

    `certain`: the one concept with the same meaning, where the release names exactly one. `possible`: the others, which
    need a person's judgement, surest kind first. `known`: whether the release says anything of what became of the
    concept; if not, that is no statement that nothing replaces it.
    """

    certain: ConceptId | None = None
    possible: tuple[tuple[AssociationKind, ConceptId], ...] = ()
    reason: InactivationReason | None = None
    known: bool = False


class History:
    """The history of an edition's concepts. Only read, so safe to share between threads.

    `preferred_term` gives the words for a concept, and is asked of reasons that are none of the standard's.
    """

    def __init__(
        self, places: Places, arrays: HistoryArrays, preferred_term: Callable[[ConceptId], str | None]
    ) -> None:
        self._places = places
        self._preferred_term = preferred_term
        self._source = arrays.source.data
        self._kind = arrays.kind.data
        self._target = arrays.target.data
        self._reason_concept = arrays.reason_concept.data
        self._reason = arrays.reason.data

    def successors(self, concept: ConceptId) -> Successors:
        """What stands in for a concept; nothing does for an active one, or for one the edition does not have.

        Targets that are inactive themselves are followed to active ones; a chain is as sure as its least sure link.
        Two targets of the same meaning are a choice, and so is one beside another whose chain has come to an end.
        """
        place = self._places.place(concept)
        if place is None:
            return Successors()
        known = bool(len(self._rows(place)))
        if self._places.active(place):
            return Successors(known=known)
        ranks, open_end = self._followed(place)
        same = [target for target, rank in ranks.items() if rank <= _CERTAIN]
        certain = same[0] if len(same) == 1 and not open_end else None
        others = sorted((rank, self._places.concept(target)) for target, rank in ranks.items() if target != certain)
        return Successors(
            certain=None if certain is None else self._places.concept(certain),
            possible=tuple((_KINDS[rank], target) for rank, target in others),
            reason=self.reason(concept),
            known=known,
        )

    def reason(self, concept: ConceptId) -> InactivationReason | None:
        """Why a concept is inactive, None when the release does not say; of several reasons the first by identifier."""
        place = self._places.place(concept)
        if place is None or self._places.active(place):
            return None
        row = bisect_left(self._reason_concept, place)
        if row == len(self._reason_concept) or self._reason_concept[row] != place:
            return None
        value = ConceptId(self._reason[row])
        return InactivationReason(value, _REASONS.get(value) or self._preferred_term(value))

    def replacements(self, concepts: Iterable[ConceptId]) -> dict[ConceptId, ConceptId]:
        """The certain successors of those of `concepts` that have one."""
        found = ((concept, self.successors(concept).certain) for concept in concepts)
        return {concept: successor for concept, successor in found if successor is not None}

    def _rows(self, place: int) -> range:
        return range(bisect_left(self._source, place), bisect_right(self._source, place))

    def _links(self, place: int) -> Iterator[tuple[int, int]]:
        """(rank of the kind, target) of what stands in for a place; sets that name no meaning are passed over."""
        for row in self._rows(place):
            rank = _RANKS.get(self._kind[row])
            if rank is not None:
                yield rank, self._target[row]

    def _followed(self, place: int) -> tuple[dict[int, int], bool]:
        """The active places that associations lead to, each by the surest way, with the rank of that way's least link.

        Also whether some way of certain links alone ends at an inactive concept from which none goes on.
        """
        found: dict[int, int] = {}
        seen: set[int] = set()
        open_end = False
        ways = [(0, place)]
        while ways:
            rank, at = heappop(ways)
            if at in seen:
                continue
            seen.add(at)
            if self._places.active(at):
                found[at] = rank
                continue
            links = list(self._links(at))
            open_end |= rank <= _CERTAIN and not any(link <= _CERTAIN for link, _ in links)
            for link, target in links:
                heappush(ways, (max(rank, link), target))
        return found, open_end

"""What is known of concepts beyond the members of a reference set: by the edition in use, or, without one, nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from app.terminology.concept import ConceptId


class Likeness(StrEnum):
    """How near in meaning a concept is that stands in for an inactive one (association reference sets of SNOMED CT)."""

    SAME = "same"
    REPLACED = "replaced"
    POSSIBLE = "possible"

    @property
    def words(self) -> str:
        return {"same": "the same as", "replaced": "replaced by", "possible": "possibly"}[self.value]


@dataclass(frozen=True, slots=True)
class Successor:
    """An active concept that may stand in for an inactive one, and its preferred term."""

    concept: ConceptId
    term: str
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Replaced:
    """What became of an inactive concept.

    `certain` is the one concept of the same meaning, if the release names exactly one; `choices` are all it names, the
    nearest first, among them the certain one. `reason` is why the concept is inactive, in the release's words.
    """

    certain: Successor | None
    choices: tuple[Successor, ...]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class WiderConcept:
    """An active concept outside the reference set: its preferred term, that description, and what kind of thing it is.

    `recordable` says that it may be recorded as a need: a disorder, another finding, or a situation.
    """

    concept: ConceptId
    term: str
    description: int | None
    kind: str
    recordable: bool


@dataclass(frozen=True, slots=True)
class WiderMatch:
    """A concept that a search of the whole edition found, and the term that found it.

    `suggested` says "did you mean": it is found only if one letter of what was typed is taken for a slip.
    """

    concept: WiderConcept
    matched: str
    description: int | None
    suggested: bool = False


class Beyond(Protocol):
    """The edition in use, as far as a reference set's users ask of it."""

    @property
    def searchable(self) -> bool:
        """Whether there is an edition to search."""
        ...

    def concept(self, concept: ConceptId) -> WiderConcept | None:
        """An active concept; None when it is inactive, or unknown here."""
        ...

    def replaced(self, concept: ConceptId) -> Replaced | None:
        """What became of an inactive concept; None when it is active, or unknown here."""
        ...

    def description_of(self, concept: ConceptId, description: int) -> bool:
        """Whether a description is one of the concept's, in a language in use."""
        ...

    def find(self, typed: str, *, limit: int, usual: Iterable[ConceptId] = ()) -> tuple[WiderMatch, ...]:
        """What may be recorded as a need, best first; `usual` are raised over the others."""
        ...


class _Nothing:
    """No edition: nothing is known but the reference set itself."""

    @property
    def searchable(self) -> bool:
        return False

    def concept(self, concept: ConceptId) -> WiderConcept | None:
        del concept
        return None

    def replaced(self, concept: ConceptId) -> Replaced | None:
        del concept
        return None

    def description_of(self, concept: ConceptId, description: int) -> bool:
        del concept, description
        return False

    def find(self, typed: str, *, limit: int, usual: Iterable[ConceptId] = ()) -> tuple[WiderMatch, ...]:
        del typed, limit, usual
        return ()


NOTHING_BEYOND: Final[Beyond] = _Nothing()
"""Where only the shipped list is in use."""

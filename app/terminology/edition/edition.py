"""An indexed edition as others use it: a concept's names and state, its place among others, and what became of it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.terminology.concept import ConceptId
from app.terminology.edition.arrays import EditionArrays, EditionTermKind
from app.terminology.edition.facts import EditionFacts
from app.terminology.edition.hierarchy import Hierarchy
from app.terminology.edition.history import History
from app.terminology.edition.places import Places
from app.terminology.edition.search import EditionSearch


@dataclass(frozen=True, slots=True)
class EditionConcept:
    """A concept as the edition has it; `effective` is when it last changed, `defined` says fully defined."""

    id: ConceptId
    active: bool
    effective: date
    defined: bool
    module: ConceptId
    preferred_term: str | None
    fully_specified_name: str | None

    @property
    def semantic_tag(self) -> str | None:
        """The kind in brackets at the end of the fully specified name, such as "disorder"; None without one."""
        name = self.fully_specified_name or ""
        words, opened, tag = name.rpartition(" (")
        return tag.removesuffix(")") if words and opened and name.endswith(")") else None


@dataclass(frozen=True, slots=True)
class EditionTerm:
    """A term of a concept, by the identifier of its description."""

    description: int
    text: str
    kind: EditionTermKind


class Edition:
    """An edition, read where it lies. It is never changed, and safe to share between threads."""

    def __init__(self, facts: EditionFacts, arrays: EditionArrays) -> None:
        self.facts = facts
        self.arrays = arrays
        self.places = Places(arrays.concepts)
        self.place = self.places.place
        self.hierarchy = Hierarchy(self.places, arrays.hierarchy)
        self.history = History(self.places, arrays.history, self.preferred_term)
        self._preferred = arrays.concepts.preferred.data
        self._named = arrays.concepts.named.data
        self._term_starts = arrays.terms.starts.data
        self._text = arrays.terms.text.data
        self._refsets = {ConceptId(each): row for row, each in enumerate(arrays.refsets.id.tolist())}

    @cached_property
    def search(self) -> EditionSearch:
        """The search over the preferred and acceptable terms of all active concepts."""
        return EditionSearch(self.arrays.words, self.arrays.terms, self.arrays.concepts)

    def concept(self, concept: ConceptId) -> EditionConcept | None:
        """What the edition says of a concept, None when it does not have it."""
        place = self.place(concept)
        return None if place is None else self.concept_at(place)

    def concept_at(self, place: int) -> EditionConcept:
        """What the edition says of the concept at a place. Raises IndexError when there is none."""
        columns = self.arrays.concepts
        return EditionConcept(
            id=self.places.concept(place),
            active=self.places.active(place),
            effective=_date(int(columns.effective[place])),
            defined=bool(columns.defined[place]),
            module=ConceptId(int(columns.module[place])),
            preferred_term=self._term(self._preferred[place]),
            fully_specified_name=self._term(self._named[place]),
        )

    def terms(self, concept: ConceptId) -> tuple[EditionTerm, ...]:
        """The active terms of a concept, in the order in which search shows them; empty for an unknown concept.

        All terms of an inactive concept but its fully specified names are of kind `OTHER`.
        """
        place = self.place(concept)
        if place is None:
            return ()
        columns, starts = self.arrays.terms, self.arrays.concepts.term_starts
        numbers = self.arrays.concepts.terms[starts[place] : starts[place + 1]].tolist()
        return tuple(
            EditionTerm(int(columns.id[each]), self.term_text(each), EditionTermKind(int(columns.kind[each])))
            for each in numbers
        )

    def preferred_term(self, concept: ConceptId) -> str | None:
        """The preferred term of a concept, active or not; None when it has none or the edition does not have it."""
        place = self.place(concept)
        return None if place is None else self._term(self._preferred[place])

    def term_text(self, number: int) -> str:
        """The term of a number."""
        return str(self._text[self._term_starts[number] : self._term_starts[number + 1]], "utf-8")

    def is_active(self, concept: ConceptId) -> bool:
        """Whether the edition has the concept and it is active."""
        place = self.place(concept)
        return place is not None and self.places.active(place)

    def refset_ids(self) -> tuple[ConceptId, ...]:
        """The simple reference sets of the edition, by identifier."""
        return tuple(self._refsets)

    def refset_members(self, refset: ConceptId) -> tuple[ConceptId, ...] | None:
        """The members of a simple reference set by identifier, active or not; None when there is no such set."""
        members = self.refset_places(refset)
        return None if members is None else tuple(map(self.places.concept, members.tolist()))

    def refset_places(self, refset: ConceptId) -> NDArray[np.uint32] | None:
        """The same as places, a read-only view."""
        row = self._refsets.get(refset)
        if row is None:
            return None
        columns = self.arrays.refsets
        return columns.members[columns.starts[row] : columns.starts[row + 1]]

    def __contains__(self, concept: object) -> bool:
        return isinstance(concept, int) and self.place(ConceptId(concept)) is not None

    def __len__(self) -> int:
        return len(self.places)

    def _term(self, number: int) -> str | None:
        return None if number < 0 else self.term_text(number)


def _date(number: int) -> date:
    year, rest = divmod(number, 10_000)
    return date(year, *divmod(rest, 100))

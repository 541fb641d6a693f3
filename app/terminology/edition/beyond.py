"""What an edition says of concepts beyond a reference set: names, replacements, and a search of all that is a need."""

from collections.abc import Collection, Iterable
from functools import cached_property
from typing import Final

from pyroaring import BitMap

from app.terminology.beyond import Likeness, Replaced, Successor, WiderConcept, WiderMatch
from app.terminology.concept import ConceptId, InvalidConceptId, parse_concept_id
from app.terminology.edition.bitmaps import bitmap_of
from app.terminology.edition.edition import Edition
from app.terminology.edition.history import AssociationKind
from app.terminology.edition.match import TermSet

RECORDABLE: Final = (ConceptId(404684003), ConceptId(243796009))
"""Clinical finding, with disorders below it, and situation with explicit context: what a need can be."""

_LIKENESS: Final = {AssociationKind.SAME_AS: Likeness.SAME, AssociationKind.REPLACED_BY: Likeness.REPLACED}


class EditionBeyond:
    """An edition as the users of a reference set with these `members` see it. Only read, so safe to share."""

    def __init__(self, edition: Edition, members: Collection[ConceptId]) -> None:
        self._edition = edition
        self._members = members

    @property
    def searchable(self) -> bool:
        return True

    def concept(self, concept: ConceptId) -> WiderConcept | None:
        found = self._edition.concept(concept)
        if found is None or not found.active:
            return None
        return WiderConcept(
            concept,
            found.preferred_term or found.fully_specified_name or str(concept),
            self._preferred_description(concept),
            found.semantic_tag or "",
            self._recordable(concept),
        )

    def replaced(self, concept: ConceptId) -> Replaced | None:
        if self._edition.place(concept) is None or self._edition.is_active(concept):
            return None
        found = self._edition.history.successors(concept)
        certain = self._successor(found.certain, Likeness.REPLACED) if found.certain is not None else None
        others = [self._successor(each, _LIKENESS.get(kind, Likeness.POSSIBLE)) for kind, each in found.possible]
        reason = found.reason.words if found.reason is not None else None
        return Replaced(certain, (*([certain] if certain else ()), *others), reason)

    def description_of(self, concept: ConceptId, description: int) -> bool:
        return any(each.description == description for each in self._edition.terms(concept))

    def find(self, typed: str, *, limit: int, usual: Iterable[ConceptId] = ()) -> tuple[WiderMatch, ...]:
        inactive = self._instead_of(typed)
        if inactive:
            return inactive[:limit]
        raised = self._terms(usual)
        found = self._edition.search.find(
            typed, limit=limit, within=self._within, first=self._first, usual=raised if raised.terms else None
        )
        matches = ((self.concept(each.concept), each) for each in found)
        return tuple(
            WiderMatch(concept, each.text, self._description(each.term_number), each.suggested)
            for concept, each in matches
            if concept is not None
        )

    def _instead_of(self, typed: str) -> tuple[WiderMatch, ...]:
        """What stands in for an inactive concept whose identifier was typed, for a person to choose."""
        try:
            replaced = self.replaced(parse_concept_id(typed.strip()))
        except InvalidConceptId:
            return ()
        choices = ((each, self.concept(each.concept)) for each in (replaced.choices if replaced is not None else ()))
        return tuple(
            WiderMatch(concept, f"{each.likeness.words} {each.term}", concept.description, suggested=True)
            for each, concept in choices
            if concept is not None and concept.recordable
        )

    def _preferred_description(self, concept: ConceptId) -> int | None:
        place = self._edition.place(concept)
        return None if place is None else self._description(int(self._edition.arrays.concepts.preferred[place]))

    def _description(self, number: int) -> int | None:
        return None if number < 0 else int(self._edition.arrays.terms.id[number])

    def _successor(self, concept: ConceptId, likeness: Likeness) -> Successor:
        return Successor(concept, self._edition.preferred_term(concept) or str(concept), likeness)

    def _recordable(self, concept: ConceptId) -> bool:
        return concept in self._members or any(
            self._edition.hierarchy.subsumes(root, concept) and root != concept for root in RECORDABLE
        )

    @cached_property
    def _within(self) -> TermSet:
        """The terms of all that may be recorded as a need: findings, situations, and whatever is a member."""
        places = BitMap()
        for root in RECORDABLE:
            place = self._edition.place(root)
            if place is not None:
                places |= bitmap_of(self._edition.hierarchy.descendant_places(place))
        return self._edition.search.terms_of(places | self._places(self._members))

    @cached_property
    def _first(self) -> TermSet:
        return self._terms(self._members)

    def _terms(self, concepts: Iterable[ConceptId]) -> TermSet:
        return self._edition.search.terms_of(self._places(concepts))

    def _places(self, concepts: Iterable[ConceptId]) -> BitMap:
        places = (self._edition.place(concept) for concept in concepts)
        return BitMap([place for place in places if place is not None])

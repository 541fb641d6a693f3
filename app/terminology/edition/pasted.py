"""An identifier pasted where words are typed, and the concept it names."""

import re
from bisect import bisect_left
from typing import Final

import numpy as np

from app.terminology.concept import check_digit
from app.terminology.edition.arrays import ConceptArrays, TermArrays

_IDENTIFIER: Final = re.compile(r"\s*([1-9][0-9]{5,17})\s*(?:\|.*)?", re.DOTALL)
_DESCRIPTION_PARTITIONS: Final = ("01", "11")


def pasted_identifier(typed: str) -> str | None:
    """The identifier that `typed` consists of, alone or before a term between bars, None if it is anything else.

    Source of the form "128188000 |Cerebral palsy|": SNOMED CT Compositional Grammar, section 5.1.
    """
    found = _IDENTIFIER.fullmatch(typed)
    return found[1] if found else None


class IdentifiedConcepts:
    """The concepts of an edition by their identifiers and those of their descriptions."""

    def __init__(self, concepts: ConceptArrays, terms: TermArrays) -> None:
        self._concepts = concepts
        self._ids = concepts.id.data
        self._terms = terms

    def named(self, identifier: str) -> tuple[int, int] | None:
        """The place of the concept and the number of a term of it, -1 for a concept without; None if not known.

        The term is the description itself, or the concept's preferred term, or the best that there is.
        """
        number = int(identifier)
        place = bisect_left(self._ids, number)
        if place < len(self._ids) and self._ids[place] == number:
            return place, self._best_term(place)
        return self._described(number) if _is_description(identifier) else None

    def _best_term(self, place: int) -> int:
        for number in (self._concepts.preferred[place], self._concepts.named[place]):
            if number >= 0:
                return int(number)
        start, end = self._concepts.term_starts[place : place + 2]
        return int(self._concepts.terms[start]) if start < end else -1

    def _described(self, number: int) -> tuple[int, int] | None:
        """Terms are in search order, so all are looked at; somebody pastes such an identifier once in a while."""
        found = np.flatnonzero(self._terms.id == number)
        return (int(self._terms.concept[found[0]]), int(found[0])) if len(found) else None


def _is_description(identifier: str) -> bool:
    return identifier[-3:-1] in _DESCRIPTION_PARTITIONS and check_digit(identifier[:-1]) == int(identifier[-1])

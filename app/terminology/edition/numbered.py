"""The terms of an edition by number: their texts, kinds and concepts, and which of them are a text in full."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

import numpy as np
from pyroaring import BitMap

from app.terminology.edition.arrays import ConceptArrays, EditionTermKind, Starts, TermArrays
from app.terminology.edition.bitmaps import bitmap_of, places_of
from app.terminology.edition.match import TermSet
from app.terminology.edition.words import HANDICAP
from app.terminology.wording import normalised

_KINDS: Final = tuple(EditionTermKind)


class NumberedTerms:
    """Reads single terms from the mapped columns, some hundred nanoseconds each. `buckets` as in `WordArrays`."""

    def __init__(self, terms: TermArrays, concepts: ConceptArrays, buckets: Starts) -> None:
        self._concepts = concepts
        self._buckets = buckets.tolist()
        self._concept_of = terms.concept.data
        self._kinds = terms.kind.data
        self._starts = terms.starts.data
        self._text = terms.text.data

    def text(self, number: int) -> str:
        """The term, as released."""
        return str(self._text[self._starts[number] : self._starts[number + 1]], "utf-8")

    def kind(self, number: int) -> EditionTermKind:
        """What the term is to its concept."""
        return _KINDS[self._kinds[number]]

    def place(self, number: int) -> int:
        """The place of the term's concept."""
        return self._concept_of[number]

    def in_full(self, text: str, among: BitMap) -> Iterator[int]:
        """The searchable terms in `among` whose normalised text is `text`: the preferred, then the acceptable."""
        for kind in (EditionTermKind.PREFERRED, EditionTermKind.ACCEPTABLE):
            length = len(text) + HANDICAP[kind]
            first, end = self._buckets[length : length + 2] if length + 2 <= len(self._buckets) else (0, 0)
            if not among.range_cardinality(first, end):
                continue
            wanted = (int(kind), text)
            number = first + bisect_left(range(first, end), wanted, key=self._kind_and_text)
            while number < end and self._kind_and_text(number) == wanted:
                if number in among:
                    yield number
                number += 1

    def of(self, places: BitMap) -> TermSet:
        """The concepts `places` with their searchable terms. Raises IndexError for a place that is none."""
        concepts = places_of(places)
        starts = self._concepts.term_starts[concepts]
        counts = self._concepts.term_starts[1:][concepts] - starts
        before = np.cumsum(counts) - counts
        within = np.repeat(starts - before, counts) + np.arange(int(counts.sum()))
        numbers = self._concepts.terms[within]
        return TermSet(places, bitmap_of(numbers[numbers < self._buckets[-1]]))

    def _kind_and_text(self, number: int) -> tuple[int, str]:
        return self._kinds[number], normalised(self.text(number))

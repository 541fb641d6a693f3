"""Terms small enough to read, as the columns a search is made of, and a search by looking at every one of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from app.terminology.edition.arrays import ConceptArrays, EditionTermKind, TermArrays
from app.terminology.edition.search import SHORTEST_MENDED, EditionSearch
from app.terminology.edition.words import search_order, word_arrays
from app.terminology.spelling_variants import folded
from app.terminology.wording import normalised
from tests.terminology.slips import is_one_slip
from tests.terminology.small_refsets import concept

PREFERRED, ACCEPTABLE = EditionTermKind.PREFERRED, EditionTermKind.ACCEPTABLE
Terms = Sequence[tuple[str, EditionTermKind]]

Row = tuple[int, str, bool, bool]
"""The place of a concept, its term, whether it was typed in full, and whether it is suggested."""


@dataclass(frozen=True, slots=True)
class SearchedTerm:
    """A term of the concept at `place`, with its description's identifier."""

    place: int
    text: str
    kind: EditionTermKind
    id: int
    searchable: bool


class SearchedTerms:
    """Concepts by place, each with its terms; those at the places `inactive` are inactive."""

    def __init__(self, concepts: Sequence[Terms], inactive: Collection[int] = ()) -> None:
        self.concepts = concepts
        self.inactive = inactive
        made = [
            SearchedTerm(place, text, kind, description_id(number), place not in inactive and kind <= ACCEPTABLE)
            for number, (place, (text, kind)) in enumerate(
                (place, term) for place, terms in enumerate(concepts) for term in terms
            )
        ]
        searchable = [term for term in made if term.searchable]
        order = search_order(
            [term.text for term in searchable],
            np.array([term.kind for term in searchable], dtype=np.uint8),
            np.array([term.id for term in searchable], dtype=np.int64),
        )
        self.terms = [searchable[each] for each in order] + [term for term in made if not term.searchable]
        self.searchable = len(searchable)

    def search(self) -> EditionSearch:
        """The search under test, over these."""
        first = self.terms[: self.searchable]
        kinds = np.array([term.kind for term in first], dtype=np.uint8)
        return EditionSearch(word_arrays([term.text for term in first], kinds), self._terms(), self._concepts())

    def scanned(
        self,
        typed: str,
        limit: int,
        within: Collection[int] | None = None,
        first: Collection[int] = (),
        usual: Collection[int] = (),
    ) -> list[Row]:
        """What should be found, best first, by the definition."""
        words = sorted(set(normalised(typed).split()))
        allowed = [term for term in self.terms if term.searchable and (within is None or term.place in within)]
        found = [term for term in allowed if words and all(has(term, word) for word in words)]
        suggested = not found
        found = found or self._suggested(allowed, words)
        in_full = {term for term in found if normalised(term.text) == normalised(typed) and not suggested}

        def rank(term: SearchedTerm) -> tuple[int, int, int, int, str, int]:
            tier = 0 if term.place in first else 1 if term.place in usual else 2
            whole = 2 if term not in in_full else 0 if term.kind is PREFERRED else 1
            length = len(normalised(term.text)) + (0 if term.kind is PREFERRED else 20)
            return whole, 0 if whole < 2 else tier, length, term.kind, normalised(term.text), term.id

        rows: dict[int, Row] = {}
        for term in sorted(found, key=rank):
            rows.setdefault(term.place, (term.place, term.text, term in in_full, suggested))
        return list(rows.values())[:limit]

    def _suggested(self, terms: Sequence[SearchedTerm], words: Sequence[str]) -> list[SearchedTerm]:
        meant = {
            word: [each for each in self.beginnings if abs(len(each) - len(word)) < 2 and is_one_slip(word, each)]
            for word in words
            if len(word) >= SHORTEST_MENDED
        }
        return [
            term
            for term in terms
            if any(
                any(has(term, each) for each in meant[word]) and all(has(term, each) for each in words if each != word)
                for word in meant
            )
        ]

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """Of every word that can be found, in either spelling."""
        words = {word for term in self.terms[: self.searchable] for word in spellings(term.text)}
        return frozenset(word[:length] for word in words for length in range(1, len(word) + 1))

    def _terms(self) -> TermArrays:
        texts = [term.text.encode() for term in self.terms]
        return TermArrays(
            id=np.array([term.id for term in self.terms], dtype=np.int64),
            concept=np.array([term.place for term in self.terms], dtype=np.uint32),
            kind=np.array([term.kind for term in self.terms], dtype=np.uint8),
            starts=np.cumsum([0, *map(len, texts)], dtype=np.int64),
            text=np.frombuffer(b"".join(texts), dtype=np.uint8),
        )

    def _concepts(self) -> ConceptArrays:
        count = len(self.concepts)
        of = [[number for number, term in enumerate(self.terms) if term.place == place] for place in range(count)]
        return ConceptArrays(
            id=np.array([concept(place) for place in range(count)], dtype=np.int64),
            effective=np.full(count, 20260401, dtype=np.int32),
            active=np.array([place not in self.inactive for place in range(count)], dtype=np.bool_),
            defined=np.zeros(count, dtype=np.bool_),
            module=np.full(count, 900000000000207008, dtype=np.int64),
            preferred=np.array([self._first_of(each, PREFERRED) for each in of], dtype=np.int32),
            named=np.array([self._first_of(each, EditionTermKind.FULLY_SPECIFIED) for each in of], dtype=np.int32),
            term_starts=np.cumsum([0, *map(len, of)], dtype=np.int64),
            terms=np.array([number for each in of for number in each], dtype=np.uint32),
        )

    def _first_of(self, numbers: Sequence[int], kind: EditionTermKind) -> int:
        return next((number for number in numbers if self.terms[number].kind is kind), -1)


def has(term: SearchedTerm, typed: str) -> bool:
    """Whether a word of the term begins so, in either spelling."""
    return any(spelling.startswith((typed, folded(typed))) for spelling in spellings(term.text))


@cache
def spellings(text: str) -> frozenset[str]:
    """The words of a text, and the forms that their British and American spellings share."""
    words = normalised(text).split()
    return frozenset((*words, *map(folded, words)))


def description_id(number: int) -> int:
    """A description identifier without a right check digit, ascending with `number`."""
    return (1000 + number) * 1000 + 10

"""Finding any concept of an edition as someone types.

Every typed word must begin a word of one and the same term, in any order and in British or American spelling. Terms
are numbered in the order they are to be shown, so the first bits of an AND of bitmaps are the answer; nothing is
scored while somebody waits.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pyroaring import BitMap

from app.terminology.concept import ConceptId
from app.terminology.edition.arrays import ConceptArrays, EditionTermKind, TermArrays, WordArrays
from app.terminology.edition.match import EditionMatch, TermSet
from app.terminology.edition.numbered import NumberedTerms
from app.terminology.edition.pasted import IdentifiedConcepts, pasted_identifier
from app.terminology.edition.vocabulary import Vocabulary
from app.terminology.spelling import one_slip_away
from app.terminology.wording import LONGEST_TYPED, normalised

SHORTEST_MENDED: Final = 5
"""Letters a typed word must have for a slip to be looked for: of fewer, too many of 180,000 words are one slip away."""

MOST_WORDS_MENDED: Final = 8
"""Of text of more different words no slip is looked for: it would have to be looked for in each of them."""

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"


class EditionSearch:
    """A search over the searchable terms of an edition; it only reads, and is safe to share between threads."""

    def __init__(self, words: WordArrays, terms: TermArrays, concepts: ConceptArrays) -> None:
        self._vocabulary = Vocabulary(words)
        self._terms = NumberedTerms(terms, concepts, words.buckets)
        self._identified = IdentifiedConcepts(concepts, terms)
        self._ids = concepts.id.data
        self._active = concepts.active.data

    def terms_of(self, places: BitMap) -> TermSet:
        """These concepts, given by place, with their searchable terms: what `find` can be confined to or show first.

        Takes some tens of milliseconds for all concepts of an edition; make it once and keep it, and change neither
        bitmap. Raises IndexError for a place that is none.
        """
        return self._terms.of(places)

    def find(
        self,
        typed: str,
        *,
        limit: int = 20,
        within: TermSet | None = None,
        first: TermSet | None = None,
        usual: TermSet | None = None,
    ) -> tuple[EditionMatch, ...]:
        """The concepts that `typed` finds, best first, each once with its best term; at most `limit` of them.

        Only concepts of `within` are found where that is given, and only the first `LONGEST_TYPED` characters are
        looked at. A term that is typed in full stands before all others, a preferred one before an acceptable one.
        Then come the concepts of `first`, then those of `usual`, then the rest, each in the order of
        `words.search_order`. Where that finds nothing, one slip of a letter in one word is mended and the matches are
        marked `suggested`. The identifier of a concept or a description finds that concept alone, and inactive ones
        too; `within` holds for it as well, so put the inactive concepts into it that may be named.
        """
        if limit < 1:
            return ()
        identifier = pasted_identifier(typed)
        named = None if identifier is None else self._identified.named(identifier)
        if named is not None:
            return self._named(*named) if within is None or named[0] in within.places else ()
        text = normalised(typed[:LONGEST_TYPED])
        words = sorted(set(text.split()), key=len, reverse=True)
        allowed = None if within is None else within.terms
        matching = self._matching(words, allowed)
        best: dict[int, int] = {}
        if matching:
            self._take(best, self._terms.in_full(text, matching), limit)
            exact = frozenset(best.values())
            self._take(best, _in_tiers(matching, first, usual), limit)
            return tuple(self._match(number, exact=number in exact) for number in best.values())
        self._take(best, _in_tiers(self._mended(words, allowed), first, usual), limit)
        return tuple(self._match(number, suggested=True) for number in best.values())

    def _matching(self, words: Sequence[str], allowed: BitMap | None) -> BitMap:
        """The terms of which each of `words`, one at least, begins a word; the longest word goes first, as the rarest.

        Without a word, none.
        """
        found = self._vocabulary.terms(words[0]) if words else BitMap()
        for word in words[1:]:
            if not found:
                break
            found = found & self._vocabulary.terms(word)
        return found if allowed is None else found & allowed

    def _mended(self, words: Sequence[str], allowed: BitMap | None) -> BitMap:
        """The terms that `words` match with one slip in one of them mended."""
        found = BitMap()
        for word in self._with_a_slip(words):
            others = [other for other in words if other != word]
            beside = self._matching(others, allowed) if others else allowed
            if beside is not None and not beside:
                continue
            for meant in one_slip_away(word, self._vocabulary, _LETTERS):
                terms = self._vocabulary.terms(meant)
                found |= terms if beside is None else terms & beside
        return found

    def _with_a_slip(self, words: Sequence[str]) -> Sequence[str]:
        """Which of `words` may have the slip: any of them, or the one that begins nothing, or, of two such, none."""
        if len(words) > MOST_WORDS_MENDED:
            return ()
        strange = [word for word in words if not self._vocabulary.knows(word)]
        lengths = range(SHORTEST_MENDED, self._vocabulary.longest + 2)
        return [word for word in strange or words if len(word) in lengths] if len(strange) < 2 else ()

    def _take(self, best: dict[int, int], numbers: Iterable[int], limit: int) -> None:
        """Put the first term of each concept, by place, behind those already in `best`, until it has `limit`."""
        for number in numbers if len(best) < limit else ():
            if best.setdefault(self._terms.place(number), number) == number and len(best) == limit:
                return

    def _match(self, number: int, *, exact: bool = False, suggested: bool = False) -> EditionMatch:
        place, text, kind = self._terms.place(number), self._terms.text(number), self._terms.kind(number)
        return EditionMatch(place, ConceptId(self._ids[place]), number, text, kind, exact, suggested)

    def _named(self, place: int, number: int) -> tuple[EditionMatch]:
        known = number >= 0
        return (
            EditionMatch(
                place,
                ConceptId(self._ids[place]),
                number,
                self._terms.text(number) if known else "",
                self._terms.kind(number) if known else EditionTermKind.OTHER,
                exact=True,
                active=bool(self._active[place]),
            ),
        )


def _in_tiers(found: BitMap, first: TermSet | None, usual: TermSet | None) -> Iterator[int]:
    """What is found, those to be shown first before all, some of them again later; each tier is made when needed."""
    for tier in (first, usual):
        if tier is not None:
            yield from found & tier.terms
    yield from found

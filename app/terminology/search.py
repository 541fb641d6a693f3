"""Finding members of a reference set as someone types.

Every typed word must begin a word of one and the same term, in any order and in British or American spelling. Terms
are numbered once, in the order they are to be shown; each beginning of each word of the vocabulary holds the numbers of
its terms as the bits of one integer. A search is then an AND of a few integers whose lowest bits are the answer,
already in order: nothing is scored while somebody waits.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from app.terminology.concept import ConceptId
from app.terminology.match import Match, Several
from app.terminology.order import terms_in_order
from app.terminology.refset import Member, Refset, Term, TermKind
from app.terminology.several import Lookup, members_in_a_row
from app.terminology.spelling import one_slip_away
from app.terminology.spelling_variants import folded
from app.terminology.wording import LONGEST_TYPED, normalised

__all__ = ["LONGEST_TYPED", "Match", "RefsetSearch", "Several", "normalised"]

LEADING_LETTERS: Final = 4
"""From so many letters on, a term that begins with them stands before a more usual one that only contains them."""

_NOTHING_USUAL: Final[Mapping[ConceptId, int]] = MappingProxyType({})


class RefsetSearch:
    """An index over every term of a reference set, built once and then only read; safe to share between threads.

    `usual` says how often each concept has been recorded where the search is used; see `ranked_by`.
    """

    def __init__(self, refset: Refset, usual: Mapping[ConceptId, int] = _NOTHING_USUAL) -> None:
        self._refset = refset
        members = tuple(refset.members.values())
        entries = terms_in_order(refset, members, usual)
        self._entries = tuple((members[index], term) for _, index, term in entries)
        exact: defaultdict[str, list[int]] = defaultdict(list)
        words: defaultdict[str, int] = defaultdict(int)
        own: defaultdict[int, int] = defaultdict(int)
        self._open = 0
        for number, (text, index, term) in enumerate(entries):
            bit = 1 << number
            exact[text].append(number)
            own[index] |= bit
            if not members[index].sensitive:
                self._open |= bit
            for word in () if term.whole else set(text.split()):
                for spelling in {word, folded(word)}:
                    words[spelling] |= bit
        self._words = dict(words)
        self._beginnings = _beginnings(words)
        self._letters = "".join(sorted(set().union(*words)))
        self._longest_word = max(map(len, words), default=0)
        self._most_words = max((len(text.split()) for text in exact), default=0)
        self._leading = _leading(entries, members) if usual else {}
        self._others = tuple(~own[index] for _, index, _ in entries)
        self._exact = {text: tuple(sorted(numbers, key=self._exactness)) for text, numbers in exact.items()}

    def ranked_by(self, usual: Mapping[ConceptId, int]) -> "RefsetSearch":
        """A search of the same reference set that shows the more usual members first; build it once and keep it.

        `usual` says how often each concept has been recorded; one that is missing counts as never. A term typed in full
        still comes before any other, a member that states an absence still comes last, a one-of set stays together,
        and a sensitive member is never raised.
        """
        return RefsetSearch(self._refset, usual)

    def find(self, typed: str, *, limit: int = 12, sensitive: bool = True) -> tuple[Match, ...]:
        """The members that `typed` finds, best first, each once with its best term; at most `limit` of them.

        `sensitive=False` leaves sensitive members out. Only the first `LONGEST_TYPED` characters are looked at. First
        come members one of whose terms is `typed` exactly, a preferred term before any other; then the rest by the
        length of the term that matched, preferred terms favoured, one-of sets in their order, negated members last.
        Where that finds nobody, one slip of a letter in one word is mended and the matches are marked `suggested`.
        """
        text = normalised(typed[:LONGEST_TYPED])
        if not text or limit < 1:
            return ()
        allowed = self._allowed(sensitive)
        return self._plain(text, limit, allowed) or self._suggested(text, limit, allowed)

    def several(self, typed: str, *, sensitive: bool = True) -> Several:
        """The members that several terms typed in a row name: "cp gmfcs3 peg", "epilepsy; gastrostomy".

        They are taken when the whole text splits into terms typed in full of which each names exactly one member, and
        in no other way as good; otherwise what was recognised is offered, then what the rest finds, at most twelve in
        all. Text that finds something as a whole is not several, nor is text of one word. Text longer than
        `LONGEST_TYPED` characters is never taken, for its end has not been read. `sensitive=False` leaves sensitive
        members out, also when asking whether a term names exactly one.
        """
        text = normalised(typed[:LONGEST_TYPED])
        allowed = self._allowed(sensitive)
        if " " not in text or self._plain(text, 1, allowed):
            return Several()
        lookup = Lookup(
            self._most_words,
            lambda words: self._exactly(words, allowed),
            lambda words: bool(self._plain(words, 1, allowed)),
            lambda words, limit: self._plain(words, limit, allowed) or self._suggested(words, limit, allowed),
        )
        found = members_in_a_row(typed, lookup)
        return found if found.taken or not self._suggested(text, 1, allowed) else Several()

    def _allowed(self, sensitive: bool) -> int:
        return -1 if sensitive else self._open

    def _plain(self, text: str, limit: int, allowed: int) -> tuple[Match, ...]:
        """The members that have `text` as a term, then those with a term of which each word of `text` begins a word."""
        named = self._named(text, allowed)
        words = text.split()
        matching = self._matching(words) & self._without(named, allowed)
        # However usual a longer term is that only contains the word, the term that begins with it is meant first.
        leading = list(self._first(matching & _either(self._leading, words[0]), limit - len(named)))
        others = self._first(matching & self._without(leading, -1), limit - len(named) - len(leading))
        exact = (Match(*self._entries[number], exact=True) for number in named[:limit])
        return (*exact, *(Match(*self._entries[number], exact=False) for number in (*leading, *others)))

    def _suggested(self, text: str, limit: int, allowed: int) -> tuple[Match, ...]:
        """The members that `text` finds once a slip is mended: whole terms first, then whole words, then beginnings."""
        found: list[int] = []
        for bits in self._mended(text.split(), allowed):
            found += self._first(bits & self._without(found, allowed), limit - len(found))
        return tuple(Match(*self._entries[number], exact=False, suggested=True) for number in found)

    def _mended(self, words: Sequence[str], allowed: int) -> tuple[int, int, int]:
        """Of the terms that `words` match with one slip mended: those typed in full, the word in full, and all."""
        terms = in_full = word_in_full = 0
        for place in self._places_of_a_slip(words):
            before, after = words[:place], words[place + 1 :]
            others = self._matching((*before, *after)) & allowed
            for mended in one_slip_away(words[place], self._beginnings, self._letters) if others else ():
                found = _either(self._beginnings, mended) & others
                terms |= found
                word_in_full |= found & self._words.get(mended, 0)
                for number in self._exact.get(" ".join((*before, mended, *after)), ()):
                    in_full |= found & 1 << number
        return in_full, word_in_full, terms

    def _places_of_a_slip(self, words: Sequence[str]) -> Sequence[int]:
        """Which of `words` may have the slip: any of them, or the one that begins nothing, or, of two such, neither."""
        strange = [place for place, word in enumerate(words) if not _either(self._beginnings, word)]
        places = strange or range(len(words))
        return [place for place in places if len(words[place]) <= self._longest_word + 1] if len(strange) < 2 else ()

    def _matching(self, words: Iterable[str]) -> int:
        """The terms of which each of `words` begins a word, as bits."""
        bits = -1
        for word in words:
            bits &= _either(self._beginnings, word)
            if not bits:
                break
        return bits

    def _named(self, text: str, allowed: int) -> list[int]:
        """The terms that are `text`, the best of each member."""
        named = []
        for number in self._exact.get(text, ()):
            if allowed >> number & 1:
                named.append(number)
                allowed &= self._others[number]
        return named

    def _exactly(self, text: str, allowed: int) -> tuple[Match, ...]:
        return tuple(Match(*self._entries[number], exact=True) for number in self._named(text, allowed))

    def _first(self, bits: int, limit: int) -> Iterator[int]:
        """The first of the terms in `bits`, each member's first alone; at most `limit`."""
        while bits and limit > 0:
            number = (bits & -bits).bit_length() - 1
            yield number
            bits &= self._others[number]
            limit -= 1

    def _without(self, numbers: Iterable[int], allowed: int) -> int:
        """The terms in `allowed` but those of the members that the terms `numbers` belong to."""
        for number in numbers:
            allowed &= self._others[number]
        return allowed

    def _exactness(self, number: int) -> tuple[bool, bool]:
        """Of terms typed in full, a member's own preferred term stands first and one that may mislead last."""
        term = self._entries[number][1]
        return term.kind is not TermKind.PREFERRED, term.whole


def _either(terms: Mapping[str, int], beginning: str) -> int:
    """The terms under a beginning as it is typed, or in the form that its British and American spellings share."""
    return terms.get(beginning, 0) | terms.get(folded(beginning), 0)


def _beginnings(terms_of_word: Mapping[str, int]) -> dict[str, int]:
    """The terms that have a word with each beginning, as bits."""
    beginnings: defaultdict[str, int] = defaultdict(int)
    for word, terms in terms_of_word.items():
        for length in range(1, len(word) + 1):
            beginnings[word[:length]] |= terms
    return dict(beginnings)


def _leading(entries: Sequence[tuple[str, int, Term]], members: Sequence[Member]) -> dict[str, int]:
    """The preferred terms whose first word begins so, as bits, for beginnings long enough to tell one from another."""
    found: defaultdict[str, int] = defaultdict(int)
    for number, (text, index, term) in enumerate(entries):
        if term.kind is not TermKind.PREFERRED or members[index].one_of is not None:
            continue
        first = text.split()[0]
        for spelling in {first, folded(first)}:
            for end in range(LEADING_LETTERS, len(spelling) + 1):
                found[spelling[:end]] |= 1 << number
    return dict(found)

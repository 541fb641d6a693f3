"""Finding members of a reference set as someone types.

Every typed word must begin a word of one and the same term, in any order. Terms are numbered once, in the order they
are to be shown; each word of the vocabulary holds the numbers of its terms as the bits of one integer. A search is then
an AND of a few integers whose lowest bits are the answer, already in order: nothing is scored while somebody waits.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.terminology.refset import Member, Refset, Term, TermKind

LONGEST_TYPED: Final = 200
"""Characters of the typed text that are looked at; no term of a release is longer than 255, none of ours than 120."""

_DELETED: Final = dict.fromkeys(map(ord, "'’‘ʼ`´"))
_BREAK: Final = re.compile(r"[\W_]+")
_AFTER_EVERY_WORD: Final = chr(0x10FFFF)

# How many characters longer a term counts for not being the preferred one: a plain preferred term stands before any
# other kind, and a short synonym still stands before a compound preferred term that merely contains its words.
_HANDICAP: Final = {
    TermKind.PREFERRED: 0,
    TermKind.CLINIC_LABEL: 20,
    TermKind.SYNONYM: 20,
    TermKind.EQUIVALENT: 20,
    TermKind.SHORT_CODE: 20,
    TermKind.FULLY_SPECIFIED: 40,
}
_NEGATING: Final = frozenset({"excluded", "no", "not", "without", "absent"})

_Rank = tuple[bool, int, str, int, int, str]


@dataclass(frozen=True, slots=True)
class Match:
    """A member that was found, the term that found it, and whether the term was typed in full."""

    member: Member
    term: Term
    exact: bool


def normalised(text: str) -> str:
    """`text` as words to compare: lower case, no accents or apostrophes, `&` as "and", one space between words.

    "Down’s Syndrome" gives "downs syndrome", "Henoch-Schönlein" gives "henoch schonlein", "Speech & language" gives
    "speech and language". Text without a letter or digit gives "".
    """
    plain = text.replace("&", " and ").translate(_DELETED)
    if not plain.isascii():
        parts = unicodedata.normalize("NFKD", plain.casefold())
        plain = "".join(part for part in parts if not unicodedata.combining(part)).translate(_DELETED)
    return _BREAK.sub(" ", plain.casefold()).strip()


class RefsetSearch:
    """An index over every term of a reference set, built once and then only read; safe to share between threads."""

    def __init__(self, refset: Refset) -> None:
        members = tuple(refset.members.values())
        entries = _entries_in_order(refset, members)
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
                words[word] |= bit
        self._words = sorted(words)
        self._terms_of_word = tuple(words[word] for word in self._words)
        self._others = tuple(~own[index] for _, index, _ in entries)
        self._exact = {text: tuple(sorted(numbers, key=self._exactness)) for text, numbers in exact.items()}

    def find(self, typed: str, *, limit: int = 12, sensitive: bool = True) -> tuple[Match, ...]:
        """The members that `typed` finds, best first, each once with its best term; at most `limit` of them.

        `sensitive=False` leaves sensitive members out. Only the first `LONGEST_TYPED` characters are looked at. First
        come members one of whose terms is `typed` exactly, a preferred term before any other; then the rest by the
        length of the term that matched, preferred terms favoured, one-of sets in their order, negated members last.
        """
        text = normalised(typed[:LONGEST_TYPED])
        if not text or limit < 1:
            return ()
        allowed = -1 if sensitive else self._open
        found: list[Match] = []
        for number in self._exact.get(text, ()):
            if allowed >> number & 1:
                found.append(Match(*self._entries[number], exact=True))
                allowed &= self._others[number]
        bits = self._matching(text) & allowed
        while bits and len(found) < limit:
            number = (bits & -bits).bit_length() - 1
            found.append(Match(*self._entries[number], exact=False))
            bits &= self._others[number]
        return tuple(found[:limit])

    def _matching(self, text: str) -> int:
        """The terms of which each word of `text` begins a word, as bits."""
        bits = -1
        for word in set(text.split()):
            start = bisect_left(self._words, word)
            end = bisect_left(self._words, word + _AFTER_EVERY_WORD, start)
            terms = 0
            for of_word in self._terms_of_word[start:end]:
                terms |= of_word
            bits &= terms
            if not bits:
                break
        return bits

    def _exactness(self, number: int) -> tuple[bool, bool]:
        """Of terms typed in full, a member's own preferred term stands first and one that may mislead last."""
        term = self._entries[number][1]
        return term.kind is not TermKind.PREFERRED, term.whole


def _entries_in_order(refset: Refset, members: tuple[Member, ...]) -> list[tuple[str, int, Term]]:
    """Every term in the order it is shown: its normalised text, its member's index, and itself."""
    leads = _leads_of_sets(refset)
    ranked: list[tuple[_Rank, str, int, Term]] = []
    for index, member in enumerate(members):
        negated = not _NEGATING.isdisjoint(normalised(member.preferred_term).split())
        for text, term in _searchable(member):
            ranked.append((_rank(text, term, member, negated, leads), text, index, term))
    return [(text, index, term) for _, text, index, term in sorted(ranked, key=lambda entry: (entry[0], entry[2]))]


def _searchable(member: Member) -> Iterator[tuple[str, Term]]:
    for term in member.terms:
        text = normalised(term.text)
        if text:
            yield text, term


def _length(text: str, term: Term) -> int:
    return len(text) + _HANDICAP[term.kind]


def _leads_of_sets(refset: Refset) -> Mapping[str, int]:
    """Each one-of set stands as a block at the length of its shortest term, so that no search can shuffle its order."""
    return {
        key: min(
            (
                _length(text, term)
                for concept in one_of.members
                if concept in refset.members
                for text, term in _searchable(refset.members[concept])
            ),
            default=0,
        )
        for key, one_of in refset.one_of.items()
    }


def _rank(text: str, term: Term, member: Member, negated: bool, leads: Mapping[str, int]) -> _Rank:
    length = _length(text, term)
    lead = length if member.one_of is None else leads[member.one_of]
    return negated, lead, member.one_of or "", member.position, length, text

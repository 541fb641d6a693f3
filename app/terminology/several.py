"""Several short codes or terms typed in a row: which members they name, and whether beyond doubt."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice, pairwise
from typing import Final, NamedTuple

from app.terminology.concept import ConceptId
from app.terminology.match import Match, Several
from app.terminology.wording import LONGEST_TYPED, normalised

MOST_OFFERED: Final = 12
"""As many as a search shows."""

_SEPARATOR: Final = re.compile(r"([,;\r\n])")
_JOINING: Final = frozenset({"and", "plus", "with"})


@dataclass(frozen=True, slots=True)
class Lookup:
    """What is asked of a search: all it gives are members that the asker may see.

    `longest`: words of the longest term. `named`: the members of which a text is a whole term, as exact matches.
    `begun`: whether a text finds anything as it stands. `found`: what it finds, slips mended, at most so many.
    """

    longest: int
    named: Callable[[str], tuple[Match, ...]]
    begun: Callable[[str], bool]
    found: Callable[[str, int], tuple[Match, ...]]


class _Cost(NamedTuple):
    """What a splitting is judged by, the lowest first: words left over, then pieces."""

    left_over: int
    pieces: int


class _Piece(NamedTuple):
    """Words `start` to `end` (exclusive), and the members they name; none for a word that is left over."""

    start: int
    end: int
    named: tuple[Match, ...]


def members_in_a_row(typed: str, lookup: Lookup) -> Several:
    """The members that the pieces of `typed` name, taken where every piece is beyond doubt, offered otherwise.

    The text is split into the fewest pieces that are each a whole term. It is beyond doubt when no word is left over,
    no other splitting is as good, each piece names one member, and no two members are of one one-of set. No piece
    reaches across a semicolon or a new line, nor across a comma unless the words cannot be split otherwise
    ("…disorder, predominantly inattentive type" is one term).
    """
    parts = _parts(typed[:LONGEST_TYPED])
    words = [word for part, _ in parts for word in part]
    pieces = _best(words, _borders(parts, ",;\r\n"), lookup)
    if _leaves_over(pieces):
        across = _best(words, _borders(parts, ";\r\n"), lookup)
        pieces = pieces if _leaves_over(across) else across
    sure = [piece for piece in pieces if len(piece.named) == 1]
    recognised = _once(piece.named[0] for piece in sure)
    if len(typed) <= LONGEST_TYPED and len(sure) == len(pieces) and _beyond_doubt(pieces, recognised):
        return Several(taken=recognised)
    left = list(islice(_left_over(words, sure, lookup), MOST_OFFERED))
    share = max(1, (MOST_OFFERED - len(recognised)) // max(1, len(left)))
    rest = (match for text in left for match in lookup.found(text, share))
    return Several(offered=_once((*recognised, *rest))[:MOST_OFFERED])


def _parts(typed: str) -> list[tuple[list[str], str]]:
    """The words between separators, each run with the separator after it, "" after the last."""
    pieces = [*_SEPARATOR.split(typed), ""]
    return [(normalised(text).split(), mark) for text, mark in zip(pieces[::2], pieces[1::2], strict=True)]


def _borders(parts: Sequence[tuple[list[str], str]], marks: str) -> frozenset[int]:
    """The numbers of words after which one of `marks` stands."""
    borders, count = set(), 0
    for part, mark in parts:
        count += len(part)
        if mark and mark in marks:
            borders.add(count)
    return frozenset(borders)


def _best(words: Sequence[str], borders: frozenset[int], lookup: Lookup) -> list[_Piece]:
    """The pieces of the best splitting of `words` in their order, or of all the best ones where several are as good."""
    pieces = [list(_pieces_from(start, words, borders, lookup)) for start in range(len(words))]
    costs = [_Cost(0, 0)] * (len(words) + 1)
    for start in reversed(range(len(words))):
        costs[start] = min(_cost(piece, costs) for piece in pieces[start])
    best: list[_Piece] = []
    reached = {0}
    for start, choices in enumerate(pieces):
        chosen = [piece for piece in choices if start in reached and _cost(piece, costs) == costs[start]]
        best += chosen
        reached.update(piece.end for piece in chosen)
    return best


def _pieces_from(start: int, words: Sequence[str], borders: frozenset[int], lookup: Lookup) -> Iterator[_Piece]:
    yield _Piece(start, start + 1, ())
    for end in range(start + 1, min(start + lookup.longest, len(words)) + 1):
        named = lookup.named(" ".join(words[start:end]))
        if named:
            yield _Piece(start, end, named)
        if end in borders:
            return


def _cost(piece: _Piece, costs: Sequence[_Cost]) -> _Cost:
    """What the best splitting costs that goes on from this piece."""
    after = costs[piece.end]
    return _Cost(after.left_over + (not piece.named), after.pieces + 1)


def _leaves_over(pieces: Sequence[_Piece]) -> bool:
    return any(not piece.named for piece in pieces)


def _beyond_doubt(pieces: Sequence[_Piece], recognised: Sequence[Match]) -> bool:
    """Whether pieces that each name one member are one splitting only, of several members that may stand together."""
    sets = [match.member.one_of for match in recognised if match.member.one_of is not None]
    one_splitting = all(before.end == after.start for before, after in pairwise(pieces))
    return one_splitting and len(recognised) > 1 and len(sets) == len(set(sets))


def _left_over(words: Sequence[str], sure: Sequence[_Piece], lookup: Lookup) -> Iterator[str]:
    """What the pieces that name exactly one member leave over, in the longest runs that find something."""
    covered = {place for piece in sure for place in range(piece.start, piece.end)}
    for is_covered, places in groupby(range(len(words)), covered.__contains__):
        run = [] if is_covered else [words[place] for place in places if words[place] not in _JOINING]
        while run:
            lengths = range(min(len(run), lookup.longest), 1, -1)
            length = next((length for length in lengths if lookup.begun(" ".join(run[:length]))), 1)
            yield " ".join(run[:length])
            run = run[length:]


def _once(matches: Iterable[Match]) -> tuple[Match, ...]:
    """Each member once, where it comes first."""
    first: dict[ConceptId, Match] = {}
    for match in matches:
        first.setdefault(match.member.concept, match)
    return tuple(first.values())

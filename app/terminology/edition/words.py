"""Laying out the terms of an edition so that a search only ANDs bitmaps and reads the first bits of the answer.

The terms are numbered in the order they are to be shown. For each word of the vocabulary the numbers of the terms that
have it are kept as a serialised roaring bitmap (S. Chambi, D. Lemire, O. Kaser, R. Godin, "Better bitmap performance
with Roaring bitmaps", Software: Practice and Experience 46, 2016). A word whose spelling differs between Britain and
America stands a second time under the form both share (`spelling_variants.folded`).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.terminology.edition.arrays import Bytes, EditionTermKind, Starts, WordArrays
from app.terminology.edition.beginnings import shared_beginnings
from app.terminology.edition.bitmaps import bitmap_of
from app.terminology.spelling_variants import folded
from app.terminology.wording import normalised

HANDICAP: Final = {
    EditionTermKind.PREFERRED: 0,
    EditionTermKind.ACCEPTABLE: 20,
    EditionTermKind.FULLY_SPECIFIED: 40,
    EditionTermKind.OTHER: 40,
}
"""How many characters longer a term counts for not being the preferred one."""

_HANDICAPS: Final = tuple(HANDICAP[kind] for kind in EditionTermKind)


class _Tokens(NamedTuple):
    """The words of all terms, one after another: which of `words` each is, how many each term has, lengths of texts."""

    words: list[str]
    which: NDArray[np.uint32]
    counts: NDArray[np.uint32]
    lengths: NDArray[np.int32]


class _Postings(NamedTuple):
    """Words ascending, and the ascending numbers of the terms that have them."""

    words: list[str]
    starts: NDArray[np.int64]
    terms: NDArray[np.uint32]


def search_length(text: str, kind: int) -> int:
    """What a term is ordered by first: the characters of its normalised text, and more if it is not preferred.

    `kind` is an `EditionTermKind`.
    """
    return len(normalised(text)) + _HANDICAPS[kind]


def search_order(texts: Sequence[str], kinds: NDArray[np.uint8], ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """The indexes of terms in the order they are to be shown, from their texts, `EditionTermKind`s and identifiers.

    The shorter stand first (see `search_length`), of these the preferred before the acceptable, then by normalised
    text, then by identifier of the description. Raises ValueError when the three differ in length.
    """
    _same_count(texts, kinds)
    _same_count(texts, ids)
    plain = [normalised(text) for text in texts]
    lengths = _search_lengths(np.fromiter(map(len, plain), dtype=np.int32, count=len(plain)), kinds)
    by_id = np.argsort(ids, kind="stable")
    by_text = np.array(sorted(by_id.tolist(), key=plain.__getitem__), dtype=np.int64)
    rank = lengths[by_text].astype(np.int64) * len(EditionTermKind) + kinds[by_text]
    return by_text[np.argsort(rank, kind="stable")]


def word_arrays(texts: Sequence[str], kinds: NDArray[np.uint8]) -> WordArrays:
    """What a search reads, of terms given in the order of `search_order` by text and `EditionTermKind`.

    Raises ValueError when they are not in that order, or the two differ in length.
    """
    _same_count(texts, kinds)
    tokens = _tokens(texts)
    postings = _postings(tokens)
    word_starts, word_text = _joined(word.encode() for word in postings.words)
    posting_starts, posting_bytes = _joined(
        _serialised(postings, each, each + 1) for each in range(len(postings.words))
    )
    beginnings = sorted(shared_beginnings(postings.words))
    beginning_starts, beginning_text = _joined(text.encode() for text, _, _ in beginnings)
    united_starts, united = _joined(_serialised(postings, first, end) for _, first, end in beginnings)
    return WordArrays(
        buckets=_buckets(_search_lengths(tokens.lengths, kinds)),
        word_starts=word_starts,
        word_text=word_text,
        posting_starts=posting_starts,
        postings=posting_bytes,
        beginning_starts=beginning_starts,
        beginning_text=beginning_text,
        beginning_posting_starts=united_starts,
        beginning_postings=united,
    )


def _same_count(texts: Sequence[str], others: NDArray[np.uint8] | NDArray[np.int64]) -> None:
    if len(texts) != len(others):
        raise ValueError(f"there are {len(texts)} texts, and {len(others)} kinds or identifiers to go with them")


def _search_lengths(lengths: NDArray[np.int32], kinds: NDArray[np.uint8]) -> NDArray[np.int32]:
    return lengths + np.array(_HANDICAPS, dtype=np.int32)[kinds]


def _buckets(lengths: NDArray[np.int32]) -> Starts:
    """For each search length up to one more than the greatest, the number of the first term of that or more."""
    if np.any(lengths[1:] < lengths[:-1]):
        raise ValueError("the terms are not in the order of search_order")
    greatest = int(lengths[-1]) if len(lengths) else 0
    return np.searchsorted(lengths, np.arange(greatest + 2)).astype(np.int64)


def _tokens(texts: Sequence[str]) -> _Tokens:
    number_of: defaultdict[str, int] = defaultdict()
    number_of.default_factory = number_of.__len__
    which: list[int] = []
    counts: list[int] = []
    lengths: list[int] = []
    for text in texts:
        plain = normalised(text)
        words = plain.split()
        which.extend(map(number_of.__getitem__, words))
        counts.append(len(words))
        lengths.append(len(plain))
    return _Tokens(
        list(number_of),
        np.array(which, dtype=np.uint32),
        np.array(counts, dtype=np.uint32),
        np.array(lengths, dtype=np.int32),
    )


def _postings(tokens: _Tokens) -> _Postings:
    """The terms of each word and of each shared form, sorted by both at once as one number."""
    forms = [folded(word) for word in tokens.words]
    vocabulary = sorted({*tokens.words, *forms})
    place_of = {word: place for place, word in enumerate(vocabulary)}
    own = np.array([place_of[word] for word in tokens.words], dtype=np.int64)
    form = np.array([place_of[each] for each in forms], dtype=np.int64)
    terms = np.repeat(np.arange(len(tokens.counts), dtype=np.uint32), tokens.counts)
    variant = (own != form)[tokens.which]
    pairs = np.concatenate((own[tokens.which], form[tokens.which[variant]]))
    pairs <<= 32
    pairs |= np.concatenate((terms, terms[variant]))
    pairs.sort()
    pairs = pairs[np.append(True, pairs[1:] != pairs[:-1])[: len(pairs)]]
    starts = np.searchsorted(pairs, np.arange(len(vocabulary) + 1) << 32).astype(np.int64)
    return _Postings(vocabulary, starts, pairs.astype(np.uint32))


def _serialised(postings: _Postings, first: int, end: int) -> bytes:
    """The terms of the words from `first` to before `end`, as one serialised bitmap."""
    return bitmap_of(postings.terms[postings.starts[first] : postings.starts[end]]).serialize()


def _joined(pieces: Iterable[bytes]) -> tuple[Starts, Bytes]:
    """Pieces laid end to end, and where each starts; one start more than pieces."""
    joined, starts = bytearray(), [0]
    for piece in pieces:
        joined += piece
        starts.append(len(joined))
    return np.array(starts, dtype=np.int64), np.frombuffer(joined, dtype=np.uint8)

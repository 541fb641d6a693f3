"""The words of an edition as they are typed: which terms have a word that begins so."""

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from threading import Lock
from typing import Final

from pyroaring import BitMap

from app.terminology.edition.arrays import Bytes, Starts, WordArrays
from app.terminology.spelling_variants import folded

KEPT_BYTES: Final = 12 * 2**20
"""Of bitmaps read lately; one is at most an eighth of a byte a term, and someone who types asks for the same again."""


class Vocabulary:
    """Words and the bitmaps of their terms; safe to share between threads. No bitmap it gives may be changed.

    The words are held in this process as texts; the bitmaps are read from the mapped columns when asked for, and those
    asked for lately are kept, up to `kept_bytes`.
    """

    def __init__(self, arrays: WordArrays, kept_bytes: int = KEPT_BYTES) -> None:
        self._words = _texts(arrays.word_text, arrays.word_starts)
        self._beginnings = _texts(arrays.beginning_text, arrays.beginning_starts)
        self._postings = _Serialised(arrays.postings, arrays.posting_starts)
        self._united = _Serialised(arrays.beginning_postings, arrays.beginning_posting_starts)
        self._kept = _KeptBitmaps(kept_bytes)
        self.longest = max(map(len, self._words), default=0)

    def __contains__(self, beginning: object) -> bool:
        """Whether a word, or the form that its British and American spellings share, begins so."""
        if not isinstance(beginning, str):
            return False
        place = bisect_left(self._words, beginning)
        return place < len(self._words) and self._words[place].startswith(beginning)

    def knows(self, typed: str) -> bool:
        """Whether `typed`, or its folded form, begins a word."""
        return typed in self or folded(typed) in self

    def terms(self, typed: str) -> BitMap:
        """The numbers of the terms with a word that `typed` begins, in British or American spelling."""
        kept = self._kept.get(typed)
        if kept is not None:
            return kept
        pieces = list(self._begun_by(typed))
        form = folded(typed)
        if form != typed:
            pieces += self._begun_by(form)
        found = _union(pieces)
        self._kept.keep(typed, found, sum(map(len, pieces)))
        return found

    def _begun_by(self, text: str) -> Iterator[memoryview]:
        """The serialised bitmaps whose union has the terms with a word that begins with `text` as it is spelt."""
        place = bisect_left(self._beginnings, text)
        if place < len(self._beginnings) and self._beginnings[place].startswith(text):
            yield self._united[place]
            return
        place = bisect_left(self._words, text)
        while place < len(self._words) and self._words[place].startswith(text):
            yield self._postings[place]
            place += 1


class _Serialised:
    """Serialised bitmaps by place."""

    def __init__(self, postings: Bytes, starts: Starts) -> None:
        self._bytes = postings.data
        self._starts = starts.data

    def __getitem__(self, place: int) -> memoryview:
        return self._bytes[self._starts[place] : self._starts[place + 1]]


class _KeptBitmaps:
    """Bitmaps asked for lately, by word, up to so many serialised bytes."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._of_word: OrderedDict[str, tuple[BitMap, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, word: str) -> BitMap | None:
        with self._lock:
            kept = self._of_word.get(word)
            if kept is None:
                return None
            self._of_word.move_to_end(word)
            return kept[0]

    def keep(self, word: str, bitmap: BitMap, size: int) -> None:
        with self._lock:
            if word in self._of_word:
                return
            self._of_word[word] = (bitmap, size)
            self._bytes += size + _OVERHEAD
            while self._bytes > self._most_bytes:
                _, (_, dropped) = self._of_word.popitem(last=False)
                self._bytes -= dropped + _OVERHEAD


_OVERHEAD: Final = 500
"""Bytes that an entry costs beside its bitmap's."""


def _union(pieces: Sequence[memoryview]) -> BitMap:
    """The union of serialised bitmaps."""
    # A bitmap is read from any buffer, which spares a copy of the bytes; its declared type knows of bytes alone.
    bitmaps = [BitMap.deserialize(piece) for piece in pieces]  # type: ignore[arg-type]
    united = bitmaps[0] if bitmaps else BitMap()
    for bitmap in bitmaps[1:]:
        united |= bitmap
    return united


def _texts(text: Bytes, starts: Starts) -> list[str]:
    joined = bytes(text)
    return [joined[start:end].decode() for start, end in pairwise(starts.tolist())]

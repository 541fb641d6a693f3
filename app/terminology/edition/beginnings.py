"""The beginnings that so many words share that the terms they stand for are put together beforehand."""

from collections.abc import Iterator, Sequence
from typing import Final

READY_FROM: Final = 9
"""Words from which on the union of a beginning's terms is kept ready; of fewer, a search unites them itself."""


def shared_beginnings(words: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Each beginning of `READY_FROM` words or more, with the first of those words and the one after the last.

    `words` are ascending and each stands once. Of beginnings that the same words have, only the longest is given: for
    "sp" and "spa" with the same words, "spa"; so the one for a text is the least that begins with the text. They come
    in no particular order.
    """
    open_at: list[tuple[int, int]] = [(0, 0)]
    previous = ""
    for index, word in enumerate((*words, "")):
        same = _same_letters(previous, word)
        start = index
        while open_at[-1][0] > same:
            length, start = open_at.pop()
            if index - start >= READY_FROM:
                yield previous[:length], start, index
        if same > open_at[-1][0]:
            open_at.append((same, start))
        open_at.append((len(word), index))
        previous = word


def _same_letters(one: str, other: str) -> int:
    """How many letters two words have in common from the first on."""
    for place, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return place
    return min(len(one), len(other))

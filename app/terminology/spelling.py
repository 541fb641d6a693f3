"""Which known words are one slip of a letter away from a typed one.

A slip is a letter too few, a letter too many, a wrong letter, or two neighbours swapped: the four errors of F. J.
Damerau, "A technique for computer detection and correction of spelling errors", Communications of the ACM 7 (1964).
"""

from collections.abc import Container, Iterator
from typing import Final

SHORTEST_MENDED: Final = 4
"""Letters a typed word must have for a slip to be looked for; of anything shorter, every other short code is a slip."""


def one_slip_away(typed: str, known: Container[str], letters: str) -> frozenset[str]:
    """The words of `known` that `typed` becomes by mending one slip, itself not among them.

    `letters` are the characters that may have been meant. Digits are never added, dropped, replaced or swapped: 22q12
    and 2q11 are no slips of 22q11, nor is level 6 one of level 5.
    """
    if len(typed) < SHORTEST_MENDED:
        return frozenset()
    meant = "".join(letter for letter in letters if not letter.isdecimal())
    return frozenset(each for each in _mended(typed, meant) if each in known and each != typed)


def _mended(typed: str, letters: str) -> Iterator[str]:
    for place, letter in enumerate(typed):
        before, after = typed[:place], typed[place + 1 :]
        for other in letters:
            yield before + other + letter + after
        if after and not (letter.isdecimal() and after[0].isdecimal()):
            yield before + after[0] + letter + after[1:]
        if not letter.isdecimal():
            yield before + after
            for other in letters:
                yield before + other + after
    for other in letters:
        yield typed + other

"""Identifiers of reference set members: UUIDs in their text form, as two words of 64 bits.

Source: SNOMED CT Release File Specifications, section 3.1.2 "Data types"; RFC 9562, section 4.
"""

from typing import Final

import numpy as np

from app.terminology.rf2.blocks import Block
from app.terminology.rf2.numbers import Words
from app.terminology.rf2.snapshot import Flags

_LENGTH: Final = 36
_WINDOW: Final = 40

_DASHES_9_14: Final = np.uint64(0x00002D000000002D)
_AT_9_14: Final = np.uint64(0x0000FF00000000FF)
_DASHES_19_24: Final = np.uint64(0x2D000000002D0000)
_AT_19_24: Final = np.uint64(0xFF00000000FF0000)
_FOUR: Final = np.uint64(0xFFFFFFFF)


def member_ids(block: Block, column: int) -> tuple[Words, Words, Flags]:
    """A column of UUIDs, in either case: the first and last 16 hexadecimal digits, and which cells are no UUID."""
    start = block.start(column)
    windows = block.windows(_WINDOW)[start].view(np.uint64).reshape(-1, _WINDOW // 8)
    first, second, third, fourth, fifth = (np.ascontiguousarray(windows[:, each]) for each in range(_WINDOW // 8))
    dashed = ((second & _AT_9_14) == _DASHES_9_14) & ((third & _AT_19_24) == _DASHES_19_24)
    groups = (
        first,
        _joined(second >> _bits(8), _four_then(second >> _bits(48), third)),
        _joined(third >> _bits(24), fourth),
        _joined(fourth >> _bits(32), fifth),
    )
    (one, wrong_1), (two, wrong_2), (three, wrong_3), (four, wrong_4) = (_hexadecimal(each) for each in groups)
    wrong = (wrong_1 | wrong_2 | wrong_3 | wrong_4) != 0
    return (
        one << _bits(32) | two,
        three << _bits(32) | four,
        wrong | ~dashed | (block.ends[column] - start != _LENGTH),
    )


def _bits(count: int) -> np.uint64:
    return np.uint64(count)


def _joined(four: Words, then: Words) -> Words:
    """Four characters, and four more after them."""
    return four & _FOUR | then << _bits(32)


def _four_then(two: Words, then: Words) -> Words:
    """Two characters, and two more after them."""
    return two & np.uint64(0xFFFF) | (then & np.uint64(0xFFFF)) << _bits(16)


def _hexadecimal(text: Words) -> tuple[Words, Words]:
    """The number eight hexadecimal digits make, and something other than 0 where they are none.

    Letters are made small, each character becomes its value, and a value is right when it is written as it was read.
    """
    small = text | text >> _bits(1) & np.uint64(0x2020202020202020)
    letter = text >> _bits(6) & np.uint64(0x0101010101010101)
    digit = (text & np.uint64(0x0F0F0F0F0F0F0F0F)) + letter * _bits(9)
    above_nine = (digit + np.uint64(0x0606060606060606)) >> _bits(4) & np.uint64(0x0101010101010101)
    written = digit + np.uint64(0x3030303030303030) + above_nine * _bits(0x27)
    wrong = written ^ small | digit & np.uint64(0xF0F0F0F0F0F0F0F0)
    pairs = (digit << _bits(4) | digit >> _bits(8)) & np.uint64(0x00FF00FF00FF00FF)
    fours = (pairs << _bits(8) | pairs >> _bits(16)) & np.uint64(0x0000FFFF0000FFFF)
    return (fours << _bits(16) | fours >> _bits(32)) & _FOUR, wrong

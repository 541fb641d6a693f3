"""Columns of digits as numbers, eight characters to a machine word.

A cell's last 24 bytes are looked at as three words. Little-endian words hold the first character lowest, so what comes
before a short cell is masked away at the low end and counts as leading zeros.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.terminology.rf2.blocks import Block, Positions
from app.terminology.rf2.snapshot import Dates, Flags, Ids

Words = NDArray[np.uint64]

_ZERO: Final = np.uint8(48)
_ZEROS: Final = np.uint64(0x3030303030303030)
_SIXES: Final = np.uint64(0x0606060606060606)
_HIGH: Final = np.uint64(0xF0F0F0F0F0F0F0F0)
_PAIRS: Final = np.uint64(0x00FF00FF00FF00FF)
_FOURS: Final = np.uint64(0x0000FFFF0000FFFF)
_FEWEST: Final = 6
_MOST: Final = 18
_WINDOW: Final = 24
_FIRST_YEAR: Final = 1800


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column of numbers; where `blank`, `not_digits`, `padded` or `too_long` is true, the value means nothing."""

    values: Ids
    blank: Flags
    not_digits: Flags
    padded: Flags
    length_wrong: Flags
    wrong: Flags
    """Any of the others."""


def identifiers(block: Block, column: int) -> Numbers:
    """A column of 6 to 18 digits without leading zero."""
    low, middle, high, _ = _words(block, column)
    values, digits = _runs_of_numbers(low, middle, high)
    return _numbers(block, column, values, ~digits, (_FEWEST, _MOST))


def small_numbers(block: Block, column: int) -> Numbers:
    """A column of 1 to 8 digits, such as a relationship's group."""
    length = block.ends[column] - block.start(column)
    word = _last_word(block, column) & _masks()[0].take(np.minimum(length, 8))
    return _numbers(block, column, _eight(word).view(np.int64), ~_all_digits(word), (1, 8))


def dates(block: Block, column: int) -> tuple[Dates, Flags, Flags]:
    """A column of dates: as yyyymmdd, which are no date (not eight digits, or no day of the calendar), which blank."""
    length = block.ends[column] - block.start(column)
    word = _last_word(block, column)
    changes = first_of_runs(word)
    values = _eight(word[changes]).view(np.int64)
    wrong = ~_all_digits(word[changes]) | ~_in_calendar(values)
    repeats = run_lengths(changes, len(word))
    every = np.repeat(values.astype(np.int32), repeats)
    return every, np.repeat(wrong, repeats) | (length != 8), length == 0


def flags(block: Block, column: int) -> tuple[Flags, Flags]:
    """A column of 0 and 1: which are 1, and which are neither."""
    digit = block.data.take(block.ends[column] - 1) - _ZERO
    return digit == 1, (digit > 1) | (block.ends[column] - block.start(column) != 1)


def choices(block: Block, column: int, known: Sequence[int]) -> tuple[NDArray[np.uint8], Flags]:
    """A column of identifiers of 18 digits out of a few that begin alike: the index into `known`, and which is none.

    An index means nothing where the second answer is true.
    """
    low, middle, high, length = _words(block, column)
    index = np.zeros(len(low), dtype=np.uint8)
    found = np.zeros(len(low), dtype=np.bool_)
    for each, code in enumerate(known):
        same = low == _word_of(code)
        found |= same
        if each:
            index[same] = each
    above = str(known[0])[:-8]
    alike = (middle == _word_of(int(above[-8:]))) & (high == _word_of(int(above[:-8])))
    return index, ~(found & alike & (length == _MOST))


def first_of_runs(*columns: NDArray[Any]) -> Positions:
    """Where a row differs from the one before it in any of some columns, the first row included."""
    changed = np.empty(len(columns[0]), dtype=np.bool_)
    changed[:1] = True
    np.not_equal(columns[0][1:], columns[0][:-1], out=changed[1:])
    for column in columns[1:]:
        changed[1:] |= column[1:] != column[:-1]
    return changed.nonzero()[0]


def run_lengths(first: Positions, rows: int) -> Positions:
    """How long each run is, given where runs begin and how many rows there are."""
    lengths = np.empty_like(first)
    np.subtract(first[1:], first[:-1], out=lengths[:-1])
    lengths[-1:] = rows - first[-1:]
    return lengths


def _words(block: Block, column: int) -> tuple[Words, Words, Words, Positions]:
    """The last three words of each cell with their ASCII zeros taken off, what lies before the cell masked away."""
    length = block.ends[column] - block.start(column)
    windows = block.windows(_WINDOW)[block.ends[column] - _WINDOW].view(np.uint64).reshape(-1, 3)
    masks = _masks()
    clipped = np.minimum(length, _WINDOW)
    low, middle, high = ((windows[:, 2 - each] ^ _ZEROS) & masks[each].take(clipped) for each in range(3))
    return low, middle, high, length


def _last_word(block: Block, column: int) -> Words:
    word: Words = block.windows(8)[block.ends[column] - 8].view(np.uint64)
    return word ^ _ZEROS


@cache
def _masks() -> tuple[Words, Words, Words]:
    """For each length of a cell, which bytes of its last, middle and first word are its own."""
    full = (1 << 64) - 1

    def mask(own: int) -> int:
        return full & ~((1 << 8 * (8 - min(max(own, 0), 8))) - 1)

    low, middle, high = (
        np.array([mask(length - 8 * each) for length in range(_WINDOW + 1)], dtype=np.uint64) for each in range(3)
    )
    return low, middle, high


def _runs_of_numbers(low: Words, middle: Words, high: Words) -> tuple[Ids, Flags]:
    """The numbers, and which consist of digits alone; computed once for neighbours that are the same."""
    changes = first_of_runs(low, middle, high)
    if 4 * len(changes) > 3 * len(low):
        return _number(low, middle, high)
    values, digits = _number(low[changes], middle[changes], high[changes])
    repeats = run_lengths(changes, len(low))
    return np.repeat(values, repeats), np.repeat(digits, repeats)


def _number(low: Words, middle: Words, high: Words) -> tuple[Ids, Flags]:
    digits = ((low + _SIXES | low) | (middle + _SIXES | middle) | (high + _SIXES | high)) & _HIGH == 0
    total = _eight(low) + _eight(middle) * np.uint64(10**8) + _eight(high) * np.uint64(10**16)
    return total.view(np.int64), digits


def _all_digits(word: Words) -> Flags:
    digits: Flags = (word + _SIXES | word) & _HIGH == 0
    return digits


def _eight(word: Words) -> Words:
    """The number that eight digits make, the first of them in the lowest byte."""
    pairs = (word * np.uint64(1 + (10 << 8))) >> np.uint64(8) & _PAIRS
    fours = (pairs * np.uint64(1 + (100 << 16))) >> np.uint64(16) & _FOURS
    return (fours * np.uint64(1 + (10_000 << 32))) >> np.uint64(32)


def _word_of(number: int) -> np.uint64:
    """The word a cell of these digits has, without its ASCII zeros."""
    digits = str(number).rjust(8, "0")[-8:]
    return np.uint64(int.from_bytes(bytes(int(digit) for digit in digits), "little"))


def _numbers(block: Block, column: int, values: Ids, not_digits: Flags, lengths: tuple[int, int]) -> Numbers:
    length = block.ends[column] - block.start(column)
    fewest, most = lengths
    blank = length == 0
    length_wrong = ((length < fewest) | (length > most)) & ~blank
    padded = (block.data.take(block.start(column)) == _ZERO) & (length > 1)
    return Numbers(values, blank, not_digits, padded, length_wrong, blank | not_digits | padded | length_wrong)


def _in_calendar(values: Ids) -> Flags:
    year, rest = np.divmod(values, 10_000)
    month, day = np.divmod(rest, 100)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    longest = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    in_year = (month >= 1) & (month <= 12)
    days = longest.take(np.where(in_year, month, 0)) + (leap & (month == 2))
    right: Flags = in_year & (day >= 1) & (day <= days) & (year >= _FIRST_YEAR)
    return right

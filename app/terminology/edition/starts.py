"""Many lists in two columns: the values of all, one list after another, and where each begins ("starts").

List k of `values` is `values[starts[k] : starts[k + 1]]`; a list is strictly ascending, and there is one more start
than there are lists.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.terminology.edition.arrays import Places, Starts

_HALF: Final = np.int64(32)
_LOW: Final = np.int64(0xFFFFFFFF)

Numbers = NDArray[np.int64]


def grouped(owners: NDArray[Any], values: NDArray[Any], count: int) -> tuple[Starts, Places]:
    """The lists of `count` owners (0 to `count` - 1), from parallel columns of an owner and a value in any order.

    A value given twice to one owner is kept once. Owners and values are below 2**31.
    """
    pairs = owners.astype(np.int64)
    pairs <<= _HALF
    pairs |= values
    pairs.sort()
    pairs = without_repeats(pairs)
    return starts_of(pairs >> _HALF, count), (pairs & _LOW).astype(np.uint32)


def inverted(starts: Starts, values: Places, count: int) -> tuple[Starts, Places]:
    """The lists the other way round: for each of `count` values, the owners whose list has it."""
    pairs = values.astype(np.int64)
    pairs <<= _HALF
    pairs |= np.repeat(np.arange(len(starts) - 1, dtype=np.uint32), np.diff(starts))
    pairs.sort()
    pairs &= _LOW
    return starts_of(values, count), pairs.astype(np.uint32)


def starts_of(owners: NDArray[Any], count: int) -> Starts:
    """Where the list of each of `count` owners begins, from the owner of every value."""
    starts = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(owners, minlength=count), out=starts[1:])
    return starts


def starts_of_lengths(lengths: NDArray[Any]) -> Starts:
    """Where each list begins, from their lengths."""
    starts = np.zeros(len(lengths) + 1, dtype=np.int64)
    np.cumsum(lengths, out=starts[1:])
    return starts


def spans(begins: NDArray[Any], lengths: NDArray[Any]) -> Numbers:
    """The numbers from each begin on, as many as its length says, one span after another."""
    ends = np.cumsum(lengths, dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(begins - (ends - lengths), lengths) + np.arange(total, dtype=np.int64)


def gathered(starts: Starts, values: Places, owners: NDArray[Any]) -> Places:
    """The lists of `owners`, one after another."""
    begins = starts[owners]
    return values[spans(begins, starts[owners.astype(np.int64) + 1] - begins)]


def reached(starts: Starts, values: Places, owners: Places) -> Places:
    """All that the lists lead to from `owners`, over any number of steps, ascending; safe when they lead in a circle.

    One of `owners` is among them only where a list leads to it. The lists are of numbers that are owners themselves.
    """
    found = np.zeros(len(starts) - 1, dtype=np.bool_)
    opened = np.zeros_like(found)
    frontier = owners
    while len(frontier):
        opened[frontier] = True
        met = gathered(starts, values, frontier)
        found[met] = True
        frontier = np.unique(met[~opened[met]])
    return np.flatnonzero(found).astype(np.uint32)


def without_repeats(ascending: Numbers) -> Numbers:
    """Each of the ascending numbers once."""
    if len(ascending) < 2:
        return ascending
    first = np.empty(len(ascending), dtype=np.bool_)
    first[0] = True
    np.not_equal(ascending[1:], ascending[:-1], out=first[1:])
    return ascending if first.all() else ascending[first]

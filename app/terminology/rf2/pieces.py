"""Many short pieces of one long array of bytes: compared, or put one after another."""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

Starts = NDArray[np.int64]
Lengths = NDArray[np.int32]
Bytes = NDArray[np.uint8]

_AT_ONCE: Final = 1 << 16
"""How many pieces are worked on together, so that the positions of their bytes take little memory."""


def pieces_differ(text: Bytes, ones: Starts, others: Starts, lengths: Lengths) -> NDArray[np.bool_]:
    """Of each pair of pieces of the same length (1 or more), whether they differ."""
    differ = np.zeros(len(lengths), dtype=np.bool_)
    for some in _slices(len(lengths)):
        unlike = text[_positions(ones[some], lengths[some])] != text[_positions(others[some], lengths[some])]
        begins = np.cumsum(lengths[some], dtype=np.int64) - lengths[some]
        differ[some] = np.logical_or.reduceat(unlike, begins)
    return differ


def gathered_bytes(text: Bytes, starts: Starts, lengths: Lengths) -> Bytes:
    """The pieces one after another."""
    out = np.empty(int(lengths.sum(dtype=np.int64)), dtype=np.uint8)
    at = 0
    for some in _slices(len(lengths)):
        piece = text[_positions(starts[some], lengths[some])]
        out[at : at + len(piece)] = piece
        at += len(piece)
    return out


def _slices(count: int) -> Iterator[slice]:
    return (slice(begin, begin + _AT_ONCE) for begin in range(0, count, _AT_ONCE))


def _positions(starts: Starts, lengths: Lengths) -> Starts:
    """Where each byte of the pieces is."""
    ends = np.cumsum(lengths, dtype=np.int64)
    positions: Starts = np.repeat(starts - (ends - lengths), lengths) + np.arange(int(ends[-1]))
    return positions

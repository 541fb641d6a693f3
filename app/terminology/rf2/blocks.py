"""A piece of a release file, cut into cells: where in its bytes each column of each row begins and ends.

Rows end with LF or CR LF, columns are parted by tabs, and there is no quoting.
Source: SNOMED CT Release File Specifications, section 3.1 "Release file format".
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.int64]

MARGIN: Final = 64
"""Zeros before and after the bytes of a block, so that a cell can be looked at in windows wider than itself."""

LONGEST_ROW: Final = 1 << 20
"""The bytes a row may have; the longest fields of the standard have a few thousand."""

_TAB: Final = 9
_NEWLINE: Final = 10
_RETURN: Final = 13
_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Block:
    """Rows as cells. `data` has a `MARGIN` on both sides; `first` is where rows begin; `ends` is by column, then row.

    `lines` are the rows' lines in their file, counted from 1.
    """

    data: NDArray[np.uint8]
    first: Positions
    ends: Positions
    lines: Positions

    @property
    def rows(self) -> int:
        """How many rows."""
        return len(self.first)

    def start(self, column: int) -> Positions:
        """Where the cells of a column begin."""
        return self.first if column == 0 else self.ends[column - 1] + 1

    def windows(self, width: int) -> NDArray[np.void]:
        """The bytes from each position on, `width` of them each."""
        return np.ndarray((len(self.data) - width + 1,), f"V{width}", self.data, strides=(1,))

    def text(self, column: int, row: int) -> str:
        """A cell as a person may see it: shortened, with what is not text replaced."""
        start, end = int(self.start(column)[row]), int(self.ends[column, row])
        text = bytes(self.data[start : min(end, start + 4 * _SHOWN)]).decode(errors="replace")
        shown = "".join(each if each.isprintable() else "�" for each in text)
        return shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"

    def only(self, kept: NDArray[np.bool_]) -> "Block":
        """The rows for which `kept` is true."""
        return Block(self.data, self.first[kept], self.ends[:, kept], self.lines[kept])


@dataclass(frozen=True, slots=True)
class WrongWidths:
    """The rows that do not have the columns of their file: their lines, and how many columns each has."""

    lines: Positions
    columns: Positions


def cut(rows: bytes, columns: int, first_line: int) -> tuple[Block, WrongWidths]:
    """The cells of whole rows, each ended by LF, and the rows that are not of so many columns (2 or more)."""
    data = _with_margins(rows)
    separators = np.flatnonzero((data - np.uint8(_TAB)) < 2)
    newline = data.take(separators) == _NEWLINE
    count = int(np.count_nonzero(newline))
    if len(separators) == count * columns and newline[columns - 1 :: columns].all():
        ends = np.ascontiguousarray(separators.reshape(count, columns).T)
        lines = np.arange(first_line, first_line + count, dtype=np.int64)
        return _block(data, ends, _firsts(ends[-1]), lines), _NO_WRONG
    return _cut_with_care(data, separators, np.flatnonzero(newline), columns, first_line)


_NO_WRONG: Final = WrongWidths(np.zeros(0, np.int64), np.zeros(0, np.int64))


def _cut_with_care(
    data: NDArray[np.uint8], separators: Positions, newlines: Positions, columns: int, first_line: int
) -> tuple[Block, WrongWidths]:
    widths = np.diff(newlines, prepend=-1)
    lines = np.arange(first_line, first_line + len(newlines), dtype=np.int64)
    right = widths == columns
    firsts = _firsts(separators[newlines])[right]
    ends = separators[newlines[right] + np.arange(1 - columns, 1)[:, None]]
    return _block(data, ends, firsts, lines[right]), WrongWidths(lines[~right], widths[~right])


def _block(data: NDArray[np.uint8], ends: Positions, firsts: Positions, lines: Positions) -> Block:
    last = ends[-1]
    ends[-1] -= (data.take(last - 1) == _RETURN) & (last > firsts)
    return Block(data, firsts, ends, lines)


def _firsts(newlines: Positions) -> Positions:
    firsts = np.empty_like(newlines)
    firsts[:1] = MARGIN
    firsts[1:] = newlines[:-1] + 1
    return firsts


def _with_margins(rows: bytes) -> NDArray[np.uint8]:
    data = np.zeros(len(rows) + 2 * MARGIN, dtype=np.uint8)
    data[MARGIN : MARGIN + len(rows)] = np.frombuffer(rows, dtype=np.uint8)
    return data

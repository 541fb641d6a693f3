"""Terms and language codes of descriptions: that they are text, and how they are kept."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.terminology.rf2.blocks import MARGIN, Block, Positions
from app.terminology.rf2.faults import COPY_AGAIN
from app.terminology.rf2.numbers import Words
from app.terminology.rf2.refusals import Refusals
from app.terminology.rf2.snapshot import Flags

_LONGEST_CODE: Final = 8
_DELETE: Final = 127
_HIGHEST_ASCII: Final = 127
_SPACE: Final = 32


def refuse_what_is_not_text(block: Block, column: int, refusals: Refusals) -> None:
    """Refuse rows with bytes that are not UTF-8 or that are control characters."""
    rows = block.data[MARGIN:-MARGIN]
    if len(rows) == 0:
        return
    if int(rows.max()) > _HIGHEST_ASCII and not _is_utf_8(rows):
        bad = np.array([not _is_utf_8(_row(block, row)) for row in range(block.rows)], dtype=np.bool_)
        refusals.rows(bad, column, "The row is not UTF-8: {cell}.", "Save the file in UTF-8, as it was distributed.")
    control = _rows_at(block, _control_characters(rows) + MARGIN)
    refusals.rows(control, column, "The row holds a control character: {cell}.", COPY_AGAIN)


def terms(block: Block, column: int) -> tuple[Positions, NDArray[np.int32], NDArray[np.uint8]]:
    """The terms of a column one after another as bytes, where each starts in them, and how long it is."""
    starts, ends = block.start(column), block.ends[column]
    lengths = ends - starts
    between = np.empty(2 * block.rows + 1, dtype=np.int64)
    between[0:-1:2] = starts
    between[2:-1:2] -= ends[:-1]
    between[1::2] = lengths
    between[-1] = len(block.data) - (ends[-1] if block.rows else 0)
    inside = np.repeat(np.arange(2 * block.rows + 1) % 2 == 1, between)
    return np.cumsum(lengths) - lengths, lengths.astype(np.int32), block.data[inside]


def language_codes(block: Block, column: int) -> tuple[Words, Flags]:
    """A column of codes such as "en" as the words their bytes make, lowest first, and which cells are no such code."""
    start, length = block.start(column), block.ends[column] - block.start(column)
    clipped = np.minimum(length, _LONGEST_CODE)
    masks = np.array([(1 << 8 * each) - 1 for each in range(_LONGEST_CODE + 1)], dtype=np.uint64)
    words: Words = block.windows(8)[start].view(np.uint64) & masks.take(clipped)
    right = [word for word in np.unique(words).tolist() if _is_code(language_of(word))]
    return words, ~np.isin(words, np.array(right, dtype=np.uint64)) | (length != clipped)


def language_of(word: int) -> str:
    """The code whose bytes make this word; "" when it is none."""
    text = word.to_bytes(8, "little").rstrip(b"\0")
    return text.decode() if text.isascii() else ""


def _is_code(code: str) -> bool:
    first, *rest = code.split("-")
    return len(first) in (2, 3) and first.isalpha() and first.islower() and all(each.isalnum() for each in rest)


def _is_utf_8(rows: NDArray[np.uint8]) -> bool:
    try:
        str(rows.data, "utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _row(block: Block, row: int) -> NDArray[np.uint8]:
    return block.data[int(block.first[row]) : int(block.ends[-1, row])]


def _control_characters(rows: NDArray[np.uint8]) -> Positions:
    """Where a control character stands that is no tab, no LF and no CR right before LF."""
    low = np.flatnonzero((rows < _SPACE) & (rows != 9) & (rows != 10) | (rows == _DELETE))
    last = len(rows) - 1
    ends_row = (rows[low] == 13) & (rows[np.minimum(low + 1, last)] == 10)
    control: Positions = low[~ends_row]
    return control


def _rows_at(block: Block, positions: Positions) -> Flags:
    found = np.zeros(block.rows, dtype=np.bool_)
    if len(positions) and block.rows:
        row = np.maximum(np.searchsorted(block.first, positions, side="right") - 1, 0)
        found[row[positions < block.ends[-1].take(row)]] = True
    return found

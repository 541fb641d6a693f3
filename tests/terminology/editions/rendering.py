"""Rows of text from columns of numbers: a matrix of bytes, padded with NULs that are left out at the end."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Column = Bytes | bytes
"""One row of bytes each, padded with NULs, or what is the same in every row."""

_TAB: Final = 9
_END: Final = (13, 10)


def lines(columns: Sequence[Column], count: int) -> bytes:
    """`count` rows of these columns, TAB between them and CR LF behind each."""
    widths = [len(each) if isinstance(each, bytes) else each.shape[1] for each in columns]
    page = np.zeros((count, sum(widths) + len(widths) + 1), dtype=np.uint8)
    at = 0
    for each, width in zip(columns, widths, strict=True):
        page[:, at : at + width] = np.frombuffer(each, np.uint8) if isinstance(each, bytes) else each
        page[:, at + width] = _TAB
        at += width + 1
    page[:, at - 1 : at + 1] = _END
    flat: Bytes = page.reshape(-1)
    return bytes(flat[flat != 0].data)


def digits(numbers: NDArray[np.int64]) -> Bytes:
    """Numbers above zero, in decimal."""
    width = len(str(int(numbers.max(initial=1))))
    page = np.zeros((len(numbers), width), dtype=np.uint8)
    rest = numbers
    for place in range(width - 1, -1, -1):
        more = rest // 10
        page[:, place] = np.where(rest > 0, rest - more * 10 + 48, 0)
        rest = more
    return page


def chosen(texts: Sequence[str | int], codes: NDArray[np.integer]) -> Bytes:
    """Of each row, the text that its code numbers."""
    page: Bytes = texts_page([str(each) for each in texts])[codes]
    return page


def texts_page(texts: Sequence[str]) -> Bytes:
    """Texts as UTF-8."""
    packed = np.array([each.encode() for each in texts], dtype=np.bytes_)
    return packed.view(np.uint8).reshape(len(texts), -1)


def flags(active: NDArray[np.bool_]) -> Bytes:
    """1 or 0."""
    return np.where(active, np.uint8(49), np.uint8(48)).reshape(-1, 1)


def member_ids(chance: np.random.Generator, count: int) -> Bytes:
    """UUIDs, version 4."""
    raw = chance.integers(0, 256, (count, 16), dtype=np.uint8)
    raw[:, 6] = raw[:, 6] & 0x0F | 0x40
    raw[:, 8] = raw[:, 8] & 0x3F | 0x80
    pairs = np.frombuffer("".join(f"{byte:02x}" for byte in range(256)).encode(), np.uint8).reshape(256, 2)
    hexadecimal = pairs[raw].reshape(count, 32)
    page = np.full((count, 36), 45, dtype=np.uint8)
    for start, end, at in ((0, 8, 0), (8, 12, 9), (12, 16, 14), (16, 20, 19), (20, 32, 24)):
        page[:, at : at + end - start] = hexadecimal[:, start:end]
    return page

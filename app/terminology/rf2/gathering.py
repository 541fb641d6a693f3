"""The rows of many blocks put into columns of their own while they are read."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.terminology.rf2.rows import NO_TEXT, Columns, Rows

_GROWTH: Final = 2


class Gathering:
    """Columns that grow. Room beyond what is written takes no memory until it is used, so it is made generously."""

    def __init__(self) -> None:
        self._columns: Columns = {}
        self._text = NO_TEXT
        self._rows = 0
        self._bytes = 0

    def add(self, rows: Rows) -> None:
        """Put the rows of a block after those there are."""
        columns, count, size = rows.columns, len(rows.columns["line"]), len(rows.text)
        if not self._columns:
            self._columns, self._text = dict(columns), rows.text
        else:
            for name, column in columns.items():
                shifted = column + self._bytes if name == "start" else column
                self._columns[name] = _with(self._columns[name], self._rows, shifted)
            self._text = _with(self._text, self._bytes, rows.text)
        self._rows += count
        self._bytes += size

    def taken(self) -> tuple[Columns, NDArray[np.uint8]]:
        """All rows, and the text that descriptions point into; nothing is left. No columns if there was no block."""
        columns = {name: column[: self._rows] for name, column in self._columns.items()}
        text = self._text[: self._bytes]
        self._columns, self._text, self._rows, self._bytes = {}, NO_TEXT, 0, 0
        return columns, text


def _with(column: NDArray[Any], used: int, more: NDArray[Any]) -> NDArray[Any]:
    """The column with more values after those in use; a larger one where there is no room."""
    due = used + len(more)
    if due > len(column):
        wider = np.empty(_GROWTH * due, dtype=column.dtype)
        wider[:used] = column[:used]
        column = wider
    column[used:due] = more
    return column

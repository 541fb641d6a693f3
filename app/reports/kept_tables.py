"""The rows of areas that were read, kept for the next reader: a released table never changes.

As many as fit into a number of rows are kept, those asked for last; a country's release has a million, of which a
reader sees a few thousand.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Final

from app.identity import Identity
from app.released.table import ReleasedTable, TableKey

MOST_ROWS: Final = 50_000
"""Some 40 MB, and all that a dozen areas show."""

ReadArea = Callable[[Identity, TableKey, str], ReleasedTable]
"""Gives the rows of an area of a table of a release; none where the area has none. Raises `NotFound` when the release
has no such table."""


class KeptTables:
    """Reads the rows of areas, each once while it is kept."""

    def __init__(self, read: ReadArea, most_rows: int = MOST_ROWS) -> None:
        self._read = read
        self._most = most_rows
        self._kept: OrderedDict[tuple[Identity, TableKey, str], ReleasedTable] = OrderedDict()
        self._rows = 0
        self._lock = Lock()

    def __call__(self, release: Identity, key: TableKey, area: str) -> ReleasedTable:
        """The rows of an area, kept or read."""
        asked = release, key, area
        with self._lock:
            found = self._kept.get(asked)
            if found is not None:
                self._kept.move_to_end(asked)
                return found
        # Read without the lock: nobody waits for what somebody else reads.
        found = self._read(*asked)
        with self._lock:
            self._keep(asked, found)
        return found

    def _keep(self, asked: tuple[Identity, TableKey, str], table: ReleasedTable) -> None:
        if asked in self._kept:
            return
        self._kept[asked] = table
        self._rows += _weight(table)
        while self._rows > self._most:
            self._rows -= _weight(self._kept.popitem(last=False)[1])


def _weight(table: ReleasedTable) -> int:
    """What a table takes of the room: its rows, and one for itself, for there may be many without rows."""
    return len(table.rows) + 1

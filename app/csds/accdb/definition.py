"""What a table definition says: columns, number of rows, indexes, and where the table's pages are listed.

Source: HACKING.md of mdbtools, "TDEF Pages", of Jet4. A definition begins on a page of its own and may go on on others;
each has 8 bytes of head, the last 4 the number of the next page. Of the whole, with the first head:

16  4 bytes  rows                              51  4 bytes  physical indexes, p
41  2 bytes  columns that a row has            55  4 bytes  pointer to the usage map of the pages it owns
43  2 bytes  of variable length, of these      59  4 bytes  pointer to that of the pages with room
45  2 bytes  columns, n                        63  p times 12 bytes
47  4 bytes  indexes                           then n times 25 bytes, then n names (2 bytes: how long; UTF-16)

A column: type (byte 0), number (5), place among those of variable length (7), flags (15), more flags (16), offset among
those of fixed length (21), length in bytes (23).
"""

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

ROWS_AT: Final = 16
"""Where, on its first page, a definition has the number of rows: 4 bytes."""

_COUNTS: Final = struct.Struct("<HHHIIII")
_COLUMN: Final = struct.Struct("<B4xHH6xBB4xHH")
_COUNTS_AT: Final = 41
_INDEXES_AT: Final = 63
_INDEX_BYTES: Final = 12
_FIXED, _AUTONUMBER, _COMPRESSED = 0x01, 0x04, 0x01
_AUTOMATIC: Final = _AUTONUMBER | 0x40


class ColumnType(IntEnum):
    """The types of columns, as Access numbers them."""

    YES_NO = 1
    BYTE = 2
    INTEGER = 3
    LONG_INTEGER = 4
    CURRENCY = 5
    SINGLE = 6
    DOUBLE = 7
    DATE_TIME = 8
    BINARY = 9
    TEXT = 10
    OLE_OBJECT = 11
    MEMO = 12
    REPLICATION_ID = 15
    DECIMAL = 16
    COMPLEX = 18
    LARGE_NUMBER = 19
    EXTENDED_DATE_TIME = 20

    @property
    def words(self) -> str:
        """Its name in a sentence."""
        return self.name.lower().replace("_", " ")


@dataclass(frozen=True, slots=True)
class Column:
    """A column as its table defines it. `number` is its bit in a row's null mask; `length` is in bytes."""

    name: str
    type: int
    number: int
    variable: int
    offset: int
    length: int
    flags: int
    more_flags: int

    @property
    def fixed(self) -> bool:
        """Whether it lies in the fixed part of a row."""
        return bool(self.flags & _FIXED)

    @property
    def automatic(self) -> bool:
        """Whether Access gives its value (autonumber)."""
        return bool(self.flags & _AUTOMATIC)

    @property
    def compresses(self) -> bool:
        """Whether its texts may be compressed."""
        return bool(self.more_flags & _COMPRESSED)

    @property
    def characters(self) -> int:
        """How many characters its texts may have."""
        return self.length // 2

    @property
    def words(self) -> str:
        """Its type, in words."""
        known = ColumnType(self.type).words if self.type in set(ColumnType) else f"type {self.type}"
        if self.type == ColumnType.TEXT:
            known = f"{'fixed-length ' if self.fixed else ''}text of {self.characters} characters"
        return f"automatic {known}" if self.automatic else known


@dataclass(frozen=True, slots=True)
class Definition:
    """A table as the file defines it. `page` is the definition's; `owned` and `roomy` point to its usage maps.

    A row has `width` columns, deleted ones among them, `variables` of these of variable length.
    """

    name: str
    page: int
    rows: int
    width: int
    variables: int
    indexes: int
    owned: int
    roomy: int
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column | None:
        """A column by its name; None when the table has no such column."""
        return next((each for each in self.columns if each.name == name), None)


def definition_from(name: str, page: int, data: bytes) -> Definition:
    """Read a definition: `data` is its first page, and of each further one what follows its head.

    Raises: ValueError: it is no definition.
    """
    try:
        width, variables, count, logical, physical, owned, roomy = _COUNTS.unpack_from(data, _COUNTS_AT)
        at = _INDEXES_AT + physical * _INDEX_BYTES
        names = _names(data, at + count * _COLUMN.size, count)
        columns = tuple(_column(data, at + place * _COLUMN.size, each) for place, each in enumerate(names))
        rows = int.from_bytes(data[ROWS_AT : ROWS_AT + 4], "little")
    except (struct.error, UnicodeDecodeError) as error:
        raise ValueError("a table definition that cannot be read") from error
    return Definition(name, page, rows, width, variables, max(logical, physical), owned, roomy, columns)


def _names(data: bytes, at: int, count: int) -> list[str]:
    found = []
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        if at + 2 + length > len(data):
            raise ValueError("a table definition that is cut short")
        found.append(data[at + 2 : at + 2 + length].decode("utf-16-le"))
        at += 2 + length
    return found


def _column(data: bytes, at: int, name: str) -> Column:
    kind, number, variable, flags, more_flags, offset, length = _COLUMN.unpack_from(data, at)
    return Column(name, kind, number, variable, offset, length, flags, more_flags)

"""Pages and how rows lie on them: of the Access files of 2007 and of 2010 (.accdb).

Source: the file HACKING.md of mdbtools (Jet4, whose pages these versions keep), and files that Jackcess 2.1.3 made.
Numbers are little endian. A page of rows:

0   1 byte   0x01, the kind of page        2   2 bytes  bytes free      8   4 bytes  0
1   1 byte   0x01                          4   4 bytes  the table       12  2 bytes  how many rows, n
14  n times 2 bytes: where each row begins; rows lie from the end of the page towards its head, the first one last
"""

import struct
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Final

PAGE: Final = 4096
"""Bytes in a page."""

MOST_PAGES: Final = 2**31 // PAGE
"""An Access file is at most 2 GiB."""

ROWS_PAGE: Final = 0x01
DEFINITION_PAGE: Final = 0x02
MAP_PAGE: Final = 0x05

GLOBAL_MAP: Final = (1, 0)
"""Page and row of the usage map of the file's free pages."""

CATALOGUE: Final = 2
"""The page of the definition of MSysObjects."""

MOST_ROWS: Final = 255
"""Rows on a page: a row is pointed at by one byte."""

LONGEST_ROW: Final = 4060
"""Bytes in a row; Access takes no longer one, although a page has room for a few more."""

ROWS_HEAD: Final = 14
POINTED_ELSEWHERE: Final = 0x4000
DELETED: Final = 0x8000
PLACE: Final = 0x1FFF
"""The low 13 bits are where a row begins; the high ones say that it is deleted, or moved and only points elsewhere."""

_HEAD: Final = struct.Struct("<BBHIIH")


def page_and_row(pointer: int) -> tuple[int, int]:
    """The page and the row that a pointer of 4 bytes names."""
    return pointer >> 8, pointer & 0xFF


def page_of_rows(table: int, rows: list[bytes]) -> bytes:
    """A page with these rows, which must fit, for the table whose definition is on page `table`."""
    starts = [PAGE - end for end in accumulate(map(len, rows))]
    free = (starts[-1] if starts else PAGE) - ROWS_HEAD - 2 * len(rows)
    head = _HEAD.pack(ROWS_PAGE, 1, free, table, 0, len(rows)) + struct.pack(f"<{len(rows)}H", *starts)
    return head + bytes(free) + b"".join(reversed(rows))


def pages_of_rows(table: int, rows: Iterable[bytes]) -> Iterator[bytes]:
    """The rows, none longer than `LONGEST_ROW`, laid on as many pages as they need, in their order."""
    held: list[bytes] = []
    room = PAGE - ROWS_HEAD
    for row in rows:
        need = len(row) + 2
        if need > room or len(held) == MOST_ROWS:
            yield page_of_rows(table, held)
            held, room = [], PAGE - ROWS_HEAD
        held.append(row)
        room -= need
    if held:
        yield page_of_rows(table, held)


def places(page: bytes) -> list[tuple[int, int, int]]:
    """(flags, beginning, end) of each row of a page of rows.

    Raises: ValueError: they do not lie within the page.
    """
    count = int.from_bytes(page[12:14], "little")
    if page[0] != ROWS_PAGE or ROWS_HEAD + 2 * count > PAGE:
        raise ValueError("not a page of rows")
    found, end = [], PAGE
    for entry in struct.unpack_from(f"<{count}H", page, ROWS_HEAD):
        start = entry & PLACE
        if not ROWS_HEAD + 2 * count <= start <= end:
            raise ValueError("rows that do not lie on their page")
        found.append((entry & ~PLACE, start, end))
        end = start
    return found


def free_bytes(page: bytes) -> int:
    """How many bytes of a page of rows are free."""
    return int.from_bytes(page[2:4], "little")

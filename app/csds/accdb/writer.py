"""Filling a copy of a template: pages of rows are put at its end, and its lists of pages and counts of rows brought up.

What is already in the file stays as it is but for these: the number of rows in a table's definition, the table's two
usage maps, and the file's list of free pages.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, Final

from app.csds.accdb.definition import ROWS_AT, Definition
from app.csds.accdb.faults import AccessFault
from app.csds.accdb.layout import (
    GLOBAL_MAP,
    LONGEST_ROW,
    MOST_PAGES,
    PAGE,
    free_bytes,
    page_and_row,
    pages_of_rows,
)
from app.csds.accdb.load import Pages, structure_in
from app.csds.accdb.rows import RowEncoder, Unfillable
from app.csds.accdb.usage import HEAD, INLINE, PAGES_EACH, MapChange, listing, references, references_in
from app.csds.engine_duckdb import Row
from app.csds.specification import Table

Filled = Callable[[str, int], None]
"""What follows a filling: it is told the table and how many of its rows are written, every so often and at its end."""

_AT_A_TIME: Final = 1_000
_TELL_EVERY: Final = 10
_ROOMY: Final = PAGE - LONGEST_ROW
"""A page with fewer bytes free is not listed as one with room."""


def unfollowed(table: str, rows: int) -> None:
    """Follows nothing."""


def fill(
    template: Path, destination: Path, tables: Iterable[tuple[Table, Iterable[Row]]], progress: Filled = unfollowed
) -> dict[str, int]:
    """Copy a template and append rows to its tables; gives how many each table has, by name.

    The values of a row come in the order of the table's fields and are put into the columns of the same names. A table
    without rows is left as it is. Memory does not grow with the rows. What was written stays behind when this fails:
    see `app.csds.accdb.whole.writer`.

    Raises:
        Unreadable: the template is not an Access file that can be filled.
        AccessFault: it lacks a table; one to be filled has an index, rows, or a column of a type that is not written;
            or the file would be larger than 2 GiB.
        RowFault: a value does not go into its column.
        OSError: the file cannot be written.
    """
    shutil.copyfile(template, destination)
    with destination.open("r+b") as file:
        appending = _Appending(file, Pages(file, template.name))
        counts = {}
        for table, rows in tables:
            counts[table.name] = appending.table(table, iter(rows), progress)
        appending.account_for_pages()
        file.flush()
    return counts


class _Appending:
    """Appends to the tables of an open file."""

    def __init__(self, file: BinaryIO, pages: Pages) -> None:
        self._file, self._pages, self._name = file, pages, pages.name
        self._tables = structure_in(pages).tables
        self._first_new = self._next = pages.count

    def table(self, table: Table, rows: Iterator[Row], progress: Filled) -> int:
        definition = self._tables.get(table.name)
        if definition is None:
            raise AccessFault(f"{self._name} has no table {table.name}.")
        written = 0
        if (first := next(rows, None)) is not None:
            written = self._append(definition, table, chain((first,), rows), progress)
        progress(table.name, written)
        return written

    def _append(self, definition: Definition, table: Table, rows: Iterator[Row], progress: Filled) -> int:
        encoder = self._encoder(definition, table)
        begin, written = self._next, 0

        def encoded() -> Iterator[bytes]:
            nonlocal written
            for told, some in enumerate(iter(lambda: list(islice(rows, _AT_A_TIME)), []), 1):
                yield from encoder.encode(some, written + 1)
                written += len(some)
                if told % _TELL_EVERY == 0:
                    progress(table.name, written)

        page = b""
        self._file.seek(begin * PAGE)
        for page in pages_of_rows(definition.page, encoded()):
            self._file.write(page)
            self._number()
        self._list(definition, range(begin, self._next), has_room=free_bytes(page) >= _ROOMY)
        self._write(definition.page, ROWS_AT, written.to_bytes(4, "little"))
        return written

    def _encoder(self, definition: Definition, table: Table) -> RowEncoder:
        if definition.indexes:
            raise AccessFault(f"{self._name}: table {table.name} has an index, and indexes are not written.")
        if definition.rows:
            raise AccessFault(f"{self._name}: table {table.name} is not empty.")
        try:
            return RowEncoder(definition, table.columns)
        except Unfillable as error:
            raise AccessFault(f"{self._name}: table {table.name} cannot be filled: {error}.") from error

    def _list(self, definition: Definition, new: range, *, has_room: bool) -> None:
        """List new pages as the table's own, and the last as the one with room."""
        owned = sorted({*self._pages.listed(definition.owned), *new})
        self._change(definition.owned, lambda row: listing(row, owned, self._numbers()))
        roomy = [new[-1]] if has_room else []
        self._change(definition.roomy, lambda row: listing(row, roomy, self._numbers()))

    def account_for_pages(self) -> None:
        """Take every new page out of the file's list of free pages. Those beyond what it lists count as free."""
        page, number = GLOBAL_MAP
        self._change(page << 8 | number, self._without_new_pages)

    def _without_new_pages(self, row: bytes) -> MapChange:
        if row[0] == INLINE:
            first = int.from_bytes(row[1:5], "little")
            if first <= self._first_new and self._next <= first + (len(row) - 5) * 8:
                return MapChange(row[:5] + _cleared(row[5:], first, range(self._first_new, self._next)), {})
        return self._by_references(row)

    def _by_references(self, row: bytes) -> MapChange:
        free = set(self._pages.listed(GLOBAL_MAP[0] << 8 | GLOBAL_MAP[1]))
        known = references_in(row)
        needed = (self._next - 1) // PAGES_EACH + 1
        while missing := [place for place in range(needed) if place not in known]:
            known |= {place: self._number() for place in missing}
            needed = (self._next - 1) // PAGES_EACH + 1
        pages = {}
        for place, number in known.items():
            first = place * PAGES_EACH
            bits = b"\xff" * (PAGE - len(HEAD))
            taken = (at for at in range(first, first + PAGES_EACH) if at < self._next and not self._is_free(at, free))
            pages[number] = HEAD + _cleared(bits, first, taken)
        return MapChange(references(known, len(row)), pages)

    def _is_free(self, page: int, free: set[int]) -> bool:
        return page < self._first_new and page in free

    def _change(self, pointer: int, change: Callable[[bytes], MapChange]) -> None:
        page, start, row = self._pages.row(*page_and_row(pointer))
        made = change(row)
        for number, bits in made.pages.items():
            self._write(number, 0, bits)
        self._write(page, start, made.row)

    def _numbers(self) -> Iterator[int]:
        while True:
            yield self._number()

    def _number(self) -> int:
        """The number of a page more at the end of the file."""
        if self._next >= MOST_PAGES:
            raise AccessFault(f"{self._name}: the file would be larger than the 2 GiB that Access takes.")
        self._next += 1
        return self._next - 1

    def _write(self, page: int, at: int, data: bytes) -> None:
        self._file.seek(page * PAGE + at)
        self._file.write(data)


def _cleared(bits: bytes, first: int, numbers: Iterable[int]) -> bytes:
    made = bytearray(bits)
    for number in numbers:
        at = number - first
        made[at >> 3] &= ~(1 << (at & 7))
    return bytes(made)

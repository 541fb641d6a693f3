"""Reading the structure of an Access file, and making sure that a template is what the standard says."""

import gzip
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from app.csds.accdb.definition import Definition, definition_from
from app.csds.accdb.faults import TemplateFault, Unreadable
from app.csds.accdb.header import refusal
from app.csds.accdb.layout import (
    CATALOGUE,
    DEFINITION_PAGE,
    DELETED,
    MAP_PAGE,
    PAGE,
    POINTED_ELSEWHERE,
    ROWS_PAGE,
    page_and_row,
    places,
)
from app.csds.accdb.rows import decode
from app.csds.accdb.structure import differences
from app.csds.accdb.usage import pages_in, references_in
from app.csds.specification import Specification

_TABLE, _LINKED = 1, (4, 6)
_OF_THE_SYSTEM: Final = 0x80000002
_AGAIN: Final = "Take a fresh copy of the official template."
_PLACE_OF_TABLE: Final = 0xFFFFFF


class Pages:
    """An open Access file, page by page."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        """Take an open file, from its head; `name` is what messages call it.

        Raises: Unreadable: it is not an Access file of a version that is filled, is encrypted, or is cut short.
        """
        self._file, self.name = file, name
        size = file.seek(0, 2)
        file.seek(0)
        why = refusal(file.read(PAGE), size)
        if why is not None:
            raise Unreadable(name, why.what, why.mend)
        self.count = size // PAGE

    def page(self, number: int, kind: int) -> bytes:
        """A page, which must be of a kind (its first byte)."""
        if not 0 < number < self.count:
            raise self.damaged(f"it speaks of page {number}, and has {self.count}")
        self._file.seek(number * PAGE)
        page = self._file.read(PAGE)
        if len(page) != PAGE or page[0] != kind:
            raise self.damaged(f"page {number} is not of the kind that it should be")
        return page

    def row(self, page: int, number: int) -> tuple[int, int, bytes]:
        """Where a row lies in the file (page, offset on it), and its bytes, whatever its flags say."""
        data = self.page(page, ROWS_PAGE)
        try:
            _, start, end = places(data)[number]
        except (ValueError, IndexError) as error:
            raise self.damaged(f"page {page} has no row {number}") from error
        return page, start, data[start:end]

    def rows_of(self, definition: Definition) -> Iterator[bytes]:
        """The rows of a table, without the deleted ones."""
        for number in self.listed(definition.owned):
            page = self.page(number, ROWS_PAGE)
            for flags, start, end in self._places(page, number):
                if flags & DELETED:
                    continue
                moved = flags & POINTED_ELSEWHERE
                yield self._moved(page[start : start + 4]) if moved else page[start:end]

    def listed(self, pointer: int) -> list[int]:
        """The pages that the usage map at a pointer lists."""
        _, _, row = self.row(*page_and_row(pointer))
        bitmaps = {place: self.page(number, MAP_PAGE) for place, number in references_in(row).items()}
        try:
            return list(pages_in(row, bitmaps))
        except (ValueError, IndexError) as error:
            raise self.damaged("a list of pages cannot be read") from error

    def definition(self, name: str, number: int) -> Definition:
        """The definition of a table, which begins on a page."""
        first = self.page(number, DEFINITION_PAGE)
        data, seen, following = [first], {number}, int.from_bytes(first[4:8], "little")
        while following:
            if following in seen:
                raise self.damaged(f"the definition of {name} goes round in a circle")
            seen.add(following)
            page = self.page(following, DEFINITION_PAGE)
            data.append(page[8:])
            following = int.from_bytes(page[4:8], "little")
        try:
            return definition_from(name, number, b"".join(data))
        except ValueError as error:
            raise self.damaged(f"the definition of {name} cannot be read") from error

    def damaged(self, what: str) -> Unreadable:
        """The fault of a file that contradicts itself."""
        return Unreadable(self.name, f"It is damaged: {what}.", _AGAIN)

    def _places(self, page: bytes, number: int) -> list[tuple[int, int, int]]:
        try:
            return places(page)
        except ValueError as error:
            raise self.damaged(f"page {number} has {error}") from error

    def _moved(self, pointer: bytes) -> bytes:
        return self.row(*page_and_row(int.from_bytes(pointer, "little")))[2]


@dataclass(frozen=True, slots=True)
class Structure:
    """The tables of an Access file: those kept in it, by name, and the names of those that it only links to."""

    tables: Mapping[str, Definition]
    linked: tuple[str, ...] = ()


def structure_in(pages: Pages) -> Structure:
    """The tables of an open Access file, without those of Access itself."""
    tables: dict[str, Definition] = {}
    linked = []
    for entry in _catalogue(pages):
        name, kind, flags, place = (entry.get(each) for each in ("Name", "Type", "Flags", "Id"))
        if not isinstance(name, str) or not isinstance(flags, int | None) or (flags or 0) & _OF_THE_SYSTEM:
            continue
        if kind in _LINKED:
            linked.append(name)
        elif kind == _TABLE and isinstance(place, int):
            tables[name] = pages.definition(name, place & _PLACE_OF_TABLE)
    return Structure(tables, tuple(sorted(linked)))


def _catalogue(pages: Pages) -> Iterator[Mapping[str, object]]:
    definition = pages.definition("MSysObjects", CATALOGUE)
    for row in pages.rows_of(definition):
        try:
            yield decode(row, definition)
        except (ValueError, IndexError) as error:
            raise pages.damaged("its list of tables cannot be read") from error


def structure_of(path: Path) -> Structure:
    """The tables of an Access file.

    Raises: Unreadable: there is no such file, or it is not one that can be filled.
    """
    try:
        with path.open("rb") as file:
            return structure_in(Pages(file, path.name))
    except OSError as error:
        raise Unreadable(path.name, f"It cannot be read ({error.strerror}).", "Give the path of a template.") from error


def check_template(
    path: Path,
    specification: Specification,
    *,
    sizes: Mapping[tuple[str, str], int] | None = None,
    filled: Collection[str] | None = None,
) -> Structure:
    """The tables of a template whose structure is the documented one.

    `sizes` are the exact numbers of characters of text columns, by table and column, where a provider has loaded them;
    without, a column must take at least the Data Dictionary's length. `filled` names the tables that will have rows,
    None for all: an index on one of these is a difference, since indexes are not written.

    Raises:
        Unreadable: it is not an Access file that can be filled.
        TemplateFault: its structure is another; has every difference.
    """
    structure = structure_of(path)
    found = differences(structure.tables, structure.linked, specification, sizes or {}, filled)
    if found:
        raise TemplateFault(path.name, found)
    return structure


def shipped_blank(version: str, into: Path) -> Path:
    """Unpack the blank that is shipped for a version of the standard into a folder; gives its path there.

    It has the documented tables and columns, but not the official text sizes, so that a file made of it is a preview.

    Raises: LookupError: none is shipped for the version.
    """
    name = f"blank_v{version.replace('.', '_')}.accdb"
    packed = Path(__file__).with_name(f"{name}.gz")
    if not packed.is_file():
        raise LookupError(f"No blank file is shipped for CSDS {version}: give the official template.")
    with gzip.open(packed) as source, (into / name).open("wb") as target:
        shutil.copyfileobj(source, target)
    return into / name

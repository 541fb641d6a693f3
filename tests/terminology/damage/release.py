"""A sound release taken apart, so that one thing in it can be spoilt: its files, their rows, and their cells."""

from dataclasses import dataclass
from random import Random
from typing import Final

from tests.terminology.editions.packages import Files
from tests.terminology.editions.tables import LOADED, Table

END: Final = b"\r\n"

_MEMBERS: Final = (Table.SIMPLE, Table.LANGUAGE, Table.ASSOCIATION, Table.ATTRIBUTE_VALUE, Table.MODULE_DEPENDENCY)
_OF_COMPONENTS: Final = frozenset({Table.CONCEPT, Table.DESCRIPTION, Table.RELATIONSHIP})


@dataclass(frozen=True, slots=True)
class Place:
    """A row: its file, its line counted from 1 (the heading's), the table it is of, and its cells."""

    path: str
    line: int
    table: Table
    cells: tuple[bytes, ...]

    def cell(self, column: str) -> bytes:
        """What stands in a column."""
        return self.cells[self.table.columns.index(column)]

    def with_cell(self, column: str, cell: bytes) -> tuple[bytes, ...]:
        """The cells with another one in a column."""
        at = self.table.columns.index(column)
        return (*self.cells[:at], cell, *self.cells[at + 1 :])

    @property
    def active(self) -> bool:
        """Whether the row is in force."""
        return self.cells[2] == b"1"

    @property
    def identifiers(self) -> tuple[str, ...]:
        """The columns that hold identifiers of components."""
        own = ("id",) if self.table in _OF_COMPONENTS else ()
        others = tuple(each for each in self.table.columns[3:] if each.endswith("Id") and each != "mapTarget")
        return (*own, *others)


@dataclass(frozen=True, slots=True)
class SoundRelease:
    """A release nothing is wrong with."""

    files: Files

    def table_of(self, path: str) -> Table | None:
        """What a file that is read holds; None for one that is left alone."""
        name = path.rpartition("/")[2]
        return next((table for table in LOADED if name.startswith(table.pattern.partition("{")[0])), None)

    def paths(self, *tables: Table) -> list[str]:
        """The files of these tables, of all that are read when none is named, that have rows."""
        wanted = tables or tuple(LOADED)
        return [path for path, text in self.files.items() if self.table_of(path) in wanted and text.count(END) > 1]

    def rows(self, *tables: Table, active: bool = False) -> list[Place]:
        """The rows of these tables, of all that are read when none is named."""
        found = [place for path in self.paths(*tables) for place in self.rows_of(path)]
        return [place for place in found if place.active] if active else found

    def rows_of(self, path: str) -> list[Place]:
        """The rows of a file."""
        table = self.table_of(path)
        assert table is not None
        lines = self.files[path].split(END)[1:-1]
        return [Place(path, at, table, tuple(line.split(b"\t"))) for at, line in enumerate(lines, start=2)]

    def any_row(self, chance: Random, *tables: Table, active: bool = False) -> Place:
        """One of those rows; each table is as likely as another."""
        paths = self.paths(*tables)
        some = sorted({table for path in paths if (table := self.table_of(path))}, key=lambda table: table.name)
        chance.shuffle(some)
        for table in some:
            rows = self.rows(table, active=active)
            if rows:
                return chance.choice(rows)
        raise LookupError(f"no such row in {tables}")

    def any_member(self, chance: Random) -> Place:
        """A row of a reference set."""
        return self.any_row(chance, *_MEMBERS)

    def with_lines(self, path: str, lines: list[bytes]) -> Files:
        """The files with other lines in one of them, its heading included."""
        return self.with_file(path, END.join([*lines, b""]))

    def with_file(self, path: str, content: bytes) -> Files:
        """The files with another content of one of them."""
        return {**self.files, path: content}

    def without_file(self, path: str) -> Files:
        """The files but one."""
        return {name: content for name, content in self.files.items() if name != path}

    def with_line(self, place: Place, *lines: bytes) -> Files:
        """The files with other lines in the place of a row: none, one, or several."""
        every = self.files[place.path].split(END)[:-1]
        return self.with_lines(place.path, [*every[: place.line - 1], *lines, *every[place.line :]])

    def with_cells(self, place: Place, cells: tuple[bytes, ...]) -> Files:
        """The files with other cells in a row."""
        return self.with_line(place, b"\t".join(cells))

    def with_row_at_end(self, path: str, cells: tuple[bytes, ...]) -> tuple[Files, int]:
        """The files with one more row in one of them, and its line."""
        lines = self.files[path].split(END)[:-1]
        return self.with_lines(path, [*lines, b"\t".join(cells)]), len(lines) + 1

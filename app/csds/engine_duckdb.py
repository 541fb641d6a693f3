"""The workspace of a build: the rows of every table in a DuckDB file, to be sorted, checked and merged without memory.

Columns stand as in the file: texts VARCHAR, integers INTEGER, dates and times TIMESTAMP (a date is its midnight, a time
that of 30 December 1899, as Access keeps them). Beside the declared ones each row has `_row`, its number from 1 in its
table, and `_origin`, the identity of what it was built from (0 where it came from another system).
"""

import csv
import fcntl
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime, time
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

import duckdb

from app.csds.specification import Kind, Specification, Table

Value = str | int | date | time | datetime | None
"""What a field of a row holds; None is blank."""

Row = Sequence[Value]
"""The values of a row, in the order of its table's fields."""

ACCESS_DAY_ZERO: Final = date(1899, 12, 30)
_TYPES: Final = {Kind.TEXT: "VARCHAR", Kind.INTEGER: "INTEGER"}
_Writer = tuple[Callable[[Iterable[Any]], Any], tuple[int, ...]]
_BEFORE_FIELDS: Final = 2
_MANY: Final = 10_000
MEMORY_MIB: Final = 256
"""What the database of a workspace may use; most of what does not fit is spilled to disk."""

LITTLE_MEMORY_MIB: Final = 96
"""As much as a build needs, of however many rows: what a database may use it does use, once there are many."""

_BYTES_READ_AT_ONCE: Final = 4_000_000
"""Of a text file, by each thread; what the database reads by itself, 32 MB, takes most of the memory it may use."""

_HIDDEN: Final = ".csds-"


class Workspace:
    """The tables of a specification, by name, in a DuckDB file."""

    def __init__(
        self, specification: Specification, path: Path, *, memory_mib: int = MEMORY_MIB, threads: int = 2
    ) -> None:
        """Open a workspace at a path; a new one has every table, empty."""
        self.specification = specification
        self.sql = duckdb.connect(
            str(path),
            config={
                "memory_limit": f"{memory_mib}MiB",
                "threads": threads,
                "temp_directory": str(path.parent / "spill"),
                "preserve_insertion_order": False,
            },
        )
        self.path = path
        self._folder = path.parent
        self._rows = {table.name: 0 for table in specification.tables}
        for table in specification.tables:
            columns = ", ".join(f'"{each.name}" {_TYPES.get(each.kind, "TIMESTAMP")}' for each in table.fields)
            self.sql.execute(f'CREATE TABLE IF NOT EXISTS "{table.name}" (_row INTEGER, _origin BIGINT, {columns})')

    def load(self, table: Table, rows: Iterable[tuple[int, Row]]) -> int:
        """Append rows, each with its origin, to a table; gives how many."""
        before = self._rows[table.name]
        with self.filling() as filling:
            for origin, row in rows:
                filling.add(table, origin, row)
        return self._rows[table.name] - before

    @contextmanager
    def filling(self) -> Iterator["Filling"]:
        """Append rows to any of the tables, in any order; they are there at the end of the block."""
        with ExitStack() as files:
            yield (filling := Filling(self._folder, self._rows, files))
        try:
            for table in filling.tables:
                self._copy(table, filling.path(table))
        finally:
            for table in filling.tables:
                filling.path(table).unlink()

    def count(self, table: Table) -> int:
        """How many rows a table has."""
        found = self.sql.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()  # noqa: S608
        return int(found[0]) if found else 0

    def filled(self, table: Table) -> dict[str, int]:
        """In how many rows each field has a value, in the order of the fields."""
        counts = ", ".join(f'count("{each}")' for each in table.columns)
        found = self.sql.execute(f'SELECT {counts} FROM "{table.name}"').fetchone()  # noqa: S608
        return dict(zip(table.columns, found or (), strict=True))

    def rows(self, table: Table) -> Iterator[tuple[Any, ...]]:
        """The rows of a table, in the order of their values from the first field on, without row number and origin."""
        columns = ", ".join(f'"{each}"' for each in table.columns)
        order = ", ".join(f'"{each}" NULLS FIRST' for each in table.columns)
        cursor = self.sql.cursor()
        self.run(f'SELECT {columns} FROM "{table.name}" ORDER BY {order}', on=cursor)  # noqa: S608
        while found := cursor.fetchmany(_MANY):
            yield from found

    def run(
        self, statement: str, values: Sequence[Any] = (), on: duckdb.DuckDBPyConnection | None = None
    ) -> duckdb.DuckDBPyConnection:
        """Run a statement, on the workspace's connection or on another one to it; gives what has its answer.

        One that has too little memory has changed nothing, and is run again with as much as any workspace may use. Not
        all of them can spill everything: to sort, the database takes some 120,000 rows at once on each thread, so that
        rows of over 400 bytes need more (those of the standard are shorter), and to group it keeps every group.
        """
        sql = on or self.sql
        try:
            return sql.execute(statement, values)
        except duckdb.OutOfMemoryException:
            sql.execute(f"SET memory_limit = '{MEMORY_MIB}MiB'")
            return sql.execute(statement, values)

    def close(self) -> None:
        """Let go of the file."""
        self.sql.close()

    def _copy(self, table: Table, path: Path) -> None:
        columns = ", ".join(("_row", "_origin", *(f'"{each}"' for each in table.columns)))
        self.run(
            f"COPY \"{table.name}\" ({columns}) FROM '{path}' "
            "(FORMAT csv, AUTO_DETECT false, HEADER false, DELIM ',', QUOTE '\"', ESCAPE '\"', NULLSTR '', "
            f"BUFFER_SIZE {_BYTES_READ_AT_ONCE})"
        )


class Filling:
    """Takes rows, each to a text file of its table, which the database reads far quicker than it takes rows."""

    def __init__(self, folder: Path, numbers: dict[str, int], files: ExitStack) -> None:
        self._folder = folder
        self._numbers = numbers
        self._files = files
        self._writers: dict[str, _Writer] = {}
        self.tables: list[Table] = []

    def path(self, table: Table) -> Path:
        """The file of a table."""
        return self._folder / f"{table.name}.csv"

    def add(self, table: Table, origin: int, row: Row) -> None:
        """Take a row, whose values stand in the order of the table's fields."""
        name = table.name
        write, times = self._writers.get(name) or self._begun(table)
        number = self._numbers[name] = self._numbers[name] + 1
        values = [number, origin, *row]
        for place in times:
            if isinstance(value := values[place], time):
                values[place] = datetime.combine(ACCESS_DAY_ZERO, value)
        write(values)

    def _begun(self, table: Table) -> _Writer:
        """How a row is written, and where times of day stand in it: all else the database reads as Python writes it."""
        file = self._files.enter_context(self.path(table).open("w", encoding="utf-8", newline=""))
        self.tables.append(table)
        times = tuple(place for place, each in enumerate(table.fields, _BEFORE_FIELDS) if each.kind is Kind.TIME)
        writer = self._writers[table.name] = csv.writer(file, lineterminator="\n").writerow, times
        return writer


@contextmanager
def workspace(specification: Specification, beside: Path, *, memory_mib: int = MEMORY_MIB) -> Iterator[Workspace]:
    """A workspace in a hidden folder within a folder, gone at the end."""
    with hidden_folder(beside) as folder:
        made = Workspace(specification, folder / "rows.duckdb", memory_mib=memory_mib)
        try:
            yield made
        finally:
            made.close()


@contextmanager
def hidden_folder(beside: Path) -> Iterator[Path]:
    """A hidden folder within a folder, gone at the end; those that killed processes left there are removed first."""
    folder, descriptor = _begun(beside)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(descriptor)


def _begun(beside: Path) -> tuple[Path, int]:
    """A new hidden folder and its lock, which holds for as long as this process lives."""
    of_all = os.open(beside, os.O_RDONLY)
    try:
        # Nobody looks for what was left while another's folder is there and not yet locked.
        fcntl.flock(of_all, fcntl.LOCK_EX)
        for left in beside.glob(f"{_HIDDEN}*"):
            _remove_if_left(left)
        folder = Path(mkdtemp(prefix=_HIDDEN, dir=beside))
        descriptor = os.open(folder, os.O_RDONLY)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    finally:
        os.close(of_all)
    return folder, descriptor


def _remove_if_left(folder: Path) -> None:
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except BlockingIOError:
        return
    finally:
        os.close(descriptor)

"""Reading an Access file back with mdbtools (mdb-tables, mdb-export): a program that knows nothing of the writer."""

import csv
import shutil
import subprocess
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from io import TextIOWrapper
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final, TextIO

from app.csds.accdb.exported import DATE_FORMAT, Printed, Read, value_from
from app.csds.accdb.faults import NoReader, ReadBackFault
from app.csds.engine_duckdb import Row
from app.csds.specification import Table

_PLAIN: Final = {"LC_ALL": "C.UTF-8", "MDBICONV": "UTF-8"}
_MISSING: Final = (
    "The file cannot be read back: {program} of mdbtools is not on this machine. Install the package mdbtools "
    "(Debian and Ubuntu: apt-get install mdbtools), then build again."
)
_LAST_WORDS: Final = 400


def table_names(path: Path) -> list[str]:
    """The names of a file's tables, without those of Access itself, in its order.

    Raises: NoReader: mdbtools is not on this machine or cannot read the file.
    """
    with _output("mdb-tables", "-1", str(path.resolve())) as text:
        return text.read().splitlines()


def rows(path: Path, table: Table) -> Iterator[tuple[Read, ...]]:
    """The rows of a table, each in the order of the table's fields and typed as they say; None is blank.

    A date with a time of day comes as both, and a date that mdbtools cannot tell as `UNTOLD`.

    Raises:
        NoReader: mdbtools is not on this machine or cannot read the table.
        ReadBackFault: the table has other columns, or a value that is not of its field's kind.
    """
    kinds = [each.kind for each in table.fields]
    for number, row in enumerate(_printed_rows(path, table), 1):
        try:
            yield tuple(value_from(printed, kind) for printed, kind in zip(row, kinds, strict=True))
        except ValueError:
            raise ReadBackFault(table.name, number, None, "a value is not of its field's kind.") from None


def compare(path: Path, tables: Iterable[tuple[Table, Iterable[Row]]]) -> dict[str, int]:
    """Compare every cell of a file with what its tables should hold, row by row in order; gives the rows, by table.

    Raises:
        ReadBackFault: at the first difference; never has the value.
        NoReader: mdbtools is not on this machine or cannot read the file.
    """
    left, counts = set(table_names(path)), {}
    for table, expected in tables:
        if table.name not in left:
            raise ReadBackFault(table.name, None, None, "there is no such table.")
        left.remove(table.name)
        counts[table.name] = _compare_table(path, table, expected)
    if left:
        raise ReadBackFault(min(left), None, None, "there should be no such table.")
    return counts


def _compare_table(path: Path, table: Table, expected: Iterable[Row]) -> int:
    printers = [Printed(each.kind).__getitem__ for each in table.fields]
    number = 0
    with closing(_printed_rows(path, table)) as printed:
        for number, (row, found) in enumerate(zip_longest(expected, printed), 1):
            if row is None:
                raise ReadBackFault(table.name, number, None, "there is one row too many.")
            if found is None:
                raise ReadBackFault(table.name, number, None, "there is no such row.")
            wanted = [printer(value) for printer, value in zip(printers, row, strict=True)]
            if wanted != found:
                raise ReadBackFault(
                    table.name, number, _first_other(table, wanted, found), "it is not what was written."
                )
    return number


def _first_other(table: Table, wanted: Sequence[str], found: Sequence[str]) -> str | None:
    others = (name for name, one, other in zip(table.columns, wanted, found, strict=False) if one != other)
    return next(others, None)


def _printed_rows(path: Path, table: Table) -> Generator[list[str]]:
    """What mdb-export prints for each row, in the order of the table's fields."""
    formats = ("-D", DATE_FORMAT, "-T", DATE_FORMAT)
    with _output("mdb-export", *formats, str(path.resolve()), table.name) as text:
        lines = csv.reader(text, strict=True)
        header = next(lines, [])
        if sorted(header) != sorted(table.columns):
            raise ReadBackFault(table.name, None, None, "it has other columns.")
        if len(header) == 1:
            yield from (row or [""] for row in lines)  # a line without characters is one blank, and not no value
        elif header == list(table.columns):
            yield from lines
        else:
            order = [header.index(each) for each in table.columns]
            yield from ([row[at] for at in order] for row in lines)


@contextmanager
def _output(program: str, *arguments: str) -> Iterator[TextIO]:
    """What a program prints. It is stopped when its reader stops early, and a failure of its own is told."""
    place = shutil.which(program)
    if place is None:
        raise NoReader(_MISSING.format(program=program))
    with TemporaryFile() as words:
        process = subprocess.Popen(  # noqa: S603
            (place, *arguments), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=words, env=_PLAIN
        )
        assert process.stdout is not None  # noqa: S101
        finished = False
        try:
            with TextIOWrapper(process.stdout, encoding="utf-8", newline="") as text:
                yield text
                finished = not text.read(1)
        finally:
            if not finished:
                process.kill()
            status = process.wait()
        if finished and status != 0:
            words.seek(0)
            said = words.read().decode("utf-8", "replace").strip()[-_LAST_WORDS:]
            raise NoReader(f"{program} could not read the file (status {status}). Its last words: {said}")

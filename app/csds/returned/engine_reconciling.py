"""Compares the keys of a table of our file with those of an extract, in a database on disk, however many there are."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import duckdb

from app.csds.accdb.reader import rows
from app.csds.periods import ReportingPeriod
from app.csds.returned.extract import Extract, compared, extract_of
from app.csds.returned.faults import RowFault
from app.csds.returned.reader import opened_rows
from app.csds.returned.reconciled import Missing, Reconciled
from app.csds.specification import Specification

_MANY: Final = 10_000
_BETWEEN: Final = "\x1f"
_OURS, _THEIRS = "ours", "theirs"


@dataclass(frozen=True, slots=True)
class Sides:
    """Our file (an Access file) of a provider and a period, and an extract of one table."""

    file: Path
    extract: Path
    extract_name: str
    provider: str
    period: ReportingPeriod


def reconcile(
    specification: Specification, sides: Sides, named: str, *, most: int, lists: Path | None = None
) -> Reconciled:
    """Compare; gives at most so many keys that differ, and writes all of them as CSV to `lists`.

    Raises:
        ReturnedFault: the extract cannot be read; says where and how to mend it.
        AccessFault: our file cannot be read.
    """
    with TemporaryDirectory(prefix="csds-") as name, _database(Path(name)) as sql:
        folder = Path(name)
        with opened_rows(sides.extract, sides.extract_name) as given:
            extract = extract_of(given.headings, specification, named)
            left_out = _Counted()
            theirs = _theirs(extract, sides, (row for _, row in given.rows), left_out)
            _copied(sql, _THEIRS, folder, theirs)
        places = [extract.table.columns.index(each.name) for each in extract.key]
        ours = (
            tuple(compared(field, row[place]) for field, place in zip(extract.key, places, strict=True))
            for row in rows(sides.file, extract.table)
        )
        _copied(sql, _OURS, folder, ours)
        return _told(sql, extract, left_out.number, most, lists)


@contextmanager
def _database(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    sql = duckdb.connect(str(folder / "keys.duckdb"), config={"memory_limit": "256MiB", "threads": 2})
    try:
        yield sql
    finally:
        sql.close()


class _Counted:
    number = 0


def _theirs(
    extract: Extract, sides: Sides, given: Iterable[Sequence[str]], left_out: _Counted
) -> Iterator[tuple[str, ...]]:
    for row in given:
        if extract.is_of(row, sides.provider, sides.period):
            yield extract.key_of(row)
        else:
            left_out.number += 1


def _copied(sql: duckdb.DuckDBPyConnection, table: str, folder: Path, keys: Iterable[tuple[str, ...]]) -> None:
    path = folder / f"{table}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file, quoting=csv.QUOTE_ALL).writerow
        for key in keys:
            write((_BETWEEN.join(key),))
    sql.execute(f"CREATE TABLE {table} (key VARCHAR)")
    sql.execute(
        f"COPY {table} FROM '{path}' (FORMAT csv, AUTO_DETECT false, HEADER false, DELIM ',', QUOTE '\"', ESCAPE '\"', "
        "NULLSTR '\\N')"
    )


def _told(sql: duckdb.DuckDBPyConnection, extract: Extract, left_out: int, most: int, lists: Path | None) -> Reconciled:
    sql.execute(
        "CREATE TABLE differing AS SELECT key, sum(o)::BIGINT AS ours, sum(t)::BIGINT AS theirs FROM ("
        "SELECT key, 1 AS o, 0 AS t FROM ours UNION ALL SELECT key, 0, 1 FROM theirs) GROUP BY key "
        "HAVING sum(o) <> sum(t)"
    )
    counts = sql.execute(
        "SELECT (SELECT count(*) FROM ours), (SELECT count(*) FROM theirs), "
        "count(*) FILTER (ours > theirs), count(*) FILTER (ours < theirs) FROM differing"
    ).fetchone()
    ours, theirs, only_ours, only_theirs = counts or (0, 0, 0, 0)
    fields = tuple(each.name for each in extract.key)
    if lists is not None:
        _write(sql, fields, lists)
    first = tuple(_missing(sql, f" LIMIT {int(most)}"))
    return Reconciled(extract.table.name, fields, ours, theirs, left_out, only_ours, only_theirs, first)


def _missing(sql: duckdb.DuckDBPyConnection, limit: str = "") -> Iterator[Missing]:
    cursor = sql.cursor()
    cursor.execute(f"SELECT key, ours, theirs FROM differing ORDER BY ours > theirs DESC, key{limit}")  # noqa: S608
    while found := cursor.fetchmany(_MANY):
        for key, ours, theirs in found:
            yield Missing(tuple(key.split(_BETWEEN)), ours, theirs)


def _write(sql: duckdb.DuckDBPyConnection, fields: tuple[str, ...], path: Path) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow((*fields, "rows in our file", "rows in the extract"))
            writer.writerows((*each.key, each.ours, each.theirs) for each in _missing(sql))
    except OSError as fault:
        why = (fault.strerror or "it fails").lower()
        raise RowFault(None, f"The list cannot be written to {path}: {why}.", "Name another file.").of(
            path.name
        ) from None

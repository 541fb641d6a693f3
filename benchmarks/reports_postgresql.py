"""The same rows in PostgreSQL, and the seconds of the same queries there."""

# ruff: noqa: S608 - the queries are put together from names of these files alone

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import duckdb
import psycopg

from app.reports.cards.countable import Countable
from benchmarks.reports_lists import LISTS, list_rows
from benchmarks.reports_rows import TABLES, views

PATIENCE_MS: Final = 120_000
_HELPS: Final = ("work_mem = '256MB'", "enable_nestloop = off", "jit = off")
"""Without the second it joins what it knows no numbers of row by row, and takes minutes."""


def seconds_of(rows: Path, counts: Countable, queries: Mapping[str, str]) -> Iterator[tuple[str, float | None]]:
    """Seconds of each query on the same rows; None when it took too long."""
    from benchmarks.databases import postgresql_databases

    with postgresql_databases(lambda _: None) as databases:
        databases.run("CREATE DATABASE reports")
        host, user = str(databases.folder), databases.user
        with psycopg.connect(host=host, user=user, dbname="reports", autocommit=True) as there:
            _load(there, rows, counts)
            for setting in (*_HELPS, f"statement_timeout = {PATIENCE_MS}"):
                there.execute(f"SET {setting}".encode())
            for key, query in queries.items():
                yield key, _timed(there, query)


def _timed(there: psycopg.Connection, query: str) -> float | None:
    began = time.perf_counter()
    try:
        there.execute(query.encode()).fetchall()
    except psycopg.errors.QueryCanceled:
        return None
    return time.perf_counter() - began


def _load(there: psycopg.Connection, rows: Path, counts: Countable) -> None:
    """The rows of every table, and the lists, analysed."""
    with closing(duckdb.connect()) as here, tempfile.TemporaryDirectory(prefix="csv-") as text:
        views(here, rows)
        for name in TABLES:
            columns = here.execute(f"DESCRIBE {name}").fetchall()
            there.execute(f"CREATE TABLE {name} ({', '.join(_column(each) for each in columns)})".encode())
            file = Path(text) / f"{name}.csv"
            here.execute(f"COPY (SELECT * FROM {name}) TO '{file}' (FORMAT csv, HEADER false)")
            with there.cursor().copy(f"COPY {name} FROM STDIN (FORMAT csv)".encode()) as into, file.open("rb") as lines:
                while piece := lines.read(1 << 20):
                    into.write(piece)
            file.unlink()
    for name, listed in list_rows(counts).items():
        there.execute(f"CREATE TABLE {name} ({LISTS[name]})".encode())
        with there.cursor() as cursor:
            marks = ", ".join(["%s"] * len(listed[0]))
            cursor.executemany(f"INSERT INTO {name} VALUES ({marks})".encode(), listed)
    there.execute(b"VACUUM (ANALYZE)")


def _column(described: Sequence[Any]) -> str:
    return f'"{described[0]}" {described[1]}'

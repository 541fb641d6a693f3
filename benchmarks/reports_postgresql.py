"""The same rows in PostgreSQL: the answers of the same queries there, and what each takes.

One backend works on a query, without parallel workers, so that its processor time is all that was spent.
"""

# ruff: noqa: S608 - the queries are put together from names of these files alone

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb
import psycopg

from app.reports.cards.countable import Countable
from benchmarks.databases import PostgresqlDatabases, postgresql_databases
from benchmarks.reports_lists import LISTS, list_rows
from benchmarks.reports_rows import TABLES, views
from benchmarks.running import cpu_of

PATIENCE_MS: Final = 300_000
_HELPS: Final = (
    "work_mem = '256MB'",
    "enable_nestloop = off",
    "jit = off",
    "max_parallel_workers_per_gather = 0",
)
"""Without the second it joins what it knows no numbers of row by row, and takes minutes."""

Took = dict[str, float]
"""Seconds by the clock (`seconds`) and of the backend's processor (`cores`)."""


def took_each(rows: Path, counts: Countable, queries: Mapping[str, str]) -> Iterator[tuple[str, Took | None]]:
    """What each query takes on the same rows; None when it took too long."""
    with postgresql_databases(lambda _: None) as databases, _opened(databases, rows, counts) as there:
        there.execute(f"SET statement_timeout = {PATIENCE_MS}".encode())
        for key, query in queries.items():
            yield key, _timed(there, query)


def answers(rows: Path, counts: Countable, queries: Mapping[str, str]) -> dict[str, list[tuple[Any, ...]]]:
    """The rows that each query gives."""
    with postgresql_databases(lambda _: None) as databases, _opened(databases, rows, counts) as there:
        return {key: there.execute(query.encode()).fetchall() for key, query in queries.items()}


@contextmanager
def _opened(databases: PostgresqlDatabases, rows: Path, counts: Countable) -> Iterator[psycopg.Connection]:
    """A connection to a database that has the rows and the lists, analysed."""
    databases.run("CREATE DATABASE reports")
    host, user = str(databases.folder), databases.user
    with psycopg.connect(host=host, user=user, dbname="reports", autocommit=True) as there:
        _load(there, rows, counts)
        for setting in _HELPS:
            there.execute(f"SET {setting}".encode())
        yield there


def _timed(there: psycopg.Connection, query: str) -> Took | None:
    backend = there.info.backend_pid
    began, spent = time.perf_counter(), cpu_of(backend)
    try:
        there.execute(query.encode()).fetchall()
    except psycopg.errors.QueryCanceled:
        return None
    return {"seconds": time.perf_counter() - began, "cores": cpu_of(backend) - spent}


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

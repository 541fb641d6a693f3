"""The peer of a save: the same statements and rows, run by the bare driver in a loop. `python -m benchmarks.replay`.

What a save writes is taken down once from the running application; here it is written again to a copy of the database
as it stood before.
"""

import json
import pickle
import sqlite3
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import make_url


@dataclass(frozen=True, slots=True)
class Statement:
    """One call of the driver; `many` when `values` is a list of rows."""

    sql: Any
    values: Any
    many: bool


Transaction = list[Statement]


@dataclass(frozen=True, slots=True)
class Replay:
    """Transactions to write to a database, the first `warm` of them unmeasured, so many to a commit."""

    database_url: str
    transactions: list[Transaction]
    warm: int
    to_a_commit: int


def _opened(database_url: str) -> tuple[Any, str]:
    """A cursor that commits when told, and how it begins a transaction that writes."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        connection = sqlite3.connect(str(url.database), isolation_level=None, cached_statements=256)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection.cursor(), "BEGIN IMMEDIATE"
    server = psycopg.connect(user=url.username, dbname=url.database, host=str(url.query["host"]), autocommit=True)
    return psycopg.RawCursor(server), "BEGIN"


def _write(cursor: Any, begin: str, transactions: Sequence[Transaction], to_a_commit: int) -> None:
    run: Callable[[Transaction], None] = lambda transaction: _run(cursor, transaction)  # noqa: E731
    for start in range(0, len(transactions), to_a_commit):
        cursor.execute(begin)
        group = transactions[start : start + to_a_commit]
        for transaction in group:
            if to_a_commit > 1:
                cursor.execute("SAVEPOINT unit")
            run(transaction)
            if to_a_commit > 1:
                cursor.execute("RELEASE SAVEPOINT unit")
        cursor.execute("COMMIT")


def _run(cursor: Any, transaction: Transaction) -> None:
    for statement in transaction:
        if statement.many:
            cursor.executemany(statement.sql, statement.values)
        else:
            cursor.execute(statement.sql, statement.values)


def main() -> None:
    """Read a replay from a parent process that we trust, run it, and write CPU and wall seconds as JSON."""
    replay = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own parent process wrote it
    cursor, begin = _opened(replay.database_url)
    _write(cursor, begin, replay.transactions[: replay.warm], 1)
    measured = replay.transactions[replay.warm :]
    cpu, wall = time.process_time(), time.perf_counter()
    _write(cursor, begin, measured, replay.to_a_commit)
    json.dump(
        {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall, "count": len(measured)}, sys.stdout
    )


if __name__ == "__main__":
    main()

"""SQLite: one file, in WAL mode, synced in full at every commit."""

import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Table
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from app.errors import Conflict
from app.store.database import BUSY, UNKNOWN_REFERENCE, Asked, Busy, Database, RecordFault, taken
from app.store.prepared import Cursor, Row, SqliteInsert

BUSY_TIMEOUT_MILLISECONDS = 10_000
_TAKEN = frozenset({"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_ROWID"})
_BUSY = frozenset({"SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_BUSY_RECOVERY", "SQLITE_LOCKED"})


class SqliteDatabase(Database):
    """A database in a file.

    Raises:
        ValueError: on making one from an address that names no file.
    """

    begin_reading = "BEGIN"
    begin_writing = "BEGIN IMMEDIATE"
    lock_heads = None
    # What waits together is committed together, so a draft among it is kept as encounters are.
    relax = None

    def __init__(self, url: URL, readers: int) -> None:
        if not url.database or url.database == ":memory:":
            raise ValueError("A SQLite record is a file: give its path, as in sqlite:///var/everyneed.db.")
        self._path = Path(url.database)
        self.dialect = SQLiteDialect_pysqlite(dbapi=sqlite3)
        super().__init__(readers)

    def connect_to_read(self) -> Any:
        connection = self.connect_to_write()
        connection.execute("PRAGMA query_only = ON")
        return connection

    def connect_to_write(self) -> Any:
        if not self._path.exists():
            raise FileNotFoundError(f"There is no record at {self._path}. Make it with: everyneed database upgrade")
        connection = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False, cached_statements=256)
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MILLISECONDS}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        return connection

    def cursor(self, connection: Any) -> Cursor:
        cursor: Cursor = connection.cursor()
        return cursor

    def streaming_cursor(self, connection: Any) -> Cursor:
        return self.cursor(connection)

    def refusal(self, fault: Exception) -> Exception:
        # Faults that Python's driver finds by itself carry no name.
        name = getattr(fault, "sqlite_errorname", "")
        if (
            not isinstance(fault, sqlite3.Error)
            or isinstance(fault, sqlite3.ProgrammingError)
            or name == "SQLITE_ERROR"
        ):
            return fault
        if name in _TAKEN:
            # Its words are `UNIQUE constraint failed: <table>.<column>, …`, or of an index, and hold no data.
            return taken(str(fault).partition(": ")[2].partition(".")[0])
        if name == "SQLITE_CONSTRAINT_FOREIGNKEY":
            return Conflict(UNKNOWN_REFERENCE)
        if name in _BUSY:
            return Busy(BUSY)
        return RecordFault(f"SQLite refused to write: {name or type(fault).__name__}.")

    def pipelined(self, connection: Any) -> AbstractContextManager[Any]:
        del connection
        return nullcontext()

    def stands(self, connection: Any) -> bool:
        del connection
        return True

    def several(self, connection: Any, asked: Sequence[Asked], before: str | None) -> list[list[Row]]:
        cursor = connection.cursor()
        if before is not None:
            cursor.execute(before)
        return [query.all(cursor, given) for query, given in asked]

    def lost(self, connection: Any, fault: Exception) -> bool:
        del connection, fault
        return False

    def insert(self, table: Table, *, skip_existing: bool = False) -> SqliteInsert:
        return SqliteInsert(table, self.dialect, skip_existing=skip_existing)

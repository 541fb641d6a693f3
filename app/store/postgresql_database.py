"""PostgreSQL by psycopg: each save a transaction of its own, durable as the server is set up to be."""

import select
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

import psycopg
from psycopg import errors
from sqlalchemy import URL, Table
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from app.errors import Conflict
from app.store.database import BUSY, UNKNOWN_REFERENCE, Asked, Busy, Database, RecordFault, taken
from app.store.prepared import Cursor, PostgresqlInsert, Row

_TAKEN = (errors.UniqueViolation, errors.SerializationFailure, errors.DeadlockDetected)


class PostgresqlDatabase(Database):
    """A database on a server."""

    begin_reading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    begin_writing = "BEGIN"
    # Of this transaction alone. Should the server itself fail, what it committed in the last three turns of its WAL
    # writer (wal_writer_delay, 200 ms) may be gone; nothing is ever half there (PostgreSQL 15, section 30.4).
    relax = "SET LOCAL synchronous_commit = off"
    # An advisory lock needs no right on the table beyond inserting; its number spells "NEED".
    lock_heads = "SELECT pg_advisory_xact_lock(1313162564)"

    def __init__(self, url: URL, readers: int) -> None:
        self.dialect = PGDialect_psycopg(dbapi=psycopg, paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]
        self._arguments = url.translate_connect_args(username="user", database="dbname") | dict(url.query)
        super().__init__(readers)

    def connect_to_read(self) -> Any:
        return psycopg.connect(**self._arguments, autocommit=True, application_name="everyneed")

    def connect_to_write(self) -> Any:
        return self.connect_to_read()

    def cursor(self, connection: Any) -> Cursor:
        # Numbered parameters ($1) go to the server as they are; named ones would be searched for in every statement.
        return psycopg.RawCursor(connection)

    def streaming_cursor(self, connection: Any) -> Cursor:
        return psycopg.RawServerCursor(connection, "streamed")

    def refusal(self, fault: Exception) -> Exception:
        if isinstance(fault, _TAKEN):
            return taken(fault.diag.table_name)
        if isinstance(fault, errors.ForeignKeyViolation):
            return Conflict(UNKNOWN_REFERENCE)
        if isinstance(fault, errors.LockNotAvailable | errors.TooManyConnections | errors.QueryCanceled):
            return Busy(BUSY)
        if isinstance(fault, psycopg.Error) and not isinstance(fault, psycopg.ProgrammingError):
            # The server's own words may quote the row.
            rule = fault.diag.constraint_name or fault.diag.column_name or fault.diag.table_name or ""
            return RecordFault(f"PostgreSQL refused to write: {type(fault).__name__} {rule}".rstrip() + ".")
        return fault

    def pipelined(self, connection: Any) -> AbstractContextManager[Any]:
        pipeline: AbstractContextManager[Any] = connection.pipeline()
        return pipeline

    def stands(self, connection: Any) -> bool:
        # A server has nothing to say to an idle connection, unless that it goes.
        if connection.closed:
            return False
        waiting = select.poll()
        waiting.register(connection.fileno(), select.POLLIN)
        return not waiting.poll(0)

    def several(self, connection: Any, asked: Sequence[Asked], before: str | None) -> list[list[Row]]:
        if before is None and len(asked) == 1:
            query, given = asked[0]
            return [query.all(self.cursor(connection), given)]
        cursors = [self.cursor(connection) for _ in asked]
        with connection.pipeline():
            if before is not None:
                self.cursor(connection).execute(before)
            for cursor, (query, given) in zip(cursors, asked, strict=True):
                query.ask(cursor, given)
        return [query.answer(cursor) for cursor, (query, _) in zip(cursors, asked, strict=True)]

    def lost(self, connection: Any, fault: Exception) -> bool:
        return isinstance(fault, psycopg.OperationalError) and bool(connection.closed)

    def insert(self, table: Table, *, skip_existing: bool = False) -> PostgresqlInsert:
        return PostgresqlInsert(table, self.dialect, skip_existing=skip_existing)

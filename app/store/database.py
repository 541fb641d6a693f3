"""A database as the store sees it: connections to read and to write by, and whose fault a driver's fault is."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from threading import get_ident
from typing import Any, Protocol

from sqlalchemy import Delete, Dialect, Select, Table, Update
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import PoolProxiedConnection, QueuePool

from app.errors import Conflict
from app.store.prepared import Change, Cursor, Insert, Query, Row, replacing_older

POOL_TIMEOUT_SECONDS = 30.0


Asked = tuple[Query, Sequence[object]]
"""A query and its parameters."""


class Busy(Conflict):
    """Others keep the database from being used; nothing was written."""


class RecordFault(RuntimeError):
    """The database refused what the program should not have sent. Says which rule, never which data."""


OUT_OF_DATE = "It was recorded or changed meanwhile, so nothing was written. Open it again and repeat your change."
NUMBER_IN_USE = (
    "Another child has this number, or it was recorded meanwhile, so nothing was written. "
    "Find the child by the number before you go on."
)
IDENTIFIER_CLAIMED = (
    "An identifier in it was recorded for another resource meanwhile, so nothing was written. "
    "Send it again, to be matched with what was recorded."
)
UNKNOWN_REFERENCE = "It refers to something that is not in the organisation's record, so nothing was written."
NESTED = "A reading was begun within another; were every connection taken so, each would wait for the others for ever."
_TAKEN = {"identifier_in_use": NUMBER_IN_USE, "fhir_identifier": IDENTIFIER_CLAIMED}
BUSY = "Another process keeps the record busy, so nothing was written. Try again in a moment."


class Reading(Protocol):
    """Where queries are answered from."""

    def all(self, query: Query, *given: object) -> list[Row]:
        """Every row of a query with these parameters."""
        ...

    def several(self, *asked: Asked) -> list[list[Row]]:
        """The rows of several queries, each with its parameters, asked for in one go."""
        ...

    def prime(self, *asked: Asked) -> None:
        """Ask for what will be wanted of this moment in one go, so that each need not be asked for by itself."""
        ...

    def end(self) -> None:
        """Let go of the moment; what is read after this is read as of a later one."""
        ...


class Prepares(Protocol):
    """What queries are prepared by: a dialect, and no connection."""

    @property
    def dialect(self) -> Dialect: ...

    def query(self, select: Select[Any], *names: str) -> Query:
        """A prepared SELECT."""
        ...


@dataclass(frozen=True, slots=True)
class Preparing:
    """Prepares queries whenever they are first wanted, long after the database was opened, and without holding it."""

    dialect: Dialect

    def query(self, select: Select[Any], *names: str) -> Query:
        """A prepared SELECT."""
        return Query(select, names, self.dialect)


def taken(table: str | None) -> Conflict:
    """The refusal when a key of a table is taken."""
    return Conflict(_TAKEN.get(table or "", OUT_OF_DATE))


def first(reading: Reading, query: Query, *given: object) -> Row | None:
    """The first row of a query, or None."""
    rows = reading.all(query, *given)
    return rows[0] if rows else None


class Database(ABC):
    """SQLite or PostgreSQL: a dialect to compile for, and raw connections of its driver, which commit when told to."""

    begin_reading: str
    begin_writing: str
    relax: str | None
    lock_heads: str | None
    dialect: Dialect

    def __init__(self, readers: int) -> None:
        self._closed = False
        self._reading_threads: set[int] = set()
        self._pool = QueuePool(
            self.connect_to_read,
            pool_size=readers,
            max_overflow=0,
            timeout=POOL_TIMEOUT_SECONDS,
            use_lifo=True,
            # A snapshot ends its transaction itself, by COMMIT: at a ROLLBACK psycopg forgets every prepared statement.
            reset_on_return=None,
        )

    @abstractmethod
    def connect_to_read(self) -> Any:
        """A new connection to read by."""

    @abstractmethod
    def connect_to_write(self) -> Any:
        """A new connection to write by."""

    @abstractmethod
    def cursor(self, connection: Any) -> Cursor:
        """A cursor that takes this dialect's parameters."""

    @abstractmethod
    def streaming_cursor(self, connection: Any) -> Cursor:
        """A cursor that brings a long answer piece by piece."""

    @abstractmethod
    def refusal(self, fault: Exception) -> Exception:
        """What a fault, met while writing, is to the caller: a Conflict, a RecordFault, or the fault itself."""

    @abstractmethod
    def pipelined(self, connection: Any) -> AbstractContextManager[Any]:
        """A block whose statements are sent without waiting for each answer, where the database can do that.

        A fault of any of them is raised by its end at the latest.
        """

    @abstractmethod
    def stands(self, connection: Any) -> bool:
        """Whether an idle connection is still there, as far as can be told without asking the server."""

    @abstractmethod
    def several(self, connection: Any, asked: Sequence[Asked], before: str | None) -> list[list[Row]]:
        """The rows of several queries, in one go, after a statement `before` without rows."""

    @abstractmethod
    def lost(self, connection: Any, fault: Exception) -> bool:
        """Whether the fault is that the connection was gone."""

    @abstractmethod
    def insert(self, table: Table, *, skip_existing: bool = False) -> Insert:
        """A prepared INSERT of whole rows; with `skip_existing`, rows whose key is taken are left out."""

    def query(self, select: Select[Any], *names: str) -> Query:
        """A prepared SELECT."""
        return Query(select, names, self.dialect)

    def change(self, update: Update | Delete, *names: str, required: bool = False) -> Change:
        """A prepared UPDATE or DELETE; when `required`, changing no row is NotFound."""
        return Change(update, names, self.dialect, required=required)

    def upsert(self, table: Table, newest_by: str) -> Change:
        """A prepared INSERT of whole rows, in the order of the table's columns; a row whose key is taken is replaced,
        unless it is newer by a column."""
        return replacing_older(table, newest_by, self.dialect)

    def checked_out(self) -> PoolProxiedConnection:
        """A pooled connection to read by; closing it gives it back.

        Raises:
            Busy: none came free in time.
            RuntimeError: the store is closed, or this thread reads already.
        """
        if self._closed:
            raise RuntimeError("The store is closed.")
        thread = get_ident()
        if thread in self._reading_threads:
            raise RuntimeError(NESTED)
        try:
            connection = self._pool.connect()
        except PoolTimeout:
            raise Busy(BUSY) from None
        self._reading_threads.add(thread)
        return connection

    def gave_back(self, thread: int) -> None:
        """Say that a thread has let go of its connection."""
        self._reading_threads.discard(thread)

    def all(self, query: Query, *given: object) -> list[Row]:
        """Every row of a query by itself."""
        with self.snapshot() as snapshot:
            return snapshot.alone(query, given)

    def first(self, query: Query, *given: object) -> Row | None:
        """The first row of a query by itself, or None."""
        rows = self.all(query, *given)
        return rows[0] if rows else None

    @contextmanager
    def snapshot(self) -> Iterator["Snapshot"]:
        """Reads as of one moment, which is that of the first read."""
        snapshot = Snapshot(self)
        try:
            yield snapshot
        finally:
            snapshot.end()

    @contextmanager
    def streaming(self) -> Iterator[Callable[[Query], Iterator[Row]]]:
        """Long queries, one after another and as of one moment, on a connection of their own; rows come unconverted."""
        connection = self.connect_to_read()
        try:
            self.cursor(connection).execute(self.begin_reading)
            yield lambda query: query.stream(self.streaming_cursor(connection))
        finally:
            connection.close()

    def drop_idle(self) -> None:
        """Throw away the pooled connections that nobody uses just now."""
        idle, self._pool = self._pool, self._pool.recreate()
        idle.dispose()

    def close(self) -> None:
        """Close the pooled connections; nothing can be read any more."""
        self._closed = True
        self._pool.dispose()


class Snapshot:
    """Reads as of one moment. A connection is taken with the first read and given back at the end."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: PoolProxiedConnection | None = None
        self._thread = 0
        self._begun = False
        self._primed: dict[Asked, list[Row]] = {}

    def all(self, query: Query, *given: object) -> list[Row]:
        return self.several((query, given))[0]

    def several(self, *asked: Asked) -> list[list[Row]]:
        if self._primed and all(each in self._primed for each in asked):
            return [self._primed[each] for each in asked]
        if self._connection is not None:
            return self._database.several(self._connection.driver_connection, asked, None)
        return self._begin(asked, self._database.begin_reading)

    def prime(self, *asked: Asked) -> None:
        self._primed.update(zip(asked, self.several(*asked), strict=True))

    def alone(self, query: Query, given: Sequence[object]) -> list[Row]:
        """The rows of the one query that is asked at all, which is a moment of its own."""
        return self._begin(((query, given),), None)[0]

    def end(self) -> None:
        self._primed.clear()
        connection, self._connection = self._connection, None
        if connection is None:
            return
        self._database.gave_back(self._thread)
        try:
            if self._begun:
                self._database.cursor(connection.driver_connection).execute("COMMIT")
        except Exception:
            # It only read, so nothing is lost with it.
            connection.invalidate()
        else:
            connection.close()

    def _begin(self, asked: Sequence[Asked], before: str | None) -> list[list[Row]]:
        self._begun = before is not None
        self._thread = get_ident()
        connection = self._connection = self._database.checked_out()
        try:
            return self._database.several(connection.driver_connection, asked, before)
        except Exception as fault:
            if not self._database.lost(connection.driver_connection, fault):
                raise
        # A server that was restarted leaves dead connections behind: throw them away and ask once more.
        self._connection = None
        self._database.gave_back(self._thread)
        connection.invalidate()
        self._database.drop_idle()
        connection = self._connection = self._database.checked_out()
        return self._database.several(connection.driver_connection, asked, before)


class ReadingWithin:
    """Reads by a writing connection, within its transaction, which see what it has written itself."""

    def __init__(self, database: Database, connection: Callable[[], Any]) -> None:
        self._database = database
        self._connection = connection

    def all(self, query: Query, *given: object) -> list[Row]:
        return self.several((query, given))[0]

    def several(self, *asked: Asked) -> list[list[Row]]:
        return self._database.several(self._connection(), asked, None)

    def prime(self, *asked: Asked) -> None:
        """Nothing is asked beforehand: the transaction goes on, and what it reads may change by what it writes."""

    def end(self) -> None:
        """Nothing is let go: the transaction is the chunk's."""


def grouped(rows: Sequence[Row], keys: int) -> dict[tuple[Any, ...], list[Row]]:
    """Rows by their first `keys` columns, in their order."""
    groups: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[:keys]), []).append(row)
    return groups

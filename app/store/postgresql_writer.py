"""The writers of a PostgreSQL record: each has a connection and audit chains of its own, so none waits on a row."""

from contextlib import suppress
from queue import Empty, LifoQueue

from app.store.database import BUSY, POOL_TIMEOUT_SECONDS, Busy, Database
from app.store.writing import Trail, Writes, WritingConnection


class PostgresqlWriters:
    """So many places to write from; a place gets its connection when it is first used."""

    def __init__(self, database: Database, trail: Trail, places: int) -> None:
        self._database = database
        self._trail = trail
        self._places = places
        self._closed = False
        self._free: LifoQueue[WritingConnection | None] = LifoQueue()
        for _ in range(places):
            self._free.put(None)

    def write(self, writes: Writes) -> None:
        """Write durably, as one transaction; returns after the commit.

        Raises:
            Conflict: a key is taken, or no place came free in time; nothing was written.
        """
        if self._closed:
            raise RuntimeError("The store is closed.")
        try:
            connection = self._free.get(timeout=POOL_TIMEOUT_SECONDS)
        except Empty:
            raise Busy(BUSY) from None
        fault: Exception | None
        try:
            kept, fault = self._written(connection, writes)
        except BaseException:
            # Interrupted half-way: nobody may write by what is left of it.
            self._free.put(None)
            if connection is not None:
                connection.abandon()
            raise
        self._free.put(kept)
        if fault is not None:
            raise self._database.refusal(fault) from None

    def _written(
        self, connection: WritingConnection | None, writes: Writes
    ) -> tuple[WritingConnection | None, Exception | None]:
        """The connection to keep, and the fault if there was one."""
        if connection is not None and not connection.stands():
            connection.abandon()
            connection = None
        try:
            connection = connection or WritingConnection(self._database, self._trail)
        except Exception as fault:
            return None, fault
        try:
            connection.write_alone(writes)
        except Exception as fault:
            if connection.lost(fault):
                # Whether it was committed is not known, so neither is the tip of the chain: its successor has new ones.
                connection.abandon()
                return None, fault
            connection.rollback()
            return connection, fault
        return connection, None

    def close(self) -> None:
        """Wait for the writes under way, record how far the audit chains have come, and close the connections."""
        if self._closed:
            return
        self._closed = True
        for _ in range(self._places):
            connection = self._free.get()
            if connection is not None:
                with suppress(Exception):
                    connection.close()

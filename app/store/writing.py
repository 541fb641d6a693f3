"""A connection that writes: units in a transaction, their audit events chained, and the heads of the chains."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.access.audit import AuditEvent
from app.identity import Identity
from app.store.audit import AuditRows, Chains, Linked
from app.store.database import Database
from app.store.prepared import Cursor, Step


@dataclass(frozen=True, slots=True)
class Writes:
    """What is written together or not at all: prepared steps in their order, and audit events.

    `relaxed` says that its commit need not wait for the disk: it is no part of the record.
    """

    steps: list[Step]
    events: tuple[AuditEvent, ...] = ()
    relaxed: bool = False


@dataclass(frozen=True, slots=True)
class Trail:
    """What every writer needs to chain its audit events."""

    rows: AuditRows
    key: bytes
    new_identity: Callable[[], Identity]

    def chains(self) -> Chains:
        """The chains of a writer that starts."""
        return Chains(self.key, self.new_identity())


class WritingConnection:
    """One writer: a connection of its own and its audit chains. For one thread at a time."""

    def __init__(self, database: Database, trail: Trail) -> None:
        self._database = database
        self._trail = trail
        self._chains = trail.chains()
        self._connection = database.connect_to_write()
        self.cursor: Cursor = database.cursor(self._connection)

    @property
    def connection(self) -> Any:
        """The driver's connection, to read within the transaction."""
        return self._connection

    def begin(self) -> None:
        """Begin a transaction."""
        self.cursor.execute(self._database.begin_writing)

    def write_alone(self, writes: Writes) -> None:
        """Write as a transaction of its own. After a fault it is to be rolled back."""
        with self._database.pipelined(self._connection):
            self.begin()
            if writes.relaxed and self._database.relax is not None:
                self.cursor.execute(self._database.relax)
            self._chains.keep(self.write(writes))
            if not self._chains.due:
                self.commit()
        if self._chains.due:
            # A head follows the last head, so an answer must be waited for.
            self.commit()
        self._chains.settle()

    def write_apart(self, writes: Writes) -> Exception | None:
        """Write within the transaction, in a savepoint; a fault undoes these writes alone, and is given back."""
        cursor = self.cursor
        try:
            with self._database.pipelined(self._connection):
                cursor.execute("SAVEPOINT unit")
                linked = self.write(writes)
                cursor.execute("RELEASE SAVEPOINT unit")
        except Exception as fault:
            # When the database has ended the whole transaction by itself, this raises, and nothing of the group stays.
            cursor.execute("ROLLBACK TO SAVEPOINT unit")
            cursor.execute("RELEASE SAVEPOINT unit")
            return fault
        self._chains.keep(linked)
        return None

    def write(self, writes: Writes) -> Linked:
        """Write within the transaction, and give the audit events their places; whoever calls keeps those."""
        linked = self._chains.linked(writes.events)
        for statement, rows in (*writes.steps, *self._trail.rows.steps(linked)):
            statement.run(self.cursor, rows)
        return linked

    def commit(self) -> None:
        """Write the heads that are due, and commit; whoever calls settles the chains once that is known to be done."""
        if self._chains.due:
            self._trail.rows.write_heads(self.cursor, self._chains.writer, self._chains.due)
        self.cursor.execute("COMMIT")

    def finish(self) -> None:
        """Commit what was written apart."""
        self.commit()
        self._chains.settle()

    def rollback(self) -> None:
        """Undo the transaction, if there is one."""
        self._chains.forget()
        self._connection.rollback()

    def stands(self) -> bool:
        """Whether the connection is still there, as far as can be told without asking the server."""
        return self._database.stands(self._connection)

    def lost(self, fault: Exception) -> bool:
        """Whether the fault is that the connection is gone."""
        return self._database.lost(self._connection, fault)

    def close(self) -> None:
        """Record how far the chains have come, and close."""
        try:
            unheaded = self._chains.unheaded()
            if unheaded:
                self.begin()
                self._trail.rows.write_heads(self.cursor, self._chains.writer, unheaded)
                self.cursor.execute("COMMIT")
        finally:
            self._connection.close()

    def abandon(self) -> None:
        """Close without a word."""
        self._connection.close()

"""A connection that writes: units in a transaction, their audit events chained, and the heads of the chains."""

from collections.abc import Callable
from dataclasses import dataclass

from app.access.audit import AuditEvent
from app.identity import Identity
from app.store.audit import AuditRows, Chains
from app.store.database import Database
from app.store.prepared import Cursor, Step


@dataclass(frozen=True, slots=True)
class Writes:
    """What is written together or not at all: prepared steps in their order, and audit events."""

    steps: list[Step]
    events: tuple[AuditEvent, ...] = ()


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

    def begin(self) -> None:
        """Begin a transaction."""
        self.cursor.execute(self._database.begin_writing)

    def write(self, writes: Writes) -> None:
        """Write in the transaction. After a fault the transaction, or its savepoint, is to be rolled back."""
        cursor = self.cursor
        for statement, rows in writes.steps:
            statement.run(cursor, rows)
        if writes.events:
            linked = self._chains.linked(writes.events)
            for statement, rows in self._trail.rows.steps(linked):
                statement.run(cursor, rows)
            self._chains.keep(linked)

    def write_apart(self, writes: Writes) -> Exception | None:
        """Write in a savepoint; a fault undoes these writes alone, and is given back."""
        cursor = self.cursor
        cursor.execute("SAVEPOINT unit")
        try:
            self.write(writes)
        except Exception as fault:
            # When the database has ended the whole transaction by itself, this raises, and nothing of the group stays.
            cursor.execute("ROLLBACK TO SAVEPOINT unit")
            cursor.execute("RELEASE SAVEPOINT unit")
            return fault
        cursor.execute("RELEASE SAVEPOINT unit")
        return None

    def commit(self) -> None:
        """Write the heads that are due, and commit."""
        if self._chains.due:
            self._trail.rows.write_heads(self.cursor, self._chains.writer, self._chains.due)
        self.cursor.execute("COMMIT")
        self._chains.settle()

    def rollback(self) -> None:
        """Undo the transaction, if there is one."""
        self._chains.forget()
        self._connection.rollback()

    def start_anew(self) -> None:
        """Begin new chains, when it is not known whether a commit took place."""
        self._chains = self._trail.chains()

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

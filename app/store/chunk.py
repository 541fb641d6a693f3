"""Many units in one transaction: how a command loads without holding up those who wait at a form for long."""

from typing import Any

from app.identity import Identity
from app.store.database import Database, ReadingWithin
from app.store.records import OrganisationRecords
from app.store.units import Subjects
from app.store.writing import Trail, Writes, WritingConnection


class Chunk:
    """A transaction over many units, which begins with the first read or write and is committed by `flush`.

    Its records see its own units before they are committed. A unit that is refused leaves the others standing. On
    SQLite nobody else can write between the first read or write and the flush, so no write through the store itself
    belongs in between.
    """

    def __init__(self, database: Database, subjects: Subjects, trail: Trail) -> None:
        self._database = database
        self._subjects = subjects
        self._trail = trail
        self._connection: WritingConnection | None = None
        self._begun = False

    def records(self, organisation: Identity) -> OrganisationRecords:
        """The records of an organisation, as of now and with what this chunk wrote."""
        return OrganisationRecords(
            organisation, self._subjects, ReadingWithin(self._database, self._driver), self._write
        )

    def flush(self) -> None:
        """Commit what was written so far."""
        if self._begun and self._connection is not None:
            self._connection.finish()
            self._begun = False

    def discard(self) -> None:
        """Undo what was not yet flushed."""
        if self._connection is not None:
            self._connection.rollback()
            self._begun = False

    def close(self) -> None:
        """Record how far the audit chains have come, and close the connection."""
        if self._connection is not None:
            self._connection.close()

    def _driver(self) -> Any:
        return self._open().connection

    def _open(self) -> WritingConnection:
        if self._connection is None:
            self._connection = WritingConnection(self._database, self._trail)
        if not self._begun:
            try:
                self._connection.begin()
            except Exception as fault:
                raise self._database.refusal(fault) from None
            self._begun = True
        return self._connection

    def _write(self, writes: Writes) -> None:
        fault = self._open().write_apart(writes)
        if fault is not None:
            raise self._database.refusal(fault) from None

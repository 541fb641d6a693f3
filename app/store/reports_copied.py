"""That the analytics copy was brought up to date, as a row of the audit trail; the copy itself is files."""

from collections.abc import Callable

from app.access.audit import AuditEvent
from app.store.writing import Writes


class StoredCopyings:
    """Notes each time that records were copied."""

    def __init__(self, write: Callable[[Writes], None]) -> None:
        self._write = write

    def note(self, event: AuditEvent) -> None:
        """Write the audit event of one organisation's records."""
        self._write(Writes([], (event,)))

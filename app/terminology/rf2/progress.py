"""How a long reading tells how far it is."""

from typing import Final, Protocol


class Progress(Protocol):
    """What follows a reading. Stages come one after another; each begins, advances any number of times, and ends."""

    def begin(self, what: str, total_bytes: int) -> None:
        """A stage begins: what it reads, in words, and how many bytes that is (0 when it reads none)."""

    def advance(self, bytes_read: int, rows: int) -> None:
        """So many more bytes and rows are read."""

    def end(self) -> None:
        """The stage is over."""


class _Silent:
    def begin(self, what: str, total_bytes: int) -> None:
        pass

    def advance(self, bytes_read: int, rows: int) -> None:
        pass

    def end(self) -> None:
        pass


silent: Final[Progress] = _Silent()
"""Follows nothing."""

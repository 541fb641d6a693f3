"""Writes to a terminal how far a loading is: a bar for each stage, or, where nobody watches, a line when it is over."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from app.terminology.rf2.progress import Progress as Reading

_EVERY: Final = 0.1
"""Seconds between two drawings: to draw costs more than to read a block."""


@contextmanager
def progress_on(console: Console) -> Iterator[Reading]:
    """What follows a loading and shows it on a console."""
    if not console.is_terminal:
        yield _Lines(console)
        return
    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[said]}"), TimeElapsedColumn()
    with Progress(*columns, console=console) as progress:
        yield _Bars(progress)


class _Stage:
    """How far one stage is."""

    def __init__(self, what: str, total: int) -> None:
        self.what = what
        self.total = total
        self.read = 0
        self.rows = 0
        self._began = time.monotonic()
        self._drawn = self._began

    def advance(self, bytes_read: int, rows: int) -> None:
        self.read += bytes_read
        self.rows += rows

    @property
    def said(self) -> str:
        """How many rows, and how many a second."""
        if not self.rows:
            return ""
        seconds = max(time.monotonic() - self._began, 1e-3)
        return f"{self.rows:,} rows, {self.rows / seconds:,.0f} a second"

    def due(self) -> bool:
        """Whether it is time to draw again."""
        now = time.monotonic()
        if now - self._drawn < _EVERY:
            return False
        self._drawn = now
        return True


class _Lines:
    """A line for each stage, once it is over."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._stage = _Stage("", 0)

    def begin(self, what: str, total_bytes: int) -> None:
        self._stage = _Stage(what, total_bytes)

    def advance(self, bytes_read: int, rows: int) -> None:
        self._stage.advance(bytes_read, rows)

    def end(self) -> None:
        said = f": {self._stage.said}" if self._stage.said else ""
        self._console.print(f"{self._stage.what}{said}", markup=False, highlight=False, soft_wrap=True)


class _Bars:
    """A bar for each stage; one that reads no bytes has a bar that only moves."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._stage = _Stage("", 0)
        self._task = TaskID(0)

    def begin(self, what: str, total_bytes: int) -> None:
        self._stage = _Stage(what, total_bytes)
        # A name of the package may hold what would be read as markup.
        self._task = self._progress.add_task(what.replace("[", "\\["), total=total_bytes or None, said="")

    def advance(self, bytes_read: int, rows: int) -> None:
        self._stage.advance(bytes_read, rows)
        if self._stage.due():
            self._progress.update(self._task, completed=self._stage.read, said=self._stage.said)

    def end(self) -> None:
        total = max(self._stage.total, 1)
        self._progress.update(self._task, total=total, completed=total, said=self._stage.said)

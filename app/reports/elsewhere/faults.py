"""What is wrong with a file of others: which line and column, what, and how to mend it."""

from collections.abc import Iterable
from typing import Final

from app.terminology.faults import MOST_FAULTS, Fault

_QUOTED: Final = 60
"""How many characters of a wrong cell are quoted."""


class ElsewhereFault(ValueError):
    """A file cannot be imported, or one that was kept cannot be read; nothing of it was taken.

    `faults` holds the first `MOST_FAULTS` of what is wrong.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        every = tuple(faults)
        self.faults = every[:MOST_FAULTS]
        rest = len(every) - len(self.faults)
        more = [f"and {rest} more of the kind."] if rest else []
        super().__init__("\n".join([*map(str, self.faults), *more]))


def refused(file: str, line: int | None, what: str, mend: str) -> ElsewhereFault:
    """The refusal of a file for one reason."""
    return ElsewhereFault([Fault(file, line, what, mend)])


def in_column(file: str, line: int, column: str, what: str, mend: str) -> Fault:
    """A fault of one cell."""
    return Fault(file, line, f"Column {column}: {what}", mend)


def quoted(cell: str) -> str:
    """A cell as a message may show it: shortened, and nothing in it that moves a terminal's cursor."""
    shown = cell if len(cell) <= _QUOTED else f"{cell[:_QUOTED]}…"
    return repr(shown)

"""What is wrong with the files of a reference set: where, what, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

MOST_FAULTS: Final = 50
"""How many faults are kept; a file in the wrong encoding has one on every line, and fifty tell the story."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong. `line` counts from 1; it is None only when the fault is the absence of a file."""

    file: str
    line: int | None
    what: str
    mend: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}, line {self.line}"
        return f"{place}: {self.what} {self.mend}"


class RefsetFault(ValueError):
    """The files of a reference set cannot be used. `faults` holds the first `MOST_FAULTS` of what is wrong."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        every = tuple(faults)
        self.faults = every[:MOST_FAULTS]
        rest = len(every) - len(self.faults)
        more = [f"and {rest} more of the kind."] if rest else []
        super().__init__("\n".join([*map(str, self.faults), *more]))

"""What is wrong with the rows of a block, gathered check by check and told with the lines."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.terminology.faults import MOST_FAULTS, Fault
from app.terminology.rf2.blocks import Block, WrongWidths
from app.terminology.rf2.faults import COPY_AGAIN
from app.terminology.rf2.layouts import COLUMNS, Content
from app.terminology.rf2.numbers import Numbers

_WHOLE: Final = "Copy the whole value from the release."


class Refusals:
    """The faults of one block of a file: the first of each check kept, all of them counted."""

    def __init__(self, file: str, content: Content, block: Block) -> None:
        self._file = file
        self._columns = COLUMNS[content]
        self._block = block
        self._faults: list[Fault] = []
        self.count = 0

    @property
    def faults(self) -> list[Fault]:
        """The faults kept, by line."""
        return sorted(self._faults, key=lambda fault: fault.line or 0)[:MOST_FAULTS]

    def rows(self, bad: NDArray[np.bool_], column: int, what: str, mend: str) -> None:
        """Refuse the bad rows; in `what`, {column} and {cell} stand for the name of the column and what it holds."""
        if not bad.any():
            return
        at = np.flatnonzero(bad)
        self.count += len(at)
        for row in at[:MOST_FAULTS].tolist():
            words = what.format(column=self._columns[column], cell=repr(self._block.text(column, row)))
            self._faults.append(Fault(self._file, int(self._block.lines[row]), words, mend))

    def numbers(self, numbers: Numbers, column: int) -> None:
        """Refuse what is not a number of the right length."""
        if not numbers.wrong.any():
            return
        left = ~numbers.blank
        self.rows(numbers.blank, column, "The {column} is empty.", COPY_AGAIN)
        self.rows(left & numbers.not_digits, column, "The {column} {cell} is not a number.", _WHOLE)
        left &= ~numbers.not_digits
        self.rows(left & numbers.length_wrong, column, "The {column} {cell} has the wrong number of digits.", _WHOLE)
        padded = left & ~numbers.length_wrong & numbers.padded
        self.rows(padded, column, "The {column} {cell} begins with a zero.", "A release never pads its numbers.")

    def widths(self, wrong: WrongWidths) -> None:
        """Refuse rows with too few or too many columns."""
        self.count += len(wrong.lines)
        due = len(self._columns)
        for line, width in zip(wrong.lines[:MOST_FAULTS].tolist(), wrong.columns[:MOST_FAULTS].tolist(), strict=True):
            columns = f"{width} column" + "s" * (width != 1)
            self._faults.append(Fault(self._file, line, f"The row has {columns} and must have {due}.", COPY_AGAIN))

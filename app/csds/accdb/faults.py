"""What can be wrong with an Access file, a row for it, or the place it goes to. No message holds a value of a row."""

from collections.abc import Iterable
from dataclasses import dataclass


class AccessFault(ValueError):
    """An Access file cannot be read, filled or trusted; the message says which, why, and what to do."""


class Unreadable(AccessFault):
    """The file is not an Access file that can be filled: of another kind, encrypted, cut short or damaged."""

    def __init__(self, file: str, what: str, mend: str) -> None:
        self.file = file
        super().__init__(f"{file}: {what} {mend}")


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a template and the standard part. `column` is None when it is the table itself."""

    table: str
    column: str | None
    expected: str
    found: str

    def __str__(self) -> str:
        place = f"table {self.table}" if self.column is None else f"table {self.table}, column {self.column}"
        return f"{place}: expected {self.expected}, found {self.found}."


class TemplateFault(AccessFault):
    """The structure of a template is not the documented one. `differences` has every one."""

    def __init__(self, file: str, differences: Iterable[Difference]) -> None:
        self.file = file
        self.differences = tuple(differences)
        count = "1 difference" if len(self.differences) == 1 else f"{len(self.differences)} differences"
        head = (
            f"{file} is not built as the standard says ({count}). Use the official template of this version as it "
            "was downloaded; its structure must not be altered."
        )
        super().__init__("\n".join([head, *map(str, self.differences)]))


class ValueFault(ValueError):
    """A value cannot be kept in its column; the message says why, as the end of a sentence."""


class RowFault(AccessFault):
    """A row cannot be kept in its table. `row` counts from 1 in the table; `column` is None for the row as a whole."""

    def __init__(self, table: str, row: int, column: str | None, what: str) -> None:
        self.table, self.row, self.column = table, row, column
        place = f"{table}, row {row}" if column is None else f"{table}, row {row}, column {column}"
        super().__init__(f"{place}: {what}")


class ReadBackFault(AccessFault):
    """What another program read from the file is not what was written. `row` counts from 1; None: the whole table."""

    def __init__(self, table: str, row: int | None, column: str | None, what: str) -> None:
        self.table, self.row, self.column = table, row, column
        place = [table, *([f"row {row}"] if row else []), *([f"column {column}"] if column else [])]
        super().__init__(f"The file read back differs: {', '.join(place)}: {what} It was not kept; build it again.")


class NoReader(AccessFault):
    """The program that reads files back is not on this machine, or could not read this one."""


class CannotWrite(OSError):
    """The place does not take the file; the message says where, why, and what to do."""

    def __str__(self) -> str:
        return self.strerror or ""

"""What keeps a file that came back from being read: where, what, and how to mend it."""

from app.terminology.faults import Fault


class ReturnedFault(ValueError):
    """The file cannot be read; nothing of it was kept."""

    def __init__(self, file: str, line: int | None, what: str, mend: str) -> None:
        super().__init__(str(Fault(file, line, what, mend)))
        self.file = file
        self.line = line


class RowFault(ValueError):
    """A row of a file cannot be read; the reader says of which file. `line` counts from 1, None where it has none."""

    def __init__(self, line: int | None, what: str, mend: str) -> None:
        super().__init__(what)
        self.line = line
        self.what = what
        self.mend = mend

    def of(self, file: str) -> ReturnedFault:
        """The fault with the name of its file."""
        return ReturnedFault(file, self.line, self.what, self.mend)

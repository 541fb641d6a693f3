"""The cells of one row of the booking system's file: read, and what is wrong with each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from app.clinical.checks import text_fault
from app.clinical.clinic import AppointmentStatus
from app.register.appointments.table import Column, Row

T = TypeVar("T")

LONGEST_CELL = 200

_TYPES: Mapping[str, str] = {
    **dict.fromkeys("first new initial 01 1 firstvisit initialconsultation".split(), "01"),
    **dict.fromkeys("followup review 02 2 followupvisit followupconsultation".split(), "02"),
}
_STATUSES: Mapping[str, AppointmentStatus] = {
    **dict.fromkeys(("", "booked", "confirmed"), AppointmentStatus.BOOKED),
    **dict.fromkeys(("cancelled", "canceled"), AppointmentStatus.CANCELLED),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row: in which column, why, and how to mend it. It repeats nothing of the row."""

    column: Column | None
    message: str

    @property
    def words(self) -> str:
        return self.message if self.column is None else f"{self.column.value}: {self.message}"


class Cells:
    """Reads the cells of one row and gathers what is wrong with them."""

    def __init__(self, row: Row) -> None:
        self._row = row
        self.faults: list[Fault] = []

    def text(self, column: Column) -> str:
        """A cell without blanks around it; empty when there is none."""
        return self._row.text(column)

    def wrong(self, column: Column | None, message: str) -> None:
        self.faults.append(Fault(column, message))

    def parsed(self, column: Column, parse: Callable[[str], T]) -> T | None:
        """A cell, parsed; None, and a fault, when it is empty or the parser refuses it."""
        text = self.text(column)
        try:
            if not text:
                raise ValueError("It is empty. Fill it in.")
            if len(text) > LONGEST_CELL:
                raise ValueError(f"It is longer than {LONGEST_CELL} characters. Shorten it.")
            fault = text_fault(text)
            if fault is not None:
                raise ValueError(fault)
            return parse(text)
        except ValueError as refused:
            self.wrong(column, str(refused))
            return None

    def status(self) -> AppointmentStatus | None:
        """Whether the appointment is booked, which need not be said, or cancelled."""
        found = _STATUSES.get(self.text(Column.STATUS).casefold())
        if found is None:
            self.wrong(Column.STATUS, "This is neither booked nor cancelled. Write one of the two, or leave it empty.")
        return found


def parse_consultation_type(text: str) -> str:
    """Read CONSULTATION TYPE from a word or a code: `first` or 01, `follow-up` or 02.

    Raises:
        ValueError: it is neither.
    """
    code = _TYPES.get("".join(each for each in text.casefold() if each.isalnum()))
    if code is None:
        raise ValueError("This is neither a first visit nor a follow-up. Write “first” or “follow-up”.")
    return code

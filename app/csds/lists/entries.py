"""The entries of each list, from the texts of their columns."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from app.clinical.identifiers import parse_ods_code, parse_postcode
from app.clinical.scores import LONGEST_SCORE, MOST_DECIMALS, Span, Tool
from app.csds.lists.lines import EntryFault
from app.terminology.concept import InvalidConceptId, parse_concept_id

NATIONAL_POSTCODES: Final = ("ZZ99 3VZ", "ZZ99 3WZ")
"""No fixed abode, and address not known: they are valid whatever file they are looked up in."""

_LONGEST_NAME: Final = 255
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_GREATEST: Final = Decimal(99_999)
_ONE: Final = 1


@dataclass(frozen=True, slots=True)
class Organisation:
    """An ODS code and the days between which it is in force, both included; None is without an end."""

    code: str
    opened: date | None
    closed: date | None

    def in_force(self, first: date, last: date) -> bool:
        """Whether it is in force on any day between two."""
        return (self.opened is None or self.opened <= last) and (self.closed is None or self.closed >= first)


def organisation(row: Mapping[str, str]) -> Organisation:
    """An organisation, site, practice or school.

    Raises:
        EntryFault: no such code or date, or it closes before it opens.
    """
    try:
        code = parse_ods_code(row["code"])
    except ValueError:
        raise EntryFault("This is no ODS code.", "Write 3 to 9 letters and digits, such as RXX01.") from None
    opened, closed = _day(row["opened"]), _day(row["closed"])
    if opened is not None and closed is not None and closed < opened:
        raise EntryFault("It closes before it opens.", "Correct one of the dates.")
    return Organisation(code, opened, closed)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        if _DAY.fullmatch(text) is None:
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise EntryFault("There is no such date.", "Write it as in 2021-03-04, or leave it empty.") from None


def postcode(row: Mapping[str, str]) -> str:
    """A postcode with one space.

    Raises:
        EntryFault: it has not the form of one.
    """
    try:
        return parse_postcode(row["postcode"])
    except ValueError:
        raise EntryFault("This is no postcode.", "Write it as in LS1 4AP.") from None


def tool(row: Mapping[str, str]) -> Tool:
    """A permitted assessment with its scores. Blank decimals are one, as NHS England's own check has it.

    Raises:
        EntryFault: no such concept, no name, or a range that no score can have.
    """
    try:
        concept = parse_concept_id(row["concept"])
    except InvalidConceptId as wrong:
        raise EntryFault(wrong.what, wrong.mend) from None
    name = row["name"]
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise EntryFault("It has no name that can be shown.", f"Write one of 1 to {_LONGEST_NAME} characters.")
    least, most = _bound(row["least"], "least"), _bound(row["most"], "most")
    if most < least:
        raise EntryFault("The most is below the least.", "Correct one of them.")
    return Tool(concept, name, Span(least, most, _decimals(row["decimals"]), _also(row["also"])))


def _bound(text: str, column: str) -> Decimal:
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("NaN")
    exponent = found.as_tuple().exponent
    fits = found.is_finite() and abs(found) <= _GREATEST and isinstance(exponent, int) and -exponent <= MOST_DECIMALS
    if not fits or "e" in text.lower():
        raise EntryFault(f"{column}: this is no number that a score can be.", "Write a number, such as 0 or 38.5.")
    return found


def _decimals(text: str) -> int:
    if not text:
        return _ONE
    if text not in {str(each) for each in range(MOST_DECIMALS + 1)}:
        raise EntryFault(
            "decimals: there is no such number of them.", f"Write 0 to {MOST_DECIMALS}, or leave it empty."
        )
    return int(text)


def _also(text: str) -> tuple[str, ...]:
    """Further scores that are permitted, such as 9 for missing, with spaces between them."""
    found = tuple(dict.fromkeys(text.split()))
    if any(len(each) > LONGEST_SCORE or not (each.isascii() and each.isalnum()) for each in found):
        mend = f"Write each with up to {LONGEST_SCORE} letters and digits, and spaces between them."
        raise EntryFault("also: these are no scores.", mend)
    return found

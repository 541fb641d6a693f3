"""What people type into the register's forms: how it is read, and what is wrong with it.

A form's fields are texts by name, kept as they were typed, so that a page that refuses them shows them again.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from app.clinical.ages import completed_years, parse_clinical_date
from app.clinical.checks import text_fault
from app.clinical.child import OLDEST_YEARS
from app.clinical.child_words import name_fault, tidy
from app.clinical.identifiers import NhsNumber, parse_nhs_number
from app.clinical.problems import Problem
from app.identity import Identity, parse_identity

T = TypeVar("T")

Typed = Mapping[str, str]

LONGEST_REASON = 500
LOST_PLACE = "This form lost its place. It is ready again: check it and send it."

_DIGITS = frozenset("0123456789")


def typed_nhs_number(text: str) -> NhsNumber:
    """An NHS number from a box that takes digits and drops everything else (NHS CUI design guide, NUM-0010 to 0018).

    Raises:
        ValueError: there are not ten digits, or the check digit does not fit.
    """
    return parse_nhs_number("".join(each for each in text if each in _DIGITS))


def birth_date_of(text: str, today: date) -> date:
    """A date of birth of somebody aged 0 to 25.

    Raises:
        ValueError: it is no date, it is to come, or the age is 26 or more.
    """
    born = parse_clinical_date(text)
    if born > today:
        raise ValueError("The date of birth is in the future. Check the year.")
    if completed_years(born, today) > OLDEST_YEARS:
        raise ValueError("This is a service for children and young people from 0 to 25. Check the year.")
    return born


def identity_typed(typed: Typed, name: str) -> Identity | None:
    """The identity a field holds, or None when it holds none."""
    try:
        return parse_identity(typed.get(name, ""))
    except ValueError:
        return None


class Reading:
    """Reads the fields of one form and gathers everything that is wrong with them, under the fields' names."""

    def __init__(self, typed: Typed) -> None:
        self._typed = typed
        self.problems: list[Problem] = []

    def text(self, name: str) -> str:
        """A field's text without blanks around it."""
        return self._typed.get(name, "").strip()

    def ticked(self, name: str) -> bool:
        return self.text(name) == "yes"

    def wrong(self, name: str, code: str, message: str) -> None:
        self.problems.append(Problem(name, code, message))

    def parsed(self, name: str, parse: Callable[[str], T]) -> T | None:
        """A field's text, parsed; None, and a problem, when the parser refuses it."""
        try:
            return parse(self.text(name))
        except ValueError as refused:
            self.wrong(name, "value", str(refused))
            return None

    def name(self, name: str, missing: str | None = None) -> str | None:
        """A name; None when it is blank, with a problem when it must not be."""
        text = tidy(self._typed.get(name, ""))
        if not text:
            if missing is not None:
                self.wrong(name, "missing", missing)
            return None
        fault = name_fault(text)
        if fault is not None:
            self.wrong(name, "text", fault)
        return text

    def reason(self, name: str, missing: str) -> str:
        """Why something is done, in words of at most LONGEST_REASON characters."""
        text = self.text(name)
        fault = missing if not text else text_fault(text)
        if len(text) > LONGEST_REASON:
            fault = f"The reason is longer than {LONGEST_REASON} characters. Shorten it."
        if fault is not None:
            self.wrong(name, "text", fault)
        return text

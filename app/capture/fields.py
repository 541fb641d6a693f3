"""Reading the fields of a posted form one by one: each parsed or told about, nothing guessed."""

import re
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from app.capture.typed import Typed
from app.clinical.ages import parse_clinical_date
from app.clinical.problems import Problem
from app.identity import Identity, parse_identity

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")

CHANGED_ON_ITS_WAY = "The form was changed on its way here. Open the page again in another tab."
CHOOSE = "Choose one of the answers offered."
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")
_MEASURE = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,3})?")


class FieldReader:
    """Reads fields and gathers what is wrong with them, in `problems`."""

    def __init__(self, typed: Typed) -> None:
        self.typed = typed
        self.problems: list[Problem] = []

    def told(self, item: str, code: str, message: str) -> None:
        """Note what is wrong with a field."""
        self.problems.append(Problem(item, code, message))

    def read(self, item: str, text: str, parse: Callable[[str], T], message: str) -> T | None:
        """The parsed text; None for an empty one, or, with a problem, for one that does not parse."""
        if not text:
            return None
        try:
            return parse(text)
        except ValueError:
            self.told(item, "unreadable", message)
            return None

    def day(self, name: str) -> date | None:
        return self.read(
            name, self.typed.text(name), parse_clinical_date, "Give a date that exists, as in 04-Feb-2026 or 4/2/2026."
        )

    def hour(self, name: str) -> time | None:
        return self.read(name, self.typed.text(name), _time_of_day, "Give a time of the day, as hours:minutes: 09:30.")

    def number(self, name: str) -> int | None:
        return self.whole(name, self.typed.text(name))

    def whole(self, item: str, text: str) -> int | None:
        return self.read(item, text, _whole_number, "Give a whole number, such as 30.")

    def thousandths(self, name: str, unit: str) -> int | None:
        """A measurement in thousandths of its unit."""
        return self.read(name, self.typed.text(name), _thousandths, f"Give a number of {unit}, such as 12.4.")

    def choice(self, name: str, text: str, kind: type[E]) -> E | None:
        return self.read(name, text, kind, CHOOSE)

    def choices(self, name: str, kind: type[E]) -> tuple[E, ...]:
        """The ticked ones of several boxes, each once, in the order of their list."""
        read = {self.choice(name, text, kind) for text in self.typed.texts(name)}
        return tuple(each for each in kind if each in read)

    def identity(self, name: str, text: str) -> Identity | None:
        return self.read(name, text, parse_identity, CHOOSE)


def _time_of_day(text: str) -> time:
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError("not a time of the day")
    return time(int(found[1]), int(found[2]))


def _whole_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise ValueError("not a whole number")
    return int(text)


def _thousandths(text: str) -> int:
    if _MEASURE.fullmatch(text) is None:
        raise ValueError("not a measurement")
    return int(Decimal(text.replace(",", ".")) * 1_000)

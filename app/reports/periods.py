"""The quarters that reports are of: calendar quarters, written `2026-Q3`."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

_PATTERN: Final = re.compile(r"([0-9]{4})-Q([1-4])")
_MONTHS: Final = (
    "January to March",
    "April to June",
    "July to September",
    "October to December",
)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A calendar quarter; `number` is 1 to 4."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def words(self) -> str:
        return f"{_MONTHS[self.number - 1]} {self.year}"

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """The last day: the age date of measures at the end of the period."""
        return self.earlier(-1).first - timedelta(days=1)

    def earlier(self, quarters: int) -> "Quarter":
        """The quarter so many before this one; a negative number goes on."""
        years, place = divmod(self.year * 4 + self.number - 1 - quarters, 4)
        return Quarter(years, place + 1)


def parse_quarter(text: str) -> Quarter:
    """Read what a quarter is written as.

    Raises:
        ValueError: the text is not like 2026-Q3.
    """
    found = _PATTERN.fullmatch(text.strip().upper())
    if found is None or not int(found[1]):
        raise ValueError(f"{text!r} is not a quarter. Write the year, a hyphen, Q and 1 to 4, such as 2026-Q3.")
    return Quarter(int(found[1]), int(found[2]))


def quarter_of(day: date) -> Quarter:
    """The quarter a day lies in."""
    return Quarter(day.year, (day.month + 2) // 3)


def complete_before(day: date) -> Quarter:
    """The last quarter that was over before a day."""
    return quarter_of(day).earlier(1)

"""Ages and clinical dates: the only date arithmetic.

An age counts completed calendar units. A child born on 29 February completes a year on 1 March of a
common year. Clinical dates are those of Europe/London.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONG_MONTHS = "January February March April May June July August September October November December".split()


def london_date(instant: datetime) -> date:
    """The date in Europe/London at an instant (aware)."""
    return instant.astimezone(LONDON).date()


def completed_months(born: date, at: date) -> int:
    """Completed calendar months from birth to a date; negative before birth."""
    months = (at.year - born.year) * 12 + at.month - born.month
    return months if at.day >= born.day else months - 1


def completed_years(born: date, at: date) -> int:
    """Completed calendar years from birth to a date; negative before birth."""
    return completed_months(born, at) // 12


def _after_months(born: date, months: int) -> date:
    """The day on which `months` calendar months from birth are completed."""
    year, month = divmod(born.year * 12 + born.month - 1 + months, 12)
    try:
        return date(year, month + 1, born.day)
    except ValueError:
        return date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)


def age_shown(born: date, at: date) -> str:
    """The age as a patient banner shows it (NHS CUI design guide, Patient Banner, age units).

    Under 4 weeks in days, under 1 year in weeks and days, under 2 years in months and days, under 18
    years in years and months, then in years. Ages in minutes and hours need a time of birth, which is
    not held: a newborn's age is in days.

    Raises:
        ValueError: the date is before birth.
    """
    if at < born:
        raise ValueError("The date is before the date of birth.")
    days = (at - born).days
    months = completed_months(born, at)
    if days < 28:
        return f"{days}d"
    if months < 12:
        return f"{days // 7}w {days % 7}d"
    if months < 24:
        return f"{months}m {(at - _after_months(born, months)).days}d"
    if months < 18 * 12:
        return f"{months // 12}y {months % 12}m"
    return f"{months // 12}y"


def clinical_date(day: date) -> str:
    """A date as clinical screens show it: 04-Feb-2021 (NHS CUI design guide, D+Ta-0006)."""
    return f"{day.day:02d}-{_MONTHS[day.month - 1]}-{day.year}"


_TYPED_DATE = re.compile(r"(\d{1,2})[-/. ]([A-Za-z]{3,9}|\d{1,2})[-/. ](\d{4})", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def parse_clinical_date(text: str) -> date:
    """Read a date as people in a clinic type it: 04-Feb-2021, 4/2/2021, 4 February 2021, or 2021-02-04.

    The day stands before the month, whatever the browser's locale.

    Raises:
        ValueError: another form, or no such date; the message does not repeat it.
    """
    text = text.strip()
    typed = _TYPED_DATE.fullmatch(text)
    try:
        if typed is not None:
            return date(int(typed[3]), _month_number(typed[2]), int(typed[1]))
        if _ISO_DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError("There is no such date. Type day, month and year, as in 04-Feb-2021 or 4/2/2021.")


def _month_number(typed: str) -> int:
    """The number of a month typed as a number or as three letters or more of its name; 0 if there is none such."""
    if typed.isdigit():
        return int(typed)
    return next((place for place, name in enumerate(_LONG_MONTHS, 1) if name.lower().startswith(typed.lower())), 0)


def long_date(day: date) -> str:
    """A date as letters to families show it: 04 February 2021 (NHS CUI design guide, D+Ta-0015)."""
    return f"{day.day:02d} {_LONG_MONTHS[day.month - 1]} {day.year}"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as precisely as it is known: a year, a month of a year, or a day.

    Raises:
        ValueError: on making one with a day but no month, or a day that does not exist.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise ValueError("A day needs its month.")
        date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read `2021`, `2021-03` or `2021-03-04`.

        Raises:
            ValueError: another form, or no such date.
        """
        parts = text.strip().split("-")
        widths = (4, 2, 2)
        if not 1 <= len(parts) <= 3 or any(
            len(part) != width or not (part.isascii() and part.isdigit())
            for part, width in zip(parts, widths, strict=False)
        ):
            raise ValueError("Type a year, or a year and month, or a date, as in 2021, 2021-03 or 2021-03-04.")
        try:
            return cls(*(int(part) for part in parts))
        except ValueError:
            raise ValueError("There is no such date. Check the year, the month and the day.") from None

    def isoformat(self) -> str:
        """`2021`, `2021-03` or `2021-03-04`."""
        text = f"{self.year:04d}"
        if self.month is not None:
            text += f"-{self.month:02d}"
        if self.day is not None:
            text += f"-{self.day:02d}"
        return text

    @property
    def earliest(self) -> date:
        """The first day it may be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day it may be."""
        if self.day is not None:
            return self.earliest
        month = self.month or 12
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    def shown(self) -> str:
        """As clinical screens show it: 2021, Mar-2021 or 04-Mar-2021."""
        if self.month is None:
            return f"{self.year}"
        if self.day is None:
            return f"{_MONTHS[self.month - 1]}-{self.year}"
        return clinical_date(date(self.year, self.month, self.day))

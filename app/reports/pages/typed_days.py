"""A day as somebody types it in three fields."""

import re
from dataclasses import dataclass
from datetime import date

_NUMBER = re.compile(r"[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class DayTyped:
    """The texts of the fields for day, month and year."""

    day_of_month: str = ""
    month: str = ""
    year: str = ""

    @classmethod
    def of(cls, day: date) -> "DayTyped":
        """A day as the fields show it."""
        return cls(str(day.day), str(day.month), str(day.year))

    @property
    def day(self) -> date | None:
        """The day; None where there is none such."""
        texts = [text.strip() for text in (self.year, self.month, self.day_of_month)]
        if not all(_NUMBER.fullmatch(text) for text in texts):
            return None
        try:
            return date(*map(int, texts))
        except ValueError:
            return None

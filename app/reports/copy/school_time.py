"""Whether a contact took a child from school."""

from datetime import date, time
from functools import lru_cache
from typing import Final

import holidays

_BEGINS: Final = time(9)
_ENDS: Final = time(15, 30)
_AUGUST: Final = 8
_SATURDAY: Final = 5


def takes_school_time(on: date, at: time | None) -> bool:
    """Whether a contact began on a weekday from 09:00 and before 15:30, on no bank holiday of England, and not in
    August; one whose time is not known is not said to."""
    if at is None or not _BEGINS <= at < _ENDS:
        return False
    return on.month != _AUGUST and on.weekday() < _SATURDAY and on not in _bank_holidays(on.year)


@lru_cache(64)
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))

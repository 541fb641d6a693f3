"""Reporting periods and the windows in which they are submitted.

A reporting period is a calendar month. It is submitted twice: as primary in the window that closes on the 10th working
day of the month after, and as refresh in the window that closes a month later. One window takes the primary of a month
and the refresh of the month before (DAPB1069; submission dates of NHS England). A window opens on the working day after
the one before it closed. Bank holidays are those of England.
"""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

import holidays

WORKING_DAY_OF_CLOSING = 10


class Window(StrEnum):
    """Which of the two submissions of a period."""

    PRIMARY = "primary"
    REFRESH = "refresh"


class WindowState(StrEnum):
    """Where a window stands on a day."""

    TO_COME = "to come"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, order=True)
class ReportingPeriod:
    """A calendar month."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> "ReportingPeriod":
        """Read `2026-10`.

        Raises:
            ValueError: another form, or no such month; says how to write one.
        """
        year, _, month = text.strip().partition("-")
        if not (len(year) == 4 and len(month) == 2 and (year + month).isascii() and (year + month).isdigit()):
            raise ValueError("Write the reporting period as year and month, such as 2026-10.")
        if not (1 <= int(month) <= 12 and int(year) > 0):
            raise ValueError("There is no such month. Write the reporting period as year and month, such as 2026-10.")
        return cls(int(year), int(month))

    @classmethod
    def of(cls, day: date) -> "ReportingPeriod":
        """The period of a day."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        """RP_StartDate."""
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        """RP_EndDate."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def next(self) -> "ReportingPeriod":
        """The month after."""
        return ReportingPeriod.of(self.last + timedelta(days=1))

    @property
    def before(self) -> "ReportingPeriod":
        """The month before."""
        return ReportingPeriod.of(self.first - timedelta(days=1))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @property
    def words(self) -> str:
        """The month in words, such as October 2026."""
        return f"{calendar.month_name[self.month]} {self.year}"


@dataclass(frozen=True, slots=True)
class SubmissionWindow:
    """A window for a period: the days on which it opens and closes, both belonging to it."""

    period: ReportingPeriod
    window: Window
    opens: date
    closes: date

    def state(self, today: date) -> WindowState:
        """Where it stands on a day."""
        if today < self.opens:
            return WindowState.TO_COME
        return WindowState.OPEN if today <= self.closes else WindowState.CLOSED

    def days_left(self, today: date) -> int:
        """How many days are left until it has closed, the day itself counted; 0 when it has."""
        return max(0, (self.closes - today).days + 1)


def submission_window(period: ReportingPeriod, window: Window) -> SubmissionWindow:
    """The window of a period."""
    month = period.next if window is Window.PRIMARY else period.next.next
    opens = _working_day_after(_closing(month.before))
    return SubmissionWindow(period, window, opens, _closing(month))


def open_windows(today: date) -> tuple[SubmissionWindow, ...]:
    """The windows that are open on a day: as a rule the primary of one period and the refresh of the one before."""
    month = ReportingPeriod.of(today)
    near = (month.before.before.before, month.before.before, month.before, month)
    found = (submission_window(period, window) for period in near for window in Window)
    return tuple(each for each in found if each.state(today) is WindowState.OPEN)


def is_working_day(day: date) -> bool:
    """Whether it is a day from Monday to Friday that is no bank holiday in England."""
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


@lru_cache(64)
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def _closing(month: ReportingPeriod) -> date:
    for number, day in enumerate(_working_days_from(month.first), 1):
        if number == WORKING_DAY_OF_CLOSING:
            return day
    raise AssertionError("Working days do not end.")


def _working_day_after(day: date) -> date:
    return next(_working_days_from(day + timedelta(days=1)))


def _working_days_from(day: date) -> Iterator[date]:
    while True:
        if is_working_day(day):
            yield day
        day += timedelta(days=1)

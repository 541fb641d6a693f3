"""Values of search parameters as they are written (FHIR R4, search, 3.1.1.4.0 escaping, 3.1.1.4.5 dates).

A comma parts alternatives, a vertical line a system from its code, and a backslash before either, or before $ or
itself, makes it stand for itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from typing import Final, Generic, TypeVar

from app.fhir.mapping.looking import LONDON

_ESCAPED: Final = frozenset("\\,|$")
_DATE: Final = re.compile(
    r"(?P<prefix>[a-z]{2})?(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})"
    r"(?:T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,9}))?)?"
    r"(?P<zone>Z|[+\- ][0-9]{2}:[0-9]{2})?)?)?)?"
)
_EARLIEST: Final = datetime.min.replace(tzinfo=UTC)
_LATEST: Final = datetime.max.replace(tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)
_DAY: Final = timedelta(days=1)

T = TypeVar("T", date, datetime)


class Prefix(Enum):
    """How a date is compared. `ne` and `ap` are not taken."""

    EQUAL = "eq"
    FROM = "ge"
    TO = "le"
    AFTER = "gt"
    BEFORE = "lt"
    STARTS_AFTER = "sa"
    ENDS_BEFORE = "eb"


@dataclass(frozen=True, slots=True)
class Bounds(Generic[T]):
    """The first and the last moment of something."""

    first: T
    last: T


@dataclass(frozen=True, slots=True)
class Range(Generic[T]):
    """From when to when, both included; None for ever."""

    start: T | None = None
    end: T | None = None

    def and_also(self, other: "Range[T]") -> "Range[T]":
        """What is within both."""
        starts = [each for each in (self.start, other.start) if each is not None]
        ends = [each for each in (self.end, other.end) if each is not None]
        return Range(max(starts, default=None), min(ends, default=None))


class NotReadable(ValueError):
    """A value that is not of the form of its parameter; the message says what is, and repeats nothing of it."""


class NotTaken(NotReadable):
    """A value, or a modifier, that FHIR knows and this service does not take; the message says what it takes."""


def alternatives(text: str) -> list[str]:
    """The values of which any may fit, still escaped."""
    return ["".join(part) for part in _parted(text, ",")]


def token(text: str) -> tuple[str | None, str]:
    """The system and the code of one value; the system is None where there is no line, "" before a line."""
    parts = [_plain("".join(part)) for part in _parted(text, "|")]
    return (None, parts[0]) if len(parts) == 1 else (parts[0], "|".join(parts[1:]))


def plain(text: str) -> str:
    """One value that is a text."""
    return _plain(text)


def _parted(text: str, at: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for each in _characters(text):
        if each == at:
            parts.append([])
        else:
            parts[-1].append(each)
    return parts


def _characters(text: str) -> Iterator[str]:
    """The characters, those that are escaped with what escapes them."""
    place = 0
    while place < len(text):
        step = 2 if text[place] == "\\" and text[place + 1 : place + 2] in _ESCAPED else 1
        yield text[place : place + step]
        place += step


def _plain(text: str) -> str:
    return "".join(each[-1] for each in _characters(text))


def days(text: str) -> Range[date]:
    """The days of a date such as `ge2026-03`; a time of day counts as its day in Europe/London.

    Raises:
        NotReadable: it is no date, or is compared in a way that is not taken.
    """
    prefix, start, end = _moments(text)
    first, last = start.astimezone(LONDON).date(), end.astimezone(LONDON).date()
    return _compared(prefix, Bounds(first, last), _DAY, Bounds(date.min, date.max))


def as_day(text: str) -> str:
    """The same date without a time of day, as `days` compares it."""
    comparison, rest = (text[:2], text[2:]) if text[:1].isalpha() else ("", text)
    return f"{comparison}{days(rest).start}" if "T" in rest else text


def instants(text: str) -> Range[datetime]:
    """The instants of a date or a time such as `gt2026-03-02T09:30:00Z`, as long as it is precise.

    Without a zone it is that of Europe/London.

    Raises:
        NotReadable: it is no date, or is compared in a way that is not taken.
    """
    prefix, start, end = _moments(text)
    return _compared(prefix, Bounds(start, end), _TICK, Bounds(_EARLIEST, _LATEST))


def _compared(prefix: Prefix, meant: Bounds[T], step: timedelta, ever: Bounds[T]) -> Range[T]:
    """The range of what compares so with what is meant."""
    if prefix is Prefix.EQUAL:
        return Range(meant.first, meant.last)
    if prefix is Prefix.FROM:
        return Range(meant.first, None)
    if prefix is Prefix.TO:
        return Range(None, meant.last)
    if prefix in (Prefix.AFTER, Prefix.STARTS_AFTER):
        return Range(meant.last + step, None) if meant.last < ever.last else Range(ever.last, ever.first)
    return Range(None, meant.first - step) if meant.first > ever.first else Range(ever.last, ever.first)


def _moments(text: str) -> tuple[Prefix, datetime, datetime]:
    """The prefix, and the first and the last moment meant, in UTC."""
    found = _DATE.fullmatch(text)
    if found is None:
        raise NotReadable("It is a date such as 2026, 2026-03 or 2026-03-02, or a time such as 2026-03-02T09:30:00Z.")
    try:
        prefix = Prefix(found["prefix"] or "eq")
    except ValueError:
        raise NotReadable("A date is compared with eq, ge, gt, le, lt, sa or eb before it.") from None
    try:
        start, end = (each.astimezone(UTC) for each in _ends(found))
        for each in (start, end):
            each.astimezone(LONDON)
    except (ValueError, OverflowError):
        raise NotReadable("There is no such day, or no such time of day.") from None
    return prefix, start, end


def _ends(found: re.Match[str]) -> tuple[datetime, datetime]:
    year, month, day = int(found["year"]), int(found["month"] or 1), int(found["day"] or 1)
    if found["hour"] is not None:
        start, length = _time(found, date(year, month, day))
        return start, start + length - _TICK
    first = date(year, month, day)
    if found["day"] is not None:
        last = first
    elif found["month"] is not None:
        last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - _DAY if month < 12 else date(year, 12, 31)
    else:
        last = date(year, 12, 31)
    return datetime.combine(first, time.min, LONDON), datetime.combine(last, time.max, LONDON)


def _time(found: re.Match[str], on: date) -> tuple[datetime, timedelta]:
    """A time of day with its zone, and how long it is, by its precision."""
    second, fraction = found["second"] or "00", (found["fraction"] or "")[:6]
    # A plus that was not encoded in an address comes as a space.
    zone = (found["zone"] or "").replace("Z", "+00:00").replace(" ", "+")
    text = f"{on.isoformat()}T{found['hour']}:{found['minute']}:{second}.{fraction.ljust(6, '0')}{zone}"
    start = datetime.fromisoformat(text)
    if start.tzinfo is None:
        start = start.replace(tzinfo=LONDON)
    if found["second"] is None:
        return start, timedelta(minutes=1)
    return start, timedelta(microseconds=10 ** (6 - len(fraction)))

"""Days and times of the clinic, which are Europe/London's, as the dates and instants of FHIR, and lengths in minutes.

Whatever the structural check lets pass is read: an instant beyond the calendar is taken as it is written, and a leap
second is the second after it.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from app.fhir.mapping.looking import LONDON, Resource, partial_date
from app.fhir.systems import UCUM

LONGEST_MINUTES: Final = 1_440
"""The longest that anything at one contact may take (CSDS, CLINICAL CONTACT DURATION)."""

_DAY_LONG: Final = len("2021-03-04")
_INSTANT: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}):(\d{2})(?:\.\d+)?(Z|[+-]\d{2}:\d{2})", re.ASCII
)  # R4, datatypes, dateTime
_LEAP_SECOND: Final = "60"

_MINUTES_IN: Final = {
    **dict.fromkeys(("min", "mins", "minute", "minutes"), 1.0),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 60.0),
    **dict.fromkeys(("s", "sec", "second", "seconds"), 1 / 60),
    **dict.fromkeys(("d", "day", "days"), 1_440.0),
}


def london_moment(text: object) -> datetime | None:
    """The instant of a `dateTime` or an `instant` as the clocks of Europe/London showed it; None without a time.

    Fractions of a second are cut.
    """
    found = _INSTANT.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    leap = found[2] == _LEAP_SECOND
    seconds = "59" if leap else found[2]
    moment = datetime.fromisoformat(f"{found[1]}:{seconds}{found[3].replace('Z', '+00:00')}")
    try:
        return (moment + timedelta(seconds=leap)).astimezone(LONDON)
    except OverflowError:
        return moment.replace(tzinfo=LONDON)


def day_and_time(text: object) -> tuple[date | None, time | None]:
    """The day in Europe/London of a `date`, `dateTime` or `instant`, and the time in hours and minutes if it has one.

    The day is None when it is absent or not as precise as a day.
    """
    moment = london_moment(text)
    if moment is not None:
        return moment.date(), time(moment.hour, moment.minute)
    if not isinstance(text, str) or len(text) != _DAY_LONG:
        return None, None
    found = partial_date(text)
    return (found.earliest if found is not None else None), None


def day_of(text: object) -> date | None:
    """The day in Europe/London; None when it is absent or not as precise as a day."""
    return day_and_time(text)[0]


def shown_by_clocks(on: date, at: time) -> bool:
    """Whether clocks in Europe/London show this time on this day: none shows what a change to summer time skips."""
    written = datetime.combine(on, at, LONDON)
    shown = written.astimezone(UTC).astimezone(LONDON)
    return shown.replace(tzinfo=None, fold=0) == written.replace(tzinfo=None)


def date_time(on: date, at: time | None) -> str:
    """A day, or a day and a time of Europe/London, as a `dateTime`.

    Of a time that is shown twice when summer time ends, the first is meant. A time that clocks do not show is left
    out.
    """
    if at is None or not shown_by_clocks(on, at):
        return on.isoformat()
    return instant(on, at)


def instant(on: date, at: time, minutes: int = 0) -> str:
    """A day and a time of Europe/London, and so many minutes later, as an `instant`; the first where it is shown twice.

    A time that a change to summer time skips is that which follows so long after the last one shown.
    """
    moment = datetime.combine(on, at, LONDON).astimezone(UTC) + timedelta(minutes=minutes)
    shown = moment.astimezone(LONDON)
    offset = shown.utcoffset() or timedelta(0)
    # Local mean time, of before 1847, is 1 min 15 s behind: FHIR has no seconds in an offset.
    return (moment if offset.seconds % 60 else shown).isoformat(timespec="seconds")


def minutes_between(start: object, end: object) -> float | None:
    """The minutes from one `dateTime` to another; None unless both have a time."""
    began, ended = london_moment(start), london_moment(end)
    return None if began is None or ended is None else (ended.timestamp() - began.timestamp()) / 60


def minutes_of(duration: object) -> float | None:
    """The minutes of a `Duration` in seconds, minutes, hours or days (UCUM, or the English word); None for others."""
    if not isinstance(duration, dict) or "comparator" in duration:
        return None
    value = duration.get("value")
    by_code = duration.get("code") if duration.get("system") in (UCUM, None) else None
    unit = _MINUTES_IN.get(str(by_code or duration.get("unit", "")).strip().casefold())
    return None if unit is None or not isinstance(value, int | float) else value * unit


def whole_minutes(minutes: float) -> int | None:
    """A length to the nearest minute, at least one; None when it is none or longer than a day."""
    if not 0 < minutes <= LONGEST_MINUTES:
        return None
    return max(1, int(minutes + 0.5))


def duration(minutes: int) -> Resource:
    """A length as a `Duration`."""
    return {"value": minutes, "unit": "minutes", "system": UCUM, "code": "min"}

"""Dates of needs as precisely as they were sent: year, month or day; an instant is that day in Europe/London."""

from collections.abc import Iterator
from datetime import date

from app.clinical.ages import PartialDate
from app.fhir.mapping.looking import Resource, partial_date


def partial(text: object) -> PartialDate | None:
    """The date of a `date`, `dateTime` or `instant`; None when it is absent.

    An instant that Python's calendar cannot turn to London's time (a leap second, the first or last day that there is)
    is the day that is written.
    """
    if not isinstance(text, str):
        return None
    try:
        return partial_date(text)
    except (ValueError, OverflowError):
        return _written(text)


def day(text: object) -> date | None:
    """The same, when it is as precise as a day."""
    found = partial(text)
    return None if found is None or found.day is None else found.earliest


def begun(period: object) -> object:
    """The start of a Period, if it has one."""
    return period.get("start") if isinstance(period, dict) else None


def moments(resource: Resource) -> Iterator[object]:
    """When an Observation was true, then when it was made available: what is there of effective[x] and issued."""
    yield resource.get("effectiveDateTime")
    yield resource.get("effectiveInstant")
    yield begun(resource.get("effectivePeriod"))
    timing = resource.get("effectiveTiming")
    yield from (timing.get("event") or ()) if isinstance(timing, dict) else ()
    yield resource.get("issued")


def _written(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(text[: len("2021-03-04")])
    except ValueError:
        return None

"""Dates and times of R4 compared, at the precision that both have (R4, datatypes, dateTime; FHIRPath, comparison)."""

from datetime import UTC, datetime, timedelta

_DAY_LONG = 10


def after(start: object, end: object) -> bool:
    """Whether `start` is certainly later than `end`, two dates or times of the forms of R4.

    Two times with zones are compared as instants. Where either has no time of day, the calendar parts that both have
    are compared, as written. Anything that is not text is not later.
    """
    if not isinstance(start, str) or not isinstance(end, str):
        return False
    if len(start) > _DAY_LONG and len(end) > _DAY_LONG:
        return _instant(start) > _instant(end)
    length = min(len(start), len(end), _DAY_LONG)
    return start[:length] > end[:length]


def _instant(text: str) -> tuple[datetime, str]:
    """The instant in whole seconds, and the digits of its fraction. A leap second is the second after it."""
    leap = text[17:19] == "60"
    zone_at = max(text.rfind("Z"), text.rfind("+"), text.rfind("-"))
    seconds = "59" if leap else text[17:19]
    moment = datetime.fromisoformat(text[:17] + seconds + text[zone_at:].replace("Z", "+00:00"))
    fraction = text[20:zone_at].rstrip("0") if text[19] == "." else ""
    return _in_utc(moment, timedelta(seconds=leap)), fraction


def _in_utc(moment: datetime, more: timedelta) -> datetime:
    """The moment and `more` in UTC; at either end of the calendar, where that has no name, as written."""
    try:
        return moment.astimezone(UTC) + more
    except OverflowError:
        return moment.replace(tzinfo=UTC)

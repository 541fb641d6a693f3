"""Times of day as people and booking systems write them, and the hour that the clocks skip in March."""

import re
from datetime import UTC, date, datetime, time

from app.clinical.ages import LONDON, clinical_date

_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::00(?:\.0+)?)?(?: ?([ap])\.?m\.?)?", re.ASCII | re.IGNORECASE)
_FOUR_DIGITS = re.compile(r"([01]\d|2[0-3])([0-5]\d)", re.ASCII)
_NO_TIME = "There is no such time. Type hours and minutes, such as 09:30."


def parse_clock_time(text: str) -> time:
    """Read a time of day to the minute: 09:30, 9.30, 0930, 9:30 am, or 09:30:00 as booking systems export it.

    Raises:
        ValueError: another form, or no such time; the message does not repeat it.
    """
    text = text.strip()
    bare = _FOUR_DIGITS.fullmatch(text)
    if bare is not None:
        return time(int(bare[1]), int(bare[2]))
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise ValueError(_NO_TIME)
    hours, minutes, half = int(found[1]), int(found[2]), (found[3] or "").lower()
    if half and not 1 <= hours <= 12:
        raise ValueError(_NO_TIME)
    if half:
        hours = hours % 12 + (12 if half == "p" else 0)
    if hours > 23 or minutes > 59:
        raise ValueError(_NO_TIME)
    return time(hours, minutes)


def skipped_fault(on: date, at: time) -> str | None:
    """Why there is no such time on a day in Europe/London, or None when there is.

    When the clocks go forward an hour does not exist: 01:00 to 01:59 on the last Sunday of March (Summer Time Order
    2002). The hour that comes twice in October exists.
    """
    local = datetime.combine(on, at, LONDON)
    back = local.astimezone(UTC).astimezone(LONDON)
    if back.replace(tzinfo=None) == local.replace(tzinfo=None):
        return None
    return f"On {clinical_date(on)} the clocks go forward and there is no {at:%H:%M}. Choose another time."

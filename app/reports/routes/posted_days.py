"""A day that was posted in three fields."""

from app.reports.pages.typed_days import DayTyped
from app.web.calls import Posted


def posted_day(posted: Posted, name: str) -> DayTyped:
    """What was typed for the day, month and year of a name, whether there is such a day or not."""
    return DayTyped(*(posted.text(f"{name}-{part}") for part in ("day", "month", "year")))

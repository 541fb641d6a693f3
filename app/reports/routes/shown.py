"""What every page of an area shows of areas and periods: their names, and the lists to choose from."""

from collections.abc import Iterable

from app.reports.desk import Area
from app.reports.pages.choices import Choice
from app.reports.pages.wording import Wording
from app.reports.periods import parse_quarter


def grouped(offered: Iterable[Choice]) -> list[tuple[str, list[Choice]]]:
    """Choices by the list that each stands in, in their order."""
    found: dict[str, list[Choice]] = {}
    for each in offered:
        found.setdefault(each.among, []).append(each)
    return list(found.items())


def named(areas: Iterable[Area], wording: Wording) -> list[tuple[Area, str]]:
    """Areas, each with its name."""
    return [(area, wording.area(*area)) for area in areas]


def period_words(period: str) -> str:
    """A period in words."""
    return parse_quarter(period).words

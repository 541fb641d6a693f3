"""What an address asks about: an area that the reader may see, a period, and what to read the area beside."""

from typing import Final

from app.errors import NotFound, NotOffered
from app.released.table import ReleaseFacts
from app.reports.card import Level
from app.reports.desk import Area, own_provider
from app.reports.pages.choices import NOTHING, choices, chosen
from app.reports.periods import parse_quarter
from app.reports.routes.asked import NO_MEASURE, Asked, ReportPages
from app.web.calls import Call

NO_AREA: Final = "Nothing was released of such an area. Choose one from the first page of reports."
_NO_PERIOD: Final = ("Nothing was released for that period", "Choose one from the list on the area's page.")


def area_of(level: str, code: str) -> Area:
    """An area, by what stands in an address. Raises `NotFound` when there is no such level."""
    try:
        return Area(Level(level), code)
    except ValueError:
        raise NotFound(NO_MEASURE) from None


def offered_beside(reports: ReportPages, call: Call, area: Area) -> frozenset[str]:
    """The keys of what an area may be read beside, nothing among them. What one area is beside, another may not be."""
    released = reports.desk.releases.all()
    if not released:
        return frozenset()
    words = reports.words(released[0].period)
    offered = choices(area, words.areas, words.elsewhere, reports.desk.own_areas(call.principal))
    return frozenset({NOTHING, *(each.key for each in offered)} if offered else ())


def asked_of(reports: ReportPages, call: Call, period: str | None = None) -> Asked:
    """The area of the path and the period of the query, or the period given.

    Raises:
        NotFound: the person may not see the area, or nothing was released at all.
        NotOffered: nothing was released for the period, or the area cannot be read beside what was chosen.
    """
    view = reports.desk.view(call.principal, area_of(call.path_params["level"], call.path_params["area"]))
    wanted = call.query_params.get("period", "") if period is None else period
    facts = _release(reports, wanted)
    if not view.mine and not reports.desk.has_area(facts, view.area):
        raise NotFound(NO_AREA)
    words = reports.words(facts.period)
    offered = choices(view.area, words.areas, words.elsewhere, view.own)
    return Asked(
        *(reports, view, facts, words, own_provider(call.principal), call.principal.organisation.id, offered),
        chosen(offered, call.query_params.get("beside", "")),
    )


def _release(reports: ReportPages, period: str) -> ReleaseFacts:
    """The release of a period; the newest where none is named."""
    latest = reports.desk.releases.latest
    try:
        return latest(str(parse_quarter(period))) if period else latest()
    except (ValueError, NotFound):
        if not period:
            raise
        raise NotOffered(*_NO_PERIOD) from None

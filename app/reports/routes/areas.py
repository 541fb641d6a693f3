"""The first page of reports: which areas and periods there are; and an area's page, by lens."""

from typing import Final
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from app.access.jobs import JobState
from app.access.permissions import Permission, may
from app.errors import NotOffered
from app.identity import Identity
from app.reports.asking import RELEASE, AskedRelease
from app.reports.card import Lens
from app.reports.periods import complete_before
from app.reports.profiles import PROFILES
from app.reports.routes.addressed import area_of, asked_of, offered_beside
from app.reports.routes.asked import ReportPages
from app.reports.routes.downloads import INDICATOR_FORMATS
from app.reports.routes.shown import named, period_words
from app.web.calls import Call
from app.web.guard import allows

QUARTERS_OFFERED: Final = 4


def add_overview(router: APIRouter, reports: ReportPages) -> None:
    """Add the first page, which also leads on to a chosen area."""

    @router.get("/reports")
    @allows(Permission.SEE_RELEASED_REPORTS)
    def overview(call: Call) -> Response:
        if chosen := call.query_params.get("area", ""):
            return _to_area(reports, call, chosen)
        return overview_page(reports, call)


def overview_page(reports: ReportPages, call: Call, fault: str = "") -> Response:
    """The first page; with a fault where what was posted from it cannot be done."""
    released = reports.desk.releases.all()
    context: dict[str, object] = {"released": released, "fault": fault, "words_of": period_words}
    if released:
        wording = reports.words(released[0].period).wording
        context["own"] = named(reports.desk.own_areas(call.principal), wording)
        context["published"] = named(reports.published(released), wording)
    if may(call.principal, Permission.RELEASE_REPORTS):
        context.update(_releasing(reports, call))
    return reports.pages.render(call, "reports/overview.jinja", context, 422 if fault else 200)


def _releasing(reports: ReportPages, call: Call) -> dict[str, object]:
    """What may be released, and what was asked for."""
    last = complete_before(reports.desk.now().date())
    jobs = [(each, AskedRelease.read(each.request)) for each in reports.jobs.jobs(_own(call), RELEASE)]
    return {
        "quarters": [last.earlier(back) for back in range(QUARTERS_OFFERED)],
        "profiles": list(PROFILES.values()),
        "waiting": [(job, asked) for job, asked in jobs if not job.state.ended],
        "failed": [(job, asked) for job, asked in jobs[:1] if job.state is JobState.FAILED],
        "typed": call.posted.text,
        "conditions": reports.own_conditions(),
    }


def _own(call: Call) -> Identity:
    return call.principal.organisation.id


def _to_area(reports: ReportPages, call: Call, chosen: str) -> Response:
    level, _, code = chosen.partition(":")
    area = reports.desk.view(call.principal, area_of(level, code)).area
    query = {name: text for name in ("period", "lens") if (text := call.query_params.get(name, ""))}
    beside = call.query_params.get("beside", "")
    if beside and beside in offered_beside(reports, call, area):
        query["beside"] = beside
    path = f"/reports/{area.level.value}/{quote(area.code, safe='')}"
    return RedirectResponse(f"{path}?{urlencode(query)}", status_code=303)


def add_area(router: APIRouter, reports: ReportPages) -> None:
    """Add an area's page."""

    @router.get("/reports/{level}/{area}")
    @allows(Permission.SEE_RELEASED_REPORTS)
    def area(call: Call) -> Response:
        asked = asked_of(reports, call)
        lens = _lens(call.query_params.get("lens", Lens.PROFILE.value))
        context = {
            **asked.about(),
            "lens": lens,
            "lenses": list(Lens),
            "measures": asked.measures(lens),
            "actions": asked.actions(),
            "changes": asked.changes(),
            "indicators": asked.indicators() if lens is Lens.PROFILE else None,
            "indicator_formats": INDICATOR_FORMATS,
            "recording": asked.recording() if lens is Lens.ASSURANCE else None,
        }
        return reports.pages.render(call, "reports/area.jinja", context)


def _lens(text: str) -> Lens:
    try:
        return Lens(text)
    except ValueError:
        raise NotOffered("There is no such lens", "Choose one from the area's page.") from None

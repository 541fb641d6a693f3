"""The first page of reports: which areas and periods there are; and an area's page, by lens."""

from urllib.parse import urlencode

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from app.access.permissions import Permission
from app.errors import NotFound
from app.reports.card import Lens
from app.reports.routes.asked import ReportPages, area_of, asked_of, named, period_words
from app.web.calls import Call
from app.web.guard import allows


def add_overview(router: APIRouter, reports: ReportPages) -> None:
    """Add the first page, which also leads on to a chosen area."""

    @router.get("/reports")
    @allows(Permission.SEE_RELEASED_REPORTS)
    def overview(call: Call) -> Response:
        if chosen := call.query_params.get("area", ""):
            return _to_area(reports, call, chosen)
        released = reports.desk.releases.all()
        if not released:
            return reports.pages.render(call, "reports/overview.jinja", {"released": released})
        wording = reports.words(released[0].period).wording
        context = {
            "released": released,
            "own": named(reports.desk.own_areas(call.principal), wording),
            "published": named(reports.published(released), wording),
            "words_of": period_words,
        }
        return reports.pages.render(call, "reports/overview.jinja", context)


def _to_area(reports: ReportPages, call: Call, chosen: str) -> Response:
    level, _, code = chosen.partition(":")
    area = reports.desk.view(call.principal, area_of(level, code)).area
    query = {name: text for name in ("period", "lens") if (text := call.query_params.get(name, ""))}
    return RedirectResponse(f"/reports/{area.level.value}/{area.code}?{urlencode(query)}", status_code=303)


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
            "sections": asked.sections(asked.cards(lens)),
            "actions": asked.actions(),
        }
        return reports.pages.render(call, "reports/area.jinja", context)


def _lens(text: str) -> Lens:
    try:
        return Lens(text)
    except ValueError:
        raise NotFound("There is no such page. Choose one from the area's page.") from None

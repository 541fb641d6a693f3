"""What is to be done about an area's figures: read, added and changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from app.access.permissions import Permission
from app.identity import Identity
from app.reports.actions import ActionDetails, Progress, action_faults
from app.reports.card import Lens
from app.reports.routes.addressed import asked_of
from app.reports.routes.asked import Asked, ReportPages
from app.reports.routes.posted_days import posted_day
from app.web.calls import Call
from app.web.guard import allows


@dataclass(frozen=True, slots=True)
class Wrong:
    """What was typed wrong: of which action (None for a new one), and why by field."""

    faults: Mapping[str, str] = field(default_factory=dict)
    action: Identity | None = None


def add_actions(router: APIRouter, reports: ReportPages) -> None:
    """Add the page of an area's actions, and what is posted from it."""

    @router.get("/reports/{level}/{area}/actions")
    @allows(Permission.SEE_RELEASED_REPORTS)
    def actions(call: Call) -> Response:
        return _page(call, asked_of(reports, call))

    @router.post("/reports/{level}/{area}/actions")
    @allows(Permission.KEEP_REPORT_ACTIONS)
    def add(call: Call) -> Response:
        asked = asked_of(reports, call)
        asked.require_own()
        details, faults = _typed(call)
        measure = call.posted.text("measure")
        if not asked.has(measure):
            faults = {"measure": "Choose from the list what it is about.", **faults}
        if details is None or faults:
            return _page(call, asked, Wrong(faults))
        reports.desk.add_action(call.principal, asked.area, measure, details)
        return RedirectResponse(asked.address("/actions"), status_code=303)

    @router.post("/reports/{level}/{area}/actions/{action}")
    @allows(Permission.KEEP_REPORT_ACTIONS)
    def change(call: Call) -> Response:
        asked = asked_of(reports, call)
        asked.require_own()
        before = reports.desk.action(call.principal, asked.area, call.identity("action"))
        details, faults = _typed(call)
        if details is None:
            return _page(call, asked, Wrong(faults, before.id))
        reports.desk.change_action(call.principal, before, details)
        return RedirectResponse(asked.address("/actions"), status_code=303)


def _typed(call: Call) -> tuple[ActionDetails | None, dict[str, str]]:
    """The action as posted, or what is wrong with it."""
    what, owner, due = call.posted.text("what"), call.posted.text("owner"), posted_day(call.posted, "due").day
    faults = action_faults(what, owner, due)
    try:
        progress = Progress(call.posted.text("progress") or Progress.NOT_STARTED.value)
    except ValueError:
        return None, {**faults, "progress": "Choose how far it has come from the list."}
    if faults or due is None:
        return None, faults
    return ActionDetails(what.strip(), owner.strip(), due, progress), {}


def _page(call: Call, asked: Asked, wrong: Wrong | None = None) -> Response:
    """The actions of an area, each to be changed, and one to be added; what was typed wrong stays as typed."""
    context = {
        **asked.about(),
        "actions": asked.actions(),
        "cards": asked.words.cards,
        "choices": [(lens, asked.cards(lens)) for lens in Lens],
        "progresses": list(Progress),
        "wrong": wrong,
        "typed": call.posted.text,
        "measure": call.query_params.get("measure", "") or call.posted.text("measure"),
    }
    return asked.reports.pages.render(call, "reports/actions.jinja", context, 200 if wrong is None else 422)

"""What services of an area did that may have changed its figures: read, noted, changed and withdrawn."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from app.access.permissions import Permission
from app.clinical.ages import london_date
from app.errors import Conflict
from app.reports.card import Lens
from app.reports.changes import ChangeDetails, ServiceChange
from app.reports.pages.change_forms import (
    CHANGED,
    CHANGED_UNDER_WITHDRAWAL,
    UNTICKED,
    WITHDRAWN,
    TypedChange,
    Wrong,
    change_forms,
    change_lines,
    place_of_fault,
)
from app.reports.routes.addressed import asked_of
from app.reports.routes.asked import Asked, ReportPages
from app.reports.routes.posted_days import posted_day
from app.web.calls import Call, Posted
from app.web.guard import allows

BELOW: Final = "/changes"


def add_changes(router: APIRouter, reports: ReportPages) -> None:
    """Add the page of an area's changes of services, and what is posted from it."""

    @router.get("/reports/{level}/{area}/changes")
    @allows(Permission.SEE_RELEASED_REPORTS)
    def changes(call: Call) -> Response:
        return _page(call, asked_of(reports, call))

    @router.post("/reports/{level}/{area}/changes")
    @allows(Permission.KEEP_REPORT_ACTIONS)
    def add(call: Call) -> Response:
        asked = asked_of(reports, call)
        asked.require_own()
        typed = _typed(call.posted)
        details, faults = _details(asked, typed)
        if details is None:
            return _page(call, asked, Wrong(faults, None, typed))
        # Sent twice by a doubled press, it is noted once.
        if all(each.details != details for each in asked.changes()):
            reports.desk.add_change(call.principal, asked.area, details)
        return _done(asked)

    @router.post("/reports/{level}/{area}/changes/{change}")
    @allows(Permission.KEEP_REPORT_ACTIONS)
    def change(call: Call) -> Response:
        asked = asked_of(reports, call)
        asked.require_own()
        before = reports.desk.change_of_service(call.principal, asked.area, call.identity("change"))
        asked.require_for_reader(before)
        done = _withdraw if call.posted.text("act") == "withdraw" else _change
        return done(call, asked, before)


def _change(call: Call, asked: Asked, before: ServiceChange) -> Response:
    typed = _typed(call.posted)
    if not before.details.standing:
        return _page(call, asked, Wrong({}, before.id, typed, WITHDRAWN))
    details, faults = _details(asked, typed, before)
    meanwhile = "" if _is_of_last(call, before) else CHANGED
    if details is None or meanwhile:
        return _page(call, asked, Wrong(faults, before.id, typed, meanwhile))
    try:
        if details != before.details:
            asked.reports.desk.change_change(call.principal, before, details)
    except Conflict:
        return _page(call, asked, Wrong({}, before.id, typed, CHANGED))
    return _done(asked)


def _withdraw(call: Call, asked: Asked, before: ServiceChange) -> Response:
    if not before.details.standing:
        return _done(asked)
    faults = {} if call.posted.text("withdraw") else {"withdraw": UNTICKED}
    meanwhile = "" if _is_of_last(call, before) else CHANGED_UNDER_WITHDRAWAL
    if faults or meanwhile:
        return _page(call, asked, Wrong(faults, before.id, None, meanwhile))
    try:
        asked.reports.desk.change_change(call.principal, before, replace(before.details, standing=False))
    except Conflict:
        return _page(call, asked, Wrong({}, before.id, None, CHANGED_UNDER_WITHDRAWAL))
    return _done(asked)


def _is_of_last(call: Call, before: ServiceChange) -> bool:
    """Whether what was posted was typed over the version that is the last."""
    return call.posted.text("version") == str(before.version)


def _done(asked: Asked) -> Response:
    return RedirectResponse(asked.address(BELOW), status_code=303)


def _typed(posted: Posted) -> TypedChange:
    measures = tuple(dict.fromkeys(posted.fields.get("measure", ())))
    return TypedChange(posted.text("what"), posted_day(posted, "began"), posted.text("owner"), measures)


def _details(
    asked: Asked, typed: TypedChange, before: ServiceChange | None = None
) -> tuple[ChangeDetails | None, dict[str, str]]:
    """The change as typed, or what is wrong with it. What a change bears on besides that has no box here stays so."""
    offered = {card.key for lens in Lens for card in asked.cards(lens)}
    stays = () if before is None else [key for key in before.details.measures if key not in offered]
    return typed.details(offered, stays, tuple(asked.words.cards))


def _page(call: Call, asked: Asked, wrong: Wrong | None = None) -> Response:
    """The changes of an area, each to be changed or withdrawn, and one to be added."""
    changes, pages = asked.changes(), asked.reports.pages
    lenses = [(lens, cards) for lens in Lens if (cards := asked.cards(lens))]
    paged = {card.key for _, cards in lenses for card in cards}
    seen = [card for card in asked.words.cards.values() if asked.is_for_reader(card)]
    context: Mapping[str, object] = {
        **asked.about(),
        "lines": change_lines(changes, london_date(asked.reports.desk.now()), seen, paged),
        "forms": list(change_forms(changes, wrong)),
        "lenses": lenses,
        "paged": paged,
        "wrong": wrong,
        "place_of": lambda name: place_of_fault(name, lenses),
        "measure": call.query_params.get("measure", ""),
    }
    return pages.render(call, "reports/changes.jinja", context, 200 if wrong is None else wrong.status)

"""The pages of a launch: where a host sends the browser, where it comes back to, and what became of handing back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from app.access.permissions import Permission
from app.access.sessions import SignIns
from app.fhir.launch.handing_back import HandBack, HandState, Outcome
from app.fhir.launch.opening import LASTS, Begun, LaunchDesk, Opened, Returned
from app.fhir.launch.refusals import TurnedAway
from app.identity import shown
from app.settings import Settings
from app.web.calls import Call
from app.web.guard import allows, open_to_anyone
from app.web.pages import Pages
from app.web.routes import cookie_name, hold_session

CALLBACK: Final = "/launch/callback"

_WHY: Final = {
    Outcome.OUT_OF_REACH: "{record} cannot be reached now. Try again in a minute.",
    Outcome.NOT_ALLOWED: "{record} does not allow EveryNeed to write this. Tell your administrator, then try again.",
    Outcome.REFUSED: "{record} did not take it. Try again; if it stays so, tell your administrator.",
    Outcome.EXPIRED: "{record} let EveryNeed in for a limited time, which is over. Open the form from the child's "
    "record there once more, then hand this visit back from its page.",
}
_NOT_YET: Final = "{record} has not got this visit as it stands now."
_STATUS: Final = {Outcome.OUT_OF_REACH: 502, Outcome.NOT_ALLOWED: 502, Outcome.REFUSED: 502, Outcome.EXPIRED: 422}


@dataclass(frozen=True, slots=True)
class Launching:
    """What the routes work with; `address` is where the service is reached, without a path, by a call."""

    desk: LaunchDesk
    hand_back: HandBack
    sign_ins: SignIns
    pages: Pages
    settings: Settings
    address: Callable[[Call], str]
    base: Callable[[Call], str]


def launch_router(route: type[APIRoute], launching: Launching) -> APIRouter:
    """The routes of launches, behind the guard of pages."""
    router = APIRouter(route_class=route)
    _add_launch_routes(router, launching)
    _add_hand_back_routes(router, launching)
    return router


def _add_launch_routes(router: APIRouter, launching: Launching) -> None:
    desk, cookie = launching.desk, f"{cookie_name(launching.settings)}-launch"
    https = launching.settings.https

    @router.get("/launch")
    @open_to_anyone
    def launch(call: Call) -> Response:
        browser = call.cookies.get(cookie) or desk.new_browser()
        given, redirect_uri = call.query_params, launching.address(call) + CALLBACK
        begun = desk.begin(given.get("iss", ""), given.get("launch", ""), browser, redirect_uri)
        if not isinstance(begun, Begun):
            return _turned_away(launching, call, begun)
        response = RedirectResponse(begun.address, status_code=303)
        lasts = int(LASTS.total_seconds())
        # Lax, as the session's: the browser comes back from the host's site.
        response.set_cookie(cookie, browser, max_age=lasts, httponly=True, samesite="lax", secure=https)
        return response

    @router.get(CALLBACK)
    @open_to_anyone
    def come_back(call: Call) -> Response:
        given = call.query_params
        returned = Returned(given.get("state", ""), given.get("code", ""), given.get("error", ""))
        opened = desk.finish(returned, call.cookies.get(cookie, ""), launching.base(call))
        if not isinstance(opened, Opened):
            return _turned_away(launching, call, opened)
        if call.signed_in is not None:
            # Whoever used this browser before is not to find themselves signed in behind the new session.
            launching.sign_ins.sign_out(call.signed_in)
        response = RedirectResponse(opened.path, status_code=303)
        hold_session(response, opened.token, launching.settings)
        return response


def _add_hand_back_routes(router: APIRouter, launching: Launching) -> None:
    hand_back = launching.hand_back

    @router.get("/launch/encounters/{encounter}")
    @allows(Permission.HAND_BACK)
    def handed_back(call: Call) -> Response:
        state = hand_back.state(call.principal, call.identity("encounter"))
        if state is None:
            return _to_record(call)
        outcome = Outcome.TAKEN if state.taken else _outcome_said(call.query_params.get("why", ""))
        return _page(launching, call, state, outcome, 200)

    @router.post("/launch/encounters/{encounter}")
    @allows(Permission.HAND_BACK)
    def hand_back_again(call: Call) -> Response:
        state = hand_back.state(call.principal, call.identity("encounter"))
        if state is None:
            return _to_record(call)
        outcome = hand_back.handed(call.principal, state)
        if outcome is Outcome.TAKEN:
            return RedirectResponse(state.path, status_code=303)
        return _page(launching, call, state, outcome, _STATUS[outcome])


def _to_record(call: Call) -> Response:
    """Where the session was opened by no host, or for another child, the record says all there is."""
    return RedirectResponse(f"/encounters/{shown(call.identity('encounter'))}", status_code=303)


def _outcome_said(name: str) -> Outcome | None:
    return Outcome.__members__.get(name.upper().replace("-", "_"))


def failed_path(state: HandState, outcome: Outcome) -> str:
    """The page that says that handing back failed, and why."""
    return f"{state.path}?why={outcome.name.lower().replace('_', '-')}"


def _page(launching: Launching, call: Call, state: HandState, outcome: Outcome | None, status: int) -> Response:
    taken, record = outcome is Outcome.TAKEN and state.taken, state.host.name
    context = {
        "title": f"Handed back to {record}" if taken else f"Not handed back to {record}",
        "record": record,
        "taken": taken,
        "why": (_WHY.get(outcome, _NOT_YET) if outcome is not None else _NOT_YET).format(record=record),
        "again": outcome is not Outcome.EXPIRED,
        "place": state.path,
        "encounter": state.encounter.id,
    }
    return launching.pages.render(call, "launch/handed_back.jinja", context, status)


def _turned_away(launching: Launching, call: Call, turned: TurnedAway) -> Response:
    words = turned.why.value
    problems = [{"message": each} for each in turned.problems]
    context = {"title": words.title, "advice": words.advice, "detail": "", "problems": problems}
    return launching.pages.render(call, "refusal.jinja", context, words.status)

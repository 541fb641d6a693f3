"""The routes of group sessions: a month's list, and the forms by which one is recorded, corrected or struck out."""

from fastapi import APIRouter, Response

from app.access.permissions import Permission
from app.clinical.ages import london_date
from app.identity import shown
from app.register.appointments.routes.answers import rendered, see_other, typed_in
from app.register.register import Register
from app.register.sessions.pages import month_of, month_page, month_said, new_session_page, session_page
from app.register.sessions.recording import NotRecorded, Recorded, amend_session, record_session, strike_session
from app.web.calls import Call
from app.web.guard import allows


def add_session_routes(router: APIRouter, register: Register) -> None:
    """Add the routes of group sessions."""

    @router.get("/group-sessions")
    @allows(Permission.RECORD_GROUP_SESSION)
    def sessions(call: Call) -> Response:
        with register.begin(call.principal) as work:
            month = month_said(call.query_params.get("month", ""), london_date(work.now))
            page = month_page(work, month)
        return rendered(register, call, page)

    @router.get("/group-sessions/new")
    @allows(Permission.RECORD_GROUP_SESSION)
    def new_session(call: Call) -> Response:
        with register.begin(call.principal) as work:
            page = new_session_page(work)
        return rendered(register, call, page)

    @router.post("/group-sessions/new")
    @allows(Permission.RECORD_GROUP_SESSION)
    def keep_session(call: Call) -> Response:
        typed = typed_in(call)
        with register.begin(call.principal) as work:
            outcome = record_session(typed, work)
            if isinstance(outcome, NotRecorded):
                return rendered(register, call, new_session_page(work, typed, outcome.problems))
        return _to_month(outcome, "recorded")

    _add_one_session(router, register)


def _add_one_session(router: APIRouter, register: Register) -> None:
    @router.get("/group-sessions/{session}")
    @allows(Permission.RECORD_GROUP_SESSION)
    def one_session(call: Call) -> Response:
        with register.begin(call.principal) as work:
            page = session_page(work, work.records.group_session_versions(call.identity("session")))
        return rendered(register, call, page)

    @router.post("/group-sessions/{session}")
    @allows(Permission.RECORD_GROUP_SESSION)
    def change_session(call: Call) -> Response:
        typed, session = typed_in(call), call.identity("session")
        strikes = typed.get("action") == "strike"
        with register.begin(call.principal) as work:
            outcome = (strike_session if strikes else amend_session)(session, typed, work)
            if not isinstance(outcome, Recorded):
                versions = work.records.group_session_versions(session)
                return rendered(register, call, session_page(work, versions, typed, outcome))
        done = ("struck" if strikes else "corrected") if outcome.changed else "unchanged"
        return _to_month(outcome, done)


def _to_month(outcome: Recorded, done: str) -> Response:
    month = month_of(outcome.session.held_on).key
    return see_other(f"/group-sessions?month={month}&done={done}#{shown(outcome.session.id)}")

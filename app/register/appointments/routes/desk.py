"""The routes of the booking desk: a day's list, and the ticks on it."""

from datetime import date, timedelta

from fastapi import APIRouter, Response

from app.access.permissions import Permission
from app.clinical.ages import clinical_date, london_date, parse_clinical_date
from app.clinical.problems import Problem
from app.errors import NotFound, Rejected
from app.identity import Identity, parse_identity, shown
from app.register.appointments.routes.answers import rendered, see_other
from app.register.children.page import Page, shared
from app.register.desk import desk_day, tick
from app.register.register import Register
from app.web.calls import Call
from app.web.guard import allows

_ONE_DAY = timedelta(days=1)
_NOTHING_PRESSED = "Press the button of what was arranged."


def add_desk_routes(router: APIRouter, register: Register) -> None:
    """Add the routes of the booking desk."""

    @router.get("/desk")
    @allows(Permission.SEE_DESK)
    def desk_page(call: Call) -> Response:
        with register.begin(call.principal) as work:
            today = london_date(work.now)
            on = _day(call.query_params.get("on", ""), today)
            day = desk_day(on, work)
            only_undone = call.query_params.get("show", "") == "undone"
            context = {
                **shared(work),
                "day": day,
                "families": day.undone if only_undone else day.families,
                "only_undone": only_undone,
                "before": on - _ONE_DAY if on > date.min else on,
                "after": on + _ONE_DAY if on < date.max else on,
            }
        return rendered(register, call, Page("desk.jinja", context))

    @router.post("/desk/ticks")
    @allows(Permission.TICK_BOOKING)
    def desk_tick(call: Call) -> Response:
        encounter, what, done = _pressed(call.posted.text("tick"))
        show = "&show=undone" if call.posted.text("show") == "undone" else ""
        with register.begin(call.principal) as work:
            contact = work.records.encounter(encounter)
            tick(encounter, what, work, done=done)
        return see_other(f"/desk?on={clinical_date(contact.contact.on)}{show}#family-{shown(encounter)}")


def _day(text: str, today: date) -> date:
    if not text:
        return today
    try:
        return parse_clinical_date(text)
    except ValueError:
        raise NotFound("There is no such day. Choose one on the booking desk's list.") from None


def _pressed(text: str) -> tuple[Identity, str, bool]:
    """What the pressed button says: the contact, the thing, and whether it is done.

    Raises:
        Rejected: no button of the list says so.
    """
    parts = text.split()
    try:
        encounter, what, done = parts
        if done not in ("done", "undone"):
            raise ValueError("neither done nor undone")
        return parse_identity(encounter), what, done == "done"
    except ValueError:
        raise Rejected((Problem("tick", "missing", _NOTHING_PRESSED),)) from None

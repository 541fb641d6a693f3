"""The routes of appointments made by hand: book, move, give up."""

from fastapi import APIRouter, Response

from app.access.permissions import Permission
from app.clinical.ages import clinical_date
from app.clinical.ports import Work
from app.identity import shown
from app.register.appointments.by_hand import Done, NotDone, Stale, book, cancel, move
from app.register.appointments.pages import change_page, new_page, typed_of
from app.register.appointments.routes.answers import rendered, see_other, typed_in
from app.register.children.page import viewed
from app.register.ports import RegisterRecords
from app.register.register import Register
from app.register.typed import Typed, identity_typed
from app.web.calls import Call
from app.web.guard import allows

_ASKED_FOR = ("referral", "clinic", "on", "at", "minutes", "professional", "consultation_type", "encounter")


def add_appointment_routes(router: APIRouter, register: Register) -> None:
    """Add the routes of appointments made by hand."""

    @router.get("/children/{child}/appointments/new")
    @allows(Permission.KEEP_CLINICS)
    def new_appointment(call: Call) -> Response:
        with register.begin(call.principal) as work:
            child = work.records.child(call.identity("child"))
            asked = {name: call.query_params[name] for name in _ASKED_FOR if name in call.query_params}
            if child.merged_into is not None:
                return see_other(f"/children/{shown(child.merged_into)}/appointments/new?{call.url.query}")
            page = new_page(work, child, _with_identity({**_follow_up(asked), **asked}, work))
            viewed(child, work, "to book an appointment")
        return rendered(register, call, page)

    @router.post("/children/{child}/appointments/new")
    @allows(Permission.KEEP_CLINICS)
    def book_appointment(call: Call) -> Response:
        typed = typed_in(call)
        with register.begin(call.principal) as work:
            child = call.identity("child")
            outcome = book(child, typed, work)
            if isinstance(outcome, NotDone):
                of = work.records.child(child)
                asked = _with_identity(typed, work)
                return rendered(register, call, new_page(work, of, asked, outcome.problems, outcome.cautions))
            back = _back(outcome, typed, work)
        return see_other(back)

    @router.get("/appointments/{appointment}")
    @allows(Permission.KEEP_CLINICS)
    def appointment_page(call: Call) -> Response:
        with register.begin(call.principal) as work:
            appointment = work.records.appointment(call.identity("appointment"))
            page = change_page(work, appointment, typed_of(appointment))
            viewed(work.records.child(appointment.child), work, "to see an appointment")
        return rendered(register, call, page)

    @router.post("/appointments/{appointment}")
    @allows(Permission.KEEP_CLINICS)
    def change_appointment(call: Call) -> Response:
        typed, identity = typed_in(call), call.identity("appointment")
        change = cancel if typed.get("action") == "cancel" else move
        with register.begin(call.principal) as work:
            outcome = change(identity, typed, work)
            if isinstance(outcome, Done):
                return see_other(f"/appointments/{shown(identity)}?done={_said(outcome, typed)}")
            stands = work.records.appointment(identity)
            if isinstance(outcome, Stale):
                page = change_page(work, stands, typed, stale=outcome)
            else:
                page = change_page(work, stands, typed, problems=outcome.problems, cautions=outcome.cautions)
        return rendered(register, call, page)


def _follow_up(asked: Typed) -> Typed:
    """Who is booked from the desk has been seen: the next visit is a follow-up."""
    return {"consultation_type": "02"} if asked.get("encounter") else {}


def _with_identity(typed: Typed, work: Work[RegisterRecords]) -> Typed:
    """The fields with the identity that the appointment will have."""
    return {**typed, "appointment": shown(identity_typed(typed, "appointment") or work.new_identity())}


def _back(outcome: Done, typed: Typed, work: Work[RegisterRecords]) -> str:
    """Where the clerk came from: the desk's list, or else the appointment's own page."""
    encounter = identity_typed(typed, "encounter")
    if encounter is None:
        return f"/appointments/{shown(outcome.appointment.id)}?done=booked"
    on = work.records.encounter(encounter).contact.on
    return f"/desk?on={clinical_date(on)}&done=booked#family-{shown(encounter)}"


def _said(outcome: Done, typed: Typed) -> str:
    if not outcome.changed:
        return "unchanged"
    return "cancelled" if typed.get("action") == "cancel" else "moved"

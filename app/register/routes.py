"""The routes of the register: a day's clinic list, children, clinics and the booking desk."""

from datetime import date

from fastapi import APIRouter, Response
from fastapi.routing import APIRoute

from app.access.audit import AuditAction, audit_event
from app.access.permissions import Permission, may
from app.clinical.ages import london_date, parse_clinical_date
from app.clinical.ports import Unit
from app.errors import NotFound
from app.identity import Identity, parse_identity
from app.register.appointments.routes import add_booking_routes
from app.register.children.routes import add_child_routes
from app.register.moving.routes import add_moving_routes
from app.register.referrals.routes import add_referral_routes
from app.register.register import Register
from app.register.sessions.routes import add_session_routes
from app.web.calls import Call
from app.web.guard import allows

__all__ = ["Register", "register_router"]


def register_router(route: type[APIRoute], register: Register) -> APIRouter:
    """The routes of the register."""
    router = APIRouter(route_class=route)

    @router.get("/clinic")
    @allows(Permission.SEE_CLINIC)
    def clinic_list(call: Call) -> Response:
        with register.begin(call.principal) as work:
            today = london_date(work.now)
            on = _day(call.query_params.get("on", ""), today)
            clinic = _clinic(call.query_params.get("clinic", ""))
            rows = work.records.day_list(on, clinic)
            event = audit_event(
                work.principal,
                AuditAction.CLINIC_VIEWED,
                identity=work.new_identity(),
                at=work.now,
                subject=clinic,
                detail=on.isoformat(),
            )
            context = {
                "on": on,
                "today": today,
                "clinic": clinic,
                "rows": rows,
                "clinics": work.records.clinics(),
                "sees_children": may(call.principal, Permission.SEE_CHILD),
                "prints_desk": may(call.principal, Permission.PRINT_DESK_COPY),
            }
            work.records.commit(Unit((), (event,)))
        return register.pages.render(call, "register/clinic.jinja", context)

    add_booking_routes(router, register)
    add_child_routes(router, register)
    add_referral_routes(router, register)
    add_session_routes(router, register)
    add_moving_routes(router, register)
    return router


def _day(text: str, today: date) -> date:
    if not text:
        return today
    try:
        return parse_clinical_date(text)
    except ValueError:
        raise NotFound("There is no such day. Choose one in the clinic list.") from None


def _clinic(text: str) -> Identity | None:
    if not text:
        return None
    try:
        return parse_identity(text)
    except ValueError:
        raise NotFound("There is no such clinic. Choose one in the clinic list.") from None

"""The routes of the register: a day's clinic list, and a child's record."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Response
from fastapi.routing import APIRoute

from app.access.audit import AuditAction, audit_event
from app.access.people import Principal
from app.access.permissions import Permission, may
from app.clinical.ages import london_date, parse_clinical_date
from app.clinical.ports import Unit, Work
from app.errors import NotFound
from app.identity import Identity, parse_identity
from app.register.child_view import child_view
from app.register.ports import RegisterRecords
from app.web.calls import Call
from app.web.guard import allows
from app.web.pages import Pages

Begin = Callable[[Principal], AbstractContextManager[Work[RegisterRecords]]]


@dataclass(frozen=True, slots=True)
class Register:
    """What the routes of the register work with."""

    begin: Begin
    pages: Pages


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

    @router.get("/children/{child}")
    @allows(Permission.SEE_CHILD)
    def child_page(call: Call) -> Response:
        with register.begin(call.principal) as work:
            child = work.records.child(call.identity("child"))
            event = audit_event(
                work.principal, AuditAction.CHILD_VIEWED, identity=work.new_identity(), at=work.now, child=child.id
            )
            view = child_view(child, work, may(call.principal, Permission.SEE_SENSITIVE))
            work.records.commit(Unit((), (event,)))
        context = {"child": child, "today": london_date(work.now), "view": view}
        return register.pages.render(call, "register/child.jinja", context)

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

"""The routes of the form, the record of an encounter, the slips, and the type-ahead."""

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.routing import APIRoute

from app.access.audit import AuditAction, audit_event
from app.access.people import Principal
from app.access.permissions import Permission, may
from app.capture.beginning import added_need, amending_form, fresh_form
from app.capture.form import ReadForm, concept_to_add, read_form
from app.capture.ports import CaptureRecords
from app.capture.questions import form_view
from app.capture.record_view import record_view
from app.capture.slip import desk_slip, family_slip
from app.capture.slip_pdf import slip_pdf
from app.capture.typed import Typed
from app.capture.visit import Visit, visit_of_appointment, visit_of_encounter, visit_of_referral
from app.clinical.encounter import Encounter
from app.clinical.ports import Unit, Work
from app.clinical.problems import Problem
from app.clinical.recording import Recorded, amend_encounter, record_encounter
from app.errors import Conflict, Rejected
from app.identity import Identity, shown
from app.terminology.search import Match, RefsetSearch
from app.web.calls import Call
from app.web.guard import allows
from app.web.pages import Pages

Begin = Callable[[Principal], AbstractContextManager[Work[CaptureRecords]]]
_FORM_TOKEN_BYTES = 16
_CHANGED = Problem(
    "record_number",
    "changed",
    "Somebody recorded something for this child after this page was opened. Nothing of yours is lost: look at the "
    "record in another tab, then save again.",
)

_RECORDED_ALREADY = Problem(
    "record_number",
    "recorded-already",
    "Somebody has recorded this appointment meanwhile. Nothing of yours is lost: open the appointment in another tab, "
    "and correct what is there.",
)


@dataclass(frozen=True, slots=True)
class Capture:
    """What the routes of capture work with."""

    begin: Begin
    pages: Pages
    search: RefsetSearch
    fonts: Path


def capture_router(route: type[APIRoute], capture: Capture) -> APIRouter:
    """The routes of capture."""
    router = APIRouter(route_class=route)
    _add_form_routes(router, capture)
    _add_record_routes(router, capture)
    _add_search_route(router, capture)
    return router


def _add_form_routes(router: APIRouter, capture: Capture) -> None:
    @router.get("/appointments/{appointment}/encounter")
    @allows(Permission.RECORD_ENCOUNTER)
    def appointment_form(call: Call) -> Response:
        with capture.begin(call.principal) as work:
            appointment = call.identity("appointment")
            already = work.records.encounter_of_appointment(appointment)
            if already is not None:
                return RedirectResponse(f"/encounters/{shown(already)}", status_code=303)
            return _fresh(capture, call, visit_of_appointment(appointment, work), work)

    @router.post("/appointments/{appointment}/encounter")
    @allows(Permission.RECORD_ENCOUNTER)
    def record_appointment(call: Call) -> Response:
        with capture.begin(call.principal) as work:
            typed = Typed.from_posted(call.posted.fields)
            visit = visit_of_appointment(call.identity("appointment"), work, typed.form_token)
            return _answer(capture, call, visit, typed, work)

    @router.get("/children/{child}/referrals/{referral}/encounter")
    @allows(Permission.RECORD_ENCOUNTER)
    def referral_form(call: Call) -> Response:
        with capture.begin(call.principal) as work:
            visit = visit_of_referral(call.identity("child"), call.identity("referral"), work)
            return _fresh(capture, call, visit, work)

    @router.post("/children/{child}/referrals/{referral}/encounter")
    @allows(Permission.RECORD_ENCOUNTER)
    def record_unscheduled(call: Call) -> Response:
        with capture.begin(call.principal) as work:
            typed = Typed.from_posted(call.posted.fields)
            visit = visit_of_referral(call.identity("child"), call.identity("referral"), work, typed.form_token)
            return _answer(capture, call, visit, typed, work)

    @router.get("/encounters/{encounter}/amendment")
    @allows(Permission.AMEND_ENCOUNTER)
    def amendment_form(call: Call) -> Response:
        with capture.begin(call.principal) as work:
            visit = visit_of_encounter(call.identity("encounter"), work)
            _note_view(work, AuditAction.CHILD_VIEWED, visit.child.id, call.identity("encounter"))
            typed = amending_form(visit, _current(visit), secrets.token_urlsafe(_FORM_TOKEN_BYTES))
            return _form_page(capture, call, visit, typed)

    @router.post("/encounters/{encounter}/amendment")
    @allows(Permission.AMEND_ENCOUNTER)
    def amend(call: Call) -> Response:
        with capture.begin(call.principal) as work:
            typed = Typed.from_posted(call.posted.fields)
            return _answer(capture, call, visit_of_encounter(call.identity("encounter"), work), typed, work)


def _current(visit: Visit) -> Encounter:
    if visit.current is None:
        raise RuntimeError("An amendment was asked for without an encounter.")
    return visit.current


def _fresh(capture: Capture, call: Call, visit: Visit, work: Work[CaptureRecords]) -> Response:
    _note_view(work, AuditAction.CHILD_VIEWED, visit.child.id, visit.referral.id)
    return _form_page(capture, call, visit, fresh_form(visit, secrets.token_urlsafe(_FORM_TOKEN_BYTES)))


def _answer(capture: Capture, call: Call, visit: Visit, typed: Typed, work: Work[CaptureRecords]) -> Response:
    """Answer a posted form: look a word up, add a member, or save."""
    action = typed.text("action")
    concept = concept_to_add(action)
    member = visit.refset.member(concept) if concept is not None else None
    if member is not None:
        ticked = typed.with_ticked(str(member.concept))
        grown = ticked or typed.with_needs([added_need(typed.fresh_key(), member, visit)])
        return _form_page(capture, call, visit, grown.with_text("add", ""))
    if action == "find":
        return _found(capture, call, visit, typed)
    return _save(capture, call, visit, typed, work)


def _found(capture: Capture, call: Call, visit: Visit, typed: Typed) -> Response:
    matches = _find(capture, call.principal, typed.text("add"))
    problems = () if matches else (_nothing_found(typed.text("add")),)
    return _form_page(capture, call, visit, typed, problems=problems, matches=matches)


def _nothing_found(text: str) -> Problem:
    message = "Nothing in the reference set begins with these words. Try fewer letters."
    if not text:
        message = "Type a word or a short code first."
    return Problem("add", "nothing-found", message)


def _save(capture: Capture, call: Call, visit: Visit, typed: Typed, work: Work[CaptureRecords]) -> Response:
    already = _already_recorded(visit, typed, work)
    if isinstance(already, Response):
        return already
    read = read_form(typed, visit, work)
    try:
        if already is not None:
            raise Rejected([already])
        if read.problems:
            raise Rejected(read.problems)
        recorded = _recorded(read, visit, work)
    except Rejected as refusal:
        problems = tuple(problem for problem in refusal.problems if isinstance(problem, Problem))
        return _form_page(capture, call, visit, typed, problems=problems, status=422)
    except Conflict:
        return _after_conflict(capture, call, visit, typed, work)
    return RedirectResponse(f"/encounters/{shown(recorded.encounter.id)}?saved={recorded.encounter.version}", 303)


def _already_recorded(visit: Visit, typed: Typed, work: Work[CaptureRecords]) -> Response | Problem | None:
    """What to say of an appointment that has its encounter: the encounter, if this form made it, else a problem."""
    if visit.current is not None or visit.appointment is None:
        return None
    found = work.records.encounter_of_appointment(visit.appointment.id)
    if found is None:
        return None
    if work.records.encounter_of_form(typed.form_token) == found:
        return RedirectResponse(f"/encounters/{shown(found)}", status_code=303)
    return _RECORDED_ALREADY


def _recorded(read: ReadForm, visit: Visit, work: Work[CaptureRecords]) -> Recorded:
    if visit.current is None:
        return record_encounter(read.encounter, work, read.facts)
    return amend_encounter(read.encounter, work, read.facts)


def _after_conflict(capture: Capture, call: Call, visit: Visit, typed: Typed, work: Work[CaptureRecords]) -> Response:
    """The same form sent twice at once answers as the first did; a form out of date is shown again, whole."""
    with capture.begin(work.principal) as later:
        already = later.records.encounter_of_form(typed.form_token) if typed.form_token else None
        if already is not None:
            return RedirectResponse(f"/encounters/{shown(already)}", status_code=303)
        renewed = typed.with_text("record_number", str(later.records.record_number(visit.child.id)))
        if visit.current is not None:
            renewed = renewed.with_text("version", str(later.records.encounter(visit.current.id).version))
    return _form_page(capture, call, visit, renewed, problems=(_CHANGED,), status=409)


def _form_page(
    capture: Capture,
    call: Call,
    visit: Visit,
    typed: Typed,
    *,
    problems: tuple[Problem, ...] = (),
    matches: tuple[Match, ...] = (),
    status: int = 200,
) -> Response:
    context = {
        "visit": visit,
        "child": visit.child,
        "today": visit.today,
        "typed": typed,
        "view": form_view(typed, visit, problems, matches),
        "see_sensitive": may(call.principal, Permission.SEE_SENSITIVE),
    }
    return capture.pages.render(call, "capture/form.jinja", context, status)


def _note_view(work: Work[CaptureRecords], action: AuditAction, child: Identity, subject: Identity) -> None:
    event = audit_event(work.principal, action, identity=work.new_identity(), at=work.now, child=child, subject=subject)
    work.records.commit(Unit((), (event,)))


def _add_record_routes(router: APIRouter, capture: Capture) -> None:
    @router.get("/encounters/{encounter}")
    @allows(Permission.SEE_CHILD)
    def encounter_page(call: Call) -> Response:
        with capture.begin(call.principal) as work:
            visit = visit_of_encounter(call.identity("encounter"), work)
            versions = work.records.encounter_versions(_current(visit).id)
            _note_view(work, AuditAction.ENCOUNTER_VIEWED, visit.child.id, _current(visit).id)
            view = record_view(visit, versions, may(call.principal, Permission.SEE_SENSITIVE))
            context = {"visit": visit, "child": visit.child, "today": visit.today, "view": view}
            context["saved"] = call.query_params.get("saved", "")
            return capture.pages.render(call, "capture/encounter.jinja", context)

    @router.get("/encounters/{encounter}/family-copy.pdf")
    @allows(Permission.PRINT_FAMILY_COPY)
    def family_copy(call: Call) -> Response:
        return _copy(capture, call, AuditAction.FAMILY_COPY_PRINTED)

    @router.get("/encounters/{encounter}/desk-copy.pdf")
    @allows(Permission.PRINT_DESK_COPY)
    def desk_copy(call: Call) -> Response:
        return _copy(capture, call, AuditAction.DESK_COPY_PRINTED)


def _copy(capture: Capture, call: Call, action: AuditAction) -> Response:
    with capture.begin(call.principal) as work:
        visit = visit_of_encounter(call.identity("encounter"), work)
        encounter = _current(visit)
        following = encounter.next_appointment.clinic if encounter.next_appointment else None
        names = {clinic.id: clinic.name for clinic in visit.clinics}
        make = family_slip if action is AuditAction.FAMILY_COPY_PRINTED else desk_slip
        slip = make(
            encounter,
            visit.child,
            refset=work.refset,
            clinic_name=visit.clinic.name if visit.clinic else None,
            next_clinic_name=names.get(following) if following is not None else None,
            seen_by=visit.name_of(encounter.professional),
            organisation_name=work.principal.organisation.name,
            printed_at=work.now,
        )
        _note_view(work, action, visit.child.id, encounter.id)
    name = "family-copy" if action is AuditAction.FAMILY_COPY_PRINTED else "desk-copy"
    headers = {"content-disposition": f'inline; filename="{name}.pdf"'}
    return Response(slip_pdf(slip, capture.fonts), media_type="application/pdf", headers=headers)


def _find(capture: Capture, principal: Principal, text: str) -> tuple[Match, ...]:
    return capture.search.find(text, sensitive=may(principal, Permission.SEE_SENSITIVE))


def _add_search_route(router: APIRouter, capture: Capture) -> None:
    @router.get("/needs")
    @allows(Permission.SEARCH_NEEDS)
    def search_needs(call: Call) -> Response:
        matches = _find(capture, call.principal, call.query_params.get("words", ""))
        return JSONResponse([_match_shown(match) for match in matches])


def _match_shown(match: Match) -> dict[str, object]:
    member = match.member
    return {
        "concept": str(member.concept),
        "term": member.preferred_term,
        "matched": match.term.text,
        "group": member.group.value,
        "groupWords": member.group.singular,
        "counted": member.counted,
        "sensitive": member.sensitive,
        "oneOf": member.one_of or "",
        "exact": match.exact,
    }

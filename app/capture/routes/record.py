"""The routes of an encounter's record: its page with every version, the text for the letter, and the printed copies."""

from functools import partial

from fastapi import APIRouter, Response

from app.access.audit import AuditAction
from app.access.people import Principal
from app.access.permissions import Permission, may, require
from app.capture.blank_slip import blank_slip_pdf
from app.capture.letter_text import letter_text
from app.capture.ports import CaptureRecords
from app.capture.record_view import record_view
from app.capture.routes.door import Capture, current_of, note
from app.capture.slip import ForWhom, Slip, desk_slip, family_slip, withdrawal_slip
from app.capture.slip_pdf import slip_pdf
from app.capture.visit import Visit, visit_of_encounter
from app.clinical.history import last_answers
from app.clinical.ports import Work
from app.errors import NotFound
from app.identity import Identity
from app.web.calls import Call
from app.web.guard import allows


def add_record_routes(router: APIRouter, capture: Capture) -> None:
    """GET /encounters/{encounter}, its copies, and the blank slip."""

    @router.get("/encounters/{encounter}")
    @allows(Permission.SEE_CHILD)
    def encounter_page(call: Call) -> Response:
        with capture.begin(call.principal) as work:
            visit = visit_of_encounter(call.identity("encounter"), work, capture.rules)
            encounter = current_of(visit)
            see_sensitive = may(call.principal, Permission.SEE_SENSITIVE)
            versions = work.records.encounter_versions(encounter.id)
            context = {
                "visit": visit,
                "child": visit.child,
                "today": visit.today,
                "view": record_view(visit, versions, see_sensitive),
                "letter": letter_text(
                    encounter,
                    work.refset,
                    see_sensitive=see_sensitive,
                    answers=last_answers(visit.encounters, encounter.contact.on),
                    next_clinic_name=_next_clinic(visit),
                    tools=work.tools,
                ),
                "for_whom": tuple(ForWhom),
                "saved": call.query_params.get("saved", ""),
            }
            note(work, AuditAction.ENCOUNTER_VIEWED, visit.child.id, encounter.id)
        context["hand_back"] = capture.hands_back.shown(call.principal, encounter)
        return capture.pages.render(call, "capture/encounter.jinja", context)

    @router.get("/encounters/{encounter}/family-copy.pdf")
    @allows(Permission.PRINT_FAMILY_COPY)
    def family_copy(call: Call) -> Response:
        return _copy(capture, call, AuditAction.FAMILY_COPY_PRINTED)

    @router.get("/encounters/{encounter}/desk-copy.pdf")
    @allows(Permission.PRINT_DESK_COPY)
    def desk_copy(call: Call) -> Response:
        return _copy(capture, call, AuditAction.DESK_COPY_PRINTED)

    @router.get("/blank-slip.pdf")
    @allows(Permission.PRINT_BLANK_SLIP)
    def blank_slip(call: Call) -> Response:
        with capture.begin(call.principal) as work:
            content = blank_slip_pdf(work.refset, capture.fonts, work.principal.organisation.name)
            note(work, AuditAction.BLANK_SLIP_PRINTED, None, None)
        return _pdf(content, "blank-slip")


def desk_copy_of(capture: Capture, principal: Principal, encounter: Identity) -> bytes:
    """The desk's copy of an encounter's slip, to go with it to another record; whoever sends it notes that."""
    require(principal, Permission.PRINT_DESK_COPY)
    with capture.begin(principal) as work:
        slip = _slip(visit_of_encounter(encounter, work, capture.rules), work, None)
    return slip_pdf(slip, capture.fonts)


def _copy(capture: Capture, call: Call, action: AuditAction) -> Response:
    family = action is AuditAction.FAMILY_COPY_PRINTED
    with capture.begin(call.principal) as work:
        visit = visit_of_encounter(call.identity("encounter"), work, capture.rules)
        slip = _slip(visit, work, _for_whom(call) if family else None)
        note(work, action, visit.child.id, current_of(visit).id)
    return _pdf(slip_pdf(slip, capture.fonts), "family-copy" if family else "desk-copy")


def _for_whom(call: Call) -> ForWhom:
    try:
        return ForWhom(call.query_params.get("for", ForWhom.PARENT.value))
    except ValueError:
        raise NotFound("There is no such copy. Choose on the encounter's page whom it is for.") from None


def _slip(visit: Visit, work: Work[CaptureRecords], for_whom: ForWhom | None) -> Slip:
    encounter = current_of(visit)
    organisation_name = work.principal.organisation.name
    if encounter.entered_in_error:
        return withdrawal_slip(encounter, organisation_name=organisation_name, printed_at=work.now)
    make = desk_slip if for_whom is None else partial(family_slip, for_whom=for_whom)
    return make(
        encounter,
        visit.child,
        refset=work.refset,
        clinic_name=visit.clinic.name if visit.clinic else None,
        next_clinic_name=_next_clinic(visit),
        seen_by=visit.name_of(encounter.professional),
        organisation_name=organisation_name,
        printed_at=work.now,
    )


def _next_clinic(visit: Visit) -> str | None:
    """The name of the clinic in which the child is to be seen next."""
    following = current_of(visit).next_appointment
    names = {clinic.id: clinic.name for clinic in visit.clinics}
    return names.get(following.clinic) if following is not None and following.clinic is not None else None


def _pdf(content: bytes, name: str) -> Response:
    headers = {"content-disposition": f'inline; filename="{name}.pdf"'}
    return Response(content, media_type="application/pdf", headers=headers)

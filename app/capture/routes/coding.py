"""The routes of needs in the clinician's own words: the flagged list, and the page on which one is coded."""

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from app.access.audit import AuditAction
from app.access.permissions import Permission
from app.capture.coding import code_need
from app.capture.form import concept_to_add
from app.capture.routes.door import Capture, current_of, note
from app.capture.routes.search import find
from app.capture.visit import visit_of_encounter
from app.clinical.ages import london_date
from app.clinical.needs import Statement
from app.clinical.problems import Problem
from app.errors import Conflict, NotFound, Rejected
from app.identity import Identity
from app.terminology.search import Match
from app.web.calls import Call
from app.web.guard import allows

_NOTHING = "Nothing in the reference set is called so. Try fewer letters, or another word for it."
_AMENDED = "Somebody amended this encounter meanwhile. Look at the need again, then choose its code once more."


def add_coding_routes(router: APIRouter, capture: Capture) -> None:
    """GET /uncoded, and the coding of one need of an encounter."""

    @router.get("/uncoded")
    @allows(Permission.CODE_NEEDS)
    def uncoded(call: Call) -> Response:
        with capture.begin(call.principal) as work:
            rows = work.records.uncoded_needs()
            names = {each.id: each.name for each in work.records.professionals()}
            context = {"rows": rows, "names": names, "today": london_date(work.now)}
            note(work, AuditAction.UNCODED_NEEDS_VIEWED, None, None)
        return capture.pages.render(call, "capture/uncoded.jinja", context)

    @router.get("/encounters/{encounter}/needs/{need}/coding")
    @allows(Permission.CODE_NEEDS)
    def coding_page(call: Call) -> Response:
        return _coding_page(capture, call)

    @router.post("/encounters/{encounter}/needs/{need}/coding")
    @allows(Permission.CODE_NEEDS)
    def code(call: Call) -> Response:
        concept = concept_to_add(call.posted.text("action"))
        if concept is None:
            words = call.posted.text("words").strip()
            matches = find(capture, call.principal, capture.refset(), words)
            fault = None if matches else (_NOTHING if words else "Type a word or a short code first.")
            status = 200 if matches else 422
            return _coding_page(capture, call, words=words, matches=matches, fault=fault, status=status)
        try:
            with capture.begin(call.principal) as work:
                version = call.posted.text("version")
                number = int(version) if version.isascii() and version.isdigit() and len(version) < 6 else 0
                code_need(call.identity("encounter"), call.identity("need"), concept, number, work)
        except Rejected as refusal:
            return _coding_page(capture, call, fault=refusal.problems[0].message, status=422)
        except Conflict:
            return _coding_page(capture, call, fault=_AMENDED, status=409)
        return RedirectResponse("/uncoded", status_code=303)


def _coding_page(
    capture: Capture,
    call: Call,
    *,
    words: str = "",
    matches: tuple[Match, ...] = (),
    fault: str | None = None,
    status: int = 200,
) -> Response:
    with capture.begin(call.principal) as work:
        visit = visit_of_encounter(call.identity("encounter"), work, capture.rules)
        encounter = current_of(visit)
        said = _uncoded(encounter.statement_of(call.identity("need")))
        problems = (Problem("words", "coding", fault),) if fault else ()
        context = {
            "child": visit.child,
            "today": visit.today,
            "encounter": encounter,
            "said": said,
            "need": Identity(call.identity("need")),
            "words": words,
            "matches": matches,
            "problems": problems,
        }
        page = capture.pages.render(call, "capture/coding.jinja", context, status)
        note(work, AuditAction.ENCOUNTER_VIEWED, visit.child.id, encounter.id)
    return page


def _uncoded(said: Statement | None) -> Statement:
    if said is None or said.concept is not None:
        raise NotFound("This need is coded already, or was taken back.")
    return said

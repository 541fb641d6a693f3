"""The routes of the booking-out form: a new visit, an unscheduled one, an amendment."""

import secrets
from dataclasses import dataclass

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse, RedirectResponse

from app.access.audit import AuditAction
from app.access.permissions import Permission, may
from app.capture.beginning import UNSCHEDULED, added_need, added_wider, amending_form, fresh_form, uncoded_need
from app.capture.drafts import is_current, record_number_of, restored
from app.capture.fields import CHANGED_ON_ITS_WAY, FieldReader
from app.capture.form import ReadForm, concept_to_add, read_form
from app.capture.ports import CaptureRecords, Draft, DraftsDone
from app.capture.questions import form_view
from app.capture.record_view import VersionShown, version_shown
from app.capture.routes.door import Capture, by_script, current_of, note
from app.capture.routes.search import find, find_wider
from app.capture.typed import Typed
from app.capture.visit import Visit, visit_of_appointment, visit_of_encounter, visit_of_referral
from app.clinical.ages import LONDON
from app.clinical.checks import LONGEST_WORDS, text_fault
from app.clinical.clinic import AppointmentStatus
from app.clinical.encounter import Attendance, Outcome
from app.clinical.ports import Work
from app.clinical.problems import Problem
from app.clinical.recording import Recorded, amend_encounter, record_encounter
from app.errors import Conflict, Rejected
from app.identity import Identity, shown
from app.terminology.beyond import WiderMatch
from app.terminology.concept import ConceptId
from app.terminology.search import Match
from app.web.calls import Call
from app.web.guard import allows

_FORM_TOKEN_BYTES = 16
_CHANGED = Problem(
    "record_number",
    "changed",
    "Somebody recorded something for this child after this page was opened. It stands below, and so does all you "
    "typed. Compare them, then save again.",
)
_RECORDED_ALREADY = Problem(
    "record_number",
    "recorded-already",
    "Somebody has recorded this appointment meanwhile. It stands below, and so does all you typed. Correct what is "
    "recorded, if it needs it.",
)
_SENT_BEFORE = Problem(
    "record_number",
    "sent-before",
    "This page was saved before, as it stands below, and has been changed since. To change what is recorded, open it "
    "and correct it.",
)
_MERGED = Problem(
    "child",
    "merged",
    "This record was merged into another of the same child while you were typing. Nothing was recorded: open the "
    "child's other record and record the visit there. What you typed stays here as a draft.",
)
_UNKNOWN_NEED = Problem("add", "unknown-need", "This need is not in the reference set. Look it up again.")
_UNKNOWN_BUTTON = Problem("form_token", "unreadable", CHANGED_ON_ITS_WAY)
_SAVE = ("save", "")
_QUICK = {
    "was-not-brought": Attendance.WAS_NOT_BROUGHT,
    "cancelled-by-family": Attendance.CANCELLED_BY_PATIENT,
    "cancelled-by-service": Attendance.CANCELLED_BY_PROVIDER,
}


def add_form_routes(router: APIRouter, capture: Capture) -> None:
    """GET and POST of the three places a form stands at."""

    @router.get("/appointments/{appointment}/encounter")
    @allows(Permission.RECORD_ENCOUNTER)
    def appointment_form(call: Call) -> Response:
        with capture.begin(call.principal) as work:
            appointment = call.identity("appointment")
            already = work.records.encounter_of_appointment(appointment)
            if already is not None:
                return RedirectResponse(f"/encounters/{shown(already)}", status_code=303)
            return _given_out(capture, call, visit_of_appointment(appointment, work, capture.rules), work)

    @router.post("/appointments/{appointment}/encounter")
    @allows(Permission.RECORD_ENCOUNTER)
    def record_appointment(call: Call) -> Response:
        with capture.begin(call.principal) as work:
            typed = Typed.from_posted(call.posted.fields)
            visit = visit_of_appointment(call.identity("appointment"), work, capture.rules, typed.form_token)
            answer = _answer(capture, call, visit, typed, work)
        return _finished(capture, call, answer)

    @router.get("/children/{child}/referrals/{referral}/encounter")
    @allows(Permission.RECORD_ENCOUNTER)
    def referral_form(call: Call) -> Response:
        with capture.begin(call.principal) as work:
            visit = visit_of_referral(call.identity("child"), call.identity("referral"), work, capture.rules)
            return _given_out(capture, call, visit, work)

    @router.post("/children/{child}/referrals/{referral}/encounter")
    @allows(Permission.RECORD_ENCOUNTER)
    def record_unscheduled(call: Call) -> Response:
        with capture.begin(call.principal) as work:
            typed = Typed.from_posted(call.posted.fields)
            child, referral = call.identity("child"), call.identity("referral")
            visit = visit_of_referral(child, referral, work, capture.rules, typed.form_token)
            answer = _answer(capture, call, visit, typed, work)
        return _finished(capture, call, answer)

    @router.get("/encounters/{encounter}/amendment")
    @allows(Permission.AMEND_ENCOUNTER)
    def amendment_form(call: Call) -> Response:
        with capture.begin(call.principal) as work:
            visit = visit_of_encounter(call.identity("encounter"), work, capture.rules)
            if current_of(visit).entered_in_error:
                raise Conflict("This encounter was recorded on the wrong child and has been moved.")
            return _given_out(capture, call, visit, work)

    @router.post("/encounters/{encounter}/amendment")
    @allows(Permission.AMEND_ENCOUNTER)
    def amend(call: Call) -> Response:
        with capture.begin(call.principal) as work:
            typed = Typed.from_posted(call.posted.fields)
            visit = visit_of_encounter(call.identity("encounter"), work, capture.rules)
            answer = _answer(capture, call, visit, typed, work)
        return _finished(capture, call, answer)


def _given_out(capture: Capture, call: Call, visit: Visit, work: Work[CaptureRecords]) -> Response:
    """A form as it begins, or as it was left."""
    if visit.child.merged_into is not None:
        raise Conflict("This record was merged into another of the same child. Open the child's other record.")
    if visit.appointment is not None and visit.appointment.status is AppointmentStatus.CANCELLED:
        raise Conflict(
            "This appointment was cancelled. If the child was seen all the same, record the visit from the child's "
            "record, without an appointment."
        )
    token = secrets.token_urlsafe(_FORM_TOKEN_BYTES)
    started = work.now.isoformat()
    draft = work.records.draft(work.principal.account, call.url.path)
    if draft is not None and is_current(draft, visit, work.now - capture.drafts_kept):
        typed, since = restored(draft, visit, token), record_number_of(draft)
        meanwhile = _meanwhile(capture, call, visit, since)
    else:
        draft, meanwhile = None, ()
        typed = _begun(call, visit, token).with_text("started", started)
    page = _form_page(capture, call, visit, typed, draft=draft, meanwhile=meanwhile)
    _note_opened(work, visit)
    return page


def _begun(call: Call, visit: Visit, token: str) -> Typed:
    if visit.current is not None:
        return amending_form(visit, visit.current, token)
    return fresh_form(visit, token, UNSCHEDULED.get(call.query_params.get("as", "")))


def _note_opened(work: Work[CaptureRecords], visit: Visit) -> None:
    subject = visit.current.id if visit.current else visit.referral.id
    note(work, AuditAction.CHILD_VIEWED, visit.child.id, subject)


@dataclass(frozen=True, slots=True)
class _Overtaken:
    """A form that others overtook: it, or what it changes, was recorded meanwhile."""

    visit: Visit
    typed: Typed
    read: ReadForm


def _finished(capture: Capture, call: Call, answer: Response | Recorded | _Overtaken) -> Response:
    """The answer to a posted form, once the records it was read with are let go of.

    Handing back takes time, and what others recorded meanwhile is read as of a later moment.
    """
    if isinstance(answer, _Overtaken):
        return _after_conflict(capture, call, answer)
    if not isinstance(answer, Recorded):
        return answer
    recorded = answer.encounter
    failed = capture.hands_back.after_saving(call.principal, recorded.id)
    return _saved(call, failed or f"/encounters/{shown(recorded.id)}?saved={recorded.version}")


def _answer(
    capture: Capture, call: Call, visit: Visit, typed: Typed, work: Work[CaptureRecords]
) -> Response | Recorded | _Overtaken:
    """Answer a posted form: look a word up, add a need, choose an attendance, propose "no change", or save."""
    action = typed.text("action")
    concept = concept_to_add(action)
    added = _added(typed, concept, visit) if concept is not None else None
    if added is not None:
        return _form_page(capture, call, visit, added.with_text("add", ""))
    if action in _OF_THE_BOX:
        return _OF_THE_BOX[action](capture, call, visit, typed)
    if action in _QUICK or action == "no-change":
        quick = _QUICK.get(action)
        chosen = _not_seen(typed, visit, quick) if quick is not None else _unchanged(typed, visit)
        return _form_page(capture, call, visit, chosen, confirm=quick is None)
    if action in _SAVE:
        return _save(capture, call, visit, typed, work)
    problem = _UNKNOWN_NEED if concept is not None else _UNKNOWN_BUTTON
    return _form_page(capture, call, visit, typed, problems=(problem,), status=422)


def _added(typed: Typed, concept: ConceptId, visit: Visit) -> Typed | None:
    """The form with a concept's need ticked or added; None when it can be no need."""
    ticked = typed.with_ticked(str(concept))
    if ticked is not None:
        return ticked
    member = visit.refset.member(concept)
    if member is not None:
        return typed.with_needs([added_need(typed.fresh_key(), member, visit)])
    wider = visit.refset.beyond.concept(concept)
    if wider is not None and wider.recordable:
        return typed.with_needs([added_wider(typed.fresh_key(), wider, visit)])
    return None


def _found_everywhere(capture: Capture, call: Call, visit: Visit, typed: Typed) -> Response:
    """What the box finds in all of SNOMED CT."""
    text = typed.text("add")
    wider = find_wider(capture, call.principal, visit.refset, text, visit.team)
    problems = () if wider else (_nothing_found(text, "SNOMED CT"),)
    status = 422 if problems else 200
    return _form_page(capture, call, visit, typed, problems=problems, wider=wider, status=status)


def _in_own_words(capture: Capture, call: Call, visit: Visit, typed: Typed) -> Response:
    """The form with a need in the words of the box, where these can be recorded."""
    words = typed.text("add")
    problem = _nothing_found("") if not words else _words_problem(words)
    if problem is not None:
        return _form_page(capture, call, visit, typed, problems=(problem,), status=422)
    grown = typed.with_needs([uncoded_need(typed.fresh_key(), words)])
    return _form_page(capture, call, visit, grown.with_text("add", ""))


def _words_problem(words: str) -> Problem | None:
    fault = text_fault(words)
    if len(words) > LONGEST_WORDS:
        fault = f"These words are longer than {LONGEST_WORDS} characters. Shorten them; the letter has room for more."
    return Problem("add", "text", fault) if fault is not None else None


def _not_seen(typed: Typed, visit: Visit, attendance: Attendance) -> Typed:
    chosen = typed.with_text("attendance", attendance.value)
    if attendance.cancelled and not typed.text("cancelled_on"):
        chosen = chosen.with_text("cancelled_on", visit.today.isoformat())
    return chosen


def _unchanged(typed: Typed, visit: Visit) -> Typed:
    """The form with the outcome and the interval that the one key takes, where none was chosen."""
    chosen = typed
    if not typed.text("outcome"):
        chosen = chosen.with_text("outcome", Outcome.REVIEW.value)
    last = visit.last_encounter.next_appointment if visit.last_encounter else None
    if last is not None and not typed.text("next_weeks") and not typed.text("next_other_weeks"):
        chosen = chosen.with_text("next_weeks", str(last.weeks))
    return chosen


def _found(capture: Capture, call: Call, visit: Visit, typed: Typed) -> Response:
    """What the box finds: several at once where each is exact and unique, else what to choose from."""
    text = typed.text("add")
    several = capture.usual.search(visit.refset, visit.team).several(
        text, sensitive=may(call.principal, Permission.SEE_SENSITIVE)
    )
    if several.taken:
        grown = typed.with_text("add", "")
        for match in several.taken:
            grown = grown.with_ticked(str(match.member.concept)) or grown.with_needs(
                [added_need(grown.fresh_key(), match.member, visit)]
            )
        return _form_page(capture, call, visit, grown)
    matches = find(capture, call.principal, visit.refset, text, visit.team) or several.offered
    problems = () if matches else (_nothing_found(text),)
    status = 422 if problems else 200
    return _form_page(capture, call, visit, typed, problems=problems, matches=matches, status=status)


def _nothing_found(text: str, where: str = "the reference set") -> Problem:
    message = f"Nothing in {where} is called so. Try fewer letters, or record your own words as not in the list."
    if not text:
        message = "Type a word or a short code first."
    return Problem("add", "nothing-found", message)


_OF_THE_BOX = {"find": _found, "find-everywhere": _found_everywhere, "not-in-list": _in_own_words}


def _save(
    capture: Capture, call: Call, visit: Visit, typed: Typed, work: Work[CaptureRecords]
) -> Response | Recorded | _Overtaken:
    already = _already_recorded(visit, work)
    if already is not None and work.records.encounter_of_form(typed.form_token) != already:
        return _stale(capture, call, visit, typed, _RECORDED_ALREADY)
    if visit.child.merged_into is not None:
        return _form_page(capture, call, visit, typed, problems=(_MERGED,), status=409)
    read = read_form(typed, visit, work)
    try:
        problems = (*_left_over(typed), *read.problems)
        if problems:
            raise Rejected(problems)
        return _recorded(read, visit, work, call.url.path)
    except Rejected as refusal:
        problems = tuple(problem for problem in refusal.problems if isinstance(problem, Problem))
        return _form_page(capture, call, visit, typed, problems=problems, status=422)
    except Conflict:
        return _Overtaken(visit, typed, read)


def _left_over(typed: Typed) -> tuple[Problem, ...]:
    """What stands in the box was looked up and not added, and would be lost."""
    if not typed.text("add"):
        return ()
    message = "What stands in this box was not added. Choose it, record it as not in the list, or clear the box."
    return (Problem("add", "left-over", message),)


def _saved(call: Call, path: str) -> Response:
    if by_script(call):
        return JSONResponse({"next": path}, 201, headers={"location": path})
    return RedirectResponse(path, 303)


def _already_recorded(visit: Visit, work: Work[CaptureRecords]) -> Identity | None:
    """The encounter that an appointment has."""
    if visit.current is not None or visit.appointment is None:
        return None
    return work.records.encounter_of_appointment(visit.appointment.id)


def _recorded(read: ReadForm, visit: Visit, work: Work[CaptureRecords], place: str) -> Recorded:
    """Record the form, and with it the end of its drafts."""
    done = (DraftsDone(work.principal.organisation.id, work.principal.account, place),)
    record = record_encounter if visit.current is None else amend_encounter
    return record(read.encounter, work, read.facts, done)


def _after_conflict(capture: Capture, call: Call, overtaken: _Overtaken) -> Response:
    """The same form sent twice at once answers as the first did; a form out of date is shown again, whole."""
    visit, typed, read = overtaken.visit, overtaken.typed, overtaken.read
    with capture.begin(call.principal) as later:
        already = later.records.encounter_of_form(typed.form_token) if typed.form_token else None
        if already is not None:
            recorded = later.records.encounter_versions(already)
            same = next((each for each in recorded if each.form_token == typed.form_token), None)
            if same is not None and same.form_digest == read.encounter.form_digest and same.child == visit.child.id:
                return _saved(call, f"/encounters/{shown(already)}")
        renewed = _visit_now(capture, visit, later)
        return _stale(capture, call, renewed, typed, _SENT_BEFORE if already is not None else _CHANGED)


def _visit_now(capture: Capture, visit: Visit, work: Work[CaptureRecords]) -> Visit:
    """The same visit, of what stands recorded now."""
    if visit.current is not None:
        return visit_of_encounter(visit.current.id, work, capture.rules)
    if visit.appointment is not None:
        return visit_of_appointment(visit.appointment.id, work, capture.rules)
    return visit_of_referral(visit.child.id, visit.referral.id, work, capture.rules)


def _stale(capture: Capture, call: Call, visit: Visit, typed: Typed, problem: Problem) -> Response:
    """The form as typed, beside what was recorded meanwhile; saved again, it follows that."""
    meanwhile = _meanwhile(capture, call, visit, FieldReader(typed).number("record_number") or 0)
    renewed = typed.with_text("record_number", str(visit.record_number))
    if visit.current is not None:
        renewed = renewed.with_text("version", str(visit.current.version))
    return _form_page(capture, call, visit, renewed, problems=(problem,), meanwhile=meanwhile, status=409)


def _meanwhile(capture: Capture, call: Call, visit: Visit, since: int) -> tuple[VersionShown, ...]:
    """The encounters of the child whose current version was recorded after a number."""
    del capture
    see_sensitive = may(call.principal, Permission.SEE_SENSITIVE)
    later = [each for each in visit.encounters if each.record_number > since]
    return tuple(version_shown(visit, each, None, see_sensitive) for each in later)


def _form_page(
    capture: Capture,
    call: Call,
    visit: Visit,
    typed: Typed,
    *,
    problems: tuple[Problem, ...] = (),
    matches: tuple[Match, ...] = (),
    wider: tuple[WiderMatch, ...] = (),
    meanwhile: tuple[VersionShown, ...] = (),
    draft: Draft | None = None,
    confirm: bool = False,
    status: int = 200,
) -> Response:
    if status != 200 and by_script(call):
        # The script sends the form once more as the browser would, and so gets the page.
        return JSONResponse({"problems": len(problems)}, status)
    context = {
        "visit": visit,
        "child": visit.child,
        "today": visit.today,
        "typed": typed,
        "view": form_view(typed, visit, problems, matches, capture.usual.of_visit(visit), wider=wider),
        "see_sensitive": may(call.principal, Permission.SEE_SENSITIVE),
        "meanwhile": meanwhile,
        "draft_saved": draft.saved_at.astimezone(LONDON).strftime("%H:%M") if draft else "",
        "draft_day": draft.saved_at.astimezone(LONDON).date() if draft else None,
        "confirm": confirm,
        "unscheduled": UNSCHEDULED,
        "wider_searchable": visit.refset.beyond.searchable,
        "look_alike": status == 200 and visit.records.look_alike(visit.child.id),
    }
    return capture.pages.render(call, "capture/form.jinja", context, status)

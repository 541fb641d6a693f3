"""The routes by which a visit recorded on the wrong child is moved: find the right child, compare both, say why.

Every step is a form posted to the same path, so that nothing that tells who a child is stands in an address.
"""

from collections.abc import Sequence

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from app.access.audit import AuditAction, audit_event
from app.access.permissions import Permission
from app.clinical.checks import text_fault
from app.clinical.moving import Move, foreseen, move_encounter
from app.clinical.ports import Unit, Work
from app.clinical.problems import Problem
from app.errors import Conflict, Rejected, Said
from app.identity import Identity, parse_identity, shown
from app.register.child_view import look_alikes_of
from app.register.children.page import Page, shared, viewed
from app.register.finding import Found, find_children
from app.register.moving.page import RightChild, VisitToMove, choices, right_child, visit_to_move
from app.register.ports import RegisterRecords
from app.register.register import Register
from app.register.typed import Typed, identity_typed
from app.web.calls import Call
from app.web.guard import allows

_WORK = Work[RegisterRecords]
_PATH = "/encounters/{encounter}/wrong-child"
_CHANGED = (
    "{what} Nothing has been moved. Both records stand below as they are now, with all you typed: look at them again, "
    "then move the visit."
)
_NOT_SAID_YET = "The reason is not given yet."


def add_moving_routes(router: APIRouter, register: Register) -> None:
    """GET and POST /encounters/{encounter}/wrong-child."""

    @router.get(_PATH)
    @allows(Permission.MOVE_ENCOUNTER)
    def wrong_child(call: Call) -> Response:
        with register.begin(call.principal) as work:
            visit = visit_to_move(call.identity("encounter"), work)
            page = _finding_page(work, visit, {})
            _note_viewed(work, visit)
        return _rendered(register, call, page)

    @router.post(_PATH)
    @allows(Permission.MOVE_ENCOUNTER)
    def move(call: Call) -> Response:
        with register.begin(call.principal) as work:
            step = _step(call, work)
        return _rendered(register, call, step) if isinstance(step, Page) else _to(step)


def _rendered(register: Register, call: Call, page: Page) -> Response:
    return register.pages.render(call, f"register/{page.template}", page.context, page.status)


def _to(encounter: Identity) -> Response:
    return RedirectResponse(f"/encounters/{shown(encounter)}?saved=1", status_code=303)


def _step(call: Call, work: _WORK) -> Page | Identity:
    """What the posted step comes to: the next page, or the encounter on the right child's record."""
    encounter = call.identity("encounter")
    typed = {name: texts[-1] for name, texts in call.posted.fields.items()}
    if typed.get("action") == "move":
        done = _moved_before(encounter, typed, work)
        return done if done is not None else _move(call, typed, visit_to_move(encounter, work), work)
    visit = visit_to_move(encounter, work)
    if typed.get("action") == "choose":
        chosen = identity_typed(typed, "to_child")
        return _finding_page(work, visit, typed, [_NO_CHILD]) if chosen is None else _chosen(call, visit, chosen, work)
    try:
        return _finding_page(work, visit, typed, found=find_children(typed, work))
    except Rejected as refusal:
        return _finding_page(work, visit, typed, refusal.problems)


_NO_CHILD = Problem("number", "missing", "Find and choose the child who was seen.")


def _moved_before(encounter: Identity, typed: Typed, work: _WORK) -> Identity | None:
    """Where the visit stands, when this same form was sent before and moved it."""
    current = work.records.encounter(encounter)
    if current.moved_to is None or typed.get("version") != str(current.version - 1):
        return None
    recorded = work.records.encounter(current.moved_to)
    return recorded.id if recorded.child == identity_typed(typed, "to_child") else None


def _chosen(call: Call, visit: VisitToMove, chosen: Identity, work: _WORK) -> Page:
    right = right_child(visit, chosen, work)
    page = _comparing_page(call, work, visit, right)
    viewed(right.child, work, "to move a visit to it")
    return page


def _move(call: Call, typed: Typed, visit: VisitToMove, work: _WORK) -> Page | Identity:
    chosen, referral = identity_typed(typed, "to_child"), identity_typed(typed, "to_referral")
    if chosen is None:
        return _finding_page(work, visit, typed, [_NO_CHILD])
    problems: Sequence[Said]
    try:
        if referral is None:
            raise Rejected(_unsaid(typed))
        asked = Move(
            visit.encounter.id,
            _number(typed, "version"),
            chosen,
            referral,
            typed.get("reason", "").strip(),
            _number(typed, "record_number_there"),
            _needs(call),
        )
        return move_encounter(asked, work).recorded.id
    except Rejected as refusal:
        problems = refusal.problems
    except Conflict as conflict:
        problems = [Problem("changed", "changed", _CHANGED.format(what=conflict))]
        visit = visit_to_move(visit.encounter.id, work)
    return _comparing_page(call, work, visit, right_child(visit, chosen, work), problems)


def _unsaid(typed: Typed) -> list[Problem]:
    """What is wrong with a form on which no referral was chosen."""
    reason = typed.get("reason", "").strip()
    problems = [Problem("to_referral", "missing", "Choose the referral to which the visit belongs.")]
    fault = text_fault(reason) if reason else "Say why the visit is moved."
    return [*problems, Problem("reason", "text", fault)] if fault else problems


def _number(typed: Typed, name: str) -> int:
    """A number that the page itself put into the form; -1, which no version is, when it is none."""
    text = typed.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def _needs(call: Call) -> frozenset[Identity]:
    found = set()
    for text in call.posted.fields.get("need", ()):
        try:
            found.add(parse_identity(text))
        except ValueError:
            continue
    return frozenset(found)


def _finding_page(
    work: _WORK, visit: VisitToMove, typed: Typed, problems: Sequence[Said] = (), found: Found | None = None
) -> Page:
    context = {
        **shared(work, problems),
        "visit": visit,
        "child": visit.child,
        "typed": typed,
        "found": found,
        "look_alikes": look_alikes_of(visit.child, work) if found is None else (),
    }
    return Page("move.jinja", context, 422 if problems else 200)


def _comparing_page(
    call: Call,
    work: _WORK,
    visit: VisitToMove,
    right: RightChild,
    problems: Sequence[Said] = (),
) -> Page:
    answers = choices(visit, right, call.posted.fields)
    context = {
        **shared(work, problems),
        "problems": problems,
        "visit": visit,
        "child": visit.child,
        "right": right,
        "notices": () if problems else _notices(visit, right, answers["ticked"], work),
        **answers,
    }
    changed = any(problem.code == "changed" for problem in problems)
    return Page("move_compare.jinja", context, 409 if changed else 422 if problems else 200)


def _notices(visit: VisitToMove, right: RightChild, ticked: set[str], work: _WORK) -> tuple[str, ...]:
    """What moving the visit would meet, said before anything is sent."""
    if right.usual_referral is None:
        return ()
    needs = frozenset(parse_identity(each) for each in ticked)
    asked = Move(
        visit.encounter.id,
        visit.encounter.version,
        right.child.id,
        right.usual_referral,
        _NOT_SAID_YET,
        needs=needs,
    )
    return tuple(dict.fromkeys(problem.message for problem in foreseen(asked, work)))


def _note_viewed(work: _WORK, visit: VisitToMove) -> None:
    event = audit_event(
        work.principal,
        AuditAction.ENCOUNTER_VIEWED,
        identity=work.new_identity(),
        at=work.now,
        child=visit.child.id,
        subject=visit.encounter.id,
        detail="to be moved to the right child",
    )
    work.records.commit(Unit((), (event,)))

"""The routes of children: find, register, refer, correct, merge, and the child's record.

Nothing that tells who a child is stands in an address: searching posts a form, and so does beginning a registration
with what was searched for.
"""

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from app.access.permissions import Permission, may
from app.errors import Rejected
from app.identity import shown
from app.register.child_view import child_view
from app.register.children.asking import circumstances_page
from app.register.children.correcting import correction_page
from app.register.children.joining import merge_page, merge_step
from app.register.children.page import Page, home, shared, viewed
from app.register.children.registering import (
    begun_registration,
    fresh_registration,
    referral_page,
    registration_page,
)
from app.register.circumstances.recording import record_circumstances
from app.register.correction import Corrected, Stale, correct_child
from app.register.finding import find_children
from app.register.merging import unmerge_child
from app.register.referring import fresh_values, record_referral
from app.register.register import Register
from app.register.registration import NotRegistered, register_child
from app.register.typed import Typed, identity_typed
from app.web.calls import Call
from app.web.guard import allows


def add_child_routes(router: APIRouter, register: Register) -> None:
    """Add the routes of children to the register's."""
    _add_finding(router, register)
    # Before the child's own page, whose path would take “new” for a child.
    _add_registration(router, register)
    _add_child_page(router, register)
    _add_referral(router, register)
    _add_correction(router, register)
    _add_circumstances(router, register)
    _add_merging(router, register)


def _typed(call: Call) -> Typed:
    return {name: texts[-1] for name, texts in call.posted.fields.items()}


def _rendered(register: Register, call: Call, page: Page) -> Response:
    context = {"done": call.query_params.get("done", ""), **page.context}
    return register.pages.render(call, f"register/{page.template}", context, page.status)


def _to(path: str, done: str) -> Response:
    return RedirectResponse(f"{path}?done={done}", status_code=303)


def _add_finding(router: APIRouter, register: Register) -> None:
    @router.get("/children")
    @allows(Permission.FIND_CHILD)
    def find_page(call: Call) -> Response:
        with register.begin(call.principal) as work:
            page = Page("find.jinja", {**shared(work), "found": None})
        return _rendered(register, call, page)

    @router.post("/children/search")
    @allows(Permission.FIND_CHILD)
    def found_page(call: Call) -> Response:
        typed = _typed(call)
        with register.begin(call.principal) as work:
            try:
                found = find_children(typed, work)
                page = Page("find.jinja", {**shared(work), "typed": typed, "found": found})
            except Rejected as refusal:
                context = {**shared(work, refusal.problems), "typed": typed, "found": None}
                page = Page("find.jinja", context, 422)
        return _rendered(register, call, page)


def _add_registration(router: APIRouter, register: Register) -> None:
    @router.get("/children/new")
    @allows(Permission.REGISTER_CHILD)
    def new_child(call: Call) -> Response:
        with register.begin(call.principal) as work:
            page = registration_page(work, fresh_registration(call.principal.organisation))
        return _rendered(register, call, page)

    @router.post("/children/new")
    @allows(Permission.REGISTER_CHILD)
    def register_a_child(call: Call) -> Response:
        typed = _typed(call)
        with register.begin(call.principal) as work:
            if typed.get("action") == "begin":
                begun = begun_registration(typed, call.principal.organisation)
                return _rendered(register, call, registration_page(work, begun))
            outcome = register_child(typed, work, register.pseudonym_key)
            if isinstance(outcome, NotRegistered):
                return _rendered(register, call, registration_page(work, typed, outcome))
        if outcome.again:
            return _to(home(call.principal, outcome.child), "registered")
        return _to(f"/children/{shown(outcome.child)}/referrals/new", "registered")


def _add_child_page(router: APIRouter, register: Register) -> None:
    @router.get("/children/{child}")
    @allows(Permission.SEE_CHILD)
    def child_page(call: Call) -> Response:
        with register.begin(call.principal) as work:
            child = work.records.child(call.identity("child"))
            view = child_view(child, work, may(call.principal, Permission.SEE_SENSITIVE))
            page = Page("child.jinja", {**shared(work), "child": child, "view": view})
            viewed(child, work)
        return _rendered(register, call, page)


def _add_referral(router: APIRouter, register: Register) -> None:
    @router.get("/children/{child}/referrals/new")
    @allows(Permission.REGISTER_CHILD)
    def new_referral(call: Call) -> Response:
        with register.begin(call.principal) as work:
            child = work.records.child(call.identity("child"))
            page = referral_page(work, child, fresh_values(work, child))
            viewed(child, work, "to add a referral")
        return _rendered(register, call, page)

    @router.post("/children/{child}/referrals/new")
    @allows(Permission.REGISTER_CHILD)
    def add_referral(call: Call) -> Response:
        typed = _typed(call)
        with register.begin(call.principal) as work:
            child = work.records.child(call.identity("child"))
            try:
                record_referral(child, typed, work)
            except Rejected as refusal:
                return _rendered(register, call, referral_page(work, child, typed, refusal.problems))
        return _to(home(call.principal, child.id), "referred")


def _add_correction(router: APIRouter, register: Register) -> None:
    @router.get("/children/{child}/registration")
    @allows(Permission.REGISTER_CHILD)
    def registration(call: Call) -> Response:
        with register.begin(call.principal) as work:
            child = work.records.child(call.identity("child"))
            page = correction_page(work, child)
            viewed(child, work, "details of registration")
        return _rendered(register, call, page)

    @router.post("/children/{child}/registration")
    @allows(Permission.REGISTER_CHILD)
    def correct(call: Call) -> Response:
        typed = _typed(call)
        with register.begin(call.principal) as work:
            child = work.records.child(call.identity("child"))
            outcome = correct_child(child, typed, work)
            if not isinstance(outcome, Corrected):
                now = outcome.child if isinstance(outcome, Stale) else child
                return _rendered(register, call, correction_page(work, now, typed, outcome))
        return _to(f"/children/{shown(child.id)}/registration", "corrected" if outcome.items else "unchanged")


def _add_circumstances(router: APIRouter, register: Register) -> None:
    @router.get("/children/{child}/circumstances")
    @allows(Permission.REGISTER_CHILD)
    def circumstances(call: Call) -> Response:
        with register.begin(call.principal) as work:
            child = work.records.child(call.identity("child"))
            page = circumstances_page(work, child)
            viewed(child, work, "circumstances")
        return _rendered(register, call, page)

    @router.post("/children/{child}/circumstances")
    @allows(Permission.REGISTER_CHILD)
    def record(call: Call) -> Response:
        typed = _typed(call)
        with register.begin(call.principal) as work:
            child = work.records.child(call.identity("child"))
            outcome = record_circumstances(child, typed, work)
            if not isinstance(outcome, Corrected):
                now = outcome.child if isinstance(outcome, Stale) else child
                return _rendered(register, call, circumstances_page(work, now, typed, outcome))
        return _to(f"/children/{shown(child.id)}/circumstances", "corrected" if outcome.items else "unchanged")


def _add_merging(router: APIRouter, register: Register) -> None:
    @router.get("/children/{child}/merge")
    @allows(Permission.MERGE_CHILDREN)
    def merging(call: Call) -> Response:
        with register.begin(call.principal) as work:
            child = work.records.child(call.identity("child"))
            page = merge_page(work, child, {})
            viewed(child, work, "to merge records")
        return _rendered(register, call, page)

    @router.post("/children/{child}/merge")
    @allows(Permission.MERGE_CHILDREN)
    def merge(call: Call) -> Response:
        typed = _typed(call)
        with register.begin(call.principal) as work:
            child = work.records.child(call.identity("child"))
            page = merge_step(work, child, typed)
        if page is not None:
            return _rendered(register, call, page)
        return _to(home(call.principal, identity_typed(typed, "into") or child.id), "merged")

    @router.post("/children/{child}/unmerge")
    @allows(Permission.MERGE_CHILDREN)
    def unmerge(call: Call) -> Response:
        typed = _typed(call)
        with register.begin(call.principal) as work:
            child = work.records.child(call.identity("child"))
            try:
                unmerge_child(child, typed, work)
            except Rejected as refusal:
                return _rendered(register, call, merge_page(work, child, typed, refusal.problems))
        return _to(home(call.principal, child.id), "unmerged")

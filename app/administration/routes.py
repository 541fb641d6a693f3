"""The routes of administration: accounts, the audit trail; those of SNOMED CT releases stand beside their use cases."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from types import MappingProxyType

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from app.access.people import ROLES_OF_PEOPLE, Account
from app.access.permissions import Permission
from app.administration.accounts import AccountAct, AccountDesk, NewAccount
from app.administration.profession_fields import ASKED, FURTHER, Field
from app.administration.professions import TypedProfession, typed_of
from app.administration.releases.desk import ReleaseDesk
from app.administration.releases.routes import ReleasePages, add_release_routes
from app.errors import Conflict, NotFound, Rejected
from app.identity import Identity
from app.web.calls import Call
from app.web.guard import allows
from app.web.pages import Pages

ACCOUNT_FIELDS = (
    Field("username", "User name", "3 to 64 letters, digits or . - _ @", width=20),
    Field("name", "Name", "The person's own.", width=20),
    Field(
        "role",
        "Role",
        "One for each account.",
        choices=tuple((role.value, role.words) for role in ROLES_OF_PEOPLE),
        blank="Choose",
    ),
)


@dataclass(frozen=True, slots=True)
class Administration:
    """What the routes of administration work with."""

    desk: AccountDesk
    pages: Pages
    releases: ReleaseDesk


def administration_router(route: type[APIRoute], administration: Administration) -> APIRouter:
    """The routes of administration."""
    router = APIRouter(route_class=route)
    _add_account_routes(router, administration)
    _add_profession_routes(router, administration)
    _add_change_routes(router, administration)
    _add_checking_routes(router, administration)
    desk, pages = administration.desk, administration.pages
    add_release_routes(router, ReleasePages(administration.releases, desk.records, pages))
    return router


Messages = Mapping[str, str]
_NO_MESSAGES: Messages = MappingProxyType({})


def _accounts_page(
    administration: Administration, call: Call, messages: Messages = _NO_MESSAGES, status: int = 200
) -> Response:
    desk, organisation = administration.desk, call.principal.organisation.id
    read = call.posted.text
    typed = _typed_profession(call)
    context = {
        "accounts": desk.records.accounts(organisation),
        "professionals": {each.id: each for each in desk.records.professionals(organisation)},
        "fields": ACCOUNT_FIELDS,
        "messages": messages,
        "now": desk.now(),
        "typed": {"username": read("username"), "name": read("name"), "role": read("role"), **asdict(typed)},
        "is_locked": _is_locked,
        **_asked(desk, organisation, typed),
    }
    return administration.pages.render(call, "administration/accounts.jinja", context, status)


def _profession_page(
    administration: Administration,
    call: Call,
    account: Account,
    typed: TypedProfession | None = None,
    messages: Messages = _NO_MESSAGES,
) -> Response:
    """The page of an account's profession: as it stands, or with what was typed and what is wrong with it."""
    desk, present = administration.desk, administration.desk.professional_of(account)
    if typed is None:
        typed = typed_of(present) if present else TypedProfession()
    context = {
        "account": account,
        "present": present,
        "typed": asdict(typed),
        "messages": messages,
        **_asked(desk, account.organisation, typed),
    }
    return administration.pages.render(call, "administration/profession.jinja", context, 422 if messages else 200)


def _asked(desk: AccountDesk, organisation: Identity, typed: TypedProfession) -> dict[str, object]:
    """What is asked about a profession, and who has the staff identifier that was typed and no account."""
    return {"asked": ASKED, "further": FURTHER, "unclaimed": desk.unclaimed(organisation, typed.staff_id)}


def _typed_profession(call: Call) -> TypedProfession:
    return TypedProfession(**{each.name: call.posted.text(each.name) for each in fields(TypedProfession)})


def _messages(refusal: Rejected) -> Messages:
    """The first message of each field, under its name."""
    said: dict[str, str] = {}
    for problem in refusal.problems:
        said.setdefault(problem.item, problem.message)
    return said


def _is_locked(until: datetime | None, now: datetime) -> bool:
    return until is not None and now < until


def _add_account_routes(router: APIRouter, administration: Administration) -> None:
    desk = administration.desk

    @router.get("/accounts")
    @allows(Permission.MANAGE_ACCOUNTS)
    def accounts(call: Call) -> Response:
        return _accounts_page(administration, call)

    @router.post("/accounts")
    @allows(Permission.MANAGE_ACCOUNTS)
    def add_account(call: Call) -> Response:
        read, principal = call.posted.text, call.principal
        wanted = NewAccount(read("username"), read("name"), read("role"), read("password"), _typed_profession(call))
        try:
            desk.add(principal.organisation, principal, wanted)
        except Rejected as refusal:
            return _accounts_page(administration, call, _messages(refusal), 422)
        except Conflict as refusal:
            return _accounts_page(administration, call, {"username": str(refusal)}, 409)
        return RedirectResponse("/accounts", status_code=303)


def _add_profession_routes(router: APIRouter, administration: Administration) -> None:
    desk = administration.desk

    @router.get("/accounts/{account}/profession")
    @allows(Permission.MANAGE_ACCOUNTS)
    def profession(call: Call) -> Response:
        account = desk.clinician(call.principal.organisation.id, call.identity("account"))
        return _profession_page(administration, call, account)

    @router.post("/accounts/{account}/profession")
    @allows(Permission.MANAGE_ACCOUNTS)
    def give_profession(call: Call) -> Response:
        organisation, account = call.principal.organisation.id, call.identity("account")
        typed = _typed_profession(call)
        try:
            desk.tie(organisation, call.principal, account, typed)
        except Rejected as refusal:
            found = desk.clinician(organisation, account)
            return _profession_page(administration, call, found, typed, _messages(refusal))
        return RedirectResponse("/accounts", status_code=303)


def _add_change_routes(router: APIRouter, administration: Administration) -> None:
    desk = administration.desk

    @router.post("/accounts/{account}/{act}")
    @allows(Permission.MANAGE_ACCOUNTS)
    def change_account(call: Call) -> Response:
        account, act = call.identity("account"), call.path_params["act"]
        if act == "password":
            try:
                desk.set_password(call.principal, account, call.posted.text("new_password"))
            except Rejected as refusal:
                return _accounts_page(administration, call, {"accounts": refusal.problems[0].message}, 422)
        elif act in [each.value for each in AccountAct]:
            desk.change(call.principal, account, AccountAct(act))
        else:
            raise NotFound("There is no such act.")
        return RedirectResponse("/accounts", status_code=303)


def _add_checking_routes(router: APIRouter, administration: Administration) -> None:
    @router.get("/audit")
    @allows(Permission.VERIFY_AUDIT)
    def audit(call: Call) -> Response:
        report = administration.desk.records.verify_audit()
        return administration.pages.render(call, "administration/audit.jinja", {"report": report})

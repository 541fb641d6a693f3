"""The routes of administration: accounts, the audit trail, the reference set in use."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from app.access.people import Role
from app.access.permissions import Permission
from app.administration.accounts import AccountAct, AccountDesk, NewAccount
from app.errors import Conflict, NotFound, Rejected
from app.terminology.load import describe
from app.terminology.refset import Group, Refset
from app.web.calls import Call
from app.web.guard import allows
from app.web.pages import Pages

_TAKEN = "This user name is taken. Choose another."


@dataclass(frozen=True, slots=True)
class Administration:
    """What the routes of administration work with."""

    desk: AccountDesk
    pages: Pages
    refset: Refset


def administration_router(route: type[APIRoute], administration: Administration) -> APIRouter:
    """The routes of administration."""
    router = APIRouter(route_class=route)
    _add_account_routes(router, administration)
    _add_checking_routes(router, administration)
    return router


def _accounts_page(
    administration: Administration, call: Call, messages: tuple[tuple[str, str], ...] = (), status: int = 200
) -> Response:
    desk = administration.desk
    context = {
        "accounts": desk.records.accounts(call.principal.organisation.id),
        "roles": [(role.value, role.words) for role in Role],
        "messages": messages,
        "now": desk.now(),
        "typed": call.posted,
        "is_locked": _is_locked,
    }
    return administration.pages.render(call, "administration/accounts.jinja", context, status)


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
        wanted = NewAccount(read("username"), read("name"), read("role"), read("password"))
        try:
            desk.add(principal.organisation, principal, wanted)
        except Rejected as refusal:
            messages = tuple((problem.item, problem.message) for problem in refusal.problems)
            return _accounts_page(administration, call, messages, 422)
        except Conflict:
            return _accounts_page(administration, call, (("username", _TAKEN),), 409)
        return RedirectResponse("/accounts", status_code=303)

    @router.post("/accounts/{account}/{act}")
    @allows(Permission.MANAGE_ACCOUNTS)
    def change_account(call: Call) -> Response:
        account, act = call.identity("account"), call.path_params["act"]
        if act == "password":
            try:
                desk.set_password(call.principal, account, call.posted.text("new_password"))
            except Rejected as refusal:
                return _accounts_page(administration, call, (("accounts", refusal.problems[0].message),), 422)
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

    @router.get("/terminology")
    @allows(Permission.CHECK_TERMINOLOGY)
    def terminology(call: Call) -> Response:
        refset = administration.refset
        counts = Counter(member.group for member in refset.members.values())
        context = {
            "refset": refset,
            "summary": describe(refset).splitlines(),
            "groups": [(group.words, counts[group], refset.in_group(group)) for group in Group if counts[group]],
        }
        return administration.pages.render(call, "administration/terminology.jinja", context)

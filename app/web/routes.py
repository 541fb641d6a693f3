"""Sign-in, the start page, one's own password, and whether the service is alive."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.routing import APIRoute

from app.access.permissions import Permission, may
from app.access.sessions import Refused, SignIns
from app.identity import shown
from app.settings import Settings
from app.web.calls import Call
from app.web.guard import allows, open_to_anyone
from app.web.pages import Pages

_HTTPS_COOKIE = "__Host-everyneed"
_PLAIN_COOKIE = "everyneed"

_REFUSED = {
    Refused.WRONG: "The user name and password do not match, or the account cannot be used now. Check both.",
    Refused.LOCKED: "This account is locked after too many wrong passwords. Wait, or ask your administrator.",
}


@dataclass(frozen=True, slots=True)
class Tile:
    """A way on from the start page."""

    permission: Permission
    href: str
    title: str
    words: str


TILES = (
    Tile(Permission.SEE_CLINIC, "/clinic", "Today's clinic", "Who is expected, and what became of each visit."),
    Tile(Permission.FIND_CHILD, "/children", "Find a child", "By number, or by name and date of birth; and register."),
    Tile(Permission.SEE_DESK, "/desk", "Booking desk", "What is to be booked and sent for the day's families."),
    Tile(Permission.KEEP_CLINICS, "/clinics", "Clinics and appointments", "Add, book, and import the booking file."),
    Tile(Permission.CODE_NEEDS, "/uncoded", "Needs to be coded", "Words that were not in the list."),
    Tile(Permission.PRINT_BLANK_SLIP, "/blank-slip.pdf", "Blank slip", "To fill in by hand while the service is down."),
    Tile(Permission.SEE_TIMING, "/timing", "How long recording takes", "The shares under a minute and in haste."),
    Tile(Permission.BUILD_SUBMISSION, "/csds", "Community Services Data Set", "Build, check and follow submissions."),
    Tile(Permission.SEE_RELEASED_REPORTS, "/reports", "Reports", "How many children need what, by area and quarter."),
    Tile(Permission.MANAGE_ACCOUNTS, "/accounts", "Accounts", "Who may sign in, and as what."),
    Tile(Permission.VERIFY_AUDIT, "/audit", "Audit trail", "Whether any event was changed or is missing."),
    Tile(Permission.CHECK_TERMINOLOGY, "/terminology", "Reference set", "The SNOMED CT members in use."),
)


def cookie_name(settings: Settings) -> str:
    """The session cookie's name; over HTTPS a browser holds it to this host alone."""
    return _HTTPS_COOKIE if settings.https else _PLAIN_COOKIE


def hold_session(response: Response, token: str, settings: Settings) -> None:
    """Have the browser hold a session's token, out of reach of scripts and of other sites' forms."""
    longest, https = settings.session_hours * 3_600, settings.https
    response.set_cookie(cookie_name(settings), token, max_age=longest, httponly=True, samesite="lax", secure=https)


def safe_path(after: str) -> str:
    """Where to go after sign-in: a path of ours, else the start page."""
    return after if after.startswith("/") and not after.startswith(("//", "/\\")) else "/"


def _change_password(sign_ins: SignIns, call: Call) -> str | None:
    read = call.posted.text
    if read("new_password") != read("again"):
        return "The two new passwords differ. Type the new one twice."
    if call.signed_in is None:
        return "You are not signed in."
    return sign_ins.change_password(call.signed_in, read("current_password"), read("new_password"))


def furniture_router(
    route: type[APIRoute], pages: Pages, sign_ins: SignIns, settings: Settings, alive: Callable[[], bool]
) -> APIRouter:
    """The routes that belong to no capability."""
    router = APIRouter(route_class=route)
    cookie = cookie_name(settings)

    @router.get("/sign-in")
    @open_to_anyone
    def sign_in_page(call: Call) -> Response:
        after = safe_path(call.query_params.get("after", ""))
        return pages.render(call, "sign_in.jinja", {"after": after, "username": "", "fault": None})

    @router.post("/sign-in")
    @open_to_anyone
    def sign_in(call: Call) -> Response:
        username, after = call.posted.text("username"), safe_path(call.posted.text("after"))
        result = sign_ins.sign_in(username, call.posted.text("password"))
        if isinstance(result, Refused):
            context = {"after": after, "username": username, "fault": _REFUSED[result]}
            return pages.render(call, "sign_in.jinja", context, 422)
        token, _ = result
        response = RedirectResponse(after, status_code=303)
        hold_session(response, token, settings)
        return response

    @router.post("/sign-out")
    @allows(Permission.SIGN_OUT)
    def sign_out(call: Call) -> Response:
        if call.signed_in is not None:
            sign_ins.sign_out(call.signed_in)
        response = RedirectResponse("/sign-in", status_code=303)
        response.delete_cookie(cookie, httponly=True, samesite="lax", secure=settings.https)
        return response

    @router.get("/session")
    @allows(Permission.SEE_START_PAGE)
    def session(call: Call) -> Response:
        # The guard has noted the session's use, which is what a page asks this for. The proof lets a page that
        # outlived its session go on in a new one of the same account.
        return JSONResponse({"account": shown(call.principal.account), "proof": call.proof})

    @router.get("/")
    @allows(Permission.SEE_START_PAGE)
    def start(call: Call) -> Response:
        tiles = [tile for tile in TILES if may(call.principal, tile.permission)]
        if len(tiles) == 1:
            return RedirectResponse(tiles[0].href, status_code=303)
        return pages.render(call, "start.jinja", {"tiles": tiles})

    @router.get("/password")
    @allows(Permission.CHANGE_OWN_PASSWORD)
    def password_page(call: Call) -> Response:
        return pages.render(call, "password.jinja", {"fault": None, "changed": False})

    @router.post("/password")
    @allows(Permission.CHANGE_OWN_PASSWORD)
    def change_password(call: Call) -> Response:
        fault = _change_password(sign_ins, call)
        context = {"fault": fault, "changed": fault is None}
        return pages.render(call, "password.jinja", context, 200 if fault is None else 422)

    @router.get("/health")
    @open_to_anyone
    def health(call: Call) -> Response:
        del call
        well = alive()
        return JSONResponse({"status": "well" if well else "database cannot be reached"}, 200 if well else 503)

    return router

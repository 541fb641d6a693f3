"""The guard at every route: who may call it, and whether a form was given out by us.

A route says who may call it with `allows(permission)` or `open_to_anyone`; one that says nothing
answers no one. The session is looked up, the permission checked and the route run in one turn of the
thread pool. Routes that providers' systems call say so with `allows_systems` or `open_to_systems`, and
stand behind a guard of their own (`systems_guard`); this one lets nobody call them.
"""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from urllib.parse import quote, urlsplit

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse
from fastapi.routing import APIRoute

from app.access.permissions import Permission, may, require
from app.access.sessions import SignedIn, SignIns, form_proof_fits
from app.errors import NotPermitted, Refusal
from app.web.calls import FORM_PURPOSE, Call, Posted
from app.web.multipart_form import MULTIPART, posted_multipart

ANYONE = "anyone"
SYSTEMS = "systems with an access token"
SYSTEMS_UNPROVED = "systems without an access token"
_RULE = "__who_may_call__"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_MOST_FIELDS = 4_000
_URLENCODED = "application/x-www-form-urlencoded"
_TOO_MANY_FIELDS = "This form has more fields than the service takes. Open the page again and send it from there."

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


def allows(permission: Permission) -> Callable[[Endpoint], Endpoint]:
    """Mark a route as one that a signed-in person with this permission may call."""

    def mark(endpoint: Endpoint) -> Endpoint:
        setattr(endpoint, _RULE, permission)
        return endpoint

    return mark


def open_to_anyone(endpoint: Endpoint) -> Endpoint:
    """Mark a route as one that needs no sign-in."""
    setattr(endpoint, _RULE, ANYONE)
    return endpoint


def allows_systems(endpoint: Endpoint) -> Endpoint:
    """Mark a route as one that a provider's system with an access token in force may call."""
    setattr(endpoint, _RULE, SYSTEMS)
    return endpoint


def open_to_systems(endpoint: Endpoint) -> Endpoint:
    """Mark a route as one that a provider's system calls before it has an access token."""
    setattr(endpoint, _RULE, SYSTEMS_UNPROVED)
    return endpoint


def who_may_call(endpoint: Callable[..., Any]) -> Permission | str | None:
    """The permission a route asks for, ANYONE, SYSTEMS, SYSTEMS_UNPROVED, or None when it does not say."""
    return cast("Permission | str | None", getattr(endpoint, _RULE, None))


@dataclass(frozen=True, slots=True)
class Guard:
    """What stands at every route.

    `refusal_page` renders a refusal for the person who met it. `keep` is handed a form that was sent when its
    session had lapsed, with that session, so that nothing typed is lost, and says whether it kept it.
    """

    sign_ins: SignIns
    cookie: str
    refusal_page: Callable[[Call, Refusal], Response]
    keep: Callable[[Call, SignedIn], bool]

    def answer(self, endpoint: Callable[[Call], Response], call: Call) -> Response:
        """Let the call in or refuse it, and run the route."""
        rule = who_may_call(endpoint)
        token = call.cookies.get(self.cookie)
        call.signed_in = self.sign_ins.signed_in(token) if token else None
        try:
            if not isinstance(rule, Permission) and rule != ANYONE:
                raise NotPermitted("This page is open to no one.")
            if isinstance(rule, Permission):
                if call.signed_in is None:
                    return _to_sign_in(call, kept=self._keep_of_lapsed(call, rule, token))
                require(call.principal, rule)
            self._check_origin(call, rule)
            return endpoint(call)
        except Refusal as refusal:
            if isinstance(refusal, NotPermitted) and call.signed_in is not None:
                self.sign_ins.note_refusal(call.signed_in, route_pattern(call))
            return self.refusal_page(call, refusal)

    def _keep_of_lapsed(self, call: Call, rule: Permission, token: str | None) -> bool:
        """Hand a form on whose session has lapsed, if it was given out in that session and came from a page of ours."""
        if call.method in _SAFE_METHODS or token is None or not _from_here(call):
            return False
        lapsed = self.sign_ins.lapsed(token)
        if lapsed is None or not may(lapsed.principal, rule):
            return False
        if not form_proof_fits(lapsed.session.form_key, FORM_PURPOSE, call.posted.text("proof")):
            return False
        return self.keep(call, lapsed)

    def _check_origin(self, call: Call, rule: Permission | str) -> None:
        if call.method in _SAFE_METHODS:
            return
        if not _from_here(call):
            raise NotPermitted("The form was sent from another site. Open the page again and send it from there.")
        if rule == ANYONE or call.signed_in is None:
            return
        if not form_proof_fits(call.signed_in.session.form_key, FORM_PURPOSE, call.posted.text("proof")):
            raise NotPermitted("The form was given out to somebody else. Open the page again and send it from there.")


def _from_here(call: Call) -> bool:
    """Whether a page of ours sent the form: by Sec-Fetch-Site, else by Origin."""
    site = call.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = call.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == call.headers.get("host")


def _to_sign_in(call: Call, *, kept: bool) -> Response:
    if call.headers.get("accept") == "application/json":
        return JSONResponse({"detail": "Sign in first.", "kept": kept}, status_code=401)
    return RedirectResponse(f"/sign-in?after={quote(_after(call))}", status_code=303)


def _after(call: Call) -> str:
    """Where to go after signing in: the page asked for, or the one from which a form was sent."""
    if call.method in _SAFE_METHODS:
        return call.url.path
    sent_from = urlsplit(call.headers.get("referer", ""))
    return sent_from.path if sent_from.netloc == call.headers.get("host") else ""


def route_pattern(call: Call) -> str:
    """What an event says of a refused call: its method and its route, without what stands in its address."""
    return f"{call.method} {getattr(call.scope.get('route'), 'path', '')}"


async def _posted(call: Call) -> Posted:
    """The fields of the form, if there is one; a form of our pages is urlencoded, or multipart where it has a file.

    Raises:
        ValueError: it has more fields than any form of ours.
    """
    if call.method in _SAFE_METHODS:
        return Posted({})
    kind = call.headers.get("content-type", "")
    if kind.startswith(MULTIPART):
        return await posted_multipart(call, _MOST_FIELDS)
    if not kind.startswith(_URLENCODED):
        return Posted({})
    body = (await call.body()).decode("utf-8", "replace")
    return Posted.of_urlencoded(body, _MOST_FIELDS)


def guarded(guard: Guard) -> type[APIRoute]:
    """The route class of every page: FastAPI's, with the guard before the endpoint."""

    class GuardedRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            endpoint: Callable[[Call], Response] = self.endpoint

            async def handle(request: Request) -> Response:
                call = Call(request.scope, request.receive)
                try:
                    call.posted = await _posted(call)
                except ValueError:
                    return PlainTextResponse(_TOO_MANY_FIELDS, status_code=413)
                return await run_in_threadpool(guard.answer, endpoint, call)

            return handle

    return GuardedRoute

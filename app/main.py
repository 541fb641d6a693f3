"""The web door: the application that a server such as uvicorn runs."""

import gc
import os
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import HTTPException
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException as StarletteHTTPException

from app import __version__
from app.administration.routes import Administration, administration_router
from app.capture.routes import Capture, capture_router
from app.capture.routes.drafts import keep_of_lapsed_session
from app.capture.usual import UsualNeeds
from app.capture.visit import FormRules
from app.clinical.history import Expiry
from app.demo.people import PASSWORD as DEMO_PASSWORD
from app.demo.people import demo_sign_ins
from app.fhir.routes import fhir_router
from app.fhir.routes.door import FhirDoor
from app.fhir.structure.load import load_r4
from app.fhir.terminology.in_use import KnownInUse
from app.register.routes import Register, register_router
from app.settings import Settings, settings_from_environment
from app.web.calls import Call
from app.web.failures import Failures
from app.web.guard import Guard, guarded
from app.web.headers import SecurityHeaders
from app.web.logging import RequestLog, json_log
from app.web.pages import ASSETS, STATIC, Pages
from app.web.refusals import refusal_response
from app.web.routes import cookie_name, furniture_router
from app.wiring import Installation, installation, now

_FONTS = STATIC / "kit" / "fonts"


def application() -> FastAPI:
    """The application of the environment's settings; what `everyneed serve` runs."""
    return create_app(settings_from_environment(os.environ))


def create_app(settings: Settings, now: Callable[[], datetime] = now) -> FastAPI:
    """The application of these settings, by a clock (UTC). Its store is closed when the server stops."""
    opened = installation(settings, now)
    service = opened.__enter__()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # What was made at the start stays to the end: the garbage collector need not walk it again and again.
        gc.collect()
        gc.freeze()
        current_default_thread_limiter().total_tokens = settings.threads
        yield
        opened.__exit__(None, None, None)

    log = json_log(sys.stdout)
    web = FastAPI(
        title="EveryNeed", version=__version__, lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None
    )
    pages = Pages(_shared(settings))
    _add_routers(web, service, pages)
    web.mount("/static", StaticFiles(directory=STATIC))
    web.mount("/assets", StaticFiles(directory=ASSETS))
    _add_error_pages(web, pages)
    web.add_middleware(Failures, log=log, page=lambda call: _failure_page(pages, call))
    web.add_middleware(SecurityHeaders, https=settings.https)
    web.add_middleware(RequestLog, log=log)
    return web


def _shared(settings: Settings) -> Mapping[str, Any]:
    shared: dict[str, Any] = {"demo": settings.demo, "idle_seconds": settings.session_idle_minutes * 60}
    if settings.demo:
        shared.update(demo_sign_ins=demo_sign_ins(), demo_password=DEMO_PASSWORD)
    return shared


def _add_routers(web: FastAPI, service: Installation, pages: Pages) -> None:
    capture = _capture(service, pages)
    guard = Guard(
        service.sign_ins,
        cookie_name(service.settings),
        lambda call, refusal: refusal_response(pages, call, refusal),
        lambda call, lapsed: keep_of_lapsed_session(capture, call, lapsed),
    )
    route = guarded(guard)
    web.include_router(furniture_router(route, pages, service.sign_ins, service.settings, service.store.alive))
    web.include_router(register_router(route, Register(service.begin, pages, service.pseudonym_key)))
    web.include_router(capture_router(route, capture))
    web.include_router(administration_router(route, Administration(service.desk, pages, service.releases)))
    web.include_router(fhir_router(_fhir(service)))


def _fhir(service: Installation) -> FhirDoor:
    known = KnownInUse(lambda: service.terminology.current)
    settings = service.settings
    return FhirDoor(service.tokens, known, load_r4(), service.now, settings.public_address, settings.https)


def _capture(service: Installation, pages: Pages) -> Capture:
    settings = service.settings
    rules = FormRules(Expiry(settings.need_expiry_visits, settings.need_expiry_months), settings.was_not_brought_prompt)
    usual = UsualNeeds(service.now)
    return Capture(
        service.begin, pages, usual, lambda: service.refset, _FONTS, rules, timedelta(days=settings.draft_days)
    )


def _plain_page(pages: Pages, call: Call, status: int, title: str, advice: str) -> Response:
    context = {"title": title, "advice": advice, "detail": "", "problems": ()}
    return pages.render(call, "refusal.jinja", context, status)


def _failure_page(pages: Pages, call: Call) -> Response:
    advice = "Nothing was half recorded. Try again, or tell your administrator."
    return _plain_page(pages, call, 500, "Something went wrong", advice)


def _add_error_pages(web: FastAPI, pages: Pages) -> None:
    """Pages for what no route answers."""

    async def refused(request: Request, fault: Exception) -> Response:
        status = fault.status_code if isinstance(fault, StarletteHTTPException) else 404
        titles = {404: "Page not found", 405: "This cannot be done here"}
        title = titles.get(status, "This cannot be answered")
        return _plain_page(pages, Call(request.scope), status, title, "Check the address.")

    web.add_exception_handler(HTTPException, refused)
    web.add_exception_handler(StarletteHTTPException, refused)


def routes_of(web: FastAPI) -> list[APIRoute]:
    """Every route of ours, for a test that walks them."""
    routes = (context.original_route for context in iter_route_contexts(web.routes))
    return [route for route in routes if isinstance(route, APIRoute)]

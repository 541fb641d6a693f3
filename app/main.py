"""The web door: the application that a server such as uvicorn runs."""

import gc
import os
import secrets
import sys
import time
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
from starlette.routing import Match

from app import __version__
from app.administration.routes import Administration, administration_router
from app.capture.routes import Capture, capture_router
from app.capture.routes.drafts import keep_of_lapsed_session
from app.capture.routes.record import desk_copy_of
from app.capture.usual import UsualNeeds
from app.capture.visit import FormRules
from app.clinical.history import Expiry
from app.csds.routes import SubmissionPages, submission_router
from app.demo.people import PASSWORD as DEMO_PASSWORD
from app.demo.people import demo_sign_ins
from app.fhir.capability import capability_statement
from app.fhir.launch.handing_back import HandBack
from app.fhir.launch.opening import LaunchDesk
from app.fhir.launch.ports import SlipOf
from app.fhir.launch.reader import HostConversations
from app.fhir.launch.recording import HostRecorder
from app.fhir.openapi import openapi
from app.fhir.reading.published import Published
from app.fhir.reading.reader import Reader
from app.fhir.reading.released import Reports
from app.fhir.reading.released_shelf import ReportShelf
from app.fhir.reading.searching import Searcher
from app.fhir.receiving.receiver import Receiver
from app.fhir.report_ports import ReportWords
from app.fhir.routes import fhir_router
from app.fhir.routes.door import FhirDoor, fhir_limits
from app.fhir.routes.launch import Launching, launch_router
from app.fhir.routes.nowhere import is_fhir, long_bodies, nowhere, unforeseen
from app.fhir.structure.load import load_r4
from app.fhir.terminology.in_use import KnownInUse
from app.host_forms import HandsBack
from app.register.routes import Register, register_router
from app.report_words import report_words
from app.reports.pages.engine_drawings import Drawings
from app.reports.pages.load import Sources, WordsInUse
from app.reports.periods import complete_before
from app.reports.routes import report_router
from app.reports.routes.asked import ReportPages
from app.settings import Settings, settings_from_environment
from app.web.calls import Call
from app.web.failures import Failures
from app.web.guard import Guard, guarded
from app.web.headers import SecurityHeaders
from app.web.logging import RequestLog, json_log
from app.web.pages import ASSETS, STATIC, Pages
from app.web.refusals import refusal_response
from app.web.routes import cookie_name, furniture_router
from app.wiring import Installation, installation, known_terminology, now

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
    web.add_middleware(SecurityHeaders, https=settings.https, long_bodies=long_bodies(settings.fhir_most_bytes))
    web.add_middleware(RequestLog, log=log)
    return web


def _shared(settings: Settings) -> Mapping[str, Any]:
    shared: dict[str, Any] = {"demo": settings.demo, "idle_seconds": settings.session_idle_minutes * 60}
    if settings.demo:
        shared.update(demo_sign_ins=demo_sign_ins(), demo_password=DEMO_PASSWORD)
    return shared


def _add_routers(web: FastAPI, service: Installation, pages: Pages) -> None:
    fhir = _fhir(service)
    hand_back = _hand_back(service, fhir, lambda principal, encounter: desk_copy_of(capture, principal, encounter))
    capture = _capture(service, pages, hand_back)
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
    web.include_router(submission_router(route, _submission(service, pages)))
    web.include_router(report_router(route, _reports(service, pages)))
    web.include_router(fhir_router(fhir))
    web.include_router(launch_router(route, _launching(service, pages, fhir, hand_back)))


def _submission(service: Installation, pages: Pages) -> SubmissionPages:
    store, folder = service.store, service.settings.csds_folder
    note, reports = store.accounts.note, store.csds_reports
    return SubmissionPages(service.submissions, store.jobs, pages, folder, note, reports, store.csds_amendments)


def _reports(service: Installation, pages: Pages) -> ReportPages:
    drawings = Drawings(service.settings.reports_folder / "charts")
    words = _words_in_use(service)
    store, own = service.store, service.conditions.all
    files = (drawings, words.of, _FONTS)
    return ReportPages(
        *(service.reports, pages, *files, store.jobs, store.accounts.note, service.provider_records), own_conditions=own
    )


def _words_in_use(service: Installation) -> WordsInUse:
    folder, organisations = service.settings.reports_folder, service.desk.records.organisations
    sources = Sources(folder, organisations, lambda: known_terminology(service), service.conditions.all)
    return WordsInUse(sources, time.monotonic)


def _report_words_in_use(service: Installation) -> Callable[[], ReportWords]:
    words = _words_in_use(service)
    return lambda: report_words(words.of(str(complete_before(service.now().date()))))


def _fhir_reports(service: Installation, words: Callable[[], ReportWords]) -> Reports:
    store = service.store
    return Reports(ReportShelf.over(store.reports), words, store.accounts.note, service.new_identity, service.now)


def _fhir(service: Installation) -> FhirDoor:
    known = KnownInUse(lambda: service.terminology.current)
    settings, r4, started = service.settings, load_r4(), service.now()
    limits = fhir_limits(settings)
    searcher, words = Searcher(service.begin, known), _report_words_in_use(service)
    return FhirDoor(
        tokens=service.tokens,
        known=known,
        r4=r4,
        receiver=Receiver(service.begin, known, r4, limits, service.pseudonym_key, searcher.of_batch),
        reader=Reader(service.begin, known),
        searcher=searcher,
        published=Published(known, started, words),
        reports=_fhir_reports(service, words),
        capability=lambda base: capability_statement(base, __version__, limits, started),
        openapi=lambda base: openapi(base, __version__),
        now=service.now,
        public_address=settings.public_address,
        https=settings.https,
    )


def _hand_back(service: Installation, fhir: FhirDoor, slip_of: SlipOf) -> HandBack:
    return HandBack(
        service.store.hosts,
        service.begin,
        fhir.known,
        _conversations(service).begun,
        service.launch_seal,
        slip_of,
        service.new_identity,
        service.now,
    )


def _conversations(service: Installation) -> HostConversations:
    return HostConversations(clock=time.monotonic, https_only=service.settings.https)


def _launching(service: Installation, pages: Pages, fhir: FhirDoor, hand_back: HandBack) -> Launching:
    desk = LaunchDesk(
        service.store.hosts,
        service.store.accounts,
        service.sign_ins,
        service.published,
        _conversations(service).begun,
        HostRecorder(fhir.receiver, service.begin),
        service.launch_seal,
        ("https",) if service.settings.https else ("https", "http"),
        service.new_identity,
        service.now,
        secrets.token_bytes,
    )
    return Launching(desk, hand_back, service.sign_ins, pages, service.settings, fhir.address, fhir.base)


def _capture(service: Installation, pages: Pages, hand_back: HandBack) -> Capture:
    settings = service.settings
    rules = FormRules(Expiry(settings.need_expiry_visits, settings.need_expiry_months), settings.was_not_brought_prompt)
    usual = UsualNeeds(service.now)
    return Capture(
        service.begin,
        pages,
        usual,
        lambda: service.refset,
        _FONTS,
        rules,
        timedelta(days=settings.draft_days),
        HandsBack(hand_back),
    )


def _plain_page(pages: Pages, call: Call, status: int, title: str, advice: str) -> Response:
    context = {"title": title, "advice": advice, "detail": "", "problems": ()}
    return pages.render(call, "refusal.jinja", context, status)


def _failure_page(pages: Pages, call: Call) -> Response:
    if is_fhir(call.url.path):
        return unforeseen()
    advice = "Nothing was half recorded. Try again, or tell your administrator."
    return _plain_page(pages, call, 500, "Something went wrong", advice)


def _add_error_pages(web: FastAPI, pages: Pages) -> None:
    """Pages for what no route answers."""

    async def refused(request: Request, fault: Exception) -> Response:
        status = fault.status_code if isinstance(fault, StarletteHTTPException) else 404
        headers = {"allow": ", ".join(_methods_at(web, request))} if status == 405 else {}
        if is_fhir(request.url.path):
            return nowhere(status, headers)
        titles = {404: "Page not found", 405: "This cannot be done here"}
        title = titles.get(status, "This cannot be answered")
        page = _plain_page(pages, Call(request.scope), status, title, "Check the address.")
        page.headers.update(headers)
        return page

    web.add_exception_handler(HTTPException, refused)
    web.add_exception_handler(StarletteHTTPException, refused)


def _methods_at(web: FastAPI, request: Request) -> list[str]:
    """The methods that the address of a request takes (RFC 9110, section 15.5.6)."""
    here = (route for route in routes_of(web) if route.matches(request.scope)[0] is not Match.NONE)
    return sorted({method for route in here for method in route.methods or ()})


def routes_of(web: FastAPI) -> list[APIRoute]:
    """Every route of ours, for a test that walks them."""
    routes = (context.original_route for context in iter_route_contexts(web.routes))
    return [route for route in routes if isinstance(route, APIRoute)]

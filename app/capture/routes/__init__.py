"""The routes of capture: the form, its drafts, the record of an encounter, slips, the type-ahead, and uncoded needs."""

from fastapi import APIRouter
from fastapi.routing import APIRoute

from app.capture.routes.coding import add_coding_routes
from app.capture.routes.door import Capture
from app.capture.routes.drafts import add_draft_routes
from app.capture.routes.form import add_form_routes
from app.capture.routes.record import add_record_routes
from app.capture.routes.search import add_search_route
from app.capture.routes.timing import add_timing_routes

__all__ = ["Capture", "capture_router"]


def capture_router(route: type[APIRoute], capture: Capture) -> APIRouter:
    """The routes of capture."""
    router = APIRouter(route_class=route)
    add_form_routes(router, capture)
    add_draft_routes(router, capture)
    add_record_routes(router, capture)
    add_search_route(router, capture)
    add_coding_routes(router, capture)
    add_timing_routes(router, capture)
    return router

"""The routes of the FHIR API."""

from fastapi import APIRouter

from app.fhir.routes.door import FhirDoor
from app.fhir.routes.refusals import fhir_refusal, token_asked
from app.fhir.routes.terminology import add_terminology_routes
from app.fhir.routes.tokens import add_token_routes
from app.web.systems_guard import SystemsGuard, systems_guarded


def fhir_router(door: FhirDoor) -> APIRouter:
    """Every route that providers' systems call, behind the guard that asks for their access token."""
    router = APIRouter(route_class=systems_guarded(SystemsGuard(door.tokens, fhir_refusal, token_asked)))
    add_token_routes(router, door)
    add_terminology_routes(router, door)
    return router

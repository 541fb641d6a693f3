"""The routes of the FHIR API."""

from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import Match

from app.fhir.bundle.requests import is_type
from app.fhir.routes.conversation import echoed
from app.fhir.routes.door import FhirDoor
from app.fhir.routes.refusals import fhir_refusal, token_asked
from app.fhir.routes.resources import add_resource_routes
from app.fhir.routes.terminology import add_terminology_routes
from app.fhir.routes.tokens import add_token_routes
from app.web.systems_guard import SystemsGuard, systems_guarded


def fhir_router(door: FhirDoor) -> APIRouter:
    """Every route that providers' systems call, behind the guard that asks for their access token."""
    guard = SystemsGuard(door.tokens, fhir_refusal, token_asked, echoed)
    router = APIRouter(route_class=of_resources(systems_guarded(guard)))
    add_token_routes(router, door)
    add_terminology_routes(router, door)
    add_resource_routes(router, door)
    return router


def of_resources(route_class: type[APIRoute]) -> type[APIRoute]:
    """A route class whose `{type}` and `{id}` are a resource's: what else the API has, such as metadata or $validate,
    is not taken for one, so that a method it does not have is answered with 405 and those it has."""

    class ResourceRoute(route_class):  # type: ignore[misc, valid-type]
        def matches(self, scope: Any) -> tuple[Match, Any]:
            match, found = super().matches(scope)
            return (match, found) if _are_a_resources(found.get("path_params", {})) else (Match.NONE, {})

    return ResourceRoute


def _are_a_resources(named: dict[str, str]) -> bool:
    return is_type(named.get("type", "Any")) and not named.get("id", "any").startswith(("$", "_"))

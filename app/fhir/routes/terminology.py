"""Operations on SNOMED CT: what a code is, whether it is valid, what lies below what, and value sets to choose from.

Source: HL7 FHIR R4 4.0.1, the terminology module's operations, and "Using SNOMED CT with FHIR".
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from app.access.scopes import Interaction
from app.fhir.discovery import BASE_PATH
from app.fhir.outcomes import status_of
from app.fhir.routes.asked import Asked, asked
from app.fhir.routes.door import FhirDoor
from app.fhir.routes.refusals import FHIR_JSON, outcome_response
from app.fhir.structure.problems import Problem as Fault
from app.fhir.terminology import parameters
from app.fhir.terminology.expansion import DEFAULT_COUNT, expand
from app.fhir.terminology.known import KnownTerminology
from app.fhir.terminology.lookup import lookup
from app.fhir.terminology.parameters import SYSTEM, Resource
from app.fhir.terminology.subsumption import subsumes
from app.fhir.terminology.translation import translate
from app.fhir.terminology.validation import validate_code
from app.web.calls import Call
from app.web.guard import allows_systems

_NO_CODE: Final = "Send the code, and SNOMED CT as its system."
_STATUS: Final = {"not-found": 404, "too-costly": 422}

Answer = Resource | parameters.Problem | Fault
Operation = Callable[[KnownTerminology, Asked, datetime], Answer]


def add_terminology_routes(router: APIRouter, door: FhirDoor) -> None:
    """Add the routes, of each GET and POST."""
    for (resource_type, name), operation in _OPERATIONS.items():
        _add(router, door, resource_type, name, operation)


def _add(router: APIRouter, door: FhirDoor, resource_type: str, name: str, operation: Operation) -> None:
    @allows_systems
    def answer(call: Call) -> Response:
        if call.system is not None:
            call.system.require(Interaction.READ, resource_type)
        given = asked(call, door.r4)
        if not isinstance(given, Asked):
            return outcome_response(status_of(given), given)
        found = operation(door.known.now, given, door.now())
        return _refused(found) if isinstance(found, Fault | parameters.Problem) else _given(found)

    path = f"{BASE_PATH}/{resource_type}/${name}"
    router.add_api_route(path, answer, methods=["GET", "POST"], name=f"{resource_type} {name}")


def _given(resource: Resource) -> Response:
    return JSONResponse(resource, 200, media_type=FHIR_JSON)


def _refused(found: Fault | parameters.Problem) -> Response:
    return outcome_response(_STATUS.get(found.code.value, 400), (found,))


def _other_system(given: Asked) -> Answer | None:
    """Every code here is SNOMED CT's: of another system nothing is known."""
    system = given.text("system")
    if system in ("", SYSTEM):
        return None
    what = f"Only codes of SNOMED CT are known here. Send {SYSTEM} as the system."
    return parameters.Problem(parameters.IssueCode.NOT_FOUND, what, "system")


def _needs(given: Asked, *names: str) -> Answer | None:
    missing = next((name for name in names if not given.text(name)), None)
    if missing is not None:
        return parameters.Problem(parameters.IssueCode.VALUE, f"{missing} is missing. {_NO_CODE}", missing)
    return _other_system(given)


def _lookup(known: KnownTerminology, given: Asked, at: datetime) -> Answer:
    del at
    return _needs(given, "code") or lookup(known, given.text("code"), given.texts.get("property", ()))


def _validate(known: KnownTerminology, given: Asked, at: datetime) -> Answer:
    del at
    return _needs(given, "code") or validate_code(known, given.text("code"), given.text("display") or None)


def _validate_in_set(known: KnownTerminology, given: Asked, at: datetime) -> Answer:
    del at
    code, display = given.text("code"), given.text("display") or None
    return _needs(given, "url", "code") or validate_code(known, code, display, given.text("url"))


def _subsumes(known: KnownTerminology, given: Asked, at: datetime) -> Answer:
    del at
    return _needs(given, "codeA", "codeB") or subsumes(known, given.text("codeA"), given.text("codeB"))


def _translate(known: KnownTerminology, given: Asked, at: datetime) -> Answer:
    del at
    return _needs(given, "code") or translate(known, given.text("code"))


def _expand(known: KnownTerminology, given: Asked, at: datetime) -> Answer:
    missing = _needs(given, "url")
    count, offset = given.number("count", DEFAULT_COUNT), given.number("offset", 0)
    if missing is not None:
        return missing
    if isinstance(count, Fault):
        return count
    if isinstance(offset, Fault):
        return offset
    return expand(known, given.text("url"), at, filter_text=given.text("filter"), count=count, offset=offset)


_OPERATIONS: Final[dict[tuple[str, str], Operation]] = {
    ("CodeSystem", "lookup"): _lookup,
    ("CodeSystem", "validate-code"): _validate,
    ("CodeSystem", "subsumes"): _subsumes,
    ("ValueSet", "validate-code"): _validate_in_set,
    ("ValueSet", "expand"): _expand,
    ("ConceptMap", "translate"): _translate,
}

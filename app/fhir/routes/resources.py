"""Resources written and read: FHIR R4's RESTful interactions (http.html), bundles, messages and operations on them."""

from collections.abc import Sequence
from datetime import datetime

from fastapi import APIRouter, Response

from app.access.clients import AdmittedSystem
from app.access.scopes import Interaction
from app.errors import NotFound
from app.fhir.bundle.entry import Method
from app.fhir.content import json_of
from app.fhir.discovery import BASE_PATH
from app.fhir.exchange import Reply
from app.fhir.mapping.looking import moment
from app.fhir.outcomes import Issue
from app.fhir.outcomes import IssueType as Kind
from app.fhir.reading.searching import Asking
from app.fhir.receiving.receiver import Asked
from app.fhir.routes.conversation import answer, recorded, sent_by, unacceptable
from app.fhir.routes.door import FhirDoor
from app.fhir.routes.refusals import outcome_response
from app.fhir.types import ACCEPTED, READ_ONLY, REPORTED
from app.web.calls import Call, Posted
from app.web.guard import allows_systems, open_to_systems

_FORM = "application/x-www-form-urlencoded"
_MOST_PARAMETERS = 100
Pairs = list[tuple[str, str]]


def add_resource_routes(router: APIRouter, door: FhirDoor) -> None:
    """Add the routes, the narrower ones first: the first that fits answers."""
    _add_descriptions(router, door)
    _add_whole_system(router, door)
    _add_instances(router, door)
    _add_types(router, door)


def _add_descriptions(router: APIRouter, door: FhirDoor) -> None:
    @router.get(f"{BASE_PATH}/metadata")
    @open_to_systems
    def capability(call: Call) -> Response:
        return unacceptable(call) or answer(Reply(200, json_of(door.capability(door.base(call)))))

    @router.get(f"{BASE_PATH}/openapi.json")
    @open_to_systems
    def description(call: Call) -> Response:
        return Response(json_of(door.openapi(door.base(call))), media_type="application/json")


def _add_whole_system(router: APIRouter, door: FhirDoor) -> None:
    @router.post(BASE_PATH)
    @router.post(f"{BASE_PATH}/")
    @allows_systems
    def bundle(call: Call) -> Response:
        sent = sent_by(call, door)
        return sent if isinstance(sent, Response) else recorded(lambda: door.receiver.bundle(sent))

    @router.post(f"{BASE_PATH}/$process-message")
    @allows_systems
    def message(call: Call) -> Response:
        sent = sent_by(call, door)
        return sent if isinstance(sent, Response) else recorded(lambda: door.receiver.message(sent))


def _add_instances(router: APIRouter, door: FhirDoor) -> None:
    @router.get(f"{BASE_PATH}/Patient/{{id}}/$everything")
    @allows_systems
    def everything(call: Call) -> Response:
        types = frozenset(filter(None, call.query_params.get("_type", "").split(",")))
        since = _instant(call.query_params.get("_since"))
        if isinstance(since, Response):
            return since
        return unacceptable(call) or answer(
            door.reader.everything(_system(call), call.path_params["id"], door.base(call), types, since)
        )

    @router.get(f"{BASE_PATH}/{{type}}/{{id}}/_history/{{version}}")
    @allows_systems
    def version(call: Call) -> Response:
        named = call.path_params
        return unacceptable(call) or answer(
            door.reader.version(_system(call), named["type"], named["id"], named["version"])
        )

    @router.get(f"{BASE_PATH}/{{type}}/{{id}}/_history")
    @allows_systems
    def history(call: Call) -> Response:
        named = call.path_params
        return unacceptable(call) or answer(
            door.reader.history(_system(call), named["type"], named["id"], door.base(call))
        )

    @router.get(f"{BASE_PATH}/{{type}}/{{id}}")
    @allows_systems
    def read(call: Call) -> Response:
        named, unless = call.path_params, call.headers.get("if-none-match", "")
        refused = unacceptable(call)
        if refused is not None:
            return refused
        if named["type"] in REPORTED:
            return answer(door.reports.read(_system(call), named["type"], named["id"], door.base(call)))
        if named["type"] in READ_ONLY:
            return _published(call, door, named["type"], named["id"], [])
        return answer(door.reader.read(_system(call), named["type"], named["id"], unless))

    @router.put(f"{BASE_PATH}/{{type}}/{{id}}")
    @allows_systems
    def update(call: Call) -> Response:
        named = call.path_params
        asked = Asked(Method.PUT, named["type"], named["id"], if_match=call.headers.get("if-match"))
        return _written(call, door, asked)


def _add_types(router: APIRouter, door: FhirDoor) -> None:
    @router.post(f"{BASE_PATH}/{{type}}/$validate")
    @allows_systems
    def validate(call: Call) -> Response:
        type_name = call.path_params["type"]
        if type_name != "Bundle":
            _system(call).require(Interaction.CREATE, _accepted(call, door))
        sent = sent_by(call, door)
        return sent if isinstance(sent, Response) else answer(door.receiver.validated(sent, type_name))

    @router.post(f"{BASE_PATH}/{{type}}/_search")
    @allows_systems
    def search_by_form(call: Call) -> Response:
        posted = _posted(call)
        return posted if isinstance(posted, Response) else _searched(call, door, posted)

    @router.get(f"{BASE_PATH}/{{type}}")
    @allows_systems
    def search(call: Call) -> Response:
        return _searched(call, door, [])

    @router.post(f"{BASE_PATH}/{{type}}")
    @allows_systems
    def create(call: Call) -> Response:
        condition = call.headers.get("if-none-exist")
        return _written(call, door, Asked(Method.POST, _accepted(call, door), condition=condition))

    @router.put(f"{BASE_PATH}/{{type}}")
    @allows_systems
    def conditional_update(call: Call) -> Response:
        if_match = call.headers.get("if-match")
        asked = Asked(Method.PUT, _accepted(call, door), condition=call.url.query, if_match=if_match)
        return _written(call, door, asked)


def _system(call: Call) -> AdmittedSystem:
    if call.system is None:
        raise RuntimeError("A route for systems was called by none.")
    return call.system


def _accepted(call: Call, door: FhirDoor) -> str:
    """The type in the address. Raises NotFound when resources of it are not taken."""
    type_name: str = call.path_params["type"]
    if type_name not in ACCEPTED:
        # What is no type of R4 may be anything, somebody's name among it.
        known = type_name in door.r4.definitions.r4_types
        said = f"{type_name} is not taken here" if known else "There is no such type in FHIR R4"
        raise NotFound(f"{said}. The CapabilityStatement lists the types that are.")
    return type_name


def _written(call: Call, door: FhirDoor, asked: Asked) -> Response:
    _accepted(call, door)
    sent = sent_by(call, door)
    return sent if isinstance(sent, Response) else recorded(lambda: door.receiver.resource(sent, asked))


def _searched(call: Call, door: FhirDoor, posted: Pairs) -> Response:
    refused = unacceptable(call)
    if refused is not None:
        return refused
    type_name = call.path_params["type"]
    lenient = "handling=lenient" in call.headers.get("prefer", "").replace(" ", "")
    asked = Asking(type_name, [*call.query_params.multi_items(), *posted], door.base(call), lenient)
    if type_name in REPORTED:
        return answer(door.reports.search(_system(call), asked))
    if type_name in READ_ONLY:
        return _published(call, door, type_name, None, asked.pairs)
    return answer(door.searcher.search(_system(call), asked))


def _published(
    call: Call, door: FhirDoor, type_name: str, id_text: str | None, pairs: Sequence[tuple[str, str]]
) -> Response:
    """What the service publishes, which is no child's: the Questionnaire, and the code lists of it and of reports."""
    _system(call).require(Interaction.READ if id_text is not None else Interaction.SEARCH, type_name)
    return answer(door.published.answer(type_name, id_text, dict(pairs), door.base(call)))


def _posted(call: Call) -> Pairs | Response:
    kind = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _FORM:
        said = f"A search is sent as a form. Send the Content-Type {_FORM}."
        return outcome_response(415, [Issue(Kind.NOT_SUPPORTED, said)])
    try:
        fields = Posted.of_urlencoded(call.content.decode("utf-8", "replace"), _MOST_PARAMETERS).fields
    except ValueError:
        return outcome_response(400, [Issue(Kind.VALUE, f"Send at most {_MOST_PARAMETERS} parameters.")])
    return [(name, text) for name, texts in fields.items() for text in texts]


def _instant(text: str | None) -> datetime | Response | None:
    if text is None:
        return None
    try:
        at = moment(text)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        said = "_since is an instant with its offset, such as 2026-11-02T09:30:00Z."
        return outcome_response(400, [Issue(Kind.VALUE, said)])
    return at

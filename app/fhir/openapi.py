"""The OpenAPI 3.1 description of every address that provider systems call, for tools that read no CapabilityStatement.

It says what may be sent, and every status that may be answered. What a resource has to be like is FHIR R4's own affair
and that of the CapabilityStatement; here it is an object with a resourceType.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from app.fhir.discovery import BASE_PATH, TOKEN_PATH, WELL_KNOWN
from app.fhir.mapping.looking import Resource
from app.fhir.openapi_parts import (
    FHIR_JSON,
    FORM,
    JSON,
    body_of,
    components,
    header,
    in_path,
    in_query,
    ref,
)
from app.fhir.reading.declared import parameters_of
from app.fhir.reading.released_search import SAYS as REPORTS_BY
from app.fhir.types import ACCEPTED, READ_ONLY

_TERMINOLOGY: Final[Mapping[str, Sequence[str]]] = {
    "/CodeSystem/$lookup": ("code", "system", "property"),
    "/CodeSystem/$validate-code": ("code", "system", "display"),
    "/CodeSystem/$subsumes": ("codeA", "codeB", "system"),
    "/ValueSet/$validate-code": ("url", "code", "system", "display"),
    "/ValueSet/$expand": ("url", "filter", "count", "offset"),
    "/ConceptMap/$translate": ("code", "system"),
}
"""The operations on SNOMED CT, with their parameters."""

_WHOLE_NUMBERS: Final = frozenset({"count", "offset"})
_NO_TOKEN: Final[list[Resource]] = []

_ALWAYS: Final = (400, 401, 403, 406, 503)
_READING: Final = (*_ALWAYS, 404)
_SEARCHING: Final = (*_READING, 413, 422)
_WRITING: Final = (*_ALWAYS, 404, 409, 412, 413, 415, 422)
_VERSION_HEADERS: Final = ("ETag", "Last-Modified")


def openapi(base: str, version: str) -> Resource:
    """The description, as values for JSON.

    Args:
        base: our address with its path, such as `https://everyneed.example.nhs.uk/fhir/R4`.
        version: that of this software.
    """
    paths = {**_described(), **_whole_system(), **_types(), **_instances(), **_terminology(), **_authorisation()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "EveryNeed FHIR R4",
            "version": version,
            "description": "Provider systems send HL7 FHIR R4 (4.0.1) as JSON, and read back what is held.",
        },
        "servers": [{"url": base.removesuffix(BASE_PATH)}],
        "security": [{"token": []}],
        "paths": paths,
        "components": components(ACCEPTED, READ_ONLY),
    }


def _operation(
    summary: str,
    answers: Mapping[int, Resource],
    refusals: Iterable[int],
    parameters: Sequence[Resource] = (),
    body: Resource | None = None,
    **further: Any,
) -> Resource:
    refused = {str(status): ref("responses", f"Refused{status}") for status in refusals}
    responses = {**{str(status): each for status, each in answers.items()}, **refused}
    made: Resource = {"summary": summary, "responses": dict(sorted(responses.items())), **further}
    if parameters:
        made["parameters"] = list(parameters)
    if body is not None:
        made["requestBody"] = body
    return made


def _answer(says: str, schema: str = "Resource", headers: Iterable[str] = (), media: str = FHIR_JSON) -> Resource:
    made: Resource = {"description": says, "content": {media: {"schema": ref("schemas", schema)}}}
    named = {name: {"schema": {"type": "string"}} for name in headers}
    return {**made, "headers": named} if named else made


def _empty(says: str, headers: Iterable[str] = ()) -> Resource:
    named = {name: {"schema": {"type": "string"}} for name in headers}
    return {"description": says, "headers": named} if named else {"description": says}


def _described() -> Resource:
    metadata = _operation(
        "What the service takes and answers, as a CapabilityStatement",
        {200: _answer("The CapabilityStatement.")},
        (400, 406, 503),
        [in_query("_format", "Only JSON.", {"enum": ["json", "application/json", FHIR_JSON]})],
        security=_NO_TOKEN,
    )
    itself = _operation(
        "This description",
        {200: _answer("OpenAPI 3.1.", "Object", media=JSON)},
        (503,),
        security=_NO_TOKEN,
    )
    return {f"{BASE_PATH}/metadata": {"get": metadata}, f"{BASE_PATH}/openapi.json": {"get": itself}}


def _whole_system() -> Resource:
    parameters = [header("Idempotency-Key"), header("Prefer")]
    bundle = _operation(
        "Record a transaction or a batch",
        {200: _answer("What became of each entry.", "Bundle")},
        _WRITING,
        parameters,
        body_of("Bundle"),
    )
    message = _operation(
        "Record a message",
        {200: _answer("The response message.", "Bundle")},
        _WRITING,
        parameters,
        body_of("Bundle"),
    )
    return {
        BASE_PATH: {"post": bundle},
        f"{BASE_PATH}/": {"post": bundle},
        f"{BASE_PATH}/$process-message": {"post": message},
    }


def _types() -> Resource:
    written, searched = in_path("type", "WrittenType"), in_path("type", "SearchedType")
    found = _answer("The hits of a page, and what they were asked to bring along.", "Bundle")
    search = _operation("Search a type", {200: found}, _SEARCHING, [searched, *_search_parameters()])
    by_form = _operation(
        "Search a type by a form, so that nothing about anybody stands in an address",
        {200: found},
        (*_SEARCHING, 415),
        [searched],
        {"content": {FORM: {"schema": ref("schemas", "SearchForm")}}},
    )
    create = _operation(
        "Create a resource; with If-None-Exist, unless there is one that fits",
        {
            200: _answer("It was there already.", headers=(*_VERSION_HEADERS, "Location")),
            201: _answer("It was created.", headers=(*_VERSION_HEADERS, "Location")),
        },
        _WRITING,
        [written, header("If-None-Exist"), header("Idempotency-Key"), header("Prefer")],
        body_of("Resource"),
    )
    validate = _operation(
        "Judge a resource and record nothing",
        {200: _answer("Everything that is to be said of it.", "OperationOutcome")},
        (*_ALWAYS, 404, 413, 415, 422),
        [in_path("type", "ValidatedType")],
        body_of("Anything"),
    )
    path = f"{BASE_PATH}/{{type}}"
    return {
        path: {
            "get": search,
            "post": create,
            "put": _update("Update the one resource that fits", written, searched=True),
        },
        f"{path}/_search": {"post": by_form},
        f"{path}/$validate": {"post": validate},
    }


def _update(summary: str, *parameters: Resource, searched: bool = False) -> Resource:
    criteria = [in_query("identifier", "system|value of the one resource meant."), in_query("_id", "Its id.")]
    return _operation(
        summary,
        {
            200: _answer("It was updated.", headers=(*_VERSION_HEADERS, "Location")),
            201: _answer("It was created.", headers=(*_VERSION_HEADERS, "Location")),
        },
        _WRITING,
        [*parameters, *(criteria if searched else ()), header("If-Match"), header("Idempotency-Key"), header("Prefer")],
        body_of("Resource"),
    )


def _instances() -> Resource:
    read, written = in_path("type", "ReadType"), in_path("type", "WrittenType")
    identity, number = in_path("id", "Id"), in_path("version", "VersionId")
    whole = {200: _answer("The resource.", headers=_VERSION_HEADERS)}
    unchanged = {304: _empty("It is the version that the caller has.", _VERSION_HEADERS)}
    path = f"{BASE_PATH}/{{type}}/{{id}}"
    everything = _operation(
        "Everything of a child",
        {200: _answer("The resources of the child, and who and what there is.", "Bundle")},
        (*_READING, 413),
        [
            identity,
            in_query("_type", "Types, parted by commas."),
            in_query("_since", "What changed after an instant.", {"type": "string", "format": "date-time"}),
        ],
    )
    return {
        path: {
            "get": _operation("Read", {**whole, **unchanged}, _READING, [read, identity, header("If-None-Match")]),
            "put": _update("Update a resource by its id", written, identity),
        },
        f"{path}/_history": {
            "get": _operation(
                "Every version of a resource",
                {200: _answer("The versions.", "Bundle")},
                _READING,
                [written, identity],
                description="What the service publishes, Measure and MeasureReport among it, has no versions.",
            )
        },
        f"{path}/_history/{{version}}": {
            "get": _operation("Read a version", whole, _READING, [written, identity, number])
        },
        f"{BASE_PATH}/Patient/{{id}}/$everything": {"get": everything},
    }


def _terminology() -> Resource:
    paths: Resource = {}
    for path, names in _TERMINOLOGY.items():
        summary = f"{path.removeprefix('/')}, of SNOMED CT"
        answers, refusals = {200: _answer("The answer.")}, (*_ALWAYS, 404, 422)
        by_query = [in_query(name, "", _value_of(name)) for name in names]
        paths[BASE_PATH + path] = {
            "get": _operation(summary, answers, refusals, by_query),
            "post": _operation(summary, answers, (*refusals, 413, 415), body=body_of("Parameters")),
        }
    return paths


def _value_of(name: str) -> Resource:
    return {"type": "integer", "minimum": 0, "maximum": 1000} if name in _WHOLE_NUMBERS else {"type": "string"}


def _search_parameters() -> list[Resource]:
    """The parameters of every type together: each is taken by the types that the CapabilityStatement says."""
    names = dict.fromkeys((*(name for each in sorted(ACCEPTED) for name in parameters_of(each)), *REPORTS_BY))
    found = [in_query(name, "See the CapabilityStatement.") for name in names]
    counted = {"type": "integer", "minimum": 0, "maximum": 999_999_999}
    further: Mapping[str, Resource] = {
        "_count": counted,
        "_sort": {"enum": ["_id", "-_id", "_lastUpdated", "-_lastUpdated", "date", "-date"]},
        "_summary": {"enum": ["count", "false"]},
        "_total": {"enum": ["none", "estimate", "accurate"]},
        "_include": {"type": "string"},
        "_format": {"enum": ["json", "application/json", FHIR_JSON]},
    }
    return [*found, *(in_query(name, "See the CapabilityStatement.", schema) for name, schema in further.items())]


def _authorisation() -> Resource:
    configuration = _operation(
        "Where to ask for an access token, and how",
        {200: _answer("SMART App Launch 2.2, configuration.", "Object", media=JSON)},
        (503,),
        security=_NO_TOKEN,
    )
    refused = _answer("Why not (RFC 6749, section 5.2).", "OAuthError", media=JSON)
    token = {
        "summary": "An access token for a signed assertion",
        "security": _NO_TOKEN,
        "requestBody": {"required": True, "content": {FORM: {"schema": ref("schemas", "TokenRequest")}}},
        "responses": {
            "200": _answer("The access token.", "Token", media=JSON),
            "400": refused,
            "401": refused,
            "413": _empty("The form is too long."),
            "503": refused,
        },
    }
    return {
        WELL_KNOWN: {"get": configuration},
        BASE_PATH + WELL_KNOWN: {"get": configuration},
        TOKEN_PATH: {"post": token},
    }

"""The parts of which the OpenAPI description is put together: schemas, parameters, bodies and refusals."""

from collections.abc import Mapping
from typing import Final

from app.fhir.mapping.looking import Resource

FHIR_JSON: Final = "application/fhir+json"
JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"

_REFUSALS: Final[Mapping[int, str]] = {
    400: "What was sent cannot be read, or is not FHIR R4.",
    401: "There is no access token in force.",
    403: "The token's scopes do not allow it.",
    404: "There is no such resource, address or type here.",
    406: "Something else than JSON is asked for.",
    409: "It contradicts what is held, or others were quicker: nothing was written.",
    412: "The version expected is not the last, or several resources fit.",
    413: "It is too large, or asks for too much at once.",
    415: "The body is of another kind.",
    422: "It is understood and cannot be recorded, or answered.",
    503: "The service is busy or stopping. Try again later.",
}
_HEADERS: Final[Mapping[str, str]] = {
    "Idempotency-Key": "What is sent again under a key is answered as the first time.",
    "If-Match": 'The version expected: W/"3".',
    "If-None-Exist": "identifier=system|value: create only if nothing fits.",
    "If-None-Match": 'The version that the caller has: W/"3".',
    "Prefer": "return=minimal, return=representation or return=OperationOutcome; handling=lenient.",
}
_TEXT: Final[Resource] = {"type": "string"}
_ID: Final = "^[A-Za-z0-9\\-\\.]{1,64}$"


def ref(kind: str, name: str) -> Resource:
    """A reference to a component."""
    return {"$ref": f"#/components/{kind}/{name}"}


def in_path(name: str, schema: str) -> Resource:
    """A part of the address."""
    return {"name": name, "in": "path", "required": True, "schema": ref("schemas", schema)}


def in_query(name: str, says: str, schema: Resource = _TEXT) -> Resource:
    """A parameter of the query."""
    made: Resource = {"name": name, "in": "query", "required": False, "schema": schema}
    return {**made, "description": says} if says else made


def header(name: str) -> Resource:
    """A header that may be sent."""
    return {"name": name, "in": "header", "required": False, "description": _HEADERS[name], "schema": _TEXT}


def body_of(schema: str) -> Resource:
    """A body in FHIR's JSON."""
    content = {media: {"schema": ref("schemas", schema)} for media in (FHIR_JSON, JSON)}
    return {"required": True, "content": content}


def components(accepted: frozenset[str], published: frozenset[str]) -> Resource:
    """The components: `accepted` are the types that are sent, `published` those that are only read."""
    return {
        "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer", "description": "SMART Backend Services, system/ scopes."}
        },
        "schemas": _schemas(accepted, published),
        "responses": {f"Refused{status}": _refused(says) for status, says in _REFUSALS.items()},
    }


def _refused(says: str) -> Resource:
    return {
        "description": says,
        "content": {FHIR_JSON: {"schema": ref("schemas", "OperationOutcome")}},
        "headers": {"Retry-After": {"schema": _TEXT}, "WWW-Authenticate": {"schema": _TEXT}},
    }


def _schemas(accepted: frozenset[str], published: frozenset[str]) -> Resource:
    return {
        "Anything": {"description": "What is no resource is judged too: that it is none is the answer."},
        "Object": {"type": "object"},
        "Id": {"type": "string", "pattern": _ID},
        "VersionId": {"type": "string", "pattern": "^[0-9]{1,9}$"},
        "WrittenType": {"type": "string", "enum": sorted(accepted)},
        "ValidatedType": {"type": "string", "enum": sorted({*accepted, "Bundle"})},
        "ReadType": {"type": "string", "enum": sorted(accepted | published)},
        "SearchedType": {"type": "string", "enum": sorted(accepted | published)},
        "Resource": _resource(),
        "Bundle": _bundle(),
        "Parameters": _resource("Parameters", parameter={"type": "array", "items": {"type": "object"}}),
        "OperationOutcome": _outcome(),
        "SearchForm": {"type": "object", "additionalProperties": _TEXT},
        **_oauth(),
    }


def _resource(name: str | None = None, **elements: Resource) -> Resource:
    kind: Resource = {"type": "string"} if name is None else {"const": name}
    return {"type": "object", "required": ["resourceType"], "properties": {"resourceType": kind, **elements}}


def _bundle() -> Resource:
    kinds = ["batch", "batch-response", "history", "message", "searchset", "transaction", "transaction-response"]
    entry = {"type": "array", "items": {"type": "object"}}
    made = _resource("Bundle", type={"enum": kinds}, total={"type": "integer", "minimum": 0}, entry=entry)
    return {**made, "required": ["resourceType", "type"]}


def _outcome() -> Resource:
    issue = {
        "type": "object",
        "required": ["severity", "code"],
        "properties": {
            "severity": {"enum": ["fatal", "error", "warning", "information"]},
            "code": _TEXT,
            "diagnostics": _TEXT,
            "expression": {"type": "array", "items": _TEXT},
        },
    }
    made = _resource("OperationOutcome", issue={"type": "array", "minItems": 1, "items": issue})
    return {**made, "required": ["resourceType", "issue"]}


def _oauth() -> Resource:
    asked = ("grant_type", "scope", "client_assertion_type", "client_assertion")
    given = ("access_token", "token_type", "scope")
    return {
        "TokenRequest": {
            "type": "object",
            "required": list(asked),
            "properties": dict.fromkeys(asked, _TEXT),
        },
        "Token": {
            "type": "object",
            "required": [*given, "expires_in"],
            "properties": {**dict.fromkeys(given, _TEXT), "expires_in": {"type": "integer"}},
        },
        "OAuthError": {
            "type": "object",
            "required": ["error"],
            "properties": {"error": _TEXT, "error_description": _TEXT},
        },
    }

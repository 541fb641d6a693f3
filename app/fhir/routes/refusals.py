"""The table of refusals for FHIR: which status and which kind of issue; pages have a table of their own."""

from collections.abc import Iterable, Mapping

from fastapi import Response
from fastapi.responses import JSONResponse

from app.errors import Conflict, NotFound, NotPermitted, Refusal, Rejected
from app.fhir.outcomes import Issue, IssueType, Told, operation_outcome
from app.web.calls import Call

FHIR_JSON = "application/fhir+json"
REFUSALS: dict[type, tuple[int, IssueType]] = {
    NotFound: (404, IssueType.NOT_FOUND),
    NotPermitted: (403, IssueType.FORBIDDEN),
    Conflict: (409, IssueType.CONFLICT),
    Rejected: (422, IssueType.BUSINESS_RULE),
}
_REALM = 'Bearer realm="EveryNeed"'


def outcome_response(status: int, said: Iterable[Issue | Told], headers: Mapping[str, str] | None = None) -> Response:
    """An OperationOutcome with a status."""
    return JSONResponse(operation_outcome(*said), status, headers, FHIR_JSON)


def fhir_refusal(call: Call, refusal: Refusal) -> Response:
    """The answer to a system whose request a use case declined, with every problem it carries."""
    del call
    status, kind = next(REFUSALS[each] for each in type(refusal).__mro__ if each in REFUSALS)
    said = [problem.message for problem in refusal.problems] if isinstance(refusal, Rejected) else [str(refusal)]
    short = isinstance(refusal, NotPermitted)
    headers = {"www-authenticate": f'{_REALM}, error="insufficient_scope"'} if short else None
    return outcome_response(status, [Issue(kind, each) for each in said], headers)


def token_asked(call: Call) -> Response:
    """The answer to a call without an access token in force (RFC 6750, section 3)."""
    given = "authorization" in call.headers
    said = "The access token is not known or no longer in force" if given else "This needs an access token"
    diagnostics = f"{said}. Ask for one at /oauth2/token, and send it as `Authorization: Bearer TOKEN`."
    headers = {"www-authenticate": f'{_REALM}, error="invalid_token"' if given else _REALM}
    return outcome_response(401, [Issue(IssueType.LOGIN, diagnostics)], headers)

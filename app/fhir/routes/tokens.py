"""Where a system finds out how to ask for an access token, and where it asks (SMART App Launch 2.2)."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from app.access.client_tokens import BUSY, OAuthError, OAuthRefusal, TokenAnswer
from app.access.scopes import scopes_text
from app.errors import Conflict
from app.fhir.discovery import BASE_PATH, TOKEN_PATH, WELL_KNOWN, smart_configuration
from app.fhir.routes.door import FhirDoor
from app.web.calls import Call, Posted
from app.web.guard import open_to_systems

LONGEST_REQUEST = 65_536
_MOST_FIELDS = 50
_FORM = "application/x-www-form-urlencoded"
_STATUS = {OAuthError.INVALID_CLIENT: 401, OAuthError.TEMPORARILY_UNAVAILABLE: 503}
_NO_FORM = OAuthRefusal(
    OAuthError.INVALID_REQUEST, f"Send a form ({_FORM}) of up to {LONGEST_REQUEST} bytes and {_MOST_FIELDS} fields."
)
# Cache-Control: no-store, which RFC 6749 (section 5.1) asks for too, stands in every answer of the service.
_UNKEPT = {"pragma": "no-cache"}


def add_token_routes(router: APIRouter, door: FhirDoor) -> None:
    """Add the routes."""

    @router.get(WELL_KNOWN)
    @router.get(BASE_PATH + WELL_KNOWN)
    @open_to_systems
    def configuration(call: Call) -> Response:
        return JSONResponse(smart_configuration(door.address(call)))

    @router.post(TOKEN_PATH)
    @open_to_systems
    def token(call: Call) -> Response:
        posted = _form(call)
        if posted is None:
            return _refused(_NO_FORM)
        try:
            answer = door.tokens.token(posted.fields, door.address(call) + TOKEN_PATH)
        except Conflict:
            return _refused(BUSY)
        return _refused(answer) if isinstance(answer, OAuthRefusal) else _given(answer)


def _form(call: Call) -> Posted | None:
    kind = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _FORM or len(call.content) > LONGEST_REQUEST:
        return None
    try:
        return Posted.of_urlencoded(call.content.decode("utf-8", "replace"), _MOST_FIELDS)
    except ValueError:
        return None


def _given(answer: TokenAnswer) -> Response:
    """The answer with the token (RFC 6749, section 5.1)."""
    body = {
        "access_token": answer.access_token,
        "token_type": "bearer",
        "expires_in": answer.expires_in,
        "scope": scopes_text(answer.scopes),
    }
    return JSONResponse(body, headers=_UNKEPT)


def _refused(refusal: OAuthRefusal) -> Response:
    """The answer that says no (RFC 6749, section 5.2)."""
    status = _STATUS.get(refusal.error, 400)
    headers = dict(_UNKEPT)
    if status == 401:
        headers["www-authenticate"] = 'Bearer realm="EveryNeed"'
    if status == 503:
        headers["retry-after"] = "1"
    return JSONResponse({"error": refusal.error.value, "error_description": refusal.description}, status, headers)

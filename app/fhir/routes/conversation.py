"""What every call of the FHIR API has in common: what it accepts, what it sends, and the headers of its answer."""

import random
import re
import time
from collections.abc import Callable, Mapping
from typing import Final

from fastapi import Response

from app.errors import Conflict
from app.fhir.exchange import Preference, Reply, Sent
from app.fhir.outcomes import Issue
from app.fhir.outcomes import IssueType as Kind
from app.fhir.receiving.receiver import SentOtherwise
from app.fhir.routes.door import FhirDoor
from app.fhir.routes.refusals import FHIR_JSON, outcome_response
from app.web.calls import Call

ATTEMPTS: Final = 5
"""How often a body is recorded anew, from the start, when another writer was quicker."""

_PAUSE_SECONDS: Final = 0.02
_JSON: Final = frozenset({"application/fhir+json", "application/json"})
_ANY: Final = frozenset({"*/*", "application/*", ""})
_FORMATS: Final = frozenset({"json", "application/json", "application/fhir+json"})
_ECHOED: Final = ("x-request-id", "x-correlation-id")
_PLAIN: Final = re.compile(r"[\x21-\x7e]{1,200}")
_LONGEST_KEY: Final = 200


def unacceptable(call: Call) -> Response | None:
    """The answer to a call that wants something else than JSON; None when JSON is welcome."""
    asked = call.query_params.get("_format")
    if asked is not None:
        wanted = {asked.partition(";")[0].strip().lower()}
        fits = wanted <= _FORMATS
    else:
        wanted = {each.partition(";")[0].strip().lower() for each in call.headers.get("accept", "").split(",")}
        fits = bool(wanted & (_JSON | _ANY))
    if fits:
        return None
    return outcome_response(406, [Issue(Kind.NOT_SUPPORTED, "Resources are sent as JSON alone. Ask for it.")])


def not_json(call: Call) -> Response | None:
    """The answer to a body that is not said to be FHIR JSON; None when it is."""
    kind, _, rest = call.headers.get("content-type", "").partition(";")
    other_charset = "charset" in rest.lower() and "utf-8" not in rest.lower()
    if kind.strip().lower() in _JSON and not other_charset:
        return None
    said = "The body is not said to be FHIR JSON in UTF-8. Send the Content-Type application/fhir+json."
    return outcome_response(415, [Issue(Kind.NOT_SUPPORTED, said)])


def sent_by(call: Call, door: FhirDoor) -> Sent | Response:
    """What a call that writes has sent, or the answer to one that cannot be taken."""
    refused = unacceptable(call) or not_json(call)
    if refused is not None:
        return refused
    key = call.headers.get("idempotency-key", "").strip()
    if len(key) > _LONGEST_KEY:
        said = f"The Idempotency-Key is longer than {_LONGEST_KEY} characters. Send a shorter one."
        return outcome_response(400, [Issue(Kind.VALUE, said)])
    if call.system is None:
        raise RuntimeError("A route for systems was called by none.")
    return Sent(call.system, call.content, door.base(call), key or None, preference(call))


def preference(call: Call) -> Preference | None:
    """What the caller wants back (Prefer: return=…); None when it does not say."""
    for each in call.headers.get("prefer", "").replace(";", ",").split(","):
        name, _, value = each.strip().partition("=")
        if name.lower() == "return" and value in {one.value for one in Preference}:
            return Preference(value)
    return None


def answer(reply: Reply) -> Response:
    """A reply as HTTP sends it."""
    return Response(reply.body, reply.status, dict(reply.headers), FHIR_JSON if reply.body else None)


def recorded(record: Callable[[], Reply]) -> Response:
    """Record, and when another writer was quicker, record anew; after some attempts the sender is told to try again."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return answer(record())
        except SentOtherwise:
            raise
        except Conflict as conflict:
            if attempt == ATTEMPTS:
                return outcome_response(409, [Issue(Kind.CONFLICT, str(conflict))], {"retry-after": "1"})
            # Two who collide once must not collide again.
            time.sleep(_PAUSE_SECONDS * attempt * random.random())  # noqa: S311 - no secret
    raise RuntimeError("No attempt was made.")


def echoed(call: Call) -> Mapping[str, str]:
    """The headers by which a caller knows its request again, as it sent them."""
    given = ((name, call.headers.get(name, "")) for name in _ECHOED)
    return {name: value for name, value in given if _PLAIN.fullmatch(value)}

"""What a provider's system is answered where no route answers, and by a bug: an OperationOutcome, as everywhere."""

from collections.abc import Mapping
from typing import Final

from fastapi import Response

from app.fhir.content import json_of
from app.fhir.outcomes import Issue, operation_outcome
from app.fhir.outcomes import IssueType as Kind
from app.fhir.routes.refusals import FHIR_JSON, outcome_response
from app.web.headers import LongBodies

_BELOW: Final = "/fhir/"
_SAID: Final = {
    404: (Kind.NOT_FOUND, "There is nothing at this address. The CapabilityStatement at metadata says what there is."),
    405: (Kind.NOT_SUPPORTED, "This cannot be done here. The CapabilityStatement at metadata says what can."),
}
_ELSE: Final = (Kind.VALUE, "This request cannot be read. Check its address and its headers.")


def is_fhir(path: str) -> bool:
    """Whether an address is one of the FHIR API's."""
    return path.startswith(_BELOW)


def nowhere(status: int, headers: Mapping[str, str] | None) -> Response:
    """The answer to a call that no route takes, such as one with a method that its address has not."""
    kind, said = _SAID.get(status, _ELSE)
    return outcome_response(status, [Issue(kind, said)], headers)


def unforeseen() -> Response:
    """The answer when the service is at fault: nothing was half recorded, and no detail is told."""
    said = "Something went wrong here. Nothing was half recorded: send it again, and tell us if it happens again."
    return outcome_response(500, [Issue(Kind.EXCEPTION, said)])


def long_bodies(most: int) -> LongBodies:
    """How long the bodies are that the API takes, in bytes, and what a longer one is answered."""
    said = f"The body is longer than {most:,} bytes, or does not say how long it is. Send it in smaller parts."
    return LongBodies(_BELOW, most, FHIR_JSON, json_of(operation_outcome(Issue(Kind.TOO_LONG, said))))

"""The answer to a Bundle: an entry for each of its own, in their order (R4, http, 3.1.0.11.3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.fhir.bundle.entry import BundleKind
from app.fhir.content import as_is, etag, instant, json_of
from app.fhir.outcomes import operation_outcome
from app.fhir.structure.problems import Problem
from app.identity import Identity, shown

_PHRASES: Final[Mapping[int, str]] = {
    200: "OK",
    201: "Created",
    304: "Not Modified",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    410: "Gone",
    412: "Precondition Failed",
    413: "Content Too Large",
    422: "Unprocessable Content",
    429: "Too Many Requests",
    500: "Internal Server Error",
}
"""What the statuses that are answered are called (RFC 9110, section 15; RFC 6585)."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What an entry came to.

    `type`, `id`, `version` and `at` are of the resource that it is about, as it is now; they are left out for a search
    and for an entry that was refused. `resource` is its JSON where it is asked for (Prefer: return=representation, or
    what a GET found). `outcome` are the warnings, or what refused it. `located` says whether a location is told, which
    writes do.
    """

    status: int
    type: str = ""
    id: Identity | None = None
    version: int | None = None
    at: datetime | None = None
    resource: bytes | None = None
    outcome: tuple[Problem, ...] = ()
    located: bool = True


def bundle_answer(kind: BundleKind, answered: Iterable[Answered], base: str) -> bytes:
    """The transaction-response or batch-response as JSON. `base` is our address with its path, for fullUrl.

    Raises:
        ValueError: the kind is a message, which is answered by a message.
    """
    if kind is BundleKind.MESSAGE:
        raise ValueError("A message is answered by a message.")
    entries = [_entry(each, base) for each in answered]
    bundle: dict[str, object] = {"resourceType": "Bundle", "type": f"{kind.value}-response"}
    return json_of({**bundle, "entry": entries} if entries else bundle)


def _entry(answered: Answered, base: str) -> dict[str, object]:
    entry: dict[str, object] = {}
    if answered.resource is not None:
        if answered.id is not None:
            entry["fullUrl"] = f"{base}/{answered.type}/{shown(answered.id)}"
        entry["resource"] = as_is(answered.resource)
    entry["response"] = _response(answered)
    return entry


def _response(answered: Answered) -> dict[str, Any]:
    response: dict[str, Any] = {"status": f"{answered.status} {_PHRASES[answered.status]}"}
    if answered.id is not None and answered.version is not None:
        if answered.located:
            response["location"] = f"{answered.type}/{shown(answered.id)}/_history/{answered.version}"
        response["etag"] = etag(answered.version)
    if answered.at is not None:
        response["lastModified"] = instant(answered.at)
    if answered.outcome:
        response["outcome"] = operation_outcome(*answered.outcome)
    return response

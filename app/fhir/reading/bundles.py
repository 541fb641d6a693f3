"""Bundles of what was found: a searchset, or the history of a resource (FHIR R4, Bundle; http)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.fhir.content import as_is, etag, instant, json_of
from app.fhir.mapping.looking import Resource
from app.identity import Identity, shown


class Mode(StrEnum):
    """Why a resource is in a searchset: it was sought, or a hit points at it."""

    MATCH = "match"
    INCLUDE = "include"


@dataclass(frozen=True, slots=True)
class Found:
    """A version of a resource, as it is served; `at` is since when (aware) it holds."""

    type: str
    id: Identity
    version: int
    at: datetime
    content: bytes
    mode: Mode = Mode.MATCH

    @property
    def url(self) -> str:
        """Where the resource is, below our address."""
        return f"{self.type}/{shown(self.id)}"


def searchset_bundle(
    found: Iterable[Found],
    base: str,
    links: Mapping[str, str] | None = None,
    total: int | None = None,
    outcome: Resource | None = None,
) -> bytes:
    """The JSON of a searchset with these resources, in their order.

    Args:
        found: each resource once.
        base: our address with its path.
        links: addresses by their relation, such as self and next.
        total: how many hits there are on all pages together, None where that was not counted.
        outcome: an OperationOutcome that tells what was made of the search.
    """
    entries = [_searched(each, base) for each in found]
    if outcome is not None:
        entries.append({"resource": outcome, "search": {"mode": "outcome"}})
    bundle: Resource = {"resourceType": "Bundle", "type": "searchset"}
    if total is not None:
        bundle["total"] = total
    return json_of({**bundle, **_linked(links or {}), **_listed(entries)})


def history_bundle(found: Sequence[Found], base: str, links: Mapping[str, str] | None = None) -> bytes:
    """The JSON of the history of a resource, the last version first."""
    bundle: Resource = {"resourceType": "Bundle", "type": "history", "total": len(found)}
    return json_of({**bundle, **_linked(links or {}), **_listed([_changed(each, base) for each in found])})


def _linked(links: Mapping[str, str]) -> Resource:
    return {"link": [{"relation": name, "url": url} for name, url in links.items()]} if links else {}


def _listed(entries: list[Resource]) -> Resource:
    """The entries; nothing for none, as FHIR's JSON has no empty lists."""
    return {"entry": entries} if entries else {}


def _searched(found: Found, base: str) -> Resource:
    return {
        "fullUrl": f"{base}/{found.url}",
        "resource": as_is(found.content),
        "search": {"mode": found.mode.value},
    }


def _changed(found: Found, base: str) -> Resource:
    """A version with the request that would have made it: the first creates, each other updates (bdl-3, bdl-4)."""
    first = found.version == 1
    return {
        "fullUrl": f"{base}/{found.url}",
        "resource": as_is(found.content),
        "request": {"method": "POST", "url": found.type} if first else {"method": "PUT", "url": found.url},
        "response": {
            "status": "201" if first else "200",
            "etag": etag(found.version),
            "lastModified": instant(found.at),
        },
    }

"""Bundles and entries for tests, in the short form that they need. Every value is made up."""

from collections.abc import Sequence
from typing import Any

from app.fhir.bundle.entries import Entries, entries_of
from app.fhir.bundle.entry import BundleKind, Entry, Method
from app.fhir.structure.problems import Problem
from app.identity import Identity, shown

Json = dict[str, Any]

BASE = "https://everyneed.example/fhir/R4"
OURS = Identity(2**50 + 7)
ID = shown(OURS)
NHS = "https://fhir.nhs.uk/Id/nhs-number"


def urn(number: int) -> str:
    """The urn of a UUID."""
    return f"urn:uuid:00000000-0000-4000-8000-{number:012x}"


def asking(method: str, url: str, resource: Json | None = None, **request: str) -> Json:
    """An entry of a Bundle with a request."""
    entry: Json = {"request": {"method": method, "url": url, **request}}
    return entry if resource is None else {"resource": resource, **entry}


def bundle(*entries: Json, type_: str = "transaction") -> Json:
    """A Bundle of these entries."""
    return {"resourceType": "Bundle", "type": type_, "entry": list(entries)}


def read(*entries: Json, kind: BundleKind = BundleKind.TRANSACTION) -> Entries | tuple[Problem, ...]:
    """What a Bundle of these entries is read as."""
    return entries_of(bundle(*entries, type_=kind.value), BASE, kind)


def entries(*given: Json, kind: BundleKind = BundleKind.TRANSACTION) -> tuple[Entry, ...]:
    """The entries of a Bundle that is good."""
    found = read(*given, kind=kind)
    assert isinstance(found, Entries), found
    return found.entries


def told(found: object) -> list[tuple[str, str]]:
    """Code and place of each problem; none for what is not refused."""
    return [(str(each.code), each.expression) for each in found] if isinstance(found, tuple) else []


def creating(resources: Sequence[Json], full_urls: Sequence[str | None]) -> tuple[Entry, ...]:
    """Entries that create these resources under these fullUrls."""
    return tuple(
        Entry(index, f"Bundle.entry[{index}]", url, Method.POST, each["resourceType"], each)
        for index, (each, url) in enumerate(zip(resources, full_urls, strict=True))
    )

"""Invariants of Bundle and of the addresses in it (R4, 2.36.4; full addresses: 2.36.1)."""

import re
from typing import Final

from app.fhir.structure.invariants.breach import Breach, Breaches, Json
from app.fhir.structure.problems import IssueType
from app.fhir.structure.text_forms import ID

_ABSOLUTE: Final = ("http://", "https://", "urn:uuid:", "urn:oid:")
_STATES_ID: Final = re.compile(rf"https?://.*/([A-Z][A-Za-z]+)/({ID})", re.DOTALL)
_WITH_REQUEST: Final = frozenset({"batch", "transaction", "history"})
_WITH_RESPONSE: Final = frozenset({"batch-response", "transaction-response", "history"})
_RESOLVED_WITHIN: Final = frozenset({"batch", "transaction", "message", "document"})
"""Where references are resolved by fullUrl, two versions under one fullUrl would leave it open which is meant."""

_FIRST: Final = {"document": ("Composition", "bdl-11"), "message": ("MessageHeader", "bdl-12")}


def bundle_breaches(bundle: Json) -> Breaches:
    """bdl-1 to bdl-12, and what a fullUrl must be."""
    type_ = bundle.get("type")
    if type_ is None:
        said = "The type of a Bundle cannot be absent with a reason. Send it, such as transaction."
        yield Breach("", "type", said, IssueType.REQUIRED)
        return
    yield from _of_type(bundle, type_)
    for index, entry in enumerate(bundle.get("entry", ())):
        if not _plainly_well_made(entry, type_):
            yield from _of_entry(entry, type_, f"entry[{index}]")
    if type_ != "history":
        yield from _repeated(bundle.get("entry", ()), by_version=type_ not in _RESOLVED_WITHIN)


def _of_type(bundle: Json, type_: str) -> Breaches:
    if "total" in bundle and type_ not in ("searchset", "history"):
        yield Breach("bdl-1", "total", "Only a searchset or a history has a total. Leave it out.")
    if type_ == "document":
        yield from _of_document(bundle)
    if type_ in _FIRST:
        name, key = _FIRST[type_]
        entries: list[Json] = bundle.get("entry", [])
        if not entries or entries[0].get("resource", {}).get("resourceType") != name:
            yield Breach(key, "entry[0].resource", f"The first entry of a {type_} must be a {name}. Put it first.")


def _of_document(bundle: Json) -> Breaches:
    identifier = bundle.get("identifier", {})
    if "system" not in identifier or "value" not in identifier:
        yield Breach("bdl-9", "identifier", "A document must have an identifier with system and value. Add it.")
    if "timestamp" not in bundle:
        yield Breach("bdl-10", "timestamp", "A document must have a timestamp. Add it.")


def _plainly_well_made(entry: Json, type_: str) -> bool:
    """The usual entry, told quickly: a UUID of the bundle, with a request where the type has one."""
    return (
        entry.get("fullUrl", "").startswith("urn:uuid:")
        and ("request" in entry) == (type_ in _WITH_REQUEST)
        and ("response" in entry) == (type_ in _WITH_RESPONSE)
        and "search" not in entry
    )


def _of_entry(entry: Json, type_: str, place: str) -> Breaches:
    if "search" in entry and type_ != "searchset":
        yield Breach("bdl-2", f"{place}.search", "Only the entries of a searchset have search. Leave it out.")
    if ("request" in entry) != (type_ in _WITH_REQUEST):
        yield Breach("bdl-3", f"{place}.request", _said("request", "request" in entry, type_))
    if ("response" in entry) != (type_ in _WITH_RESPONSE):
        yield Breach("bdl-4", f"{place}.response", _said("response", "response" in entry, type_))
    if (full_url := entry.get("fullUrl")) is not None:
        yield from _of_full_url(full_url, entry, f"{place}.fullUrl")


def _said(name: str, given: bool, type_: str) -> str:
    return (
        f"An entry of a {type_} has no {name}. Leave it out."
        if given
        else f"An entry of a {type_} needs {name}. Add it."
    )


def _of_full_url(full_url: str, entry: Json, place: str) -> Breaches:
    if not full_url.startswith(_ABSOLUTE):
        said = "fullUrl must be absolute: an http address, or urn:uuid: and a UUID. Send it in full."
        yield Breach("", place, said, IssueType.VALUE)
    if "/_history/" in full_url:
        yield Breach("bdl-8", place, "fullUrl must not name a version. Leave /_history and what follows out.")
    stated = _STATES_ID.fullmatch(full_url)
    resource = entry.get("resource", {})
    if stated and "id" in resource and (resource.get("resourceType"), resource["id"]) != stated.groups():
        said = "fullUrl and the resource do not agree on its type and id. Make them the same."
        yield Breach("", place, said, IssueType.VALUE)


def _repeated(entries: list[Json], by_version: bool) -> Breaches:
    seen: set[tuple[str, object]] = set()
    for index, entry in enumerate(entries):
        if "fullUrl" not in entry:
            continue
        key = (entry["fullUrl"], _version(entry) if by_version else None)
        if key in seen:
            said = "This fullUrl is used by an entry before. Give each entry one of its own."
            yield Breach("bdl-7", f"entry[{index}].fullUrl", said, IssueType.DUPLICATE)
        seen.add(key)


def _version(entry: Json) -> object:
    meta = entry.get("resource", {}).get("meta", {})
    return meta.get("versionId") if isinstance(meta, dict) else None

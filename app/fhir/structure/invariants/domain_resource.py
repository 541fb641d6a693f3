"""Invariants of every resource: what it contains, its narrative (R4, 2.26.4)."""

from collections.abc import Iterator
from typing import Any

from app.fhir.structure.invariants.breach import Breach, Breaches, Json
from app.fhir.structure.invariants.narrative import narrative_breaches
from app.fhir.structure.objects import objects_in
from app.fhir.structure.problems import IssueType


def domain_breaches(resource: Json) -> Breaches:
    """dom-2 to dom-5 and txt-1, txt-2, of a resource that is not itself contained."""
    if "text" in resource:
        yield from narrative_breaches(resource["text"], "text")
    if "contained" in resource:
        yield from _of_contained(resource)


def contained_breaches(resource: Json) -> Breaches:
    """dom-2, dom-4 and dom-5, of a resource that is contained in another."""
    if "contained" in resource:
        yield Breach("dom-2", "contained", "A contained resource contains no other. Move it one level up.")
    meta = resource.get("meta", {})
    for name, key in (("versionId", "dom-4"), ("lastUpdated", "dom-4"), ("security", "dom-5")):
        if name in meta:
            yield Breach(key, f"meta.{name}", f"A contained resource has no meta.{name}. Leave it out.")
    if "id" not in resource:
        yield Breach("dom-3", "id", "A contained resource needs an id, by which it is pointed at. Add it.")
    if "text" in resource:
        yield from narrative_breaches(resource["text"], "text")


def _of_contained(resource: Json) -> Breaches:
    """dom-3: each contained resource is pointed at from outside itself, or points at the one around it."""
    pointed = set(_pointers({name: value for name, value in resource.items() if name != "contained"}))
    inner = [(each, set(_pointers(each))) for each in resource["contained"]]
    ids: set[str] = set()
    for index, (each, _) in enumerate(inner):
        id_ = each.get("id")
        if id_ in ids:
            said = "Two contained resources have this id. Give each one of its own."
            yield Breach("dom-3", f"contained[{index}].id", said, IssueType.DUPLICATE)
        ids.add(id_)
    by_others = _pointed_by_others(inner)
    for index, (each, own) in enumerate(inner):
        name = f"#{each.get('id')}"
        if "id" in each and name not in pointed and name not in by_others[index] and "#" not in own:
            said = "Nothing in the resource points at this contained resource. Point at it, or leave it out."
            yield Breach("dom-3", f"contained[{index}]", said)


def _pointed_by_others(inner: list[tuple[Json, set[str]]]) -> list[set[str]]:
    """For each contained resource, its own name where any other one points at it."""
    by: dict[str, int] = {}
    for _, own in inner:
        for name in own:
            by[name] = by.get(name, 0) + 1
    names = [(f"#{each.get('id')}", own) for each, own in inner]
    return [{name} if by.get(name, 0) > (name in own) else set() for name, own in names]


def _pointers(value: Any) -> Iterator[str]:
    """Every text that points into a resource: `#id` in references, canonicals, uris and urls."""
    for each in objects_in(value):
        for member in each.values():
            if isinstance(member, str) and member.startswith("#"):
                yield member
            elif isinstance(member, list):
                yield from (item for item in member if isinstance(item, str) and item.startswith("#"))

"""Which contained resources of a Patient something still points at."""

from collections.abc import Iterator
from typing import Any

from app.fhir.mapping.looking import Resource


def still_contained(inside: list[Resource], outside: Resource) -> list[Resource]:
    """Those of contained resources that elements around them point at, directly or by way of one another.

    And those that point at the resource around them (R4, dom-3).
    """
    by_id = {f"#{each.get('id')}": each for each in inside}
    reached: set[str] = set()
    pointed = set(_pointers(outside))
    while pointed:
        reached |= pointed
        pointed = {name for each in pointed for name in _pointers(by_id.get(each, {}))} - reached
    return [each for name, each in by_id.items() if name in reached or "#" in _pointers(each)]


def _pointers(value: Any) -> Iterator[str]:
    """Every reference into the resource, at any depth; depth is bounded where the body is received."""
    if isinstance(value, dict):
        reference = value.get("reference")
        if isinstance(reference, str) and reference.startswith("#"):
            yield reference
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _pointers(each)

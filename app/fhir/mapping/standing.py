"""Which of the organisation's standing teams, clinics and people a received resource means."""

from collections.abc import Mapping
from typing import Protocol, TypeVar

from app.fhir.mapping.looking import Resource, identifier_of
from app.fhir.systems import OUR_IDENTITY
from app.identity import Identity, parse_identity


class Named(Protocol):
    """Something that has a name."""

    @property
    def name(self) -> str: ...


_Standing = TypeVar("_Standing")
_Named = TypeVar("_Named", bound=Named)


def by_identity(resource: Resource, standing: Mapping[Identity, _Standing]) -> Identity | None:
    """The one whose identity of ours the resource has, as its id or among its identifiers."""
    for text in (resource.get("id"), identifier_of(resource, OUR_IDENTITY)):
        found = _identity(text)
        if found in standing:
            return found
    return None


def by_name(name: object, standing: Mapping[Identity, _Named]) -> Identity | None:
    """The only one of exactly this name, spaces at the ends aside; None when several have it."""
    if not isinstance(name, str) or not name.strip():
        return None
    found = [identity for identity, each in standing.items() if each.name.strip() == name.strip()]
    return found[0] if len(found) == 1 else None


def as_resource(reference: object) -> Resource:
    """What a reference says by itself of what it points at, in the words of a resource: its identifier and its name."""
    if not isinstance(reference, dict):
        return {}
    identifier = reference.get("identifier")
    said: Resource = {"identifier": [identifier]} if isinstance(identifier, dict) else {}
    return {**said, "name": reference["display"]} if isinstance(reference.get("display"), str) else said


def _identity(text: object) -> Identity | None:
    try:
        return parse_identity(text) if isinstance(text, str) else None
    except ValueError:
        return None

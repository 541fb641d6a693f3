"""Where in a resource something points at another resource, found by the elements of R4 in one pass.

References; addresses (uri, url, canonical, oid, uuid), which may be the fullUrl of an entry (R4, http, 3.1.0.11.2); and
narratives, which may link to one. Systems of identifiers and codes and the urls of extensions are names, not links.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final, NamedTuple

from app.fhir.mapping.looking import Resource
from app.fhir.structure.elements import ELEMENT, EXTENSION, REFERENCE, RESOURCE, Property, Structure
from app.fhir.structure.objects import placed_objects
from app.fhir.structure.r4 import R4

_ADDRESSES: Final = frozenset({"uri", "url", "canonical", "oid", "uuid"})
_URN: Final = ("urn:uuid:", "urn:oid:")
_OPAQUE: Final = frozenset({"Bundle"})
"""A Bundle within is a whole by itself: what it points at is in it."""


class Reference(NamedTuple):
    """An object with a `reference`, that as sent, and the types it may point at, none when any."""

    holder: Resource
    text: str
    targets: tuple[str, ...]


class Address(NamedTuple):
    """A text that begins as a urn of a bundle does, as sent, at `key` of an object or list."""

    holder: Any
    key: Any
    text: str


class Markup(NamedTuple):
    """A narrative that speaks of a urn, and its `div` as sent."""

    holder: Resource
    text: str


class Pointers(NamedTuple):
    """What points at something in one resource and in what it contains."""

    references: list[Reference]
    addresses: list[Address]
    markup: list[Markup]


_OBJECT: Final = 0
_REFERENCE: Final = 1
_RESOURCE: Final = 2
_ADDRESS: Final = 3
_MARKUP: Final = 4


class _Step(NamedTuple):
    """What a property holds, and the steps from there on; `leads_nowhere` tells an object without any of them."""

    what: int
    steps: "_Steps"
    leads_nowhere: "Callable[[Iterable[str]], bool]"
    targets: tuple[str, ...] = ()


_Steps = dict[str, _Step]
_Waiting = list[tuple[Resource, _Steps]]


@cache
def _steps_of(r4: R4) -> Mapping[str, _Steps]:
    """For each structure, the properties that hold or lead to something that points."""
    structures = r4.definitions.structures
    steps: dict[str, _Steps] = {name: {} for name in structures}
    for name, structure in structures.items():
        if name not in _OPAQUE:
            steps[name].update(_steps(structure, steps))
    return steps


def _steps(structure: Structure, all_steps: Mapping[str, _Steps]) -> Iterator[tuple[str, _Step]]:
    for name, each in structure.properties.items():
        what = _what(structure, each, all_steps)
        if what is not None:
            steps = all_steps.get(ELEMENT if each.shadow else each.type.code, {})
            yield name, _Step(what, steps, steps.keys().isdisjoint, each.type.targets)


def _what(structure: Structure, each: Property, all_steps: Mapping[str, _Steps]) -> int | None:
    code = ELEMENT if each.shadow else each.type.code
    if code == REFERENCE:
        return _REFERENCE
    if code == RESOURCE:
        return _RESOURCE
    if code in all_steps:
        return _OBJECT
    if code in _ADDRESSES and _is_link(structure, each):
        return _ADDRESS
    return _MARKUP if code == "xhtml" else None


def _is_link(structure: Structure, each: Property) -> bool:
    named = (structure.name, each.name)
    return each.name != "system" and named not in ((EXTENSION, "url"), (REFERENCE, "type"))


def pointers_in(resource: Resource, r4: R4) -> Pointers:
    """Everything in a resource, which has passed the structural check, that points at a resource."""
    all_steps = _steps_of(r4)
    found = Pointers([], [], [])
    waiting: _Waiting = [(resource, all_steps[resource["resourceType"]])]
    while waiting:
        holder, steps = waiting.pop()
        for name, held in holder.items():
            step = steps.get(name)
            if step is None:
                continue
            what, inner, leads_nowhere, targets = step
            if what == _OBJECT:
                for each in held if held.__class__ is list else (held,):
                    if each is not None and not leads_nowhere(each):
                        waiting.append((each, inner))
            elif what == _REFERENCE:
                for each in held if held.__class__ is list else (held,):
                    if "reference" in each:
                        found.references.append(Reference(each, each["reference"], targets))
                    waiting.append((each, inner))
            elif what == _RESOURCE:
                waiting += _inside(held, all_steps)
            else:
                _note_text(holder, name, what, found)
    return found


def _inside(held: Any, all_steps: Mapping[str, _Steps]) -> _Waiting:
    return [(each, all_steps[each["resourceType"]]) for each in (held if isinstance(held, list) else (held,))]


def _note_text(holder: Resource, name: str, what: int, found: Pointers) -> None:
    held = holder[name]
    if what == _MARKUP:
        if "urn:" in held:
            found.markup.append(Markup(holder, held))
    elif held.__class__ is str:
        if held.startswith(_URN):
            found.addresses.append(Address(holder, name, held))
    else:
        texts = ((index, each) for index, each in enumerate(held) if isinstance(each, str))
        found.addresses.extend(Address(held, index, each) for index, each in texts if each.startswith(_URN))


def places_of(holders: Collection[int], resource: Resource, r4: R4) -> dict[int, str]:
    """Where in a resource objects are, by their `id()`, in FHIRPath relative to it."""
    found: dict[int, str] = {}
    for part, way in _parts(resource):
        for each in placed_objects(part, r4.definitions.structures):
            if id(each.value) in holders:
                found[id(each.value)] = f"{way}{each.place}"
    return found


def _parts(resource: Resource) -> Iterator[tuple[Resource, str]]:
    yield resource, ""
    for index, each in enumerate(resource.get("contained", ())):
        yield each, f"contained[{index}]."

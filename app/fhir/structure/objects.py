"""The objects inside a resource, one after another, without recursion."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from app.fhir.structure.elements import ELEMENT, RESOURCE, Property, Structure

Json = dict[str, Any]


def objects_in(value: Any) -> Iterator[Json]:
    """Every JSON object in `value`, itself among them, whatever they are."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            yield each
            waiting += [one for one in each.values() if isinstance(one, dict | list)]
        elif isinstance(each, list):
            waiting += [one for one in each if isinstance(one, dict | list)]


class PlacedObject(NamedTuple):
    """An object of a resource, the structure it is, and its FHIRPath relative to the resource ("" for itself)."""

    value: Json
    structure: Structure
    place: str

    def inside(self, expression: str) -> str:
        """The FHIRPath of an element of this object."""
        return f"{self.place}.{expression}" if self.place else expression


def placed_objects(resource: Json, structures: Mapping[str, Structure]) -> Iterator[PlacedObject]:
    """Every object of a resource that fits its schema, with its place; not those of resources inside it."""
    waiting = [PlacedObject(resource, structures[resource["resourceType"]], "")]
    while waiting:
        here = waiting.pop()
        yield here
        for name, value in here.value.items():
            each = here.structure.properties.get(name)
            if each is not None and isinstance(value, dict | list) and each.type.code != RESOURCE:
                waiting += _inside(here, each, value, structures)


def _inside(
    here: PlacedObject, each: Property, value: Json | list[Any], structures: Mapping[str, Structure]
) -> Iterator[PlacedObject]:
    place = here.inside(each.expression)
    structure = structures.get(ELEMENT if each.shadow else each.type.code)
    if structure is None:
        return
    if isinstance(value, dict):
        yield PlacedObject(value, structure, place)
        return
    for index, item in enumerate(value):
        if isinstance(item, dict):
            yield PlacedObject(item, structure, f"{place}[{index}]")

"""Invariants of data types, wherever they stand: per-1, rng-2, ref-1, tim-4, tim-5, tim-9, and lists kept in step.

They are seldom broken and would cost a look at every object. So the compact text is scanned first for what could break
one, and only a body that has it is looked at object by object.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from app.fhir.structure import wording
from app.fhir.structure.elements import Structure
from app.fhir.structure.invariants.breach import Breach, Breaches, Json
from app.fhir.structure.moments import after
from app.fhir.structure.objects import PlacedObject, objects_in, placed_objects
from app.fhir.structure.problems import IssueType

_SIGNS: Final = (b'"high":{', b'"repeat":{', b"null")
_RARE_SIGNS: Final = ((b"#", b'"reference":"#'), (b"_", b'"_'))
"""A character that is quickly looked for and seldom found, and the sign it is part of."""

_END: Final = b'"end":"'
_START: Final = re.compile(rb'"start":"([^"]*)",\Z')
_LONGEST: Final = 64
"""Longer than a start and its name; a longer one is looked at more closely."""

_SIGN_NAMES: Final = frozenset({"end", "high", "repeat", "reference"})
_SECONDS: Final = 19
"""How many characters a dateTime has before the fraction of its second and its zone."""

_MEALS: Final = frozenset({"C", "CM", "CD", "CV"})


def may_break(compact: bytes) -> bool:
    """Whether a body, as compact JSON, may break an invariant of a data type; False is certain."""
    if any(sign in compact for sign in _SIGNS):
        return True
    if any(rare in compact and sign in compact for rare, sign in _RARE_SIGNS):
        return True
    return _END in compact and not all(map(_plainly_in_order, *_around(compact.split(_END))))


def _around(parts: list[bytes]) -> tuple[list[bytes], list[bytes]]:
    """What stands before and what stands after each place where the text was split."""
    return [each[-_LONGEST:] for each in parts[:-1]], [each[:_LONGEST] for each in parts[1:]]


def _plainly_in_order(before: bytes, following: bytes) -> bool:
    found = _START.search(before)
    if found is None:
        return False
    start, end = found[1], following.partition(b'"')[0]
    return start <= end and len(start) == len(end) and start[_SECONDS:] == end[_SECONDS:]


def data_type_breaches(resource: Json, local_ids: frozenset[str], structures: Mapping[str, Structure]) -> Breaches:
    """Every broken invariant of a data type in a resource that fits its schema.

    `local_ids` are the ids of the resources contained in it, or beside it when it is contained itself.
    """
    if not any(_has_sign(each) for each in objects_in(resource)):
        return
    for placed in placed_objects(resource, structures):
        yield from _out_of_step(placed)
        if (ask := _ASKED.get(placed.structure.name)) is not None:
            yield from ask(placed)
        if placed.structure.name == "Reference":
            yield from _local_reference(placed, local_ids)


def _has_sign(each: Json) -> bool:
    return not _SIGN_NAMES.isdisjoint(each) or any(name.startswith("_") or _has_null(each[name]) for name in each)


def _has_null(value: Any) -> bool:
    return isinstance(value, list) and None in value


def _period(placed: PlacedObject) -> Breaches:
    if after(placed.value.get("start"), placed.value.get("end")):
        said = "The period ends before it starts. Check start and end, and their zones."
        yield Breach("per-1", placed.place, said)


def _range(placed: PlacedObject) -> Breaches:
    low, high = placed.value.get("low", {}), placed.value.get("high", {})
    units = [{name: each.get(name) for name in ("system", "code", "unit")} for each in (low, high)]
    if units[0] == units[1] and "value" in low and "value" in high and low["value"] > high["value"]:
        yield Breach("rng-2", placed.place, "low is above high. Check the two.")


def _repeat(placed: PlacedObject) -> Breaches:
    for name, key in (("duration", "tim-4"), ("period", "tim-5")):
        if placed.value.get(name, 0) < 0:
            yield Breach(key, placed.inside(name), f"{name} is below nought. Send how long it is.")
    if "offset" in placed.value and not _MEALS.isdisjoint(placed.value.get("when", ())):
        said = "An offset needs a moment to count from; when must not be C, CM, CD or CV with it."
        yield Breach("tim-9", placed.inside("offset"), said)


def _local_reference(placed: PlacedObject, local_ids: frozenset[str]) -> Breaches:
    reference = placed.value.get("reference")
    if reference is not None and reference.startswith("#") and reference != "#" and reference[1:] not in local_ids:
        said = "A reference #id must name a contained resource by its id. Contain it, or point elsewhere."
        yield Breach("ref-1", placed.inside("reference"), said)


def _out_of_step(placed: PlacedObject) -> Breaches:
    """A list of primitives and the list of their extensions go in step, null where one has nothing."""
    for name, value in placed.value.items():
        plain = name.removeprefix("_")
        if not isinstance(value, list) or (plain != name and plain in placed.value):
            continue
        shadow = placed.value.get(f"_{plain}") if plain == name else None
        if not _in_step(value, shadow):
            each = placed.structure.properties[name]
            said = wording.unaligned(plain)
            yield Breach("", placed.inside(each.expression), said, IssueType.STRUCTURE)


def _in_step(values: list[Any], shadow: object) -> bool:
    if not isinstance(shadow, list):
        return None not in values
    return len(values) == len(shadow) and all(
        a is not None or b is not None for a, b in zip(values, shadow, strict=True)
    )


_ASKED: Final[Mapping[str, Callable[[PlacedObject], Breaches]]] = {
    "Period": _period,
    "Range": _range,
    "Timing.repeat": _repeat,
}

"""The resources of a body, one by one: the outermost, what it contains, and what a Bundle or Parameters hold.

Each is judged by its own type; to the one around it, it is any object.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from app.fhir.structure.limits import Limits
from app.fhir.structure.places import Step, expression_of
from app.fhir.structure.problems import IssueType, Problem

_Held = Iterator[tuple[object, str]]


class Placed(NamedTuple):
    """A value that stands where a resource belongs. `holder` is the one around it; `way` leads from there to here."""

    value: Any
    holder: Any = None
    way: str = ""
    contained: bool = False

    @property
    def expression(self) -> str:
        """Where it is, in FHIRPath."""
        if self.holder is None:
            return expression_of(Step.root(self.value))
        return f"{self.holder.expression}.{self.way}"


def resources_in(tree: dict[str, Any], limits: Limits) -> list[Placed] | Problem:
    """Every resource of the body, the outermost first; a problem when there are more than the limits allow."""
    placed = [Placed(tree)]
    held = 0
    for each in placed:
        if each.contained or not isinstance(each.value, dict):
            continue
        if (contained := each.value.get("contained")) and isinstance(contained, list):
            if len(contained) > limits.contained:
                return _too_many(f"{each.expression}.contained", limits.contained)
            placed += [Placed(one, each, f"contained[{index}]", True) for index, one in enumerate(contained)]
        for value, way in _held_by(each.value):
            held += 1
            if held > limits.entries:
                return _too_many(each.expression, limits.entries)
            placed.append(Placed(value, each, way))
    return placed


def _too_many(expression: str, most: int) -> Problem:
    said = f"There are more than {most:,} resources here. Send them in smaller parts."
    return Problem(IssueType.TOO_COSTLY, expression, said)


def _held_by(resource: dict[str, Any]) -> _Held:
    type_ = resource.get("resourceType")
    if type_ == "Bundle":
        return _of_bundle(resource.get("entry"))
    if type_ == "Parameters":
        return _of_parameters(resource.get("parameter"))
    return iter(())


def _of_bundle(entries: object) -> _Held:
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if not isinstance(entry, dict):
            continue
        if "resource" in entry:
            yield entry["resource"], f"entry[{index}].resource"
        response = entry.get("response")
        if isinstance(response, dict) and "outcome" in response:
            yield response["outcome"], f"entry[{index}].response.outcome"


def _of_parameters(parameters: object, name: str = "parameter") -> _Held:
    waiting = [(parameters, name)]
    while waiting:
        listed, way = waiting.pop()
        for index, each in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(each, dict):
                if "resource" in each:
                    yield each["resource"], f"{way}[{index}].resource"
                waiting.append((each.get("part"), f"{way}[{index}].part"))

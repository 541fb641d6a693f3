"""The exact search for a name given twice in one JSON object. Slow: asked only when counting leaves a doubt."""

import json
from typing import Any

from app.fhir.structure.places import Step, element_name, expression_of
from app.fhir.structure.problems import IssueType, Problem

_Pairs = list[tuple[str, Any]]


class _Twice(dict[str, Any]):
    """An object in which a name was given twice."""

    name: str


def duplicate_name(text: bytes) -> Problem | None:
    """The first name that an object in `text`, which is known to be JSON, gives twice; None when there is none."""
    tree = json.loads(text, object_pairs_hook=_object, parse_int=_nothing, parse_float=_nothing)
    waiting: list[tuple[object, Step]] = [(tree, Step.root(tree))]
    while waiting:
        value, step = waiting.pop()
        if isinstance(value, _Twice):
            return _problem(value.name, step)
        if isinstance(value, dict):
            waiting += [(each, step.to(name)) for name, each in value.items() if isinstance(each, dict | list)]
        elif isinstance(value, list):
            waiting += [(each, step.at(index)) for index, each in enumerate(value) if isinstance(each, dict | list)]
    return None


def _object(pairs: _Pairs) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    seen: set[str] = set()
    twice = _Twice(found)
    twice.name = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
    return twice


def _nothing(_digits: str) -> None:
    return None


def _problem(name: str, step: Step) -> Problem:
    known = element_name(name)
    said = f"The name {known} is" if known else "A name is"
    where = expression_of(step.to(name))
    return Problem(IssueType.STRUCTURE, where, f"{said} given twice in one object. Give it once.")

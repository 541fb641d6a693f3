"""Which elements an object has and should have: required ones, one type of a choice, rules of presence."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.fhir.structure import wording
from app.fhir.structure.elements import Rule, RuleKind, Structure
from app.fhir.structure.problems import IssueType, Problem

_Object = Mapping[str, Any]


def presence_problems(value: _Object, structure: Structure, place: str) -> Iterator[Problem]:
    """What is missing from `value`, a `structure` at the FHIRPath `place`, or stands there beside what excludes it."""
    if not value or (not structure.resource and value.keys() == {"id"} and structure.name != "Element"):
        yield Problem(IssueType.INVARIANT, place, wording.empty(structure.name), "ele-1")
        return
    yield from _missing(value, structure, place)
    yield from _two_types(value, structure, place)
    for rule in structure.rules:
        if _broken(rule, value, structure):
            yield Problem(IssueType.INVARIANT, place, wording.rule_broken(rule, structure), rule.key)


def _missing(value: _Object, structure: Structure, place: str) -> Iterator[Problem]:
    for element in structure.elements:
        if element.required and not _any(value, names := element.json_names()):
            yield Problem(IssueType.REQUIRED, f"{place}.{element.name}", wording.missing(structure, names))


def _two_types(value: _Object, structure: Structure, place: str) -> Iterator[Problem]:
    for element in structure.elements:
        if element.choice:
            given = [each for each in element.types if _any(value, element.json_names_of(each))]
            if len(given) > 1:
                first, second = (element.json_name(each) for each in given[:2])
                yield Problem(IssueType.STRUCTURE, f"{place}.{element.name}", wording.two_types(first, second))


def _broken(rule: Rule, value: _Object, structure: Structure) -> bool:
    given = [_any(value, structure.names_given_by(name)) for name in rule.names]
    if rule.kind is RuleKind.NEEDS:
        return given[0] and not any(given[1:])
    if rule.kind is RuleKind.SOME:
        return not any(given)
    if rule.kind is RuleKind.NEVER:
        return all(given)
    return sum(given) != 1


def _any(value: _Object, names: tuple[str, ...]) -> bool:
    return any(name in value for name in names)

"""What is wrong with one resource, element by element: slower than the compiled schemas, and in words.

It reads the same definitions as they do and comes to the same verdict. It neither recurses nor looks at more than its
`Work` allows, whatever was sent.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from app.fhir.structure import wording
from app.fhir.structure.elements import (
    CODEABLE_CONCEPT,
    ELEMENT,
    REFERENCE,
    RESOURCE,
    CodeList,
    Definitions,
    Property,
    Structure,
)
from app.fhir.structure.places import element_name
from app.fhir.structure.presence import presence_problems
from app.fhir.structure.primitives import PRIMITIVES, JsonKind, Primitive, is_of
from app.fhir.structure.problems import IssueType, Problem
from app.fhir.structure.reference_form import reference_form
from app.fhir.structure.validators import form_validator
from app.fhir.structure.work import Work


class _Visit(NamedTuple):
    """An object to look at, as which structure, where; `targets` and `codes` as its element narrows them."""

    value: dict[str, Any]
    structure: Structure
    place: str
    targets: tuple[str, ...] = ()
    codes: CodeList | None = None
    name: str = ""


class Describer:
    """Describes resources by `definitions` until `work` is done."""

    def __init__(self, definitions: Definitions, work: Work) -> None:
        self._structures = definitions.structures
        self._work = work

    def problems(self, resource: dict[str, Any], type_name: str, place: str) -> Iterator[Problem]:
        """What is wrong with `resource`, a resource of `type_name` that stands at the FHIRPath `place`."""
        waiting = [_Visit(resource, self._structures[type_name], place)]
        while waiting:
            visit = waiting.pop()
            inner: list[_Visit] = []
            yield from self._of_object(visit, inner)
            waiting += reversed(inner)

    def _of_object(self, visit: _Visit, inner: list[_Visit]) -> Iterator[Problem]:
        yield from presence_problems(visit.value, visit.structure, visit.place)
        if visit.codes is not None and not _coded_from(visit.codes, visit.value, self._work):
            yield Problem(IssueType.CODE_INVALID, visit.place, wording.not_in_list(visit.name, visit.codes))
        for name, value in self._work.over(visit.value.items()):
            each = visit.structure.properties.get(name)
            if each is not None:
                yield from self._of_property(each, value, visit, inner)
            elif not (name == "resourceType" and visit.structure.resource):
                yield _unknown(visit, name)

    def _of_property(self, each: Property, value: object, visit: _Visit, inner: list[_Visit]) -> Iterator[Problem]:
        place = f"{visit.place}.{each.expression}"
        if not each.element.many:
            yield from self._of_single(each, value, place, visit, inner)
        elif not isinstance(value, list):
            yield Problem(IssueType.STRUCTURE, place, wording.not_a_list(each.name))
        elif not value:
            yield Problem(IssueType.STRUCTURE, place, wording.empty(each.name))
        else:
            for index, item in self._work.over(enumerate(value)):
                if not (item is None and each.type.primitive):
                    yield from self._of_single(each, item, f"{place}[{index}]", visit, inner)

    def _of_single(
        self, each: Property, value: object, place: str, visit: _Visit, inner: list[_Visit]
    ) -> Iterator[Problem]:
        if value is None:
            yield Problem(IssueType.STRUCTURE, place, wording.null(each.name))
        elif isinstance(value, list):
            yield Problem(IssueType.STRUCTURE, place, wording.a_list(each.name))
        elif each.type.primitive and not each.shadow:
            yield from _of_primitive(each, value, place, visit)
        elif not isinstance(value, dict):
            type_ = ELEMENT if each.shadow else each.type.code
            yield Problem(IssueType.STRUCTURE, place, wording.not_an_object(each.name, type_))
        elif each.shadow:
            inner.append(_Visit(value, self._structures[ELEMENT], place))
        elif each.type.code != RESOURCE:
            codes = each.element.codes if each.type.code == CODEABLE_CONCEPT else None
            structure = self._structures[each.type.code]
            inner.append(_Visit(value, structure, place, each.type.targets, codes, each.name))


def _unknown(visit: _Visit, name: str) -> Problem:
    known = element_name(name)
    place = f"{visit.place}.{known.removeprefix('_')}" if known else visit.place
    return Problem(IssueType.STRUCTURE, place, wording.unknown_element(visit.structure, name))


def _coded_from(codes: CodeList, concept: dict[str, Any], work: Work) -> bool:
    codings = concept.get("coding")
    return isinstance(codings, list) and any(
        isinstance(each, dict) and each.get("system") == codes.system and each.get("code") in codes.codes
        for each in work.over(codings)
    )


def _of_primitive(each: Property, value: object, place: str, visit: _Visit) -> Iterator[Problem]:
    primitive = PRIMITIVES[each.type.code]
    if isinstance(value, str) and not value:
        yield Problem(IssueType.STRUCTURE, place, wording.empty(each.name))
    elif each.element.codes is not None:
        if value not in each.element.codes.codes:
            yield Problem(IssueType.CODE_INVALID, place, wording.not_in_list(each.name, each.element.codes))
    elif not _fits(primitive, value, _form(each, primitive, visit)):
        yield Problem(IssueType.VALUE, place, wording.wrong_form(each, _reference_targets(each, visit)))


def _form(each: Property, primitive: Primitive, visit: _Visit) -> str:
    return reference_form(visit.targets) if _is_reference(each, visit) else primitive.form


def _is_reference(each: Property, visit: _Visit) -> bool:
    return visit.structure.name == REFERENCE and each.name == "reference"


def _reference_targets(each: Property, visit: _Visit) -> tuple[str, ...]:
    return visit.targets if _is_reference(each, visit) else ()


def _fits(primitive: Primitive, value: object, form: str) -> bool:
    if primitive.kind is JsonKind.STRING:
        return isinstance(value, str) and form_validator(form).is_valid(value)
    return is_of(primitive, value)

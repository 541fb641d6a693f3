"""A JSON Schema (draft 4) for each resource, made from the definitions.

Draft 4 is the last in which `1.0` is no integer, as R4 asks. What a schema decides: which properties there are, of
which JSON type and form, how often; required elements and code lists; one type of a choice; the rules that only ask
what is present; no empty object, list or text (https://hl7.org/fhir/R4/json.html), and no element with nothing but an
id (ele-1). Resources inside a resource (`contained`, entries of a Bundle, parameters) are any object here: they are
judged by themselves.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from app.fhir.structure.elements import (
    CODEABLE_CONCEPT,
    ELEMENT,
    EXTENSION,
    REFERENCE,
    RESOURCE,
    CodeList,
    Definitions,
    Element,
    ElementType,
    Property,
    Rule,
    RuleKind,
    Structure,
)
from app.fhir.structure.primitives import PRIMITIVES, JsonKind, Primitive
from app.fhir.structure.reference_form import reference_form

Schema = dict[str, Any]

WIDEST_CHOICE: Final = 16
"""A choice among more types is left to code: `Extension` has a form of its own, Parameters an invariant."""

_NULL: Final[Schema] = {"type": "null"}


def schema_of_all(definitions: Definitions) -> Schema:
    """The schema of an object with one property, named after a resource type and holding a resource of that type.

    One schema for all, so that what they share is compiled once.
    """
    shapes: dict[str, Schema] = {}
    waiting = [ElementType(name) for name in sorted(definitions.resources)]
    while waiting:
        type_ = waiting.pop()
        if (key := _key(type_)) not in shapes:
            structure = definitions.structures[type_.code]
            shapes[key] = _structure(structure, type_)
            waiting += [each for each in _types(structure) if each.code in definitions.structures]
    by_name = {name: _shape(name) for name in definitions.resources}
    return {"type": "object", "properties": by_name, "additionalProperties": False, "definitions": shapes}


def form_schema(form: str) -> Schema:
    """The schema of a string that has this form from its first to its last character."""
    return {"type": "string", "pattern": f"^(?:{form})$"}


def _types(structure: Structure) -> Iterator[ElementType]:
    yield ElementType(ELEMENT)
    for element in structure.elements:
        yield from element.types


def _key(type_: ElementType) -> str:
    return "-".join([type_.code, *type_.targets]) if type_.code == REFERENCE and type_.targets else type_.code


def _structure(structure: Structure, type_: ElementType) -> Schema:
    properties = {name: _property(each) for name, each in structure.properties.items()}
    if structure.name == REFERENCE:
        properties["reference"] = form_schema(reference_form(type_.targets))
    if structure.resource:
        properties["resourceType"] = {"enum": [structure.name]}
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False, "minProperties": 1}
    if conditions := list(_conditions(structure)):
        schema["allOf"] = conditions
    if plain := _required(structure):
        schema["required"] = plain
    if dependencies := _dependencies(structure):
        schema["dependencies"] = dependencies
    return schema


def _shape(key: str) -> Schema:
    return {"$ref": f"#/definitions/{key}"}


def _property(each: Property) -> Schema:
    nullable = each.element.many and each.type.primitive
    value = _shape(ELEMENT) if each.shadow else _value(each.element, each.type)
    if not each.element.many:
        return value
    return {"type": "array", "minItems": 1, "items": {"anyOf": [value, _NULL]} if nullable else value}


def _value(element: Element, type_: ElementType) -> Schema:
    if type_.code == RESOURCE:
        return {"type": "object"}
    if element.codes is not None and type_.primitive:
        return {"enum": list(element.codes.codes)}
    if type_.primitive:
        return _primitive(PRIMITIVES[type_.code])
    reference = _shape(_key(type_))
    if element.codes is not None and type_.code == CODEABLE_CONCEPT:
        return {"allOf": [reference, _coded_from(element.codes)]}
    return reference


def _primitive(primitive: Primitive) -> Schema:
    if primitive.kind is JsonKind.STRING:
        return form_schema(primitive.form)
    if primitive.kind is JsonKind.INTEGER:
        return {"type": "integer", "minimum": primitive.least, "maximum": primitive.most}
    return {"type": str(primitive.kind)}


def _coded_from(codes: CodeList) -> Schema:
    """A CodeableConcept with at least one coding from the list."""
    from_list = {
        "properties": {"system": {"enum": [codes.system]}, "code": {"enum": list(codes.codes)}},
        "required": ["system", "code"],
    }
    return {"required": ["coding"], "properties": {"coding": {"not": {"items": {"not": from_list}}}}}


def _required(structure: Structure) -> list[str]:
    """The elements that are required and have one name only."""
    names = (each.json_names() for each in structure.elements if each.required)
    return [*(["resourceType"] if structure.resource else []), *(one[0] for one in names if len(one) == 1)]


def _conditions(structure: Structure) -> Iterator[Schema]:
    for element in structure.elements:
        names = element.json_names()
        if element.required and len(names) > 1:
            yield _any_present(names)
    if structure.name == EXTENSION:
        yield _one_value(structure)
        return
    if not structure.resource and structure.name != ELEMENT:
        yield {"anyOf": [{"minProperties": 2}, {"not": {"required": ["id"]}}]}
    for rule in structure.rules:
        yield from _rule(rule, structure)


def _rule(rule: Rule, structure: Structure) -> Iterator[Schema]:
    groups = [structure.names_given_by(name) for name in rule.names]
    if rule.kind is RuleKind.SOME:
        yield _any_present(name for group in groups for name in group)
    elif rule.kind is RuleKind.NEVER:
        yield {"not": {"allOf": [_any_present(group) for group in groups]}}
    elif rule.kind is RuleKind.ONE:
        yield {"oneOf": [_any_present(group) for group in groups]}
    elif rule.kind is RuleKind.NEEDS:
        yield {"anyOf": [{"not": _any_present(groups[0])}, *(_any_present(group) for group in groups[1:])]}


def _any_present(names: Iterable[str]) -> Schema:
    alternatives = [{"required": [name]} for name in names]
    return alternatives[0] if len(alternatives) == 1 else {"anyOf": alternatives}


def _dependencies(structure: Structure) -> Schema:
    """A choice has one type."""
    dependencies: Schema = {}
    for element in structure.elements:
        if element.choice and 1 < len(element.types) <= WIDEST_CHOICE:
            dependencies.update(_alone(element))
    return dependencies


def _alone(element: Element) -> Iterator[tuple[str, Schema]]:
    for type_ in element.types:
        own = element.json_names_of(type_)
        others = [name for name in element.json_names() if name not in own]
        for name in own:
            yield name, {"not": _any_present(others)}


def _one_value(extension: Structure) -> Schema:
    """ext-1 and the choice of fifty types, told by the number of properties.

    Beside `url` and perhaps `id` there is one other property, extensions or a value, or the two that one primitive
    with extensions of its own may have.
    """
    value = next(each for each in extension.elements if each.choice)
    pairs = [value.json_names_of(type_) for type_ in value.types if type_.primitive]
    together = [_exactly(["url", *pair], identified) for pair in pairs for identified in (False, True)]
    return {
        "anyOf": [
            {"minProperties": 2, "maxProperties": 2, "not": {"required": ["id"]}},
            {"minProperties": 3, "maxProperties": 3, "required": ["id"]},
            *together,
        ]
    }


def _exactly(names: list[str], identified: bool) -> Schema:
    every = [*names, "id"] if identified else names
    return {"required": every, "maxProperties": len(every)}

"""The elements of FHIR R4 as values: structures (resources, data types, backbone elements), their parts and rules.

Sources: HL7 FHIR R4 (4.0.1), StructureDefinition (elements, cardinality, types) and https://hl7.org/fhir/R4/json.html
(how an element is named in JSON: the type in the name of a choice, `_name` for the extensions of a primitive).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.fhir.structure.primitives import PRIMITIVES

RESOURCE = "Resource"
REFERENCE = "Reference"
CODEABLE_CONCEPT = "CodeableConcept"
EXTENSION = "Extension"
ELEMENT = "Element"


class RuleKind(StrEnum):
    """What a rule asks of the elements it names: presence, never content."""

    NEEDS = "needs"
    SOME = "some"
    NEVER = "never"
    ONE = "one"


@dataclass(frozen=True, slots=True)
class Rule:
    """An invariant that only asks which elements are there, by its key in the specification."""

    key: str
    kind: RuleKind
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodeList:
    """A required code list. `system` is given where a CodeableConcept must have a coding from the list."""

    name: str
    codes: tuple[str, ...]
    system: str = ""


@dataclass(frozen=True, slots=True)
class ElementType:
    """A type an element may have: `code` names a primitive or a structure; `targets` what a Reference may point at."""

    code: str
    targets: tuple[str, ...] = ()

    @property
    def primitive(self) -> bool:
        return self.code in PRIMITIVES


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a structure. A choice has its name without `[x]`."""

    name: str
    required: bool
    many: bool
    choice: bool
    types: tuple[ElementType, ...]
    codes: CodeList | None = None
    attribute: bool = False
    """Whether it is an attribute in XML, as every `id` and the url of an extension: then it has no extensions."""

    def json_name(self, type_: ElementType) -> str:
        """The name in JSON when the value is of `type_`: `valueQuantity` for a choice."""
        return self.name + type_.code[0].upper() + type_.code[1:] if self.choice else self.name

    def json_names(self) -> tuple[str, ...]:
        """Every name in JSON that gives this element, those of the extensions of primitives among them."""
        return tuple(name for type_ in self.types for name in self.json_names_of(type_))

    def json_names_of(self, type_: ElementType) -> tuple[str, ...]:
        """The names in JSON that give this element in `type_`."""
        name = self.json_name(type_)
        return (name, f"_{name}") if type_.primitive and not self.attribute else (name,)


@dataclass(frozen=True, slots=True)
class Property:
    """A property of a JSON object: an element in one of its types. `shadow` is the `_name` of a primitive."""

    name: str
    element: Element
    type: ElementType
    shadow: bool = False

    @property
    def expression(self) -> str:
        """The element in FHIRPath, relative to its structure."""
        return f"{self.element.name}.ofType({self.type.code})" if self.element.choice else self.element.name


@dataclass(frozen=True, slots=True)
class Structure:
    """A resource, a data type or a backbone element (`Patient.contact`), with its elements in the standard's order."""

    name: str
    resource: bool
    elements: tuple[Element, ...]
    rules: tuple[Rule, ...]
    properties: Mapping[str, Property]

    def names_given_by(self, element_name: str) -> tuple[str, ...]:
        """Every name in JSON that gives the element; `value[x]` names a choice, as in a rule."""
        wanted = element_name.removesuffix("[x]")
        return next(each.json_names() for each in self.elements if each.name == wanted)


def structure_of(name: str, resource: bool, elements: tuple[Element, ...], rules: tuple[Rule, ...]) -> Structure:
    """A structure with its JSON properties worked out."""
    properties = {each.name: each for element in elements for each in _properties(element)}
    return Structure(name, resource, elements, rules, properties)


def _properties(element: Element) -> Iterator[Property]:
    for type_ in element.types:
        name, *shadow = element.json_names_of(type_)
        yield Property(name, element, type_)
        yield from (Property(each, element, type_, shadow=True) for each in shadow)


@dataclass(frozen=True, slots=True)
class Definitions:
    """Every structure by name, the names of the resources among them, and the names of all resource types of R4."""

    structures: Mapping[str, Structure]
    resources: frozenset[str]
    r4_types: frozenset[str]

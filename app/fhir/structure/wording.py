"""What a problem says: which element, what was expected, how to mend it. Never what was sent."""

import difflib
from collections.abc import Iterable
from typing import Final

from app.fhir.structure.elements import CodeList, Property, Rule, RuleKind, Structure
from app.fhir.structure.places import element_name
from app.fhir.structure.primitives import PRIMITIVES
from app.fhir.structure.reference_form import reference_words

_MOST_CODES: Final = 20
"""A longer code list is named, not listed."""


def unknown_element(structure: Structure, name: str) -> str:
    """An element that the structure does not have, with the nearest name that it does have."""
    known = element_name(name)
    if not known:
        return f"{structure.name} has an element with a name unlike FHIR's. Leave it out, or send it as an extension."
    near = difflib.get_close_matches(known, structure.properties, n=1, cutoff=0.75)
    mend = f"Did you mean {near[0]}?" if near else "Leave it out, or send it as an extension."
    return f"{structure.name} has no element {known} in R4. {mend}"


def missing(structure: Structure, names: Iterable[str]) -> str:
    """A required element that is absent."""
    plain = [name for name in names if not name.startswith("_")]
    return f"{structure.name} needs {_either(plain)}. Add it."


def two_types(name: str, other: str) -> str:
    """A choice given in two types."""
    return f"{name} and {other} are the same element in two types. Send one of them."


def not_a_list(name: str) -> str:
    return f"{name} may be given several times, so it is a list. Put it in square brackets."


def a_list(name: str) -> str:
    return f"{name} takes one value and is a list here. Send the value without square brackets."


def not_an_object(name: str, type_: str) -> str:
    return f"{name} is of type {type_}. Send an object, in curly brackets."


def empty(name: str) -> str:
    return f"{name} is empty. Leave it out, or give it content."


def null(name: str) -> str:
    return f"{name} is null. Leave it out; null stands only in lists, beside an extension in the list _{name}."


def unaligned(name: str) -> str:
    return f"{name} and _{name} must be lists of one length, with a value or an extension at each position."


def not_in_list(name: str, codes: CodeList) -> str:
    """A code that is not in the required list."""
    if len(codes.codes) <= _MOST_CODES:
        listed = f"one of: {', '.join(codes.codes)}"
    else:
        listed = f"a code of http://hl7.org/fhir/ValueSet/{codes.name}"
    system = f"have a coding of {codes.system}, with {listed}" if codes.system else f"be {listed}"
    return f"{name} must {system}. Codes are written exactly so, in this case of letters."


def wrong_form(each: Property, targets: tuple[str, ...]) -> str:
    """A primitive of the wrong JSON type or of the wrong form."""
    if targets or (each.name == "reference" and each.type.code == "string"):
        return f"{each.name} must be {reference_words(targets)}."
    return f"{each.name} must be {PRIMITIVES[each.type.code].words}."


def rule_broken(rule: Rule, structure: Structure) -> str:
    """A rule of presence, in words."""
    first, *others = rule.names
    if rule.kind is RuleKind.NEEDS:
        return f"{structure.name} has {first} and must then have {_either(others)} also. Add it."
    if rule.kind is RuleKind.SOME:
        return f"{structure.name} must have at least one of {', '.join(rule.names)}. Add one."
    if rule.kind is RuleKind.NEVER:
        return f"{structure.name} must not have {first} together with {_either(others)}. Leave one of them out."
    return f"{structure.name} must have exactly one of {', '.join(rule.names)}."


def _either(names: list[str]) -> str:
    return " or ".join(names) if len(names) <= 6 else f"{', '.join(names[:6])} or another type of it"


def not_accepted(type_name: str) -> str:
    """A resource type of R4 that is not accepted."""
    return f"{type_name} is not accepted here. Leave it out; the CapabilityStatement lists the types that are."


NO_TYPE: Final = "The resource has no resourceType that R4 knows. Name its type in resourceType, such as Patient."
TOO_MUCH_TO_DESCRIBE: Final = (
    "The check stopped here: this part is too large to describe. Mend what is listed and send it again."
)
DOES_NOT_FIT: Final = "The resource does not fit its definition in R4. Compare it with the specification."

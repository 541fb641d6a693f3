"""What an operation answers: a Parameters resource as values for JSON, or a problem (HL7 FHIR R4 4.0.1, Parameters)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.terminology.concept import ConceptId

SYSTEM: Final = "http://snomed.info/sct"
"""The code system of every code here (FHIR R4, "Using SNOMED CT with FHIR")."""

Resource = dict[str, object]
"""A resource or a part of one, ready for JSON."""


class IssueCode(StrEnum):
    """Codes of the value set issue-type that terminology operations answer with."""

    NOT_FOUND = "not-found"
    NOT_SUPPORTED = "not-supported"
    VALUE = "value"
    TOO_COSTLY = "too-costly"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an operation has no answer: what is wrong and how to mend it, and the name of the parameter it is about."""

    code: IssueCode
    diagnostic: str
    expression: str


def parameters(*given: Resource | None) -> Resource:
    """The resource with these parameters, those that are None left out."""
    return {"resourceType": "Parameters", "parameter": [each for each in given if each is not None]}


def valued(name: str, kind: str, value: object) -> Resource | None:
    """A parameter with a value, of a kind such as "Boolean"; None without a value."""
    return None if value is None else {"name": name, f"value{kind}": value}


def of_parts(name: str, parts: Iterable[Resource | None]) -> Resource:
    """A parameter that consists of others, those that are None left out."""
    return {"name": name, "part": [each for each in parts if each is not None]}


def coding(concept: ConceptId, display: str) -> Resource:
    """A concept as a Coding."""
    return {"system": SYSTEM, "code": str(concept), "display": display}

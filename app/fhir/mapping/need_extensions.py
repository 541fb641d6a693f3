"""What is said of a need that FHIR has no element for: extensions of ours, named after the items of the catalogue."""

from enum import StrEnum
from typing import Final, TypeVar

from app.fhir.mapping.looking import Findings, Resource, codings, extension_value
from app.fhir.structure.problems import IssueType
from app.fhir.systems import extension_url

CERTAINTY: Final = "statement.certainty"
CHANGE: Final = "statement.change"
DIAGNOSED: Final = "statement.diagnosed"
DIAGNOSED_BY: Final = "statement.diagnosed_by"
ONSET: Final = "statement.onset"
PRIMARY: Final = "statement.primary"
PROFESSION: Final = "statement.said_by_profession"
PROFESSIONAL: Final = "statement.said_by_professional"
SAID_BY: Final = "statement.said_by"
TRAFFIC_LIGHT: Final = "statement.traffic_light"

OWNED_EXTENSIONS: Final = frozenset(
    extension_url(item)
    for item in (
        CERTAINTY,
        CHANGE,
        DIAGNOSED,
        DIAGNOSED_BY,
        ONSET,
        PRIMARY,
        PROFESSION,
        PROFESSIONAL,
        SAID_BY,
        TRAFFIC_LIGHT,
    )
)
"""The extensions of ours that the mappers of needs render; all others of a resource are the sender's."""

Answer = TypeVar("Answer", bound=StrEnum)


def code_extension(item: str, code: str) -> Resource:
    """An extension of ours with a code."""
    return {"url": extension_url(item), "valueCode": code}


def code_said(resource: Resource, item: str, answers: type[Answer], findings: Findings) -> Answer | None:
    """The answer that our extension for an item gives, as a code, a Coding or a CodeableConcept.

    None when it is absent, and, with a warning, when it is none of the answers.
    """
    sent = value_said(resource, item)
    if sent is None:
        return None
    found = next((each for each in answers if each.value == _code(sent)), None)
    if found is None:
        known = ", ".join(each.value for each in answers)
        said = f"The extension {item.replace('.', '-').replace('_', '-')} is one of: {known}. This one is kept only."
        findings.warn("extension", said, IssueType.CODE_INVALID)
    return found


def flag_said(resource: Resource, item: str) -> bool:
    """Whether our extension for an item says yes."""
    return value_said(resource, item) is True


def value_said(resource: Resource, item: str) -> object:
    """The value of our extension for an item, of whatever type; None when it is absent."""
    if "extension" not in resource:
        return None
    found: object = extension_value(resource, extension_url(item))
    return found


def _code(sent: object) -> object:
    if not isinstance(sent, dict):
        return sent
    return next((each.get("code") for each in codings(sent)), sent.get("code"))

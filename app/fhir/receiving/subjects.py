"""Whose a resource is: the element that says so in each type, and which types belong to no child."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from app.fhir.mapping.looking import Resource, listed, referred
from app.identity import Identity

DIRECTORY: Final = frozenset(
    {"Practitioner", "PractitionerRole", "Organization", "Location", "CareTeam", "HealthcareService", "Device", "Group"}
)
"""Types that describe who and what there is; they may stand without a child."""

NEEDS: Final = frozenset({"Condition", "Observation", "DeviceUseStatement"})
"""Types that may say that a child has a need."""

_SUBJECT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "EpisodeOfCare": "patient",
        "AllergyIntolerance": "patient",
        "Immunization": "patient",
        "RelatedPerson": "patient",
        "FamilyMemberHistory": "patient",
        "Consent": "patient",
        "Task": "for",
    }
)
_BY_WAY_OF: Final[Mapping[str, str]] = MappingProxyType({"Provenance": "target", "MessageHeader": "focus"})


def subject_element(type_name: str) -> str:
    """The element that says whose a resource of the type is."""
    return _SUBJECT.get(type_name, "subject")


def subject_of(resource: Resource) -> Identity | None:
    """The child a resource says it is about; None when it names none of ours. References are resolved by now."""
    type_name = resource["resourceType"]
    if type_name == "Appointment":
        actors = (referred(each.get("actor"), "Patient") for each in listed(resource, "participant"))
        return next((each for each in actors if each is not None), None)
    return referred(resource.get(subject_element(type_name)), "Patient")


def pointed_at(resource: Resource) -> list[Any]:
    """The references of a resource that belongs to whatever it points at, such as a Provenance."""
    element = _BY_WAY_OF.get(resource["resourceType"])
    held = resource.get(element) if element is not None else None
    return held if isinstance(held, list) else []


def may_be_nobodys(type_name: str) -> bool:
    """Whether a resource of the type may stand without a child."""
    return type_name in DIRECTORY or type_name in _BY_WAY_OF

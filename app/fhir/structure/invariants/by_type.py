"""Which invariants are asked of which resource."""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Final

from app.fhir.structure.invariants.appointment import appointment_breaches, end_before_start, task_breaches
from app.fhir.structure.invariants.breach import Breach, Invariant, Json
from app.fhir.structure.invariants.bundle import bundle_breaches
from app.fhir.structure.invariants.composition import composition_breaches
from app.fhir.structure.invariants.condition import allergy_breaches, condition_breaches
from app.fhir.structure.invariants.definitions import (
    code_system_breaches,
    group_breaches,
    organization_breaches,
    risk_breaches,
    value_set_breaches,
)
from app.fhir.structure.invariants.domain_resource import contained_breaches, domain_breaches
from app.fhir.structure.invariants.observation import observation_breaches
from app.fhir.structure.invariants.parameters import parameters_breaches
from app.fhir.structure.invariants.questionnaire import questionnaire_breaches

_BY_TYPE: Final[Mapping[str, Invariant]] = {
    "AllergyIntolerance": allergy_breaches,
    "Appointment": appointment_breaches,
    "Bundle": bundle_breaches,
    "CodeSystem": code_system_breaches,
    "Composition": composition_breaches,
    "Condition": condition_breaches,
    "Group": group_breaches,
    "Observation": observation_breaches,
    "Organization": organization_breaches,
    "Parameters": parameters_breaches,
    "Questionnaire": questionnaire_breaches,
    "RiskAssessment": risk_breaches,
    "Slot": end_before_start,
    "Task": task_breaches,
    "ValueSet": value_set_breaches,
}


def breaches(resource: Json, contained: bool) -> Iterable[Breach]:
    """The invariants of its type that a resource breaks; it fits its schema."""
    of_type = _BY_TYPE.get(resource["resourceType"])
    if not (contained or "contained" in resource or "text" in resource):
        return of_type(resource) if of_type is not None else ()
    of_all = contained_breaches if contained else domain_breaches
    return chain(of_type(resource) if of_type is not None else (), of_all(resource))

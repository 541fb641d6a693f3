"""A need as the resource it came in, or as the one that fits its group: Condition, Observation or DeviceUseStatement.

Whatever carries a need, the reference set says which group it is in. A resource may speak of several needs: the first
one has the resource's own id, the others need ids of their own.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from app.clinical.encounter import Encounter
from app.clinical.needs import Statement
from app.fhir.mapping.condition import OWNED as CONDITION_OWNED
from app.fhir.mapping.condition import condition_from_need, needs_from_condition
from app.fhir.mapping.device_use_statement import OWNED as DEVICE_USE_OWNED
from app.fhir.mapping.device_use_statement import device_use_from_need, needs_from_device_use
from app.fhir.mapping.given import NeedGiven
from app.fhir.mapping.looking import Findings, Resource
from app.fhir.mapping.observation import OWNED as OBSERVATION_OWNED
from app.fhir.mapping.observation import needs_from_observation, observation_from_need
from app.fhir.mapping.surroundings import Surroundings
from app.terminology.refset import Group

Reads = Callable[[Resource, Findings, Surroundings], tuple[NeedGiven, ...]]
Renders = Callable[[Statement, Encounter, Surroundings], Resource]

DEFAULT_TYPE: Final[Mapping[Group, str]] = MappingProxyType(
    {
        Group.CONDITION: "Condition",
        Group.TECHNOLOGY_DEPENDENCY: "DeviceUseStatement",
        Group.FAMILY_REPORTED_ISSUE: "Observation",
        Group.ROUND_THE_CLOCK_CARE: "Observation",
        Group.FUNCTIONAL_LEVEL: "Observation",
        Group.IMAGING: "Observation",
        Group.NUTRITION: "Observation",
        Group.SAFEGUARDING: "Observation",
        Group.TREATMENT_STATUS: "Observation",
        Group.ASSESSMENT_OUTCOME: "Observation",
        Group.SERVICE_CRITERIA: "Observation",
        Group.EDUCATION: "Observation",
        Group.UNGROUPED: "Condition",
    }
)
"""The type of a need that no system sent as another."""

OWNED: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {"Condition": CONDITION_OWNED, "Observation": OBSERVATION_OWNED, "DeviceUseStatement": DEVICE_USE_OWNED}
)
"""The elements that are rendered, by type."""

_READS: Final[Mapping[str, Reads]] = MappingProxyType(
    {
        "Condition": needs_from_condition,
        "Observation": needs_from_observation,
        "DeviceUseStatement": needs_from_device_use,
    }
)
_RENDERS: Final[Mapping[str, Renders]] = MappingProxyType(
    {
        "Condition": condition_from_need,
        "Observation": observation_from_need,
        "DeviceUseStatement": device_use_from_need,
    }
)


def needs_from_resource(resource: Resource, findings: Findings, surroundings: Surroundings) -> tuple[NeedGiven, ...]:
    """The needs that a resource of one of the three types speaks of; the first has its id.

    Raises:
        KeyError: it is of another type.
    """
    return _READS[resource["resourceType"]](resource, findings, surroundings)


def resource_from_need(
    type_name: str, statement: Statement, encounter: Encounter, surroundings: Surroundings
) -> Resource:
    """What an encounter says of a need, as a resource of one of the three types.

    Raises:
        KeyError: the type is another.
    """
    return _RENDERS[type_name](statement, encounter, surroundings)

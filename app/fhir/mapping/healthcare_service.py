"""HealthcareService: a clinic of a team (FHIR R4, HealthcareService). Where it is held is the Location of its id."""

from typing import Final

from app.clinical.clinic import Clinic
from app.fhir.mapping.looking import Resource, reference, referred
from app.fhir.mapping.standing import as_resource, by_identity, by_name
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.systems import OUR_IDENTITY, extension_url
from app.identity import Identity, shown

OWNED: Final = frozenset({"extension", "identifier", "providedBy", "location", "name"})

TEAM: Final = extension_url("clinic.team")
"""Our extension for the team that holds a clinic: providedBy takes an organisation alone."""


def clinic_from_healthcare_service(resource: Resource, surroundings: Surroundings) -> Identity | None:
    """Which clinic of ours a HealthcareService or a Location is: by its id or our identity, else by its exact name."""
    found = by_identity(resource, surroundings.clinics)
    return found if found is not None else by_name(resource.get("name"), surroundings.clinics)


def clinic_from_reference(resource: Resource, pointer: object, surroundings: Surroundings) -> Identity | None:
    """Which clinic of ours a reference of `resource` means, by what it points at or by identifier and name in it."""
    found = referred(pointer, "HealthcareService", "Location")
    if found in surroundings.clinics:
        return found
    for each in (surroundings.target(resource, pointer) or {}, as_resource(pointer)):
        named = clinic_from_healthcare_service(each, surroundings)
        if named is not None:
            return named
    return None


def healthcare_service_from_clinic(clinic: Clinic, surroundings: Surroundings) -> Resource:
    """A clinic, with the team that holds it."""
    team = surroundings.teams.get(clinic.team)
    return {
        "resourceType": "HealthcareService",
        "id": shown(clinic.id),
        "extension": [
            {"url": TEAM, "valueReference": reference("CareTeam", clinic.team, team.name if team is not None else None)}
        ],
        "identifier": [{"system": OUR_IDENTITY, "value": shown(clinic.id)}],
        "providedBy": reference("Organization", clinic.organisation),
        "location": [reference("Location", clinic.id)],
        "name": clinic.name,
    }

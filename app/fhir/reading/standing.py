"""Resources that belong to no child: the organisation, who works there and where, as the record has them."""

from collections.abc import Iterator

from app.fhir.mapping.care_team import care_team_from_team
from app.fhir.mapping.healthcare_service import healthcare_service_from_clinic
from app.fhir.mapping.location import location_from_clinic
from app.fhir.mapping.looking import Resource
from app.fhir.mapping.organization import organization_from_organisation
from app.fhir.mapping.practitioner import practitioner_from_professional
from app.fhir.mapping.practitioner_role import practitioner_role_from_professional
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.ports import TypeAndId
from app.identity import Identity


def standing_resource(type_name: str, identity: Identity, surroundings: Surroundings) -> Resource | None:
    """A resource drawn from the organisation's standing lists; None when they have none such."""
    if type_name == "Organization" and identity == surroundings.organisation.id:
        return organization_from_organisation(surroundings.organisation)
    professional = surroundings.professionals.get(identity)
    if professional is not None and type_name in _OF_PROFESSIONAL:
        return _OF_PROFESSIONAL[type_name](professional, surroundings)
    clinic = surroundings.clinics.get(identity)
    if clinic is not None and type_name in _OF_CLINIC:
        return _OF_CLINIC[type_name](clinic, surroundings)
    team = surroundings.teams.get(identity)
    return care_team_from_team(team) if team is not None and type_name == "CareTeam" else None


_OF_PROFESSIONAL = {
    "Practitioner": practitioner_from_professional,
    "PractitionerRole": practitioner_role_from_professional,
}
_OF_CLINIC = {"Location": location_from_clinic, "HealthcareService": healthcare_service_from_clinic}


def standing_resources(surroundings: Surroundings) -> Iterator[TypeAndId]:
    """Every resource of the standing lists."""
    yield "Organization", surroundings.organisation.id
    for name in ("Practitioner", "PractitionerRole"):
        yield from ((name, each) for each in surroundings.professionals)
    for name in ("Location", "HealthcareService"):
        yield from ((name, each) for each in surroundings.clinics)
    yield from (("CareTeam", each) for each in surroundings.teams)

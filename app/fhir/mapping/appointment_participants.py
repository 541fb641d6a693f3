"""For whom an appointment is, where and with whom: Appointment.participant."""

from collections.abc import Iterator
from typing import Final

from app.fhir.mapping.encounter_people import professional_from_reference
from app.fhir.mapping.healthcare_service import clinic_from_reference
from app.fhir.mapping.item_answers import Placed, placed
from app.fhir.mapping.location import site_and_type_from_location
from app.fhir.mapping.looking import Findings, Resource, reference
from app.fhir.mapping.standing import as_resource
from app.fhir.mapping.surroundings import Surroundings
from app.identity import Identity

_PLACES: Final = ("HealthcareService", "Location")
_NO_CLINIC: Final = (
    "This is none of the organisation's clinics: nothing is booked there. Name one by its HealthcareService, or by "
    "its name."
)


def _actors(resource: Resource) -> Iterator[Placed]:
    """Those who have not declined."""
    for path, each in placed(resource, "participant"):
        if each.get("status") != "declined" and isinstance(each.get("actor"), dict):
            yield f"{path}.actor", each["actor"]


def clinic_given(resource: Resource, findings: Findings, surroundings: Surroundings) -> Identity | None:
    """The clinic of ours that takes part, or the only one at the site that does; that a place is neither is told."""
    unknown = None
    for path, pointer in _actors(resource):
        clinic = clinic_from_reference(resource, pointer, surroundings)
        clinic = clinic if clinic is not None else _only_one_at_site(resource, pointer, surroundings)
        if clinic is not None:
            return clinic
        unknown = path if _is_place(resource, pointer, surroundings) else unknown
    if unknown is not None:
        findings.warn(unknown, _NO_CLINIC)
    return None


def _only_one_at_site(resource: Resource, pointer: object, surroundings: Surroundings) -> Identity | None:
    for each in (as_resource(pointer), surroundings.target(resource, pointer) or {}):
        site, _ = site_and_type_from_location(each, surroundings)
        clinics = [clinic for clinic, held in surroundings.clinics.items() if site is not None and held.site == site]
        if len(clinics) == 1:
            return clinics[0]
    return None


def _is_place(resource: Resource, pointer: Resource, surroundings: Surroundings) -> bool:
    target = surroundings.target(resource, pointer) or {}
    named = str(pointer.get("reference", "")).partition("/")[0]
    return any(each in _PLACES for each in (named, pointer.get("type"), target.get("resourceType")))


def professional_given(resource: Resource, surroundings: Surroundings) -> Identity | None:
    """The first care professional who takes part."""
    people = (professional_from_reference(resource, pointer, surroundings) for _, pointer in _actors(resource))
    return next((each for each in people if each is not None), None)


def participants_of(
    child: Identity, clinic: Identity | None, professional: Identity | None, status: str, surroundings: Surroundings
) -> list[Resource]:
    """The child, the clinic and the professional, all of one ParticipationStatus."""
    actors = [reference("Patient", child)]
    if clinic is not None:
        place = surroundings.clinics.get(clinic)
        actors.append(reference("HealthcareService", clinic, None if place is None else place.name))
    if professional is not None:
        person = surroundings.professionals.get(professional)
        actors.append(reference("Practitioner", professional, None if person is None else person.name))
    return [{"actor": each, "status": status} for each in actors]

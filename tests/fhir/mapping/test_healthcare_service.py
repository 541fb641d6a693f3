"""Which clinic a HealthcareService is, and a clinic as one."""

from dataclasses import replace

import pytest

from app.clinical.clinic import Clinic
from app.fhir.mapping.healthcare_service import (
    OWNED,
    clinic_from_healthcare_service,
    clinic_from_reference,
    healthcare_service_from_clinic,
)
from app.fhir.mapping.location import location_from_clinic
from app.fhir.mapping.looking import Resource, reference
from app.fhir.systems import OUR_IDENTITY, extension_url
from app.identity import Identity, shown
from tests.fhir.mapping.core_values import BARE_CLINIC, MONDAY, ORGANISATION, PAEDIATRICS, SCHOOL_CLINIC, SURROUNDINGS
from tests.fhir.mapping.soundness import sound

CLINICS = (MONDAY, SCHOOL_CLINIC, BARE_CLINIC)
OTHER = Identity(90_001)


@pytest.mark.parametrize("clinic", CLINICS, ids=lambda clinic: clinic.name)
@pytest.mark.parametrize("missing", [(), ("id",), ("id", "identifier"), ("identifier", "name")])
def test_a_clinic_is_known_by_its_id_its_identity_or_its_name(clinic: Clinic, missing: tuple[str, ...]) -> None:
    sent = sound(healthcare_service_from_clinic(clinic, SURROUNDINGS))
    left = {name: value for name, value in sent.items() if name not in missing}
    assert clinic_from_healthcare_service(left, SURROUNDINGS) == clinic.id


@pytest.mark.parametrize("clinic", CLINICS, ids=lambda clinic: clinic.name)
def test_a_clinic_is_known_by_where_it_is_held(clinic: Clinic) -> None:
    assert clinic_from_healthcare_service(location_from_clinic(clinic, SURROUNDINGS), SURROUNDINGS) == clinic.id


@pytest.mark.parametrize("resource", [{}, {"id": shown(Identity(999))}, {"name": "monday clinic"}, {"name": "Monday"}])
def test_another_clinic_is_none_of_ours(resource: Resource) -> None:
    assert clinic_from_healthcare_service(resource, SURROUNDINGS) is None


def test_a_clinic_is_found_by_any_reference_to_it() -> None:
    sent = {"resourceType": "HealthcareService", "name": "Monday clinic"}
    surroundings = replace(SURROUNDINGS, find=lambda _, identity: sent if identity == OTHER else None)
    pointers = (
        reference("HealthcareService", MONDAY.id),
        reference("Location", MONDAY.id),
        reference("HealthcareService", OTHER),
        {"reference": "#clinic"},
        {"identifier": {"system": OUR_IDENTITY, "value": shown(MONDAY.id)}},
        {"reference": "https://example.org/HealthcareService/1", "display": "Monday clinic"},
    )
    holder = {"contained": [{**sent, "id": "clinic"}]}
    assert {clinic_from_reference(holder, each, surroundings) for each in pointers} == {MONDAY.id}


@pytest.mark.parametrize("pointer", [None, {}, reference("Patient", MONDAY.id), reference("Location", OTHER)])
def test_a_reference_to_something_else_is_no_clinic(pointer: object) -> None:
    assert clinic_from_reference({}, pointer, SURROUNDINGS) is None


def test_a_clinic_is_sent_with_its_team_and_its_place() -> None:
    sent = sound(healthcare_service_from_clinic(MONDAY, SURROUNDINGS))
    assert sent["name"] == "Monday clinic"
    (team,) = [each["valueReference"] for each in sent["extension"] if each["url"] == extension_url("clinic.team")]
    assert team == {"reference": f"CareTeam/{shown(PAEDIATRICS.id)}", "display": "Community paediatrics"}
    assert sent["providedBy"] == {"reference": f"Organization/{shown(ORGANISATION.id)}"}
    assert sent["location"] == [{"reference": f"Location/{shown(MONDAY.id)}"}]
    assert set(sent) - {"resourceType", "id"} <= OWNED

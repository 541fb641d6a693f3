"""What a PractitionerRole says of a care professional, and a care professional's role."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from app.clinical.professional import CareProfessional, Profession
from app.fhir.mapping.given import ProfessionalGiven
from app.fhir.mapping.looking import Resource, reference
from app.fhir.mapping.practitioner import practitioner_from_professional
from app.fhir.mapping.practitioner_role import (
    OWNED,
    RoleGiven,
    combined,
    practitioner_role_from_professional,
    professional_from_practitioner_role,
    role_from_practitioner_role,
)
from app.fhir.structure.problems import Severity
from app.fhir.systems import SDS_USER, SNOMED_CT, code_system_url
from app.identity import Identity, shown
from tests.fhir.mapping.core_values import ORGANISATION, PAEDIATRICIAN, SURROUNDINGS, THERAPIST
from tests.fhir.mapping.soundness import here, noted, sound
from tests.fhir.mapping.test_practitioner import professionals

PLACE = "Bundle.entry[0].resource"
OTHER = Identity(90_001)


def coded(name: str, code: str) -> Resource:
    return {"coding": [{"system": code_system_url(f"professional.{name}"), "code": code}]}


def role(*codes: Resource, **elements: object) -> Resource:
    return sound({"resourceType": "PractitionerRole", **({"code": list(codes)} if codes else {}), **elements})


def read(resource: Resource) -> tuple[RoleGiven, list[Any]]:
    findings = here()
    return role_from_practitioner_role(resource, findings), noted(findings)


def test_the_codes_of_a_role_are_read() -> None:
    codes = (
        coded("profession", "physiotherapist"),
        coded("staff_group", "A08"),
        coded("occupation_code", "S1E"),
        coded("job_role", "01000"),
    )
    expected = RoleGiven(Profession.PHYSIOTHERAPIST, "A08", "S1E", "01000")
    assert read(role(*codes)) == (expected, [])
    together = {"coding": [each for concept in codes for each in concept["coding"]]}
    assert read(role(together)) == (expected, [])


def test_codes_of_other_systems_say_nothing_here() -> None:
    others = {
        "coding": [
            {"system": SNOMED_CT, "code": "309453006"},
            {"system": "https://fhir.hl7.org.uk/CodeSystem/UKCore-SDSJobRoleName", "code": "R0050"},
        ]
    }
    assert read(role(others, {"text": "Registrar"})) == (RoleGiven(), [])


@pytest.mark.parametrize(
    ("name", "code"), [("profession", "wizard"), ("staff_group", "Z99"), ("occupation_code", "0291"), ("job_role", "1")]
)
def test_a_code_of_ours_that_is_not_in_its_list_is_wrong(name: str, code: str) -> None:
    assert read(role(coded("profession", "other"), coded(name, code)))[1] == [(Severity.ERROR, f"{PLACE}.code[1]")]


def test_the_first_of_two_codes_is_recorded_with_a_warning() -> None:
    found, problems = read(role(coded("staff_group", "A08"), coded("staff_group", "A08"), coded("staff_group", "A06")))
    assert (found.staff_group, problems) == ("A08", [(Severity.WARNING, f"{PLACE}.code[2]")])


def test_a_role_adds_to_a_professional_and_takes_nothing_away() -> None:
    before = ProfessionalGiven("Ms Example", "S1", profession=Profession.OTHER, staff_group="A08", job_role="01000")
    after = combined(before, RoleGiven(Profession.PHYSIOTHERAPIST, occupation_code="S1E"))
    assert after == replace(before, profession=Profession.PHYSIOTHERAPIST, occupation_code="S1E")


def professional(
    resource: Resource, practitioner: Resource | None = None
) -> tuple[ProfessionalGiven | None, list[Any]]:
    def find(type_name: str, identity: Identity) -> Resource | None:
        return practitioner if (type_name, identity) == ("Practitioner", OTHER) else None

    findings = here()
    return professional_from_practitioner_role(resource, findings, replace(SURROUNDINGS, find=find)), noted(findings)


def test_the_professional_of_a_role_is_the_practitioner_it_points_at() -> None:
    practitioner = {"resourceType": "Practitioner", "name": [{"text": "Ms Example"}]}
    resource = role(coded("profession", "psychologist"), practitioner=reference("Practitioner", OTHER))
    found = ProfessionalGiven("Ms Example", None, profession=Profession.PSYCHOLOGIST)
    assert professional(resource, practitioner) == (found, [])


def test_the_professional_of_a_role_may_be_contained_in_it() -> None:
    within = {"resourceType": "Practitioner", "id": "p", "name": [{"text": "Ms Example"}]}
    resource = role(coded("profession", "psychologist"), contained=[within], practitioner={"reference": "#p"})
    found = ProfessionalGiven("Ms Example", None, profession=Profession.PSYCHOLOGIST)
    assert professional(resource) == (found, [])
    within["name"] = [{"text": "x" * 101}]
    wrong = role(contained=[within], practitioner={"reference": "#p"})
    assert professional(wrong)[1] == [(Severity.ERROR, f"{PLACE}.contained[0].name[0]")]


def test_the_professional_of_a_role_may_be_named_without_being_sent() -> None:
    logical = {"identifier": {"system": SDS_USER, "value": "999999999998"}, "display": "Ms Example"}
    assert professional(role(practitioner=logical)) == (ProfessionalGiven("Ms Example", "999999999998"), [])


def test_what_is_wrong_with_a_practitioner_sent_by_itself_is_told_there_alone() -> None:
    practitioner = {"resourceType": "Practitioner", "name": [{"text": "x" * 101}]}
    assert professional(role(practitioner=reference("Practitioner", OTHER)), practitioner) == (None, [])


@pytest.mark.parametrize("elements", [{}, {"practitioner": {"reference": "http://example.org/Practitioner/1"}}])
def test_a_role_of_nobody_is_none(elements: Resource) -> None:
    assert professional(role(coded("profession", "other"), **elements)) == (None, [])


def test_a_role_names_whose_it_is_and_where() -> None:
    sent = sound(practitioner_role_from_professional(THERAPIST, SURROUNDINGS))
    assert sent["id"] == shown(THERAPIST.id)
    assert sent["practitioner"] == {
        "reference": f"Practitioner/{shown(THERAPIST.id)}",
        "display": "Synthetic Therapist",
    }
    assert sent["organization"]["reference"] == f"Organization/{shown(ORGANISATION.id)}"
    assert [each["coding"][0]["code"] for each in sent["code"]] == ["speech_and_language_therapist"]
    codes = practitioner_role_from_professional(PAEDIATRICIAN, SURROUNDINGS)["code"]
    assert [each["coding"][0]["code"] for each in codes] == ["paediatrician", "M02", "029", "01000"]


@settings(max_examples=50)
@given(professionals())
def test_practitioner_and_role_together_give_what_was_recorded(professional_: CareProfessional) -> None:
    sent = sound(practitioner_role_from_professional(professional_, SURROUNDINGS))
    assert set(sent) - {"resourceType", "id"} <= OWNED
    practitioner = practitioner_from_professional(professional_, SURROUNDINGS)
    surroundings = replace(
        SURROUNDINGS, find=lambda _, identity: practitioner if identity == professional_.id else None
    )
    findings = here()
    assert professional_from_practitioner_role(sent, findings, surroundings) == ProfessionalGiven(
        professional_.name,
        professional_.local_identifier,
        professional_.registration_body,
        professional_.registration_entry,
        professional_.profession,
        professional_.staff_group,
        professional_.occupation_code,
        professional_.job_role,
    )
    assert findings.problems == []

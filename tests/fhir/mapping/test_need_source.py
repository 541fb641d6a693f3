"""On whose word a need rests."""

from dataclasses import replace

import pytest

from app.clinical.needs import SaidBy, Source
from app.clinical.professional import Profession
from app.fhir.mapping.looking import Findings, Resource, reference
from app.fhir.mapping.need_source import Said, person_of, said, source_extensions, writer_of
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.structure.problems import Severity
from app.fhir.systems import GMC_NUMBER, LOCAL_PROFESSIONAL
from app.identity import Identity
from tests.fhir.mapping.core_values import PAEDIATRICIAN, SURROUNDINGS, THERAPIST
from tests.fhir.mapping.need_examples import PATIENT, extension
from tests.fhir.mapping.soundness import here

OURS = reference("Practitioner", PAEDIATRICIAN.id)
THERAPIST_ROLE = reference("PractitionerRole", THERAPIST.id)
PAEDIATRICIAN_SAYS = Said(SaidBy.CLINICIAN, SaidBy.CLINICIAN, PAEDIATRICIAN.id, Profession.PAEDIATRICIAN)
THERAPIST_SAYS = Said(SaidBy.CLINICIAN, SaidBy.CLINICIAN, THERAPIST.id, Profession.SPEECH_AND_LANGUAGE_THERAPIST)
SOMEBODY = Said(SaidBy.SENDING_SYSTEM, SaidBy.CLINICIAN)
FAMILY = Said(SaidBy.FAMILY, SaidBy.FAMILY)
NOBODY = Said(SaidBy.SENDING_SYSTEM, None)


def by(
    *people: object,
    recorder: object = None,
    findings: Findings | None = None,
    surroundings: Surroundings = SURROUNDINGS,
    **resource: object,
) -> Said:
    return said(dict(resource), people, recorder, findings or here(), surroundings)


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (OURS, PAEDIATRICIAN_SAYS),
        (THERAPIST_ROLE, THERAPIST_SAYS),
        (PATIENT, FAMILY),
        ({"reference": "RelatedPerson/0123456789ABC"}, FAMILY),
        ({"reference": "https://other.example/fhir/RelatedPerson/1/_history/2"}, FAMILY),
        ({"reference": "https://other.example/fhir/Practitioner/1"}, SOMEBODY),
        ({"type": "RelatedPerson", "display": "Mother"}, FAMILY),
        ({"type": "Practitioner", "display": "Dr Synthetic"}, SOMEBODY),
        ({"reference": "Organization/0123456789ABC"}, NOBODY),
        ({"display": "Dr Synthetic"}, NOBODY),
        (None, NOBODY),
        ("Practitioner/1", NOBODY),
    ],
)
def test_who_says_so_is_told_by_what_is_referred_to(person: object, expected: Said) -> None:
    assert by(person) == expected


def test_of_several_people_the_first_decides_and_organisations_are_passed_over() -> None:
    organisation = {"reference": "Organization/0123456789ABC"}
    assert by(organisation, OURS, PATIENT) == PAEDIATRICIAN_SAYS
    assert by(PATIENT, OURS) == replace(FAMILY, professional=PAEDIATRICIAN.id, profession=Profession.PAEDIATRICIAN)


def test_a_clinician_of_ours_is_known_by_a_number() -> None:
    local = {"type": "Practitioner", "identifier": {"system": LOCAL_PROFESSIONAL, "value": THERAPIST.local_identifier}}
    gmc = {"type": "Practitioner", "identifier": {"system": GMC_NUMBER, "value": PAEDIATRICIAN.registration_entry}}
    assert by(local) == THERAPIST_SAYS
    assert by(gmc) == PAEDIATRICIAN_SAYS


def test_a_clinician_of_ours_is_known_by_a_number_of_a_contained_practitioner() -> None:
    inside = {
        "resourceType": "Practitioner",
        "id": "p",
        "identifier": [{"system": GMC_NUMBER, "value": PAEDIATRICIAN.registration_entry}],
    }
    assert by({"reference": "#p"}, contained=[inside]) == PAEDIATRICIAN_SAYS


def test_a_contained_role_leads_to_its_practitioner() -> None:
    role = {"resourceType": "PractitionerRole", "id": "r", "practitioner": OURS}
    assert by({"reference": "#r"}, contained=[role]) == PAEDIATRICIAN_SAYS


def test_a_role_of_somebody_unknown_gives_their_profession() -> None:
    code = {"system": "https://everyneed.org.uk/fhir/CodeSystem/professional-profession", "code": "physiotherapist"}
    role = {
        "resourceType": "PractitionerRole",
        "id": "r",
        "code": [{"coding": [code]}],
        "practitioner": {"display": "Somebody"},
    }
    practitioner = {"resourceType": "Practitioner", "id": "p", "name": [{"text": "Somebody"}]}
    role["practitioner"] = {"reference": "#p"}
    found = by({"reference": "#r"}, contained=[role, practitioner])
    assert found == Said(SaidBy.CLINICIAN, SaidBy.CLINICIAN, None, Profession.PHYSIOTHERAPIST)


def test_a_clinician_of_whom_nothing_is_known_speaks_through_the_sending_system_and_that_is_told() -> None:
    findings = here()
    assert by({"type": "Practitioner", "display": "Dr Synthetic"}, findings=findings) == SOMEBODY
    assert [each.severity for each in findings.problems] == [Severity.INFORMATION]
    assert "Synthetic" not in findings.problems[0].diagnostic


def test_an_identity_of_nobody_here_is_no_professional() -> None:
    assert by(reference("Practitioner", Identity(9_999))) == SOMEBODY


def test_the_profession_that_is_given_is_the_one_they_had_then() -> None:
    given = extension("statement.said_by_profession", valueCode="specialist_nurse")
    found = by(OURS, extension=[given])
    assert found == replace(PAEDIATRICIAN_SAYS, profession=Profession.SPECIALIST_NURSE)
    assert by({"type": "Practitioner", "display": "A nurse"}, extension=[given]) == Said(
        SaidBy.CLINICIAN, SaidBy.CLINICIAN, None, Profession.SPECIALIST_NURSE
    )


def test_who_only_wrote_it_down_is_kept_beside_whose_word_it_is() -> None:
    assert by(PATIENT, recorder=OURS) == replace(
        FAMILY, professional=PAEDIATRICIAN.id, profession=Profession.PAEDIATRICIAN
    )
    assert by(recorder=OURS) == replace(NOBODY, professional=PAEDIATRICIAN.id, profession=Profession.PAEDIATRICIAN)
    assert by(THERAPIST_ROLE, recorder=OURS) == THERAPIST_SAYS
    assert by(PATIENT, recorder=PATIENT) == FAMILY


def test_a_source_is_a_reference_and_extensions() -> None:
    nurse = Source(SaidBy.FAMILY, Profession.SPECIALIST_NURSE, THERAPIST.id)
    assert person_of(nurse) == {"type": "RelatedPerson", "display": "Family"}
    assert writer_of(nurse) == reference("Practitioner", THERAPIST.id)
    profession = extension("statement.said_by_profession", valueCode="specialist_nurse")
    professional = extension("statement.said_by_professional", valueReference=reference("Practitioner", THERAPIST.id))
    assert [*source_extensions(nurse, written=True)] == [profession]
    assert [*source_extensions(nurse, written=False)] == [profession, professional]


def test_references_made_for_two_resources_are_not_the_same_object() -> None:
    first: Resource | None = person_of(Source(SaidBy.FAMILY))
    assert first is not None
    first["display"] = "changed"
    assert person_of(Source(SaidBy.FAMILY)) == {"type": "RelatedPerson", "display": "Family"}
    clinician = person_of(Source(SaidBy.CLINICIAN))
    assert clinician == {"type": "Practitioner", "display": "Clinician"}
    assert person_of(Source(SaidBy.SENDING_SYSTEM)) is None

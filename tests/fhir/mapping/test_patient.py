"""A Patient in the form of UK Core becomes what the record knows of a child."""

from datetime import date

import pytest

from app.clinical.child import Demographics, FactAnswer, FactKind, Gender
from app.fhir.mapping.given import FactGiven, LocalGiven, PatientGiven
from app.fhir.mapping.patient import OWNED, patient_from_child
from app.identity import shown
from tests.clinical import examples
from tests.fhir.mapping.core_values import received
from tests.fhir.mapping.patient_children import (
    CODES,
    NUMBER,
    ODS,
    PLACE,
    SURROUNDINGS,
    UK_CORE,
    coded,
    patient,
    read,
    refused,
    said,
    warned,
)

UK_CORE_PATIENT = {
    "resourceType": "Patient",
    "extension": [
        coded(f"{UK_CORE}EthnicCategory", f"{CODES}EthnicCategoryEngland", "G"),
        {"url": "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired", "valueBoolean": True},
    ],
    "identifier": [
        {
            "extension": [
                coded(f"{UK_CORE}NHSNumberVerificationStatus", f"{CODES}NHSNumberVerificationStatusEngland", "01")
            ],
            "system": "https://fhir.nhs.uk/id/NHS-number",
            "value": "999 000 0018",
        },
        {
            "type": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "MR"}]},
            "system": "https://trust.example.nhs.uk/Id/hospital-number",
            "value": "L-4711",
            "period": {"start": "2024-05-01"},
            "assigner": {"identifier": {"system": ODS, "value": "RXX"}},
        },
    ],
    "name": [
        {"use": "nickname", "given": ["Nono"]},
        {"use": "official", "family": "SAMPLE", "given": ["Ada", "Noor"], "prefix": ["Miss"]},
        {"use": "old", "family": "EARLIER", "given": ["Ada"]},
    ],
    "gender": "female",
    "birthDate": "2019-03-14",
    "address": [
        {"use": "temp", "line": ["2 Holiday Road"], "postalCode": "M1 1AE"},
        {
            "use": "home",
            "line": ["1 Made-up Street", "Leeds"],
            "city": "LEEDS",
            "postalCode": "ls14ap",
            "period": {"start": "2022-01-02"},
        },
    ],
    "communication": [
        {"language": {"coding": [{"system": f"{CODES}HumanLanguage", "code": "en"}]}},
        {"language": {"coding": [{"system": f"{CODES}HumanLanguage", "code": "ur"}]}, "preferred": True},
    ],
    "generalPractitioner": [
        {
            "type": "Organization",
            "identifier": {"system": ODS, "value": "A81001", "period": {"start": "2020-02-03"}},
        }
    ],
}


def test_a_patient_of_uk_core_is_understood_whole() -> None:
    given, problems = read(received(UK_CORE_PATIENT))
    assert problems == []
    assert given == PatientGiven(
        Demographics("SAMPLE", "Ada Noor", "Miss", "Nono", date(2019, 3, 14), Gender.FEMALE),
        examples.NHS_NUMBER,
        "01",
        (
            LocalGiven(
                given.locals[0].value, "RXX", "https://trust.example.nhs.uk/Id/hospital-number", date(2024, 5, 1), True
            ),
        )
        if given is not None
        else (),
        (
            FactGiven(FactKind.POSTCODE, FactAnswer.KNOWN, "LS1 4AP", date(2022, 1, 2)),
            FactGiven(FactKind.ADDRESS, FactAnswer.KNOWN, "1 Made-up Street, Leeds", date(2022, 1, 2)),
            FactGiven(FactKind.GP_PRACTICE, FactAnswer.KNOWN, "A81001", date(2020, 2, 3)),
            FactGiven(FactKind.ETHNIC_CATEGORY, FactAnswer.KNOWN, "G"),
            FactGiven(FactKind.PREFERRED_LANGUAGE, FactAnswer.KNOWN, "ur"),
            FactGiven(FactKind.INTERPRETER, FactAnswer.KNOWN, "Y"),
        ),
    )
    assert [each.value for each in given.locals] == ["L-4711"]


def test_a_patient_with_a_name_alone_says_nothing_else() -> None:
    given, problems = read(received({"resourceType": "Patient", "name": [{"family": "SAMPLE", "given": ["Ada"]}]}))
    assert problems == []
    assert given == PatientGiven(Demographics("SAMPLE", "Ada", None, None, None, Gender.NOT_KNOWN), None, None, (), ())


@pytest.mark.parametrize(
    ("code", "gender"),
    [("male", Gender.MALE), ("female", Gender.FEMALE), ("other", Gender.INDETERMINATE), ("unknown", Gender.NOT_KNOWN)],
)
def test_the_genders_of_fhir_are_those_of_the_dictionary(code: str, gender: Gender) -> None:
    assert said(gender=code).demographics.gender is gender


@pytest.mark.parametrize("born", ["2019", "2019-03"])
def test_a_birth_date_that_is_not_known_to_the_day_is_kept_and_told(born: str) -> None:
    assert said(birthDate=born).demographics.birth_date is None
    assert warned(birthDate=born) == ["birthDate"]


def test_a_birth_date_to_come_refuses_the_patient() -> None:
    assert refused(birthDate="2026-11-25") == ["birthDate"]
    assert said(birthDate="2026-11-24").demographics.birth_date == date(2026, 11, 24)


def test_somebody_older_than_25_is_told_of_as_the_form_has_it() -> None:
    assert warned(birthDate="2000-11-24") == ["birthDate"]
    assert warned(birthDate="2000-11-25") == []


def test_no_message_repeats_what_was_sent() -> None:
    hostile = patient(
        identifier=[{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000019"}],
        name=[{"text": "SECRETNAME"}],
        birthDate="2026-12-25",
        address=[{"line": ["SECRETSTREET " * 20], "postalCode": "SECRETCODE"}],
        deceasedDateTime="2026-12-26",
        generalPractitioner=[{"identifier": {"system": ODS, "value": "SECRET1"}}],
    )
    _, problems = read(received(hostile))
    assert len(problems) >= 6
    assert not any(word in each.diagnostic for each in problems for word in ("SECRET", "9990000019", "2026-12"))
    assert all(each.expression.startswith(PLACE) for each in problems)


def test_two_patients_for_one_child_are_told_to_be_merged_at_the_register() -> None:
    link = {"other": {"reference": f"Patient/{shown(examples.CHILD)}"}, "type": "replaced-by"}
    assert warned(link=[link]) == ["link[0]"]
    assert warned(link=[{**link, "type": "seealso"}]) == []


def test_a_child_on_whom_little_is_known_is_rendered_without_empty_elements() -> None:
    assert patient_from_child(examples.child(), SURROUNDINGS) == {
        "resourceType": "Patient",
        "id": shown(examples.CHILD),
        "identifier": [
            {
                "use": "official",
                "system": "https://fhir.nhs.uk/Id/nhs-number",
                "extension": [
                    {
                        "url": f"{UK_CORE}NHSNumberVerificationStatus",
                        "valueCodeableConcept": {
                            "coding": [
                                {
                                    "system": f"{CODES}NHSNumberVerificationStatusEngland",
                                    "code": "01",
                                    "display": "Number present and verified",
                                }
                            ]
                        },
                    }
                ],
                "value": NUMBER,
            }
        ],
        "name": [{"use": "official", "family": "Synthetic", "given": ["Alexandra"]}],
        "gender": "female",
        "birthDate": "2019-03-14",
    }


def test_every_element_that_is_rendered_is_owned_but_those_that_only_a_merge_renders() -> None:
    rendered = patient_from_child(examples.child(), SURROUNDINGS)
    assert set(rendered) <= OWNED | {"resourceType", "id"}
    assert {"active", "link", "telecom", "managingOrganization"}.isdisjoint(OWNED)

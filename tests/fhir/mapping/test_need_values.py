"""What a value answers: whether what an Observation names is there."""

from typing import Any

import pytest

from app.fhir.mapping.need_values import Answer, answer_of
from app.terminology.concept import parse_concept_id
from tests.fhir.mapping.need_examples import coded, coding, of_system

YES_NO = "http://terminology.hl7.org/CodeSystem/v2-0136"
INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation"
ABSENT = {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "asked-unknown"}
NEGATIVE = {"interpretation": [of_system(INTERPRETATION, "NEG")]}

PRESENT = "52101004 373066001 410515003 410605003 410591008 10828004 260373001 255604002 6736007 24484000".split()
SUSPECTED = "415684004 410592001 410590009".split()
NOT_THERE = "2667000 373067005 410516002 410594000 410593006 260385009 260415000".split()
UNKNOWN = "261665006 373068000".split()


@pytest.mark.parametrize(
    ("codes", "answer"),
    [
        (PRESENT, Answer.PRESENT),
        (SUSPECTED, Answer.SUSPECTED),
        (NOT_THERE, Answer.ABSENT),
        (UNKNOWN, Answer.NOT_SAID),
    ],
)
def test_the_qualifiers_of_snomed_ct_are_answers(codes: list[str], answer: Answer) -> None:
    for code in codes:
        assert answer_of({"valueCodeableConcept": coded(parse_concept_id(code))}) is answer


@pytest.mark.parametrize(
    ("element", "answer"),
    [
        ({}, Answer.PRESENT),
        ({"valueBoolean": True}, Answer.PRESENT),
        ({"valueBoolean": False}, Answer.ABSENT),
        ({"valueCodeableConcept": of_system("http://loinc.org", "LA33-6")}, Answer.PRESENT),
        ({"valueCodeableConcept": of_system("http://loinc.org", "LA9634-2")}, Answer.ABSENT),
        ({"valueCodeableConcept": of_system(YES_NO, "Y")}, Answer.PRESENT),
        ({"valueCodeableConcept": of_system(YES_NO, "N")}, Answer.ABSENT),
        ({"valueCodeableConcept": of_system("http://other.example", "Y")}, Answer.UNCLEAR),
        ({"valueCodeableConcept": {"text": "Not present"}}, Answer.ABSENT),
        ({"valueCodeableConcept": {"text": "rather"}}, Answer.UNCLEAR),
        ({"valueCodeableConcept": {}}, Answer.UNCLEAR),
        ({"valueString": "No."}, Answer.ABSENT),
        ({"valueString": "yes"}, Answer.PRESENT),
        ({"valueString": "yes, but"}, Answer.UNCLEAR),
        ({"valueString": ""}, Answer.UNCLEAR),
        ({"valueString": "two people at night"}, Answer.UNCLEAR),
        ({"valueInteger": 0}, Answer.UNCLEAR),
        ({"valueInteger": 1}, Answer.UNCLEAR),
        ({"valueQuantity": {"value": 3}}, Answer.UNCLEAR),
        ({"valueDateTime": "2026"}, Answer.UNCLEAR),
        ({"dataAbsentReason": {"text": "not asked"}}, Answer.NOT_SAID),
        ({"dataAbsentReason": {}}, Answer.NOT_SAID),
        ({"valueCodeableConcept": {"extension": [ABSENT]}}, Answer.NOT_SAID),
        ({"_valueBoolean": {"extension": [ABSENT]}}, Answer.NOT_SAID),
        ({"code": {"extension": [ABSENT]}}, Answer.NOT_SAID),
        (
            {
                "valueCodeableConcept": of_system(
                    "http://terminology.hl7.org/CodeSystem/data-absent-reason", "asked-unknown"
                )
            },
            Answer.NOT_SAID,
        ),
    ],
)
def test_only_what_says_so_plainly_is_there(element: dict[str, Any], answer: Answer) -> None:
    assert answer_of(element) is answer


def test_codes_that_contradict_one_another_leave_it_unclear() -> None:
    both = {"coding": [coding(PRESENT[0]), coding(NOT_THERE[0])]}
    assert answer_of({"valueCodeableConcept": both}) is Answer.UNCLEAR
    same = {"coding": [coding(PRESENT[0]), *of_system(YES_NO, "Y")["coding"]]}
    assert answer_of({"valueCodeableConcept": same}) is Answer.PRESENT


def test_a_negative_interpretation_says_no_and_contradicts_a_yes() -> None:
    assert answer_of(NEGATIVE) is Answer.ABSENT
    assert answer_of({**NEGATIVE, "valueBoolean": False}) is Answer.ABSENT
    assert answer_of({**NEGATIVE, "valueBoolean": True}) is Answer.UNCLEAR
    assert answer_of({"interpretation": [of_system(INTERPRETATION, "POS")]}) is Answer.PRESENT

"""Which needs an Observation speaks of, in its code, its value and its components."""

import pytest

from app.fhir.mapping.looking import Resource
from app.fhir.mapping.need_observed import Observed, observed
from app.fhir.mapping.need_values import Answer
from app.fhir.mapping.surroundings import Surroundings
from app.terminology.concept import ConceptId
from tests.clinical.examples import CARE, EPILEPSY, GMFCS_II, GMFCS_III, OUTSIDE, PALSY, SLEEP
from tests.fhir.mapping.core_values import SURROUNDINGS
from tests.fhir.mapping.need_examples import coded, noted, observation, of_system, released
from tests.fhir.mapping.soundness import here
from tests.terminology.small_edition_of_needs import SITUATION

PRESENT, ABSENT = coded("52101004"), coded("2667000")
NEGATIVE = of_system("http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "NEG")
HEART_RATE = of_system("http://loinc.org", "8867-4")
ASSESSMENT = of_system("http://loinc.org", "00000-0")
DECLARED = of_system("https://everyneed.org.uk/fhir/CodeSystem/statement-group", "ungrouped")


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Surroundings:
    return released(tmp_path_factory.mktemp("release"))


def read(
    sent: Resource, surroundings: Surroundings = SURROUNDINGS
) -> tuple[tuple[Observed, ...], list[tuple[str, str]]]:
    findings = here()
    found = observed(sent, findings, surroundings.known)
    return found, [(how, place.rpartition("resource.")[2]) for how, place in noted(findings.problems)]


def named(
    sent: Resource, surroundings: Surroundings = SURROUNDINGS
) -> tuple[list[tuple[ConceptId | None, Answer]], list[tuple[str, str]]]:
    found, problems = read(sent, surroundings)
    return [(each.which.concept, each.answer) for each in found], problems


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        ({}, Answer.PRESENT),
        ({"valueBoolean": True}, Answer.PRESENT),
        ({"valueBoolean": False}, Answer.ABSENT),
        ({"valueCodeableConcept": PRESENT}, Answer.PRESENT),
        ({"valueCodeableConcept": ABSENT}, Answer.ABSENT),
        ({"dataAbsentReason": {"text": "not asked"}}, Answer.NOT_SAID),
    ],
)
def test_the_code_names_the_need_and_the_value_answers(value: Resource, answer: Answer) -> None:
    assert named(observation(SLEEP, **value)) == ([(SLEEP, answer)], [])


def test_the_code_asks_and_the_value_is_the_need() -> None:
    assert named(observation(ASSESSMENT, valueCodeableConcept=coded(GMFCS_II))) == ([(GMFCS_II, Answer.PRESENT)], [])


def test_a_value_that_is_a_member_is_the_need_even_where_the_code_is_one() -> None:
    assert named(observation(PALSY, valueCodeableConcept=coded(GMFCS_II))) == ([(GMFCS_II, Answer.PRESENT)], [])


def test_each_component_may_be_a_need() -> None:
    sent = observation(
        ASSESSMENT,
        component=[
            {"code": coded(SLEEP), "valueBoolean": True},
            {"code": ASSESSMENT, "valueCodeableConcept": coded(GMFCS_III)},
            {"code": HEART_RATE, "valueQuantity": {"value": 90}},
            {"code": coded(CARE), "valueBoolean": False},
            {"code": coded(SLEEP)},
        ],
    )
    assert named(sent) == ([(SLEEP, Answer.PRESENT), (GMFCS_III, Answer.PRESENT), (CARE, Answer.ABSENT)], [])


def test_a_heart_rate_is_no_need() -> None:
    assert read(observation(HEART_RATE, valueQuantity={"value": 90})) == ((), [])


def test_an_observation_of_a_concept_outside_the_reference_set_is_no_need_and_that_is_told() -> None:
    assert read(observation(OUTSIDE, valueBoolean=True)) == ((), [("informed", "code.coding[0].code")])
    assert read(observation(ASSESSMENT, valueCodeableConcept=coded(OUTSIDE))) == ((), [])


def test_a_category_of_ours_declares_a_need_in_words_or_outside_the_reference_set() -> None:
    found, problems = read(observation({"text": "Wobbly"}, category=[DECLARED]))
    assert [(each.which.concept, each.which.term) for each in found] == [(None, "Wobbly")]
    assert problems == []
    assert named(observation(OUTSIDE, category=[DECLARED])) == (
        [(OUTSIDE, Answer.PRESENT)],
        [("warned", "code.coding[0].code")],
    )
    assert read(observation(HEART_RATE, category=[DECLARED])) == ((), [])


@pytest.mark.parametrize("value", [{"valueString": "sometimes"}, {"valueQuantity": {"value": 3}}, {"valueInteger": 0}])
def test_a_value_that_says_neither_yes_nor_no_is_left_to_a_person(value: Resource) -> None:
    assert read(observation(SLEEP, **value)) == ((), [("warned", "value")])
    component = {"code": coded(SLEEP), **value}
    assert read(observation(ASSESSMENT, component=[component])) == ((), [("warned", "component[0].value")])


def test_a_value_that_is_a_member_and_interpreted_as_negative_is_no_need() -> None:
    sent = observation(ASSESSMENT, valueCodeableConcept=coded(GMFCS_II), interpretation=[NEGATIVE])
    assert read(sent) == ((), [("warned", "interpretation")])


def test_a_need_said_to_be_there_and_not_there_is_refused() -> None:
    sent = observation(ASSESSMENT, component=[{"code": coded(SLEEP)}, {"code": coded(SLEEP), "valueBoolean": False}])
    assert read(sent)[1] == [("wrong", "component[1].code")]


def test_what_is_not_said_in_one_place_does_not_contradict_what_is_said_in_another() -> None:
    unsaid, there = {"code": coded(SLEEP), "dataAbsentReason": {"text": "not asked"}}, {"code": coded(SLEEP)}
    for components in ([unsaid, there], [there, unsaid]):
        assert named(observation(ASSESSMENT, component=components)) == ([(SLEEP, Answer.PRESENT)], [])


def test_the_value_of_a_situation_with_explicit_context_is_not_taken_for_the_childs(release: Surroundings) -> None:
    for situation in (SITUATION, CARE):
        sent = observation(situation, valueCodeableConcept=coded(EPILEPSY))
        assert read(sent, release) == ((), [("warned", "code")])
    assert named(observation(OUTSIDE, valueCodeableConcept=coded(EPILEPSY)), release) == (
        [(EPILEPSY, Answer.PRESENT)],
        [],
    )


def test_a_wrong_identifier_is_refused_in_code_value_and_component() -> None:
    assert read(observation("128188001"))[1] == [("wrong", "code.coding[0].code")]
    sent = observation(ASSESSMENT, valueCodeableConcept=coded("128188001"))
    assert read(sent)[1] == [("wrong", "value.ofType(CodeableConcept).coding[0].code")]
    sent = observation(ASSESSMENT, component=[{"code": coded("128188001")}])
    assert read(sent)[1] == [("wrong", "component[0].code.coding[0].code")]

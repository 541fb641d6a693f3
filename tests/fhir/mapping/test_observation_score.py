"""The score of an assessment tool as an Observation, both ways, and never as a need."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.clinical.encounter import Encounter
from app.clinical.scores import AssessmentScore, Span, Tool, Tools
from app.fhir.content import Written
from app.fhir.mapping.encounter import contact_from_encounter, encounter_from_contact
from app.fhir.mapping.given import ScoreGiven
from app.fhir.mapping.looking import Findings, Resource, reference
from app.fhir.mapping.observation import needs_from_observation
from app.fhir.mapping.observation_score import scores_from_observation
from app.fhir.structure.problems import Problem
from app.terminology.concept import ConceptId
from tests.clinical.examples import GMFCS_II, OUTSIDE, SLEEP, TODAY, visit
from tests.fhir.mapping.core_values import SURROUNDINGS, received
from tests.fhir.mapping.need_examples import ENCOUNTER, PATIENT, coded
from tests.fhir.mapping.soundness import sound

GROSS, FINE = ConceptId(138875005), ConceptId(116680003)
LISTED: Tools = {
    GROSS: Tool(GROSS, "Gross motor", Span(Decimal(0), Decimal(60), 1, ("NA",))),
    FINE: Tool(FINE, "Fine motor", Span(Decimal(-9), Decimal(9), 0)),
}
AROUND = replace(SURROUNDINGS, tools=LISTED)


def observation(**more: Any) -> Resource:
    made: Resource = {
        "resourceType": "Observation",
        "status": "final",
        "code": coded(GROSS, "Gross motor"),
        "subject": PATIENT,
        "encounter": reference("Encounter", ENCOUNTER),
        "effectiveDateTime": "2026-11-03",
    }
    return {name: value for name, value in {**made, **more}.items() if value is not None}


def scores(resource: Resource) -> tuple[list[tuple[int, str]], list[Problem]]:
    problems: list[Problem] = []
    found = scores_from_observation(resource, Findings("Observation", problems), AROUND)
    return [(int(each.concept), each.score) for each in found], problems


@pytest.mark.parametrize(
    ("value", "score"),
    [
        ({"valueInteger": 42}, "42"),
        ({"valueQuantity": {"value": 38.5, "unit": "score"}}, "38.5"),
        ({"valueQuantity": {"value": Written("38.50")}}, "38.5"),
        ({"valueQuantity": {"value": Written("60.0")}}, "60"),
        ({"valueQuantity": {"value": Written("4e1")}}, "40"),
        ({"valueInteger": 0}, "0"),
        ({"valueString": " NA "}, "NA"),
    ],
)
def test_a_tool_with_a_number_is_a_score(value: Resource, score: str) -> None:
    assert scores(observation(**value)) == ([(GROSS, score)], [])


def test_it_is_of_its_day_and_its_encounter() -> None:
    found = scores_from_observation(sound(observation(valueInteger=7)), Findings("", []), AROUND)
    assert found == (ScoreGiven(GROSS, "7", date(2026, 11, 3), ENCOUNTER),)
    bare = observation(valueInteger=7, encounter=None, effectiveDateTime=None)
    assert scores_from_observation(bare, Findings("", []), AROUND) == (ScoreGiven(GROSS, "7", None),)


def test_no_score_is_a_need_whatever_its_category_says() -> None:
    resource = observation(valueInteger=7, category=[{"coding": [{"system": "urn:x", "code": "survey"}]}])
    problems: list[Problem] = []
    assert needs_from_observation(resource, Findings("", problems), AROUND) == ()
    assert problems == []


def test_scores_in_components_are_scores_and_the_needs_beside_them_are_needs() -> None:
    component = [
        {"code": coded(GROSS, "Gross motor"), "valueInteger": 7},
        {"code": coded(FINE, "Fine motor"), "valueInteger": -3},
        {"code": coded(SLEEP, "Sleep disturbance"), "valueBoolean": True},
    ]
    resource = observation(code={"text": "A questionnaire"}, component=component)
    assert scores(resource) == ([(GROSS, "7"), (FINE, "-3")], [])
    (need,) = needs_from_observation(resource, Findings("", []), AROUND)
    assert need.concept == SLEEP


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"valueInteger": 61}, "Gross motor: give a number with at most 1 decimal from 0 to 60, or NA."),
        ({"valueQuantity": {"value": 38.25}}, "Gross motor: give a number"),
        ({"valueString": "a lot of words"}, "A score has up to 5 digits or letters"),
        ({"valueQuantity": {"value": 1e300}}, "A score has up to 5 digits or letters"),
        ({"valueQuantity": {"value": 40, "comparator": ">"}}, "A score with a comparator is kept"),
        ({"valueInteger": 7, "status": "preliminary"}, "The score is not final"),
    ],
)
def test_what_is_no_score_is_told_and_kept(more: dict[str, Any], said: str) -> None:
    found, problems = scores(observation(**more))
    assert found == []
    assert [said in each.diagnostic for each in problems] == [True]
    assert needs_from_observation(observation(**more), Findings("", []), AROUND) == ()


@pytest.mark.parametrize(
    "more",
    [
        {"code": coded(OUTSIDE, "Outside"), "valueInteger": 7},
        {"code": coded(GMFCS_II, "Level II"), "valueInteger": 7},
        {"code": {"text": "Gross motor"}, "valueInteger": 7},
        {"valueBoolean": True},
        {"valueQuantity": {"unit": "score"}},
        {"valueInteger": 7, "focus": [{"reference": "RelatedPerson/0123456789ABC"}]},
        {"valueInteger": 7, "modifierExtension": [{"url": "urn:x", "valueBoolean": True}]},
        {"dataAbsentReason": {"coding": [{"code": "unknown"}]}},
    ],
)
def test_another_code_or_no_number_is_no_score(more: dict[str, Any]) -> None:
    assert scores(observation(**more)) == ([], [])


def test_one_entered_in_error_withdraws_the_score() -> None:
    found = scores_from_observation(observation(valueInteger=7, status="entered-in-error"), Findings("", []), AROUND)
    assert [(each.score, each.withdrawn) for each in found] == [("7", True)]
    assert (
        needs_from_observation(observation(valueInteger=7, status="entered-in-error"), Findings("", []), AROUND) == ()
    )


def scored() -> Encounter:
    return replace(
        visit(),
        scores=(
            AssessmentScore(GROSS, "38.5", date(2026, 11, 3)),
            AssessmentScore(FINE, "-7"),
            AssessmentScore(GROSS, "NA"),
            AssessmentScore(OUTSIDE, "3"),
        ),
    )


def test_the_scores_of_an_encounter_are_observations_that_it_contains() -> None:
    made = encounter_from_contact(scored(), AROUND)
    first, second, third, fourth = made["contained"]
    assert first == {
        "resourceType": "Observation",
        "id": "assessment-score-1",
        "status": "final",
        "code": {
            "coding": [{"system": "http://snomed.info/sct", "code": "138875005", "display": "Gross motor"}],
            "text": "Gross motor",
        },
        "subject": made["subject"],
        "encounter": {"reference": "#"},
        "effectiveDateTime": "2026-11-03",
        "valueQuantity": {
            "value": 38.5,
            "unit": "score",
            "system": "http://unitsofmeasure.org",
            "code": "{score}",
        },
    }
    assert (second["effectiveDateTime"], second["valueInteger"]) == (TODAY.isoformat(), -7)
    assert third["valueString"] == "NA"
    assert fourth["code"] == {
        "coding": [{"system": "http://snomed.info/sct", "code": str(OUTSIDE)}],
        "text": str(OUTSIDE),
    }
    assert "contained" not in encounter_from_contact(visit(), AROUND)


def test_what_an_encounter_contains_is_sound_and_says_the_same_scores_again() -> None:
    encounter = replace(scored(), scores=scored().scores[:3])
    resource = received(encounter_from_contact(encounter, AROUND))
    given = contact_from_encounter(resource, Findings("", []), AROUND)
    assert given is not None
    assert [(each.concept, each.score, each.on) for each in given.scores] == [
        (GROSS, "38.5", date(2026, 11, 3)),
        (FINE, "-7", TODAY),
        (GROSS, "NA", TODAY),
    ]


def test_the_scores_of_an_encounter_entered_in_error_say_so() -> None:
    made = encounter_from_contact(replace(scored(), entered_in_error=True), AROUND)
    assert {each["status"] for each in made["contained"]} == {"entered-in-error"}

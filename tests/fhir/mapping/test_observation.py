"""An Observation as needs, and a need as an Observation."""

from dataclasses import replace
from datetime import date

import pytest

from app.clinical.ages import PartialDate
from app.clinical.needs import Certainty, Change, SaidBy, Source, TrafficLight
from app.clinical.professional import Profession
from app.fhir.mapping.given import NeedChange, NeedGiven
from app.fhir.mapping.looking import Resource, reference
from app.fhir.mapping.observation import observation_from_need
from app.terminology.refset import Group
from tests.clinical.examples import CARE, GMFCS_II, OUTSIDE, PALSY, SLEEP, visit
from tests.clinical.examples import statement as a_statement
from tests.fhir.mapping.core_values import PAEDIATRICIAN, SURROUNDINGS, THERAPIST
from tests.fhir.mapping.need_examples import (
    ENCOUNTER,
    PATIENT,
    coded,
    coding,
    extension,
    notes,
    observation,
    of_system,
    read,
    the_need,
)
from tests.fhir.mapping.soundness import sound

ABSENT, SUSPECTED = coded("2667000", "Absent"), coded("415684004", "Suspected")
EXCLUDED = extension("statement.certainty", valueCode="excluded")
RESOLVED = extension("statement.change", valueCode="resolved")
OBSERVATION_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"

UK_CORE = {
    "resourceType": "Observation",
    "id": "9b2d",
    "meta": {"profile": ["https://fhir.hl7.org.uk/StructureDefinition/UKCore-Observation"]},
    "status": "final",
    "category": [of_system(OBSERVATION_CATEGORY, "survey")],
    "code": {"coding": [{"system": "http://loinc.org", "code": "00000-0", "display": "Level of gross motor function"}]},
    "subject": PATIENT,
    "encounter": reference("Encounter", ENCOUNTER),
    "effectiveDateTime": "2026-03-02T10:30:00+00:00",
    "performer": [{"reference": "Organization/0123456789ABC"}, reference("Practitioner", THERAPIST.id)],
    "valueCodeableConcept": coded(GMFCS_II, "Level II"),
    "method": {"text": "Observed walking"},
}


def test_an_observation_of_uk_core_whose_value_is_a_level_is_a_need() -> None:
    assert the_need(sound(UK_CORE)) == NeedGiven(
        NeedChange.PRESENT,
        GMFCS_II,
        "Level II",
        None,
        "example",
        Group.FUNCTIONAL_LEVEL,
        Certainty.DIAGNOSED,
        SaidBy.CLINICIAN,
        THERAPIST.id,
        Profession.SPEECH_AND_LANGUAGE_THERAPIST,
        encounter=ENCOUNTER,
        on=date(2026, 3, 2),
        unless_already=frozenset({Certainty.DIAGNOSED, Certainty.SUSPECTED, Certainty.REPORTED}),
    )
    assert notes(UK_CORE) == []


def test_what_a_family_reports_has_its_traffic_light() -> None:
    light = extension("statement.traffic_light", valueCode="red")
    need = the_need(observation(SLEEP, valueBoolean=True, performer=[PATIENT], extension=[light]))
    assert (need.said_by, need.certainty, need.traffic_light) == (
        SaidBy.FAMILY,
        Certainty.REPORTED,
        TrafficLight.RED,
    )


def test_a_heart_rate_is_no_need() -> None:
    sent = observation(of_system("http://loinc.org", "8867-4"), valueQuantity={"value": 90, "unit": "/min"})
    assert read(sent) == ((), [])


def test_the_needs_of_components_are_several_needs() -> None:
    sent = observation(
        of_system("http://loinc.org", "00000-0"),
        component=[{"code": coded(SLEEP), "valueBoolean": True}, {"code": coded(CARE), "valueBoolean": False}],
        effectiveDateTime="2026-03-02",
    )
    needs, _ = read(sound(sent))
    assert [(need.concept, need.change, need.on) for need in needs] == [
        (SLEEP, NeedChange.PRESENT, date(2026, 3, 2)),
        (CARE, NeedChange.NOT_A_NEED, date(2026, 3, 2)),
    ]


@pytest.mark.parametrize("status", ["final", "amended", "corrected", "preliminary"])
def test_what_was_observed_is_a_need(status: str) -> None:
    assert the_need(observation(SLEEP, status=status)).change is NeedChange.PRESENT


@pytest.mark.parametrize("status", ["registered", "cancelled", "unknown"])
def test_what_was_not_seen_to_be_there_is_not_a_need(status: str) -> None:
    assert the_need(observation(SLEEP, status=status, valueBoolean=True)).change is NeedChange.NOT_A_NEED


@pytest.mark.parametrize(
    "value", [{"valueBoolean": False}, {"valueCodeableConcept": ABSENT}, {"dataAbsentReason": {"text": "not asked"}}]
)
def test_what_is_false_or_absent_is_not_a_need(value: Resource) -> None:
    need = the_need(observation(SLEEP, **value))
    assert (need.change, need.concept) == (NeedChange.NOT_A_NEED, SLEEP)


def test_what_is_false_and_said_to_be_resolved_is_resolved_and_said_to_be_excluded_is_excluded() -> None:
    assert the_need(observation(SLEEP, valueBoolean=False, extension=[RESOLVED])).change is NeedChange.RESOLVED
    need = the_need(observation(SLEEP, valueBoolean=False, extension=[EXCLUDED]))
    assert (need.change, need.certainty) == (NeedChange.PRESENT, Certainty.EXCLUDED)
    need = the_need(observation(SLEEP, valueBoolean=False, extension=[EXCLUDED, RESOLVED]))
    assert (need.change, need.certainty) == (NeedChange.RESOLVED, Certainty.EXCLUDED)


def test_the_value_wins_over_what_an_extension_said_of_it_before() -> None:
    assert the_need(observation(SLEEP, valueBoolean=True, extension=[RESOLVED])).change is NeedChange.PRESENT


def test_excluded_and_there_is_refused() -> None:
    assert notes(observation(SLEEP, valueBoolean=True, extension=[EXCLUDED])) == [("wrong", "extension")]


@pytest.mark.parametrize("element", [{"status": "preliminary"}, {"valueCodeableConcept": SUSPECTED}])
def test_what_is_preliminary_or_suspected_is_suspected(element: Resource) -> None:
    stale = extension("statement.certainty", valueCode="diagnosed")
    assert the_need(observation(PALSY, **element)).certainty is Certainty.SUSPECTED
    assert the_need(observation(PALSY, extension=[stale], **element)).certainty is Certainty.SUSPECTED


def test_what_was_entered_in_error_is_taken_back_whatever_else_is_wrong_with_it() -> None:
    need = the_need(observation(SLEEP, status="entered-in-error"))
    assert (need.change, need.concept) == (NeedChange.ENTERED_IN_ERROR, SLEEP)
    for code in (coded("128188001"), of_system("http://loinc.org", "8867-4"), {"text": "Entered in error"}):
        needs, problems = read(observation(code, status="entered-in-error"))
        assert [(each.change, each.concept, each.term) for each in needs] == [(NeedChange.ENTERED_IN_ERROR, None, "")]
        assert problems == []


def test_what_is_observed_of_somebody_else_is_no_need_of_the_child() -> None:
    sent = observation(SLEEP, focus=[{"reference": "RelatedPerson/0123456789ABC"}])
    assert (read(sent)[0], notes(sent)) == ((), [("informed", "focus")])
    assert the_need(observation(SLEEP, focus=[PATIENT])).concept == SLEEP


def test_a_modifier_extension_that_is_not_understood_keeps_the_observation_from_being_recorded() -> None:
    sent = observation(SLEEP, modifierExtension=[{"url": "https://other.example/negated", "valueBoolean": True}])
    assert (read(sent)[0], notes(sent)) == ((), [("warned", "modifierExtension")])


@pytest.mark.parametrize(
    ("element", "on"),
    [
        ({"effectiveDateTime": "2026-03-02"}, date(2026, 3, 2)),
        ({"effectiveDateTime": "2026-03"}, None),
        ({"effectivePeriod": {"start": "2026-03-02T10:00:00Z"}}, date(2026, 3, 2)),
        ({"effectiveInstant": "2026-07-02T23:30:00Z"}, date(2026, 7, 3)),
        ({"effectiveTiming": {"event": ["2026-03-02", "2026-03-03"]}}, date(2026, 3, 2)),
        ({"effectiveDateTime": "2026-03", "issued": "2026-03-09T10:00:00Z"}, date(2026, 3, 9)),
        ({}, None),
    ],
)
def test_the_day_it_was_said_is_when_it_was_true(element: Resource, on: date | None) -> None:
    assert the_need(observation(SLEEP, **element)).on == on


def test_an_observation_of_a_concept_outside_the_reference_set_is_kept_only() -> None:
    assert read(observation(OUTSIDE))[0] == ()


def test_a_thousand_codings_in_the_value_are_one_need() -> None:
    value = {"coding": [coding(OUTSIDE)] * 999 + [coding(GMFCS_II)]}
    assert (
        the_need(observation(of_system("http://loinc.org", "00000-0"), valueCodeableConcept=value)).concept == GMFCS_II
    )


def rendered(**changes: object) -> Resource:
    made = replace(a_statement(5, SLEEP), **changes)  # type: ignore[arg-type]
    return sound(observation_from_need(made, visit(date(2026, 3, 2), made), SURROUNDINGS))


@pytest.mark.parametrize(
    ("change", "certainty", "status", "value"),
    [
        (Change.NEW, Certainty.DIAGNOSED, "final", True),
        (Change.CARRIED, Certainty.REPORTED, "final", True),
        (Change.NEW, Certainty.SUSPECTED, "preliminary", True),
        (Change.NEW, Certainty.EXCLUDED, "final", False),
        (Change.RESOLVED, Certainty.REPORTED, "final", False),
        (Change.ENTERED_IN_ERROR, Certainty.REPORTED, "entered-in-error", None),
    ],
)
def test_what_was_said_of_a_need_is_told_by_status_and_value(
    change: Change, certainty: Certainty, status: str, value: bool | None
) -> None:
    made = rendered(change=change, certainty=certainty)
    assert (made["status"], made.get("valueBoolean")) == (status, value)


def test_a_need_is_rendered_with_its_elements() -> None:
    source = Source(SaidBy.FAMILY, PAEDIATRICIAN.profession, PAEDIATRICIAN.id)
    made = rendered(source=source, traffic_light=TrafficLight.AMBER, onset=PartialDate(2024, 5))
    assert made["performer"] == [{"type": "RelatedPerson", "display": "Family"}]
    assert extension("statement.traffic_light", valueCode="amber") in made["extension"]
    assert extension("statement.onset", valueDateTime="2024-05") in made["extension"]
    assert [each["coding"][0]["code"] for each in made["category"]] == ["family_reported_issue"]
    assert made["effectiveDateTime"] == "2026-03-02"
    assert (made["code"]["text"], "component" in made) == ("Sleep disturbance", False)

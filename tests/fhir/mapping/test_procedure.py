"""Procedures of provider systems as care activities, and care activities as Procedures."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from app.clinical.encounter import CareActivity, CodedItem
from app.fhir.mapping.given import ActivityGiven
from app.fhir.mapping.looking import Findings, Resource
from app.fhir.mapping.procedure import OWNED, activity_from_procedure, procedure_from_activity
from app.fhir.mapping.procedure_codes import CTV3, ICD_10, READ_V2
from app.fhir.systems import LOCAL_PROFESSIONAL, SNOMED_CT, UCUM, code_system_url, extension_url
from app.identity import Identity, shown
from tests.clinical.examples import EPILEPSY, OUTSIDE, PALSY, visit
from tests.fhir.mapping.core_values import PAEDIATRICIAN, SURROUNDINGS, activities, days, received
from tests.fhir.terminology.known_examples import with_a_release

VISIT = Identity(80_001)
OPCS_4 = "https://fhir.hl7.org.uk/Id/opcs-4"


def sent(**elements: Any) -> Resource:
    """A Procedure as a provider sends it."""
    whole: Resource = {
        "resourceType": "Procedure",
        "status": "completed",
        "category": {"coding": [{"system": code_system_url("activity.activity_type"), "code": "02"}]},
        "subject": {"reference": "Patient/0000000006W9Y"},
        **elements,
    }
    return {name: value for name, value in whole.items() if value is not None}


def read(resource: Resource) -> tuple[ActivityGiven | None, list[tuple[str, str]]]:
    """What it says, and the severity and place of each problem."""
    findings = Findings("Procedure", [])
    found = activity_from_procedure(received(resource), findings, SURROUNDINGS)
    return found, [(each.severity.value, each.expression) for each in findings.problems]


def understood(resource: Resource) -> ActivityGiven:
    found, problems = read(resource)
    assert found is not None
    assert problems == []
    return found


def coded(*codes: tuple[str, str]) -> Resource:
    return {"coding": [{"system": system, "code": code} for system, code in codes]}


def test_a_procedure_of_uk_core_is_a_care_activity() -> None:
    assert understood(
        sent(
            code=coded((SNOMED_CT, str(PALSY))),
            encounter={"reference": f"Encounter/{shown(VISIT)}"},
            performedPeriod={"start": "2026-03-02T09:00:00Z", "end": "2026-03-02T09:20:00Z"},
            performer=[
                {"actor": {"display": "Somebody"}},
                {"actor": {"identifier": {"system": LOCAL_PROFESSIONAL, "value": "STAFF-1"}}},
            ],
        )
    ) == ActivityGiven(
        "02",
        VISIT,
        PAEDIATRICIAN.id,
        minutes=20,
        procedure=CodedItem("06", str(PALSY)),
        on=date(2026, 3, 2),
    )


@given(activities(), days())
def test_a_care_activity_read_back_is_the_one_that_was_rendered(activity: CareActivity, on: date) -> None:
    encounter = visit(on)
    resource = received(procedure_from_activity(activity, encounter, SURROUNDINGS))
    assert resource["id"] == shown(activity.id)
    assert resource["subject"] == {"reference": f"Patient/{shown(encounter.child)}"}
    assert set(resource) - {"resourceType", "id"} <= OWNED
    assert understood(resource) == ActivityGiven(
        activity.activity_type,
        encounter.id,
        activity.professional,
        activity.minutes,
        activity.procedure,
        activity.finding,
        activity.observation,
        done=True,
        on=on,
    )


def test_an_activity_of_an_encounter_entered_in_error_was_not_done() -> None:
    activity = CareActivity(Identity(1), "02", PAEDIATRICIAN.id)
    encounter = replace(visit(), entered_in_error=True)
    assert not understood(procedure_from_activity(activity, encounter, SURROUNDINGS)).done


@pytest.mark.parametrize("value", ["1.50", "-0", "007", "1e3", "5.0", "0.1", "9999999999", "+3", "high", "-12.25"])
def test_the_value_of_an_observation_is_kept_to_the_letter(value: str) -> None:
    activity = CareActivity(Identity(1), "01", None, observation=CodedItem("03", str(PALSY), value, "kg"))
    assert understood(_rendered(activity)).observation == activity.observation


def _rendered(activity: CareActivity) -> Resource:
    return procedure_from_activity(activity, visit(), SURROUNDINGS)


@pytest.mark.parametrize("status", ["not-done", "entered-in-error"])
def test_a_procedure_that_was_not_done_is_kept_only(status: str) -> None:
    assert not understood(sent(status=status)).done


@pytest.mark.parametrize("status", ["preparation", "in-progress", "on-hold", "unknown"])
def test_a_procedure_not_known_to_be_done_is_kept_with_a_warning(status: str) -> None:
    found, problems = read(sent(status=status))
    assert found is not None
    assert not found.done
    assert problems == [("warning", "Procedure.status")]


def test_a_procedure_that_was_stopped_was_begun() -> None:
    assert understood(sent(status="stopped")).done


@pytest.mark.parametrize("category", [None, coded((SNOMED_CT, str(PALSY)))])
def test_what_was_done_is_other_where_the_category_does_not_say_and_that_is_told(category: Resource | None) -> None:
    found, problems = read(sent(category=category))
    assert found is not None
    assert found.activity_type == "97"
    assert problems == [("information", "Procedure.category")]


def test_a_category_of_ours_that_is_not_in_the_list_is_refused() -> None:
    found, problems = read(sent(category=coded((code_system_url("activity.activity_type"), "13"))))
    assert found is None
    assert ("error", "Procedure.category") in problems


@pytest.mark.parametrize(
    ("codes", "item"),
    [
        ([(READ_V2, "9N1..00"), (SNOMED_CT, str(PALSY))], CodedItem("06", str(PALSY))),
        ([(READ_V2, "9N1.."), (CTV3, "XaAZ1")], CodedItem("05", "XaAZ1")),
        ([(OPCS_4, "U28.1"), (READ_V2, "9N1..")], CodedItem("04", "9N1..")),
    ],
)
def test_the_procedure_is_coded_in_snomed_ct_rather_than_in_read(codes: list[tuple[str, str]], item: CodedItem) -> None:
    assert understood(sent(code=coded(*codes))).procedure == item


@pytest.mark.parametrize(
    ("system", "code"),
    [(OPCS_4, "U28.1"), (SNOMED_CT, f"{PALSY}:{EPILEPSY}={PALSY}"), (READ_V2, "9N1")],
)
def test_a_code_that_the_data_set_has_no_place_for_is_kept_with_a_warning(system: str, code: str) -> None:
    found, problems = read(sent(code=coded((system, code))))
    assert found is not None
    assert found.procedure is None
    assert problems == [("warning", "Procedure.code")]


def test_a_wrong_check_digit_refuses_the_procedure() -> None:
    found, problems = read(sent(code=coded((SNOMED_CT, str(PALSY + 1)))))
    assert found is None
    assert problems == [("error", "Procedure.code")]


def test_a_concept_that_the_release_does_not_have_is_recorded_with_a_warning(tmp_path: Path) -> None:
    around = replace(SURROUNDINGS, known=with_a_release(tmp_path))
    findings = Findings("Procedure", [])
    resource = received(sent(code=coded((SNOMED_CT, "100005"))))
    found = activity_from_procedure(resource, findings, around)
    assert found is not None
    assert found.procedure == CodedItem("06", "100005")
    assert [each.severity.value for each in findings.problems] == ["warning"]


def test_the_words_alone_of_a_procedure_are_kept_without_a_word() -> None:
    assert understood(sent(code={"text": "Review"})).procedure is None


def test_a_finding_and_an_observation_are_read_from_our_extensions() -> None:
    found = understood(
        sent(
            extension=[
                {"url": extension_url("activity.finding"), "valueCoding": {"system": ICD_10, "code": "G80.0"}},
                {
                    "url": extension_url("activity.observation"),
                    "valueCodeableConcept": coded((SNOMED_CT, str(OUTSIDE))),
                },
                {
                    "url": extension_url("activity.observation_value"),
                    "valueQuantity": {"value": 12.5, "unit": "kg", "system": UCUM, "code": "kg"},
                },
            ]
        )
    )
    assert found.finding == CodedItem("01", "G80.0")
    assert found.observation == CodedItem("03", str(OUTSIDE), "12.5", "kg")


@pytest.mark.parametrize("quantity", [{"value": 123456.78901}, {"value": 1e40}, {"value": 1, "unit": "a" * 11}])
def test_a_value_too_long_for_the_data_set_is_kept_with_a_warning(quantity: Resource) -> None:
    extension = [
        {"url": extension_url("activity.observation"), "valueCoding": {"system": SNOMED_CT, "code": str(OUTSIDE)}},
        {"url": extension_url("activity.observation_value"), "valueQuantity": quantity},
    ]
    found, problems = read(sent(extension=extension))
    assert found is not None
    assert found.observation is None
    assert problems == [("warning", "Procedure.extension")]


@pytest.mark.parametrize(
    ("elements", "minutes"),
    [
        ({"performedDateTime": "2026-03-02"}, None),
        ({"extension": [{"url": extension_url("activity.minutes"), "valueDuration": {"value": 1, "unit": "h"}}]}, 60),
        ({"extension": [{"url": extension_url("activity.minutes"), "valueInteger": 25}]}, 25),
        ({"performedString": "in the morning"}, None),
    ],
)
def test_the_minutes_are_our_extensions_or_the_periods(elements: Resource, minutes: int | None) -> None:
    assert understood(sent(**elements)).minutes == minutes


def test_a_period_of_more_than_a_day_is_told_and_not_recorded() -> None:
    found, problems = read(sent(performedPeriod={"start": "2026-03-02T09:00:00Z", "end": "2026-03-04T09:00:00Z"}))
    assert found is not None
    assert found.minutes is None
    assert problems == [("warning", "Procedure.performedPeriod.end")]

"""Who recorded a version of an encounter, when and why."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from app.clinical.encounter import Encounter
from app.fhir.mapping.looking import Resource, moment
from app.fhir.mapping.provenance import OWNED, provenance_from_encounter, reason_from_provenance
from app.identity import shown
from tests.clinical.examples import visit
from tests.fhir.mapping.core_values import ORGANISATION, PAEDIATRICIAN, SURROUNDINGS, encounters
from tests.fhir.mapping.soundness import sound

VISIT = replace(visit(), organisation=ORGANISATION.id, professional=PAEDIATRICIAN.id)
AMENDED = replace(VISIT, version=3, amendment_reason="The wrong clinic")


def activity(provenance: Resource) -> object:
    return provenance["activity"]["coding"][0]["code"]


def test_a_first_version_was_created_by_the_professional_for_the_organisation() -> None:
    sent = sound(provenance_from_encounter(VISIT, SURROUNDINGS))
    assert sent["id"] == shown(VISIT.id)
    assert sent["target"] == [{"reference": f"Encounter/{shown(VISIT.id)}/_history/1"}]
    assert activity(sent) == "CREATE"
    (agent,) = sent["agent"]
    assert agent["who"] == {"reference": f"Practitioner/{shown(PAEDIATRICIAN.id)}", "display": "Dr Synthetic Example"}
    assert agent["onBehalfOf"]["reference"] == f"Organization/{shown(ORGANISATION.id)}"
    assert "reason" not in sent
    assert "entity" not in sent


def test_without_a_professional_the_organisation_recorded_it() -> None:
    (agent,) = sound(provenance_from_encounter(replace(VISIT, professional=None), SURROUNDINGS))["agent"]
    assert agent["who"] == {
        "reference": f"Organization/{shown(ORGANISATION.id)}",
        "display": "Synthetic Community Trust",
    }
    assert "onBehalfOf" not in agent


def test_an_amended_version_has_its_reason_and_the_version_before() -> None:
    sent = sound(provenance_from_encounter(AMENDED, SURROUNDINGS))
    assert sent["reason"] == [{"text": "The wrong clinic"}]
    assert activity(sent) == "UPDATE"
    assert sent["entity"] == [
        {"role": "revision", "what": {"reference": f"Encounter/{shown(VISIT.id)}/_history/2"}},
    ]


def test_the_second_version_revises_the_first() -> None:
    sent = sound(provenance_from_encounter(replace(AMENDED, version=2), SURROUNDINGS))
    assert activity(sent) == "UPDATE"
    assert sent["entity"][0]["what"]["reference"].endswith("/_history/1")


def test_a_version_of_the_resource_may_count_otherwise() -> None:
    sent = sound(provenance_from_encounter(AMENDED, SURROUNDINGS, 7))
    assert sent["target"] == [{"reference": f"Encounter/{shown(VISIT.id)}/_history/7"}]
    assert sent["entity"][0]["what"] == {"reference": f"Encounter/{shown(VISIT.id)}/_history/6"}


def test_an_encounter_found_to_be_anothers_was_nullified() -> None:
    assert activity(provenance_from_encounter(replace(AMENDED, entered_in_error=True), SURROUNDINGS)) == "NULLIFY"


@settings(max_examples=30)
@given(encounters())
def test_the_moment_and_the_reason_read_back(encounter: Encounter) -> None:
    sent = sound(provenance_from_encounter(encounter, SURROUNDINGS))
    assert moment(sent["recorded"]) == encounter.recorded_at
    assert reason_from_provenance(sent) == encounter.amendment_reason
    assert set(sent) - {"resourceType", "id"} <= OWNED


def test_a_moment_is_kept_to_the_microsecond() -> None:
    at = datetime(2026, 11, 24, 10, 30, 0, 123_456, tzinfo=UTC)
    sent = sound(provenance_from_encounter(replace(VISIT, recorded_at=at), SURROUNDINGS))
    assert moment(sent["recorded"]) == at


@pytest.mark.parametrize(
    ("reasons", "said"),
    [
        ([], None),
        ([{"text": " The wrong child "}], "The wrong child"),
        ([{"coding": [{"code": "ETREAT", "display": "Emergency treatment"}]}], "Emergency treatment"),
        ([{"coding": [{"code": "ETREAT"}]}, {"text": "In words"}], "In words"),
        ([{"coding": [{"display": "In code"}], "text": "In words"}], "In words"),
    ],
)
def test_the_reason_of_a_received_provenance_is_read(reasons: list[Resource], said: str | None) -> None:
    assert reason_from_provenance({"resourceType": "Provenance", "reason": reasons}) == said

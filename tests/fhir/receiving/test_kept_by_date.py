"""Whatever the type, what is kept of a child is found by the day that a search of its type compares."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.fhir.reading.clinical_date import DATED
from tests.fhir.calling import Caller, caller
from tests.fhir.organisations import bare_service
from tests.fhir.uk_core import patient

DAY = "2026-03-02"
AT = f"{DAY}T09:00:00Z"
ACTIVE = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "code": "active"}]}
WORDS = {"text": "As a system sent it"}
AMBULATORY = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}
DATA_USE = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/consentscope", "code": "patient-privacy"}]}
OTHER_FORM = "https://sender.example.nhs.uk/Questionnaire/other"

# Of each type what it must have (FHIR R4), with its day, and such that nothing of it is recorded.
KEPT: dict[str, dict[str, Any]] = {
    "AllergyIntolerance": {"clinicalStatus": ACTIVE, "recordedDate": DAY, "onsetDateTime": "2020-01-01"},
    "Appointment": {"status": "proposed", "start": AT, "end": f"{DAY}T09:30:00Z", "created": "2025-12-01"},
    "ClinicalImpression": {"status": "completed", "date": DAY},
    "Communication": {"status": "completed", "sent": AT, "received": "2026-03-09T09:00:00Z"},
    "Composition": {"status": "final", "type": WORDS, "date": DAY, "author": [{"display": "A"}], "title": "Letter"},
    "Condition": {"recordedDate": DAY, "onsetDateTime": "2020-01-01"},
    "Consent": {"status": "active", "scope": DATA_USE, "category": [WORDS], "policyRule": WORDS, "dateTime": DAY},
    "DeviceUseStatement": {"status": "entered-in-error", "device": {"display": "A device"}, "recordedOn": DAY},
    "DocumentReference": {"status": "current", "content": [{"attachment": {"title": "A letter"}}], "date": AT},
    "Encounter": {"status": "planned", "class": AMBULATORY, "period": {"start": AT}},
    "EpisodeOfCare": {"status": "entered-in-error", "period": {"start": DAY}},
    "FamilyMemberHistory": {"status": "completed", "relationship": WORDS, "date": DAY},
    "Goal": {"lifecycleStatus": "active", "description": WORDS, "startDate": DAY, "statusDate": "2026-03-09"},
    "Immunization": {"status": "completed", "vaccineCode": WORDS, "occurrenceDateTime": DAY, "recorded": "2026-03-09"},
    "MedicationStatement": {"status": "active", "medicationCodeableConcept": WORDS, "effectivePeriod": {"start": DAY}},
    "Observation": {"status": "entered-in-error", "code": WORDS, "effectiveInstant": AT, "issued": AT},
    "Procedure": {"status": "not-done", "performedPeriod": {"start": DAY, "end": "2026-03-09"}},
    "Provenance": {"recorded": AT, "agent": [{"who": {"display": "A system"}}], "occurredDateTime": "2026-03-09"},
    "QuestionnaireResponse": {"status": "completed", "questionnaire": OTHER_FORM, "authored": DAY},
    "RiskAssessment": {"status": "final", "occurrencePeriod": {"start": DAY, "end": "2026-03-09"}},
    "ServiceRequest": {"status": "entered-in-error", "intent": "order", "authoredOn": DAY},
    "Task": {"status": "requested", "intent": "order", "authoredOn": DAY, "lastModified": "2026-03-09"},
}
OF_A_PATIENT = frozenset({"AllergyIntolerance", "Consent", "EpisodeOfCare", "FamilyMemberHistory", "Immunization"})


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[Caller]:
    folder = tmp_path_factory.mktemp("dated")
    copy = shutil.copyfile(migrated_sqlite, folder / "everyneed.db")
    with bare_service(f"sqlite:///{copy}", folder) as service:
        yield caller(service)


@pytest.fixture(scope="module")
def child(system: Caller) -> str:
    return f"Patient/{system.post('Patient', patient(1)).body['id']}"


def of_child(type_name: str, child: str) -> dict[str, Any]:
    """The elements that say whose a resource is."""
    whose = {"reference": child}
    if type_name == "Appointment":
        return {"participant": [{"actor": whose, "status": "accepted"}]}
    if type_name == "Provenance":
        return {"target": [whose]}
    if type_name == "Task":
        return {"for": whose}
    return {"patient" if type_name in OF_A_PATIENT else "subject": whose}


def test_every_type_with_a_day_has_an_example() -> None:
    assert set(KEPT) == DATED


@pytest.mark.parametrize("type_name", sorted(DATED))
def test_what_is_kept_is_found_by_its_day_and_by_no_other(type_name: str, system: Caller, child: str) -> None:
    sent = {"resourceType": type_name, **KEPT[type_name], **of_child(type_name, child)}
    made = system.post(type_name, sent)
    assert made.status == 201, made.body
    for asked, number in ((f"date={DAY}", 1), ("date=gt2026-03-02", 0), ("date=lt2026-03-02", 0)):
        found = system.get(f"{type_name}?patient={child}&{asked}").body
        assert found["total"] == number, (asked, found)
        assert [each["resource"]["id"] for each in found.get("entry", [])] == [made.body["id"]] * number
    first = system.get(f"{type_name}?patient={child}&_sort=-date&_count=1").body
    assert first["entry"][0]["resource"]["id"] == made.body["id"]

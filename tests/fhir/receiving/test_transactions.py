"""A provider's system sends a visit, and reads it back: as it was sent, on the form, and in the audit trail."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.fhir.calling import Caller, at, caller, locations
from tests.fhir.uk_core import NEEDS, PALSY, SENDER, entry, nhs_number, patient, transaction, urn, visit
from tests.service import Prepared, Service, copied, opened_service, settings_for


@pytest.fixture(scope="module")
def service(prepared_clinic: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = settings_for(copied(prepared_clinic, tmp_path_factory.mktemp("sent")), prepared_clinic.secret)
    with opened_service(settings, prepared_clinic.day) as opened:
        yield opened


@pytest.fixture(scope="module")
def system(service: Service) -> Caller:
    return caller(service)


def resolved(resource: Any, names: dict[str, str]) -> Any:
    """What was sent, with its references as they should read when they are resolved."""
    if isinstance(resource, dict):
        return {name: resolved(value, names) for name, value in resource.items()}
    if isinstance(resource, list):
        return [resolved(each, names) for each in resource]
    return names.get(resource, resource) if isinstance(resource, str) else resource


def without_meta(resource: dict[str, Any]) -> dict[str, Any]:
    meta = {name: value for name, value in resource.get("meta", {}).items() if name not in ("versionId", "lastUpdated")}
    rest = {name: value for name, value in resource.items() if name not in ("id", "meta")}
    return {**rest, "meta": meta} if meta else rest


def test_a_visit_is_recorded_and_reads_back_as_it_was_sent(service: Service, system: Caller) -> None:
    sent = transaction(*visit(1))
    answer = system.post("", sent)
    assert answer.status == 200, answer.body
    assert [each["response"]["status"] for each in answer.body["entry"]] == ["201 Created"] * len(sent["entry"])
    assert answer.body["type"] == "transaction-response"
    names = {each["fullUrl"]: place for each, place in zip(sent["entry"], locations(answer), strict=True)}
    for each in sent["entry"]:
        place = names[each["fullUrl"]]
        read = system.get(place)
        assert read.status == 200, (place, read.body)
        assert read.headers["etag"] == 'W/"1"'
        assert read.body["id"] == place.partition("/")[2]
        assert without_meta(read.body) == resolved(each["resource"], names)


def test_its_needs_stand_on_the_form_carried_forward(service: Service, system: Caller) -> None:
    answer = system.post("", transaction(*visit(2)))
    child = at(answer, "Patient")[0].partition("/")[2]
    outsider = service.signed_in("outsider")
    page = outsider.get(f"/children/{child}")
    assert page.status == 200
    for _, (_, term) in NEEDS:
        assert term in page.text


def test_its_audit_events_name_the_client(service: Service, system: Caller) -> None:
    answer = system.post("", transaction(*visit(3)))
    child = at(answer, "Patient")[0].partition("/")[2]
    from app.identity import parse_identity

    rows = service.rows(
        "select action, account, role from audit_event where child = ? order by at, id", int(parse_identity(child))
    )
    assert {str(action) for action, _, _ in rows} >= {"child registered", "encounter recorded", "resources received"}
    assert {account for _, account, _ in rows} == {int(parse_identity(system.client_id))}
    assert {role for *_, role in rows} == {"provider system"}


def test_the_same_bundle_sent_again_is_answered_as_the_first_time_and_writes_nothing(
    service: Service, system: Caller
) -> None:
    sent = transaction(*visit(4), key="B-4")
    first = system.post("", sent)
    before = service.rows("select count(*) from audit_event")
    again = system.post("", sent)
    assert (first.status, again.status) == (200, 200)
    assert again.body == first.body
    rows = service.rows("select count(*) from audit_event")
    assert rows == before
    other = system.post("", transaction(*visit(4), entry("more", patient(5)), key="B-4"))
    assert other.status == 409


def test_the_same_visit_under_another_key_changes_nothing(service: Service, system: Caller) -> None:
    first = system.post("", transaction(*visit(6), key="B-6"))
    again = system.post("", transaction(*visit(6), key="B-6-again"))
    assert again.status == 200, again.body
    identified = {"Patient", "EpisodeOfCare", "Encounter", "Practitioner"}
    for one, other in zip(locations(first), locations(again), strict=True):
        if one.partition("/")[0] in identified:
            assert one == other
    child = at(first, "Patient")[0].partition("/")[2]
    encounters = system.get(f"Encounter?patient={child}")
    assert encounters.body["total"] == 1


def test_one_wrong_entry_refuses_all_of_it_and_is_named(service: Service, system: Caller) -> None:
    good = visit(7)
    bad = patient(8)
    bad["identifier"][0]["value"] = nhs_number(8)[:-1] + str((int(nhs_number(8)[-1]) + 1) % 10)
    answer = system.post("", transaction(*good, entry("bad", bad)))
    assert answer.status in (400, 422)
    assert answer.body["resourceType"] == "OperationOutcome"
    assert answer.body["issue"][0]["expression"] == [f"Bundle.entry[{len(good)}].resource.identifier[0].value"]
    assert nhs_number(8)[:-1] not in str(answer.body)
    once = f"identifier={SENDER}/hospital-number|H000007"
    assert system.get(f"Patient?{once}").body["total"] == 0


def test_a_need_of_an_unknown_child_is_refused(system: Caller) -> None:
    lone = {
        "resourceType": "Condition",
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": PALSY[0]}]},
        "subject": {"reference": urn("nobody")},
    }
    answer = system.post("", transaction(entry("lone", lone)))
    assert answer.status == 400
    assert answer.body["issue"][0]["expression"] == ["Bundle.entry[0].resource.subject.reference"]

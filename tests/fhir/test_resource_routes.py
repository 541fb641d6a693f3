"""Resources by address: written, read, found and refused as FHIR says, whatever is asked."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fhir.calling import BASE, Caller, at, caller
from tests.fhir.organisations import ELSEWHERE, bare_service
from tests.fhir.uk_core import PALSY, SENDER, SNOMED, concept, patient, transaction, visit
from tests.service import Service


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("resources")
    copy = shutil.copyfile(migrated_sqlite, folder / "everyneed.db")
    with bare_service(f"sqlite:///{copy}", folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def system(service: Service) -> Caller:
    return caller(service)


@pytest.fixture(scope="module")
def sent(system: Caller) -> dict[str, list[str]]:
    """The addresses of a visit's resources, by type."""
    answer = system.post("", transaction(*visit(1)))
    assert answer.status == 200, answer.body
    types = {"Patient", "Encounter", "Condition", "Observation", "EpisodeOfCare", "Procedure", "Practitioner"}
    return {name: at(answer, name) for name in types}


class TestWriting:
    def test_a_create_answers_with_where_it_is_and_what_it_is(self, system: Caller) -> None:
        answer = system.post("Patient", patient(20))
        assert answer.status == 201
        identity = answer.body["id"]
        assert answer.headers["location"] == f"http://testserver{BASE}/Patient/{identity}/_history/1"
        assert answer.headers["etag"] == 'W/"1"'
        assert answer.headers["last-modified"].endswith("GMT")
        assert answer.body["meta"]["versionId"] == "1"

    @pytest.mark.parametrize(
        ("prefer", "body"), [("return=minimal", None), ("return=OperationOutcome", "OperationOutcome")]
    )
    def test_it_answers_with_what_is_preferred(self, system: Caller, prefer: str, body: str | None) -> None:
        answer = system.post("Patient", patient(21 if body else 22), prefer=prefer)
        assert answer.status == 201
        assert (answer.body or {}).get("resourceType") == body

    def test_an_update_makes_the_next_version_and_the_one_before_stays(self, system: Caller) -> None:
        made = system.post("Patient", patient(23)).body
        changed = {**made, "name": [{"use": "official", "family": "Changed", "given": ["Ada"]}]}
        answer = system.put(f"Patient/{made['id']}", changed, if_match='W/"1"')
        assert (answer.status, answer.headers["etag"]) == (200, 'W/"2"')
        assert system.get(f"Patient/{made['id']}").body["name"][0]["family"] == "Changed"
        assert system.get(f"Patient/{made['id']}/_history/1").body["name"][0]["family"] == "Sample23"
        history = system.get(f"Patient/{made['id']}/_history").body
        assert [each["resource"]["meta"]["versionId"] for each in history["entry"]] == ["2", "1"]

    def test_an_update_of_what_was_changed_meanwhile_is_refused(self, system: Caller) -> None:
        made = system.post("Patient", patient(24)).body
        changed = {**made, "gender": "male"}
        assert system.put(f"Patient/{made['id']}", changed, if_match='W/"1"').status == 200
        again = system.put(f"Patient/{made['id']}", {**changed, "gender": "other"}, if_match='W/"1"')
        assert (again.status, again.body["resourceType"]) == (412, "OperationOutcome")

    def test_the_same_content_again_is_no_new_version(self, system: Caller) -> None:
        made = system.post("Patient", patient(25)).body
        again = system.put(f"Patient/{made['id']}", made)
        assert (again.status, again.headers["etag"]) == (200, 'W/"1"')

    def test_a_conditional_create_finds_what_is_there(self, system: Caller) -> None:
        once = f"identifier={SENDER}/hospital-number|H000026"
        first = system.post("Patient", patient(26), if_none_exist=once)
        again = system.post("Patient", patient(26, gender="male"), if_none_exist=f"?{once}")
        assert (first.status, again.status) == (201, 200)
        assert again.headers["location"] == first.headers["location"]
        assert system.get(f"Patient/{first.body['id']}").body["gender"] == "female"

    def test_a_conditional_update_creates_and_then_updates(self, system: Caller) -> None:
        once = f"identifier={SENDER}/hospital-number|H000027"
        first = system.put(f"Patient?{once}", patient(27))
        again = system.put(f"Patient?{once}", patient(27, gender="male"))
        assert (first.status, again.status) == (201, 200)
        assert again.body["id"] == first.body["id"]
        assert system.get(f"Patient/{first.body['id']}").body["gender"] == "male"

    def test_a_child_of_the_same_number_and_another_birth_date_is_refused(self, system: Caller) -> None:
        assert system.post("Patient", patient(28)).status == 201
        other = patient(28, birthDate="2012-01-01")
        answer = system.post("Patient", other)
        assert answer.status == 409
        assert "2012" not in str(answer.body)
        assert "2018" not in str(answer.body)

    def test_a_newborn_without_a_number_is_accepted(self, system: Caller) -> None:
        newborn = {"resourceType": "Patient", "name": [{"family": "Newborn", "given": ["Baby"]}], "gender": "female"}
        answer = system.post("Patient", newborn)
        assert answer.status == 201, answer.body
        assert system.get(f"Patient/{answer.body['id']}").body["name"] == newborn["name"]

    def test_the_same_key_answers_as_the_first_time(self, system: Caller) -> None:
        first = system.post("Patient", patient(29), idempotency_key="K-29")
        again = system.post("Patient", patient(29), idempotency_key="K-29")
        assert (first.status, again.status) == (201, 201)
        assert (again.body, again.headers["location"]) == (first.body, first.headers["location"])
        other = system.post("Patient", patient(30), idempotency_key="K-29")
        assert other.status == 409

    def test_a_lone_condition_is_a_need_in_a_record_that_is_no_contact(self, system: Caller) -> None:
        child = system.post("Patient", patient(31)).body["id"]
        lone = {"resourceType": "Condition", "code": concept(PALSY), "subject": {"reference": f"Patient/{child}"}}
        answer = system.post("Condition", lone)
        assert answer.status == 201, answer.body
        assert "encounter" not in answer.body
        assert system.get(f"Encounter?patient={child}").body["total"] == 0
        assert system.get(f"Condition?patient={child}&code={PALSY[0]}").body["total"] == 1
        again = system.post("Condition", {**lone, "note": [{"text": "Said again"}]})
        assert again.status == 200
        assert again.body["id"] == answer.body["id"]
        ended = {**again.body, "clinicalStatus": concept(("resolved", ""))}
        ended["clinicalStatus"] = {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "resolved"}]
        }
        assert system.put(f"Condition/{answer.body['id']}", ended).status == 200

    def test_a_kept_only_resource_is_served_as_it_was_sent_to_the_digit(self, system: Caller) -> None:
        child = system.post("Patient", patient(32)).body["id"]
        text = (
            '{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":'
            '"8867-4"}]},"subject":{"reference":"Patient/' + child + '"},"valueQuantity":{"value":72.50,"unit":"/min"}}'
        )
        answer = system.post("Observation", text.encode())
        assert answer.status == 201, answer.body
        read = system.service.visitor().http.get(f"{BASE}/Observation/{answer.body['id']}", headers=system.headers)
        assert '"value":72.50' in read.text


class TestReading:
    def test_what_is_unchanged_is_not_sent_again(self, system: Caller, sent: dict[str, list[str]]) -> None:
        answer = system.get(sent["Patient"][0], if_none_match='W/"1"')
        assert (answer.status, answer.body) == (304, None)

    def test_everything_of_a_child(self, system: Caller, sent: dict[str, list[str]]) -> None:
        answer = system.get(f"{sent['Patient'][0]}/$everything")
        assert answer.status == 200, answer.body
        found = {f"{each['resource']['resourceType']}/{each['resource']['id']}" for each in answer.body["entry"]}
        assert found >= {place for places in sent.values() for place in places}
        assert answer.body["total"] is not None if "total" in answer.body else True
        only = system.get(f"{sent['Patient'][0]}/$everything?_type=Condition")
        assert {each["resource"]["resourceType"] for each in only.body["entry"]} == {"Condition"}

    def test_a_search_by_code(self, system: Caller, sent: dict[str, list[str]]) -> None:
        child = sent["Patient"][0].partition("/")[2]
        for query in (f"code={SNOMED}|{PALSY[0]}", f"code={PALSY[0]}"):
            answer = system.get(f"Condition?patient={child}&{query}")
            assert answer.status == 200, answer.body
            assert answer.body["total"] == 1, query
        assert system.get(f"Condition?patient={child}&_summary=count").body["total"] == 2

    def test_pages_have_each_resource_once(self, system: Caller, sent: dict[str, list[str]]) -> None:
        child = sent["Patient"][0].partition("/")[2]
        seen: list[str] = []
        address = f"Observation?patient={child}&_count=1"
        while address:
            page = system.get(address).body
            seen += [each["resource"]["id"] for each in page.get("entry", [])]
            links = {each["relation"]: each["url"] for each in page["link"]}
            address = links.get("next", "").partition(f"{BASE}/")[2]
        assert sorted(seen) == sorted(each.partition("/")[2] for each in sent["Observation"])

    @pytest.mark.usefixtures("sent")
    def test_a_search_by_form_keeps_the_number_out_of_the_address(self, system: Caller) -> None:
        number = patient(1)["identifier"][0]["value"]
        form = {"identifier": f"https://fhir.nhs.uk/Id/nhs-number|{number}"}
        answer = system.service.visitor().http.post(f"{BASE}/Patient/_search", data=form, headers=system.headers)
        assert answer.json()["total"] == 1
        assert number not in str(answer.json()["link"])

    def test_a_batch_reads_and_writes_each_by_itself(self, system: Caller, sent: dict[str, list[str]]) -> None:
        batch: dict[str, Any] = {
            "resourceType": "Bundle",
            "type": "batch",
            "entry": [
                {"request": {"method": "GET", "url": sent["Patient"][0]}},
                {"request": {"method": "GET", "url": "Patient/0000000000000"}},
                {"resource": patient(40), "request": {"method": "POST", "url": "Patient"}},
                {"request": {"method": "DELETE", "url": sent["Patient"][0]}},
            ],
        }
        answer = system.post("", batch)
        statuses = [each["response"]["status"].partition(" ")[0] for each in answer.body["entry"]]
        assert statuses == ["200", "404", "201", "400"]

    def test_the_questionnaire_is_published(self, system: Caller) -> None:
        answer = system.get("Questionnaire/booking-out")
        assert (answer.status, answer.body["resourceType"]) == (200, "Questionnaire")
        assert system.get("Questionnaire").body["total"] == 1


class TestValidating:
    def test_what_is_right_is_said_to_be(self, system: Caller) -> None:
        answer = system.post("Patient/$validate", patient(50))
        assert answer.status == 200
        assert {each["severity"] for each in answer.body["issue"]} <= {"information", "warning"}
        assert system.get(f"Patient?identifier={SENDER}/hospital-number|H000050").body["total"] == 0

    def test_what_is_wrong_is_told_and_nothing_is_written(self, system: Caller) -> None:
        wrong = patient(51, gender="F")
        answer = system.post("Patient/$validate", wrong)
        assert answer.status == 200
        assert answer.body["issue"][0]["expression"] == ["Patient.gender"]


class TestRefusing:
    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [
            ("GET", "Patient/0000000000000", 404),
            ("GET", "Patient/nothing", 404),
            ("GET", "Patient/0000000000000/_history", 404),
            ("GET", "Nothing/0000000000000", 404),
            ("GET", "MedicationRequest", 404),
            ("GET", "nowhere/at/all/here", 404),
            ("DELETE", "Patient/0000000000000", 405),
            ("PATCH", "Patient/0000000000000", 405),
            ("GET", "Patient?colour=red", 400),
            ("GET", "Patient/0000000000000?_format=xml", 406),
        ],
    )
    def test_each_refusal_is_one_outcome(self, system: Caller, method: str, path: str, status: int) -> None:
        answer = system.ask(method, path)
        assert (answer.status, answer.body["resourceType"]) == (status, "OperationOutcome")
        assert answer.headers["content-type"] == "application/fhir+json"
        assert answer.body["issue"][0]["diagnostics"]

    def test_bodies_that_cannot_be_read(self, system: Caller) -> None:
        assert system.post("Patient", patient(60), content_type="text/plain").status == 415
        assert system.post("Patient", b"{").status == 400
        assert system.post("Patient", {"resourceType": "Encounter"}).status == 400
        assert system.post("MedicationRequest", {"resourceType": "MedicationRequest"}).status == 404
        assert system.post("Patient", b"x" * 11_000_000).status == 413
        assert system.post("", {"resourceType": "Bundle", "type": "collection"}).status == 400
        assert system.post("$process-message", {"resourceType": "Bundle", "type": "batch"}).status == 400

    @pytest.mark.parametrize("path", ["MedicationRequest", "Questionnaire", "MedicationRequest/$validate"])
    def test_a_type_that_is_not_taken_is_named(self, system: Caller, path: str) -> None:
        type_name = path.partition("/")[0]
        answer = system.post(path, {"resourceType": type_name})
        assert (answer.status, answer.body["resourceType"]) == (404, "OperationOutcome")
        assert answer.diagnostics[0].startswith(f": {type_name} is not taken here.")
        assert system.put(f"{type_name}/0000000000000", {"resourceType": type_name}).diagnostics == answer.diagnostics

    def test_what_is_no_type_is_not_repeated_for_it_may_be_anything(self, system: Caller) -> None:
        answer = system.post("Adalovelace", {"resourceType": "Adalovelace"})
        assert answer.status == 404
        assert "Adalovelace" not in str(answer.body)

    def test_a_token_is_needed_and_its_scopes_are_kept(self, service: Service) -> None:
        nobody = Caller(service, "", {})
        assert nobody.get("Patient").status == 401
        narrow = caller(service, "system/Patient.rs")
        assert narrow.post("Patient", patient(61)).status == 403
        assert narrow.get("Condition").status == 403
        assert narrow.get("Patient").status == 200
        assert narrow.post("", transaction(*visit(62))).status == 403

    def test_requests_are_known_again_by_their_headers(self, system: Caller) -> None:
        answer = system.get("Patient", x_request_id="R-1", x_correlation_id="C-1")
        assert (answer.headers["x-request-id"], answer.headers["x-correlation-id"]) == ("R-1", "C-1")
        assert "x-request-id" not in system.get("Patient", x_request_id="a b").headers

    def test_no_number_name_or_birth_date_is_in_the_log(self, service: Service, system: Caller) -> None:
        system.get(f"Patient?identifier=https://fhir.nhs.uk/Id/nhs-number|{patient(1)['identifier'][0]['value']}")
        log = service.log.getvalue()
        for word in (patient(1)["identifier"][0]["value"], "Sample1", "2018-03-04"):
            assert word not in log


def test_a_message_is_taken_and_answered_by_a_message(system: Caller) -> None:
    header = {
        "resourceType": "MessageHeader",
        "id": "5b7a1a5e-0000-4000-8000-000000000001",
        "eventCoding": {"system": "https://fhir.nhs.uk/CodeSystem/message-events-bars", "code": "booking-request"},
        "source": {"endpoint": "https://sender.example.nhs.uk"},
        "focus": [{"reference": "urn:uuid:5b7a1a5e-0000-4000-8000-000000000002"}],
    }
    message = {
        "resourceType": "Bundle",
        "type": "message",
        "entry": [
            {"fullUrl": "urn:uuid:5b7a1a5e-0000-4000-8000-000000000001", "resource": header},
            {"fullUrl": "urn:uuid:5b7a1a5e-0000-4000-8000-000000000002", "resource": patient(70)},
        ],
    }
    answer = system.post("$process-message", message)
    assert answer.status == 200, answer.body
    assert (answer.body["type"], answer.body["entry"][0]["resource"]["response"]["code"]) == ("message", "ok")
    assert system.get(f"Patient?identifier={SENDER}/hospital-number|H000070").body["total"] == 1
    assert system.post("$process-message", message).body == answer.body


def test_the_service_says_what_it_can_before_a_token_is_asked_for(service: Service) -> None:
    nobody = Caller(service, "", {})
    statement = nobody.get("metadata")
    assert (statement.status, statement.body["fhirVersion"]) == (200, "4.0.1")
    assert nobody.get("openapi.json").body["openapi"].startswith("3.1")


def test_another_organisations_system_reads_guesses_and_writes_nothing(
    service: Service, sent: dict[str, list[str]]
) -> None:
    stranger = caller(service, ods_code=ELSEWHERE)
    for places in sent.values():
        for place in places:
            type_name, _, identity = place.partition("/")
            known = stranger.get(place)
            unknown = stranger.get(f"{type_name}/0000000000000")
            assert (known.status, known.body) == (404, unknown.body), place
            for path in (f"{place}/_history", f"{place}/_history/1"):
                assert stranger.get(path).status == 404
            assert stranger.get(f"{type_name}?_id={identity}").body.get("total") == 0
            mine = {"resourceType": type_name, "id": identity}
            assert (
                stranger.put(place, mine).body
                == stranger.put(f"{type_name}/0000000000001", {**mine, "id": "0000000000001"}).body
            )
    child = sent["Patient"][0]
    assert stranger.get(f"{child}/$everything").status == 404
    assert stranger.get(f"Condition?patient={child}").body["total"] == 0
    lone = {"resourceType": "Condition", "code": concept(PALSY), "subject": {"reference": child}}
    assert stranger.post("Condition", lone).status == 400
    assert stranger.get("Patient").body["total"] == 0
    theirs = stranger.post("Patient", patient(1))
    assert theirs.status == 201
    assert theirs.body["id"] != child.partition("/")[2]

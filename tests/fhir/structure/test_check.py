import gc
import json
import time
from typing import Any

import pytest

from app.fhir.structure.check import Checked, checked
from app.fhir.structure.limits import Limits
from app.fhir.structure.problems import MOST_PROBLEMS, Severity
from app.fhir.structure.r4 import R4
from tests.fhir.structure.asking import LIMITS, broken, problems, told, verdict
from tests.fhir.structure.examples import EXAMPLES, Json, example, transaction


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text[18:40])
def test_a_resource_as_providers_send_it_is_accepted_without_a_word(r4: R4, text: str) -> None:
    found = verdict(r4, text.encode())
    assert isinstance(found, Checked), found
    assert found.warnings == ()
    assert found.resource == json.loads(text)


def test_there_is_an_example_of_every_type(r4: R4) -> None:
    assert {json.loads(text)["resourceType"] for text in EXAMPLES} | {"Bundle"} == r4.definitions.resources


def test_a_transaction_of_them_all_is_accepted(r4: R4) -> None:
    assert problems(r4, transaction(*map(json.loads, EXAMPLES))) == ()


def test_one_wrong_entry_in_a_thousand_is_named_with_its_element_at_once(r4: R4) -> None:
    entries = [example("Condition") for _ in range(1000)]
    entries[637]["recordedDate"] = "2026-02-30"
    sent = json.dumps(transaction(*entries)).encode()
    gc.freeze()  # what other tests left behind is not looked through again
    began = time.process_time()
    found = told(r4, sent)
    took = time.process_time() - began
    assert found == [("value", "Bundle.entry[637].resource.recordedDate")]
    assert took < 0.2


P = "Patient"
WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    (P, {"gender": "M"}, "code-invalid", "Patient.gender"),
    (P, {"gender": ["male"]}, "structure", "Patient.gender"),
    (P, {"gender": None}, "structure", "Patient.gender"),
    (P, {"active": "true"}, "value", "Patient.active"),
    (P, {"active": 1}, "value", "Patient.active"),
    (P, {"birthdate": "2020-01-01"}, "structure", "Patient.birthdate"),
    (P, {"birthDate": "2023-02-29"}, "value", "Patient.birthDate"),
    (P, {"birthDate": ""}, "structure", "Patient.birthDate"),
    (P, {"_birthDate": {}}, "invariant", "Patient.birthDate"),
    (P, {"_birthDate": {"extension": [{"url": "x"}]}}, "invariant", "Patient.birthDate.extension[0]"),
    (P, {"_birthDate": "x"}, "structure", "Patient.birthDate"),
    (P, {"_id": {"extension": [{"url": "x", "valueCode": "y"}]}}, "structure", "Patient.id"),
    (P, {"id": "a b"}, "value", "Patient.id"),
    (P, {"name": {"family": "x"}}, "structure", "Patient.name"),
    (P, {"name": []}, "structure", "Patient.name"),
    (P, {"name": [{}]}, "invariant", "Patient.name[0]"),
    (P, {"name": [None]}, "structure", "Patient.name[0]"),
    (P, {"name": [{"id": "only"}]}, "invariant", "Patient.name[0]"),
    (P, {"name": [{"family": "<b>x</b>"}]}, "value", "Patient.name[0].family"),
    (P, {"name": [{"given": [None]}]}, "structure", "Patient.name[0].given"),
    (P, {"name": [{"given": ["a"], "_given": [None, {"id": "x"}]}]}, "structure", "Patient.name[0].given"),
    (P, {"name": [{"given": [["a"]]}]}, "structure", "Patient.name[0].given[0]"),
    (P, {"multipleBirthInteger": 1.0}, "value", "Patient.multipleBirth.ofType(integer)"),
    (P, {"multipleBirthInteger": 2**31}, "value", "Patient.multipleBirth.ofType(integer)"),
    (P, {"multipleBirthInteger": 10**30}, "value", "Patient.multipleBirth.ofType(integer)"),
    (P, {"multipleBirthBoolean": True}, "structure", "Patient.multipleBirth"),
    (P, {"multipleBirthString": "x"}, "structure", "Patient.multipleBirthString"),
    (P, {"telecom": [{"rank": 0}]}, "value", "Patient.telecom[0].rank"),
    (P, {"meta": {"lastUpdated": "2026-03-02T09:15:00"}}, "value", "Patient.meta.lastUpdated"),
    (P, {"managingOrganization": {"reference": "Patient/1"}}, "value", "Patient.managingOrganization.reference"),
    (P, {"managingOrganization": {"reference": "RXX"}}, "value", "Patient.managingOrganization.reference"),
    (P, {"managingOrganization": "Organization/1"}, "structure", "Patient.managingOrganization"),
    (P, {"link": [{"type": "refer"}]}, "required", "Patient.link[0].other"),
    (P, {"extension": [{"valueCode": "x"}]}, "required", "Patient.extension[0].url"),
    (P, {"extension": [{"url": "x", "valueCode": "a", "valueString": "b"}]}, "structure", "Patient.extension[0].value"),
    (P, {"photo": [{"data": "Y%", "contentType": "image/png"}]}, "value", "Patient.photo[0].data"),
    (P, {"fhir_comments": ["x"]}, "structure", "Patient"),
    ("Encounter", {"class": [{"code": "AMB"}]}, "structure", "Encounter.class"),
    ("Encounter", {"status": "zz"}, "code-invalid", "Encounter.status"),
    ("Condition", {"clinicalStatus": {"coding": [{"code": "active"}]}}, "code-invalid", "Condition.clinicalStatus"),
    ("Condition", {"clinicalStatus": {"text": "active"}}, "code-invalid", "Condition.clinicalStatus"),
    ("Provenance", {"recorded": "2026-03-02"}, "value", "Provenance.recorded"),
    ("DeviceUseStatement", {"contained": ["x"]}, "structure", "DeviceUseStatement.contained[0]"),
]


@pytest.mark.parametrize(("type_name", "change", "code", "place"), WRONG, ids=lambda each: str(each)[:40])
def test_a_wrong_element_is_told_by_its_place(r4: R4, type_name: str, change: Json, code: str, place: str) -> None:
    assert (code, place) in told(r4, {**example(type_name), **change})


INVARIANTS: list[tuple[str, dict[str, Any], str, str]] = [
    (P, {"contact": [{"gender": "male"}]}, "pat-1", "Patient.contact[0]"),
    (P, {"identifier": [{"period": {"start": "2024-02-02", "end": "2024-02-01"}}]}, "per-1", "Patient.identifier[0].period"),  # noqa: E501
    (P, {"identifier": [{"period": {"end": "2024-02-01", "start": "2024-03"}}]}, "per-1", "Patient.identifier[0].period"),  # noqa: E501
    (P, {"managingOrganization": {"reference": "#x"}}, "ref-1", "Patient.managingOrganization.reference"),
    (P, {"telecom": [{"value": "1"}]}, "cpt-2", "Patient.telecom[0]"),
    (P, {"photo": [{"data": "YWJj"}]}, "att-1", "Patient.photo[0]"),
    (P, {"text": {"status": "generated", "div": "<div>a<script>b</script></div>"}}, "txt-1", "Patient.text.div"),
    (P, {"text": {"status": "generated", "div": "<div><p>a</div></p>"}}, "txt-1", "Patient.text.div"),
    (P, {"text": {"status": "generated", "div": "<div onclick='x'>a</div>"}}, "txt-1", "Patient.text.div"),
    (P, {"text": {"status": "generated", "div": "<div><a href='javascript:x'>a</a></div>"}}, "txt-1", "Patient.text.div"),  # noqa: E501
    (P, {"text": {"status": "generated", "div": "<div> </div>"}}, "txt-2", "Patient.text.div"),
    ("Condition", {"abatementDateTime": "2026-01-01"}, "con-4", "Condition.clinicalStatus"),
    ("Condition", {"stage": [{"type": {"text": "x"}}]}, "con-1", "Condition.stage[0]"),
    ("Condition", {"evidence": [{"extension": [{"url": "x", "valueCode": "y"}]}]}, "con-2", "Condition.evidence[0]"),
    ("Observation", {"dataAbsentReason": {"text": "x"}}, "obs-6", "Observation"),
    ("Observation", {"referenceRange": [{"age": {"low": {"value": 1}}}]}, "obs-3", "Observation.referenceRange[0]"),
    ("Observation", {"valueQuantity": {"code": "m"}}, "qty-3", "Observation.value.ofType(Quantity)"),
    ("Appointment", {"participant": [{"status": "accepted"}]}, "app-1", "Appointment.participant[0]"),
    ("Appointment", {"cancelationReason": {"text": "x"}}, "app-4", "Appointment.cancelationReason"),
    ("Organization", {"telecom": [{"use": "home"}]}, "org-3", "Organization.telecom[0].use"),
    ("QuestionnaireResponse", {"item": [{"linkId": "1", "answer": [{"valueBoolean": True}], "item": [{"linkId": "2"}]}]},  # noqa: E501
     "qrs-1", "QuestionnaireResponse.item[0]"),
    ("Questionnaire", {"item": [{"linkId": "1", "type": "group"}]}, "que-1", "Questionnaire.item[0].item"),
    ("Questionnaire", {"item": [{"linkId": "1", "type": "string"}] * 2}, "que-2", "Questionnaire.item[0].linkId"),
    ("Parameters", {"parameter": [{"name": "a"}]}, "inv-1", "Parameters.parameter[0]"),
    ("Parameters", {"parameter": [{"name": "a", "valueCode": "a", "valueString": "b"}]}, "inv-1", "Parameters.parameter[0].value"),  # noqa: E501
    ("DeviceUseStatement", {"device": {"reference": "Device/1"}}, "dom-3", "DeviceUseStatement.contained[0]"),
    ("ServiceRequest", {"code": {"id": "x"}}, "ele-1", "ServiceRequest.code"),
]  # fmt: skip


@pytest.mark.parametrize(("type_name", "change", "rule", "place"), INVARIANTS, ids=lambda each: str(each)[:40])
def test_a_broken_invariant_is_told_by_its_key(r4: R4, type_name: str, change: Json, rule: str, place: str) -> None:
    assert (rule, place) in broken(r4, {**example(type_name), **change})


def test_a_condition_entered_in_error_has_no_clinical_status(r4: R4) -> None:
    system = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
    sent = {**example("Condition"), "verificationStatus": {"coding": [{"system": system, "code": "entered-in-error"}]}}
    assert broken(r4, sent) == [("con-5", "Condition.clinicalStatus")]
    del sent["clinicalStatus"]
    assert broken(r4, sent) == []


def test_a_problem_without_a_clinical_status_is_warned_of_and_accepted(r4: R4) -> None:
    sent = example("Condition")
    del sent["clinicalStatus"]
    found = verdict(r4, sent)
    assert isinstance(found, Checked)
    assert [(each.rule, each.severity) for each in found.warnings] == [("con-3", Severity.WARNING)]


def test_a_component_does_not_repeat_the_code_that_has_a_value(r4: R4) -> None:
    sent = example("Observation")
    sent["component"].append({"code": sent["code"], "valueString": "x"})
    assert broken(r4, sent) == [("obs-7", "Observation.component[2].code")]


BUNDLES: list[tuple[dict[str, Any], dict[str, Any], str, str]] = [
    ({"type": "collection"}, {}, "bdl-3", "Bundle.entry[0].request"),
    ({"total": 1}, {}, "bdl-1", "Bundle.total"),
    ({}, {"search": {"mode": "match"}}, "bdl-2", "Bundle.entry[0].search"),
    ({}, {"response": {"status": "200"}}, "bdl-4", "Bundle.entry[0].response"),
    ({}, {"fullUrl": "http://x/Patient/child-1/_history/1"}, "bdl-8", "Bundle.entry[0].fullUrl"),
    ({}, {"fullUrl": "Patient/child-1"}, "", "Bundle.entry[0].fullUrl"),
    ({}, {"fullUrl": "http://x/Patient/other"}, "", "Bundle.entry[0].fullUrl"),
    ({}, {"fullUrl": "urn:uuid:00000000-0000-4000-8000-000000000001"}, "bdl-7", "Bundle.entry[1].fullUrl"),
    ({"type": "message"}, {}, "bdl-12", "Bundle.entry[0].resource"),
    ({"type": "document"}, {}, "bdl-9", "Bundle.identifier"),
]


@pytest.mark.parametrize(("change", "of_entry", "rule", "place"), BUNDLES)
def test_a_broken_invariant_of_a_bundle_is_told(r4: R4, change: Json, of_entry: Json, rule: str, place: str) -> None:
    sent = {**transaction(example(P), example("Encounter")), **change}
    sent["entry"][0].update(of_entry)
    assert (rule, place) in broken(r4, sent)


def test_an_entry_without_resource_or_request_is_nothing(r4: R4) -> None:
    sent = {"resourceType": "Bundle", "type": "collection", "entry": [{"fullUrl": "urn:oid:1.2.3"}]}
    assert broken(r4, sent) == [("bdl-5", "Bundle.entry[0]")]


def test_a_type_that_is_not_accepted_is_refused_by_its_name(r4: R4) -> None:
    bundle = transaction(example(P), {"resourceType": "Claim"})
    (problem,) = problems(r4, bundle)
    assert (problem.code, problem.expression) == ("not-supported", "Bundle.entry[1].resource")
    assert "Claim" in problem.diagnostic
    (narrowed,) = checked(
        json.dumps(bundle["entry"][0]["resource"]).encode(), r4, limits=LIMITS, accepted=frozenset({"Bundle"})
    )  # type: ignore[misc]
    assert narrowed.code == "not-supported"


@pytest.mark.parametrize("stated", [None, 7, "patient", "Smith", [], {}])
def test_a_resource_that_states_no_type_of_r4_is_asked_for_one(r4: R4, stated: object) -> None:
    (problem,) = problems(r4, {"resourceType": stated, "id": "a"})
    assert problem.expression.endswith(".resourceType")
    assert "Smith" not in problem.diagnostic


def test_contained_resources_are_judged_by_their_own_type(r4: R4) -> None:
    sent = example("DeviceUseStatement")
    sent["contained"][0].update({"status": "zz", "meta": {"versionId": "1"}})
    assert told(r4, sent) == [("code-invalid", "DeviceUseStatement.contained[0].status")]
    sent["contained"][0]["status"] = "active"
    assert broken(r4, sent) == [("dom-4", "DeviceUseStatement.contained[0].meta.versionId")]
    sent["contained"][0] = {"resourceType": "Device", "id": "dev", "contained": [{"resourceType": "Device"}]}
    assert ("dom-2", "DeviceUseStatement.contained[0].contained") in broken(r4, sent)


def test_resources_inside_parameters_and_inner_bundles_are_judged(r4: R4) -> None:
    inner = transaction({**example(P), "gender": "M"})
    sent = {"resourceType": "Parameters", "parameter": [{"name": "a", "part": [{"name": "b", "resource": inner}]}]}
    assert told(r4, sent) == [("code-invalid", "Parameters.parameter[0].part[0].resource.entry[0].resource.gender")]


def test_more_entries_or_contained_resources_than_allowed_are_too_costly(r4: R4) -> None:
    sent = transaction(*[example("Device")] * 3)
    assert told(r4, sent, Limits(entries=3)) == []
    assert told(r4, sent, Limits(entries=2)) == [("too-costly", "Bundle")]
    contained = example("DeviceUseStatement")
    assert told(r4, contained, Limits(contained=0)) == [("too-costly", "DeviceUseStatement.contained")]


def test_at_most_fifty_problems_are_told(r4: R4) -> None:
    assert len(problems(r4, transaction(*[{"resourceType": "Observation", "a": 1}] * 500))) == MOST_PROBLEMS


def test_a_near_name_is_offered(r4: R4) -> None:
    (problem,) = problems(r4, {**example(P), "birthdate": "x"})
    assert "Did you mean birthDate?" in problem.diagnostic


def test_types_are_compiled_in_less_than_a_second(r4: R4) -> None:
    fresh = R4(r4.definitions)
    began = time.process_time()
    fresh.compile_all()
    assert time.process_time() - began < 1

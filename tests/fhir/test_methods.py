"""Which methods an address of the API takes: another one is answered with 405 and those there are, as FHIR."""

import pytest

from tests.fhir.calling import BASE, caller
from tests.fhir.uk_core import nhs_number, patient, transaction, visit
from tests.service import Service


@pytest.mark.parametrize(
    ("address", "methods"),
    [
        (BASE, "POST"),
        (f"{BASE}/", "POST"),
        (f"{BASE}/metadata", "GET"),
        (f"{BASE}/$process-message", "POST"),
        (f"{BASE}/Patient", "GET, POST, PUT"),
        (f"{BASE}/Patient/_search", "POST"),
        (f"{BASE}/Patient/$validate", "POST"),
        (f"{BASE}/Patient/0APBG8WMN44HG", "GET, PUT"),
        (f"{BASE}/Patient/0APBG8WMN44HG/_history", "GET"),
        (f"{BASE}/ValueSet/$expand", "GET, POST"),
        (f"{BASE}/.well-known/smart-configuration", "GET"),
        ("/oauth2/token", "POST"),
    ],
)
def test_a_method_that_is_not_there_is_answered_with_those_that_are(
    address: str, methods: str, shared_service: Service
) -> None:
    visitor = shared_service.visitor()
    for method in ("DELETE", "PATCH", *(("PUT",) if "PUT" not in methods else ())):
        answer = visitor.ask(method, address)
        assert (answer.status, answer.headers.get("allow")) == (405, methods), method


@pytest.mark.parametrize("address", [f"{BASE}/patient", f"{BASE}/$nothing", f"{BASE}/Patient/_nothing"])
def test_what_is_no_resource_and_no_operation_is_nowhere(address: str, shared_service: Service) -> None:
    assert shared_service.visitor().get(address).status == 404


def test_a_whole_bundle_is_validated_and_nothing_of_it_is_recorded(service: Service) -> None:
    system = caller(service, ods_code="RYY01")
    assert system.post("Bundle/$validate", transaction(*visit(71))).status == 200
    wrong = {**patient(71), "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9990000019"}]}
    entry = {"resource": wrong, "request": {"method": "POST", "url": "Patient"}}
    told = system.post("Bundle/$validate", transaction(entry))
    assert told.status == 200
    assert told.diagnostics[0].startswith("Bundle.entry[0].resource.identifier[0].value: This is not an NHS number")
    found = system.get(f"Patient?identifier=https://fhir.nhs.uk/Id/nhs-number%7C{nhs_number(71)}")
    assert found.body["total"] == 0


def test_a_bundle_is_validated_within_the_scopes_of_its_entries(service: Service) -> None:
    system = caller(service, "system/Patient.c", ods_code="RYY01")
    assert system.post("Bundle/$validate", transaction(*visit(72))).status == 403
    alone = {"resource": patient(72), "request": {"method": "POST", "url": "Patient"}}
    assert system.post("Bundle/$validate", transaction(alone)).status == 200

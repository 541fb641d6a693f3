"""A provider's system asks about SNOMED CT over HTTP: by address or by Parameters, by the release in use."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.wiring import installation, now
from tests.fhir.test_token_routes import registered
from tests.service import Prepared, Service, copied, opened_service, settings_for

PALSY, EPILEPSY = "128188000", "84757009"
SNOMED = "http://snomed.info/sct"
BASE = "/fhir/R4"


@pytest.fixture(scope="module")
def service(prepared_clinic: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = settings_for(copied(prepared_clinic, tmp_path_factory.mktemp("asked")), prepared_clinic.secret)
    with opened_service(settings, prepared_clinic.day) as opened:
        yield opened


def bearer(service: Service, *scopes: str) -> dict[str, str]:
    """The header of a system with a token for some scopes."""
    with installation(service.settings) as opened:
        system = registered(opened, *scopes)
    form = system.form(system.signed(system.claims(now())))
    answer = service.visitor().http.post("/oauth2/token", data={**form, "scope": " ".join(scopes)})
    assert answer.status_code == 200, answer.text
    return {"authorization": f"Bearer {answer.json()['access_token']}"}


@pytest.fixture(scope="module")
def token(service: Service) -> dict[str, str]:
    return bearer(service, "system/*.rs")


def get(service: Service, token: dict[str, str], path: str, **asked: str) -> Any:
    return service.visitor().http.get(f"{BASE}/{path}", params=asked, headers=token)


def value(resource: dict[str, Any], name: str) -> object:
    parameter = next(each for each in resource["parameter"] if each["name"] == name)
    return next(text for key, text in parameter.items() if key.startswith("value"))


def test_a_code_is_looked_up(service: Service, token: dict[str, str]) -> None:
    answer = get(service, token, "CodeSystem/$lookup", system=SNOMED, code=PALSY)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/fhir+json")
    assert value(answer.json(), "display") == "Cerebral palsy"


def test_the_same_is_asked_by_a_body(service: Service, token: dict[str, str]) -> None:
    coding = {"system": SNOMED, "code": PALSY}
    body = {"resourceType": "Parameters", "parameter": [{"name": "coding", "valueCoding": coding}]}
    headers = {**token, "content-type": "application/fhir+json"}
    answer = service.visitor().http.post(f"{BASE}/CodeSystem/$lookup", json=body, headers=headers)
    assert value(answer.json(), "display") == "Cerebral palsy"


def test_a_code_is_valid_in_the_reference_set_or_not(service: Service, token: dict[str, str]) -> None:
    url = f"{SNOMED}?fhir_vs=refset/999001751000000105"
    inside = get(service, token, "ValueSet/$validate-code", url=url, system=SNOMED, code=PALSY)
    outside = get(service, token, "ValueSet/$validate-code", url=url, system=SNOMED, code="38341003")
    assert value(inside.json(), "result") is True
    assert value(outside.json(), "result") is False


def test_the_reference_set_is_searched_as_the_form_does(service: Service, token: dict[str, str]) -> None:
    url = f"{SNOMED}?fhir_vs=refset/999001751000000105"
    answer = get(service, token, "ValueSet/$expand", url=url, filter="cereb pal", count="3").json()
    assert answer["expansion"]["contains"][0]["code"] == PALSY
    assert len(answer["expansion"]["contains"]) <= 3


REFUSED: tuple[tuple[str, dict[str, str], int, tuple[str, str]], ...] = (
    ("CodeSystem/$lookup", {}, 400, ("value", "code")),
    ("CodeSystem/$lookup", {"code": PALSY, "system": "http://loinc.org"}, 404, ("not-found", "system")),
    ("CodeSystem/$lookup", {"code": "1"}, 404, ("not-found", "code")),
    ("CodeSystem/$subsumes", {"codeA": PALSY}, 400, ("value", "codeB")),
    ("ValueSet/$expand", {"url": f"{SNOMED}?fhir_vs", "count": "many"}, 400, ("value", "count")),
    ("ValueSet/$expand", {}, 400, ("value", "url")),
)


@pytest.mark.parametrize(("path", "asked", "status", "issue"), REFUSED)
def test_what_cannot_be_answered_is_said_with_the_parameter(
    path: str, asked: dict[str, str], status: int, issue: tuple[str, str], request: pytest.FixtureRequest
) -> None:
    answer = get(request.getfixturevalue("service"), request.getfixturevalue("token"), path, **asked)
    (said,) = answer.json()["issue"]
    assert (answer.status_code, said["code"], said["expression"]) == (status, issue[0], [issue[1]])


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"{", "application/fhir+json"), (b'{"resourceType": "Patient"}', "application/json"), (b"{}", "text/plain")],
)
def test_a_body_that_is_no_parameters_resource_is_refused(
    service: Service, token: dict[str, str], body: bytes, kind: str
) -> None:
    headers = {**token, "content-type": kind}
    answer = service.visitor().http.post(f"{BASE}/CodeSystem/$lookup", content=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["resourceType"] == "OperationOutcome"


def test_without_a_token_nothing_is_answered(service: Service) -> None:
    assert get(service, {}, "CodeSystem/$lookup", code=PALSY).status_code == 401


def test_a_token_for_other_types_is_not_enough(service: Service) -> None:
    other = bearer(service, "system/ValueSet.rs")
    assert get(service, other, "CodeSystem/$lookup", code=PALSY).status_code == 403
    url = f"{SNOMED}?fhir_vs=refset/999001751000000105"
    assert get(service, other, "ValueSet/$expand", url=url).status_code == 200

"""The CapabilityStatement and the OpenAPI description say what there is, and nothing else."""

import re
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from app.fhir.capability import LIMITS_URL, capability_statement
from app.fhir.openapi import openapi
from app.fhir.r4 import built
from app.fhir.reading.declared import parameters_of
from app.fhir.reading.including import included_by
from app.fhir.routes.door import FhirDoor
from app.fhir.routes.resources import add_resource_routes
from app.fhir.routes.terminology import add_terminology_routes
from app.fhir.routes.tokens import add_token_routes
from app.fhir.structure.limits import Limits
from app.fhir.types import ACCEPTED, KEPT_ONLY, READ_ONLY, WRITTEN

BASE = "https://everyneed.example.nhs.uk/fhir/R4"
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LIMITS = Limits(octets=1_000_000, depth=40, entries=2_000, contained=50)
STATEMENT: Any = capability_statement(BASE, "0.3.0", LIMITS, AT)
DESCRIPTION: Any = openapi(BASE, "0.3.0")


def of_type(name: str) -> Any:
    (found,) = [each for each in STATEMENT["rest"][0]["resource"] if each["type"] == name]
    return found


def test_the_statement_is_a_capability_statement_of_r4() -> None:
    assert built(STATEMENT)["fhirVersion"] == "4.0.1"
    assert (STATEMENT["kind"], STATEMENT["implementation"]["url"]) == ("instance", BASE)
    assert STATEMENT["date"] == "2026-03-02T09:30:00+00:00"


def test_every_type_is_listed_once_and_the_types_do_not_overlap() -> None:
    names = [each["type"] for each in STATEMENT["rest"][0]["resource"]]
    assert sorted(names) == sorted({*ACCEPTED, *READ_ONLY, "ConceptMap"})
    assert not WRITTEN & KEPT_ONLY
    assert not ACCEPTED & READ_ONLY
    assert ACCEPTED == WRITTEN | KEPT_ONLY


@pytest.mark.parametrize("name", sorted(ACCEPTED))
def test_a_type_that_is_sent_is_created_read_updated_and_searched(name: str) -> None:
    found = of_type(name)
    codes = [each["code"] for each in found["interaction"]]
    assert codes == ["create", "read", "vread", "update", "history-instance", "search-type"]
    assert (found["conditionalCreate"], found["conditionalUpdate"], found["updateCreate"]) == (True, True, False)
    assert found["conditionalDelete"] == "not-supported"
    assert [each["name"] for each in found["searchParam"]] == list(parameters_of(name))
    assert found.get("searchInclude", []) == [f"{name}:{each}" for each in included_by(name)]


def test_what_is_published_is_read_and_nothing_is_written_of_it() -> None:
    for name in ("CodeSystem", "Measure", "Questionnaire"):
        assert [each["code"] for each in of_type(name)["interaction"]] == ["read", "search-type"]
    assert "interaction" not in of_type("ValueSet")


def test_the_code_systems_of_reports_are_named() -> None:
    said = of_type("CodeSystem")["documentation"]
    for name in ("report-item", "report-breakdown", "report-part"):
        assert f"https://everyneed.org.uk/fhir/CodeSystem/{name}" in said
    assert "read at that address" in of_type("Measure")["documentation"]


def test_released_reports_are_read_and_searched_and_have_no_versions() -> None:
    found = of_type("MeasureReport")
    assert [each["code"] for each in found["interaction"]] == ["read", "search-type"]
    assert (found["versioning"], found["readHistory"]) == ("no-version", False)
    assert "neither vread nor history is supported" in found["documentation"]
    assert [each["name"] for each in found["searchParam"]] == ["_id", "measure", "period", "date", "reporter"]
    history = DESCRIPTION["paths"]["/fhir/R4/{type}/{id}/_history"]["get"]
    assert "MeasureReport" in history["description"]
    assert "MeasureReport" in DESCRIPTION["components"]["schemas"]["ReadType"]["enum"]
    assert "MeasureReport" not in DESCRIPTION["components"]["schemas"]["WrittenType"]["enum"]


def test_limits_are_told_as_numbers_and_in_words() -> None:
    (extension,) = STATEMENT["extension"]
    assert extension["url"] == LIMITS_URL
    told = {each["url"]: each["valueInteger"] for each in extension["extension"]}
    assert told == {"bytes": 1_000_000, "entries": 2_000, "depth": 40, "contained": 50, "page": 200}
    assert "1,000,000 bytes, 2,000 entries" in STATEMENT["rest"][0]["documentation"]


def test_systems_are_told_where_to_ask_for_a_token() -> None:
    security = STATEMENT["rest"][0]["security"]
    assert security["service"][0]["coding"][0]["code"] == "SMART-on-FHIR"
    assert security["extension"][0]["extension"] == [
        {"url": "token", "valueUri": "https://everyneed.example.nhs.uk/oauth2/token"}
    ]


def test_every_operation_has_its_definition() -> None:
    rest = STATEMENT["rest"][0]
    operations = [*rest["operation"], *(each for of in rest["resource"] for each in of.get("operation", ()))]
    assert {each["name"] for each in operations} == {
        *("process-message", "validate", "everything", "expand", "validate-code", "lookup", "subsumes", "translate")
    }
    assert all(
        re.fullmatch(r"http://hl7\.org/fhir/OperationDefinition/[A-Z]\S+", each["definition"]) for each in operations
    )


def routes() -> set[tuple[str, str]]:
    """Every address of the API and every method it takes."""
    router = APIRouter()
    door = cast(FhirDoor, None)  # asked for only when somebody calls
    for add in (add_token_routes, add_terminology_routes, add_resource_routes):
        add(router, door)
    return {
        (each.path, method.lower())
        for each in router.routes
        if isinstance(each, APIRoute)
        for method in each.methods or ()
    }


def test_every_address_is_described_and_no_other() -> None:
    described = {(path, method) for path, methods in DESCRIPTION["paths"].items() for method in methods}
    assert described == routes()


def operations() -> list[tuple[str, Any]]:
    return [
        (f"{method} {path}", operation)
        for path, methods in DESCRIPTION["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_reference_of_the_description_is_to_something_in_it() -> None:
    def references(value: Any) -> list[str]:
        if isinstance(value, dict):
            own = [value["$ref"]] if "$ref" in value else []
            return own + [each for one in value.values() for each in references(one)]
        return [each for one in value for each in references(one)] if isinstance(value, list) else []

    found = references(DESCRIPTION)
    assert len(found) > 100
    for each in found:
        _, kind, name = each.removeprefix("#/").split("/")
        assert name in DESCRIPTION["components"][kind]


@pytest.mark.parametrize(("name", "operation"), operations(), ids=[name for name, _ in operations()])
def test_every_part_of_an_address_and_every_refusal_is_described(name: str, operation: Any) -> None:
    parts = set(re.findall(r"\{(\w+)\}", name))
    assert {each["name"] for each in operation.get("parameters", ()) if each["in"] == "path"} == parts
    statuses = set(operation["responses"])
    assert "503" in statuses
    if operation.get("security") != []:
        assert {"400", "401", "403", "406", "503"} <= statuses
    if name.startswith(("post", "put")) and "_search" not in name and "oauth2" not in name:
        assert {"413", "415"} <= statuses
        assert operation["requestBody"]["required"]


def test_search_parameters_of_the_description_are_those_of_all_types() -> None:
    search = DESCRIPTION["paths"]["/fhir/R4/{type}"]["get"]
    named = {each["name"] for each in search["parameters"] if each["in"] == "query"}
    assert {name for each in ACCEPTED for name in parameters_of(each)} < named

"""The NHS number of a Patient, why there is none, and the local identifiers."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.access.people import Organisation
from app.clinical.child import ChildIdentifier, IdentifierKind
from app.fhir.mapping.given import LocalGiven
from app.fhir.mapping.looking import Resource
from app.fhir.mapping.patient import patient_from_child
from app.identity import Identity, shown
from tests.clinical import examples
from tests.fhir.mapping.patient_children import (
    CODES,
    NUMBER,
    ODS,
    SURROUNDINGS,
    UK_CORE,
    coded,
    patient,
    read,
    refused,
    said,
    warned,
)

OTHER = "9990000026"
SYSTEM = "https://fhir.nhs.uk/Id/nhs-number"
TYPES = "http://terminology.hl7.org/CodeSystem/v2-0203"
HOSPITAL = "https://trust.example.nhs.uk/Id/hospital-number"
OURS = "https://everyneed.org.uk/fhir/Id/local-patient-identifier"


def number(value: str | None = NUMBER, status: str | None = None, **elements: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"system": SYSTEM, **({"value": value} if value is not None else {}), **elements}
    url, codes = f"{UK_CORE}NHSNumberVerificationStatus", f"{CODES}NHSNumberVerificationStatusEngland"
    return {**made, "extension": [coded(url, codes, status)]} if status is not None else made


def numbered(*identifiers: dict[str, Any], **elements: Any) -> tuple[str | None, str | None]:
    given = said(identifier=list(identifiers), **elements)
    return given.nhs_number, given.nhs_number_status


@pytest.mark.parametrize(
    "system",
    [
        SYSTEM,
        "https://fhir.nhs.uk/id/NHS-NUMBER",
        "http://fhir.nhs.net/Id/nhs-number",
        "urn:oid:2.16.840.1.113883.2.1.4.1",
    ],
)
def test_an_nhs_number_is_known_by_its_system_however_that_is_written(system: str) -> None:
    given = said(identifier=[{"system": system, "value": "999-000 0018"}])
    assert (given.nhs_number, given.locals) == (NUMBER, ())


@pytest.mark.parametrize("value", ["9990000019", "999000001", "99900000018", "999000001X", "０９９９００００１８"])
def test_a_number_with_a_wrong_digit_or_length_is_refused_at_its_value(value: str) -> None:
    assert refused(identifier=[{"system": HOSPITAL, "value": "L1"}, number(value)]) == ["identifier[1].value"]


@pytest.mark.parametrize("digit", "013456789")
def test_ten_equal_digits_are_no_number(digit: str) -> None:
    assert refused(identifier=[number(digit * 10)]) == ["identifier[0].value"]


@pytest.mark.parametrize("status", ["01", "02", "03", "04", "05", "06"])
def test_the_status_of_a_number_is_read(status: str) -> None:
    assert numbered(number(NUMBER, status)) == (NUMBER, status)


def test_a_status_of_the_older_code_system_is_understood() -> None:
    status = coded(f"{UK_CORE}NHSNumberVerificationStatus", f"{CODES}NHSNumberVerificationStatus", "01")
    assert numbered(number(NUMBER, extension=[status])) == (NUMBER, "01")


def test_a_number_without_status_has_none_by_the_patient() -> None:
    assert numbered(number()) == (NUMBER, None)


@pytest.mark.parametrize("status", ["07", "08"])
def test_a_status_that_says_there_is_no_number_contradicts_one(status: str) -> None:
    assert refused(identifier=[number(NUMBER, status)]) == ["identifier[0].extension"]


@pytest.mark.parametrize("status", ["01", "02"])
def test_a_status_that_says_there_is_a_number_contradicts_none(status: str) -> None:
    assert refused(identifier=[number(None, status)]) == ["identifier[0].extension"]


def test_an_unknown_status_is_told_and_not_recorded() -> None:
    assert numbered(number(NUMBER, "09")) == (NUMBER, None)
    assert warned(identifier=[number(NUMBER, "09")]) == ["identifier[0].extension"]


def test_a_newborn_without_a_number_is_accepted_with_the_status() -> None:
    assert numbered(number(None, "08"), birthDate="2026-10-14") == (None, "08")
    assert numbered(number(None, "08"), birthDate="2026-10-13") == (None, None)
    assert warned(identifier=[number(None, "08")], birthDate="2026-10-13") == ["identifier[0].extension"]


@pytest.mark.parametrize(
    ("reason", "status"), [("nhs-number-not-known", None), ("overseas-patient", "07"), ("devolved-nation", "07")]
)
def test_a_reason_why_the_number_is_unavailable_comes_to_a_status(reason: str, status: str | None) -> None:
    extension = coded(f"{UK_CORE}NHSNumberUnavailableReason", f"{CODES}NHSNumberUnavailableReason", reason)
    assert numbered(extension=[extension]) == (None, status)


def test_a_number_beside_a_reason_why_there_is_none_is_taken_and_told() -> None:
    reason = coded(f"{UK_CORE}NHSNumberUnavailableReason", f"{CODES}NHSNumberUnavailableReason", "overseas-patient")
    assert numbered(number(), extension=[reason]) == (NUMBER, None)
    assert warned(identifier=[number()], extension=[reason]) == ["extension"]


def test_two_different_numbers_in_use_are_refused_at_the_second() -> None:
    assert refused(identifier=[number(), number(OTHER)]) == ["identifier[1]"]
    assert numbered(number(), number(NUMBER, "01")) == (NUMBER, "01")


def test_a_superseded_number_is_none_in_use() -> None:
    over = number(OTHER, period={"end": "2026-11-23"})
    assert numbered(over, number()) == (NUMBER, None)
    assert numbered(number(OTHER, use="old"), number()) == (NUMBER, None)
    assert numbered(over) == (None, None)
    assert refused(identifier=[number(OTHER, period={"end": "2026-11-24"}), number()]) == ["identifier[1]"]


def local(*identifiers: dict[str, Any], **elements: Any) -> list[tuple[str, str, bool]]:
    given = said(identifier=list(identifiers), **elements)
    return [(each.issuer, each.value, each.issuer_said) for each in given.locals]


def typed(code: str, value: str, **elements: Any) -> dict[str, Any]:
    return {"type": {"coding": [{"system": TYPES, "code": code}]}, "system": HOSPITAL, "value": value, **elements}


def assigned(code: str) -> Resource:
    return {"assigner": {"identifier": {"system": ODS.replace("Id", "id"), "value": code}}}


def test_local_identifiers_are_those_typed_as_such_assigned_or_in_our_system() -> None:
    plain = {"system": HOSPITAL, "value": "P1"}
    found = local(
        plain,
        typed("MR", "M1"),
        typed("PI", "I1"),
        typed("DL", "D1"),
        {**plain, "value": "A1", **assigned("RYY")},
        {"system": OURS, "value": "O1"},
    )
    assert found == [("RXX01", "M1", False), ("RXX01", "I1", False), ("RYY", "A1", True), ("RXX01", "O1", True)]


def test_where_there_is_none_such_the_first_identifier_without_a_type_is_taken() -> None:
    found = local(typed("SS", "S1"), {"system": HOSPITAL, "value": "P1"}, {"system": HOSPITAL, "value": "P2"})
    assert found == [("RXX01", "P1", False)]


@pytest.mark.parametrize(
    "elements", [{"use": "old"}, {"use": "temp"}, {"period": {"end": "2026-11-23"}}], ids=["old", "temp", "over"]
)
def test_an_identifier_that_is_not_in_use_is_only_kept(elements: dict[str, Any]) -> None:
    assert local(typed("MR", "M1", **elements)) == []


@pytest.mark.parametrize("system", ["https://fhir.nhs.uk/Id/chi-number", "https://everyneed.org.uk/fhir/Id/identity"])
def test_the_numbers_of_other_countries_and_our_own_ids_are_no_local_identifiers(system: str) -> None:
    assert local({"system": system, "value": "0402568876"}) == []


def test_an_identifier_that_does_not_fit_is_kept_and_told() -> None:
    assert local(typed("MR", "X" * 21)) == []
    assert warned(identifier=[typed("MR", "X" * 21)]) == ["identifier[0].value"]
    assert warned(identifier=[{"system": HOSPITAL, "value": "X" * 21}]) == []


def test_the_issuer_is_the_assigner_by_whatever_reference() -> None:
    organisation = {"resourceType": "Organization", "id": "org", "identifier": [{"system": ODS, "value": "RYY"}]}
    inside = local(typed("MR", "M1", assigner={"reference": "#org"}), contained=[organisation])
    assert inside == [("RYY", "M1", True)]
    found = replace(SURROUNDINGS, find=lambda _, identity: organisation if identity == 7 else None)
    reference = {"reference": f"Organization/{shown(Identity(7))}"}
    given, problems = read(patient(identifier=[typed("MR", "M1", assigner=reference)]), found)
    assert problems == []
    assert given is not None
    assert [(each.issuer, each.issuer_said) for each in given.locals] == [("RYY", True)]


def test_an_issuer_that_gives_no_local_identifiers_is_replaced_by_ours_and_told() -> None:
    assert local(typed("MR", "M1", **assigned("A81001"))) == [("RXX01", "M1", False)]
    assert warned(identifier=[typed("MR", "M1", **assigned("A81001"))]) == ["identifier[0].assigner"]
    assert warned(identifier=[typed("MR", "M1", assigner={"display": "The hospital"})]) == []


def test_our_own_code_is_taken_whatever_its_length() -> None:
    long = replace(SURROUNDINGS, organisation=Organisation(Identity(1), "RXX0101", "A site"))
    given, problems = read(patient(identifier=[typed("MR", "M1", **assigned("RXX0101"))]), long)
    assert problems == []
    assert given is not None
    assert [(each.issuer, each.issuer_said) for each in given.locals] == [("RXX0101", True)]


def test_one_value_of_one_issuer_is_one_identifier() -> None:
    assert local(typed("MR", "M1"), typed("MR", "M1", system="https://other.example/Id")) == [("RXX01", "M1", False)]


def test_when_a_number_began_is_read_with_it() -> None:
    begun = {"start": "2020-02-03"}
    given = said(identifier=[number(period=begun), typed("MR", "M1", period=begun)])
    assert given.nhs_number_since == date(2020, 2, 3)
    assert [each.since for each in given.locals] == [date(2020, 2, 3)]


def test_a_superseded_identifier_is_never_shown() -> None:
    kind, over = IdentifierKind, date(2026, 1, 1)
    identifiers = (
        ChildIdentifier(Identity(1), kind.NHS_NUMBER, OTHER, None, "01", None, over),
        ChildIdentifier(Identity(2), kind.LOCAL, "GONE", "RXX", None, None, over),
        ChildIdentifier(Identity(3), kind.LOCAL, "HERE", "RXX", None, date(2025, 1, 1)),
    )
    rendered = patient_from_child(replace(examples.child(), identifiers=identifiers), SURROUNDINGS)
    assert rendered["identifier"] == [
        {
            "type": {"coding": [{"system": TYPES, "code": "MR"}]},
            "system": OURS,
            "value": "HERE",
            "assigner": {"type": "Organization", "identifier": {"system": ODS, "value": "RXX"}},
            "period": {"start": "2025-01-01"},
        }
    ]
    assert "extension" not in rendered


def test_why_there_is_no_number_is_said_in_the_words_of_uk_core() -> None:
    absent = ChildIdentifier(Identity(1), IdentifierKind.NHS_NUMBER, "", None, "08", date(2026, 1, 1), date(2026, 1, 1))
    rendered = patient_from_child(replace(examples.child(), identifiers=(absent,)), SURROUNDINGS)
    assert "identifier" not in rendered
    (reason,) = rendered["extension"]
    assert reason["url"] == f"{UK_CORE}NHSNumberUnavailableReason"
    assert [each["code"] for each in reason["valueCodeableConcept"]["coding"]] == ["nhs-number-not-known", "08"]


def test_a_local_identifier_says_where_it_came_from() -> None:
    (given,) = said(identifier=[typed("MR", "M1")]).locals
    assert given == LocalGiven(given.value, "RXX01", HOSPITAL, None, issuer_said=False)

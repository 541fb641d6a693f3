"""The mother's NHS number, by a RelatedPerson."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.clinical.child import FactAnswer
from app.fhir.mapping.given import FactGiven
from app.fhir.mapping.looking import Findings
from app.fhir.mapping.related_person import facts_from_related_person, mother_from_child, mother_over_sent
from app.fhir.structure.problems import Problem
from app.identity import Identity, shown
from tests.clinical import examples
from tests.fhir.mapping.core_values import received
from tests.fhir.mapping.patient_children import (
    OF_THE_MOTHER,
    PLACE,
    SURROUNDINGS,
    TODAY,
    errors,
    facts,
    in_order,
    nhs_numbers,
)
from tests.fhir.mapping.test_patient_facts import ROLES, fact
from tests.fhir.mapping.test_patient_identifiers import OTHER, number

NUMBER_OF, STATUS_OF = OF_THE_MOTHER


def related(code: str, *identifiers: dict[str, Any], **elements: Any) -> dict[str, Any]:
    return {
        "resourceType": "RelatedPerson",
        "patient": {"reference": f"Patient/{shown(examples.CHILD)}"},
        "relationship": [{"coding": [{"system": ROLES, "code": code}]}],
        **({"identifier": list(identifiers)} if identifiers else {}),
        **elements,
    }


def learned(resource: dict[str, Any]) -> tuple[tuple[FactGiven, ...], list[Problem]]:
    problems: list[Problem] = []
    return facts_from_related_person(received(resource), Findings(PLACE, problems), SURROUNDINGS), problems


@pytest.mark.parametrize("code", ["MTH", "NMTH"])
def test_a_mothers_number_and_its_status_are_facts_of_the_child(code: str) -> None:
    assert learned(related(code, number(OTHER, "01", period={"start": "2019-03-14"}))) == (
        (
            FactGiven(NUMBER_OF, FactAnswer.KNOWN, OTHER, date(2019, 3, 14)),
            FactGiven(STATUS_OF, FactAnswer.KNOWN, "01", date(2019, 3, 14)),
        ),
        [],
    )


@pytest.mark.parametrize("code", ["FTH", "STPMTH", "GRMTH", "MTHFOST"])
def test_the_number_of_somebody_else_is_only_kept(code: str) -> None:
    assert learned(related(code, number(OTHER, "01"))) == ((), [])


@pytest.mark.parametrize("elements", [{"active": False}, {"period": {"end": "2026-11-23"}}], ids=["inactive", "over"])
def test_a_relationship_that_is_over_says_nothing(elements: dict[str, Any]) -> None:
    assert learned(related("MTH", number(OTHER), **elements)) == ((), [])


def test_a_wrong_check_digit_is_refused_at_the_value() -> None:
    said, problems = learned(related("MTH", number("9990000027")))
    assert said == ()
    assert errors(problems) == ["identifier[0].value"]


def test_a_mother_of_whom_no_number_is_known_is_not_rendered() -> None:
    assert mother_from_child(examples.child(), SURROUNDINGS) is None


def test_other_identifiers_and_extensions_of_the_mother_stay() -> None:
    child = replace(examples.child(), facts=(fact(NUMBER_OF, OTHER),))
    passport = {"system": "https://passports.example", "value": "P-1"}
    colour = {"url": "https://elsewhere.example/colour", "valueString": "green"}
    sent = related("NMTH", number("9990000018"), passport, extension=[colour], name=[{"family": "Sample"}])
    whole = received(mother_over_sent(child, SURROUNDINGS, sent))
    assert [each["value"] for each in whole["identifier"]] == [OTHER, "P-1"]
    assert whole["extension"] == [colour]
    assert whole["relationship"] == sent["relationship"]
    assert whole["name"] == [{"family": "Sample"}]


@given(facts(NUMBER_OF, Identity(1)), facts(STATUS_OF, Identity(2)), nhs_numbers(), st.booleans())
@settings(max_examples=100, deadline=None)
def test_what_is_known_of_the_mother_goes_out_and_comes_back(
    number_known: Any, status_known: Any, other: str, alone: bool
) -> None:
    # A status that goes only without a number contradicts one; the facts of a record never do.
    if status_known.value in ("07", "08") or (number_known.value is None and status_known.value in ("01", "02")):
        status_known = replace(status_known, value="03")
    child = replace(examples.child(), facts=(number_known,) if alone else (number_known, status_known))
    standing = [child.fact(kind, TODAY) for kind in OF_THE_MOTHER]
    if standing[0] is None and standing[1] is not None and standing[1].value in ("01", "02"):
        return
    expected = [
        FactGiven(each.kind, each.answer, each.value, each.since, each.until)
        for each in standing
        if each is not None and each.answer is not FactAnswer.NOT_ASKED
    ]
    rendered = mother_from_child(child, SURROUNDINGS)
    assert (rendered is None) == (expected == [])
    if rendered is not None:
        said, problems = learned(rendered)
        assert errors(problems) == []
        assert in_order(list(said)) == expected


def test_what_was_sent_of_a_mother_of_whom_nothing_is_known_stays_as_it_was() -> None:
    sent = related("MTH", name=[{"family": "Sample"}])
    assert mother_over_sent(examples.child(), SURROUNDINGS, sent) == sent

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fhir.bundle.criteria import criteria_from
from app.fhir.bundle.entry import Criteria
from app.fhir.structure.problems import Problem
from tests.fhir.bundle.bundles import ID, NHS, OURS

NUMBER = Criteria("Patient", identifier=(NHS, "9990000018"))


@pytest.mark.parametrize(
    "query",
    [
        f"identifier={NHS}|9990000018",
        f"identifier={quote(NHS, safe='')}%7C9990000018",
        f"identifier={NHS}%7c999000001%38",
        f"&identifier={NHS}|9990000018&",
        f"_format=json&identifier={NHS}|9990000018&_pretty=true",
    ],
)
def test_one_condition_is_one_value_however_it_is_spelt(query: str) -> None:
    assert criteria_from("Patient", query) == NUMBER


def test_an_id_of_ours_is_a_condition() -> None:
    assert criteria_from("Patient", f"_id={ID}") == Criteria("Patient", id=OURS)
    assert criteria_from("Patient", f"_id={ID.lower()}") == Criteria("Patient", id=OURS)


@pytest.mark.parametrize(
    ("query", "system", "value"),
    [
        ("identifier=s|a+b", "s", "a+b"),
        ("identifier=s|a%2Bb", "s", "a+b"),
        ("identifier=s|a=b", "s", "a=b"),
        ("identifier=s|a%26b", "s", "a&b"),
        ("identifier=s|a\\,b", "s", "a,b"),
        ("identifier=s\\|t|a", "s|t", "a"),
        ("identifier=s|a\\\\", "s", "a\\"),
        ("identifier=s|a\\$b", "s", "a$b"),
        ("identifier=s|a\\b", "s", "a\\b"),
        ("identifier=s|a\\", "s", "a\\"),
        ("identifier=s|a|b", "s", "a|b"),
        ("identifier=s|a\\\\\\,|b", "s", "a\\,|b"),
        ("identifier=s|%C3%A9", "s", "é"),
    ],
)
def test_escapes_are_the_characters_themselves(query: str, system: str, value: str) -> None:
    assert criteria_from("Patient", query) == Criteria("Patient", identifier=(system, value))


@pytest.mark.parametrize(
    ("query", "code", "said"),
    [
        ("", "value", "empty"),
        ("_format=json", "value", "empty"),
        ("identifier=9990000018", "value", "without its system"),
        ("identifier=|9990000018", "value", "without its system"),
        ("identifier=%20|9990000018", "value", "without its system"),
        (f"identifier={NHS}|", "value", "no value"),
        ("identifier=", "value", "no value"),
        ("identifier=s|1,s|2", "value", "several values"),
        ("identifier=s\\||1,2", "value", "several values"),
        ("identifier=s|1&identifier=s|2", "value", "more than one"),
        (f"identifier=s|1&_id={ID}", "value", "more than one"),
        ("_id=child-1", "value", "_id takes an id"),
        ("_id=", "value", "_id takes an id"),
        ("identifier=s|%ff", "value", "UTF-8"),
        ("identifier=s|%00", "value", "control characters"),
        ("family=Test&identifier=s|1", "not-supported", "The parameter family does"),
        ("identifier:exact=s|1", "not-supported", "The parameter identifier:exact does"),
        ("birthdate=2020-01-01", "not-supported", "The parameter birthdate does"),
        ("Anna Maria Test=1", "not-supported", "A parameter of the condition does"),
    ],
)
def test_what_does_not_single_out_one_resource_is_refused(query: str, code: str, said: str) -> None:
    found = criteria_from("Patient", query, "Patient.x")
    assert isinstance(found, Problem)
    assert (found.code.value, found.expression) == (code, "Patient.x")
    assert said in found.diagnostic
    assert "Send identifier=system|value" in found.diagnostic or "(RFC 3986)" in found.diagnostic or "_id" in query


TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12).filter(
    lambda each: each.strip()
)


def escaped(text: str) -> str:
    return "".join(f"\\{each}" if each in "\\|,$" else each for each in text)


@given(TEXT, TEXT, st.sampled_from(["", "|,:/"]))
def test_what_is_escaped_and_encoded_is_read_back(system: str, value: str, left_as_is: str) -> None:
    query = "identifier=" + quote(f"{escaped(system)}|{escaped(value)}", safe=left_as_is)
    assert criteria_from("Person", query) == Criteria("Person", identifier=(system, value))


@given(st.text(max_size=30))
def test_any_text_is_a_condition_or_a_problem(query: str) -> None:
    found = criteria_from("Patient", query)
    assert isinstance(found, Criteria | Problem)

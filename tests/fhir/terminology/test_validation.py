"""Which codes and displays $validate-code takes, in the code system and in value sets."""

import pytest

from app.fhir.terminology.known import KnownTerminology
from app.fhir.terminology.parameters import IssueCode
from app.fhir.terminology.validation import validate_code
from tests.clinical.examples import EPILEPSY, OUTSIDE, SLEEP
from tests.fhir.terminology.known_examples import of, refused
from tests.terminology.edition.small_editions import concept
from tests.terminology.small_edition_of_needs import FINDING, PROCEDURE, RETIRED, SET

OURS = f"http://snomed.info/sct?fhir_vs=refset/{SET}"


@pytest.mark.parametrize("display", [None, "Epilepsy", "epilepsy", "Seizure  disorder", "Epilepsy (disorder)"])
def test_a_code_is_valid_under_any_of_its_terms(known: KnownTerminology, display: str | None) -> None:
    assert validate_code(known, str(EPILEPSY), display) == {
        "resourceType": "Parameters",
        "parameter": [{"name": "result", "valueBoolean": True}, {"name": "display", "valueString": "Epilepsy"}],
    }


def test_a_display_that_contradicts_the_code_is_answered_with_the_right_one(known: KnownTerminology) -> None:
    assert validate_code(known, str(EPILEPSY), "Cerebral palsy") == {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "result", "valueBoolean": False},
            {
                "name": "message",
                "valueString": "The display is not one of the code's terms. It is called “Epilepsy”.",
            },
            {"name": "display", "valueString": "Epilepsy"},
        ],
    }


def test_an_empty_display_is_not_one_of_the_terms(known: KnownTerminology) -> None:
    assert of(validate_code(known, str(EPILEPSY), ""), "result") == [False]


def test_an_inactive_concept_is_valid_in_the_code_system_and_told_as_inactive(known: KnownTerminology) -> None:
    assert validate_code(known, str(RETIRED)) == {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "result", "valueBoolean": True},
            {"name": "message", "valueString": "The concept is inactive; $translate names what stands in for it."},
            {"name": "display", "valueString": "Epileptic disorder, old"},
            {"name": "inactive", "valueBoolean": True},
        ],
    }


@pytest.mark.parametrize(
    ("code", "query", "valid"),
    [
        (EPILEPSY, f"=refset/{SET}", True),
        (OUTSIDE, f"=refset/{SET}", False),
        (RETIRED, f"=refset/{SET}", False),
        (EPILEPSY, f"=isa/{FINDING}", True),
        (FINDING, f"=isa/{FINDING}", True),
        (PROCEDURE, f"=isa/{FINDING}", False),
        (RETIRED, f"=isa/{FINDING}", False),
        (EPILEPSY, f"=ecl/<! {FINDING}", False),
        (SLEEP, f"=ecl/%3C%21%20{FINDING}", True),
        (RETIRED, "", True),
        (EPILEPSY, "=refset", False),
        (SET, "=refset", False),
    ],
)
def test_a_value_set_has_its_own_concepts_alone(known: KnownTerminology, code: int, query: str, valid: bool) -> None:
    answer = validate_code(known, str(code), url=f"http://snomed.info/sct?fhir_vs{query}")
    assert of(answer, "result") == [valid]


def test_without_a_release_membership_of_the_list_is_known_alone(listed: KnownTerminology) -> None:
    assert of(validate_code(listed, str(SLEEP), url=OURS), "result") == [True]
    assert of(validate_code(listed, str(OUTSIDE), url=OURS), "result") == [False]
    problem = refused(validate_code(listed, str(SLEEP), url=f"http://snomed.info/sct?fhir_vs=isa/{FINDING}"))
    assert problem.code is IssueCode.NOT_SUPPORTED


def test_an_unknown_or_impossible_code_is_answered_as_not_valid(known: KnownTerminology) -> None:
    for code in (str(concept(900)), "Ann Other", ""):
        answer = validate_code(known, code, "Ann Other", OURS)
        assert of(answer, "result") == [False]
        assert "Ann Other" not in of(answer, "message")[0]


def test_an_unknown_value_set_is_refused_whatever_the_code(known: KnownTerminology) -> None:
    for code in (str(EPILEPSY), "nothing"):
        problem = refused(validate_code(known, code, url=f"http://snomed.info/sct?fhir_vs=isa/{concept(900)}"))
        assert (problem.code, problem.expression) == (IssueCode.NOT_FOUND, "url")

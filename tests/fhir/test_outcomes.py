import json
from typing import Any

import pytest

from app.fhir.outcomes import Issue, Told, operation_outcome, status_of
from app.fhir.outcomes import IssueType as Kind
from app.fhir.structure.check import Checked, checked
from app.fhir.structure.limits import Limits
from app.fhir.structure.load import load_r4
from app.fhir.structure.problems import IssueType, Problem, Severity
from app.fhir.terminology import parameters


def problem(code: IssueType, expression: str = "Bundle.entry[3].resource.code", **more: Severity) -> Problem:
    return Problem(code, expression, "What is wrong. How to mend it.", **more)


def issues(outcome: dict[str, Any]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = outcome["issue"]
    return found


def test_an_outcome_has_an_issue_for_each_thing_that_is_wrong() -> None:
    unknown = parameters.Problem(parameters.IssueCode.NOT_FOUND, "Not known.", "code")
    said: list[Issue | Told] = [Issue(Kind.LOGIN, "Ask for a token."), problem(IssueType.VALUE), unknown]
    assert operation_outcome(*said) == {
        "resourceType": "OperationOutcome",
        "issue": [
            {"severity": "error", "code": "login", "diagnostics": "Ask for a token."},
            {
                "severity": "error",
                "code": "value",
                "diagnostics": "What is wrong. How to mend it.",
                "expression": ["Bundle.entry[3].resource.code"],
            },
            {"severity": "error", "code": "not-found", "diagnostics": "Not known.", "expression": ["code"]},
        ],
    }


def test_a_warning_is_told_as_one_and_a_body_that_cannot_be_read_has_no_place() -> None:
    told = operation_outcome(
        problem(IssueType.BUSINESS_RULE, severity=Severity.WARNING), Problem(IssueType.STRUCTURE, "", "Not JSON.")
    )
    warning, unread = issues(told)
    assert warning["severity"] == "warning"
    assert "expression" not in unread


def test_an_outcome_without_problems_says_so() -> None:
    (issue,) = issues(operation_outcome())
    assert (issue["severity"], issue["code"]) == ("information", "informational")


def test_every_outcome_is_a_resource_as_r4_has_it() -> None:
    r4 = load_r4()
    every: list[Issue | Told] = [*map(problem, IssueType), *(Issue(each, "Said.") for each in Kind)]
    every += [problem(IssueType.VALUE, severity=each) for each in Severity]
    for outcome in (operation_outcome(*every), operation_outcome()):
        assert isinstance(checked(json.dumps(outcome).encode(), r4, limits=Limits()), Checked)


STATUS = {
    IssueType.STRUCTURE: 400,
    IssueType.REQUIRED: 400,
    IssueType.VALUE: 400,
    IssueType.INVARIANT: 400,
    IssueType.CODE_INVALID: 400,
    IssueType.NOT_SUPPORTED: 400,
    IssueType.DUPLICATE: 400,
    IssueType.TOO_LONG: 413,
    IssueType.TOO_COSTLY: 413,
    IssueType.NOT_FOUND: 400,
    IssueType.MULTIPLE_MATCHES: 412,
    IssueType.CONFLICT: 409,
    IssueType.BUSINESS_RULE: 422,
    IssueType.FORBIDDEN: 403,
    IssueType.INFORMATIONAL: 400,
}


@pytest.mark.parametrize("code", IssueType)
def test_each_kind_of_problem_has_its_status(code: IssueType) -> None:
    assert status_of([problem(code)]) == STATUS[code]


def test_what_the_whole_request_is_about_is_not_found_and_what_an_element_names_is_wrong() -> None:
    assert status_of([problem(IssueType.NOT_FOUND, "")]) == 404
    assert status_of([problem(IssueType.NOT_FOUND, "Patient")]) == 404
    assert status_of([problem(IssueType.NOT_FOUND, "Patient.generalPractitioner[0].reference")]) == 400


@pytest.mark.parametrize(
    ("codes", "status"),
    [
        ([IssueType.STRUCTURE, IssueType.TOO_COSTLY], 400),
        ([IssueType.BUSINESS_RULE, IssueType.STRUCTURE], 400),
        ([IssueType.CONFLICT, IssueType.BUSINESS_RULE], 422),
        ([IssueType.MULTIPLE_MATCHES, IssueType.CONFLICT], 409),
        ([IssueType.STRUCTURE, IssueType.FORBIDDEN], 403),
    ],
)
def test_of_several_problems_what_must_be_mended_first_decides(codes: list[IssueType], status: int) -> None:
    assert status_of(map(problem, codes)) == status
    assert status_of(map(problem, reversed(codes))) == status


def test_warnings_refuse_nothing() -> None:
    assert status_of([problem(IssueType.BUSINESS_RULE, severity=Severity.WARNING)]) == 200
    assert status_of([]) == 200

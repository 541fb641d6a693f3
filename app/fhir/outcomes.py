"""OperationOutcome: how FHIR says that something is wrong (HL7 FHIR R4 4.0.1), and the HTTP status beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from app.fhir.structure.problems import IssueType as Kind
from app.fhir.structure.problems import Problem, Severity


class IssueType(StrEnum):
    """Of what kind an issue is that is about the call, not about what was sent: codes of issue-type."""

    LOGIN = "login"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not-found"
    CONFLICT = "conflict"
    BUSINESS_RULE = "business-rule"
    NOT_SUPPORTED = "not-supported"
    VALUE = "value"
    TOO_LONG = "too-long"
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong: its kind, and what it is and how to mend it, without any patient's data."""

    kind: IssueType
    diagnostics: str
    severity: str = "error"


class Told(Protocol):
    """A thing wrong at a place in what was sent: `expression` is its FHIRPath or the parameter's name, or ""."""

    @property
    def code(self) -> StrEnum: ...
    @property
    def diagnostic(self) -> str: ...
    @property
    def expression(self) -> str: ...


def operation_outcome(*said: Issue | Told) -> dict[str, object]:
    """The resource, as values for JSON, with an issue for each; one that says that all is well when there is none."""
    issues = [_issue(each) if isinstance(each, Issue) else _placed(each) for each in said]
    return {"resourceType": "OperationOutcome", "issue": issues or [_ALL_WELL]}


def _issue(issue: Issue) -> dict[str, object]:
    return {"severity": issue.severity, "code": issue.kind.value, "diagnostics": issue.diagnostics}


def _placed(told: Told) -> dict[str, object]:
    severity = told.severity if isinstance(told, Problem) else Severity.ERROR
    issue: dict[str, object] = {
        "severity": severity.value,
        "code": told.code.value,
        "diagnostics": told.diagnostic,
    }
    return {**issue, "expression": [told.expression]} if told.expression else issue


_ALL_WELL: Final[dict[str, object]] = {
    "severity": "information",
    "code": "informational",
    "diagnostics": "Nothing is wrong.",
}

_STATUS: Final = {
    Kind.FORBIDDEN: 403,
    Kind.BUSINESS_RULE: 422,
    Kind.CONFLICT: 409,
    Kind.MULTIPLE_MATCHES: 412,
    Kind.TOO_LONG: 413,
    Kind.TOO_COSTLY: 413,
}
"""Every other kind is 400: what was sent must be written otherwise (R4, http, 3.1.0.8.1; 412: 3.1.0.8.2)."""

_FIRST: Final = (403, 400, 422, 409, 412, 404, 413)
"""Which status is answered when problems differ: what must be mended first. Trying again helps from 409 on."""


def status_of(problems: Iterable[Problem]) -> int:
    """The HTTP status of an answer that tells these problems; 200 when none of them is an error.

    `not-found` is 404 where the whole request is about what is not there: its expression is "" or a type's name. An
    element, such as a reference, that names what is not there is 400. `too-costly` beside others is the note that not
    all of them are listed.
    """
    statuses = {_status(each) for each in problems if each.severity is Severity.ERROR}
    return next((each for each in _FIRST if each in statuses), 200)


def _status(problem: Problem) -> int:
    if problem.code is Kind.NOT_FOUND and "." not in problem.expression:
        return 404
    return _STATUS.get(problem.code, 400)

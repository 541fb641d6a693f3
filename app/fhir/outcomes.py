"""OperationOutcome: how FHIR says that something is wrong (HL7 FHIR R4 4.0.1, OperationOutcome)."""

from dataclasses import dataclass
from enum import StrEnum


class IssueType(StrEnum):
    """Of what kind an issue is: codes of the value set issue-type that are answered."""

    LOGIN = "login"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not-found"
    CONFLICT = "conflict"
    BUSINESS_RULE = "business-rule"


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong: its kind, and what it is and how to mend it, without any patient's data."""

    kind: IssueType
    diagnostics: str
    severity: str = "error"


def operation_outcome(*issues: Issue) -> dict[str, object]:
    """The resource, as values for JSON, with an issue for each."""
    listed = [{"severity": each.severity, "code": each.kind.value, "diagnostics": each.diagnostics} for each in issues]
    return {"resourceType": "OperationOutcome", "issue": listed}

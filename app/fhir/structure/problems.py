"""What may be wrong with a received resource, in the terms of an OperationOutcome issue (FHIR R4, OperationOutcome)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

MOST_PROBLEMS: Final = 50
"""How many problems one answer lists; whoever has fifty to mend asks again afterwards."""


class Severity(StrEnum):
    """IssueSeverity: an error refuses the body; a warning is told and accepted, and so is information."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


class IssueType(StrEnum):
    """The codes of IssueType that are answered (http://hl7.org/fhir/issue-type)."""

    STRUCTURE = "structure"
    REQUIRED = "required"
    VALUE = "value"
    INVARIANT = "invariant"
    CODE_INVALID = "code-invalid"
    NOT_SUPPORTED = "not-supported"
    DUPLICATE = "duplicate"
    TOO_LONG = "too-long"
    TOO_COSTLY = "too-costly"
    NOT_FOUND = "not-found"
    MULTIPLE_MATCHES = "multiple-matches"
    CONFLICT = "conflict"
    BUSINESS_RULE = "business-rule"
    FORBIDDEN = "forbidden"
    INFORMATIONAL = "informational"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a received body.

    `expression` is the FHIRPath of the element, "" when the body could not be read. `diagnostic` says what is wrong
    and how to mend it, and repeats no value that was sent. `rule` is the key of the invariant broken, "" for none.
    """

    code: IssueType
    expression: str
    diagnostic: str
    rule: str = ""
    severity: Severity = Severity.ERROR

"""What follows from a breach, and what a breach of a rule of the whole file means."""

from dataclasses import dataclass
from typing import Final

from app.csds.specification import Severity


@dataclass(frozen=True, slots=True)
class Meaning:
    """What is wrong, and how to mend it."""

    what: str
    mend: str


_FOLLOWS: Final = {
    Severity.REJECT_FILE: "The whole file is rejected.",
    Severity.REJECT_GROUP: "The row is rejected, and all that hangs on it.",
    Severity.REJECT_RECORD: "The row is rejected, and all that hangs on it.",
    Severity.SEVERITY_ONE_WARNING: "The row is taken, with a warning of severity one.",
    Severity.WARNING: "The row is taken, with a warning.",
    Severity.UNKNOWN: "No public source says what follows.",
}
WHOLE_FILE: Final = {
    "structure": Meaning(
        "The tables and columns are not those of the official template.",
        "Build again from the unaltered template of this version.",
    ),
    "header": Meaning(
        "The header is invalid, or there is more than one.",
        "Mend the problems of the header's fields, and keep one header row.",
    ),
    "nhs_numbers": Meaning(
        "There are NHS numbers that are no NHS numbers: not ten digits, or with a wrong check digit.",
        "Correct or remove the NHS numbers listed under the patient table.",
    ),
    "nhs_number_repeated": Meaning(
        "One NHS number stands on more than one patient.", "Merge the patients, or correct the number of one."
    ),
    "patient_repeated": Meaning(
        "One local patient identifier stands on more than one patient row.", "Keep one row for each patient."
    ),
    "nothing_of_period": Meaning(
        "No referral, contact, session or assessment belongs to the reporting period.",
        "Check that the period is the one you mean, and that its records are in the source.",
    ),
    "nothing_left": Meaning(
        "Every row is rejected, so nothing of the file is left.", "Mend the rejections; begin with those of patients."
    ),
}
"""By the name of the condition."""


def consequence(severity: Severity) -> str:
    """What follows from a breach, in a sentence."""
    return _FOLLOWS[severity]

"""What may be wrong with an encounter, as values: all of them at once, in the user's words."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error stops the recording; a warning is shown and recorded over."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong.

    `item` is the path of the item (`contact.on`, `statements[2].diagnosed`), `code` is stable for
    machines, `message` says what is wrong and how to mend it. No message holds a name, an NHS number or
    a birth date.
    """

    item: str
    code: str
    message: str
    severity: Severity = Severity.ERROR


def errors_among(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The problems that stop a recording."""
    return tuple(problem for problem in problems if problem.severity is Severity.ERROR)

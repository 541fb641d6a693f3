"""What went wrong in the clinic's history, and was mended as the service lets one mend it: a handful of each kind.

A child registered twice, whose second record the clerk merged into the first; a child whose NHS number was superseded,
as after an adoption; a telephone call recorded on another child's record, and moved to the right one within the hour.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from app.clinical.identifiers import LocalPatientId


@dataclass(frozen=True, slots=True)
class SecondRegistration:
    """The child was registered again at `at` (UTC), under another local number, and the records merged at `mended`."""

    at: datetime
    mended: datetime
    local: LocalPatientId


@dataclass(frozen=True, slots=True)
class NewNumber:
    """At `at` (UTC) the child's former NHS number was superseded by the one they have now."""

    at: datetime


@dataclass(frozen=True, slots=True)
class WrongChild:
    """A call about the child, over at `at` (UTC), was recorded on the child at the place `wrong`; moved at `mended`.

    What was said at it concerned the child's need at the place `course`, which stood on the child's own record.
    """

    at: datetime
    mended: datetime
    on: date
    wrong: int
    course: int
    professional: int


Mishap: TypeAlias = SecondRegistration | NewNumber | WrongChild

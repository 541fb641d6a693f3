"""What a service did that may have changed its figures: noted by its people, and shown where the figures are.

Nothing that follows a change is said to come of it: the figures before and after stand side by side, no more.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from app.clinical.checks import text_fault
from app.identity import Identity
from app.reports.card import Level

LONGEST: Final = 500
LONGEST_NAME: Final = 100
YEARS: Final = range(2010, 2101)
"""Those in which a change of a service may have begun: another is a slip of the keys."""


@dataclass(frozen=True, slots=True)
class ChangeDetails:
    """What changed, the day it began, who answers for it (`owner`: a person and their post), and the keys of the
    measures that it bears on, in the order of their cards, at least one.

    One that does not stand was withdrawn: it is shown nowhere, and kept.
    """

    what: str
    began: date
    owner: str
    measures: tuple[str, ...]
    standing: bool = True


@dataclass(frozen=True, slots=True)
class ServiceChange:
    """One version of a change of a service in an area."""

    id: Identity
    version: int
    level: Level
    area: str
    details: ChangeDetails
    recorded_at: datetime
    recorded_by: Identity


def change_faults(what: str, began: date | None, owner: str, measures: Collection[str]) -> dict[str, str]:
    """What is wrong with a change as typed, by field, and how to mend it."""
    faults: dict[str, str] = {}
    if not what.strip():
        faults["what"] = "Say what changed."
    elif len(what) > LONGEST:
        faults["what"] = f"Say it in {LONGEST} characters or fewer; this has {len(what)}."
    elif odd := text_fault(what):
        faults["what"] = odd
    if began is None:
        faults["began"] = "Give the day it began, such as 1 4 2026."
    elif began.year not in YEARS:
        faults["began"] = f"Give a year from {YEARS[0]} to {YEARS[-1]}."
    if not owner.strip():
        faults["owner"] = "Name who answers for it."
    elif len(owner) > LONGEST_NAME:
        faults["owner"] = f"Name them in {LONGEST_NAME} characters or fewer."
    elif odd := text_fault(owner) or ("Write the name on one line." if len(owner.splitlines()) > 1 else None):
        faults["owner"] = odd
    if not measures:
        faults["measures"] = "Choose at least one measure that it bears on."
    return faults

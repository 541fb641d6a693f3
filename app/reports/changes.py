"""What a service did that may have changed its figures: noted by its people, and shown where the figures are.

Nothing that follows a change is said to come of it: the figures before and after stand side by side, no more.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from app.identity import Identity
from app.reports.card import Level
from app.reports.noted_words import owner_fault, what_fault

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
    if said := what_fault(what, "Say what changed."):
        faults["what"] = said
    if began is None:
        faults["began"] = "Give the day it began, such as 1 4 2026."
    elif began.year not in YEARS:
        faults["began"] = f"Give a year from {YEARS[0]} to {YEARS[-1]}."
    if said := owner_fault(owner):
        faults["owner"] = said
    if not measures:
        faults["measures"] = "Choose at least one measure that it bears on."
    return faults

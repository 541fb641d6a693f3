"""What is to be done about a figure: who will do what by when, and how far it has come."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from app.identity import Identity
from app.reports.card import Level
from app.reports.noted_words import owner_fault, what_fault

YEARS: Final = range(2020, 2101)
"""Those in which an action of today may be due: another is a slip of the keys."""


class Progress(StrEnum):
    """How far an action has come, in a word: a colour alone says nothing to many readers."""

    NOT_STARTED = "not_started"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    LATE = "late"
    DONE = "done"
    GIVEN_UP = "given_up"

    @property
    def words(self) -> str:
        return self.value.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class ActionDetails:
    """What is to be done, by whom (`owner`: the person who answers for it, and their post), by when, how far it is."""

    what: str
    owner: str
    due: date
    progress: Progress = Progress.NOT_STARTED


@dataclass(frozen=True, slots=True)
class ReportAction:
    """One version of an action about a measure in an area."""

    id: Identity
    version: int
    level: Level
    area: str
    measure: str
    details: ActionDetails
    recorded_at: datetime
    recorded_by: Identity


def action_faults(what: str, owner: str, due: date | None) -> dict[str, str]:
    """What is wrong with an action as typed, by field, and how to mend it."""
    faults: dict[str, str] = {}
    if said := what_fault(what, "Say what is to be done."):
        faults["what"] = said
    if said := owner_fault(owner):
        faults["owner"] = said
    if due is None:
        faults["due"] = "Give the day by which it is to be done, such as 31 3 2027."
    elif due.year not in YEARS:
        faults["due"] = f"Give a year from {YEARS[0]} to {YEARS[-1]}."
    return faults

"""All that each slip holds: a slip is an allow-list, and has no place for anything else of the record."""

from dataclasses import dataclass

from app.capture.slip_words import ForWhom


@dataclass(frozen=True, slots=True)
class NextVisit:
    """When to be seen again, where, and for how long, in words; not yet a booked appointment."""

    interval: str
    clinic: str | None
    length: str | None


@dataclass(frozen=True, slots=True)
class PrintedNeeds:
    """Needs recorded today that stand under one heading, by plain preferred term."""

    heading: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FamilySlip:
    """All that the family's copy says. `happened` is None when the child was seen; `seen_by` when not.

    `referred_to`, `tests` and `letter_to` are in plain words; `growth` holds (what was measured, value with unit).
    """

    organisation: str
    child_name: str
    born: str
    nhs_number: str
    visited_on: str
    clinic: str | None
    seen_by: str | None
    happened: str | None
    outcome: str | None
    next_visit: NextVisit | None
    needs: tuple[PrintedNeeds, ...]
    reference: str
    correction: str | None
    printed: str
    for_whom: ForWhom = ForWhom.PARENT
    referred_to: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    letter_to: tuple[str, ...] = ()
    growth: tuple[tuple[str, str], ...] = ()
    transition: str | None = None


@dataclass(frozen=True, slots=True)
class DeskSlip:
    """All that the booking desk's copy says: what to book, send and ask for, and for whom.

    `seen_by` is whom the child was booked to see when `seen` is false. `language` is None when it is English or not
    known.
    """

    organisation: str
    child_name: str
    born: str
    gender: str
    nhs_number: str
    visited_on: str
    clinic: str | None
    seen: bool
    seen_by: str | None
    attendance: str
    outcome: str | None
    next_visit: NextVisit | None
    interpreter_needed: bool
    reference: str
    correction: str | None
    printed: str
    language: str | None = None
    referred_to: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    letter_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WithdrawalSlip:
    """All that is said of a copy given out in error. It names no child, and holds nothing clinical."""

    organisation: str
    given_on: str
    reference: str
    printed: str


Slip = FamilySlip | DeskSlip | WithdrawalSlip

"""What a booking-out slip says: the family's copy, and the desk's copy, which has no place for a need.

Both are allow-lists: a slip holds the fields of its type and nothing else of the record. No address, no typed text but
names, no code, no complexity and no safeguarding concern is among them, whatever the encounter holds.

The family's copy has dates in the long form of letters; the desk's copy has those of clinical screens and the line of
the patient banner (NHS CUI design guide, D+Ta-0006 to 0015, NID-0001 to 0010, PAB-0016 to 0053).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from app.clinical.ages import LONDON, age_shown, clinical_date, london_date, long_date
from app.clinical.checks import text_fault
from app.clinical.child import Child, Demographics, FactKind
from app.clinical.encounter import Attendance, Encounter, NextAppointment, Outcome
from app.clinical.identifiers import spaced_nhs_number
from app.clinical.needs import Certainty, SaidBy, Statement
from app.identity import shown
from app.terminology.refset import Group, Member, Refset

NOT_KNOWN: Final = "Not Known"

_HEADINGS: Final = {
    Group.CONDITION: "Health conditions",
    Group.TECHNOLOGY_DEPENDENCY: "Equipment and technology",
    Group.ROUND_THE_CLOCK_CARE: "Care by day and night",
    Group.FUNCTIONAL_LEVEL: "Movement and everyday abilities",
    Group.NUTRITION: "Eating and drinking",
    Group.TREATMENT_STATUS: "Treatment",
    Group.IMAGING: "Scans",
    Group.ASSESSMENT_OUTCOME: "Assessments",
    Group.SERVICE_CRITERIA: "Other services",
    Group.EDUCATION: "School and learning",
}
"""The groups that may print, in the order they do. A group without a heading here never prints, whatever its members
are marked: what the family told us is theirs to tell, and a safeguarding concern on paper may bring harm."""

_OUTCOMES: Final = {
    Outcome.REVIEW: "We plan to see you again.",
    Outcome.DISCHARGE: "You are now discharged from this service. No further appointment is planned.",
    Outcome.TRANSFER: "Your care is moving to another service.",
}

_NOT_SEEN: Final = {
    Attendance.WAS_NOT_BROUGHT: "This appointment was not attended.",
    Attendance.LATE_NOT_SEEN: "This appointment did not go ahead.",
    Attendance.CANCELLED_BY_PATIENT: "This appointment was cancelled.",
    Attendance.CANCELLED_BY_PROVIDER: "We cancelled this appointment.",
}

_WEEKS_IN_A_QUARTER: Final = 13
_MOST_MONTHS: Final = 21
_NOTHING_PLANNED: Final = "If you have not heard from us about what happens next, please contact the clinic."


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
    """All that the family's copy says. `happened` is None when the child was seen; `seen_by` when not."""

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
    printed_for: str = "the family"


@dataclass(frozen=True, slots=True)
class DeskSlip:
    """All that the booking desk's copy says: what to book and for whom.

    `seen_by` is whom the child was booked to see when `seen` is false.
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
    printed_for: str = "the booking desk"


def family_slip(
    encounter: Encounter,
    child: Child,
    *,
    refset: Refset,
    clinic_name: str | None,
    next_clinic_name: str | None,
    seen_by: str | None,
    organisation_name: str,
    printed_at: datetime,
) -> FamilySlip:
    """The family's copy for one version of an encounter.

    Names are those of the clinic attended, the clinic to come back to and the professional; `printed_at` is aware.
    """
    who, contact = child.demographics, encounter.contact
    seen = contact.attendance.seen
    following = _next_visit(encounter.next_appointment, next_clinic_name, exact=False)
    outcome = _OUTCOMES[encounter.outcome] if encounter.outcome else None
    return FamilySlip(
        organisation=_plain(organisation_name),
        child_name=_plain(f"{who.given_name} {who.family_name.upper()}"),
        born=long_date(who.birth_date) if who.birth_date else NOT_KNOWN,
        nhs_number=_nhs_number(child),
        visited_on=long_date(contact.on),
        clinic=_named(clinic_name),
        seen_by=_named(seen_by) if seen else None,
        happened=_NOT_SEEN.get(contact.attendance),
        outcome=outcome if outcome or following or seen else _NOTHING_PLANNED,
        next_visit=following,
        needs=_printed_needs(encounter, refset) if seen else (),
        reference=shown(encounter.id),
        correction=_correction(encounter),
        printed=_printed(printed_at, long_date(london_date(printed_at))),
    )


def desk_slip(
    encounter: Encounter,
    child: Child,
    *,
    refset: Refset,
    clinic_name: str | None,
    next_clinic_name: str | None,
    seen_by: str | None,
    organisation_name: str,
    printed_at: datetime,
) -> DeskSlip:
    """The booking desk's copy for one version of an encounter; arguments as for `family_slip`.

    It reads no statement of the encounter, so `refset` is taken only for both copies to be asked for alike.
    """
    del refset
    who, contact, today = child.demographics, encounter.contact, london_date(printed_at)
    return DeskSlip(
        organisation=_plain(organisation_name),
        child_name=_banner_name(who),
        born=_born_with_age(who.birth_date, today),
        gender=who.gender.words,
        nhs_number=_nhs_number(child),
        visited_on=clinical_date(contact.on),
        clinic=_named(clinic_name),
        seen=contact.attendance.seen,
        seen_by=_named(seen_by),
        attendance=contact.attendance.words,
        outcome=encounter.outcome.words if encounter.outcome else None,
        next_visit=_next_visit(encounter.next_appointment, next_clinic_name, exact=True),
        interpreter_needed=_interpreter_needed(child, today),
        reference=shown(encounter.id),
        correction=_correction(encounter),
        printed=_printed(printed_at, clinical_date(today)),
    )


def interval_words(weeks: int) -> str:
    """An interval of whole weeks (1 or more) in plain words; 13 weeks are 3 months.

    Up to 12 weeks it is in weeks, whole quarters are in months or years, and anything between is in weeks with the
    nearest months beside it, so that nothing is rounded unseen.
    """
    quarters, rest = divmod(weeks, _WEEKS_IN_A_QUARTER)
    if not rest and quarters * 3 > _MOST_MONTHS and quarters % 4 == 0:
        return f"In {quarters // 4} years"
    if not rest and quarters:
        return f"In {quarters * 3} months"
    in_weeks = "In 1 week" if weeks == 1 else f"In {weeks} weeks"
    if not quarters:
        return in_weeks
    return f"{in_weeks} (about {round(weeks * 3 / _WEEKS_IN_A_QUARTER)} months)"


def _next_visit(following: NextAppointment | None, clinic_name: str | None, *, exact: bool) -> NextVisit | None:
    if following is None:
        return None
    interval = interval_words(following.weeks)
    if exact and "week" not in interval:
        interval = f"{interval} ({following.weeks} weeks)"
    length = f"{following.minutes} minutes" if following.minutes else None
    return NextVisit(interval, _named(clinic_name), length)


def _printed_needs(encounter: Encounter, refset: Refset) -> tuple[PrintedNeeds, ...]:
    under: dict[Group, list[str]] = {group: [] for group in _HEADINGS}
    for member in _printable_members(encounter, refset):
        term = _plain(member.preferred_term)
        if term not in under[member.group]:
            under[member.group].append(term)
    return tuple(PrintedNeeds(_HEADINGS[group], tuple(terms)) for group, terms in under.items() if terms)


def _printable_members(encounter: Encounter, refset: Refset) -> Iterator[Member]:
    for statement in encounter.statements:
        member = refset.member(statement.concept) if statement.concept is not None else None
        if member is not None and _member_prints(member) and _statement_prints(statement):
            yield member


def _member_prints(member: Member) -> bool:
    return member.printable and not member.sensitive and member.group in _HEADINGS


def _statement_prints(statement: Statement) -> bool:
    """The group is asked of the statement as well: a release may have moved the member since it was recorded."""
    return (
        statement.change.affirmed
        and statement.certainty is Certainty.DIAGNOSED
        and statement.source.said_by is SaidBy.CLINICIAN
        and statement.group in _HEADINGS
    )


def _plain(text: str) -> str:
    """One line of text without the characters that the form refuses, which an imported name may still hold."""
    kept = (character for character in text if text_fault(character) is None)
    return " ".join("".join(kept).split())


def _named(name: str | None) -> str | None:
    return _plain(name or "") or None


def _banner_name(who: Demographics) -> str:
    name = _plain(f"{who.family_name.upper()}, {who.given_name}")
    title = _plain(who.title or "").rstrip(".")
    return f"{name} ({title})" if title else name


def _born_with_age(born: date | None, today: date) -> str:
    if born is None:
        return NOT_KNOWN
    return f"{clinical_date(born)} ({age_shown(born, today)})" if born <= today else clinical_date(born)


def _nhs_number(child: Child) -> str:
    return spaced_nhs_number(child.nhs_number) if child.nhs_number else NOT_KNOWN


def _interpreter_needed(child: Child, today: date) -> bool:
    """Only a "yes" says so: not asked is not "no", but it gives the desk nothing to book."""
    fact = child.fact(FactKind.INTERPRETER, today)
    return fact is not None and fact.value == "Y"


def _correction(encounter: Encounter) -> str | None:
    if encounter.version == 1:
        return None
    return f"Corrected copy, version {encounter.version}, replaces earlier copies"


def _printed(printed_at: datetime, day: str) -> str:
    return f"{day} at {printed_at.astimezone(LONDON):%H:%M}"

"""What a booking-out slip says: the family's copy, and the desk's copy, which has no place for a need.

All are allow-lists: a slip holds the fields of its type and nothing else of the record. No address, no typed text but
names, no code, no complexity, no placement and no safeguarding concern is among them, whatever the encounter holds.

The family's copy has dates in the long form of letters; the desk's copy has those of clinical screens and the line of
the patient banner (NHS CUI design guide, D+Ta-0006 to 0015, NID-0001 to 0010, PAB-0016 to 0053).
"""

from datetime import date, datetime
from typing import Final

from app.capture.family_copy import letter_readers, printed_needs, services_named, transition_told
from app.capture.slip_fields import DeskSlip, FamilySlip, NextVisit, PrintedNeeds, Slip, WithdrawalSlip
from app.capture.slip_words import (
    NOT_SEEN,
    NOTHING_PLANNED,
    ForWhom,
    agreed_recipients,
    growth_rows,
    interval_words,
    outcome_words,
    plain_line,
    plain_test,
    service_words,
)
from app.clinical.ages import LONDON, age_shown, clinical_date, london_date, long_date
from app.clinical.child import Child, Demographics, FactKind
from app.clinical.encounter import Encounter, NextAppointment
from app.clinical.identifiers import spaced_nhs_number
from app.clinical.languages import PREFERRED_LANGUAGE
from app.errors import NotFound
from app.identity import shown
from app.terminology.refset import Refset

__all__ = [
    "CORRECTED",
    "NOT_KNOWN",
    "DeskSlip",
    "FamilySlip",
    "ForWhom",
    "NextVisit",
    "PrintedNeeds",
    "Slip",
    "WithdrawalSlip",
    "desk_slip",
    "family_slip",
    "interval_words",
    "withdrawal_slip",
]

NOT_KNOWN: Final = "Not Known"
CORRECTED: Final = "Corrected copy: this replaces any earlier copy"


def family_slip(
    encounter: Encounter,
    child: Child,
    *,
    for_whom: ForWhom,
    refset: Refset,
    clinic_name: str | None,
    next_clinic_name: str | None,
    seen_by: str | None,
    organisation_name: str,
    printed_at: datetime,
) -> FamilySlip:
    """The family's copy for one version of an encounter, as the person `for_whom` may read it.

    Names are those of the clinic attended, the clinic to come back to and the professional; `printed_at` is aware.

    Raises NotFound for an encounter entered in error.
    """
    _refuse_if_in_error(encounter)
    who, contact = child.demographics, encounter.contact
    seen = contact.attendance.seen
    following = _next_visit(encounter.next_appointment, next_clinic_name, exact=False)
    outcome = outcome_words(encounter.outcome, for_whom) if encounter.outcome else None
    return FamilySlip(
        organisation=plain_line(organisation_name),
        child_name=plain_line(f"{who.given_name} {who.family_name.upper()}"),
        born=long_date(who.birth_date) if who.birth_date else NOT_KNOWN,
        nhs_number=_nhs_number(child),
        visited_on=long_date(contact.on),
        clinic=_named(clinic_name),
        seen_by=_named(seen_by) if seen else None,
        happened=NOT_SEEN.get(contact.attendance),
        outcome=outcome if outcome or following or seen else NOTHING_PLANNED,
        next_visit=following,
        needs=printed_needs(encounter, refset) if seen else (),
        reference=shown(encounter.id),
        correction=_correction(encounter),
        printed=_printed(printed_at, long_date(london_date(printed_at))),
        for_whom=for_whom,
        referred_to=services_named(encounter, for_whom),
        tests=tuple(plain_test(test) for test in encounter.tests_requested),
        letter_to=letter_readers(encounter, for_whom),
        growth=growth_rows(encounter.growth) if seen else (),
        transition=transition_told(child, contact.on) if seen else None,
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
    """The booking desk's copy for one version of an encounter; arguments and refusal as for `family_slip`.

    It reads no statement of the encounter, so `refset` is taken only for both copies to be asked for alike. It names
    every service referred to: the desk sends the referrals.
    """
    del refset
    _refuse_if_in_error(encounter)
    who, contact, today = child.demographics, encounter.contact, london_date(printed_at)
    return DeskSlip(
        organisation=plain_line(organisation_name),
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
        language=_language(child, today),
        referred_to=tuple(service_words(referral.to) for referral in encounter.onward_referrals),
        tests=tuple(test.words for test in encounter.tests_requested),
        letter_to=tuple(recipient.words for recipient in agreed_recipients(encounter.copies)),
    )


def withdrawal_slip(
    encounter: Encounter, *, organisation_name: str, printed_at: datetime, given_on: date | None = None
) -> WithdrawalSlip:
    """What to hand to whoever holds a copy of an encounter entered in error: by its reference alone.

    `given_on` is when the copy was given, the day of the contact unless another is known; `printed_at` is aware.

    Raises NotFound for an encounter that was not entered in error.
    """
    if not encounter.entered_in_error:
        raise NotFound("No copy is withdrawn: this visit was not entered in error.")
    return WithdrawalSlip(
        organisation=plain_line(organisation_name),
        given_on=long_date(given_on or encounter.contact.on),
        reference=shown(encounter.id),
        printed=_printed(printed_at, long_date(london_date(printed_at))),
    )


def _refuse_if_in_error(encounter: Encounter) -> None:
    if encounter.entered_in_error:
        raise NotFound("This visit was entered in error and has no copy to print. Print the notice that withdraws it.")


def _next_visit(following: NextAppointment | None, clinic_name: str | None, *, exact: bool) -> NextVisit | None:
    if following is None:
        return None
    interval = interval_words(following.weeks)
    if exact and "week" not in interval:
        interval = f"{interval} ({following.weeks} weeks)"
    length = f"{following.minutes} minutes" if following.minutes else None
    return NextVisit(interval, _named(clinic_name), length)


def _named(name: str | None) -> str | None:
    return plain_line(name or "") or None


def _banner_name(who: Demographics) -> str:
    name = plain_line(f"{who.family_name.upper()}, {who.given_name}")
    title = plain_line(who.title or "").rstrip(".")
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


def _language(child: Child, today: date) -> str | None:
    fact = child.fact(FactKind.PREFERRED_LANGUAGE, today)
    if fact is None or fact.value is None or fact.value == "en":
        return None
    return PREFERRED_LANGUAGE.answers.get(fact.value)


def _correction(encounter: Encounter) -> str | None:
    return CORRECTED if encounter.version > 1 or encounter.moved_from is not None else None


def _printed(printed_at: datetime, day: str) -> str:
    return f"{day} at {printed_at.astimezone(LONDON):%H:%M}"

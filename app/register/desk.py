"""The booking desk's list: what is to be arranged for each family that was booked out, and what of it is ticked.

It has no place for a need: it is made of outcome, interval, referrals, letter copies and tests alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.access.audit import AuditAction, AuditEvent, audit_event
from app.access.permissions import Permission, require
from app.clinical.code_lists import TEAM_TYPE
from app.clinical.encounter import Attendance, Encounter, NextAppointment, Outcome
from app.clinical.languages import PREFERRED_LANGUAGE
from app.clinical.plan import LetterCopy, OnwardReferral, RequestedTest, Sharing
from app.clinical.ports import Unit, Work
from app.errors import Conflict, NotFound
from app.identity import Identity
from app.register.ports import BookingTick, DeskRow, RegisterRecords

FOLLOWING, LETTER, REFERRAL, TEST = "appointment", "letter", "refer", "test"
TRIES = 5
"""Clerks who may tick and untick the same thing at the same moment before one is told so."""

_GONE = "This contact is no longer on the desk's list, or has nothing of the kind to arrange. Open the list again."


@dataclass(frozen=True, slots=True)
class ToArrange:
    """One thing to arrange: what it is called in a tick, its words, and the last tick or untick of it."""

    what: str
    words: str
    done: bool = False
    ticked: BookingTick | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """A family on the desk's list. `next_on` is the day its interval leads to."""

    row: DeskRow
    things: tuple[ToArrange, ...]
    next_on: date | None
    language: str | None

    @property
    def to_do(self) -> int:
        """How many things are not yet arranged."""
        return sum(not each.done for each in self.things)


@dataclass(frozen=True, slots=True)
class DeskDay:
    """The families of a day, those with nothing left to do among them."""

    on: date
    families: tuple[Family, ...]

    @property
    def to_do(self) -> int:
        """How many things of the day are not yet arranged."""
        return sum(each.to_do for each in self.families)

    @property
    def undone(self) -> tuple[Family, ...]:
        """The families for whom something is left to arrange."""
        return tuple(each for each in self.families if each.to_do)


def desk_day(on: date, work: Work[RegisterRecords]) -> DeskDay:
    """The desk's list of a day; audited.

    Raises:
        NotPermitted: the principal may not see the desk's list.
    """
    require(work.principal, Permission.SEE_DESK)
    families = tuple(_family(row, on, work.records) for row in work.records.desk_list(on))
    event = audit_event(
        work.principal, AuditAction.DESK_VIEWED, identity=work.new_identity(), at=work.now, detail=on.isoformat()
    )
    work.records.commit(Unit((), (event,)))
    return DeskDay(on, families)


def tick(encounter: Identity, what: str, work: Work[RegisterRecords], *, done: bool) -> None:
    """Say that something of a contact is arranged, or that it is not after all; audited, and kept as a new version.

    When it stands so already, nothing is written: two who tick the same thing at once both find it ticked.

    Raises:
        NotPermitted: the principal may not tick.
        NotFound: there is no such contact, or nothing of the kind to arrange for it.
        Conflict: others kept ticking and unticking the same thing.
    """
    require(work.principal, Permission.TICK_BOOKING)
    contact = work.records.encounter(encounter)
    for _ in range(TRIES):
        following = next_tick(contact, what, work, done=done)
        if following is None:
            return
        try:
            work.records.commit(Unit((following,), (tick_event(following, work),)))
        except Conflict:
            continue
        return
    raise Conflict("Others are ticking the same thing. Open the list again.")


def next_tick(contact: Encounter, what: str, work: Work[RegisterRecords], *, done: bool) -> BookingTick | None:
    """The tick, or untick, that is to be written for something to stand so; None when it does.

    Raises:
        NotFound: there is nothing of the kind to arrange for the contact.
    """
    if contact.entered_in_error or what not in {each.what for each in things_of_contact(contact)}:
        raise NotFound(_GONE)
    last = work.records.tick(contact.id, what)
    if done == (last is not None and last.done):
        return None
    version = 1 if last is None else last.version + 1
    return BookingTick(
        contact.organisation, contact.child, contact.id, what, version, done, work.now, work.principal.account
    )


def tick_event(tick: BookingTick, work: Work[RegisterRecords]) -> AuditEvent:
    """The audit event of a tick or untick."""
    return audit_event(
        work.principal,
        AuditAction.BOOKING_TICKED,
        identity=work.new_identity(),
        at=work.now,
        child=tick.child,
        subject=tick.encounter,
        detail=f"{tick.what}: {'done' if tick.done else 'not done after all'}",
    )


def things_of_contact(contact: Encounter) -> tuple[ToArrange, ...]:
    """What is to be arranged after a contact."""
    return things_to_arrange(
        attendance=contact.contact.attendance,
        outcome=contact.outcome,
        following=contact.next_appointment,
        clinic=None,
        onward_referrals=contact.onward_referrals,
        copies=contact.copies,
        tests=contact.tests_requested,
    )


def things_to_arrange(
    *,
    attendance: Attendance,
    outcome: Outcome | None,
    following: NextAppointment | None,
    clinic: str | None,
    onward_referrals: Iterable[OnwardReferral],
    copies: Iterable[LetterCopy],
    tests: Iterable[RequestedTest],
) -> tuple[ToArrange, ...]:
    """What is to be arranged, in the order of the day: appointment, letter, referrals, tests.

    A contact at which nobody was seen is on the list for its replacement. A copy that the family declined is not sent.
    """
    things = []
    if following is not None or outcome is Outcome.REVIEW or not attendance.seen:
        things.append(ToArrange(FOLLOWING, _appointment_words(following, clinic)))
    sent = list(dict.fromkeys(each.recipient.words for each in copies if each.sharing is Sharing.AGREED))
    if sent:
        things.append(ToArrange(LETTER, f"Letter: {', '.join(sent)}"))
    referred: dict[str, list[str]] = {}
    for each in onward_referrals:
        referred.setdefault(each.to, []).extend([each.organisation] if each.organisation else [])
    for code, organisations in referred.items():
        at = f" at {' and '.join(dict.fromkeys(organisations))}" if organisations else ""
        things.append(ToArrange(f"{REFERRAL}:{code}", f"Refer: {TEAM_TYPE.answers.get(code, code)}{at}"))
    things += [ToArrange(f"{TEST}:{each.value}", f"Request: {each.words}") for each in dict.fromkeys(tests)]
    return tuple(things)


def _appointment_words(following: NextAppointment | None, clinic: str | None) -> str:
    if following is None:
        return "Next appointment: no interval given"
    parts = [f"Next appointment in {following.weeks} week{'' if following.weeks == 1 else 's'}"]
    if clinic is not None:
        parts.append(clinic)
    if following.minutes is not None:
        parts.append(f"{following.minutes} minutes")
    return ", ".join(parts)


def _family(row: DeskRow, on: date, records: RegisterRecords) -> Family:
    things = things_to_arrange(
        attendance=row.attendance,
        outcome=row.outcome,
        following=row.following,
        clinic=row.following_clinic,
        onward_referrals=row.onward_referrals,
        copies=row.copies,
        tests=row.tests_requested,
    )
    shown = tuple(
        ToArrange(each.what, each.words, True, records.tick(row.encounter, each.what))
        if each.what in row.done
        else each
        for each in things
    )
    next_on = on + timedelta(weeks=row.following.weeks) if row.following is not None else None
    language = PREFERRED_LANGUAGE.answers.get(row.language, row.language) if row.language is not None else None
    return Family(row, shown, next_on, language)

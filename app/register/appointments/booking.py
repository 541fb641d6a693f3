"""What an appointment may be: the limits of its date and length, the referral it is under, and what it clashes with.

The rules are those of an appointment made by hand and of a line of the booking system's file alike.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from app.clinical.ages import clinical_date, london_date
from app.clinical.child import Child, FactAnswer, FactKind
from app.clinical.clinic import Appointment, AppointmentStatus, Clinic
from app.clinical.ports import Work
from app.clinical.referral import Referral
from app.identity import Identity, shown
from app.register.ports import DayRow, RegisterRecords

SHORTEST_MINUTES, LONGEST_MINUTES = 5, 480
LONGEST_REFERENCE = 40
LONGEST_AHEAD = timedelta(days=731)
LONGEST_PAST = timedelta(days=366)
_REFERENCE_SIGNS = frozenset(" -_/.:#")


@dataclass(frozen=True, slots=True)
class Slot:
    """When, where, for how long and with whom; date and time are Europe/London's."""

    clinic: Identity
    on: date
    at: time
    minutes: int
    professional: Identity | None
    consultation_type: str

    def with_professional(self, professional: Identity | None) -> "Slot":
        """The same slot with somebody else, or nobody named."""
        return replace(self, professional=professional)


@dataclass(frozen=True, slots=True)
class Caution:
    """What to think twice about. `key` names it, so that it can be said that it was seen."""

    key: str
    message: str


def slot_of(appointment: Appointment) -> Slot:
    """The slot an appointment has."""
    held = appointment
    return Slot(held.clinic, held.on, held.at, held.minutes, held.professional, held.consultation_type)


def next_version(stands: Appointment, slot: Slot, status: AppointmentStatus, by: Identity) -> Appointment:
    """The version that follows an appointment's: another slot, or another status."""
    return replace(
        stands,
        clinic=slot.clinic,
        on=slot.on,
        at=slot.at,
        minutes=slot.minutes,
        professional=slot.professional,
        consultation_type=slot.consultation_type,
        booked_by=by,
        version=stands.version + 1,
        status=status,
    )


def parse_minutes(text: str) -> int:
    """Read a length in whole minutes.

    Raises:
        ValueError: it is no whole number, or out of bounds.
    """
    if text.isascii() and text.isdigit() and len(text) <= 4 and SHORTEST_MINUTES <= int(text) <= LONGEST_MINUTES:
        return int(text)
    raise ValueError(f"Give the length in whole minutes, from {SHORTEST_MINUTES} to {LONGEST_MINUTES}.")


def parse_reference(text: str) -> str:
    """Read the booking system's reference for an appointment: 1 to 40 letters, digits, spaces and - _ / . : # signs,
    of which the first is a letter or digit.

    Raises:
        ValueError: it is of another form.
    """
    plain = all(each.isascii() and (each.isalnum() or each in _REFERENCE_SIGNS) for each in text)
    if plain and 1 <= len(text) <= LONGEST_REFERENCE and text[0].isalnum():
        return text
    raise ValueError(f"A booking reference has 1 to {LONGEST_REFERENCE} letters, digits and - _ / . : # signs.")


def date_fault(on: date, today: date) -> str | None:
    """What is wrong with the date of an appointment, or None."""
    if on > today + LONGEST_AHEAD:
        return "This date is more than two years ahead. Check the year."
    if on < today - LONGEST_PAST:
        return "This date is more than a year ago. Check the year."
    return None


def child_fault(child: Child, today: date) -> str | None:
    """Why nothing can be booked for a child, or None."""
    died = child.fact(FactKind.DEATH_DATE, today)
    if died is not None and died.answer is FactAnswer.KNOWN:
        return "A date of death is recorded for this child, so that nothing can be booked."
    return None


def referral_fault(referral: Referral, on: date) -> str | None:
    """Why an appointment on a day cannot stand under a referral, or None."""
    if not referral.open:
        return "The referral was closed. Book under one that is open."
    if on < referral.received_on:
        return f"The referral was received on {clinical_date(referral.received_on)}. Give that day or a later one."
    return None


def open_referrals(referrals: Iterable[Referral]) -> tuple[Referral, ...]:
    """Those under which an appointment can be booked."""
    return tuple(each for each in referrals if each.open)


def referral_for(clinic: Clinic, referrals: Sequence[Referral]) -> Referral:
    """The referral a clinic's appointment belongs to: the only open one to its team, else the only open one.

    Raises:
        ValueError: there is none, or there are several; the message says how to mend it.
    """
    standing = open_referrals(referrals)
    if not standing:
        raise ValueError("The child has no open referral. Record the referral, then import the file again.")
    to_team = [each for each in standing if _stands_with(each, clinic.team)]
    found = to_team or list(standing)
    if len(found) == 1:
        return found[0]
    whose = "to the clinic's team" if to_team else "and none to the clinic's team"
    raise ValueError(f"The child has {len(found)} open referrals {whose}. Book this appointment by hand.")


def _stands_with(referral: Referral, team: Identity) -> bool:
    return any(each.team == team and each.closed_on is None and each.rejected_on is None for each in referral.teams)


def overlap(one: Slot, other: Slot) -> bool:
    """Whether two slots share a minute of a day."""
    if one.on != other.on:
        return False
    start, start_of_other = _minute(one.at), _minute(other.at)
    return start < start_of_other + other.minutes and start_of_other < start + one.minutes


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


class Diary:
    """The appointments of days as they stand, each day read once."""

    def __init__(self, work: Work[RegisterRecords]) -> None:
        self._work = work
        self._days: dict[date, tuple[DayRow, ...]] = {}
        self._held: dict[Identity, Appointment] = {}
        self._children: dict[tuple[Identity, date], tuple[Appointment, ...]] = {}

    def cautions(self, slot: Slot, child: Child, but_not: Container[Identity] = ()) -> tuple[Caution, ...]:
        """What to think twice about before a child is given a slot; `but_not` are appointments that make room."""
        found = []
        if slot.on < london_date(self._work.now):
            found.append(Caution("past", f"{clinical_date(slot.on)} has passed."))
        for each in self._overlapping(self._of_child(child, slot.on), slot, but_not):
            said = f"The child has another appointment at {each.at:%H:%M} on this day."
            found.append(Caution(f"child-{shown(each.id)}", said))
        if slot.professional is not None:
            for each in self._overlapping(self._of_professional(slot), slot, but_not):
                said = f"The professional has another appointment at {each.at:%H:%M} on this day."
                found.append(Caution(f"professional-{shown(each.id)}", said))
        return tuple(found)

    @staticmethod
    def _overlapping(
        appointments: Iterable[Appointment], slot: Slot, but_not: Container[Identity]
    ) -> Iterable[Appointment]:
        for each in appointments:
            if each.id not in but_not and each.status is AppointmentStatus.BOOKED and overlap(slot, slot_of(each)):
                yield each

    def _of_child(self, child: Child, on: date) -> tuple[Appointment, ...]:
        if (child.id, on) not in self._children:
            # Appointments stay with the record they were booked on, also when it was merged into this one.
            records = (child.id, *child.merged_from)
            found = (each for record in records for each in self._work.records.appointments_of(record, on))
            self._children[child.id, on] = tuple(found)
        return self._children[child.id, on]

    def _of_professional(self, slot: Slot) -> list[Appointment]:
        if slot.on not in self._days:
            self._days[slot.on] = self._work.records.day_list(slot.on, None)
        start = _minute(slot.at)
        rows = (each for each in self._days[slot.on] if _row_overlaps(each, start, start + slot.minutes))
        held = (self._appointment(each.appointment) for each in rows)
        return [each for each in held if each.professional == slot.professional]

    def _appointment(self, appointment: Identity) -> Appointment:
        if appointment not in self._held:
            self._held[appointment] = self._work.records.appointment(appointment)
        return self._held[appointment]


def _row_overlaps(row: DayRow, start: int, end: int) -> bool:
    began = _minute(row.at)
    return began < end and start < began + row.minutes

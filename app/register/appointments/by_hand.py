"""Appointments made by hand: booked for a child, moved, and given up; each a version of its own with its event."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app.access.audit import AuditAction, AuditEvent, audit_event
from app.access.permissions import Permission, require
from app.clinical.ages import london_date, parse_clinical_date
from app.clinical.child import Child
from app.clinical.clinic import Appointment, AppointmentStatus
from app.clinical.code_lists import CONSULTATION_TYPE
from app.clinical.ports import Unit, Work
from app.clinical.problems import Problem
from app.clinical.referral import Referral
from app.errors import Conflict, NotFound
from app.identity import Identity
from app.register.appointments.booking import (
    Caution,
    Diary,
    Slot,
    child_fault,
    date_fault,
    next_version,
    open_referrals,
    parse_minutes,
    parse_reference,
    referral_fault,
    slot_of,
)
from app.register.appointments.clock_times import parse_clock_time, skipped_fault
from app.register.desk import FOLLOWING, next_tick, tick_event
from app.register.ports import BookingTick, RegisterRecords
from app.register.typed import LOST_PLACE, Reading, Typed, identity_typed

T = TypeVar("T")

RECORDED = "The visit of this appointment is recorded: it can be neither moved nor cancelled."
_OTHER_FORM = "This form has booked another appointment before. Open the child's page again to book one more."
_MERGED = "This record was merged into another. Book on the record that stands for the child."
_REFERENCE_TAKEN = "Another appointment has this reference. Check it in the booking system."


@dataclass(frozen=True, slots=True)
class Done:
    """The appointment as it stands now; `changed` is False when it had stood so before."""

    appointment: Appointment
    changed: bool = True


@dataclass(frozen=True, slots=True)
class NotDone:
    """Nothing was written: what is wrong, and what is to be confirmed."""

    problems: tuple[Problem, ...] = ()
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True, slots=True)
class Stale:
    """Nothing was written: somebody changed the appointment meanwhile, to what it is now."""

    stands: Appointment


def book(child_id: Identity, typed: Typed, work: Work[RegisterRecords]) -> Done | NotDone:
    """Book the appointment of a form whose field `appointment` is the identity it was given out with.

    Fields: `referral`, `clinic` and `professional` (identities, the last may be blank), `on`, `at`, `minutes`,
    `consultation_type`, `reference` (may be blank), `encounter` (the contact the desk books the next appointment
    of, may be blank; what is booked is ticked there), and `confirmed` (keys of the cautions that were seen).
    The same form sent twice books once.

    Raises:
        NotPermitted: the principal may not keep appointments.
        NotFound: there is no such child, or no such contact of the child's.
        Conflict: the form booked something else before.
    """
    require(work.principal, Permission.KEEP_CLINICS)
    child, reading = work.records.child(child_id), Reading(typed)
    appointment = _read(reading, child, work)
    if appointment is None:
        return NotDone(tuple(reading.problems))
    before = _booked_before(appointment, work)
    if before is not None:
        return before
    if _reference_taken(appointment, work):
        return NotDone((Problem("reference", "taken", _REFERENCE_TAKEN),))
    cautions = _unseen(Diary(work).cautions(slot_of(appointment), child), typed)
    if cautions:
        return NotDone((), cautions)
    return _write_booking(appointment, _tick(child, typed, work), work)


def move(appointment_id: Identity, typed: Typed, work: Work[RegisterRecords]) -> Done | NotDone | Stale:
    """Give an appointment the slot of a form; `version` is the one the form was given out with.

    Fields as for `book`, without `referral`, `reference` and `encounter`. An appointment that was given up is
    booked again.

    Raises:
        NotPermitted: the principal may not keep appointments.
        NotFound: there is no such appointment.
    """
    require(work.principal, Permission.KEEP_CLINICS)
    stands = work.records.appointment(appointment_id)
    child, reading = work.records.child(stands.child), Reading(typed)
    slot = _read_slot(reading, work)
    if slot is not None:
        _judge(reading, slot, child, work.records.referral(stands.referral), work)
    if reading.problems or slot is None:
        return NotDone(tuple(reading.problems))
    if slot_of(stands) == slot and stands.status is AppointmentStatus.BOOKED:
        return Done(stands, changed=False)
    refusal = _refusal(stands, typed, work)
    if refusal is not None:
        return refusal
    cautions = _unseen(Diary(work).cautions(slot, child, (stands.id,)), typed)
    if cautions:
        return NotDone((), cautions)
    return _write_change(next_version(stands, slot, AppointmentStatus.BOOKED, work.principal.account), work)


def cancel(appointment_id: Identity, typed: Typed, work: Work[RegisterRecords]) -> Done | NotDone | Stale:
    """Give an appointment up; `version` is the one the form was given out with. Given up twice, it is done once.

    Raises:
        NotPermitted: the principal may not keep appointments.
        NotFound: there is no such appointment.
    """
    require(work.principal, Permission.KEEP_CLINICS)
    stands = work.records.appointment(appointment_id)
    if stands.status is AppointmentStatus.CANCELLED:
        return Done(stands, changed=False)
    refusal = _refusal(stands, typed, work)
    if refusal is not None:
        return refusal
    return _write_change(
        next_version(stands, slot_of(stands), AppointmentStatus.CANCELLED, work.principal.account), work
    )


def _refusal(stands: Appointment, typed: Typed, work: Work[RegisterRecords]) -> NotDone | Stale | None:
    """Why an appointment cannot be changed by this form."""
    if work.records.encounter_of_appointment(stands.id) is not None:
        return NotDone((Problem("on", "recorded", RECORDED),))
    return Stale(stands) if typed.get("version", "") != str(stands.version) else None


def _read(reading: Reading, child: Child, work: Work[RegisterRecords]) -> Appointment | None:
    slot, referral = _read_slot(reading, work), _read_referral(reading, child, work)
    reference = reading.parsed("reference", parse_reference) if reading.text("reference") else None
    identity = identity_typed({"appointment": reading.text("appointment")}, "appointment")
    if identity is None:
        reading.wrong("on", "form", LOST_PLACE)
    if slot is not None and referral is not None:
        _judge(reading, slot, child, referral, work)
    if reading.problems or slot is None or referral is None or identity is None:
        return None
    return Appointment(
        identity,
        child.organisation,
        child.id,
        referral.id,
        slot.clinic,
        slot.on,
        slot.at,
        slot.minutes,
        slot.professional,
        slot.consultation_type,
        work.principal.account,
        booking_reference=reference,
    )


def _read_referral(reading: Reading, child: Child, work: Work[RegisterRecords]) -> Referral | None:
    standing = open_referrals(work.records.referrals_of(child.id))
    missing = "Choose the referral." if standing else "The child has no open referral. Record the referral first."
    return _chosen(reading, "referral", standing, lambda each: each.id, missing)


def _read_slot(reading: Reading, work: Work[RegisterRecords]) -> Slot | None:
    """When, where and with whom; None, with the problems noted, when something is wrong."""
    before = len(reading.problems)
    clinic = _chosen(reading, "clinic", work.records.clinics(), lambda each: each.id, "Choose the clinic.")
    on = _given(reading, "on", parse_clinical_date, "Type the date.")
    at = _given(reading, "at", parse_clock_time, "Type the time, such as 09:30.")
    minutes = _given(reading, "minutes", parse_minutes, "Type the length in minutes.")
    professional = None
    if reading.text("professional"):
        found = work.records.professionals()
        missing = "This is nobody who works here now. Choose again."
        chosen = _chosen(reading, "professional", found, lambda each: each.id, missing)
        professional = chosen.id if chosen is not None else None
    kind = reading.text("consultation_type")
    if kind not in CONSULTATION_TYPE:
        reading.wrong("consultation_type", "missing", "Choose whether it is a first visit or a follow-up.")
    if len(reading.problems) > before or clinic is None or on is None or at is None or minutes is None:
        return None
    return Slot(clinic.id, on, at, minutes, professional, kind)


def _judge(reading: Reading, slot: Slot, child: Child, referral: Referral, work: Work[RegisterRecords]) -> None:
    today = london_date(work.now)
    faults = {
        "on": date_fault(slot.on, today) or referral_fault(referral, slot.on) or child_fault(child, today),
        "at": skipped_fault(slot.on, slot.at),
    }
    if child.merged_into is not None:
        faults["on"] = _MERGED
    for field, fault in faults.items():
        if fault is not None:
            reading.wrong(field, "value", fault)


def _given(reading: Reading, name: str, parse: Callable[[str], T], missing: str) -> T | None:
    if not reading.text(name):
        reading.wrong(name, "missing", missing)
        return None
    return reading.parsed(name, parse)


def _chosen(
    reading: Reading, name: str, among: Sequence[T], identity: Callable[[T], Identity], missing: str
) -> T | None:
    wanted = identity_typed({name: reading.text(name)}, name)
    found = next((each for each in among if identity(each) == wanted), None)
    if found is None:
        reading.wrong(name, "missing", missing)
    return found


def _unseen(cautions: Sequence[Caution], typed: Typed) -> tuple[Caution, ...]:
    """All the cautions, when one of them was not seen yet."""
    seen = set(typed.get("confirmed", "").split())
    return tuple(cautions) if any(each.key not in seen for each in cautions) else ()


def _booked_before(wanted: Appointment, work: Work[RegisterRecords]) -> Done | None:
    try:
        stands = work.records.appointment(wanted.id)
    except NotFound:
        return None
    if stands.child == wanted.child and slot_of(stands) == slot_of(wanted):
        return Done(stands, changed=False)
    raise Conflict(_OTHER_FORM)


def _reference_taken(wanted: Appointment, work: Work[RegisterRecords]) -> bool:
    if wanted.booking_reference is None:
        return False
    return work.records.appointment_of_reference(wanted.booking_reference) is not None


def _tick(child: Child, typed: Typed, work: Work[RegisterRecords]) -> BookingTick | None:
    """That the desk has booked the next appointment of the contact it came from, if it came from one."""
    encounter = identity_typed(typed, "encounter")
    if encounter is None:
        return None
    contact = work.records.encounter(encounter)
    if contact.child not in (child.id, *child.merged_from):
        raise NotFound("There is no such contact of this child's.")
    return next_tick(contact, FOLLOWING, work, done=True)


def _write_booking(appointment: Appointment, tick: BookingTick | None, work: Work[RegisterRecords]) -> Done | NotDone:
    events = [_event(AuditAction.APPOINTMENT_BOOKED, appointment, work)]
    if tick is not None:
        events.append(tick_event(tick, work))
    things = (appointment,) if tick is None else (appointment, tick)
    try:
        work.records.commit(Unit(things, tuple(events)))
    except Conflict:
        # Somebody was quicker: the same form from another tab, another with its reference, or the desk's tick.
        before = _booked_before(appointment, work)
        if before is not None:
            return before
        if _reference_taken(appointment, work):
            return NotDone((Problem("reference", "taken", _REFERENCE_TAKEN),))
        if tick is None:
            raise
        return _write_booking(appointment, None, work)
    return Done(appointment)


def _write_change(appointment: Appointment, work: Work[RegisterRecords]) -> Done | Stale:
    try:
        work.records.commit(Unit((appointment,), (_event(AuditAction.APPOINTMENT_CHANGED, appointment, work),)))
    except Conflict:
        return Stale(work.records.appointment(appointment.id))
    return Done(appointment)


def _event(action: AuditAction, appointment: Appointment, work: Work[RegisterRecords]) -> AuditEvent:
    return audit_event(
        work.principal,
        action,
        identity=work.new_identity(),
        at=work.now,
        child=appointment.child,
        subject=appointment.id,
    )

"""Appointments made by hand: booked for a child, moved, and given up; each a version of its own with its event."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.access.audit import AuditAction, AuditEvent, audit_event
from app.access.permissions import Permission, require
from app.clinical.child import Child
from app.clinical.clinic import Appointment, AppointmentStatus
from app.clinical.ports import Unit, Work
from app.clinical.problems import Problem
from app.errors import Conflict, NotFound
from app.identity import Identity
from app.register.appointments.booking import (
    Caution,
    Diary,
    next_version,
    slot_of,
)
from app.register.appointments.form import judge_slot, read_booking, read_slot
from app.register.desk import FOLLOWING, next_tick, tick_event
from app.register.ports import BookingTick, RegisterRecords
from app.register.typed import Reading, Typed, identity_typed

RECORDED = "The visit of this appointment is recorded: it can be neither moved nor cancelled."
_OTHER_FORM = "This form has booked another appointment before. Open the child's page again to book one more."
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
    appointment = read_booking(reading, child, work)
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
    slot = read_slot(reading, work)
    if slot is not None:
        judge_slot(reading, slot, child, work.records.referral(stands.referral), work)
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

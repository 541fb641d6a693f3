"""The appointments a body brings: booked in one of our clinics, moved, or given up; others are only kept."""

from dataclasses import replace

from app.access.audit import AuditAction, audit_event
from app.clinical.clinic import Appointment, AppointmentStatus
from app.clinical.ports import Unit, Work
from app.fhir.mapping.given import AppointmentGiven
from app.fhir.ports import FhirRecords, TypeAndId
from app.fhir.receiving.proposed import Proposed
from app.fhir.receiving.referrals import referral_for
from app.identity import Identity

_INITIAL, _FOLLOW_UP = "01", "02"
"""CONSULTATION TYPE, for an appointment that does not say: initial until the child was seen once."""


def record_appointment(
    target: TypeAndId, child: Identity, given: AppointmentGiven, proposed: Proposed, work: Work[FhirRecords]
) -> None:
    """Record a booking, or its next version. Without a clinic of ours, day, time and length it is no booking here."""
    identity = target[1]
    before = proposed.appointment(identity)
    if before is None:
        if given.clinic is None or given.on is None or given.at is None or given.minutes is None:
            return
        if given.cancelled:
            return
        referral = referral_for(given.referral, child, given.on, proposed, work)
        after = Appointment(
            identity,
            work.principal.organisation.id,
            child,
            referral.id,
            given.clinic,
            given.on,
            given.at,
            given.minutes,
            given.professional if given.professional in proposed.professionals else None,
            given.consultation_type or _consultation_type(child, proposed),
            work.principal.account,
        )
    else:
        after = _changed(before, given)
        if after == before:
            return
        after = replace(after, version=before.version + 1, booked_by=work.principal.account)
    action = AuditAction.APPOINTMENT_BOOKED if before is None else AuditAction.APPOINTMENT_CHANGED
    event = audit_event(
        work.principal, action, identity=work.new_identity(), at=work.now, child=child, subject=identity
    )
    proposed.commit(Unit((after,), (event,)))


def _consultation_type(child: Identity, proposed: Proposed) -> str:
    return _FOLLOW_UP if any(each.seen for each in proposed.encounters_of(child)) else _INITIAL


def _changed(before: Appointment, given: AppointmentGiven) -> Appointment:
    status = AppointmentStatus.CANCELLED if given.cancelled else AppointmentStatus.BOOKED
    return replace(
        before,
        clinic=given.clinic or before.clinic,
        on=given.on or before.on,
        at=given.at or before.at,
        minutes=given.minutes or before.minutes,
        professional=given.professional or before.professional,
        consultation_type=given.consultation_type or before.consultation_type,
        status=status,
    )

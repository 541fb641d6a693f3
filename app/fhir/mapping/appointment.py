"""Appointment: a place booked in a clinic of ours (FHIR R4, Appointment). The wish for one is in appointment_wish.

Whether the child came is no matter of the booking: it is the attendance of the Encounter.
"""

from typing import Final

from app.clinical.clinic import Appointment, AppointmentStatus
from app.fhir.mapping.appointment_participants import clinic_given, participants_of, professional_given
from app.fhir.mapping.appointment_wish import appointment_from_next, wish_from_appointment
from app.fhir.mapping.given import AppointmentGiven
from app.fhir.mapping.item_answers import code_among, code_given, time_extension, time_given
from app.fhir.mapping.listed_codes import listed_concept
from app.fhir.mapping.local_time import day_and_time, instant, minutes_between, shown_by_clocks, whole_minutes
from app.fhir.mapping.looking import Findings, Resource, codings, listed, reference, referred_all
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.structure.problems import IssueType, Severity
from app.fhir.systems import BOOKING_REFERENCE
from app.identity import Identity, shown

__all__ = ["OWNED", "appointment_from_booking", "appointment_from_next", "appointment_from_resource"]

OWNED: Final = frozenset(
    {
        "extension",
        "status",
        "cancelationReason",
        "appointmentType",
        "start",
        "end",
        "minutesDuration",
        "slot",
        "basedOn",
        "participant",
        "requestedPeriod",
    }
)
"""The elements rendered here, and those that would be untrue of a booking that was moved or made again."""

FOLLOW_UP: Final = "02"
"""Follow-up Consultation, of CONSULTATION TYPE."""

_AT: Final = "appointment.at"
_TYPE: Final = "appointment.consultation_type"
_FOLLOW_UPS: Final = frozenset(
    {
        ("http://terminology.hl7.org/CodeSystem/v2-0276", "FOLLOWUP"),
        ("https://fhir.hl7.org.uk/CodeSystem/UKCore-AppointmentReasonCode", "urgent-follow-up"),
    }
)
_WISHED: Final = frozenset({"proposed", "waitlist"})
_CANCELLED: Final = frozenset({"cancelled", "entered-in-error"})

_PENDING: Final = "An appointment that is pending is booked, so that its place is not given to another child."
_LENGTH: Final = "The length of an appointment is recorded in minutes, from 1 to 1440: this one is not recorded."


def appointment_from_resource(
    resource: Resource, findings: Findings, surroundings: Surroundings
) -> AppointmentGiven | None:
    """What an Appointment says; None when a code of it is wrong.

    One that is proposed or on a waiting list is a wish; any other is booked or cancelled, whether or not the child
    came.
    """
    before = len(findings.problems)
    status = resource.get("status")
    on, at = day_and_time(resource.get("start"))
    if status == "pending":
        findings.inform("status", _PENDING)
    wished = status in _WISHED
    given = AppointmentGiven(
        referral=_referral(resource),
        clinic=clinic_given(resource, findings, surroundings),
        on=None if wished else on,
        at=None if wished else time_given(resource, _AT) or at,
        minutes=_minutes(resource, findings),
        professional=professional_given(resource, surroundings),
        consultation_type=_consultation_type(resource, findings),
        cancelled=status in _CANCELLED,
        next_appointment=wish_from_appointment(resource, findings, surroundings) if wished else None,
        encounter=next(referred_all(listed(resource, "supportingInformation"), "Encounter"), None),
    )
    refused = any(each.severity is Severity.ERROR for each in findings.problems[before:])
    return None if refused else given


def _referral(resource: Resource) -> Identity | None:
    based_on = referred_all(listed(resource, "basedOn"), "ServiceRequest")
    supporting = referred_all(listed(resource, "supportingInformation"), "EpisodeOfCare")
    return next(based_on, None) or next(supporting, None)


def _minutes(resource: Resource, findings: Findings) -> int | None:
    path, minutes = "minutesDuration", resource.get("minutesDuration")
    if minutes is None:
        path, minutes = "end", minutes_between(resource.get("start"), resource.get("end")) or None
    if minutes is None:
        return None
    found = whole_minutes(minutes)
    if found is None:
        findings.warn(path, _LENGTH, IssueType.VALUE)
    return found


def _consultation_type(resource: Resource, findings: Findings) -> str | None:
    """Our code, else that another code says it is a follow-up. Others, such as ROUTINE, do not say which it is."""
    concept = resource.get("appointmentType", {})
    own = code_given(resource, _TYPE, findings) or code_among([("appointmentType", concept)], _TYPE, findings)
    said = {(each.get("system"), each.get("code")) for each in codings(concept)}
    return own or (FOLLOW_UP if said & _FOLLOW_UPS else None)


def appointment_from_booking(appointment: Appointment, surroundings: Surroundings) -> Resource:
    """One version of an appointment."""
    on, at = appointment.on, appointment.at
    number = appointment.booking_reference
    made: Resource = {
        "resourceType": "Appointment",
        "id": shown(appointment.id),
        "extension": [] if shown_by_clocks(on, at) else time_extension(_AT, at),
        "identifier": [] if number is None else [{"system": BOOKING_REFERENCE, "value": number}],
        "status": "booked" if appointment.status is AppointmentStatus.BOOKED else "cancelled",
        "appointmentType": listed_concept(_TYPE, appointment.consultation_type),
        "start": instant(on, at),
        "end": instant(on, at, appointment.minutes),
        "minutesDuration": appointment.minutes,
        "basedOn": [reference("ServiceRequest", appointment.referral)],
        "participant": participants_of(
            appointment.child, appointment.clinic, appointment.professional, "accepted", surroundings
        ),
    }
    return {name: value for name, value in made.items() if value}

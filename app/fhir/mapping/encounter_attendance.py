"""Whether the child was seen: Encounter.status, with our extension for ATTENDANCE STATUS, and why it was cancelled.

R4 has no status for a child who was not brought. A cancelled Encounter with our extension says it, or one whose
Appointment has the status noshow.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from app.clinical.encounter import Attendance, Contact
from app.fhir.mapping.item_answers import Placed, code_among, code_given, day_given, placed
from app.fhir.mapping.listed_codes import listed_coding
from app.fhir.mapping.local_time import day_of
from app.fhir.mapping.looking import Findings, Resource, codings, extension_value, listed
from app.fhir.mapping.surroundings import Surroundings

REASON_CANCELLED: Final = "http://hl7.org/fhir/StructureDefinition/encounter-reasonCancelled"
CANCELLATION_REASONS: Final = "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"

_TAKEN_PLACE: Final = frozenset({"finished", "cancelled", "entered-in-error"})
"""The statuses of an Encounter that is over; in any other it is planned or goes on."""

_BY_WHOM: Final = {"pat": Attendance.CANCELLED_BY_PATIENT, "prov": Attendance.CANCELLED_BY_PROVIDER}
"""What the codes of appointment-cancellation-reason begin with."""

_CONTRADICTION: Final = (
    "The Encounter is cancelled, yet its attendance says that the child was seen. Send the status finished, or another "
    "attendance."
)
_FINISHED: Final = (
    "The Encounter is finished, yet its attendance says that the child was not seen: the attendance is recorded. Send "
    "the status cancelled for it."
)
_WHO_CANCELLED: Final = (
    "Nothing says who cancelled it: it is recorded as cancelled by the service. Send our extension for the attendance, "
    "or the Appointment with its status and cancelationReason."
)
_NOT_CANCELLED: Final = "Only a contact that was cancelled has a cancellation: this part of it is not recorded."


def appointment_of(resource: Resource, surroundings: Surroundings) -> Resource:
    """The Appointment that an Encounter fulfils, as it was received; empty when there is none."""
    found = (surroundings.target(resource, each) for each in listed(resource, "appointment"))
    return next((each for each in found if each is not None), {})


def attendance_from_encounter(resource: Resource, findings: Findings, surroundings: Surroundings) -> Attendance | None:
    """The attendance; None for an Encounter that has not taken place.

    An Encounter entered in error has one too: our extension's, else that the child attended on time.
    """
    status = resource.get("status")
    code = code_given(resource, "contact.attendance", findings)
    if status not in _TAKEN_PLACE:
        return None
    if code is None:
        return _cancelled(resource, findings, surroundings) if status == "cancelled" else Attendance.ATTENDED_ON_TIME
    said = Attendance(code)
    if status == "cancelled" and said.seen:
        findings.wrong("status", _CONTRADICTION)
    elif status == "finished" and not said.seen:
        findings.warn("status", _FINISHED)
    return said


def _cancelled(resource: Resource, findings: Findings, surroundings: Surroundings) -> Attendance:
    appointment = appointment_of(resource, surroundings)
    if appointment.get("status") == "noshow":
        return Attendance.WAS_NOT_BROUGHT
    for _, concept in _reasons(resource, appointment):
        for coding in codings(concept):
            began = str(coding.get("code", "")).partition("-")[0]
            if coding.get("system") == CANCELLATION_REASONS and began in _BY_WHOM:
                return _BY_WHOM[began]
    findings.warn("status", _WHO_CANCELLED)
    return Attendance.CANCELLED_BY_PROVIDER


def _reasons(resource: Resource, appointment: Resource) -> Iterator[Placed]:
    yield "extension", extension_value(resource, REASON_CANCELLED)
    yield "appointment", appointment.get("cancelationReason")


def cancellation_from_encounter(
    resource: Resource, attendance: Attendance, findings: Findings, surroundings: Surroundings
) -> tuple[date | None, str | None]:
    """The day on which a contact was cancelled, and CARE CONTACT CANCELLATION REASON; none of one that was not."""
    on = _cancelled_on(resource, findings)
    reason = code_given(resource, "contact.cancellation_reason", findings)
    if attendance.cancelled:
        reasons = _reasons(resource, appointment_of(resource, surroundings))
        return on, reason or code_among(reasons, "contact.cancellation_reason", findings)
    if reason is not None or day_given(resource, "contact.cancelled_on", findings) is not None:
        findings.warn("extension", _NOT_CANCELLED)
    return None, None


def _cancelled_on(resource: Resource, findings: Findings) -> date | None:
    for _, each in placed(resource, "statusHistory"):
        if each.get("status") == "cancelled":
            on = day_of(each.get("period", {}).get("start"))
            if on is not None:
                return on
    return day_given(resource, "contact.cancelled_on", findings)


def status_of(attendance: Attendance) -> str:
    """The status of an Encounter that says as much of an attendance as R4 can."""
    return "finished" if attendance.seen else "cancelled"


def cancellation_history(contact: Contact) -> list[Resource]:
    """Encounter.statusHistory: when a contact was cancelled, if it was."""
    if contact.cancelled_on is None:
        return []
    return [{"status": "cancelled", "period": {"start": contact.cancelled_on.isoformat()}}]


def cancellation_extension(contact: Contact) -> list[Resource]:
    """Why a contact was cancelled, and by whom, in the extension that R4 has for it."""
    if not contact.attendance.cancelled:
        return []
    by_family = contact.attendance is Attendance.CANCELLED_BY_PATIENT
    code, display = ("pat", "Patient") if by_family else ("prov", "Provider")
    concept = [{"system": CANCELLATION_REASONS, "code": code, "display": display}]
    if contact.cancellation_reason is not None:
        concept.append(listed_coding("contact.cancellation_reason", contact.cancellation_reason))
    return [{"url": REASON_CANCELLED, "valueCodeableConcept": {"coding": concept}}]

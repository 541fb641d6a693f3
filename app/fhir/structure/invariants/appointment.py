"""Invariants of Appointment, Slot and Task (R4, 12.7.4, 12.10.4), and that an appointment ends after it starts."""

from app.fhir.structure.invariants.breach import Breach, Breaches, Json
from app.fhir.structure.moments import after
from app.fhir.structure.problems import IssueType

_UNTIMED = frozenset({"proposed", "cancelled", "waitlist"})
_CANCELLED = frozenset({"no-show", "cancelled"})


def appointment_breaches(appointment: Json) -> Breaches:
    """app-3 and app-4, and start before end."""
    status = appointment.get("status")
    timed = _given(appointment, "start") and _given(appointment, "end")
    if not timed and status not in _UNTIMED:
        said = "An appointment must have start and end, unless its status is proposed, cancelled or waitlist. Add them."
        yield Breach("app-3", "start", said)
    if "cancelationReason" in appointment and status not in _CANCELLED:
        said = "Only an appointment with status cancelled or no-show has a cancelationReason. Leave it out."
        yield Breach("app-4", "cancelationReason", said)
    yield from end_before_start(appointment)


def end_before_start(span: Json) -> Breaches:
    """An end before the start. No invariant of R4, but the meaning of the two words."""
    if after(span.get("start"), span.get("end")):
        yield Breach("", "end", "end is before start. Check the two and their zones.", IssueType.VALUE)


def task_breaches(task: Json) -> Breaches:
    """inv-1 of Task."""
    if after(task.get("authoredOn"), task.get("lastModified")):
        yield Breach("inv-1", "lastModified", "lastModified is before authoredOn. Check the two and their zones.")


def _given(resource: Json, name: str) -> bool:
    return name in resource or f"_{name}" in resource

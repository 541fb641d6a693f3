"""When a contact was and how long it took: Encounter.period and length."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any, Final

from app.clinical.encounter import Contact
from app.fhir.mapping.encounter_attendance import appointment_of
from app.fhir.mapping.item_answers import time_extension, time_given
from app.fhir.mapping.local_time import (
    date_time,
    day_and_time,
    duration,
    instant,
    minutes_between,
    minutes_of,
    shown_by_clocks,
    whole_minutes,
)
from app.fhir.mapping.looking import Findings, Resource
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.structure.problems import IssueType

_TIME: Final = "contact.at"
_NO_DAY: Final = (
    "A contact that took place is recorded on the day on which it did. Send period.start, at least as precise as a day."
)
_CANCELLED_NO_DAY: Final = (
    "Nothing says for which day the cancelled contact was meant: it is kept and not recorded. Send period.start, or "
    "the Appointment."
)
_TO_COME: Final = (
    "The contact was cancelled for a day to come: it is kept and not recorded. Send it again on that day or later."
)
_LENGTH: Final = "The length of a contact is recorded in minutes, from 1 to 1440: this one is not recorded."


@dataclass(frozen=True, slots=True)
class When:
    """The day and time, Europe/London's, and the length in minutes."""

    on: date
    at: time | None
    minutes: int | None


def when_from_encounter(resource: Resource, findings: Findings, surroundings: Surroundings) -> When | None:
    """When an Encounter that is over was, or was to be; None when nothing says the day, or it is cancelled for one to
    come, which is told.

    What `period` does not say of the start is the Appointment's.
    """
    on, at = day_and_time(resource.get("period", {}).get("start"))
    if on is None:
        on, at = day_and_time(appointment_of(resource, surroundings).get("start"))
    if on is None:
        _no_day(resource.get("status"), findings)
        return None
    if resource.get("status") == "cancelled" and on > surroundings.today:
        findings.warn("period.start", _TO_COME)
        return None
    return When(on, at or time_given(resource, _TIME), _minutes(resource, findings))


def _no_day(status: Any, findings: Findings) -> None:
    if status == "finished":
        findings.wrong("period.start", _NO_DAY, IssueType.REQUIRED)
    elif status == "cancelled":
        findings.warn("period.start", _CANCELLED_NO_DAY, IssueType.REQUIRED)


def _minutes(resource: Resource, findings: Findings) -> int | None:
    """`length` goes before what lies between start and end; start and end that are the same say nothing."""
    period = resource.get("period", {})
    path, minutes = "length", minutes_of(resource.get("length"))
    if minutes is None:
        path, minutes = "period.end", minutes_between(period.get("start"), period.get("end")) or None
    if minutes is None:
        return None
    found = whole_minutes(minutes)
    if found is None:
        findings.warn(path, _LENGTH, IssueType.VALUE)
    return found


def period_of(contact: Contact) -> Resource:
    """Encounter.period: the start, and the end where time and length are known."""
    period: Resource = {"start": date_time(contact.on, contact.at)}
    if contact.at is not None and contact.minutes is not None and shown_by_clocks(contact.on, contact.at):
        period["end"] = instant(contact.on, contact.at, contact.minutes)
    return period


def length_of(contact: Contact) -> Resource | None:
    """Encounter.length."""
    return None if contact.minutes is None else duration(contact.minutes)


def unshown_time(contact: Contact) -> list[Resource]:
    """Our extension for a time that no clock showed on the day, which has no instant."""
    if contact.at is None or shown_by_clocks(contact.on, contact.at):
        return []
    return time_extension(_TIME, contact.at)

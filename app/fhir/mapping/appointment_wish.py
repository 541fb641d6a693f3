"""The wish to see a child again that a contact ended with: an Appointment that is proposed for a period."""

from datetime import date, timedelta
from typing import Final

from app.clinical.checks import LONGEST_INTERVAL_WEEKS
from app.clinical.encounter import Encounter, NextAppointment
from app.fhir.mapping.appointment_participants import clinic_given, participants_of
from app.fhir.mapping.item_answers import extension_values
from app.fhir.mapping.local_time import day_of
from app.fhir.mapping.looking import Findings, Resource, listed, reference
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.structure.problems import IssueType
from app.fhir.systems import UCUM, extension_url
from app.identity import shown

_WEEKS: Final = "next_appointment.weeks"
_SHORTEST_MINUTES, _LONGEST_MINUTES = 5, 1_440

_NO_WEEKS: Final = (
    "Nothing says in how many weeks the child is to be seen, from 1 to 260: it is kept. Send our extension for the "
    "weeks, or requestedPeriod.start with the Encounter in supportingInformation."
)


def wish_from_appointment(resource: Resource, findings: Findings, surroundings: Surroundings) -> NextAppointment | None:
    """In how many weeks, in which clinic and for how long; None when nothing says the weeks, which is told.

    The weeks are our extension's, else those from the contact, or from when the wish was made, to the period.
    """
    weeks = _weeks_said(resource)
    weeks = weeks if weeks is not None else _weeks_between(resource, surroundings)
    if weeks is None or not 1 <= weeks <= LONGEST_INTERVAL_WEEKS:
        findings.warn("requestedPeriod", _NO_WEEKS, IssueType.VALUE)
        return None
    minutes = resource.get("minutesDuration")
    length = minutes if isinstance(minutes, int) and _SHORTEST_MINUTES <= minutes <= _LONGEST_MINUTES else None
    return NextAppointment(weeks, clinic_given(resource, Findings("", []), surroundings), length)


def _weeks_said(resource: Resource) -> int | None:
    for _, value in extension_values(resource, _WEEKS):
        number = value.get("value") if isinstance(value, dict) and value.get("code") == "wk" else value
        if isinstance(number, int | float) and abs(number) <= LONGEST_INTERVAL_WEEKS and number == int(number):
            return int(number)
    return None


def _weeks_between(resource: Resource, surroundings: Surroundings) -> int | None:
    """To the nearest week."""
    wanted = next((day_of(each.get("start")) for each in listed(resource, "requestedPeriod")), None)
    wanted = wanted or day_of(resource.get("start"))
    asked = _asked_on(resource, surroundings)
    return None if wanted is None or asked is None else round((wanted - asked).days / 7)


def _asked_on(resource: Resource, surroundings: Surroundings) -> date | None:
    targets = (surroundings.target(resource, each) for each in listed(resource, "supportingInformation"))
    contacts = (each for each in targets if each is not None and each.get("resourceType") == "Encounter")
    days = (day_of(each.get("period", {}).get("start")) for each in contacts)
    return next((each for each in days if each is not None), None) or day_of(resource.get("created"))


def appointment_from_next(encounter: Encounter, surroundings: Surroundings) -> Resource | None:
    """The wish that an encounter ended with, for the week that begins so many weeks after it; None without one.

    Its id is the encounter's with `-next` after it. That of an encounter entered in error is cancelled.
    """
    wish = encounter.next_appointment
    if wish is None:
        return None
    earliest = encounter.contact.on + timedelta(weeks=wish.weeks)
    latest = earliest + timedelta(days=6)
    weeks = {"value": wish.weeks, "unit": "weeks", "system": UCUM, "code": "wk"}
    made: Resource = {
        "resourceType": "Appointment",
        "id": f"{shown(encounter.id)}-next",
        "extension": [{"url": extension_url(_WEEKS), "valueDuration": weeks}],
        "status": "cancelled" if encounter.entered_in_error else "proposed",
        "supportingInformation": [reference("Encounter", encounter.id)],
        "minutesDuration": wish.minutes,
        "basedOn": [reference("ServiceRequest", encounter.referral)],
        "participant": participants_of(encounter.child, wish.clinic, None, "needs-action", surroundings),
        "requestedPeriod": [{"start": earliest.isoformat(), "end": latest.isoformat()}],
    }
    return {name: value for name, value in made.items() if value}

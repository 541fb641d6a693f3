"""The items of a contact that an Encounter holds (CSDS CYP201), put together from its elements and our extensions."""

from typing import Final

from app.clinical.encounter import Contact, Encounter
from app.fhir.mapping.encounter_attendance import (
    appointment_of,
    attendance_from_encounter,
    cancellation_extension,
    cancellation_from_encounter,
)
from app.fhir.mapping.encounter_outcome import outcome_extension
from app.fhir.mapping.encounter_people import subject_from_encounter
from app.fhir.mapping.encounter_team import team_extension, team_from_encounter
from app.fhir.mapping.encounter_when import unshown_time, when_from_encounter
from app.fhir.mapping.encounter_where import mechanism_from_encounter, place_from_encounter
from app.fhir.mapping.item_answers import (
    code_among,
    code_extension,
    code_given,
    day_extension,
    day_given,
    organisation_extension,
    organisation_given,
    placed,
)
from app.fhir.mapping.looking import Findings, Resource
from app.fhir.mapping.surroundings import Surroundings

CONSULTATION: Final = "contact.consultation_type"

_CODES: Final = ("attendance", "mechanism", "administrative_category", "group_therapy")
_DAYS: Final = (
    "reasonable_offer_on",
    "clinically_appropriate_on",
    "replacement_offered_on",
    "replacement_booked_on",
)


def contact_given(resource: Resource, findings: Findings, surroundings: Surroundings) -> Contact | None:
    """The contact of an Encounter; None for one that has not taken place, or on no known day."""
    attendance = attendance_from_encounter(resource, findings, surroundings)
    when = None if attendance is None else when_from_encounter(resource, findings, surroundings)
    if attendance is None or when is None:
        return None
    site, location_type = place_from_encounter(resource, findings, surroundings)
    cancelled_on, cancellation_reason = cancellation_from_encounter(resource, attendance, findings, surroundings)
    return Contact(
        when.on,
        attendance,
        at=when.at,
        minutes=when.minutes,
        team=team_from_encounter(resource, findings, surroundings),
        commissioner=organisation_given(resource, "contact.commissioner", findings),
        administrative_category=code_given(resource, "contact.administrative_category", findings),
        consultation_type=_consultation_type(resource, findings),
        subject=subject_from_encounter(resource, findings),
        mechanism=mechanism_from_encounter(resource, appointment_of(resource, surroundings), findings),
        location_type=location_type,
        site=site,
        group_therapy=code_given(resource, "contact.group_therapy", findings),
        reasonable_offer_on=day_given(resource, "contact.reasonable_offer_on", findings),
        clinically_appropriate_on=day_given(resource, "contact.clinically_appropriate_on", findings),
        cancelled_on=cancelled_on,
        cancellation_reason=cancellation_reason,
        replacement_offered_on=day_given(resource, "contact.replacement_offered_on", findings),
        replacement_booked_on=day_given(resource, "contact.replacement_booked_on", findings),
    )


def _consultation_type(resource: Resource, findings: Findings) -> str | None:
    own = code_given(resource, CONSULTATION, findings)
    return own or code_among(placed(resource, "type"), CONSULTATION, findings)


def extensions_of(encounter: Encounter, surroundings: Surroundings) -> list[Resource]:
    """Encounter.extension: the items that R4 has no element for, and those that its elements say less exactly."""
    contact = encounter.contact
    codes = (code_extension(f"contact.{name}", getattr(contact, name)) for name in _CODES)
    days = (day_extension(f"contact.{name}", getattr(contact, name)) for name in _DAYS)
    return [
        *(extension for made in (*codes, *days) for extension in made),
        *unshown_time(contact),
        *team_extension(contact.team, surroundings),
        *organisation_extension("contact.commissioner", contact.commissioner),
        *cancellation_extension(contact),
        *outcome_extension(encounter.outcome),
    ]

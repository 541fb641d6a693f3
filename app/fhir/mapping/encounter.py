"""Encounter: a contact with the child (UK Core Encounter; FHIR R4, Encounter; CSDS CYP201)."""

from typing import Final

from app.clinical.encounter import Encounter, EncounterKind
from app.fhir.mapping.encounter_attendance import cancellation_history, status_of
from app.fhir.mapping.encounter_contact import CONSULTATION, contact_given, extensions_of
from app.fhir.mapping.encounter_outcome import outcome_from_encounter
from app.fhir.mapping.encounter_people import lead_from_encounter, participants_of, present_from_encounter
from app.fhir.mapping.encounter_team import provider_of
from app.fhir.mapping.encounter_when import length_of, period_of
from app.fhir.mapping.encounter_where import class_of, location_of
from app.fhir.mapping.given import EncounterGiven
from app.fhir.mapping.item_answers import code_among, placed
from app.fhir.mapping.listed_codes import listed_concept
from app.fhir.mapping.looking import Findings, Resource, listed, reference, referred_all
from app.fhir.mapping.observation_score import contained_scores, observations_of_scores
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.structure.problems import Severity
from app.identity import Identity, shown

OWNED: Final = frozenset(
    {
        "extension",
        "status",
        "statusHistory",
        "class",
        "type",
        "subject",
        "episodeOfCare",
        "participant",
        "appointment",
        "period",
        "length",
        "diagnosis",
        "location",
        "serviceProvider",
    }
)
"""The elements rendered here. Of `extension`, those of ours and UK Core's outcome; those of others are the sender's."""

_KIND: Final = "encounter.kind"
_SEVERAL: Final = "The Encounter names several of these: the first is recorded."


def contact_from_encounter(resource: Resource, findings: Findings, surroundings: Surroundings) -> EncounterGiven | None:
    """What an Encounter says of a contact; None when it contradicts itself, or says no day for one that took place.

    `contact` is None for one that has not taken place. At one that was attended, and says nothing of who was there,
    the child was, unless it is a record received.
    """
    before = len(findings.problems)
    kind = code_among(placed(resource, "type"), _KIND, findings)
    contact = contact_given(resource, findings, surroundings)
    seen = contact is not None and contact.attendance.seen and kind != EncounterKind.RECORD_RECEIVED
    subject = None if contact is None else contact.subject
    given = EncounterGiven(
        contact,
        entered_in_error=resource.get("status") == "entered-in-error",
        referral=_first_of(resource, findings, ("episodeOfCare", "EpisodeOfCare"), ("basedOn", "ServiceRequest")),
        appointment=_first_of(resource, findings, ("appointment", "Appointment")),
        professional=lead_from_encounter(resource, surroundings),
        present=present_from_encounter(resource, subject, findings, surroundings, implied=seen),
        outcome=outcome_from_encounter(resource, findings),
        primary=_primary(resource),
        kind=None if kind is None else EncounterKind(kind),
        scores=contained_scores(resource, findings, surroundings),
    )
    refused = any(each.severity is Severity.ERROR for each in findings.problems[before:])
    return None if refused else given


def _first_of(resource: Resource, findings: Findings, *elements: tuple[str, str]) -> Identity | None:
    """The first reference to the type in the first of the elements that has one; that there are more is told."""
    for name, type_name in elements:
        found = tuple(dict.fromkeys(referred_all(listed(resource, name), type_name)))
        if len(found) > 1:
            findings.warn(name, _SEVERAL)
        if found:
            return found[0]
    return None


def _primary(resource: Resource) -> frozenset[Identity]:
    """The conditions that `diagnosis` ranks first."""
    first = (each.get("condition") for each in listed(resource, "diagnosis") if each.get("rank") == 1)
    return frozenset(referred_all(first, "Condition"))


def encounter_from_contact(encounter: Encounter, surroundings: Surroundings) -> Resource:
    """One version of an encounter. Its needs, activities and plan are resources of their own; scores are contained."""
    contact = encounter.contact
    status = "entered-in-error" if encounter.entered_in_error else status_of(contact.attendance)
    made: Resource = {
        "resourceType": "Encounter",
        "id": shown(encounter.id),
        "contained": observations_of_scores(encounter, surroundings),
        "extension": extensions_of(encounter, surroundings),
        "status": status,
        "statusHistory": cancellation_history(contact),
        "class": class_of(contact),
        "type": _types(encounter),
        "subject": reference("Patient", encounter.child),
        "episodeOfCare": [reference("EpisodeOfCare", encounter.referral)],
        "participant": participants_of(encounter, surroundings),
        "appointment": [] if encounter.appointment is None else [reference("Appointment", encounter.appointment)],
        "period": period_of(contact),
        "length": length_of(contact),
        "diagnosis": _diagnosis(encounter),
        "location": location_of(contact),
        "serviceProvider": provider_of(surroundings),
    }
    return {name: value for name, value in made.items() if value}


def _types(encounter: Encounter) -> list[Resource]:
    """First or follow-up, and whether it is a contact or a record received."""
    consultation = encounter.contact.consultation_type
    first = [] if consultation is None else [listed_concept(CONSULTATION, consultation)]
    return [*first, listed_concept(_KIND, encounter.kind)]


def _diagnosis(encounter: Encounter) -> list[Resource]:
    """Encounter.diagnosis: the primary condition."""
    return [
        {"condition": reference("Condition", each.need), "rank": 1}
        for each in encounter.statements
        if each.primary and each.change.standing
    ]

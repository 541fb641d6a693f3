"""Resources drawn from the record, where no system sent them as they stand."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from app.clinical.child import Child, FactKind
from app.clinical.clinic import Appointment
from app.clinical.encounter import CareActivity, Encounter, EncounterKind
from app.clinical.needs import Statement
from app.clinical.referral import Referral
from app.fhir.mapping import (
    appointment as appointments,
)
from app.fhir.mapping import (
    condition,
    device_use_statement,
    encounter,
    episode_of_care,
    observation,
    procedure,
    provenance,
    questionnaire_response,
    service_request,
)
from app.fhir.mapping import (
    patient as patients,
)
from app.fhir.mapping.device_use_statement import ENCOUNTER
from app.fhir.mapping.looking import Resource, reference
from app.fhir.mapping.need import resource_from_need
from app.fhir.mapping.related_person import mother_from_child, mother_over_sent
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.r4 import built
from app.fhir.reading.overlay import laid_over

Draw = Callable[[Surroundings, Resource | None], Resource]
"""Draws a resource, over the last version that a system sent of it, if one did."""

OWNED: Final[Mapping[str, frozenset[str]]] = {
    "Patient": patients.OWNED,
    "Encounter": encounter.OWNED,
    "EpisodeOfCare": episode_of_care.OWNED,
    "ServiceRequest": service_request.OWNED,
    "Condition": condition.OWNED,
    "Observation": observation.OWNED,
    "DeviceUseStatement": device_use_statement.OWNED,
    "Procedure": procedure.OWNED,
    "Appointment": appointments.OWNED,
    "QuestionnaireResponse": questionnaire_response.OWNED,
    "Provenance": provenance.OWNED,
}
"""The elements that the record says of each type; the others stay as a system sent them."""

_OF_ENCOUNTER: Final[Mapping[str, Callable[[Encounter, Surroundings], Resource]]] = {
    "Encounter": encounter.encounter_from_contact,
    "QuestionnaireResponse": questionnaire_response.questionnaire_response_from_encounter,
    "Provenance": provenance.provenance_from_encounter,
}


def patient(child: Child) -> Draw:
    """A Patient. A record that was merged into another says so, and is no longer active."""

    def draw(surroundings: Surroundings, sent: Resource | None) -> Resource:
        made: Resource = (
            patients.patient_from_child(child, surroundings)
            if sent is None
            else patients.patient_over_sent(child, surroundings, sent)
        )
        if child.merged_into is None:
            return built(made)
        link = {"other": reference("Patient", child.merged_into), "type": "replaced-by"}
        return built({**made, "active": False, "link": [link]})

    return draw


def of_encounter(type_name: str, held: Encounter) -> Draw:
    """An Encounter, or what says more of it: the answers of the form, or who recorded it."""
    return lambda surroundings, sent: _over(_OF_ENCOUNTER[type_name](held, surroundings), sent)


def of_referral(type_name: str, held: Referral) -> Draw:
    """An EpisodeOfCare, or the ServiceRequest it rests on."""
    if type_name == "EpisodeOfCare":
        return lambda surroundings, sent: _over(episode_of_care.episode_from_referral(held, surroundings), sent)
    return lambda surroundings, sent: _over(service_request.service_request_from_referral(held, surroundings), sent)


def need(type_name: str, statement: Statement, held: Encounter) -> Draw:
    """A need, as a resource of a type. What was received without an encounter names none."""

    def draw(surroundings: Surroundings, sent: Resource | None) -> Resource:
        made: Resource = resource_from_need(type_name, statement, held, surroundings)
        received = held.kind is EncounterKind.RECORD_RECEIVED
        return _over(_without_encounter(made) if received else made, sent)

    return draw


def _without_encounter(made: Resource) -> Resource:
    kept = {name: value for name, value in made.items() if name != "encounter"}
    others = [each for each in made.get("extension", ()) if each.get("url") != ENCOUNTER]
    kept.pop("extension", None)
    return {**kept, "extension": others} if others else kept


def activity(held: CareActivity, of: Encounter) -> Draw:
    """A Procedure."""
    return lambda surroundings, sent: _over(procedure.procedure_from_activity(held, of, surroundings), sent)


def appointment(held: Appointment) -> Draw:
    """An Appointment."""
    return lambda surroundings, sent: _over(appointments.appointment_from_booking(held, surroundings), sent)


def withheld(child: Child, today: date) -> bool:
    """Whether something that was sent of a child is not to be told as it was: their address is sensitive."""
    sensitive = child.fact(FactKind.SENSITIVE_ADDRESS, today)
    return sensitive is not None and sensitive.value == "Y"


def mother(child: Child) -> Draw:
    """The RelatedPerson of whom the record knows the NHS number."""

    def draw(surroundings: Surroundings, sent: Resource | None) -> Resource:
        if sent is not None:
            return mother_over_sent(child, surroundings, sent)
        made = mother_from_child(child, surroundings)
        if made is None:
            raise RuntimeError("Nothing is known of the mother.")
        return built(made)

    return draw


def _over(drawn: Resource, sent: Resource | None) -> Resource:
    made = built(drawn)
    return made if sent is None else laid_over(made, sent, OWNED[made["resourceType"]])

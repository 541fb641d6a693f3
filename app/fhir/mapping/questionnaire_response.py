"""QuestionnaireResponse: what was answered on the booking-out form (FHIR R4, QuestionnaireResponse)."""

from datetime import UTC
from typing import Final

from app.clinical.encounter import Encounter
from app.fhir.mapping.given import FormGiven
from app.fhir.mapping.looking import Findings, Resource, reference, referred
from app.fhir.mapping.need_dates import day
from app.fhir.mapping.questionnaire import ID, canonical
from app.fhir.mapping.questionnaire_answers import gathered
from app.fhir.mapping.questionnaire_encounter import items_of
from app.fhir.mapping.questionnaire_form import form_of
from app.fhir.mapping.questionnaire_values import AnswerReader
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.systems import BOOKING_OUT_QUESTIONNAIRE
from app.identity import shown

OWNED: Final = frozenset({"questionnaire", "status", "subject", "encounter", "authored", "author", "item"})

_READ: Final = frozenset({"completed", "amended"})


def form_from_questionnaire_response(
    resource: Resource, findings: Findings, surroundings: Surroundings
) -> FormGiven | None:
    """What a response to the booking-out Questionnaire, of any version of it, says of a visit.

    None when nothing is recorded of it and it is only kept: a response to another form, or one that is not completed or
    was entered in error.
    """
    if not is_booking_out(resource):
        return None
    if resource.get("status") not in _READ:
        findings.inform("status", "Nothing is recorded of a form that is not completed or amended; it is kept.")
        return None
    answers = gathered(resource, AnswerReader(resource, findings, surroundings), findings)
    encounter = referred(resource.get("encounter"), "Encounter")
    return form_of(answers, encounter, day(resource.get("authored")), findings)


def is_booking_out(resource: Resource) -> bool:
    """Whether a response answers the booking-out Questionnaire: by its url, whatever the version after it."""
    named = str(resource.get("questionnaire", "")).partition("|")[0]
    return named in (BOOKING_OUT_QUESTIONNAIRE, f"Questionnaire/{ID}")


def questionnaire_response_from_encounter(encounter: Encounter, surroundings: Surroundings) -> Resource:
    """What an encounter holds of the booking-out form, as a response to the version of it in use."""
    made: Resource = {
        "resourceType": "QuestionnaireResponse",
        "id": shown(encounter.id),
        "questionnaire": canonical(surroundings.known.refset),
        "status": _status(encounter),
        "subject": reference("Patient", encounter.child),
        "encounter": reference("Encounter", encounter.id),
        "authored": encounter.recorded_at.astimezone(UTC).isoformat(),
    }
    if encounter.professional is not None:
        known = surroundings.professionals.get(encounter.professional)
        name = known.name if known is not None else None
        made["author"] = reference("Practitioner", encounter.professional, name)
    items = items_of(encounter, surroundings)
    return {**made, "item": items} if items else made


def _status(encounter: Encounter) -> str:
    if encounter.entered_in_error:
        return "entered-in-error"
    return "amended" if encounter.version > 1 else "completed"

"""Provenance: who recorded a version of an encounter, when, and why it was amended (FHIR R4, Provenance).

A received Provenance is kept; only its reason is read.
"""

from datetime import UTC
from typing import Final

from app.clinical.encounter import Encounter
from app.fhir.mapping.looking import Resource, codings, listed, reference
from app.fhir.mapping.surroundings import Surroundings
from app.identity import shown

OWNED: Final = frozenset({"target", "recorded", "reason", "activity", "agent", "entity"})

_ACTIVITIES: Final = "http://terminology.hl7.org/CodeSystem/v3-DataOperation"
_PARTICIPANTS: Final = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"


def reason_from_provenance(resource: Resource) -> str | None:
    """Why something was done: the words of the first reason that has any, else what its code is called."""
    for reason in listed(resource, "reason"):
        displays = (each.get("display") for each in codings(reason))
        said = next((each for each in (reason.get("text"), *displays) if isinstance(each, str) and each.strip()), None)
        if said is not None:
            return said.strip()
    return None


def provenance_from_encounter(encounter: Encounter, surroundings: Surroundings, version: int | None = None) -> Resource:
    """The provenance of a version of an encounter.

    `version` is that of the Encounter resource, where it counts otherwise than the encounter does.
    """
    number = encounter.version if version is None else version
    made: Resource = {
        "resourceType": "Provenance",
        "id": shown(encounter.id),
        "target": [_version(encounter, number)],
        "recorded": encounter.recorded_at.astimezone(UTC).isoformat(),
    }
    if encounter.amendment_reason is not None and encounter.amendment_reason.strip():
        made["reason"] = [{"text": encounter.amendment_reason}]
    made["activity"] = {"coding": [_activity(encounter)]}
    made["agent"] = [_agent(encounter, surroundings)]
    if number > 1:
        made["entity"] = [{"role": "revision", "what": _version(encounter, number - 1)}]
    return made


def _version(encounter: Encounter, number: int) -> Resource:
    return {"reference": f"Encounter/{shown(encounter.id)}/_history/{number}"}


def _activity(encounter: Encounter) -> Resource:
    if encounter.entered_in_error:
        return {"system": _ACTIVITIES, "code": "NULLIFY", "display": "nullify"}
    if encounter.version > 1:
        return {"system": _ACTIVITIES, "code": "UPDATE", "display": "revise"}
    return {"system": _ACTIVITIES, "code": "CREATE", "display": "create"}


def _agent(encounter: Encounter, surroundings: Surroundings) -> Resource:
    """The professional for whom it was recorded, on behalf of the organisation; without one the organisation."""
    organisation = reference("Organization", encounter.organisation, _name_of_ours(encounter, surroundings))
    author = {"type": {"coding": [{"system": _PARTICIPANTS, "code": "author", "display": "Author"}]}}
    if encounter.professional is None:
        return {**author, "who": organisation}
    known = surroundings.professionals.get(encounter.professional)
    who = reference("Practitioner", encounter.professional, known.name if known is not None else None)
    return {**author, "who": who, "onBehalfOf": organisation}


def _name_of_ours(encounter: Encounter, surroundings: Surroundings) -> str | None:
    own = surroundings.organisation
    return own.name if own.id == encounter.organisation else None

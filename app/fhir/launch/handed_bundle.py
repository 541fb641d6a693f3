"""What is handed back of an encounter: its needs, coded, and the booking slip, as a transaction of the host's own.

Each resource is updated by our identity of what it is about (conditional update; R4, http, 3.1.0.4.3), so that handing
back once more, or after a correction, makes no second one. What is ours alone is named by its identifier: a reference
to us would lead a host nowhere.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from app.access.hosts import BoundLaunch
from app.clinical.encounter import Encounter
from app.clinical.professional import CareProfessional
from app.fhir.content import instant
from app.fhir.mapping.looking import Resource
from app.fhir.mapping.need import DEFAULT_TYPE, resource_from_need
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.r4 import built
from app.fhir.systems import LOCAL_PROFESSIONAL, OUR_IDENTITY
from app.identity import Identity, shown

SLIP: Final = "Booking slip"


@dataclass(frozen=True, slots=True)
class Handing:
    """An encounter to be handed back in a session: what the host knows its child, encounter and clinician as.

    `professional` is the clinician of the session; `at` the instant (aware).
    """

    encounter: Encounter
    launch: BoundLaunch
    professional: Identity | None
    at: datetime


def handed_bundle(handing: Handing, slip: bytes, surroundings: Surroundings) -> bytes:
    """The transaction: a resource for each need of the encounter, and a DocumentReference with the slip (PDF)."""
    encounter = handing.encounter
    needs = [
        resource_from_need(DEFAULT_TYPE[each.group], each, encounter, surroundings) for each in encounter.statements
    ]
    names = _names(handing, surroundings.professionals)
    made = [*(_renamed(built(each), names) for each in needs), built(_document(handing, slip))]
    bundle = {
        "resourceType": "Bundle",
        "identifier": {"system": OUR_IDENTITY, "value": f"{shown(encounter.id)}-{encounter.version}"},
        "type": "transaction",
        "timestamp": instant(handing.at),
        "entry": [_entry(each) for each in made],
    }
    return json.dumps(bundle).encode()


def taken_whole(body: bytes) -> bool:
    """Whether what a host answered is a transaction's answer with every entry done (R4, http, 3.1.0.11.3)."""
    try:
        answered: Any = json.loads(body)
    except (ValueError, RecursionError):
        return False
    if not isinstance(answered, dict) or answered.get("type") != "transaction-response":
        return False
    entries = answered.get("entry", [])
    return isinstance(entries, list) and all(_done(each) for each in entries)


def _done(entry: object) -> bool:
    response = entry.get("response") if isinstance(entry, dict) else None
    return isinstance(response, dict) and str(response.get("status", "")).startswith("2")


def _entry(resource: Resource) -> Resource:
    type_name, id_ = resource["resourceType"], resource["id"]
    own = {"system": OUR_IDENTITY, "value": id_}
    content = {name: value for name, value in resource.items() if name != "id"}
    condition = quote(f"{OUR_IDENTITY}|{id_}", safe="")
    return {
        "fullUrl": f"urn:uuid:{uuid5(NAMESPACE_URL, f'{OUR_IDENTITY}/{type_name}/{id_}')}",
        "resource": {**content, "identifier": [own, *content.get("identifier", [])]},
        "request": {"method": "PUT", "url": f"{type_name}?identifier={condition}"},
    }


def _document(handing: Handing, slip: bytes) -> Resource:
    encounter, launch = handing.encounter, handing.launch
    attachment = {"contentType": "application/pdf", "title": SLIP, "data": b64encode(slip).decode()}
    context = {"encounter": [{"reference": launch.encounter}]} if launch.encounter is not None else {}
    made: Resource = {
        "resourceType": "DocumentReference",
        "id": shown(encounter.id),
        "status": "entered-in-error" if encounter.entered_in_error else "current",
        "docStatus": "entered-in-error" if encounter.entered_in_error else "final",
        "type": {"text": SLIP},
        "subject": {"reference": launch.patient},
        "date": instant(handing.at),
        "author": [{"reference": launch.practitioner}],
        "content": [{"attachment": attachment}],
    }
    return {**made, "context": context} if context else made


def _names(handing: Handing, professionals: Mapping[Identity, CareProfessional]) -> Mapping[str, Resource]:
    """What stands at the host in place of our references, by these."""
    encounter, launch = handing.encounter, handing.launch
    names: dict[str, Resource] = {
        f"Practitioner/{shown(each.id)}": {"identifier": {"system": LOCAL_PROFESSIONAL, "value": each.local_identifier}}
        for each in professionals.values()
    }
    names[f"Patient/{shown(encounter.child)}"] = {"reference": launch.patient}
    if launch.encounter is not None:
        names[f"Encounter/{shown(encounter.id)}"] = {"reference": launch.encounter}
    if handing.professional is not None:
        names[f"Practitioner/{shown(handing.professional)}"] = {"reference": launch.practitioner}
    return names


def _renamed(value: Any, names: Mapping[str, Resource]) -> Any:
    if isinstance(value, list):
        return [_renamed(each, names) for each in value]
    if not isinstance(value, dict):
        return value
    made = {name: _renamed(each, names) for name, each in value.items()}
    text = made.get("reference")
    if not isinstance(text, str) or text.startswith("#") or "/" not in text:
        return made
    type_name, _, id_ = text.partition("/")
    if text in names:
        return {**_without(made), **names[text]}
    return {**_without(made), "type": type_name, "identifier": {"system": OUR_IDENTITY, "value": id_}}


def _without(reference: Resource) -> Resource:
    return {name: value for name, value in reference.items() if name != "reference"}

"""Procedure: a care activity of a contact (UK Core Procedure; FHIR R4, Procedure; CSDS CYP202)."""

from typing import Final

from app.clinical.encounter import CareActivity, Encounter
from app.fhir.mapping.encounter_people import professional_from_reference
from app.fhir.mapping.given import ActivityGiven
from app.fhir.mapping.item_answers import code_among, code_given, extension_values, placed
from app.fhir.mapping.listed_codes import listed_concept
from app.fhir.mapping.local_time import day_of, duration, minutes_between, minutes_of, whole_minutes
from app.fhir.mapping.looking import Findings, Resource, listed, reference, referred
from app.fhir.mapping.procedure_codes import (
    finding_extension,
    finding_given,
    observation_extensions,
    observation_given,
    procedure_concept,
    procedure_given,
)
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.structure.problems import IssueType, Severity
from app.fhir.systems import code_system_url, extension_url
from app.identity import Identity, shown

OWNED: Final = frozenset(
    {
        "extension",
        "status",
        "category",
        "code",
        "subject",
        "encounter",
        "performedDateTime",
        "performedPeriod",
        "performedString",
        "performedAge",
        "performedRange",
        "performer",
    }
)
"""The elements rendered here, with every form of performed[x], of which a Procedure has one."""

OTHER: Final = "97"
"""Other (not listed), of COMMUNITY CARE ACTIVITY TYPE: what a Procedure is taken for that does not say.

A Procedure of R4 may be a test, an assessment, an intervention or advice, so any other code would claim what nobody
said.
"""

_TYPE: Final = "activity.activity_type"
_MINUTES: Final = "activity.minutes"
_DONE: Final = frozenset({"completed", "stopped"})
_SAID_NOT_DONE: Final = frozenset({"not-done", "entered-in-error"})

_NOT_YET: Final = "Only a Procedure that was completed or stopped is recorded as a care activity: this one is kept."
_NO_TYPE: Final = (
    f"The category does not say what was done in the codes of {code_system_url(_TYPE)}: it is recorded as 97, other."
)
_LENGTH: Final = "The length of a care activity is recorded in minutes, from 1 to 1440: this one is not recorded."


def activity_from_procedure(resource: Resource, findings: Findings, surroundings: Surroundings) -> ActivityGiven | None:
    """What a Procedure says of a care activity; None when a code of it is wrong.

    The professional is the first performer who is one. What was done is OTHER where the category does not say it.
    """
    before = len(findings.problems)
    given = ActivityGiven(
        _activity_type(resource, findings),
        referred(resource.get("encounter"), "Encounter"),
        _professional(resource, surroundings),
        minutes=_minutes(resource, findings),
        procedure=procedure_given(resource.get("code"), findings, surroundings),
        finding=finding_given(resource, findings, surroundings),
        observation=observation_given(resource, findings, surroundings),
        done=_done(resource, findings),
        on=day_of(resource.get("performedDateTime") or resource.get("performedPeriod", {}).get("start")),
    )
    refused = any(each.severity is Severity.ERROR for each in findings.problems[before:])
    return None if refused else given


def _done(resource: Resource, findings: Findings) -> bool:
    status = resource.get("status")
    if status not in _DONE | _SAID_NOT_DONE:
        findings.warn("status", _NOT_YET)
    return status in _DONE


def _activity_type(resource: Resource, findings: Findings) -> str:
    own = code_given(resource, _TYPE, findings) or code_among(placed(resource, "category"), _TYPE, findings)
    if own is None and resource.get("status") in _DONE:
        findings.inform("category", _NO_TYPE)
    return own or OTHER


def _professional(resource: Resource, surroundings: Surroundings) -> Identity | None:
    actors = (each.get("actor") for each in listed(resource, "performer"))
    people = (professional_from_reference(resource, each, surroundings) for each in actors)
    return next((each for each in people if each is not None), None)


def _minutes(resource: Resource, findings: Findings) -> int | None:
    """Our extension goes before what lies between start and end; start and end that are the same say nothing."""
    period = resource.get("performedPeriod", {})
    path, minutes = "performedPeriod.end", minutes_between(period.get("start"), period.get("end")) or None
    for where, value in extension_values(resource, _MINUTES):
        path, minutes = where, float(value) if isinstance(value, int | float) else minutes_of(value)
    if minutes is None:
        return None
    found = whole_minutes(minutes)
    if found is None:
        findings.warn(path, _LENGTH, IssueType.VALUE)
    return found


def procedure_from_activity(activity: CareActivity, encounter: Encounter, surroundings: Surroundings) -> Resource:
    """A care activity of one version of an encounter: on its day, and by itself no longer than it took."""
    made: Resource = {
        "resourceType": "Procedure",
        "id": shown(activity.id),
        "extension": [
            *_minutes_extension(activity.minutes),
            *finding_extension(activity.finding, surroundings),
            *observation_extensions(activity.observation, surroundings),
        ],
        "status": "entered-in-error" if encounter.entered_in_error else "completed",
        "category": listed_concept(_TYPE, activity.activity_type),
        "code": procedure_concept(activity.procedure, surroundings),
        "subject": reference("Patient", encounter.child),
        "encounter": reference("Encounter", encounter.id),
        "performedDateTime": encounter.contact.on.isoformat(),
        "performer": _performers(activity.professional, surroundings),
    }
    return {name: value for name, value in made.items() if value}


def _minutes_extension(minutes: int | None) -> list[Resource]:
    """How long it took; when in the contact it was is not recorded, so there is no period to say it by."""
    return [] if minutes is None else [{"url": extension_url(_MINUTES), "valueDuration": duration(minutes)}]


def _performers(professional: Identity | None, surroundings: Surroundings) -> list[Resource]:
    if professional is None:
        return []
    person = surroundings.professionals.get(professional)
    return [{"actor": reference("Practitioner", professional, None if person is None else person.name)}]

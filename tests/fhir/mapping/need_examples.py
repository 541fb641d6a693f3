"""Resources about needs as providers send them, and how tests ask what they are read as."""

from dataclasses import replace
from pathlib import Path

from app.clinical.encounter import Encounter
from app.clinical.needs import Change, Statement
from app.fhir.mapping.given import NeedChange, NeedGiven
from app.fhir.mapping.looking import Findings, Resource, reference
from app.fhir.mapping.need import needs_from_resource
from app.fhir.mapping.surroundings import Surroundings
from app.fhir.structure.problems import Problem, Severity
from app.fhir.systems import extension_url
from app.fhir.terminology.known import KnownTerminology
from app.identity import Identity
from app.terminology.refset import Refset
from app.terminology.search import RefsetSearch
from tests.clinical.replaced import changed_refset
from tests.fhir.mapping.core_values import CHILD, SURROUNDINGS
from tests.fhir.terminology.known_examples import with_a_release

SCT = "http://snomed.info/sct"
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
ENCOUNTER = Identity(880_001)
PLACE = "Bundle.entry[3].resource"
PATIENT = reference("Patient", CHILD)
TOLD = {Severity.ERROR: "wrong", Severity.WARNING: "warned", Severity.INFORMATION: "informed"}


def known_by(refset: Refset) -> KnownTerminology:
    return KnownTerminology(refset, None, RefsetSearch(refset))


AFTER_A_RELEASE = replace(SURROUNDINGS, known=known_by(changed_refset()))
"""Where a release by hand has replaced and retired concepts."""


def released(folder: Path) -> Surroundings:
    """Where a small release is loaded, with its terms, descriptions and hierarchy."""
    return replace(SURROUNDINGS, known=with_a_release(folder))


def coding(code: object, display: str | None = None, **others: object) -> Resource:
    made: Resource = {"system": SCT, "code": str(code), **others}
    return made if display is None else {**made, "display": display}


def coded(code: object, display: str | None = None, **others: object) -> Resource:
    return {"coding": [coding(code, display, **others)]}


def of_system(system: str, code: str) -> Resource:
    return {"coding": [{"system": system, "code": code}]}


def extension(item: str, **value: object) -> Resource:
    return {"url": extension_url(item), **value}


def condition(code: object, **others: object) -> Resource:
    """A confirmed, active Condition of a concept or of a CodeableConcept."""
    return {
        "resourceType": "Condition",
        "clinicalStatus": of_system(CLINICAL, "active"),
        "verificationStatus": of_system(VERIFICATION, "confirmed"),
        "code": code if isinstance(code, dict) else coded(code),
        "subject": PATIENT,
        **others,
    }


def observation(code: object, **others: object) -> Resource:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": code if isinstance(code, dict) else coded(code),
        "subject": PATIENT,
        **others,
    }


def device_use(code: object, **others: object) -> Resource:
    device = {"resourceType": "Device", "id": "d", "type": code if isinstance(code, dict) else coded(code)}
    return {
        "resourceType": "DeviceUseStatement",
        "status": "active",
        "subject": PATIENT,
        "contained": [device],
        "device": {"reference": "#d"},
        **others,
    }


def without(resource: Resource, *names: str) -> Resource:
    return {name: each for name, each in resource.items() if name not in names}


def read(resource: Resource, surroundings: Surroundings = SURROUNDINGS) -> tuple[tuple[NeedGiven, ...], list[Problem]]:
    """The needs of a resource, and what was noted."""
    problems: list[Problem] = []
    return needs_from_resource(resource, Findings(PLACE, problems), surroundings), problems


def the_need(resource: Resource, surroundings: Surroundings = SURROUNDINGS) -> NeedGiven:
    """The one need of a resource that nothing is wrong with."""
    needs, problems = read(resource, surroundings)
    assert [each for each in problems if each.severity is Severity.ERROR] == []
    (need,) = needs
    return need


def noted(problems: list[Problem]) -> list[tuple[str, str]]:
    """How each thing was noted, and at which element."""
    return [(TOLD[each.severity], each.expression.removeprefix(PLACE).removeprefix(".")) for each in problems]


def notes(resource: Resource, surroundings: Surroundings = SURROUNDINGS) -> list[tuple[str, str]]:
    return noted(read(resource, surroundings)[1])


def said(problems: list[Problem]) -> str:
    return " ".join(each.diagnostic for each in problems)


def as_given(statement: Statement, encounter: Encounter, need: NeedGiven) -> NeedGiven:
    """What a statement must read back as: its own values, and of `need` only what a statement does not have."""
    changes = {True: NeedChange.PRESENT, False: NeedChange.RESOLVED}
    change = NeedChange.ENTERED_IN_ERROR if statement.change.value == "entered_in_error" else None
    return NeedGiven(
        change or changes[statement.change.standing],
        statement.concept,
        statement.term,
        statement.description,
        statement.release,
        statement.group,
        need.certainty if statement.certainty in need.unless_already else statement.certainty,
        statement.source.said_by,
        statement.source.professional,
        statement.source.profession,
        statement.onset,
        statement.diagnosed,
        statement.diagnosed_by,
        statement.traffic_light,
        statement.primary,
        encounter.id,
        encounter.contact.on,
        None,
        need.unless_already,
        unchanged=statement.change is Change.REVIEWED_UNCHANGED,
    )

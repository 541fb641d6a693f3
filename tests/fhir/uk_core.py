"""A transaction as an English provider's system sends it, of made-up children with NHS numbers of the 999 range."""

from collections.abc import Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from nhs_number.validate import calculate_checksum

SNOMED = "http://snomed.info/sct"
NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
NHS_NUMBER_STATUS = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus"
STATUSES = "https://fhir.hl7.org.uk/CodeSystem/UKCore-NHSNumberVerificationStatusEngland"
SENDER = "https://sender.example.nhs.uk/Id"

PALSY = ("128188000", "Cerebral palsy")
EPILEPSY = ("84757009", "Epilepsy")
VENTILATOR = ("444932008", "Dependence on ventilator")
SUPERVISION = ("240451000000106", "Requires constant supervision")
LEVEL_II = ("881541000000101", "Gross Motor Function Classification System for Cerebral Palsy level II")
LEISURE = ("300742006", "Difficulty participating in leisure activities")

Resource = dict[str, Any]


def nhs_number(place: int) -> str:
    """A valid NHS number of the range kept for tests; a place that has none of its own takes that of a far one."""
    first = f"999{place:06d}"
    check = calculate_checksum(first)
    return f"{first}{check}" if check != 10 else nhs_number(place + 500_000)


def urn(name: str) -> str:
    """The urn of a thing by its name, the same each time."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, name)}"


def concept(code: tuple[str, str]) -> Resource:
    return {"coding": [{"system": SNOMED, "code": code[0], "display": code[1]}]}


def patient(place: int, **elements: Any) -> Resource:
    status = {"coding": [{"system": STATUSES, "code": "01", "display": "Number present and verified"}]}
    return {
        "resourceType": "Patient",
        "meta": {"profile": ["https://fhir.hl7.org.uk/StructureDefinition/UKCore-Patient"]},
        "identifier": [
            {
                "extension": [{"url": NHS_NUMBER_STATUS, "valueCodeableConcept": status}],
                "system": NHS_NUMBER,
                "value": nhs_number(place),
            },
            {"system": f"{SENDER}/hospital-number", "value": f"H{place:06d}"},
        ],
        "name": [{"use": "official", "family": f"Sample{place}", "given": ["Ada"]}],
        "gender": "female",
        "birthDate": "2018-03-04",
        "address": [{"use": "home", "line": ["1 Made-up Street"], "city": "Leeds", "postalCode": "LS1 4AP"}],
        **elements,
    }


def entry(name: str, resource: Resource, **request: Any) -> Resource:
    asked = {"method": "POST", "url": resource["resourceType"], **request}
    return {"fullUrl": urn(name), "resource": resource, "request": asked}


def need(type_name: str, code: tuple[str, str], child: str, visit: str, **elements: Any) -> Resource:
    """A need as a Condition, an Observation or a DeviceUseStatement."""
    if type_name == "Condition":
        return {
            "resourceType": "Condition",
            "clinicalStatus": {
                "coding": [
                    {"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"},
                ]
            },
            "verificationStatus": {
                "coding": [
                    {"system": "http://terminology.hl7.org/CodeSystem/condition-ver-status", "code": "confirmed"},
                ]
            },
            "code": concept(code),
            "subject": {"reference": child},
            "encounter": {"reference": visit},
            **elements,
        }
    if type_name == "Observation":
        return {
            "resourceType": "Observation",
            "status": "final",
            "code": concept(code),
            "subject": {"reference": child},
            "encounter": {"reference": visit},
            **elements,
        }
    return {
        "resourceType": "DeviceUseStatement",
        "contained": [{"resourceType": "Device", "id": "device", "type": concept(code)}],
        "status": "active",
        "subject": {"reference": child},
        "device": {"reference": "#device"},
        **elements,
    }


NEEDS = (
    ("Condition", PALSY),
    ("Condition", EPILEPSY),
    ("Observation", LEVEL_II),
    ("Observation", SUPERVISION),
    ("Observation", LEISURE),
    ("DeviceUseStatement", VENTILATOR),
)


def visit(place: int, on: str = "2026-02-10", needs: tuple[tuple[str, tuple[str, str]], ...] = NEEDS) -> list[Resource]:
    """The entries of one child's visit: Practitioner, Patient, EpisodeOfCare, Encounter, needs, Procedure."""
    names = {name: urn(f"{name}-{place}-{on}") for name in ("patient", "episode", "encounter", "practitioner")}
    child, encounter = {"reference": names["patient"]}, {"reference": names["encounter"]}
    practitioner = {
        "resourceType": "Practitioner",
        "identifier": [{"system": "https://fhir.nhs.uk/Id/sds-user-id", "value": "555020000104"}],
        "name": [{"family": "Sender", "given": ["Sam"], "prefix": ["Dr"]}],
    }
    episode = {
        "resourceType": "EpisodeOfCare",
        "identifier": [{"system": f"{SENDER}/pathway", "value": f"P{place:06d}"}],
        "status": "active",
        "patient": child,
        "period": {"start": "2025-09-01"},
    }
    contact = {
        "resourceType": "Encounter",
        "identifier": [{"system": f"{SENDER}/visit", "value": f"V{place:06d}-{on}"}],
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB", "display": "ambulatory"},
        "subject": child,
        "episodeOfCare": [{"reference": names["episode"]}],
        "participant": [{"individual": {"reference": names["practitioner"]}}],
        "period": {"start": f"{on}T10:00:00+00:00", "end": f"{on}T10:40:00+00:00"},
    }
    procedure = {
        "resourceType": "Procedure",
        "status": "completed",
        "code": {"coding": [{"system": SNOMED, "code": "225358003", "display": "Wound care"}]},
        "subject": child,
        "encounter": encounter,
        "performedDateTime": f"{on}T10:05:00+00:00",
        "performer": [{"actor": {"reference": names["practitioner"]}}],
    }
    return [
        {"fullUrl": names["encounter"], "resource": contact, "request": {"method": "POST", "url": "Encounter"}},
        *(entry(f"need-{place}-{on}-{code[0]}", _of(type_name, code, names)) for type_name, code in needs),
        entry(f"procedure-{place}-{on}", procedure),
        {"fullUrl": names["episode"], "resource": episode, "request": {"method": "POST", "url": "EpisodeOfCare"}},
        {"fullUrl": names["patient"], "resource": patient(place), "request": {"method": "POST", "url": "Patient"}},
        {"fullUrl": names["practitioner"], "resource": practitioner, "request": _practitioner_once()},
    ]


def _of(type_name: str, code: tuple[str, str], names: Mapping[str, str]) -> Resource:
    said_by: Any = {"reference": names["practitioner"]}
    by = {"Condition": "asserter", "Observation": "performer", "DeviceUseStatement": "source"}[type_name]
    said = {by: [said_by] if type_name == "Observation" else said_by}
    return need(type_name, code, names["patient"], names["encounter"], **said)


def _practitioner_once() -> Resource:
    once = "identifier=https://fhir.nhs.uk/Id/sds-user-id|555020000104"
    return {"method": "POST", "url": "Practitioner", "ifNoneExist": once}


def transaction(*entries: Resource, key: str | None = None) -> Resource:
    bundle: Resource = {"resourceType": "Bundle", "type": "transaction"}
    if key is not None:
        bundle["identifier"] = {"system": f"{SENDER}/bundle", "value": key}
    return {**bundle, "entry": list(entries)}

"""Bundles as a provider's system sends them: UK Core style visits of made-up children, one after another.

A bundle of n entries is one Practitioner and (n - 1) / 9 visits, so n is 1 more than a multiple of 9: 10, 100, 1,000.
"""

from collections.abc import Iterator
from itertools import count
from typing import Any
from uuid import UUID

import orjson
from nhs_number.validate import calculate_checksum

Resource = dict[str, Any]

OF_VISIT = 9
"""Entries of a visit; the Practitioner of the bundle comes to them."""

_SNOMED = "http://snomed.info/sct"
_SENDER = "https://sender.example.nhs.uk/Id"
_HL7 = "http://terminology.hl7.org/CodeSystem"
_UK_CORE = "https://fhir.hl7.org.uk"
_SDS_USER = "https://fhir.nhs.uk/Id/sds-user-id"
_CLINICIAN = "555020000104"
_BY = {"Condition": "asserter", "Observation": "performer", "DeviceUseStatement": "source"}
_NEEDS = (
    ("Condition", "128188000", "Cerebral palsy"),
    ("Condition", "84757009", "Epilepsy"),
    ("Observation", "240451000000106", "Requires constant supervision"),
    ("Observation", "300742006", "Difficulty participating in leisure activities"),
    ("DeviceUseStatement", "444932008", "Dependence on ventilator"),
)
NEEDS_OF_VISIT = len(_NEEDS)


class Visits:
    """A source of bundles in which every visit is of another child, with an NHS number of the range for tests.

    The NHS numbers `given` to others are left out.
    """

    def __init__(self, given: frozenset[str] = frozenset()) -> None:
        self._numbers = (each for each in _nhs_numbers() if each[1] not in given)

    def bundle(self, entries: int) -> bytes:
        """The JSON of a transaction of so many entries."""
        visits, rest = divmod(entries - 1, OF_VISIT)
        if rest:
            raise ValueError(f"A bundle has 1 more than a multiple of {OF_VISIT} entries.")
        held = [_practitioner(), *(each for _ in range(visits) for each in _visit(*next(self._numbers)))]
        return orjson.dumps({"resourceType": "Bundle", "type": "transaction", "entry": held})


def _nhs_numbers() -> Iterator[tuple[int, str]]:
    for place in count():
        first = f"999{place:06d}"
        check = calculate_checksum(first)
        if check != 10:
            yield place, f"{first}{check}"


def _urn(place: int, what: int) -> str:
    return f"urn:uuid:{UUID(int=place << 8 | what, version=4)}"


def _entry(urn: str, resource: Resource, **request: str) -> Resource:
    return {
        "fullUrl": urn,
        "resource": resource,
        "request": {"method": "POST", "url": resource["resourceType"], **request},
    }


_CLINICIAN_URN = f"urn:uuid:{UUID(int=255, version=4)}"


def _practitioner() -> Resource:
    resource = {
        "resourceType": "Practitioner",
        "identifier": [{"system": _SDS_USER, "value": _CLINICIAN}],
        "name": [{"family": "Sender", "given": ["Sam"], "prefix": ["Dr"]}],
    }
    return _entry(_CLINICIAN_URN, resource, ifNoneExist=f"identifier={_SDS_USER}|{_CLINICIAN}")


def _visit(place: int, nhs_number: str) -> Iterator[Resource]:
    """The entries of one child's visit, what is referred to after what refers to it."""
    child, episode, encounter = ({"reference": _urn(place, what)} for what in range(3))
    yield _entry(encounter["reference"], _encounter(place, child, episode))
    for what, need in enumerate(_NEEDS, start=3):
        yield _entry(_urn(place, what), _need(*need, child, encounter))
    yield _entry(_urn(place, 100), _procedure(child, encounter))
    yield _entry(episode["reference"], _episode(place, child))
    yield _entry(child["reference"], _patient(place, nhs_number))


def _patient(place: int, nhs_number: str) -> Resource:
    verified = {
        "url": f"{_UK_CORE}/StructureDefinition/Extension-UKCore-NHSNumberVerificationStatus",
        "valueCodeableConcept": {
            "coding": [{"system": f"{_UK_CORE}/CodeSystem/UKCore-NHSNumberVerificationStatusEngland", "code": "01"}]
        },
    }
    return {
        "resourceType": "Patient",
        "meta": {"profile": [f"{_UK_CORE}/StructureDefinition/UKCore-Patient"]},
        "identifier": [
            {"extension": [verified], "system": "https://fhir.nhs.uk/Id/nhs-number", "value": nhs_number},
            {"system": f"{_SENDER}/hospital-number", "value": f"H{place:06d}"},
        ],
        "name": [{"use": "official", "family": f"Sample{place}", "given": ["Ada"]}],
        "gender": "female",
        "birthDate": "2018-03-04",
        "address": [{"use": "home", "line": ["1 Made-up Street"], "city": "Leeds", "postalCode": "LS1 4AP"}],
    }


def _episode(place: int, child: Resource) -> Resource:
    return {
        "resourceType": "EpisodeOfCare",
        "identifier": [{"system": f"{_SENDER}/pathway", "value": f"P{place:06d}"}],
        "status": "active",
        "patient": child,
        "period": {"start": "2025-09-01"},
    }


def _encounter(place: int, child: Resource, episode: Resource) -> Resource:
    return {
        "resourceType": "Encounter",
        "identifier": [{"system": f"{_SENDER}/visit", "value": f"V{place:06d}"}],
        "status": "finished",
        "class": {"system": f"{_HL7}/v3-ActCode", "code": "AMB", "display": "ambulatory"},
        "subject": child,
        "episodeOfCare": [episode],
        "participant": [{"individual": {"reference": _CLINICIAN_URN}}],
        "period": {"start": "2026-02-10T10:00:00+00:00", "end": "2026-02-10T10:40:00+00:00"},
    }


def _procedure(child: Resource, encounter: Resource) -> Resource:
    return {
        "resourceType": "Procedure",
        "status": "completed",
        "code": _concept("225358003", "Wound care"),
        "subject": child,
        "encounter": encounter,
        "performedDateTime": "2026-02-10T10:05:00+00:00",
        "performer": [{"actor": {"reference": _CLINICIAN_URN}}],
    }


def _need(type_name: str, code: str, display: str, child: Resource, encounter: Resource) -> Resource:
    said_by: Any = {"reference": _CLINICIAN_URN}
    who = {_BY[type_name]: [said_by] if type_name == "Observation" else said_by}
    about = {"resourceType": type_name, "subject": child, **who}
    concept = _concept(code, display)
    if type_name == "Condition":
        standing = {
            "clinicalStatus": {"coding": [{"system": f"{_HL7}/condition-clinical", "code": "active"}]},
            "verificationStatus": {"coding": [{"system": f"{_HL7}/condition-ver-status", "code": "confirmed"}]},
        }
        return {**about, **standing, "code": concept, "encounter": encounter}
    if type_name == "Observation":
        return {**about, "status": "final", "code": concept, "encounter": encounter}
    device = {"resourceType": "Device", "id": "device", "type": concept}
    return {**about, "contained": [device], "status": "active", "device": {"reference": "#device"}}


def _concept(code: str, display: str) -> Resource:
    return {"coding": [{"system": _SNOMED, "code": code, "display": display}]}

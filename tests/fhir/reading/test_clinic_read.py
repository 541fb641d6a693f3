"""What a clinic recorded on the form, read by its own system: every resource is sound R4, and found by searches."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from app.fhir.structure.check import Checked, checked
from app.fhir.structure.limits import Limits
from app.fhir.structure.load import load_r4
from app.fhir.structure.r4 import R4
from tests.fhir.calling import Caller, caller
from tests.service import CHILDREN, Prepared, copied, opened_service, settings_for

TYPES = (
    "Patient",
    "EpisodeOfCare",
    "ServiceRequest",
    "Encounter",
    "QuestionnaireResponse",
    "Condition",
    "Observation",
    "DeviceUseStatement",
    "Procedure",
    "Appointment",
    "Practitioner",
    "PractitionerRole",
    "CareTeam",
    "HealthcareService",
    "Location",
    "Organization",
)


@pytest.fixture(scope="module")
def r4() -> R4:
    return load_r4()


@pytest.fixture(scope="module")
def system(prepared_clinic: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    settings = settings_for(copied(prepared_clinic, tmp_path_factory.mktemp("read")), prepared_clinic.secret)
    with opened_service(settings, prepared_clinic.day) as service:
        organisation = service.rows("select ods_code from organisation order by id")[0][0]
        yield caller(service, ods_code=str(organisation))


def pages(system: Caller, address: str) -> list[dict[str, Any]]:
    """The resources of every page."""
    found: list[dict[str, Any]] = []
    while address:
        answer = system.get(address)
        assert answer.status == 200, (address, answer.body)
        found += [each["resource"] for each in answer.body.get("entry", [])]
        links = {each["relation"]: each["url"] for each in answer.body["link"]}
        address = links.get("next", "").partition("/fhir/R4/")[2]
    return found


def said_wrong(resource: dict[str, Any], r4: R4) -> tuple[object, ...]:
    found = checked(json.dumps(resource).encode(), r4, limits=Limits())
    return () if isinstance(found, Checked) else found


@pytest.mark.parametrize("type_name", TYPES)
def test_every_resource_of_a_type_is_sound_and_reads_by_its_id(type_name: str, system: Caller, r4: R4) -> None:
    found = pages(system, f"{type_name}?_count=200")
    assert found, type_name
    assert len({each["id"] for each in found}) == len(found)
    for each in found:
        assert said_wrong(each, r4) == (), each
    total = system.get(f"{type_name}?_summary=count").body["total"]
    assert total == len(found)
    for each in found[:3]:
        read = system.get(f"{type_name}/{each['id']}")
        assert (read.status, read.body) == (200, each)
        history = system.get(f"{type_name}/{each['id']}/_history").body
        assert history["entry"][0]["resource"] == each
        versions = [int(one["resource"]["meta"]["versionId"]) for one in history["entry"]]
        assert versions == list(range(len(versions), 0, -1))


def test_everything_of_a_child_is_what_searches_find(system: Caller) -> None:
    children = pages(system, "Patient?_count=200")
    assert len(children) >= CHILDREN - 2
    for child in children[:4]:
        everything = system.get(f"Patient/{child['id']}/$everything").body["entry"]
        counted = Counter(each["resource"]["resourceType"] for each in everything)
        for type_name in ("Encounter", "Condition", "Observation", "DeviceUseStatement", "Procedure", "EpisodeOfCare"):
            assert len(pages(system, f"{type_name}?patient={child['id']}")) == counted[type_name], type_name

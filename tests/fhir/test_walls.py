"""Every type and every interaction: another organisation's system reads nothing, guesses nothing and writes nothing."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.access.audit import AuditAction, AuditEvent
from app.fhir.receiving.subjects import subject_element
from app.fhir.types import ACCEPTED, DIRECTORY
from app.identity import shown
from app.reports.ports import NewRelease
from app.wiring import installation
from tests.databases import START, new_identity
from tests.fhir.calling import Caller, caller
from tests.fhir.organisations import ELSEWHERE, HERE, bare_service
from tests.fhir.released_examples import facts, tables
from tests.fhir.structure.examples import example
from tests.fhir.uk_core import patient
from tests.service import Service

NOBODYS = "0000000000001"
TYPES = sorted(ACCEPTED - {"Patient"})


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("walls")
    copy = shutil.copyfile(migrated_sqlite, folder / "everyneed.db")
    with bare_service(f"sqlite:///{copy}", folder) as opened:
        yield opened


@pytest.fixture(scope="module")
def owner(service: Service) -> Caller:
    return caller(service, ods_code=HERE)


@pytest.fixture(scope="module")
def stranger(service: Service) -> Caller:
    return caller(service, ods_code=ELSEWHERE)


@pytest.fixture(scope="module")
def child(owner: Caller) -> str:
    made = owner.post("Patient", patient(1))
    assert made.status == 201, made.body
    return f"Patient/{made.body['id']}"


def pointing_nowhere(value: Any) -> Any:
    """A resource whose references are words: those of an example lead to what nobody here has."""
    if isinstance(value, list):
        return [pointing_nowhere(each) for each in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("reference"), str) and not value["reference"].startswith("#"):
        return {"display": "Somebody"}
    return {name: pointing_nowhere(each) for name, each in value.items()}


def owned(type_name: str, child: str) -> dict[str, Any]:
    """An example of a type that is about the child."""
    made: dict[str, Any] = pointing_nowhere(example(type_name))
    made = {name: value for name, value in made.items() if name not in ("id", "identifier", "text")}
    if type_name == "Appointment":
        made["participant"] = [{"actor": {"reference": child}, "status": "accepted"}]
    elif type_name == "Provenance":
        made["target"] = [{"reference": child}]
    elif type_name == "MessageHeader":
        made["focus"] = [{"reference": child}]
    elif type_name not in DIRECTORY:
        made[subject_element(type_name)] = {"reference": child}
    return made


@pytest.mark.parametrize("type_name", TYPES)
def test_what_is_not_theirs_is_not_there(type_name: str, owner: Caller, stranger: Caller, child: str) -> None:
    made = owner.post(type_name, owned(type_name, child))
    assert made.status in (200, 201), made.body
    identity = made.body["id"]
    place = f"{type_name}/{identity}"
    assert owner.get(place).status == 200
    nothing = f"{type_name}/{NOBODYS}"
    for tail in ("", "/_history", "/_history/1"):
        theirs, none = stranger.get(f"{place}{tail}"), stranger.get(f"{nothing}{tail}")
        assert (theirs.status, theirs.body) == (404, none.body)
    assert stranger.get(f"{type_name}?_id={identity}").body["total"] == 0
    changed = {**owned(type_name, child), "id": identity, "language": "en"}
    if type_name not in DIRECTORY:
        changed = owned(type_name, f"Patient/{NOBODYS}") | {"id": identity}
    answers = [stranger.put(place, changed), stranger.put(nothing, {**changed, "id": NOBODYS})]
    assert {each.status for each in answers} <= {400, 404}
    assert answers[0].body == answers[1].body
    about = stranger.post(type_name, owned(type_name, child))
    if type_name in DIRECTORY:
        assert about.body["id"] != identity
    else:
        assert about.status == 400, about.body
        assert about.body["issue"][0]["code"] == "not-found"
    assert owner.get(f"{place}/_history").body["total"] == 1


def test_a_child_is_not_there_by_number_name_or_operation(owner: Caller, stranger: Caller, child: str) -> None:
    number = patient(1)["identifier"][0]["value"]
    for search in (f"identifier=https://fhir.nhs.uk/Id/nhs-number|{number}", "family=Sample1", "birthdate=2018-03-04"):
        assert owner.get(f"Patient?{search}").body["total"] == 1
        assert stranger.get(f"Patient?{search}").body["total"] == 0
    nobody = f"Patient/{NOBODYS}"
    theirs, none = stranger.get(f"{child}/$everything"), stranger.get(f"{nobody}/$everything")
    assert (theirs.status, theirs.body) == (404, none.body)
    same = stranger.post("Patient", patient(1), if_none_exist=f"identifier=https://fhir.nhs.uk/Id/nhs-number|{number}")
    assert same.status == 201
    assert same.body["id"] not in child
    assert owner.get(f"{child}/_history").body["total"] == 1


def test_the_released_figures_of_one_are_not_the_other_s(service: Service, owner: Caller, stranger: Caller) -> None:
    release = kept_release(service)
    for theirs, others in ((owner, ELSEWHERE), (stranger, HERE)):
        found = theirs.get("MeasureReport?_count=200").body["entry"]
        areas = {each["resource"]["reporter"].get("identifier", {}).get("value") for each in found}
        assert others not in areas
        assert {HERE, ELSEWHERE} & areas
        reached = theirs.get(f"MeasureReport/{release}.needs.prov.all.{others}")
        nothing = theirs.get(f"MeasureReport/{release}.needs.prov.all.RXX99")
        assert (reached.status, reached.body) == (404, nothing.body)
    sent = owner.get(f"MeasureReport/{release}.needs.prov.all.{HERE}").body
    assert {stranger.put(f"MeasureReport/{sent['id']}", sent).status, stranger.post("MeasureReport", sent).status} == {
        404
    }
    assert owner.get("Measure/form-seconds").status == 200
    assert stranger.get("Measure/form-seconds").status == 404


def kept_release(service: Service) -> str:
    """The id of a release, as it is shown, of figures of both organisations."""
    made = facts()
    with installation(service.settings) as opened:
        organisation = opened.desk.records.organisations()[0].id
        event = AuditEvent(new_identity(), START, organisation, None, None, None, AuditAction.REPORTS_RELEASED)
        opened.store.reports.keep(NewRelease(made, tables(), ()), [event])
    return shown(made.id)


def test_a_bundle_cannot_reach_over(owner: Caller, stranger: Caller, child: str) -> None:
    reaching = {
        "resourceType": "Bundle",
        "type": "transaction",
        "entry": [
            {
                "resource": {"resourceType": "Flag", "status": "active", "code": {"text": "x"}, "subject": to},
                "request": {"method": "POST", "url": "Flag"},
            }
            for to in ({"reference": child}, {"reference": f"http://testserver/fhir/R4/{child}"})
        ],
    }
    answer = stranger.post("", reaching)
    assert answer.status == 400
    assert len(answer.body["issue"]) == 2
    assert owner.get(f"Flag?patient={child}").body["total"] in (0, 1)

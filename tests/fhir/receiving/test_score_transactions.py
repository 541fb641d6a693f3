"""A provider's system sends scores: they stand with the encounter, are corrected and withdrawn, and are read back."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.csds.lists.kinds import ListKind
from app.csds.lists.writer import keep_list
from tests.fhir.calling import Caller, at, caller
from tests.fhir.uk_core import transaction, visit
from tests.service import Prepared, Service, copied, opened_service, settings_for

ASSESSMENTS = "concept,name,least,most,decimals,also\n138875005,Gross motor score,0,60,1,\n"


@pytest.fixture(scope="module")
def service(prepared_clinic: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("scored")
    settings = settings_for(copied(prepared_clinic, folder), prepared_clinic.secret)
    (folder / "own.csv").write_text(ASSESSMENTS)
    keep_list(ListKind.ASSESSMENTS, [folder / "own.csv"], settings.csds_lists)
    with opened_service(settings, prepared_clinic.day) as opened:
        yield opened


@pytest.fixture(scope="module")
def system(service: Service) -> Caller:
    return caller(service)


def sent_visit(system: Caller, number: int) -> tuple[str, str]:
    """A visit sent: its child and its encounter, as references."""
    answer = system.post("", transaction(*visit(number)))
    assert answer.status == 200, answer.body
    return at(answer, "Patient")[0], at(answer, "Encounter")[0]


def scored(patient: str, encounter: str | None, value: float, on: str | None = None) -> dict[str, Any]:
    made: dict[str, Any] = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": "138875005"}]},
        "subject": {"reference": patient},
        "valueQuantity": {"value": value},
    }
    if encounter is not None:
        made["encounter"] = {"reference": encounter}
    if on is not None:
        made["effectiveDateTime"] = on
    return made


def scores_of(service: Service, patient: str) -> list[tuple[object, ...]]:
    """The scores of the current versions of a child's encounters."""
    from app.identity import parse_identity

    return service.rows(
        "select e.kind, s.score, s.completed_on from encounter_score s join encounter e on e.id = s.encounter and "
        "e.version = s.version where e.child = ? and e.version = (select max(version) from encounter where id = e.id) "
        "order by e.id, s.ordinal",
        int(parse_identity(patient.partition("/")[2])),
    )


def test_a_score_stands_with_its_encounter_and_reads_back_as_it_was_sent(service: Service, system: Caller) -> None:
    patient, encounter = sent_visit(system, 31)
    needs = service.rows("select count(*) from need")
    answer = system.post("Observation", scored(patient, encounter, 38.5))
    assert answer.status == 201, answer.body
    assert scores_of(service, patient) == [("care_contact", "38.5", None)]
    assert service.rows("select count(*) from need") == needs
    place = answer.headers["location"].partition("/R4/")[2].partition("/_history")[0]
    read = system.get(place)
    assert read.body["valueQuantity"] == {"value": 38.5}
    (inside,) = system.get(encounter).body["contained"]
    assert (inside["code"]["text"], inside["valueQuantity"]["value"]) == ("Gross motor score", 38.5)
    assert inside["encounter"] == {"reference": "#"}


def test_a_score_that_is_sent_corrected_replaces_the_one_before_and_can_be_withdrawn(
    service: Service, system: Caller
) -> None:
    patient, encounter = sent_visit(system, 32)
    answer = system.post("Observation", scored(patient, encounter, 7))
    place = answer.headers["location"].partition("/R4/")[2].partition("/_history")[0]
    identity = {"id": place.partition("/")[2]}
    corrected = {**scored(patient, encounter, 9, "2020-01-02"), **identity, "status": "corrected"}
    assert system.put(place, corrected).status == 200
    assert scores_of(service, patient) == [("care_contact", "9", "2020-01-02")]
    withdrawn = {**corrected, "status": "entered-in-error"}
    assert system.put(place, withdrawn).status == 200
    assert scores_of(service, patient) == []


def test_a_score_without_an_encounter_is_a_record_received_and_is_corrected_there(
    service: Service, system: Caller
) -> None:
    patient, _ = sent_visit(system, 33)
    answer = system.post("Observation", scored(patient, None, 7, "2020-01-02"))
    assert answer.status == 201, answer.body
    assert scores_of(service, patient) == [("record_received", "7", "2020-01-02")]
    place = answer.headers["location"].partition("/R4/")[2].partition("/_history")[0]
    again = {**scored(patient, None, 8, "2020-01-02"), "id": place.partition("/")[2]}
    assert system.put(place, again).status == 200
    assert scores_of(service, patient) == [("record_received", "8", "2020-01-02")]


def test_what_does_not_fit_is_kept_with_a_warning_and_is_no_score(service: Service, system: Caller) -> None:
    patient, encounter = sent_visit(system, 34)
    answer = system.post("Observation", scored(patient, encounter, 61))
    assert answer.status == 201, answer.body
    assert scores_of(service, patient) == []
    place = answer.headers["location"].partition("/R4/")[2].partition("/_history")[0]
    assert system.get(place).body["valueQuantity"] == {"value": 61}


def test_an_encounter_read_and_sent_back_keeps_its_scores(service: Service, system: Caller) -> None:
    patient, encounter = sent_visit(system, 35)
    system.post("Observation", scored(patient, encounter, 7))
    read = system.get(encounter).body
    read["length"] = {"value": 55, "unit": "minutes", "system": "http://unitsofmeasure.org", "code": "min"}
    answer = system.put(encounter, read)
    assert answer.status == 200, answer.body
    assert scores_of(service, patient) == [("care_contact", "7", None)]
    assert len(system.get(encounter).body["contained"]) == 1

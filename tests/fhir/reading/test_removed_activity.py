"""A care activity that an amendment removed is read and found as entered in error, and its earlier versions stay."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.clinical.encounter import Encounter
from app.fhir.reading.reader import Reader
from app.fhir.reading.searching import Asking, Searcher
from app.identity import Identity, parse_identity, shown
from app.wiring import installation, now
from tests.fhir.proof.elsewhere import BASE, Elsewhere, elsewhere, settings_on
from tests.fhir.uk_core import transaction, visit


@pytest.fixture
def place(sqlite_url: str, tmp_path: Path) -> Iterator[Elsewhere]:
    with installation(settings_on(sqlite_url, tmp_path)) as installed:
        yield elsewhere(installed, installed.desk.add_organisation("RYY01", "Here Community Trust"))


def sent(place: Elsewhere) -> dict[str, Identity]:
    """The identities of what a visit's transaction made, by type."""
    reply = place.send(transaction(*visit(1)))
    assert reply.status == 200, reply.body
    locations = [each["response"]["location"].split("/") for each in orjson.loads(reply.body)["entry"]]
    return {each[0]: parse_identity(each[1]) for each in locations}


def amend(place: Elsewhere, held: Encounter, **said: Any) -> Encounter:
    """The next version of an encounter, as a clinician's correction writes it."""
    later = replace(held, version=held.version + 1, record_number=held.record_number + 1, recorded_at=now(), **said)
    place.add(later)
    return later


def read(place: Elsewhere, path: str) -> Any:
    reader, (type_name, id_text, *more) = Reader(place.installed.begin, place.known), path.split("/")
    if more:
        return orjson.loads(reader.history(place.system, type_name, id_text, BASE).body)
    return orjson.loads(reader.read(place.system, type_name, id_text).body)


def found(place: Elsewhere, *pairs: tuple[str, str]) -> list[Any]:
    searcher = Searcher(place.installed.begin, place.known)
    reply = searcher.search(place.system, Asking("Procedure", pairs, BASE))
    assert reply.status == 200, reply.body
    return [each["resource"] for each in orjson.loads(reply.body).get("entry", [])]


def test_what_was_removed_is_entered_in_error_wherever_it_is_asked_for(place: Elsewhere) -> None:
    made = sent(place)
    procedure, child = shown(made["Procedure"]), shown(made["Patient"])
    (first,) = place.compartment(made["Patient"]).encounters
    (done,) = first.activities
    second = amend(place, first, activities=())
    resource = read(place, f"Procedure/{procedure}")
    assert (resource["status"], resource["meta"]["versionId"]) == ("entered-in-error", "2")
    for asked in (("patient", child), ("encounter", shown(first.id)), ("_id", procedure)):
        assert found(place, asked) == [resource]
    since = resource["meta"]["lastUpdated"]
    assert found(place, ("patient", child), ("_lastUpdated", f"ge{since}")) == [resource]
    assert found(place, ("_lastUpdated", f"ge{since}"), ("_sort", "-_lastUpdated")) == [resource]
    amend(place, second, activities=(done,))
    statuses = [each["resource"]["status"] for each in read(place, f"Procedure/{procedure}/_history")["entry"]]
    assert statuses == ["completed", "entered-in-error", "completed"]
    assert [each["status"] for each in found(place, ("patient", child))] == ["completed"]

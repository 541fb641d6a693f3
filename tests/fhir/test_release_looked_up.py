"""Which release is in use is looked up in the database before anything is read as of one moment, never within it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.fhir.bundle.entry import Method
from app.fhir.exchange import Reply, Sent
from app.fhir.reading.reader import Reader
from app.fhir.reading.searching import Asking, Searcher
from app.fhir.receiving.receiver import Asked
from app.fhir.terminology.in_use import KnownInUse
from app.wiring import installation
from tests.fhir.proof.elsewhere import BASE, Elsewhere, elsewhere, settings_on
from tests.fhir.uk_core import patient, transaction, visit


@pytest.fixture
def place(sqlite_url: str, tmp_path: Path) -> Iterator[Elsewhere]:
    """A place where the release is looked up each time that it is asked for, as it is once in some seconds."""
    with installation(settings_on(sqlite_url, tmp_path)) as installed:
        made = elsewhere(installed, installed.desk.add_organisation("RYY01", "Here Community Trust"))
        known = KnownInUse(installed.terminology.refresh)
        searcher = Searcher(installed.begin, known)
        receiver = replace(made.receiver, known=known, read=searcher.of_batch)
        yield replace(made, known=known, receiver=receiver)


def sent(place: Elsewhere, body: Any, key: str | None = None) -> Sent:
    return Sent(place.system, orjson.dumps(body), BASE, key)


def child_of(reply: Reply) -> str:
    assert reply.status == 200, reply.body
    locations = [each["response"]["location"].split("/") for each in orjson.loads(reply.body)["entry"]]
    return str(next(each[1] for each in locations if each[0] == "Patient"))


def test_what_is_written_under_a_key_is_recorded_and_answered_again(place: Elsewhere) -> None:
    first = place.receiver.bundle(sent(place, transaction(*visit(1)), "K-1"))
    assert first.status == 200, first.body
    assert place.receiver.bundle(sent(place, transaction(*visit(1)), "K-1")).body == first.body
    alone = place.receiver.resource(sent(place, patient(2), "K-2"), Asked(Method.POST, "Patient"))
    assert alone.status == 201, alone.body
    assert place.receiver.validated(sent(place, patient(3)), "Patient").status == 200


def test_what_is_read_and_found_is_answered(place: Elsewhere) -> None:
    child = child_of(place.receiver.bundle(sent(place, transaction(*visit(1)))))
    reader, searcher = Reader(place.installed.begin, place.known), Searcher(place.installed.begin, place.known)
    for reply in (
        searcher.search(place.system, Asking("Condition", [("patient", child), ("_sort", "-date")], BASE)),
        reader.read(place.system, "Patient", child),
        reader.version(place.system, "Patient", child, "1"),
        reader.history(place.system, "Patient", child, BASE),
        reader.everything(place.system, child, BASE, frozenset(), None),
    ):
        assert reply.status == 200, reply.body


def test_every_entry_of_a_batch_is_done(place: Elsewhere) -> None:
    child = child_of(place.receiver.bundle(sent(place, transaction(*visit(1)))))
    entries = [
        {"request": {"method": "GET", "url": f"Condition?patient={child}"}},
        {"request": {"method": "GET", "url": f"Patient/{child}"}},
        {"request": {"method": "POST", "url": "Patient"}, "resource": patient(2)},
    ]
    reply = place.receiver.bundle(sent(place, {"resourceType": "Bundle", "type": "batch", "entry": entries}, "K-3"))
    statuses = [each["response"]["status"][:3] for each in orjson.loads(reply.body)["entry"]]
    assert statuses == ["200", "200", "201"]

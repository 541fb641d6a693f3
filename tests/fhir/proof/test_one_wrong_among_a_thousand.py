"""One wrong entry among a thousand: nothing of them is written, and the answer names the entry and the element."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from app.store.tables import METADATA
from app.wiring import installation
from tests.fhir.proof.elsewhere import Elsewhere, elsewhere, settings_on
from tests.fhir.uk_core import nhs_number, transaction, visit
from tests.store.raw import connected

ENTRIES = 1_000

Json = dict[str, Any]


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Iterator[Elsewhere]:
    with installation(settings_on(database_url, tmp_path)) as installed:
        yield elsewhere(installed, installed.desk.add_organisation("RYY01", "Here Community Trust"))


def a_thousand() -> Json:
    """Ninety children's visits, of eleven entries each, and one of ten: a thousand entries."""
    entries = [each for place in range(90) for each in visit(place)]
    last = [each for each in visit(90) if each["resource"]["resourceType"] != "Procedure"]
    return transaction(*entries, *last)


def _first(bundle: Json, type_name: str, after: int) -> int:
    """The index of the first entry of a type after some."""
    entries = bundle["entry"]
    return next(at for at in range(after, len(entries)) if entries[at]["resource"]["resourceType"] == type_name)


def a_wrong_structure(bundle: Json) -> str:
    at = _first(bundle, "Encounter", 700)
    bundle["entry"][at]["resource"]["status"] = "over"
    return f"Bundle.entry[{at}].resource.status"


def a_wrong_day(bundle: Json) -> str:
    at = _first(bundle, "Procedure", 500)
    bundle["entry"][at]["resource"]["performedDateTime"] = "2026-02-30"
    return f"Bundle.entry[{at}].resource.performed.ofType(dateTime)"


def a_wrong_number(bundle: Json) -> str:
    at = _first(bundle, "Patient", 850)
    number = bundle["entry"][at]["resource"]["identifier"][0]
    number["value"] = f"{number['value'][:-1]}{(int(number['value'][-1]) + 1) % 10}"
    return f"Bundle.entry[{at}].resource.identifier[0].value"


def an_unresolved_reference(bundle: Json) -> str:
    at = _first(bundle, "Condition", 300)
    bundle["entry"][at]["resource"]["subject"]["reference"] = "urn:uuid:00000000-0000-4000-8000-00000000dead"
    return f"Bundle.entry[{at}].resource.subject.reference"


def a_concept_that_is_none(bundle: Json) -> str:
    at = _first(bundle, "Observation", 600)
    bundle["entry"][at]["resource"]["code"]["coding"][0]["code"] = "881541000000102"
    return f"Bundle.entry[{at}].resource.code.coding[0].code"


FAULTS = (a_wrong_structure, a_wrong_day, a_wrong_number, an_unresolved_reference, a_concept_that_is_none)


def rows(place: Elsewhere) -> dict[str, int]:
    """How many rows each table has."""
    with connected(place.installed.settings.database_url) as connection:
        return {
            name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()  # noqa: S608
            for name in METADATA.tables
        }


def test_one_wrong_among_a_thousand_writes_nothing_and_is_named(place: Elsewhere) -> None:
    before = rows(place)
    for spoil in FAULTS:
        bundle = a_thousand()
        assert len(bundle["entry"]) == ENTRIES
        expected = spoil(bundle)
        reply = place.send(bundle)
        assert reply.status in (400, 422), spoil.__name__
        issues = [each for each in orjson.loads(reply.body)["issue"] if each["severity"] == "error"]
        assert [each["expression"] for each in issues] == [[expected]], spoil.__name__
        assert nhs_number(85)[:-1] not in reply.body.decode()
        assert rows(place) == before


def test_the_thousand_without_a_fault_are_taken(place: Elsewhere) -> None:
    reply = place.send(a_thousand())
    assert reply.status == 200
    assert len(orjson.loads(reply.body)["entry"]) == ENTRIES
    assert rows(place)["child"] == 91

"""On SQLite a search finds its rows by keys, and nothing of another organisation is ever looked at."""

import re
import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import make_url

from app.fhir.ports import Coded, NamePart, SortBy, Sought
from app.identity import Identity
from app.store.database import Asked
from app.store.fhir_search import FhirSearch
from app.store.prepared import Query, Row
from app.store.sqlite_database import SqliteDatabase
from app.terminology.concept import ConceptId
from tests.store.examples import RECORDED

ONE = frozenset({Identity(1)})
NARROW: dict[str, dict[str, Any]] = {
    "of a child": {"children": ONE},
    "by id": {"ids": ONE},
    "of a child, by code": {"children": ONE, "concepts": frozenset({ConceptId(84757009)})},
    "of a child, since": {"children": ONE, "updated_from": RECORDED, "sort": SortBy.UPDATED},
    "by identifier": {"identified": frozenset({("", "x")})},
}
WIDE: dict[str, dict[str, Any]] = {
    "everything": {},
    "by date": {"sort": SortBy.DATE, "descending": True},
    "by code": {"coded": (Coded(frozenset({ConceptId(84757009)}), frozenset({"urn:x|1"})),)},
    "since": {"updated_from": RECORDED},
    "since, sorted": {"updated_from": RECORDED, "sort": SortBy.UPDATED},
    "on a day": {"on_from": date(2026, 3, 2), "on_to": date(2026, 3, 2)},
    "at an encounter": {"encounters": ONE},
    "named": {"named": (frozenset({(NamePart.FAMILY, "x"), (NamePart.GIVEN, "x")}),)},
}
ON_NO_KEY = ("SCAN wanted", "SCAN met", "SCAN CONSTANT", "SCAN (subquery")
"""What goes through the values that were asked for, or through rows that another step found."""


ITSELF = re.compile(r"SEARCH (organisation|known) USING PRIMARY KEY \(id=\?\)")
"""How our own organisation is found."""

WHOLE = ("(organisation=?)", "(organisation=? AND type=?)")
"""What reads all of an organisation's rows."""

TYPES = (
    "Condition",
    "Encounter",
    "Procedure",
    "EpisodeOfCare",
    "Appointment",
    "Patient",
    "Practitioner",
    "Organization",
)
"""A type of each kind that the record has; what is only kept is a part of every search."""


class Listening:
    """A reading that answers nothing, and notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[Query] = []

    def all(self, query: Query, *given: object) -> list[Row]:
        return self.several((query, given))[0]

    def several(self, *asked: Asked) -> list[list[Row]]:
        self.asked += [query for query, _ in asked]
        return [[] for _ in asked]

    def prime(self, *asked: Asked) -> None:
        raise AssertionError(asked)

    def end(self) -> None:
        raise AssertionError


@pytest.fixture
def search(sqlite_url: str) -> Iterator[FhirSearch]:
    database = SqliteDatabase(make_url(sqlite_url), 1)
    yield FhirSearch(database)
    database.close()


def steps(sqlite_url: str, search: FhirSearch, sought: Sought) -> list[str]:
    """The steps of every query that a search asks."""
    listening = Listening()
    search.search(listening, Identity(1), sought, None, 10)
    connection = sqlite3.connect(str(make_url(sqlite_url).database))
    found = [
        str(row[3])
        for query in listening.asked
        for row in connection.execute(f"EXPLAIN QUERY PLAN {query.sql}", [1] * query.sql.count("?"))
    ]
    connection.close()
    return found


@pytest.mark.parametrize("type_name", TYPES)
def test_no_search_looks_beyond_the_organisation(sqlite_url: str, search: FhirSearch, type_name: str) -> None:
    for asked in (*NARROW.values(), *WIDE.values()):
        found = steps(sqlite_url, search, Sought(type_name, **asked))
        assert [each for each in found if each.startswith("SCAN") and not each.startswith(ON_NO_KEY)] == []
        searches = [each for each in found if each.startswith("SEARCH")]
        assert [each for each in searches if "organisation=?" not in each and not ITSELF.search(each)] == []


@pytest.mark.parametrize("type_name", [each for each in TYPES if each != "Practitioner"])  # who are few
def test_what_is_asked_of_one_looks_at_nobody_else(sqlite_url: str, search: FhirSearch, type_name: str) -> None:
    for asked in NARROW.values():
        found = steps(sqlite_url, search, Sought(type_name, **asked))
        assert [each for each in found if any(key in each for key in WHOLE)] == []


@pytest.mark.parametrize(
    ("type_name", "asked", "step"),
    [
        ("Condition", NARROW["of a child"], "SEARCH need USING PRIMARY KEY (organisation=? AND child=?)"),
        ("Condition", WIDE["everything"], "SEARCH encounter USING INDEX sqlite_autoindex_encounter_2 (organisation=?"),
        ("Condition", WIDE["by code"], "ix_need_statement_organisation_concept (organisation=? AND concept=?)"),
        ("Condition", WIDE["since"], "ix_encounter_organisation_recorded_at (organisation=? AND recorded_at>?"),
        ("Condition", WIDE["since"], "ix_fhir_kept_organisation_type_kept_at (organisation=? AND type=? AND kept_at>?"),
        ("Condition", WIDE["by date"], "ix_encounter_organisation_contact_on (organisation=? AND contact_on>?"),
        ("Condition", WIDE["by date"], "ix_fhir_kept_organisation_type_clinical_on"),
        ("Condition", WIDE["at an encounter"], "SEARCH said_there USING PRIMARY KEY (organisation=? AND child=?"),
        ("Flag", NARROW["of a child"], "ix_fhir_kept_organisation_child_type (organisation=? AND child=?)"),
        ("Encounter", WIDE["since, sorted"], "ix_encounter_organisation_recorded_at (organisation=? AND recorded_at>?"),
        ("Procedure", NARROW["by id"], "ix_care_activity_organisation_id (organisation=? AND id=?)"),
        (
            "Patient",
            NARROW["by identifier"],
            "SEARCH fhir_identifier USING PRIMARY KEY (organisation=? AND type=? AND value=?)",
        ),
        ("Patient", NARROW["by identifier"], "ix_child_identifier_organisation_value (organisation=? AND value=?)"),
    ],
)
def test_what_is_asked_for_at_every_turn_is_found_by_its_own_index(
    sqlite_url: str, search: FhirSearch, type_name: str, asked: dict[str, Any], step: str
) -> None:
    assert any(step in each for each in steps(sqlite_url, search, Sought(type_name, **asked)))

"""On SQLite every query finds its rows by a key, whatever the planner makes of it."""

import sqlite3

import pytest
from sqlalchemy import make_url

from app.store.prepared import Query
from app.store.sqlite_database import SqliteDatabase
from app.store.units import Subjects

WHOLE_ORGANISATION = {"_professionals", "_teams", "_clinics", "all", "of_kind", "submissions", "states", "_standing"}
WHOLE_ORGANISATION |= {"_everybody", "_mark"}
"""What lists all of an organisation's few, or makes a month of all of it; the rest is about one thing, child or day."""
WHOLE_INSTALLATION = {f"releases.{name}[0]" for name in ("state", "releases", "switches", "groupings", "organisations")}
WHOLE_INSTALLATION |= {"accounts.organisations[0]", "reports.releases[0]", "reports.ledger[0]"}
"""What lists an installation's few; the ledger of releases is read when a quarter is released, and then as a whole."""
FOUND_ALREADY = ("SCAN said", "SCAN found", "SCAN (subquery-", "SCAN wanted VIRTUAL TABLE")
"""What reads again the rows that another step found by a key, or the keys themselves that are looked for."""


def plans(sqlite_url: str) -> dict[str, list[str]]:
    database = SqliteDatabase(make_url(sqlite_url), 1)
    subjects = Subjects(database)
    connection = sqlite3.connect(str(make_url(sqlite_url).database))
    found: dict[str, list[str]] = {}
    for subject, statements in vars(subjects).items():
        for name, held in vars(statements).items() if not subject.startswith("_") else ():
            for place, query in enumerate(held if isinstance(held, list) else [held]):
                if isinstance(query, Query) and name not in WHOLE_ORGANISATION:
                    rows = connection.execute(f"EXPLAIN QUERY PLAN {query.sql}", [1] * query.sql.count("?"))
                    found[f"{subject}.{name}[{place}]"] = [str(row[3]) for row in rows]
    connection.close()
    database.close()
    return found


def test_no_query_reads_a_whole_table_or_a_whole_organisation(sqlite_url: str) -> None:
    found = plans(sqlite_url)
    assert len(found) > 20
    wasteful = {
        name: step
        for name, steps in found.items()
        for step in steps
        if (step.startswith("SCAN") and not step.startswith(FOUND_ALREADY) and name not in WHOLE_INSTALLATION)
        or "(organisation=?)" in step
    }
    assert wasteful == {}


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("clinics._day[0]", "ix_appointment_organisation_held_on (organisation=? AND held_on=?"),
        ("clinics._day_of_clinic[0]", "ix_appointment_organisation_held_on (organisation=? AND held_on=?"),
        ("clinics._day[1]", "ix_appointment_change_organisation_held_on (organisation=? AND held_on=?"),
        ("clinics._day_of_clinic[1]", "ix_appointment_change_organisation_held_on (organisation=? AND held_on=?"),
        ("clinics._appointment_of_reference[0]", "ix_appointment_booking_reference"),
        ("clinics._appointments_of[0]", "PRIMARY KEY (organisation=? AND child=?)"),
        ("clinics._encounter_of_appointment[0]", "ix_encounter_organisation_appointment"),
        ("children._child[0]", "ix_child_link_organisation_merged_into (organisation=? AND merged_into=?)"),
        ("releases.state[0]", "SEARCH snomed_release_switch"),
        ("releases.groupings[0]", "SEARCH later USING PRIMARY KEY (concept=? AND version>?)"),
        ("touched._needs[0]", "COVERING INDEX ix_need_statement_organisation_concept (organisation=? AND concept=?)"),
        ("touched._statements[0]", "SEARCH need_statement USING PRIMARY KEY (organisation=? AND child=?)"),
        ("touched._encounters[0]", "SEARCH encounter USING PRIMARY KEY (organisation=? AND child=?)"),
        ("fhir_received._before[0]", "INDEX ix_fhir_received_key (organisation=? AND client=? AND key=?)"),
        ("fhir_received._identified[0]", "PRIMARY KEY (organisation=? AND type=? AND value=?)"),
        ("fhir_children._holders[0]", "PRIMARY KEY (organisation=? AND kind=? AND issuer=? AND value=?)"),
        ("fhir_whose._recorded[4]", "ix_care_activity_organisation_id (organisation=? AND id=?)"),
        ("fhir_whose._kept[0]", "SEARCH fhir_kept USING INDEX sqlite_autoindex_fhir_kept_1 (organisation=? AND type=?"),
        ("reports_children._touched[0]", "SEARCH child_touched USING PRIMARY KEY (organisation=? AND number>?)"),
        ("reports.table[0]", "sqlite_autoindex_released_table_1 (release=? AND measure=? AND level=? AND breakdown=?)"),
        ("reports.keys[0]", "COVERING INDEX sqlite_autoindex_released_table_1 (release=?)"),
        ("reports.grants[0]", "SEARCH report_area USING PRIMARY KEY (organisation=? AND account=?)"),
        ("reports.actions[0]", "INDEX ix_report_action_level_area (level=? AND area=?)"),
        ("reports.changes[0]", "INDEX ix_report_change_level_area (level=? AND area=?)"),
        ("reports.changes_measures[0]", "SEARCH report_change_measure USING PRIMARY KEY (change=? AND version=?)"),
        ("touched._links[0]", "SEARCH child USING PRIMARY KEY (organisation=? AND id=?)"),
    ],
)
def test_what_is_asked_for_at_every_turn_is_found_by_its_own_index(sqlite_url: str, name: str, index: str) -> None:
    assert any(index in step for step in plans(sqlite_url)[name])

"""A record that is in use is brought to the newer tables, and back, with its rows."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import MetaData, Table, inspect, text
from sqlalchemy.exc import DBAPIError

from app.access.audit import AuditAction
from app.clinical.child import (
    ChildFact,
    FactAnswer,
    FactKind,
    IdentifierOfChild,
)
from app.clinical.encounter import Attendance
from app.clinical.needs import Change
from app.identity import Identity
from app.store.engine import Store
from app.store.upgrade import downgrade, upgrade
from app.terminology.releases import Switch, TerminologyState
from tests.databases import START, new_identity, opened
from tests.store.examples import (
    RECORDED,
    Example,
    bare_encounter,
    event_of,
    example,
    example_child,
    example_encounter,
    example_grouping,
    example_release,
    example_session,
    merged,
    unit_of,
    written,
)
from tests.store.raw import connected, count, run

ENDED = date(2026, 2, 28)
REGISTERED = START.isoformat(timespec="microseconds")
OWNER, CLERK, CHILD, TWIN = (Identity(each) for each in (1, 2, 11, 12))
NAMES = {"family_name": "Ó Brien-Łuczak", "given_name": "Zoë", "preferred_name": None}
EARLIER: dict[str, list[dict[str, Any]]] = {
    "organisation": [{"id": OWNER, "ods_code": "RXX01", "name": "Example Trust"}],
    "team": [{"id": 3, "local_identifier": "CCH", "name": "Community", "team_type": "14"}],
    "clinic": [{"id": 4, "name": "Monday", "team": 3}],
    "child": [
        {"id": each, "pseudonym": bytes([each]) * 32, "pseudonym_basis": "nhs_number", "registered_at": REGISTERED}
        for each in (CHILD, TWIN)
    ],
    "child_demographics": [
        {"child": CHILD, "version": 1, **NAMES, "birth_date": date(2019, 2, 28), "gender": "2"},
        {"child": CHILD, "version": 2, **NAMES, "preferred_name": "Zo-Zo", "birth_date": date(2019, 2, 28)},
        {"child": TWIN, "version": 1, **NAMES, "given_name": "O'Ren"},
    ],
    "child_identifier": [
        {"child": CHILD, "id": 21, "kind": "nhs_number", "value": "9990000018", "status": "01"},
        {"child": CHILD, "id": 22, "kind": "local", "value": "L1", "issuer": "RXX01", "until": ENDED},
        {"child": CHILD, "id": 23, "kind": "local", "value": "L1"},
        {"child": TWIN, "id": 24, "kind": "local", "value": "L1"},
        {"child": TWIN, "id": 25, "kind": "local", "value": "L2", "issuer": "RXX01", "since": date(2020, 1, 1)},
    ],
    "appointment": [
        {"id": 31, "child": CHILD, "referral": 5, "clinic": 4, "held_on": date(2026, 3, 2), "held_at": time(9, 30)}
    ],
    "encounter": [
        {
            "id": 41,
            "version": each,
            "record_number": each,
            "child": CHILD,
            "appointment": 31,
            "form_token": f"form {each}",
        }
        for each in (1, 2)
    ],
    "encounter_group": [{"child": CHILD, "encounter": 41, "version": 1, "need_group": "condition", "answer": "some"}],
    "need": [{"child": CHILD, "id": 51, "encounter": 41, "version": 1}],
    "need_statement": [
        {
            "child": CHILD,
            "encounter": 41,
            "version": 2,
            "need": 51,
            "change": "new",
            "concept": 35919005,
            "term": "A need",
        }
    ],
}
ALWAYS: dict[str, Any] = {
    "organisation": OWNER, "registered_by": CLERK, "recorded_by": CLERK, "booked_by": CLERK, "recorded_at": REGISTERED,
    "gender": "X", "minutes": 45, "consultation_type": "01", "referral": 5, "kind": "care_contact", "present": "child",
    "contact_on": date(2026, 3, 2), "attendance": "5", "ordinal": 0, "release": "a release", "need_group": "condition",
    "certainty": "diagnosed", "said_by": "clinician", "is_primary": False,
}  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def earlier_url(request: pytest.FixtureRequest) -> str:
    """A database at the first revision, with rows in every table that changes."""
    url: str = request.getfixturevalue(f"empty_{request.param}_url")
    upgrade(url, "0001")
    with connected(url) as connection:
        metadata = MetaData()
        for name, rows in EARLIER.items():
            table = Table(name, metadata, autoload_with=connection)
            usual = {column: value for column, value in ALWAYS.items() if column in table.columns}
            for row in rows:
                connection.execute(table.insert(), {**usual, **row})
    return url


def rows_of(database_url: str, table: str, *columns: str) -> list[tuple[Any, ...]]:
    with connected(database_url) as connection:
        found = connection.execute(text(f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1, 2"))  # noqa: S608
        return [tuple(row) for row in found]


def everything(database_url: str) -> Mapping[str, list[str]]:
    """Every row of every table that held any at first, as text."""
    with connected(database_url) as connection:
        metadata = MetaData()
        tables = [Table(name, metadata, autoload_with=connection, resolve_fks=False) for name in EARLIER]
        return {
            table.name: sorted(str(sorted(row._mapping.items())) for row in connection.execute(table.select()))
            for table in tables
        }


def test_every_row_is_kept_and_what_is_new_is_filled(earlier_url: str) -> None:
    before = {table: count(earlier_url, table) for table in EARLIER}
    upgrade(earlier_url)
    assert {table: count(earlier_url, table) for table in EARLIER} == before
    assert rows_of(
        earlier_url, "child_demographics", "child", "version", "family_key", "given_key", "preferred_key"
    ) == [
        (CHILD, 1, "obrienluczak", "zoe", None),
        (CHILD, 2, "obrienluczak", "zoe", "zozo"),
        (TWIN, 1, "obrienluczak", "oren", None),
    ]
    assert {row[1:] for row in rows_of(earlier_url, "child_identifier", "id", "version", "recorded_by")} == {(1, CLERK)}
    assert rows_of(earlier_url, "identifier_in_use", "identifier", "kind", "issuer", "value", "child") == [
        (21, "nhs_number", "", "9990000018", CHILD),
        (23, "local", "", "L1", CHILD),  # the twin's own L1 without an issuer came later
        (25, "local", "RXX01", "L2", TWIN),
    ]
    assert {bool(error) for _, error in rows_of(earlier_url, "encounter", "version", "entered_in_error")} == {False}


def test_the_program_reads_what_was_there_before(earlier_url: str) -> None:
    upgrade(earlier_url)
    with opened(earlier_url) as store, store.records(OWNER) as records:
        child = records.child(CHILD)
        assert (child.version, child.merged_into, child.merged_from) == (2, None, ())
        assert (child.nhs_number, child.local_identifier, child.registered_at) == ("9990000018", "L1", START)
        assert [each.id for each in child.identifiers] == [21, 22, 23]
        appointment = records.appointment(Identity(31))
        assert (appointment.version, appointment.booking_reference, appointment.on) == (1, None, date(2026, 3, 2))
        encounter = records.encounter(Identity(41))
        assert (encounter.version, encounter.growth, encounter.copies, encounter.timing) == (2, None, (), None)
        assert (encounter.entered_in_error, encounter.contact.attendance) == (False, Attendance.ATTENDED_ON_TIME)
        assert [each.term for each in encounter.statements] == ["A need"]
        assert [row.encounter for row in records.day_list(date(2026, 3, 2), None)] == [41]


def test_going_back_at_once_leaves_every_row_as_it_was(earlier_url: str) -> None:
    before = everything(earlier_url)
    upgrade(earlier_url)
    assert everything(earlier_url) != before
    downgrade(earlier_url, "0001")
    assert everything(earlier_url) == before


def test_rows_are_protected_after_going_up_and_after_going_back(earlier_url: str) -> None:
    for move, revision in ((upgrade, "0002"), (downgrade, "0001")):
        move(earlier_url, revision)
        for table in ("child_demographics", "child_identifier", "appointment", "encounter", "need_statement"):
            with pytest.raises(DBAPIError, match="never changed"):
                run(earlier_url, f"UPDATE {table} SET child = child")  # noqa: S608
            with pytest.raises(DBAPIError, match="never removed"):
                run(earlier_url, f"DELETE FROM {table}")  # noqa: S608


@pytest.mark.parametrize("earlier_url", ["sqlite"], indirect=True)
def test_on_sqlite_tables_made_anew_are_those_of_a_new_database_and_refer_to_one_another(
    earlier_url: str, sqlite_url: str
) -> None:
    upgrade(earlier_url)
    assert definitions(earlier_url) == definitions(sqlite_url)
    with connected(earlier_url) as connection:
        found = connection.execute(text("PRAGMA foreign_key_check")).all()
    assert found == []
    downgrade(earlier_url, "0001")
    downgrade(sqlite_url, "base")
    upgrade(sqlite_url, "0001")
    assert definitions(earlier_url) == definitions(sqlite_url)


def definitions(database_url: str) -> list[list[str]]:
    """What SQLite says each table, index and trigger is."""
    with connected(database_url) as connection:
        found = connection.execute(text("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")).scalars()
        return sorted(sorted(line.strip(" ,\t") for line in sql.splitlines()) for sql in found)


def used(store: Store) -> tuple[Example, Example]:
    """A record with a number that went from one child to another, a moved appointment, a merge and newer words."""
    of, elsewhere = written(store), written(store, lambda: example("RXX02", "9990000042"))
    owner, by = of.organisation.id, of.account.id
    other = example_child(owner, by, "9990000026")
    number = of.child.identifiers[0]
    rightly = replace(number, id=Identity(7), since=ENDED)  # it is in use, however late the others came
    encounter = example_encounter(of, needs=1)
    reviewed = replace(encounter.statements[0], change=Change.REVIEWED_UNCHANGED)
    fact = ChildFact(
        new_identity(), FactKind.PARENTAL_RESPONSIBILITY, FactAnswer.KNOWN, "parents", None, None, RECORDED, by
    )
    things = (
        replace(other, facts=(*other.facts, fact)),
        IdentifierOfChild(owner, of.child.id, replace(number, until=ENDED, version=2), RECORDED, by),
        IdentifierOfChild(owner, other.id, replace(other.identifiers[0], status="02", version=2), RECORDED, by),
        IdentifierOfChild(owner, other.id, rightly, RECORDED, by),
        replace(of.appointment, version=2, on=date(2026, 3, 9)),
        merged(of, of.child.id, other.id),
        encounter,
        replace(bare_encounter(of, 2), statements=(reviewed,)),
    )
    with store.records(owner) as records:
        records.commit(unit_of(of, *things))
    return of, elsewhere


def test_going_back_from_a_record_in_use_loses_only_what_the_earlier_tables_cannot_hold(database_url: str) -> None:
    with opened(database_url) as store:
        of, elsewhere = used(store)
    encounters = count(database_url, "encounter")
    downgrade(database_url, "0001")
    numbers = rows_of(database_url, "child_identifier", "value", "child", "status", "until")
    assert [value for value, *_ in numbers] == [
        "9990000018", "9990000026", "9990000042", "L9990000018", "L9990000026", "L9990000042"
    ]  # fmt: skip
    assert numbers[0][1] != of.child.id  # the child that has it now
    assert numbers[1][2:] == ("02", None)
    assert {change for _, _, change in rows_of(database_url, "need_statement", "need", "version", "change")} == {
        "new",
        "still_present",
    }
    assert {kind for kind, _ in rows_of(database_url, "child_fact", "kind", "id")} == {"postcode", "ehc_plan"}
    assert count(database_url, "encounter") == encounters
    upgrade(database_url)
    with opened(database_url) as store, store.records(of.organisation.id) as records:
        assert records.child(of.child.id).nhs_number is None
        assert records.appointment(of.appointment.id) == of.appointment
        assert len(records.encounters_of(of.child.id)) == encounters
    with opened(database_url) as store, store.records(elsewhere.organisation.id) as records:
        assert records.child(elsewhere.child.id) == elsewhere.child


def test_going_back_from_what_the_data_set_asks_loses_that_alone(database_url: str) -> None:
    with opened(database_url) as store:
        of = written(store)
        with store.records(of.organisation.id) as records:
            records.commit(unit_of(of, example_session(of), example_encounter(of, needs=1)))
    before = everything(database_url)
    downgrade(database_url, "0007")
    with connected(database_url) as connection:
        names = set(inspect(connection).get_table_names())
        columns = {each["name"] for each in inspect(connection).get_columns("referral")}
    assert names & {"referral_waiting", "group_session", "encounter_score"} == set()
    assert "further_reasons" not in columns
    assert everything(database_url) == before
    upgrade(database_url)
    with opened(database_url) as store, store.records(of.organisation.id) as records:
        assert records.referral(of.referral.id) == replace(of.referral, further_reasons=(), waiting=())
        assert records.group_sessions(date.min, date.max) == ()


def test_going_back_from_releases_in_use_loses_them_alone(database_url: str) -> None:
    with opened(database_url) as store:
        of = written(store)
        release = example_release()
        store.releases.add_release(release, (event_of(of, AuditAction.RELEASE_LOADED),))
        store.releases.switch(Switch(1, release.id, RECORDED), (event_of(of, AuditAction.RELEASE_SWITCHED),))
        store.releases.switch(Switch(2, None, RECORDED, undoes=1), (event_of(of, AuditAction.RELEASE_SWITCHED),))
        grouped = event_of(of, AuditAction.MEMBER_GROUPED)
        store.releases.group_member(example_grouping(of.account.id), (grouped,))
        with store.records(of.organisation.id) as records:
            records.commit(unit_of(of, example_encounter(of, needs=2)))
    before = everything(database_url)
    downgrade(database_url, "0002")
    with connected(database_url) as connection:
        assert not {name for name in inspect(connection).get_table_names() if "snomed" in name or "refset" in name}
    assert everything(database_url) == before
    upgrade(database_url)
    with opened(database_url) as store:
        assert store.releases.state() == TerminologyState(0, 0)
        assert (store.releases.releases(), store.releases.switches(), store.releases.groupings()) == ((), (), ())
        assert store.accounts.verify_audit().faults == ()

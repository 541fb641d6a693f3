"""A busy, broken or returning database: the caller is told in plain words, and the store goes on afterwards."""

import sqlite3
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from app.errors import Conflict
from app.store.database import Busy, RecordFault
from app.store.engine import Store
from app.store.sqlite_database import SqliteDatabase
from tests.databases import Clock, opened
from tests.store.examples import bare_encounter, example_encounter, unit_of, written
from tests.store.raw import run


def test_another_process_that_keeps_the_record_busy_is_waited_for_and_then_named(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.sqlite_database.BUSY_TIMEOUT_MILLISECONDS", 50)
    with opened(sqlite_url) as store:
        of = written(store)
        other = sqlite3.connect(str(make_url(sqlite_url).database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy, match="Another process"), store.records(of.organisation.id) as records:
            records.commit(unit_of(of, bare_encounter(of, 1)))
        with pytest.raises(Busy), store.chunk() as chunk:
            chunk.records(of.organisation.id).record_number(of.child.id)
        with store.records(of.organisation.id) as records:
            assert records.record_number(of.child.id) == 0
        other.execute("COMMIT")
        other.close()
        with store.records(of.organisation.id) as records:
            records.commit(unit_of(of, bare_encounter(of, 1)))
        assert store.accounts.verify_audit().faults == ()


def test_a_fault_of_the_program_is_named_without_the_data(store: Store) -> None:
    of = written(store)
    gender: Any = None
    without_gender = replace(
        of.child, id=of.account.id, identifiers=(), demographics=replace(of.child.demographics, gender=gender)
    )
    with pytest.raises(RecordFault) as fault, store.records(of.organisation.id) as records:
        records.commit(unit_of(of, without_gender))
    assert of.child.demographics.given_name not in f"{fault.value}{fault.value.__cause__}"
    with store.records(of.organisation.id) as records:
        records.commit(unit_of(of, example_encounter(of)))
    assert store.accounts.verify_audit().faults == ()


def test_an_instant_without_time_zone_is_refused_and_stops_nobody_else(sqlite_url: str) -> None:
    with opened(sqlite_url) as store:
        of = written(store)
        local = replace(bare_encounter(of, 1), recorded_at=bare_encounter(of, 1).recorded_at.replace(tzinfo=None))
        with pytest.raises(ValueError, match="time zone"), store.records(of.organisation.id) as records:
            records.commit(unit_of(of, local))
        with store.records(of.organisation.id) as records:
            records.commit(unit_of(of, bare_encounter(of, 1)))


def test_connections_that_the_server_ended_are_replaced(postgresql_url: str) -> None:
    with opened(postgresql_url, Clock(), 4) as store:
        of = written(store)
        with store.records(of.organisation.id) as records:
            records.record_number(of.child.id)
        run(
            postgresql_url,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'everyneed'"
            " AND datname = current_database()",
        )
        assert store.alive()
        with store.records(of.organisation.id) as records:
            assert records.record_number(of.child.id) == 0
            records.commit(unit_of(of, bare_encounter(of, 1)))
            assert records.record_number(of.child.id) == 1
        assert store.accounts.verify_audit().faults == ()


def test_a_server_that_is_not_there_is_not_alive() -> None:
    with opened("postgresql+psycopg://nobody@/nothing?host=/nowhere") as store:
        assert not store.alive()
        with pytest.raises(psycopg.OperationalError):
            store.accounts.account_named("anybody")


def test_a_record_is_synced_in_full_and_keeps_its_references(sqlite_url: str) -> None:
    database = SqliteDatabase(make_url(sqlite_url), 1)
    connection = database.connect_to_write()
    pragmas = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")}
    assert pragmas == {"journal_mode": "wal", "synchronous": 2}
    assert connection.execute("PRAGMA foreign_keys").fetchone()[0] == 1
    connection.close()
    reader = database.connect_to_read()
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM account")
    reader.close()
    database.close()


def test_an_unknown_reference_is_a_conflict(store: Store) -> None:
    of = written(store)
    stray = replace(bare_encounter(of, 1), professional=of.account.id)
    with pytest.raises(Conflict, match="refers to something"), store.records(of.organisation.id) as records:
        records.commit(unit_of(of, stray))

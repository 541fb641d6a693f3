"""Migrations go up, down and up again, and leave the tables that the program works with."""

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateTable

from app.store.tables import INSERT_ONLY, METADATA
from app.store.upgrade import current_revision, downgrade, head_revision, upgrade
from tests.databases import opened
from tests.store.examples import written
from tests.store.raw import connected


def tables_of(database_url: str) -> set[str]:
    with connected(database_url) as connection:
        return set(inspect(connection).get_table_names())


def test_up_down_and_up_again(empty_database_url: str) -> None:
    url = empty_database_url
    assert current_revision(url) is None
    upgrade(url)
    assert current_revision(url) == head_revision()
    assert tables_of(url) == {*METADATA.tables, "alembic_version"}
    downgrade(url, "base")
    assert current_revision(url) is None
    assert tables_of(url) == {"alembic_version"}
    upgrade(url)
    assert current_revision(url) == head_revision()
    with opened(url) as store:
        written(store)


def test_a_database_with_records_can_be_taken_back(database_url: str) -> None:
    with opened(database_url) as store:
        written(store)
    downgrade(database_url, "base")
    assert tables_of(database_url) == {"alembic_version"}


def test_migrations_and_tables_are_equal(database_url: str) -> None:
    engine = create_engine(database_url, poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_on_sqlite_every_table_is_word_for_word_the_one_declared(sqlite_url: str) -> None:
    def words(sql: str) -> list[str]:
        # A column added later stands on the line of the one before it: commas part them, but not those in brackets.
        return sorted(
            part.strip(" ,") for part in re.split(r"\n|,(?![^(]*\))", sql.replace("\t", " ")) if part.strip(" ,")
        )

    with connected(sqlite_url) as connection:
        for table in METADATA.sorted_tables:
            sql = connection.execute(
                text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :name"), {"name": table.name}
            ).scalar_one()
            assert words(sql) == words(str(CreateTable(table).compile(connection)))


def test_every_insert_only_table_is_protected(sqlite_url: str) -> None:
    with connected(sqlite_url) as connection:
        names = set(connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars())
    protecting = {name for name in names if not name.endswith("_touched")}
    assert protecting == {f"{table.name}_refuses_{act}" for table in INSERT_ONLY for act in ("update", "delete")}


def test_migrations_are_found_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_sqlite_url: str
) -> None:
    monkeypatch.chdir(tmp_path)
    upgrade(empty_sqlite_url)
    assert current_revision(empty_sqlite_url) == head_revision()


def test_a_store_cannot_be_opened_on_what_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="sqlite:///PATH"):
        opened("mysql://somewhere/else")
    with pytest.raises(ValueError, match="sqlite:///PATH"):
        opened("not an address")
    with pytest.raises(ValueError, match="is a file"):
        opened("sqlite://")
    with opened(f"sqlite:///{tmp_path / 'absent.db'}") as store:
        assert not store.alive()
        with pytest.raises(FileNotFoundError, match="everyneed database upgrade"):
            store.accounts.account_named("anybody")
    assert not (tmp_path / "absent.db").exists()

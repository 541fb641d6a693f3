"""On PostgreSQL the commit of a draft alone does not wait for the disk; every other commit does."""

import pytest

from app.capture.ports import DraftsDone, DraftsExpired
from app.clinical.ports import Unit
from app.store.engine import Store
from tests.databases import START, opened
from tests.store.examples import Example, event_of, example_encounter, written
from tests.store.raw import connected, run
from tests.store.test_drafts import PLACE, draft_of

# Notes how each row of a table is committed; the trigger asks within the transaction that writes it.
_NOTED = (
    "CREATE TABLE noted (place SERIAL, written TEXT, mode TEXT)",
    """CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN
        INSERT INTO noted (written, mode) VALUES (TG_TABLE_NAME, current_setting(''synchronous_commit''));
        RETURN NEW;
    END'""",
    "CREATE TRIGGER draft_noted AFTER INSERT OR UPDATE ON draft FOR EACH ROW EXECUTE FUNCTION note()",
    "CREATE TRIGGER encounter_noted AFTER INSERT ON encounter FOR EACH ROW EXECUTE FUNCTION note()",
    "CREATE TRIGGER event_noted AFTER INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION note()",
)


def commit(store: Store, of: Example, unit: Unit) -> None:
    with store.records(of.organisation.id) as records:
        records.commit(unit)


def noted(database_url: str) -> list[tuple[str, str]]:
    with connected(database_url) as connection:
        rows = connection.exec_driver_sql("SELECT written, mode FROM noted ORDER BY place").all()
    return [(row.written, row.mode) for row in rows]


@pytest.fixture
def noting_url(postgresql_url: str) -> str:
    """A database that notes how drafts, encounters and audit events are committed."""
    run(postgresql_url, *_NOTED)
    return postgresql_url


def test_a_draft_is_committed_without_waiting_and_the_encounter_after_it_on_the_same_connection_is_not(
    noting_url: str,
) -> None:
    with opened(noting_url, connections=2) as store:
        of = written(store)
        commit(store, of, Unit((draft_of(of), DraftsExpired(of.organisation.id, START)), ()))
        done = DraftsDone(of.organisation.id, of.account.id, PLACE)
        commit(store, of, Unit((example_encounter(of), done), (event_of(of),)))
        commit(store, of, Unit((draft_of(of, form="form-2"),), ()))
    assert noted(noting_url) == [
        ("audit_event", "on"),
        ("draft", "off"),
        ("encounter", "on"),
        ("audit_event", "on"),
        ("draft", "off"),
    ]


def test_a_unit_that_holds_a_draft_and_anything_else_waits_for_the_disk(noting_url: str) -> None:
    with opened(noting_url, connections=2) as store:
        of = written(store)
        commit(store, of, Unit((draft_of(of, form="form-1"), example_encounter(of)), ()))
        commit(store, of, Unit((draft_of(of, form="form-2"),), (event_of(of),)))
    assert {mode for _, mode in noted(noting_url)} == {"on"}

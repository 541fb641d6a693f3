"""Releases, grants, actions and changes on both databases: kept for good, and together or not at all."""

from dataclasses import replace
from datetime import date

import pytest

from app.access.audit import AuditAction
from app.errors import Conflict, NotFound
from app.released.table import TableKey
from app.reports.actions import Progress
from app.reports.card import Level
from app.store.engine import Store
from tests.databases import new_identity
from tests.store.examples import event_of, written
from tests.store.raw import count
from tests.store.report_examples import KEY, example_action, example_area, example_change, example_release_of_reports


def test_a_release_reads_back_as_it_was_kept(store: Store) -> None:
    of = written(store)
    new = example_release_of_reports()
    store.reports.keep(new, [event_of(of, AuditAction.REPORTS_RELEASED)])
    assert store.reports.all() == (new.facts,)
    assert store.reports.latest() == store.reports.latest("2026-Q3") == new.facts
    assert store.reports.keys(new.facts.id) == (TableKey("by_group", "icb", "none"), KEY)
    assert store.reports.table(new.facts.id, KEY) == new.tables[0]
    assert store.reports.ledger() == new.ledger


def test_the_rows_of_one_area_are_read_alone(store: Store) -> None:
    of = written(store)
    new = example_release_of_reports()
    store.reports.keep(new, [event_of(of, AuditAction.REPORTS_RELEASED)])
    whole = new.tables[0]
    for area, rows in (("ZE901", whole.rows[:2]), ("unknown", whole.rows[2:]), ("ZE902", ())):
        assert store.reports.rows_of(new.facts.id, KEY, area) == replace(whole, rows=rows)
    assert store.reports.areas_of(new.facts.id, KEY) == ("ZE901", "unknown")


def test_of_several_the_newest_period_and_its_last_revision_come_first(store: Store) -> None:
    of = written(store)
    wanted = [("2026-Q3", 2), ("2026-Q3", 1), ("2026-Q2", 1), ("2025-Q4", 1)]
    made = [example_release_of_reports(*each) for each in wanted]
    for new in reversed(made):
        store.reports.keep(new, [event_of(of, AuditAction.REPORTS_RELEASED)])
    assert store.reports.all() == tuple(new.facts for new in made)
    assert store.reports.latest() == made[0].facts
    assert store.reports.latest("2026-Q2") == made[2].facts


def test_a_revision_of_a_period_is_kept_once_and_the_other_not_in_part(store: Store) -> None:
    of = written(store)
    first, again = example_release_of_reports(), example_release_of_reports()
    store.reports.keep(first, [event_of(of, AuditAction.REPORTS_RELEASED)])
    with pytest.raises(Conflict):
        store.reports.keep(again, [event_of(of, AuditAction.REPORTS_RELEASED)])
    assert store.reports.all() == (first.facts,)
    assert store.reports.keys(again.facts.id) == ()
    assert store.reports.ledger() == first.ledger


def test_what_was_not_released_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        store.reports.latest()
    with pytest.raises(NotFound):
        store.reports.table(new_identity(), KEY)
    with pytest.raises(NotFound):
        store.reports.rows_of(new_identity(), KEY, "ZE901")
    with pytest.raises(NotFound):
        store.reports.areas_of(new_identity(), KEY)


def test_the_last_version_of_a_grant_is_the_one_that_holds(store: Store) -> None:
    of = written(store)
    for version in (1, 2):
        store.reports.grant(example_area(of, version), event_of(of, AuditAction.REPORT_AREA_GRANTED))
    other = replace(example_area(of), level=Level.ICB, area="QZZ")
    store.reports.grant(other, event_of(of, AuditAction.REPORT_AREA_GRANTED))
    assert store.reports.grants_of(of.organisation.id, of.account.id) == (other, example_area(of, 2))
    with pytest.raises(Conflict):
        store.reports.grant(example_area(of, 2), event_of(of, AuditAction.REPORT_AREA_GRANTED))
    assert store.reports.grants_of(of.organisation.id, new_identity()) == ()


def test_actions_of_an_area_stand_in_their_last_version_the_earliest_due_first(store: Store) -> None:
    of = written(store)
    late, soon = example_action(of), example_action(of)
    soon = replace(soon, details=replace(soon.details, due=date(2026, 12, 1)))
    elsewhere = replace(example_action(of), area="ZE902")
    done = replace(late, version=2, details=replace(late.details, progress=Progress.DONE))
    for action in (late, soon, elsewhere, done):
        store.reports.record(action, event_of(of, AuditAction.REPORT_ACTION_RECORDED))
    assert store.reports.actions_of(Level.LOCAL_AUTHORITY, "ZE901") == (soon, done)
    with pytest.raises(Conflict):
        store.reports.record(done, event_of(of, AuditAction.REPORT_ACTION_RECORDED))


def test_changes_of_an_area_stand_in_their_last_version_the_earliest_begun_first(store: Store) -> None:
    of = written(store)
    late, early = example_change(of), example_change(of)
    early = replace(early, details=replace(early.details, began=date(2026, 1, 1)))
    same_day = replace(example_change(of), details=late.details)
    elsewhere, board = replace(example_change(of), area="ZE902"), replace(example_change(of), level=Level.ICB)
    fewer = replace(late, version=2, details=replace(late.details, measures=("needs_by_group",), owner="Jo Ek, lead"))
    for change in (same_day, late, early, elsewhere, board, fewer):
        store.reports.record_change(change, event_of(of, AuditAction.REPORT_CHANGE_RECORDED))
    last = sorted((same_day, fewer), key=lambda change: change.id)
    assert store.reports.changes_of(Level.LOCAL_AUTHORITY, "ZE901") == (early, *last)
    assert store.reports.changes_of(Level.LOCAL_AUTHORITY, "ZE903") == ()


def test_a_withdrawn_change_is_read_only_when_asked_for(store: Store) -> None:
    of = written(store)
    first = example_change(of)
    gone = replace(first, version=2, details=replace(first.details, standing=False))
    for change in (first, gone):
        store.reports.record_change(change, event_of(of, AuditAction.REPORT_CHANGE_RECORDED))
    assert store.reports.changes_of(Level.LOCAL_AUTHORITY, "ZE901") == ()
    assert store.reports.changes_of(Level.LOCAL_AUTHORITY, "ZE901", withdrawn=True) == (gone,)


def test_a_version_of_a_change_is_written_once_and_the_other_not_in_part(store: Store, database_url: str) -> None:
    of = written(store)
    first = example_change(of)
    event, other = (event_of(of, AuditAction.REPORT_CHANGE_RECORDED) for _ in range(2))
    store.reports.record_change(first, event)
    theirs = replace(first, details=replace(first.details, what="Something else", measures=("a", "b", "c")))
    with pytest.raises(Conflict):
        store.reports.record_change(theirs, other)
    assert store.reports.changes_of(Level.LOCAL_AUTHORITY, "ZE901") == (first,)
    assert count(database_url, "report_change_measure") == 2
    assert count(database_url, f"audit_event WHERE id = {event.id}") == 1
    assert count(database_url, f"audit_event WHERE id = {other.id}") == 0

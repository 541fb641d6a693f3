"""Conditions of an installation's own on both databases: versions in order, each with its events or not at all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.access.audit import AuditAction
from app.errors import Conflict
from app.store.engine import Store
from tests.databases import START
from tests.store.examples import event_of, written
from tests.store.report_examples import example_condition


def test_conditions_read_back_in_the_order_they_were_added_in_their_last_version(store: Store) -> None:
    of = written(store)
    first = replace(example_condition(), key="z_first", by=of.account.id)
    later = replace(example_condition(), key="a_later", at=START + timedelta(hours=1))
    gone = replace(first, version=2, standing=False, at=START + timedelta(hours=2))
    for each in (first, later, gone):
        store.report_conditions.keep(each, [event_of(of, AuditAction.REPORT_CONDITION_ADDED)])
    assert store.report_conditions.conditions() == (gone, later)


def test_a_version_is_written_once_and_with_its_event_or_not_at_all(store: Store) -> None:
    of = written(store)
    added = event_of(of, AuditAction.REPORT_CONDITION_ADDED)
    store.report_conditions.keep(example_condition(), [added])
    with pytest.raises(Conflict):
        store.report_conditions.keep(
            replace(example_condition(), words="Another"), [event_of(of, AuditAction.REPORT_CONDITION_ADDED)]
        )
    assert store.report_conditions.conditions() == (example_condition(),)
    assert store.accounts.verify_audit().faults == ()

"""Group sessions are kept by version, and read as the last one says, on both databases."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.clinical.group_session import GroupSession
from app.errors import Conflict, NotFound
from app.identity import Identity
from app.store.engine import Store
from tests.databases import new_identity
from tests.store.examples import Example, example, example_session, unit_of, written

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
DAY = timedelta(days=1)


def commit(store: Store, of: Example, *things: object) -> None:
    with store.records(of.organisation.id) as records:
        records.commit(unit_of(of, *things))


def of_march(store: Store, of: Example) -> tuple[GroupSession, ...]:
    with store.records(of.organisation.id) as records:
        return records.group_sessions(FIRST, LAST)


def bare(of: Example, on: date) -> GroupSession:
    whole = replace(example_session(of), held_on=on, minutes=None, location_type=None)
    return replace(whole, site=None, professional=None, service_line_agreement=None)


def test_a_session_is_read_as_it_was_written(store: Store) -> None:
    of = written(store, lambda: example("R0901"))
    full, least = example_session(of), bare(of, LAST)
    commit(store, of, full, least)
    assert of_march(store, of) == (full, least)
    with store.records(of.organisation.id) as records:
        assert records.group_session_versions(full.id) == (full,)


def test_the_last_version_alone_stands_and_every_version_is_kept(store: Store) -> None:
    of = written(store, lambda: example("R0902"))
    first = example_session(of)
    moved = replace(first, version=2, held_on=LAST + DAY, amendment_reason="Wrong month")
    back = replace(first, version=3, participants=8, amendment_reason="Right after all")
    commit(store, of, first)
    commit(store, of, moved)
    assert of_march(store, of) == ()
    commit(store, of, back)
    assert of_march(store, of) == (back,)
    with store.records(of.organisation.id) as records:
        assert records.group_session_versions(first.id) == (first, moved, back)


def test_what_was_entered_in_error_is_read_as_such(store: Store) -> None:
    of = written(store, lambda: example("R0903"))
    first = example_session(of)
    struck = replace(first, version=2, entered_in_error=True, amendment_reason="Never held")
    commit(store, of, first, struck)
    assert of_march(store, of) == (struck,)


@pytest.mark.parametrize(("on", "found"), [(FIRST - DAY, 0), (FIRST, 1), (LAST, 1), (LAST + DAY, 0)])
def test_both_days_of_a_span_belong_to_it(store: Store, on: date, found: int) -> None:
    of = written(store, lambda: example(f"R091{on.day % 10}"))
    commit(store, of, bare(of, on))
    assert len(of_march(store, of)) == found


def test_a_version_that_is_there_is_refused(store: Store) -> None:
    of = written(store, lambda: example("R0904"))
    first = example_session(of)
    commit(store, of, first)
    with pytest.raises(Conflict):
        commit(store, of, replace(first, participants=3))
    assert of_march(store, of) == (first,)


def test_another_organisation_finds_none(store: Store) -> None:
    of, other = written(store, lambda: example("R0905")), written(store, lambda: example("R0906", "9990000042"))
    session = example_session(of)
    commit(store, of, session)
    assert of_march(store, other) == ()
    for identity in (session.id, Identity(int(new_identity()))):
        with store.records(other.organisation.id) as records, pytest.raises(NotFound):
            records.group_session_versions(identity)
    with store.records(other.organisation.id) as records, pytest.raises(ValueError, match="another organisation"):
        records.commit(unit_of(other, session))

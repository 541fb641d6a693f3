"""A draft is kept as last typed, for its account and its place alone, until its form is recorded or it is too old."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.capture.ports import Draft, DraftsDone, DraftsExpired
from app.clinical.ports import Unit
from app.errors import Conflict
from app.store.engine import Store
from tests.databases import START, new_identity
from tests.store.examples import Example, example, written
from tests.store.raw import count
from tests.store.test_query_plans import plans

PLACE = "/encounters/new?appointment=0HTZ7Q4M0000A"
SECOND = timedelta(seconds=1)


def draft_of(of: Example, fields: str = '{"outcome": ["review"]}', form: str = "form-1") -> Draft:
    return Draft(of.organisation.id, of.account.id, form, PLACE, of.child.id, fields, START)


def commit(store: Store, of: Example, *things: object) -> None:
    with store.records(of.organisation.id) as records:
        records.commit(Unit(things, ()))


def read(store: Store, of: Example, place: str = PLACE) -> Draft | None:
    with store.records(of.organisation.id) as records:
        return records.draft(of.account.id, place)


def test_a_draft_is_read_as_it_was_left(store: Store) -> None:
    of = written(store)
    draft = draft_of(of, '{"words": ["Ó’Bríen \\u0000 🚲 <script>"]}')
    commit(store, of, draft)
    assert read(store, of) == draft


def test_where_nothing_was_left_there_is_no_draft(store: Store) -> None:
    of = written(store)
    assert read(store, of) is None
    commit(store, of, draft_of(of))
    assert read(store, of, "/encounters/new") is None


def test_a_later_draft_of_the_same_form_replaces_the_one_before(store: Store, database_url: str) -> None:
    of = written(store)
    commit(store, of, draft_of(of))
    later = replace(draft_of(of, "{}"), saved_at=START + SECOND)
    commit(store, of, later)
    assert read(store, of) == later
    assert count(database_url, "draft") == 1


def test_a_draft_that_comes_late_does_not_replace_a_newer_one(store: Store) -> None:
    of = written(store)
    newer = replace(draft_of(of, '{"second": []}'), saved_at=START + SECOND)
    commit(store, of, newer)
    commit(store, of, draft_of(of, '{"first": []}'))
    assert read(store, of) == newer


def test_of_two_forms_at_one_place_the_last_saved_is_read(store: Store) -> None:
    of = written(store)
    last = replace(draft_of(of, form="form-2"), saved_at=START + SECOND)
    commit(store, of, last, draft_of(of))
    assert read(store, of) == last


def test_when_a_form_is_recorded_the_accounts_drafts_of_its_place_go_and_no_others(store: Store) -> None:
    of = written(store)
    elsewhere = replace(draft_of(of, form="form-3"), place="/encounters/2/amend")
    of_another = replace(draft_of(of, form="form-1"), account=new_identity())
    commit(store, of, draft_of(of), draft_of(of, form="form-2"), elsewhere, of_another)
    commit(store, of, DraftsDone(of.organisation.id, of.account.id, PLACE))
    assert read(store, of) is None
    assert read(store, of, elsewhere.place) == elsewhere
    with store.records(of.organisation.id) as records:
        assert records.draft(of_another.account, PLACE) == of_another


def test_drafts_saved_before_an_instant_go_whoevers_they_are(store: Store) -> None:
    of = written(store)
    kept = replace(draft_of(of, form="form-2"), saved_at=START + SECOND)
    of_another = replace(draft_of(of), account=new_identity(), saved_at=START - SECOND)
    commit(store, of, draft_of(of), kept, of_another)
    commit(store, of, DraftsExpired(of.organisation.id, START + SECOND))
    assert read(store, of) == kept
    with store.records(of.organisation.id) as records:
        assert records.draft(of_another.account, PLACE) is None


def test_another_organisation_sees_and_clears_none_of_them(store: Store) -> None:
    of, other = written(store), written(store, lambda: example("RXX02", "9990000026"))
    draft = draft_of(of)
    commit(store, of, draft)
    with store.records(other.organisation.id) as records:
        assert records.draft(of.account.id, PLACE) is None
        records.commit(Unit((DraftsDone(other.organisation.id, of.account.id, PLACE),), ()))
        records.commit(Unit((DraftsExpired(other.organisation.id, START + SECOND),), ()))
    assert read(store, of) == draft
    with pytest.raises(ValueError, match="another organisation"):
        commit(store, other, draft)


def test_a_draft_about_a_child_of_another_organisation_is_refused(store: Store) -> None:
    of, other = written(store), written(store, lambda: example("RXX02", "9990000026"))
    with pytest.raises(Conflict):
        commit(store, of, replace(draft_of(of), child=other.child.id))
    assert read(store, of) is None


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seconds=st.lists(st.integers(0, 5), min_size=1, max_size=6))
def test_whatever_order_drafts_arrive_in_the_one_saved_last_stays(store: Store, seconds: list[int]) -> None:
    of = written(store, lambda: example(f"R{new_identity() % 10**8:08d}"))
    sent = [replace(draft_of(of, str(place)), saved_at=START + at * SECOND) for place, at in enumerate(seconds)]
    for each in sent:
        commit(store, of, each)
    latest = max(each.saved_at for each in sent)
    assert read(store, of) == [each for each in sent if each.saved_at == latest][-1]


def test_a_draft_is_found_by_its_place(sqlite_url: str) -> None:
    assert any("ix_draft_organisation_account_place" in step for step in plans(sqlite_url)["drafts._last[0]"])

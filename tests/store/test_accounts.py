"""Organisations, accounts and sessions are kept, changed and ended."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.access.audit import AuditAction
from app.access.people import Role
from app.access.sessions import Session, SignedIn
from app.errors import Conflict, NotFound
from app.store.engine import Store
from tests.databases import START, new_identity
from tests.store.examples import Example, event_of, example, written


def session_of(of: Example, token: bytes = b"t" * 32) -> Session:
    hours = timedelta(hours=12)
    return Session(new_identity(), of.account.id, of.organisation.id, token, b"f" * 32, START, START, START + hours)


def test_a_session_is_found_by_its_tokens_hash_with_its_account_and_organisation(store: Store) -> None:
    of, session = written(store), session_of(written(store, lambda: example("RXX02", "9990000026")))
    session = session_of(of)
    changed = replace(of.account, failed_attempts=0, password_hash="a newer hash")
    store.accounts.start_session(session, changed, (event_of(of, AuditAction.SIGNED_IN),))
    assert store.accounts.session(b"t" * 32) == SignedIn(session, changed, of.organisation)
    assert store.accounts.session(b"u" * 32) is None


def test_a_session_is_touched_and_ends_once(store: Store) -> None:
    of = written(store)
    session = session_of(of)
    store.accounts.start_session(session, of.account, ())
    later, last = START + timedelta(minutes=3), START + timedelta(minutes=9)
    store.accounts.touch(session.id, later)
    store.accounts.end_session(session.id, last, event_of(of, AuditAction.SIGNED_OUT))
    store.accounts.end_sessions_of(of.account.id, last + timedelta(minutes=1))
    found = store.accounts.session(session.token_hash)
    assert found is not None
    assert found.session == replace(session, seen_at=later, ended_at=last)


def test_every_session_of_an_account_ends_together(store: Store) -> None:
    of = written(store)
    tokens = [bytes([number]) * 32 for number in range(3)]
    for token in tokens:
        store.accounts.start_session(session_of(of, token), of.account, ())
    store.accounts.end_sessions_of(of.account.id, START)
    found = [store.accounts.session(token) for token in tokens]
    assert [each.session.ended_at for each in found if each] == [START] * 3


def test_an_account_is_added_changed_and_listed_by_user_name(store: Store) -> None:
    of = written(store)
    clerk = replace(of.account, id=new_identity(), username="a.clerk", role=Role.CLERK, professional=None)
    store.accounts.add_account(clerk, event_of(of, AuditAction.ACCOUNT_ADDED))
    locked = replace(clerk, failed_attempts=2, locked_until=START, disabled_at=START + timedelta(microseconds=1))
    store.accounts.change_account(locked, (event_of(of, AuditAction.ACCOUNT_CHANGED),))
    assert store.accounts.accounts(of.organisation.id) == (locked, of.account)
    assert store.accounts.account(of.organisation.id, clerk.id) == locked
    assert store.accounts.account_named("a.clerk") == locked
    assert store.accounts.account_named("nobody") is None


def test_a_user_name_is_taken_in_the_whole_installation(store: Store) -> None:
    of, other = written(store), written(store, lambda: example("RXX02", "9990000026"))
    twin = replace(other.account, id=new_identity(), username=of.account.username)
    with pytest.raises(Conflict, match="user name is taken"):
        store.accounts.add_account(twin, event_of(other, AuditAction.ACCOUNT_ADDED))


def test_an_account_of_another_organisation_is_neither_found_nor_changed(store: Store) -> None:
    of, other = written(store), written(store, lambda: example("RXX02", "9990000026"))
    with pytest.raises(NotFound):
        store.accounts.account(other.organisation.id, of.account.id)
    with pytest.raises(NotFound):
        store.accounts.change_account(
            replace(of.account, organisation=other.organisation.id), (event_of(of, AuditAction.ACCOUNT_CHANGED),)
        )
    assert store.accounts.account_named(of.account.username) == of.account


def test_an_organisation_is_added_once(store: Store) -> None:
    of = written(store)
    assert store.accounts.organisation("RXX01") == of.organisation
    assert store.accounts.organisation("RXX09") is None
    with pytest.raises(Conflict):
        store.accounts.add_organisation(
            replace(of.organisation, id=new_identity()), event_of(of, AuditAction.SERVICE_SET_UP)
        )

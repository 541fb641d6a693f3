"""Providers' systems, their tokens and the assertions they used, on both databases."""

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy.exc import DBAPIError

from app.access.audit import AuditAction, AuditEvent
from app.access.clients import (
    AccessToken,
    AdmittedSystem,
    PublishedKeySet,
    Replayed,
    SystemClient,
    UsedAssertion,
)
from app.access.people import Role
from app.access.scopes import scopes_in
from app.errors import Conflict
from app.store.engine import Store
from tests.databases import START, new_identity, opened
from tests.store.examples import Example, event_of, example, example_client, written
from tests.store.raw import count, run

SCOPES = scopes_in("system/*.rs system/Patient.cud")
FIVE = timedelta(minutes=5)


def token_of(client: SystemClient, text: str = "a token") -> AccessToken:
    digest = hashlib.sha256(text.encode()).digest()
    return AccessToken(new_identity(), client.id, client.version, digest, SCOPES, START, START + FIVE)


def used(client: SystemClient, jti: bytes = b"j" * 32) -> UsedAssertion:
    return UsedAssertion(client.id, jti, START + FIVE)


def event(client: SystemClient, action: AuditAction = AuditAction.TOKEN_ISSUED) -> AuditEvent:
    return AuditEvent(new_identity(), START, client.organisation, client.id, Role.SYSTEM, new_identity(), action)


def added(store: Store, of: Example, name: str = "Paediatric system") -> SystemClient:
    client = example_client(of.organisation.id, name)
    store.clients.put_client(client, event_of(of, AuditAction.CLIENT_ADDED))
    return client


def issue(store: Store, client: SystemClient, text: str = "a token", jti: bytes = b"j" * 32) -> AccessToken:
    token = token_of(client, text)
    store.clients.issue(token, used(client, jti), START - FIVE, event(client))
    return token


def test_a_client_is_read_as_it_was_written_and_its_last_version_holds(store: Store) -> None:
    of = written(store)
    client = added(store, of)
    assert store.clients.client(client.id) == client
    published = replace(client, version=2, name="Ünïque", keys=PublishedKeySet("https://a.example/jwks"), scopes=())
    disabled = replace(client, version=3, disabled_at=START + timedelta(microseconds=1))
    for version in (published, disabled):
        store.clients.put_client(version, event_of(of, AuditAction.CLIENT_CHANGED))
        assert store.clients.client(client.id) == version
    assert store.clients.client(new_identity()) is None


def test_clients_are_listed_by_organisation_and_name_each_once(store: Store) -> None:
    of, other = written(store), written(store, lambda: example("RXX02", "9990000026"))
    last, first = added(store, of, "Z"), added(store, other, "A")
    between = added(store, of, "B")
    renamed = replace(between, version=2, name="Y")
    store.clients.put_client(renamed, event_of(of, AuditAction.CLIENT_CHANGED))
    assert store.clients.clients() == (
        (of.organisation, renamed),
        (of.organisation, last),
        (other.organisation, first),
    )


def test_a_version_is_written_once_and_never_changed(store: Store, database_url: str) -> None:
    of = written(store)
    client = added(store, of)
    with pytest.raises(Conflict):
        store.clients.put_client(replace(client, name="Other"), event_of(of, AuditAction.CLIENT_CHANGED))
    assert store.clients.client(client.id) == client
    for statement in ("UPDATE system_client SET name = 'x'", "DELETE FROM system_client"):
        with pytest.raises(DBAPIError):
            run(database_url, statement)


def test_a_token_is_found_by_its_hash_with_its_client_and_organisation(store: Store) -> None:
    of = written(store)
    client = added(store, of)
    token = issue(store, client)
    assert store.clients.admitted(token.token_hash) == AdmittedSystem(token, client, of.organisation)
    assert store.clients.admitted(b"x" * 32) is None


def test_a_token_is_not_found_once_its_client_has_a_new_version(store: Store) -> None:
    of = written(store)
    client = added(store, of)
    before = issue(store, client)
    changed = replace(client, version=2)
    store.clients.put_client(changed, event_of(of, AuditAction.CLIENT_CHANGED))
    after = issue(store, changed, "another token", b"k" * 32)
    assert store.clients.admitted(before.token_hash) is None
    assert store.clients.admitted(after.token_hash) == AdmittedSystem(after, changed, of.organisation)


def test_of_a_replayed_assertion_nothing_is_written(store: Store, database_url: str) -> None:
    client = added(store, written(store))
    issue(store, client)
    with pytest.raises(Replayed):
        issue(store, client, "another token")
    assert count(database_url, "access_token") == count(database_url, "client_assertion_used") == 1


def test_another_client_may_use_the_same_jti(store: Store) -> None:
    of = written(store)
    one, other = added(store, of), added(store, of)
    issue(store, one)
    issue(store, other, "another token")


def test_a_token_of_a_client_that_is_not_there_is_no_replay(store: Store) -> None:
    stranger = example_client(written(store).organisation.id)
    with pytest.raises(Conflict) as refused:
        issue(store, stranger)
    assert not isinstance(refused.value, Replayed)


def test_what_expired_before_is_let_go_with_the_next_token(store: Store, database_url: str) -> None:
    client = added(store, written(store))
    first = issue(store, client)
    at_the_moment = token_of(client, "second")
    store.clients.issue(at_the_moment, used(client, b"k" * 32), first.expires_at, event(client))
    assert count(database_url, "access_token") == count(database_url, "client_assertion_used") == 2
    later = first.expires_at + timedelta(microseconds=1)
    third = replace(token_of(client, "third"), expires_at=later)
    store.clients.issue(third, UsedAssertion(client.id, b"l" * 32, later), later, event(client))
    assert count(database_url, "access_token") == count(database_url, "client_assertion_used") == 1
    assert store.clients.admitted(first.token_hash) is None


def at_once(many: int, act: Callable[[int], bool]) -> int:
    """How many of so many threads that act together succeed."""
    start = Barrier(many)

    def together(number: int) -> bool:
        start.wait()
        return act(number)

    with ThreadPoolExecutor(many) as threads:
        return sum(threads.map(together, range(many)))


def test_of_sixteen_who_send_one_assertion_at_once_one_is_given_a_token(store: Store, database_url: str) -> None:
    client = added(store, written(store))
    # As many as two processes: each has a store of its own.
    with opened(database_url) as second:

        def ask(number: int) -> bool:
            try:
                issue((store, second)[number % 2], client, f"token {number}")
            except Replayed:
                return False
            return True

        assert at_once(16, ask) == 1
    assert count(database_url, "access_token") == count(database_url, "client_assertion_used") == 1
    assert store.accounts.verify_audit().faults == ()


def test_sixteen_assertions_at_once_are_each_given_a_token_while_old_ones_go(store: Store, database_url: str) -> None:
    client = added(store, written(store))
    for number in range(20):
        issue(store, client, f"old {number}", bytes([number]) * 32)
    later = START + FIVE + timedelta(seconds=1)

    def ask(number: int) -> bool:
        token = replace(token_of(client, f"token {number}"), expires_at=later + FIVE)
        assertion = UsedAssertion(client.id, bytes([100 + number]) * 32, later + FIVE)
        store.clients.issue(token, assertion, later, event(client))
        return True

    assert at_once(16, ask) == 16
    assert count(database_url, "access_token") == count(database_url, "client_assertion_used") == 16


def test_of_many_who_change_a_client_at_once_one_does(store: Store) -> None:
    of = written(store)
    client = added(store, of)

    def change(number: int) -> bool:
        try:
            changed = replace(client, version=2, name=f"Name {number}")
            store.clients.put_client(changed, event_of(of, AuditAction.CLIENT_CHANGED))
        except Conflict:
            return False
        return True

    assert at_once(8, change) == 1


def test_an_event_names_the_system_and_the_chain_holds(store: Store, database_url: str) -> None:
    client = added(store, written(store))
    store.clients.note(event(client, AuditAction.TOKEN_REFUSED))
    assert store.accounts.verify_audit().faults == ()
    assert count(database_url, "audit_event") == 3

"""Hosts, their launches, and what was handed back, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy.exc import DBAPIError

from app.access.audit import AuditAction
from app.access.hosts import BoundLaunch, HandedBack, Host, PendingLaunch, host_event
from app.access.sessions import Session
from app.errors import Conflict
from app.identity import Identity
from app.store.engine import Store
from tests.databases import START, new_identity
from tests.store.examples import Example, event_of, example, example_encounter, unit_of, written
from tests.store.raw import count, run

TEN = timedelta(minutes=10)
STATE, BROWSER = b"s" * 32, b"b" * 32


def host_of(of: Example, issuer: str = "https://a.example/fhir", name: str = "Riverside") -> Host:
    return Host(new_identity(), 1, of.organisation.id, name, issuer, "everyneed", None, START)


def added(store: Store, of: Example, issuer: str = "https://a.example/fhir", name: str = "Riverside") -> Host:
    host = host_of(of, issuer, name)
    store.hosts.put_host(host, event_of(of, AuditAction.HOST_ADDED))
    return host


def changed(store: Store, of: Example, host: Host) -> Host:
    store.hosts.put_host(host, event_of(of, AuditAction.HOST_CHANGED))
    return host


def pending(host: Host, state: bytes = STATE, expires: timedelta = TEN) -> PendingLaunch:
    return PendingLaunch(state, BROWSER, host.id, host.version, b"sealed", START, START + expires)


def session_of(store: Store, of: Example) -> Session:
    account = store.accounts.accounts(of.organisation.id)[0]
    session = Session(
        new_identity(),
        account.id,
        account.organisation,
        new_identity().to_bytes(32),
        b"f" * 32,
        START,
        START,
        START + TEN,
    )
    store.accounts.start_session(session, account, ())
    return session


def bound(store: Store, of: Example, host: Host, session: Identity, expires: timedelta = TEN) -> BoundLaunch:
    launch = BoundLaunch(
        session,
        of.organisation.id,
        host.id,
        host.version,
        of.child.id,
        "Patient/1",
        None,
        "Practitioner/2",
        b"sealed token",
        START + expires,
    )
    store.hosts.bind(launch, event_of(of, AuditAction.LAUNCHED))
    return launch


def test_a_host_is_read_as_it_was_written_and_its_last_version_holds(store: Store) -> None:
    of = written(store)
    host = added(store, of)
    assert store.hosts.host(host.id) == host
    renamed = changed(store, of, replace(host, version=2, name="Ünïque", staff_system="https://a.example/staff"))
    assert store.hosts.host(host.id) == renamed
    assert store.hosts.host_at(host.issuer) == (renamed, of.organisation)
    assert store.hosts.host_at("https://b.example/fhir") is None
    assert store.hosts.host(new_identity()) is None


def test_hosts_are_listed_by_organisation_and_name_each_once(store: Store) -> None:
    of, other = written(store), written(store, lambda: example("RXX02", "9990000026"))
    last, first = added(store, of, "https://z.example", "Z"), added(store, other, "https://o.example", "A")
    renamed = changed(store, of, replace(added(store, of, "https://b.example", "B"), version=2, name="Y"))
    assert store.hosts.hosts() == ((of.organisation, renamed), (of.organisation, last), (other.organisation, first))


def test_a_version_of_a_host_is_written_once_and_never_changed(store: Store, database_url: str) -> None:
    of = written(store)
    host = added(store, of)
    with pytest.raises(Conflict):
        changed(store, of, replace(host, name="Other"))
    for statement in ("UPDATE host_system SET name = 'x'", "DELETE FROM host_system"):
        with pytest.raises(DBAPIError):
            run(database_url, statement)


def test_a_disabled_host_and_the_address_it_had_before_open_nothing(store: Store) -> None:
    of = written(store)
    host = added(store, of)
    moved = changed(store, of, replace(host, version=2, issuer="https://b.example/fhir"))
    assert store.hosts.host_at("https://a.example/fhir") is None
    assert store.hosts.host_at("https://b.example/fhir") == (moved, of.organisation)
    changed(store, of, replace(moved, version=3, disabled_at=START))
    assert store.hosts.host_at("https://b.example/fhir") is None


def test_a_launch_is_found_until_it_comes_back_and_comes_back_once(store: Store) -> None:
    of = written(store)
    host = added(store, of)
    launch = pending(host)
    store.hosts.begin(launch, START)
    assert store.hosts.pending(STATE) == (launch, host, of.organisation)
    assert store.hosts.pending(b"x" * 32) is None
    assert [store.hosts.come_back(STATE) for _ in range(2)] == [True, False]
    assert store.hosts.pending(STATE) is None


def test_a_launch_that_comes_back_to_several_threads_at_once_is_taken_by_one(store: Store) -> None:
    of = written(store)
    store.hosts.begin(pending(added(store, of)), START)
    start = Barrier(6)

    def take(_: int) -> bool:
        start.wait()
        return store.hosts.come_back(STATE)

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(take, range(6))) == [False] * 5 + [True]


def test_a_launch_and_what_may_be_handed_back_end_with_the_version_of_their_host(store: Store) -> None:
    of = written(store)
    host, session = added(store, of), session_of(store, of)
    store.hosts.begin(pending(host), START)
    launch = bound(store, of, host, session.id)
    assert store.hosts.bound(session.id) == (launch, host)
    assert store.hosts.bound(new_identity()) is None
    changed(store, of, replace(host, version=2, client_id="another"))
    assert store.hosts.pending(STATE) is None
    assert store.hosts.bound(session.id) is None


def test_what_has_expired_is_let_go_with_the_next_launch(store: Store, database_url: str) -> None:
    of = written(store)
    host, session = added(store, of), session_of(store, of)
    store.hosts.begin(pending(host), START)
    bound(store, of, host, session.id)
    store.hosts.begin(pending(host, b"t" * 32, TEN * 2), START + TEN)
    assert (count(database_url, "host_launch"), count(database_url, "launched_session")) == (2, 1)
    store.hosts.begin(pending(host, b"u" * 32, TEN * 3), START + TEN + timedelta(microseconds=1))
    assert (count(database_url, "host_launch"), count(database_url, "launched_session")) == (2, 0)


@pytest.mark.parametrize("way", ["session", "account"])
def test_what_a_session_may_hand_back_goes_with_the_session(way: str, store: Store) -> None:
    of = written(store)
    host, ending, other = added(store, of), session_of(store, of), session_of(store, of)
    bound(store, of, host, ending.id)
    kept = bound(store, of, host, other.id)
    if way == "session":
        store.accounts.end_session(ending.id, START, event_of(of, AuditAction.SIGNED_OUT))
        assert store.hosts.bound(other.id) == (kept, host)
    else:
        store.accounts.end_sessions_of(ending.account, START)
        assert store.hosts.bound(other.id) is None
    assert store.hosts.bound(ending.id) is None


def test_that_an_encounter_was_handed_back_is_known_by_its_version_and_host_for_good(
    store: Store, database_url: str
) -> None:
    of = written(store)
    host, encounter = added(store, of), example_encounter(of)
    with store.records(of.organisation.id) as records:
        records.commit(unit_of(of, encounter))
    handed = HandedBack(of.organisation.id, encounter.id, encounter.version, host.id, START)
    for _ in range(2):
        store.hosts.handed_back(handed, event_of(of, AuditAction.HANDED_BACK))
    assert count(database_url, "handed_back") == 1
    asked = of.organisation.id, encounter.id, encounter.version
    assert store.hosts.was_handed_back(*asked, host.id)
    assert not store.hosts.was_handed_back(*asked, new_identity())
    assert not store.hosts.was_handed_back(of.organisation.id, encounter.id, 2, host.id)
    with pytest.raises(DBAPIError):
        run(database_url, "DELETE FROM handed_back")


def test_an_event_of_a_host_is_noted_in_its_organisation(store: Store, database_url: str) -> None:
    of = written(store)
    host = added(store, of)
    before = count(database_url, "audit_event")
    store.hosts.note(host_event(host, AuditAction.LAUNCH_REFUSED, new_identity(), START, "why"))
    assert count(database_url, "audit_event") == before + 1
    assert store.accounts.verify_audit().faults == ()

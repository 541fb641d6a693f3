"""Organisations, accounts and sessions are kept, changed and ended."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from app.access.audit import AuditAction, AuditEvent
from app.access.people import Account, Role
from app.access.sessions import Session, SignedIn
from app.clinical.ports import Unit
from app.clinical.professional import CareProfessional, Profession
from app.errors import Conflict, NotFound
from app.store.engine import Store
from tests.databases import START, new_identity
from tests.store.examples import Example, event_of, example, example_encounter, unit_of, written


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


def newcomer(of: Example) -> tuple[Account, CareProfessional]:
    professional = replace(of.professional, id=new_identity(), name="Nia New", local_identifier="S-NEW")
    account = replace(of.account, id=new_identity(), username="nia", professional=professional.id)
    return account, professional


def added(of: Example) -> AuditEvent:
    return event_of(of, AuditAction.ACCOUNT_ADDED)


def changed(of: Example) -> AuditEvent:
    return event_of(of, AuditAction.ACCOUNT_CHANGED)


def bare(store: Store, of: Example, username: str = "bare") -> Account:
    """A clinician's account without a care professional."""
    account = replace(of.account, id=new_identity(), username=username, professional=None)
    store.accounts.add_account(account, added(of))
    return account


def test_a_clinician_is_added_with_their_care_professional(store: Store) -> None:
    of = written(store)
    account, professional = newcomer(of)
    store.accounts.add_account(account, added(of), professional)
    assert store.accounts.account(of.organisation.id, account.id) == account
    assert professional in store.accounts.professionals(of.organisation.id)
    assert of.professional in store.accounts.professionals(of.organisation.id)


@pytest.mark.parametrize("taken", ["user name", "staff identifier"])
def test_of_a_clinician_who_cannot_be_added_nothing_is_written(taken: str, store: Store) -> None:
    of = written(store)
    account, professional = newcomer(of)
    if taken == "user name":
        account = replace(account, username=of.account.username)
    else:
        professional = replace(professional, local_identifier=of.professional.local_identifier)
    with pytest.raises(Conflict) as refused:
        store.accounts.add_account(account, added(of), professional)
    assert ("user name" in str(refused.value)) == (taken == "user name")
    assert store.accounts.professionals(of.organisation.id) == (of.professional,)
    assert store.accounts.accounts(of.organisation.id) == (of.account,)


def test_a_care_professional_is_tied_to_one_account_alone(store: Store) -> None:
    of = written(store)
    account = bare(store, of)
    assert of.account.professional == of.professional.id
    with pytest.raises(Conflict):
        store.accounts.tie_account(account, of.professional.id, changed(of))
    twin = replace(of.account, id=new_identity(), username="twin")
    with pytest.raises(Conflict):
        store.accounts.add_account(twin, added(of))
    assert store.accounts.account(of.organisation.id, account.id) == account
    assert store.accounts.account_named("twin") is None


def test_an_account_is_tied_to_a_new_care_professional_and_to_one_who_is_free(store: Store) -> None:
    of = written(store)
    _, professional = newcomer(of)
    store.accounts.tie_account(of.account, professional.id, changed(of), professional)
    found = store.accounts.account(of.organisation.id, of.account.id)
    assert found == replace(of.account, professional=professional.id)
    account = bare(store, of)
    store.accounts.tie_account(account, of.professional.id, changed(of))
    assert store.accounts.account(of.organisation.id, account.id).professional == of.professional.id


def test_an_account_tied_meanwhile_is_not_tied_again(store: Store) -> None:
    of = written(store)
    account, (_, professional) = bare(store, of), newcomer(of)
    store.accounts.tie_account(account, professional.id, changed(of), professional)
    other = replace(professional, id=new_identity(), local_identifier="S-OTHER")
    with pytest.raises(Conflict):
        store.accounts.tie_account(account, other.id, changed(of), other)
    assert store.accounts.account(of.organisation.id, account.id).professional == professional.id
    assert other not in store.accounts.professionals(of.organisation.id)


def test_a_sign_in_that_began_before_a_tie_does_not_undo_it(store: Store) -> None:
    of = written(store)
    account, (_, professional) = bare(store, of), newcomer(of)
    store.accounts.tie_account(account, professional.id, changed(of), professional)
    session = replace(session_of(of), account=account.id)
    store.accounts.start_session(session, replace(account, failed_attempts=0), ())
    store.accounts.change_account(replace(account, failed_attempts=3), (changed(of),))
    found = store.accounts.account(of.organisation.id, account.id)
    assert found == replace(account, failed_attempts=3, professional=professional.id)


def test_of_many_who_tie_one_care_professional_at_once_one_does(store: Store) -> None:
    of = written(store)
    _, professional = newcomer(of)
    with store.records(of.organisation.id) as records:
        records.commit(Unit((professional,), (changed(of),)))
    accounts = [bare(store, of, f"bare{number}") for number in range(8)]
    start = Barrier(len(accounts))

    def tie(account: Account) -> bool:
        start.wait()
        try:
            store.accounts.tie_account(account, professional.id, changed(of))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(len(accounts)) as threads:
        assert sum(threads.map(tie, accounts)) == 1
    held = [each.professional for each in store.accounts.accounts(of.organisation.id)]
    assert held.count(professional.id) == 1
    assert store.accounts.verify_audit().faults == ()


def test_a_profession_is_corrected_until_something_is_recorded_under_it(store: Store) -> None:
    of = written(store)
    mended = replace(of.professional, profession=Profession.PSYCHOLOGIST, job_role="01000", registration_body=None)
    assert store.accounts.correct_professional(mended, changed(of))
    assert store.accounts.professionals(of.organisation.id) == (mended,)
    with store.records(of.organisation.id) as records:
        records.commit(unit_of(of, example_encounter(of, 1)))
    other = replace(mended, profession=Profession.OTHER)
    assert not store.accounts.correct_professional(other, changed(of))
    assert store.accounts.professionals(of.organisation.id) == (mended,)
    numbered = replace(mended, registration_body="03", registration_entry="7654321")
    assert store.accounts.correct_professional(numbered, changed(of))
    assert store.accounts.professionals(of.organisation.id) == (numbered,)


def test_a_care_professional_of_another_organisation_is_neither_tied_nor_corrected(store: Store) -> None:
    of, other = written(store), written(store, lambda: example("RXX02", "9990000026"))
    account = bare(store, of)
    with pytest.raises(Conflict):
        store.accounts.tie_account(account, other.professional.id, changed(of))
    moved = replace(other.professional, organisation=of.organisation.id, job_role="01000")
    assert not store.accounts.correct_professional(moved, changed(of))
    assert store.accounts.professionals(other.organisation.id) == (other.professional,)

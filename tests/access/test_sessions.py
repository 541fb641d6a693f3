"""Signing in and out, on accounts in memory."""

import hashlib
import secrets
from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from argon2 import PasswordHasher

from app.access.audit import AuditAction
from app.access.passwords import Passwords
from app.access.people import Account, Organisation, Role
from app.access.sessions import (
    INSTALLATION,
    Refused,
    Session,
    SignInRules,
    SignIns,
    form_proof,
    form_proof_fits,
    token_hash,
)
from app.identity import Identity
from tests.access.fake_accounts import FakeAccounts

START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ORGANISATION = Organisation(Identity(1), "RXX01", "Synthetic Community Trust")
PASSWORD = "violet kettle seven harbour"
PASSWORDS = Passwords()
PASSWORD_HASH = PASSWORDS.hash(PASSWORD)
RULES = SignInRules(attempts=5, lock=timedelta(minutes=15), idle=timedelta(minutes=15), longest=timedelta(hours=12))


class FrontDoor:
    """Sign-ins with a clock that is set by hand."""

    def __init__(self, **changes: object) -> None:
        account = Account(
            Identity(2), ORGANISATION.id, "a.clinician", "Dr Example", Role.CLINICIAN, Identity(3), PASSWORD_HASH
        )
        self.accounts = FakeAccounts(ORGANISATION, replace(account, **changes))  # type: ignore[arg-type]
        self.at = START
        numbers = count(1_000)
        self.sign_ins = SignIns(
            self.accounts, PASSWORDS, RULES, lambda: Identity(next(numbers)), lambda: self.at, secrets.token_bytes
        )

    def sign_in(self, password: str = PASSWORD, username: str = "a.clinician") -> tuple[str, Session] | Refused:
        return self.sign_ins.sign_in(username, password)

    def token(self) -> str:
        answer = self.sign_in()
        assert not isinstance(answer, Refused)
        return answer[0]

    @property
    def account(self) -> Account:
        return self.accounts.accounts["a.clinician"]

    @property
    def actions(self) -> list[AuditAction]:
        return [event.action for event in self.accounts.events]


@pytest.fixture
def door() -> FrontDoor:
    return FrontDoor()


def test_the_right_password_starts_a_session(door: FrontDoor) -> None:
    token = door.token()
    found = door.sign_ins.signed_in(token)
    assert found is not None
    principal = found.principal
    assert (principal.account, principal.organisation, principal.role) == (Identity(2), ORGANISATION, Role.CLINICIAN)
    assert principal.professional == Identity(3)
    assert principal.session == found.session.id
    (event,) = door.accounts.events
    assert (event.action, event.account, event.session) == (AuditAction.SIGNED_IN, Identity(2), found.session.id)


def test_a_user_name_is_read_without_regard_to_case_and_surrounding_space(door: FrontDoor) -> None:
    assert not isinstance(door.sign_in(username=" A.Clinician "), Refused)


def test_a_token_has_256_bits_and_only_its_hash_is_kept(door: FrontDoor) -> None:
    token = door.token()
    assert len(token) == 43
    assert len(urlsafe_b64decode(token + "=")) == 32
    assert list(door.accounts.sessions) == [hashlib.sha256(token.encode()).digest()]
    assert token not in repr(door.accounts.sessions)
    # printf token | sha256sum
    assert token_hash("token").hex() == "3c469e9d6c5875d37a43f353d4f88e61fcf812c66eee3457465a40b0da4153e0"


def test_every_session_has_a_token_and_a_form_key_of_its_own(door: FrontDoor) -> None:
    tokens = {door.token() for _ in range(5)}
    keys = {session.form_key for session in door.accounts.sessions.values()}
    assert len(tokens) == len(keys) == 5
    assert all(len(key) == 32 for key in keys)


def test_a_wrong_password_and_an_unknown_user_name_have_one_answer(door: FrontDoor) -> None:
    assert door.sign_in("wrong") is Refused.WRONG
    assert door.sign_in(username="nobody") is Refused.WRONG
    known, unknown = door.accounts.events
    assert (known.action, known.account, known.detail) == (AuditAction.SIGN_IN_REFUSED, Identity(2), "wrong password")
    assert (unknown.organisation, unknown.account, unknown.role) == (INSTALLATION, None, None)
    assert "nobody" not in (unknown.detail or "")


class CountedPasswords(Passwords):
    """Passwords that remember which hashes they were asked about."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str | None] = []

    def verify(self, password_hash: str | None, password: str) -> bool:
        self.asked.append(password_hash)
        return super().verify(password_hash, password)


def test_an_unknown_user_name_costs_a_hash_too(door: FrontDoor) -> None:
    counted = CountedPasswords()
    sign_ins = replace(door.sign_ins, passwords=counted)
    sign_ins.sign_in("nobody", PASSWORD)
    sign_ins.sign_in("a.clinician", "wrong")
    assert counted.asked == [None, PASSWORD_HASH]


def test_the_account_is_locked_at_exactly_the_fifth_wrong_password(door: FrontDoor) -> None:
    for failures in (1, 2, 3, 4):
        door.sign_in("wrong")
        assert (door.account.failed_attempts, door.account.locked_until) == (failures, None)
    door.sign_in("wrong")
    assert door.account.locked_until == START + timedelta(minutes=15)
    assert door.actions[-2:] == [AuditAction.SIGN_IN_REFUSED, AuditAction.ACCOUNT_LOCKED]


def test_four_wrong_passwords_and_a_right_one_start_the_count_again(door: FrontDoor) -> None:
    for _ in range(4):
        door.sign_in("wrong")
    door.token()
    assert door.account.failed_attempts == 0
    for _ in range(4):
        door.sign_in("wrong")
    assert door.account.locked_until is None


def test_of_a_lock_only_the_right_password_is_told(door: FrontDoor) -> None:
    for _ in range(5):
        door.sign_in("wrong")
    assert door.sign_in() is Refused.LOCKED
    assert door.sign_in("wrong") is Refused.WRONG
    assert door.accounts.events[-1].detail == "locked"


def test_a_lock_ends_to_the_minute_and_is_not_prolonged_by_trying(door: FrontDoor) -> None:
    for _ in range(5):
        door.sign_in("wrong")
    door.at = START + timedelta(minutes=15) - timedelta(microseconds=1)
    door.sign_in("wrong")
    assert door.sign_in() is Refused.LOCKED
    door.at = START + timedelta(minutes=15)
    assert not isinstance(door.sign_in(), Refused)
    assert door.account.locked_until is None


def test_after_a_lock_five_wrong_passwords_lock_again_and_not_one(door: FrontDoor) -> None:
    for _ in range(5):
        door.sign_in("wrong")
    door.at = START + timedelta(minutes=16)
    for _ in range(4):
        door.sign_in("wrong")
    assert not isinstance(door.sign_in(), Refused)


def test_a_disabled_account_is_refused_as_a_wrong_password_is() -> None:
    door = FrontDoor(disabled_at=START)
    assert door.sign_in() is Refused.WRONG
    assert door.accounts.events[-1].detail == "disabled"
    assert door.accounts.sessions == {}


def test_disabling_an_account_ends_its_sessions_at_once(door: FrontDoor) -> None:
    token = door.token()
    door.accounts.accounts["a.clinician"] = replace(door.account, disabled_at=START)
    assert door.sign_ins.signed_in(token) is None


def test_a_session_ends_after_fifteen_minutes_without_a_request(door: FrontDoor) -> None:
    token = door.token()
    door.at = START + timedelta(minutes=15) - timedelta(microseconds=1)
    assert door.sign_ins.signed_in(token) is not None
    idle = FrontDoor()
    token = idle.token()
    idle.at = START + timedelta(minutes=15)
    assert idle.sign_ins.signed_in(token) is None


def test_a_session_in_use_goes_on_until_twelve_hours_are_over(door: FrontDoor) -> None:
    token = door.token()
    while door.at < START + timedelta(hours=12) - 10 * MINUTE:
        door.at += 10 * MINUTE
        assert door.sign_ins.signed_in(token) is not None
    door.at = START + timedelta(hours=12) - timedelta(microseconds=1)
    assert door.sign_ins.signed_in(token) is not None
    door.at = START + timedelta(hours=12)
    assert door.sign_ins.signed_in(token) is None


def test_use_is_noted_once_a_minute(door: FrontDoor) -> None:
    token = door.token()

    def seen_at() -> datetime:
        (session,) = door.accounts.sessions.values()
        return session.seen_at

    door.at = START + timedelta(seconds=59)
    door.sign_ins.signed_in(token)
    assert seen_at() == START
    door.at = START + MINUTE
    door.sign_ins.signed_in(token)
    assert seen_at() == START + MINUTE


def test_signing_out_ends_the_session_and_no_other(door: FrontDoor) -> None:
    token, other = door.token(), door.token()
    found = door.sign_ins.signed_in(token)
    assert found is not None
    door.sign_ins.sign_out(found)
    assert door.sign_ins.signed_in(token) is None
    assert door.sign_ins.signed_in(other) is not None
    event = door.accounts.events[-1]
    assert (event.action, event.session) == (AuditAction.SIGNED_OUT, found.session.id)


def test_a_session_left_idle_has_lapsed_and_says_whose_it_was(door: FrontDoor) -> None:
    token = door.token()
    assert door.sign_ins.lapsed(token) is None
    door.at = START + timedelta(minutes=15) - timedelta(microseconds=1)
    assert door.sign_ins.lapsed(token) is None
    door.at = START + timedelta(minutes=15)
    lapsed = door.sign_ins.lapsed(token)
    assert lapsed is not None
    assert lapsed.account.id == Identity(2)
    assert door.sign_ins.signed_in(token) is None
    assert door.actions == [AuditAction.SIGNED_IN]


def test_a_session_grown_too_old_has_lapsed_however_much_used(door: FrontDoor) -> None:
    token = door.token()
    for minutes in range(10, 12 * 60, 10):
        door.at = START + minutes * MINUTE
        assert door.sign_ins.signed_in(token) is not None
    door.at = START + timedelta(hours=12)
    assert door.sign_ins.lapsed(token) is not None


def test_a_session_that_was_signed_out_of_has_not_lapsed(door: FrontDoor) -> None:
    token = door.token()
    found = door.sign_ins.signed_in(token)
    assert found is not None
    door.sign_ins.sign_out(found)
    door.at = START + timedelta(hours=1)
    assert door.sign_ins.lapsed(token) is None


def test_a_session_of_a_disabled_account_has_not_lapsed(door: FrontDoor) -> None:
    token = door.token()
    door.accounts.accounts["a.clinician"] = replace(door.account, disabled_at=START)
    door.at = START + timedelta(hours=1)
    assert door.sign_ins.lapsed(token) is None


@pytest.mark.parametrize("token", ["", "x" * 43, "naïve"])
def test_a_token_that_never_was_has_not_lapsed(door: FrontDoor, token: str) -> None:
    door.token()
    door.at = START + timedelta(hours=1)
    assert door.sign_ins.lapsed(token) is None


@pytest.mark.parametrize("token", ["", "x" * 43, "naïve"])
def test_another_token_is_nobodys(door: FrontDoor, token: str) -> None:
    door.token()
    assert door.sign_ins.signed_in(token) is None


def test_an_outdated_hash_is_made_anew_at_the_next_sign_in() -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    door = FrontDoor(password_hash=weak)
    door.token()
    renewed = door.account.password_hash
    assert renewed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert PASSWORDS.verify(renewed, PASSWORD)
    door.token()
    assert door.account.password_hash == renewed


def test_a_form_proof_fits_its_own_key_and_purpose_only() -> None:
    key, other = b"\x01" * 32, b"\x02" * 32
    proof = form_proof(key, "/sign-out")
    assert len(proof) == 43
    assert form_proof_fits(key, "/sign-out", proof)
    assert not form_proof_fits(other, "/sign-out", proof)
    assert not form_proof_fits(key, "/record", proof)
    assert not form_proof_fits(key, "/sign-out", "")
    assert not form_proof_fits(key, "/sign-out", "é" * 43)


# Signed in by a registered host

HOST = Identity(77)


def test_a_host_starts_a_session_without_a_password_and_the_trail_says_which_host(door: FrontDoor) -> None:
    account = door.accounts.accounts["a.clinician"]
    answer = door.sign_ins.signed_in_by_host(account, HOST)
    assert isinstance(answer, tuple)
    token, session = answer
    found = door.sign_ins.signed_in(token)
    assert found is not None
    assert (found.account, found.session) == (account, session)
    (event,) = door.accounts.events
    assert (event.action, event.session) == (AuditAction.SIGNED_IN, session.id)
    assert event.detail == "by host 000000000002D"


def test_wrong_passwords_stay_counted_when_a_host_signs_in(door: FrontDoor) -> None:
    for _ in range(4):
        door.sign_in("wrong")
    assert isinstance(door.sign_ins.signed_in_by_host(door.accounts.accounts["a.clinician"], HOST), tuple)
    assert door.accounts.accounts["a.clinician"].failed_attempts == 4


@pytest.mark.parametrize(
    ("changes", "refused", "why"),
    [
        ({"disabled_at": START}, Refused.WRONG, "disabled, by a host"),
        ({"locked_until": START + MINUTE}, Refused.LOCKED, "locked, by a host"),
        ({"role": Role.ADMINISTRATOR}, Refused.WRONG, "no clinician, by a host"),
    ],
)
def test_a_host_cannot_sign_in_a_disabled_or_locked_account_or_another_role(
    changes: dict[str, object], refused: Refused, why: str
) -> None:
    door = FrontDoor(**changes)
    assert door.sign_ins.signed_in_by_host(door.accounts.accounts["a.clinician"], HOST) is refused
    assert [(each.action, each.detail) for each in door.accounts.events] == [(AuditAction.SIGN_IN_REFUSED, why)]
    assert door.accounts.sessions == {}


def test_a_lock_that_is_over_keeps_no_host_out() -> None:
    door = FrontDoor(locked_until=START)
    assert isinstance(door.sign_ins.signed_in_by_host(door.accounts.accounts["a.clinician"], HOST), tuple)

"""Signing in: a password once, then a session held here, which can be ended at any time.

A session's token has 256 bits and goes to the browser alone; what is kept is its SHA-256 (OWASP ASVS
5.0, 7.2.3 and 7.2.4). A session ends by sign-out, after a time without a request, and after a fixed
time in any case (7.3.1, 7.3.2). Wrong passwords in a row lock the account for a while. Whether the user name
exists cannot be told from the answer or its time (6.3.8).
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from app.access.audit import AuditAction, AuditEvent
from app.access.passwords import Passwords, password_fault
from app.access.people import Account, Organisation, Principal, Role
from app.identity import Identity, shown

INSTALLATION = Identity(0)
TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Session:
    """A session; `token_hash` is the SHA-256 (32 bytes) of its token, `form_key` (32 bytes) guards its forms."""

    id: Identity
    account: Identity
    organisation: Identity
    token_hash: bytes
    form_key: bytes
    started_at: datetime
    seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session in force, with its account and organisation."""

    session: Session
    account: Account
    organisation: Organisation

    @property
    def principal(self) -> Principal:
        account = self.account
        return Principal(
            account.id, self.organisation, account.display_name, account.role, account.professional, self.session.id
        )


class Accounts(Protocol):
    """What signing in asks of storage. Each write is one transaction with its audit events."""

    def account_named(self, username: str) -> Account | None: ...

    def session(self, token_hash: bytes) -> SignedIn | None:
        """The session of a token with its account and organisation, ended or not."""
        ...

    def start_session(self, session: Session, account: Account, events: tuple[AuditEvent, ...]) -> None:
        """Store a session, and the account as it now is."""
        ...

    def change_account(self, account: Account, events: tuple[AuditEvent, ...]) -> None:
        """Store an account as it now is; `events` alone when it is unchanged."""
        ...

    def note(self, event: AuditEvent) -> None:
        """Store an audit event by itself."""
        ...

    def touch(self, session: Identity, seen_at: datetime) -> None:
        """Note that a session was used."""
        ...

    def end_session(self, session: Identity, at: datetime, event: AuditEvent) -> None: ...


class Refused(StrEnum):
    """Why a sign-in was refused. A visitor is told of a lock only with the right password in hand."""

    WRONG = "wrong"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class SignInRules:
    """The numbers of signing in, from the settings."""

    attempts: int
    lock: timedelta
    idle: timedelta
    longest: timedelta


@dataclass(frozen=True, slots=True)
class SignIns:
    """The use cases of signing in, over a store of accounts.

    `now` gives the instant (UTC), `random_bytes` so many random bytes.
    """

    accounts: Accounts
    passwords: Passwords
    rules: SignInRules
    new_identity: Callable[[], Identity]
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    def sign_in(self, username: str, password: str) -> tuple[str, Session] | Refused:
        """Check a password and start a session.

        Returns:
            The session's token (43 characters) and the session, or why not.
        """
        now = self.now()
        name = username.strip().lower()
        # No account's name has a NUL, and not every database takes one in a question.
        account = self.accounts.account_named(name) if "\0" not in name else None
        right = self.passwords.verify(account.password_hash if account else None, password)
        if account is None:
            self.accounts.note(self._event(AuditAction.SIGN_IN_REFUSED, None, "unknown user name"))
            return Refused.WRONG
        if account.disabled_at is not None:
            self.accounts.note(self._event(AuditAction.SIGN_IN_REFUSED, account, "disabled"))
            return Refused.WRONG
        if account.locked_until is not None and now < account.locked_until:
            self.accounts.note(self._event(AuditAction.SIGN_IN_REFUSED, account, "locked"))
            return Refused.LOCKED if right else Refused.WRONG
        if not right:
            self._count_failure(account, now)
            return Refused.WRONG
        return self._start(account, password, now)

    def _count_failure(self, account: Account, now: datetime) -> None:
        failures = account.failed_attempts + 1
        events = [self._event(AuditAction.SIGN_IN_REFUSED, account, "wrong password")]
        locked_until = None
        if failures >= self.rules.attempts:
            locked_until, failures = now + self.rules.lock, 0
            events.append(self._event(AuditAction.ACCOUNT_LOCKED, account, None))
        changed = replace(account, failed_attempts=failures, locked_until=locked_until)
        self.accounts.change_account(changed, tuple(events))

    def refused_by_host(self, account: Account) -> Refused | None:
        """Whether a host may not sign an account in: it is disabled, locked, or no clinician's.

        A refusal is noted.
        """
        now = self.now()
        if account.disabled_at is not None or account.role is not Role.CLINICIAN:
            why = "disabled" if account.disabled_at is not None else "no clinician"
            self.accounts.note(self._event(AuditAction.SIGN_IN_REFUSED, account, f"{why}, by a host"))
            return Refused.WRONG
        if account.locked_until is not None and now < account.locked_until:
            self.accounts.note(self._event(AuditAction.SIGN_IN_REFUSED, account, "locked, by a host"))
            return Refused.LOCKED
        return None

    def signed_in_by_host(self, account: Account, host: Identity) -> tuple[str, Session] | Refused:
        """Start a session of an account whose person a registered host has signed in (SMART App Launch).

        Wrong passwords counted so far stay counted: none was typed.

        Returns:
            The session's token (43 characters) and the session, or why not.
        """
        refusal = self.refused_by_host(account)
        if refusal is not None:
            return refusal
        token, session = self._session(account, self.now())
        event = self._event(AuditAction.SIGNED_IN, account, f"by host {shown(host)}")
        self.accounts.start_session(session, account, (replace(event, session=session.id),))
        return token, session

    def _session(self, account: Account, now: datetime) -> tuple[str, Session]:
        token = urlsafe_b64encode(self.random_bytes(32)).rstrip(b"=").decode()
        session = Session(
            self.new_identity(),
            account.id,
            account.organisation,
            token_hash(token),
            self.random_bytes(32),
            now,
            now,
            now + self.rules.longest,
        )
        return token, session

    def _start(self, account: Account, password: str, now: datetime) -> tuple[str, Session]:
        token, session = self._session(account, now)
        current = replace(account, failed_attempts=0, locked_until=None)
        if self.passwords.outdated(account.password_hash):
            current = replace(current, password_hash=self.passwords.hash(password))
        event = replace(self._event(AuditAction.SIGNED_IN, account, None), session=session.id)
        self.accounts.start_session(session, current, (event,))
        return token, session

    def signed_in(self, token: str) -> SignedIn | None:
        """The session of a token, if it is in force now; notes its use once a minute."""
        found = self.accounts.session(token_hash(token))
        now = self.now()
        if found is None or not self.in_force(found, now):
            return None
        if now - found.session.seen_at >= TOUCH_EVERY:
            self.accounts.touch(found.session.id, now)
        return found

    def lapsed(self, token: str) -> SignedIn | None:
        """The session of a token, if time alone ended it: it was left idle or grew too old, and its account stands."""
        found = self.accounts.session(token_hash(token))
        if found is None or found.session.ended_at is not None or found.account.disabled_at is not None:
            return None
        return None if self.in_force(found, self.now()) else found

    def in_force(self, found: SignedIn, now: datetime) -> bool:
        """Whether a session still holds: not ended, not idle too long, not too old, its account not disabled."""
        session = found.session
        return (
            session.ended_at is None
            and found.account.disabled_at is None
            and now < session.expires_at
            and now - session.seen_at < self.rules.idle
        )

    def sign_out(self, found: SignedIn) -> None:
        """End a session."""
        event = replace(self._event(AuditAction.SIGNED_OUT, found.account, None), session=found.session.id)
        self.accounts.end_session(found.session.id, self.now(), event)

    def note_refusal(self, found: SignedIn, detail: str) -> None:
        """Note that somebody signed in asked for what they may not have; `detail` names no person."""
        event = replace(self._event(AuditAction.ACCESS_REFUSED, found.account, detail), session=found.session.id)
        self.accounts.note(event)

    def change_password(self, found: SignedIn, current: str, wanted: str) -> str | None:
        """Give the person signed in a new password, if the current one is right.

        Returns:
            What is wrong, in words for the person; None when it was changed.
        """
        account = found.account
        if not self.passwords.verify(account.password_hash, current):
            return "The current password is not right. Type it again."
        fault = password_fault(wanted, (account.username, account.display_name))
        if fault is None:
            event = replace(self._event(AuditAction.ACCOUNT_CHANGED, account, "own password"), session=found.session.id)
            self.accounts.change_account(replace(account, password_hash=self.passwords.hash(wanted)), (event,))
        return fault

    def _event(self, action: AuditAction, account: Account | None, detail: str | None) -> AuditEvent:
        return AuditEvent(
            self.new_identity(),
            self.now(),
            account.organisation if account else INSTALLATION,
            account.id if account else None,
            account.role if account else None,
            None,
            action,
            detail=detail,
        )


def token_hash(token: str) -> bytes:
    """What is kept of a session's token: its SHA-256, 32 bytes."""
    return hashlib.sha256(token.encode()).digest()


def form_proof(form_key: bytes, purpose: str) -> str:
    """The proof, 43 characters, that a form was given out in the session with this key, for this purpose."""
    return urlsafe_b64encode(hmac.digest(form_key, purpose.encode(), "sha256")).rstrip(b"=").decode()


def form_proof_fits(form_key: bytes, purpose: str, proof: str) -> bool:
    """Whether a posted proof is the one given out, compared in constant time."""
    return hmac.compare_digest(form_proof(form_key, purpose).encode(), proof.encode())

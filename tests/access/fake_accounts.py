"""Accounts and sessions in memory: the port `Accounts`."""

from dataclasses import replace
from datetime import datetime

from app.access.audit import AuditEvent
from app.access.people import Account, Organisation
from app.access.sessions import Session, SignedIn
from app.identity import Identity


class FakeAccounts:
    """Accounts by user name, sessions by the hash of their token, and every event noted."""

    def __init__(self, organisation: Organisation, *accounts: Account) -> None:
        self._organisation = organisation
        self.accounts = {account.username: account for account in accounts}
        self.sessions: dict[bytes, Session] = {}
        self.events: list[AuditEvent] = []

    def account_named(self, username: str) -> Account | None:
        return self.accounts.get(username)

    def session(self, token_hash: bytes) -> SignedIn | None:
        session = self.sessions.get(token_hash)
        if session is None:
            return None
        (account,) = (each for each in self.accounts.values() if each.id == session.account)
        return SignedIn(session, account, self._organisation)

    def start_session(self, session: Session, account: Account, events: tuple[AuditEvent, ...]) -> None:
        self.sessions[session.token_hash] = session
        self.change_account(account, events)

    def change_account(self, account: Account, events: tuple[AuditEvent, ...]) -> None:
        self.accounts[account.username] = account
        self.events += events

    def note(self, event: AuditEvent) -> None:
        self.events.append(event)

    def touch(self, session: Identity, seen_at: datetime) -> None:
        self._change(session, seen_at=seen_at)

    def end_session(self, session: Identity, at: datetime, event: AuditEvent) -> None:
        self._change(session, ended_at=at)
        self.events.append(event)

    def _change(self, session: Identity, **changes: datetime) -> None:
        for token_hash, each in self.sessions.items():
            if each.id == session:
                self.sessions[token_hash] = replace(each, **changes)  # type: ignore[arg-type]

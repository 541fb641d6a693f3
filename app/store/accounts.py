"""Organisations, accounts and sessions: what signing in and administration ask of storage."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from app.access.audit import AuditEvent
from app.access.people import Account, Organisation, Role
from app.access.sessions import Session, SignedIn
from app.administration.ports import ChainReport
from app.clinical.professional import CareProfessional
from app.errors import Conflict, NotFound
from app.identity import Identity
from app.store import tables
from app.store.account_ties import AccountTies
from app.store.audit_verification import Verification
from app.store.clinics import Clinics
from app.store.column_types import Instant
from app.store.database import OUT_OF_DATE, Busy, Database
from app.store.prepared import Row, Step
from app.store.writing import Writes

_ACCOUNT = len(tables.account.columns)
_SESSION = len(tables.session.columns)


class AccountStatements:
    """The prepared statements of organisations, accounts and sessions, and their rows."""

    def __init__(self, database: Database) -> None:
        account, session, organisation = tables.account, tables.session, tables.organisation
        mine = account.c.organisation == bindparam("organisation")
        self.named = database.query(select(account).where(account.c.username == bindparam("username")), "username")
        self.all = database.query(select(account).where(mine).order_by(account.c.username), "organisation")
        self.one = database.query(
            select(account).where(mine, account.c.id == bindparam("account")), "organisation", "account"
        )
        self.signed_in = database.query(
            select(session, account, organisation)
            .join(account, (account.c.organisation == session.c.organisation) & (account.c.id == session.c.account))
            .join(organisation, organisation.c.id == session.c.organisation)
            .where(session.c.token_hash == bindparam("token_hash")),
            "token_hash",
        )
        self.organisation = database.query(
            select(organisation).where(organisation.c.ods_code == bindparam("ods_code")), "ods_code"
        )
        self.organisations = database.query(select(organisation).order_by(organisation.c.ods_code))
        self.ties = AccountTies(database)
        self._insert = database.insert(account)
        self._insert_session = database.insert(session)
        self.one_organisation = database.query(
            select(organisation).where(organisation.c.id == bindparam("organisation")), "organisation"
        )
        self._insert_organisation = database.insert(organisation)
        # The care professional changes by an act of its own: whoever signs in meanwhile must not undo it.
        kept = ("id", "organisation", "professional")
        changing = [column.name for column in account.columns if column.name not in kept]
        self._change = database.change(
            update(account)
            .where(account.c.organisation == bindparam("of_organisation"), account.c.id == bindparam("of_account"))
            .values({name: bindparam(f"new_{name}") for name in changing})
            .returning(account.c.id),
            "of_account",
            "of_organisation",
            *(f"new_{name}" for name in changing),
            required=True,
        )
        self.touch = database.change(
            update(session).where(session.c.id == bindparam("key")).values(seen_at=bindparam("at")), "key", "at"
        )
        running = session.c.ended_at.is_(None)
        ended = {"ended_at": bindparam("at", type_=Instant())}
        self.end = database.change(
            update(session).where(session.c.id == bindparam("key"), running).values(ended), "key", "at"
        )
        self.end_all = database.change(
            update(session).where(session.c.account == bindparam("key"), running).values(ended), "key", "at"
        )
        # What a session may hand back to the host that opened it goes with the session.
        launched = tables.launched_session
        of_account = select(session.c.id).where(session.c.account == bindparam("key"))
        self.let_go = database.change(delete(launched).where(launched.c.session == bindparam("key")), "key")
        self.let_go_all = database.change(delete(launched).where(launched.c.session.in_(of_account)), "key")

    def organisation_steps(self, organisation: Organisation) -> list[Step]:
        """The row of an organisation."""
        return [self._insert_organisation.of([[organisation.id, organisation.ods_code, organisation.name]])]

    def account_steps(self, account: Account) -> list[Step]:
        """The row of a new account."""
        return [self._insert.of([_account_values(account)])]

    def change_steps(self, account: Account) -> list[Step]:
        """The account as it now is, but for its care professional."""
        identity, organisation, username, display_name, role, _, *rest = _account_values(account)
        return [self._change.of(identity, organisation, username, display_name, role, *rest)]

    def session_steps(self, session: Session) -> list[Step]:
        """The row of a new session."""
        row = [
            *(session.id, session.account, session.organisation, session.token_hash, session.form_key),
            *(session.started_at, session.seen_at, session.expires_at, session.ended_at),
        ]
        return [self._insert_session.of([row])]


class StoredAccounts:
    """The accounts of the installation; each write is one transaction with its audit events."""

    def __init__(
        self,
        database: Database,
        statements: AccountStatements,
        clinics: Clinics,
        verification: Verification,
        write: Callable[[Writes], None],
    ) -> None:
        self._database = database
        self._statements = statements
        self._clinics = clinics
        self._verification = verification
        self._write = write

    def account_named(self, username: str) -> Account | None:
        """The account with a user name, whatever its organisation."""
        row = self._database.first(self._statements.named, username)
        return None if row is None else _account(row)

    def accounts(self, organisation: Identity) -> tuple[Account, ...]:
        """By user name."""
        return tuple(_account(row) for row in self._database.all(self._statements.all, organisation))

    def account(self, organisation: Identity, account: Identity) -> Account:
        """Raises NotFound when it is another organisation's or none."""
        row = self._database.first(self._statements.one, organisation, account)
        if row is None:
            raise NotFound("There is no such account in the organisation.")
        return _account(row)

    def professionals(self, organisation: Identity) -> tuple[CareProfessional, ...]:
        """By name."""
        with self._database.snapshot() as snapshot:
            return self._clinics.professionals(snapshot, organisation)

    def add_account(self, account: Account, event: AuditEvent, new: CareProfessional | None = None) -> None:
        """Write an account, and with it its care professional when that is a new one.

        Raises:
            Conflict: the user name is taken, another account has the care professional, or their staff identifier
                is somebody else's.
        """
        try:
            self._write_tied(account, account.professional, self._statements.account_steps(account), event, new)
        except Busy:
            raise
        except Conflict:
            if self.account_named(account.username) is None:
                raise
            raise Conflict("This user name is taken. Choose another.") from None

    def tie_account(
        self, account: Account, professional: Identity, event: AuditEvent, new: CareProfessional | None = None
    ) -> None:
        """Tie an account, as it was read, to a care professional, who is written with it when new.

        Raises:
            Conflict: the account was tied meanwhile, another account has the care professional, or their staff
                identifier is somebody else's.
        """
        self._write_tied(account, professional, self._statements.ties.tie_steps(account, professional), event, new)

    def _write_tied(
        self,
        account: Account,
        professional: Identity | None,
        steps: list[Step],
        event: AuditEvent,
        new: CareProfessional | None,
    ) -> None:
        if new is not None:
            steps = [*self._clinics.professional_steps(new), *steps]
        elif professional is not None:
            steps = self._statements.ties.alone_steps(account.organisation, professional, steps)
        try:
            self._write(Writes(steps, (event,)))
        except NotFound:
            raise Conflict(OUT_OF_DATE) from None

    def correct_professional(self, professional: CareProfessional, event: AuditEvent) -> bool:
        """Store a care professional with other details.

        Returns:
            False, and nothing is written, when the profession would change and visits are recorded under it.
        """
        try:
            self._write(Writes(self._statements.ties.correction_steps(professional), (event,)))
        except NotFound:
            return False
        return True

    def change_account(self, account: Account, events: tuple[AuditEvent, ...]) -> None:
        """Store an account as it now is, but for its care professional. Raises NotFound when there is none."""
        self._write(Writes(self._statements.change_steps(account), events))

    def session(self, token_hash: bytes) -> SignedIn | None:
        """The session of a token with its account and organisation, ended or not."""
        row = self._database.first(self._statements.signed_in, token_hash)
        if row is None:
            return None
        account, organisation = row[_SESSION : _SESSION + _ACCOUNT], row[_SESSION + _ACCOUNT :]
        return SignedIn(Session(*row[:_SESSION]), _account(account), Organisation(*organisation))

    def start_session(self, session: Session, account: Account, events: tuple[AuditEvent, ...]) -> None:
        """Store a session, and the account as it now is, but for its care professional."""
        steps = [*self._statements.change_steps(account), *self._statements.session_steps(session)]
        self._write(Writes(steps, events))

    def touch(self, session: Identity, seen_at: datetime) -> None:
        """Note that a session was used."""
        self._write(Writes([self._statements.touch.of(session, seen_at)]))

    def end_session(self, session: Identity, at: datetime, event: AuditEvent) -> None:
        """End a session; one that has ended keeps its end."""
        steps = [self._statements.end.of(session, at), self._statements.let_go.of(session)]
        self._write(Writes(steps, (event,)))

    def end_sessions_of(self, account: Identity, at: datetime) -> None:
        """End every session of an account."""
        self._write(Writes([self._statements.end_all.of(account, at), self._statements.let_go_all.of(account)]))

    def note(self, event: AuditEvent) -> None:
        """Store an audit event by itself."""
        self._write(Writes([], (event,)))

    def organisation(self, ods_code: str) -> Organisation | None:
        """The organisation with an ODS code."""
        row = self._database.first(self._statements.organisation, ods_code)
        return None if row is None else Organisation(*row)

    def organisations(self) -> tuple[Organisation, ...]:
        """Every organisation, by its ODS code."""
        return tuple(Organisation(*row) for row in self._database.all(self._statements.organisations))

    def add_organisation(self, organisation: Organisation, event: AuditEvent) -> None:
        """Raises Conflict when the ODS code is there already."""
        self._write(Writes(self._statements.organisation_steps(organisation), (event,)))

    def verify_audit(self) -> ChainReport:
        """Recompute every chain and the chain of heads."""
        return self._verification.report()


def _account_values(account: Account) -> list[object]:
    return [
        *(account.id, account.organisation, account.username, account.display_name, account.role),
        *(account.professional, account.password_hash, account.failed_attempts),
        *(account.locked_until, account.disabled_at),
    ]


def _account(row: Row) -> Account:
    identity, organisation, username, display_name, role, *rest = row
    return Account(identity, organisation, username, display_name, Role(role), *rest)

"""Providers' systems, their access tokens and the assertions they have used.

A client is insert-only: its highest version holds, and a token is found only while that is the version it was given to.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Exists, FromClause, bindparam, delete, exists, not_, select

from app.access.audit import AuditEvent
from app.access.clients import (
    AccessToken,
    AdmittedSystem,
    PublishedKeySet,
    Replayed,
    StoredKeySet,
    SystemClient,
    UsedAssertion,
)
from app.access.people import Organisation
from app.access.scopes import scopes_in, scopes_text
from app.errors import Conflict
from app.identity import Identity
from app.store import tables
from app.store.column_types import IDENTITY
from app.store.database import Busy, Database
from app.store.prepared import Row, Step
from app.store.writing import Writes

_TOKEN = len(tables.access_token.columns)
_CLIENT = len(tables.system_client.columns)
REPLAYED = "This assertion was used before. Sign a new one, with a jti of its own."


class ClientStatements:
    """The prepared statements of clients, tokens and used assertions, and their rows."""

    def __init__(self, database: Database) -> None:
        client, token, used = tables.system_client, tables.access_token, tables.client_assertion_used
        organisation = tables.organisation
        self.one = database.query(
            select(client).where(client.c.id == bindparam("client", type_=IDENTITY), not_(_later_than(client))),
            "client",
        )
        self.all = database.query(
            select(organisation, client)
            .join(client, client.c.organisation == organisation.c.id)
            .where(not_(_later_than(client)))
            .order_by(organisation.c.ods_code, client.c.name, client.c.id)
        )
        self.admitted = database.query(
            select(token, client, organisation)
            .join(client, (client.c.id == token.c.client) & (client.c.version == token.c.client_version))
            .join(organisation, organisation.c.id == client.c.organisation)
            .where(token.c.token_hash == bindparam("token_hash"), not_(_later_than(client))),
            "token_hash",
        )
        self.used = database.query(
            select(used.c.expires_at).where(
                used.c.client == bindparam("client", type_=IDENTITY), used.c.jti_hash == bindparam("jti_hash")
            ),
            "client",
            "jti_hash",
        )
        self._insert = database.insert(client)
        self._insert_token = database.insert(token)
        self._insert_used = database.insert(used)
        self._drop = [
            database.change(delete(table).where(table.c.expires_at < bindparam("before")), "before")
            for table in (token, used)
        ]

    def client_steps(self, client: SystemClient) -> list[Step]:
        """The row of one version of a client."""
        stored = client.keys.text if isinstance(client.keys, StoredKeySet) else None
        published = client.keys.url if isinstance(client.keys, PublishedKeySet) else None
        row: list[object] = [
            *(client.id, client.version, client.organisation, client.name, stored, published),
            *(scopes_text(client.scopes), client.added_at, client.disabled_at),
        ]
        return [self._insert.of([row])]

    def token_steps(self, token: AccessToken) -> list[Step]:
        """The row of a token."""
        row: list[object] = [
            *(token.id, token.client, token.client_version, token.token_hash),
            *(scopes_text(token.scopes), token.issued_at, token.expires_at),
        ]
        return [self._insert_token.of([row])]

    def used_steps(self, assertion: UsedAssertion) -> list[Step]:
        """The row of an assertion that is used herewith; its key is taken when it was used before."""
        return [self._insert_used.of([[assertion.client, assertion.jti_hash, assertion.expires_at]])]

    def drop_steps(self, expired_before: datetime) -> list[Step]:
        """Remove the tokens and assertions that expired before an instant."""
        return [change.of(expired_before) for change in self._drop]


class StoredClients:
    """The clients of the installation and their tokens; each write is one transaction with its audit event."""

    def __init__(self, database: Database, statements: ClientStatements, write: Callable[[Writes], None]) -> None:
        self._database = database
        self._statements = statements
        self._write = write

    def client(self, client: Identity) -> SystemClient | None:
        """The version of a client that holds, disabled or not."""
        row = self._database.first(self._statements.one, client)
        return None if row is None else _client(row)

    def clients(self) -> tuple[tuple[Organisation, SystemClient], ...]:
        """Every client with its organisation, by the organisation's ODS code and the client's name."""
        places = len(tables.organisation.columns)
        rows = self._database.all(self._statements.all)
        return tuple((Organisation(*row[:places]), _client(row[places:])) for row in rows)

    def put_client(self, client: SystemClient, event: AuditEvent) -> None:
        """Write a client, or one more version of it.

        Raises:
            Conflict: the version is there already: somebody changed the client meanwhile; nothing was written.
        """
        self._write(Writes(self._statements.client_steps(client), (event,)))

    def issue(self, token: AccessToken, assertion: UsedAssertion, expired_before: datetime, event: AuditEvent) -> None:
        """Store a token and that its assertion is used, and let go of tokens and assertions expired before an instant.

        Raises:
            Replayed: the client used an assertion with this `jti` before, in whatever process; nothing was written.
        """
        # The key is claimed first: whoever sends the same assertion waits here, and holds no row that others wait for.
        steps = [*self._statements.used_steps(assertion), *self._statements.token_steps(token)]
        try:
            self._write(Writes([*steps, *self._statements.drop_steps(expired_before)], (event,)))
        except Busy:
            raise
        except Conflict:
            if self._database.first(self._statements.used, assertion.client, assertion.jti_hash) is None:
                raise
            raise Replayed(REPLAYED) from None

    def admitted(self, token_hash: bytes) -> AdmittedSystem | None:
        """The token with its client and organisation, expired or not, if it was given to the version that holds."""
        row = self._database.first(self._statements.admitted, token_hash)
        if row is None:
            return None
        client, organisation = row[_TOKEN : _TOKEN + _CLIENT], row[_TOKEN + _CLIENT :]
        return AdmittedSystem(_token(row[:_TOKEN]), _client(client), Organisation(*organisation))

    def note(self, event: AuditEvent) -> None:
        """Store an audit event by itself."""
        self._write(Writes([], (event,)))


def _later_than(client: FromClause) -> Exists:
    later = tables.system_client.alias("later")
    return exists().where(later.c.id == client.c.id, later.c.version > client.c.version)


def _client(row: Row) -> SystemClient:
    identity, version, organisation, name, stored, published, scopes, added_at, disabled_at = row
    keys = PublishedKeySet(published) if stored is None else StoredKeySet(stored)
    return SystemClient(identity, version, organisation, name, keys, scopes_in(scopes), added_at, disabled_at)


def _token(row: Row) -> AccessToken:
    identity, client, version, token_hash, scopes, issued_at, expires_at = row
    return AccessToken(identity, client, version, token_hash, scopes_in(scopes), issued_at, expires_at)

"""Providers' systems that call the API: who they are, by which keys they are known, and the tokens they hold.

SMART Backend Services (SMART App Launch 2.2): a system is registered beforehand with its public keys, proves itself
with a signed assertion, and is given an access token for some minutes. Each belongs to one organisation. A change is a
new version of the client, and a token holds for the version it was given to: whatever changes, its tokens end.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.access.audit import AuditEvent
from app.access.people import Organisation, Principal, Role
from app.access.scopes import Interaction, Scopes, allowed
from app.errors import Conflict, NotPermitted
from app.identity import Identity, parse_identity, shown


@dataclass(frozen=True, slots=True)
class StoredKeySet:
    """A client's public keys as given: a JSON Web Key Set (RFC 7517, section 5), as text."""

    text: str


@dataclass(frozen=True, slots=True)
class PublishedKeySet:
    """The address at which a client publishes its JSON Web Key Set."""

    url: str


KeySource = StoredKeySet | PublishedKeySet


@dataclass(frozen=True, slots=True)
class SystemClient:
    """One version of a registered system, from 1; the last one holds."""

    id: Identity
    version: int
    organisation: Identity
    name: str
    keys: KeySource
    scopes: Scopes
    added_at: datetime
    disabled_at: datetime | None = None

    @property
    def client_id(self) -> str:
        """What it is called in OAuth: its identity as shown."""
        return shown(self.id)


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token given out; `token_hash` is the SHA-256 (32 bytes) of what the client holds."""

    id: Identity
    client: Identity
    client_version: int
    token_hash: bytes
    scopes: Scopes
    issued_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class UsedAssertion:
    """An assertion that was accepted: the SHA-256 (32 bytes) of its `jti`, and until when it could be sent again."""

    client: Identity
    jti_hash: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AdmittedSystem:
    """A system that called with a token in force."""

    token: AccessToken
    client: SystemClient
    organisation: Organisation

    @property
    def principal(self) -> Principal:
        """On whose behalf it acts: its own, in its organisation; the token is its session."""
        return Principal(self.client.id, self.organisation, self.client.name, Role.SYSTEM, None, self.token.id)

    def may(self, interaction: Interaction, resource_type: str) -> bool:
        """Whether the token's scopes allow an interaction with a type of resource."""
        return allowed(self.token.scopes, interaction, resource_type)

    def require(self, interaction: Interaction, resource_type: str) -> None:
        """Do nothing if it may, else refuse.

        Raises:
            NotPermitted: no scope of the token allows it.
        """
        if not self.may(interaction, resource_type):
            raise NotPermitted(
                f"The access token does not allow this. It takes the scope system/{resource_type}.{interaction.value}."
            )


class Replayed(Conflict):
    """The assertion was accepted before; nothing was written."""


class Clients(Protocol):
    """What tokens ask of storage. Each write is one transaction with its audit event."""

    def client(self, client: Identity) -> SystemClient | None:
        """The version of a client that holds, disabled or not."""
        ...

    def issue(self, token: AccessToken, assertion: UsedAssertion, expired_before: datetime, event: AuditEvent) -> None:
        """Store a token and that its assertion is used, and let go of tokens and assertions expired before an instant.

        Raises:
            Replayed: the client used an assertion with this `jti` before, in whatever process; nothing was written.
        """
        ...

    def admitted(self, token_hash: bytes) -> AdmittedSystem | None:
        """The token with its client and organisation, expired or not, if it was given to the version that holds."""
        ...

    def note(self, event: AuditEvent) -> None:
        """Store an audit event by itself."""
        ...


def client_identity(client_id: str) -> Identity | None:
    """The identity in a `client_id`, written exactly as it was given out; else None."""
    try:
        identity = parse_identity(client_id)
    except ValueError:
        return None
    return identity if shown(identity) == client_id else None

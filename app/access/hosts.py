"""Hosts: providers' own records that open the form with a child in context, and the launches that come from them.

SMART App Launch 2.2 (HL7), EHR launch: a host is registered beforehand by the base address of its FHIR API, which it
names when it launches. Each belongs to one organisation. A change is a new version of the host; a launch, and what may
be handed back after it, holds for the version it began with.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.access.audit import AuditAction, AuditEvent
from app.access.people import Organisation, Principal, Role
from app.identity import Identity, parse_identity, shown


@dataclass(frozen=True, slots=True)
class Host:
    """One version of a registered host, from 1; the last one holds.

    `issuer` is the base address of its FHIR API, without a slash at its end; `client_id` is what we are called there.
    `staff_system` is the system of the identifiers by which its Practitioners have the staff identifiers of ours, None
    when it uses none but those that everybody knows.
    """

    id: Identity
    version: int
    organisation: Identity
    name: str
    issuer: str
    client_id: str
    staff_system: str | None
    added_at: datetime
    disabled_at: datetime | None = None

    @property
    def host_id(self) -> str:
        """Its identity as shown."""
        return shown(self.id)

    def principal(self, organisation: Organisation, launch: Identity) -> Principal:
        """On whose behalf its resources are recorded: its own, in its organisation; the launch is its session."""
        return Principal(self.id, organisation, self.name, Role.SYSTEM, None, launch)


@dataclass(frozen=True, slots=True)
class PendingLaunch:
    """A launch that was sent to the host's authorisation and has not come back.

    `state_hash` and `browser_hash` are the SHA-256 (32 bytes) of its `state` and of what its browser holds; `sealed`
    is what only we may read of it.
    """

    state_hash: bytes
    browser_hash: bytes
    host: Identity
    host_version: int
    sealed: bytes
    started_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class BoundLaunch:
    """What a session that a host opened may hand back, and about whom.

    `patient`, `encounter` (None where the host named none) and `practitioner` are references at the host, such as
    `Patient/123`; `sealed_token` is the host's access token, which only we may read; it is of use until `expires_at`.
    """

    session: Identity
    organisation: Identity
    host: Identity
    host_version: int
    child: Identity
    patient: str
    encounter: str | None
    practitioner: str
    sealed_token: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class HandedBack:
    """That a host has taken a version of an encounter."""

    organisation: Identity
    encounter: Identity
    version: int
    host: Identity
    at: datetime


class Hosts(Protocol):
    """What launches ask of storage. Each write is one transaction with its audit event."""

    def host_at(self, issuer: str) -> tuple[Host, Organisation] | None:
        """The host with this issuer that is not disabled; of several, the one added first."""
        ...

    def begin(self, launch: PendingLaunch, expired_before: datetime) -> None:
        """Store a launch, and let go of launches, and of what may be handed back, that expired before an instant."""
        ...

    def pending(self, state_hash: bytes) -> tuple[PendingLaunch, Host, Organisation] | None:
        """A launch with its host, expired or not, if it began with the version that holds and is not disabled."""
        ...

    def come_back(self, state_hash: bytes) -> bool:
        """Let go of a launch that came back; False when somebody else was quicker: then nothing may be done of it."""
        ...

    def bind(self, launch: BoundLaunch, event: AuditEvent) -> None:
        """Store what a session may hand back."""
        ...

    def bound(self, session: Identity) -> tuple[BoundLaunch, Host] | None:
        """What a session may hand back, if its host still is as it was then and not disabled."""
        ...

    def handed_back(self, handed: HandedBack, event: AuditEvent) -> None:
        """Store that a host has taken a version of an encounter; once more changes nothing of it."""
        ...

    def was_handed_back(self, organisation: Identity, encounter: Identity, version: int, host: Identity) -> bool:
        """Whether a host has taken a version of an encounter."""
        ...

    def note(self, event: AuditEvent) -> None:
        """Store an audit event by itself."""
        ...


def host_event(host: Host, action: AuditAction, identity: Identity, at: datetime, detail: str) -> AuditEvent:
    """The event of what a host did, or was refused, before anybody was signed in."""
    return AuditEvent(identity, at, host.organisation, host.id, Role.SYSTEM, None, action, detail=detail)


def host_identity(host_id: str) -> Identity | None:
    """The identity in a host's id, written exactly as it was given out; else None."""
    try:
        identity = parse_identity(host_id)
    except ValueError:
        return None
    return identity if shown(identity) == host_id else None

"""Hosts, launches that come from them, what their sessions may hand back, and what was handed back.

A host is insert-only: its highest version holds, and a launch is found only while that is the version it began with.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Exists, FromClause, bindparam, delete, exists, not_, select

from app.access.audit import AuditEvent
from app.access.hosts import BoundLaunch, HandedBack, Host, PendingLaunch
from app.access.people import Organisation
from app.errors import NotFound
from app.identity import Identity
from app.store import tables
from app.store.column_types import IDENTITY
from app.store.database import Database
from app.store.prepared import Step
from app.store.writing import Writes

_HOST = len(tables.host_system.columns)
_LAUNCH = len(tables.host_launch.columns)
_BOUND = len(tables.launched_session.columns)
_ORGANISATION = len(tables.organisation.columns)


class HostStatements:
    """The prepared statements of hosts and launches, and their rows."""

    def __init__(self, database: Database) -> None:
        host, organisation = tables.host_system, tables.organisation
        launch, bound, handed = tables.host_launch, tables.launched_session, tables.handed_back
        enabled = host.c.disabled_at.is_(None), not_(_later_than(host))
        self.one = database.query(
            select(host).where(host.c.id == bindparam("host", type_=IDENTITY), not_(_later_than(host))), "host"
        )
        self.all = database.query(
            select(organisation, host)
            .join(host, host.c.organisation == organisation.c.id)
            .where(not_(_later_than(host)))
            .order_by(organisation.c.ods_code, host.c.name, host.c.id)
        )
        self.at = database.query(
            select(host, organisation)
            .join(organisation, organisation.c.id == host.c.organisation)
            .where(host.c.issuer == bindparam("issuer"), *enabled)
            .order_by(host.c.added_at, host.c.id),
            "issuer",
        )
        self.pending = database.query(
            select(launch, host, organisation)
            .join(host, (host.c.id == launch.c.host) & (host.c.version == launch.c.host_version))
            .join(organisation, organisation.c.id == host.c.organisation)
            .where(launch.c.state_hash == bindparam("state_hash"), *enabled),
            "state_hash",
        )
        self.bound = database.query(
            select(bound, host)
            .join(host, (host.c.id == bound.c.host) & (host.c.version == bound.c.host_version))
            .where(bound.c.session == bindparam("session", type_=IDENTITY), *enabled),
            "session",
        )
        self.handed = database.query(
            select(handed.c.at).where(*(handed.c[each] == bindparam(each, type_=IDENTITY) for each in _TAKEN)),
            *_TAKEN,
        )
        self.insert_host = database.insert(host)
        self.insert_launch = database.insert(launch)
        self.insert_bound = database.insert(bound)
        self.insert_handed = database.insert(handed, skip_existing=True)
        self.come_back = database.change(
            delete(launch).where(launch.c.state_hash == bindparam("state_hash")).returning(launch.c.host),
            "state_hash",
            required=True,
        )
        self._drop = [
            database.change(delete(table).where(table.c.expires_at < bindparam("before")), "before")
            for table in (launch, bound)
        ]

    def drop_steps(self, expired_before: datetime) -> list[Step]:
        """Remove the launches, and what sessions may hand back, that expired before an instant."""
        return [change.of(expired_before) for change in self._drop]


_TAKEN = ("organisation", "encounter", "version", "host")


class StoredHosts:
    """The hosts of the installation and their launches; each write is one transaction with its audit event."""

    def __init__(self, database: Database, statements: HostStatements, write: Callable[[Writes], None]) -> None:
        self._database = database
        self._statements = statements
        self._write = write

    def host(self, host: Identity) -> Host | None:
        """The version of a host that holds, disabled or not."""
        row = self._database.first(self._statements.one, host)
        return None if row is None else Host(*row)

    def hosts(self) -> tuple[tuple[Organisation, Host], ...]:
        """Every host with its organisation, by the organisation's ODS code and the host's name."""
        rows = self._database.all(self._statements.all)
        return tuple((Organisation(*row[:_ORGANISATION]), Host(*row[_ORGANISATION:])) for row in rows)

    def put_host(self, host: Host, event: AuditEvent) -> None:
        """Write a host, or one more version of it.

        Raises:
            Conflict: the version is there already: somebody changed the host meanwhile; nothing was written.
        """
        row: list[object] = [
            *(host.id, host.version, host.organisation, host.name, host.issuer, host.client_id, host.staff_system),
            *(host.added_at, host.disabled_at),
        ]
        self._write(Writes([self._statements.insert_host.of([row])], (event,)))

    def host_at(self, issuer: str) -> tuple[Host, Organisation] | None:
        """The host with this issuer that is not disabled; of several, the one added first."""
        row = self._database.first(self._statements.at, issuer)
        return None if row is None else (Host(*row[:_HOST]), Organisation(*row[_HOST:]))

    def begin(self, launch: PendingLaunch, expired_before: datetime) -> None:
        """Store a launch, and let go of launches, and of what may be handed back, that expired before an instant."""
        row: list[object] = [
            *(launch.state_hash, launch.browser_hash, launch.host, launch.host_version, launch.sealed),
            *(launch.started_at, launch.expires_at),
        ]
        self._write(Writes([self._statements.insert_launch.of([row]), *self._statements.drop_steps(expired_before)]))

    def pending(self, state_hash: bytes) -> tuple[PendingLaunch, Host, Organisation] | None:
        """A launch with its host, expired or not, if it began with the version that holds and is not disabled."""
        row = self._database.first(self._statements.pending, state_hash)
        if row is None:
            return None
        launch, host, organisation = row[:_LAUNCH], row[_LAUNCH : _LAUNCH + _HOST], row[_LAUNCH + _HOST :]
        return PendingLaunch(*launch), Host(*host), Organisation(*organisation)

    def come_back(self, state_hash: bytes) -> bool:
        """Let go of a launch that came back; False when somebody else was quicker: then nothing may be done of it."""
        try:
            self._write(Writes([self._statements.come_back.of(state_hash)]))
        except NotFound:
            return False
        return True

    def bind(self, launch: BoundLaunch, event: AuditEvent) -> None:
        """Store what a session may hand back."""
        row: list[object] = [
            *(launch.session, launch.organisation, launch.host, launch.host_version, launch.child),
            *(launch.patient, launch.encounter, launch.practitioner, launch.sealed_token, launch.expires_at),
        ]
        self._write(Writes([self._statements.insert_bound.of([row])], (event,)))

    def bound(self, session: Identity) -> tuple[BoundLaunch, Host] | None:
        """What a session may hand back, if its host still is as it was then and not disabled."""
        row = self._database.first(self._statements.bound, session)
        return None if row is None else (BoundLaunch(*row[:_BOUND]), Host(*row[_BOUND:]))

    def handed_back(self, handed: HandedBack, event: AuditEvent) -> None:
        """Store that a host has taken a version of an encounter; once more changes nothing of it."""
        row: list[object] = [handed.organisation, handed.encounter, handed.version, handed.host, handed.at]
        self._write(Writes([self._statements.insert_handed.of([row])], (event,)))

    def was_handed_back(self, organisation: Identity, encounter: Identity, version: int, host: Identity) -> bool:
        """Whether a host has taken a version of an encounter."""
        return self._database.first(self._statements.handed, organisation, encounter, version, host) is not None

    def note(self, event: AuditEvent) -> None:
        """Store an audit event by itself."""
        self._write(Writes([], (event,)))


def _later_than(host: FromClause) -> Exists:
    later = tables.host_system.alias("later")
    return exists().where(later.c.id == host.c.id, later.c.version > host.c.version)

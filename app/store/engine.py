"""Opening the store: a database, its prepared statements, its writers, and what the capabilities ask of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from types import TracebackType
from typing import Protocol

from sqlalchemy import URL, make_url, select
from sqlalchemy import text as sql_text
from sqlalchemy.exc import ArgumentError

from app.access.clients import Clients
from app.access.hosts import Hosts
from app.access.jobs import Jobs
from app.access.sessions import Accounts
from app.administration.ports import AccountRecords, ClientRecords, HostRecords, ReleaseRecords
from app.capture.ports import CaptureRecords
from app.csds.mended.amendments import Amendments
from app.csds.ports import SubmissionRecords
from app.csds.returned.reports import Reports
from app.csds.submissions import Submissions
from app.fhir.launch.ports import Staff
from app.fhir.ports import FhirRecords
from app.identity import Identity
from app.register.ports import RegisterRecords
from app.reports.conditions.condition import ReportConditions
from app.reports.ports import HistoryRecords
from app.store.accounts import StoredAccounts
from app.store.audit import AuditRows
from app.store.audit_verification import Verification
from app.store.chunk import Chunk
from app.store.clients import StoredClients
from app.store.csds_amendments import StoredAmendments
from app.store.csds_reports import StoredCsdsReports
from app.store.database import Database
from app.store.hosts import StoredHosts
from app.store.jobs import StoredJobs
from app.store.records import OrganisationRecords
from app.store.releases import StoredReleases
from app.store.report_conditions import StoredConditions
from app.store.reports import StoredReports
from app.store.reports_copied import StoredCopyings
from app.store.reports_provider import StoredProviderRecords
from app.store.submissions import StoredSubmissions
from app.store.units import Subjects
from app.store.writing import Trail, Writes


class Writer(Protocol):
    """Who writes units: a thread on SQLite, a pool of connections on PostgreSQL."""

    def write(self, writes: Writes) -> None: ...
    def close(self) -> None: ...


class Store:
    """An open database. Use it as a context manager, or close it: its writer's thread ends with `close` alone."""

    def __init__(self, database: Database, subjects: Subjects, trail: Trail, writer: Writer) -> None:
        self._database = database
        self._subjects = subjects
        self._trail = trail
        self._writer = writer
        self._alive = database.query(select(sql_text("1")))
        verification = Verification(database, trail.key)
        self.accounts = StoredAccounts(database, subjects.accounts, subjects.clinics, verification, writer.write)
        self.releases = StoredReleases(database, subjects.releases, subjects.touched, writer.write)
        self.clients = StoredClients(database, subjects.clients, writer.write)
        self.hosts = StoredHosts(database, subjects.hosts, writer.write)
        self.jobs = StoredJobs(database, subjects.jobs, writer.write)
        self.submissions = StoredSubmissions(database, subjects.submissions, writer.write)
        self.csds_amendments = StoredAmendments(database, subjects.csds_amendments)
        self.csds_reports = StoredCsdsReports(database, subjects.csds_reports, writer.write)
        self.reports = StoredReports(database, subjects.reports, writer.write)
        self.report_conditions = StoredConditions(database, subjects.report_conditions, writer.write)
        self.copyings = StoredCopyings(writer.write)
        self.provider_records = StoredProviderRecords(database, subjects.timings, self.submissions, self.csds_reports)

    @contextmanager
    def records(self, organisation: Identity) -> Iterator[OrganisationRecords]:
        """An organisation's records as of one moment, until the end of the block."""
        with self._database.snapshot() as snapshot:
            yield OrganisationRecords(organisation, self._subjects, snapshot, self._writer.write)

    @contextmanager
    def chunk(self) -> Iterator[Chunk]:
        """Many units in one transaction, committed at the end of the block, or undone when it raises."""
        chunk = Chunk(self._database, self._subjects, self._trail)
        try:
            yield chunk
            chunk.flush()
        except BaseException:
            chunk.discard()
            raise
        finally:
            chunk.close()

    def alive(self) -> bool:
        """Whether the database answers."""
        try:
            return len(self._database.all(self._alive)) == 1
        except Exception:  # whatever keeps it from answering, it does not
            return False

    def close(self) -> None:
        """Write what is queued, record how far the audit chains have come, and close every connection."""
        self._writer.close()
        self._database.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_store(
    database_url: str,
    *,
    audit_key: bytes,
    new_identity: Callable[[], Identity],
    now: Callable[[], datetime],
    connections: int = 8,
) -> Store:
    """Open a database that `upgrade` has brought up to date.

    Args:
        database_url: sqlite:///PATH or postgresql+psycopg://USER:PASSWORD@HOST/NAME.
        audit_key: the key of the audit chains, 32 bytes.
        new_identity: names each writer of the audit trail.
        now: the instant (aware, UTC) of each head of an audit chain.
        connections: how many connections the process keeps, readers and writers together; at least one of each.

    Raises:
        ValueError: the address is of another form or kind.
    """
    try:
        url = make_url(database_url)
    except ArgumentError:
        raise ValueError(_ADDRESS) from None
    backend = _BACKENDS.get(url.get_backend_name())
    if backend is None:
        raise ValueError(_ADDRESS)
    return backend(url, connections, lambda database: _trail(database, audit_key, new_identity, now))


def _trail(database: Database, key: bytes, new_identity: Callable[[], Identity], now: Callable[[], datetime]) -> Trail:
    return Trail(AuditRows(database, key, now), key, new_identity)


def _open_sqlite(url: URL, connections: int, trail_of: Callable[[Database], Trail]) -> Store:
    from app.store.sqlite_database import SqliteDatabase
    from app.store.sqlite_writer import SqliteWriter

    database = SqliteDatabase(url, max(1, connections - 1))
    trail = trail_of(database)
    return Store(database, Subjects(database), trail, SqliteWriter(database, trail))


def _open_postgresql(url: URL, connections: int, trail_of: Callable[[Database], Trail]) -> Store:
    # Loaded when it is used: a record in a file needs no PostgreSQL client.
    from app.store.postgresql_database import PostgresqlDatabase
    from app.store.postgresql_writer import PostgresqlWriters

    writers = max(1, connections // 2)
    database = PostgresqlDatabase(url, max(1, connections - writers))
    trail = trail_of(database)
    return Store(database, Subjects(database), trail, PostgresqlWriters(database, trail, writers))


_BACKENDS: dict[str, Callable[[URL, int, Callable[[Database], Trail]], Store]] = {
    "sqlite": _open_sqlite,
    "postgresql": _open_postgresql,
}
_ADDRESS = (
    "The address of the record is of no known form. "
    "Write sqlite:///PATH or postgresql+psycopg://USER:PASSWORD@HOST/NAME."
)


def _satisfies(records: OrganisationRecords, accounts: StoredAccounts, store: Store) -> None:
    """For the type checker: what is stored is what the ports ask for."""
    _capture: CaptureRecords = records
    _register: RegisterRecords = records
    _fhir: FhirRecords = records
    _submission: SubmissionRecords = records
    _histories: HistoryRecords = records
    _sign_in: Accounts = accounts
    _administration: AccountRecords = accounts
    _staff: Staff = accounts
    _terminology: ReleaseRecords = store.releases
    _tokens: Clients = store.clients
    _systems: ClientRecords = store.clients
    _launches: Hosts = store.hosts
    _hosts: HostRecords = store.hosts
    _jobs: Jobs = store.jobs
    _submitted: Submissions = store.submissions
    _mended: Amendments = store.csds_amendments
    _returned: Reports = store.csds_reports
    _conditions: ReportConditions = store.report_conditions

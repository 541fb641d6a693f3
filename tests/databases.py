"""Databases to test on: a SQLite file and a throw-away PostgreSQL, each migrated once and copied for each test."""

import getpass
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from app.identity import Identities
from app.store.engine import Store, open_store
from app.store.upgrade import upgrade

AUDIT_KEY = b"a key for the audit chain alone!"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

new_identity = Identities(lambda: datetime.now(UTC), secrets.randbelow)
"""Identities for a whole test run: one source, so that none is drawn twice."""


@dataclass(slots=True)
class Clock:
    """A clock that stands still until it is moved."""

    at: datetime = field(default=START)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, step: timedelta) -> None:
        self.at += step


def opened(database_url: str, now: Callable[[], datetime] = Clock(), connections: int = 8) -> Store:  # noqa: B008
    """A store on a migrated database, with the tests' key and identities; to be closed by who opens it."""
    return open_store(database_url, audit_key=AUDIT_KEY, new_identity=new_identity, now=now, connections=connections)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running PostgreSQL, reached by a socket in `folder` alone, with a migrated database to copy."""

    folder: Path
    user: str

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{self.user}@/{database}?host={self.folder}"

    def run(self, statement: str) -> None:
        with psycopg.connect(host=str(self.folder), user=self.user, dbname="postgres", autocommit=True) as connection:
            connection.execute(statement.encode())


def _binary(name: str) -> str:
    on_path = shutil.which(name)
    if on_path:
        return on_path
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    if not found:
        pytest.fail(f"PostgreSQL's {name} is not on this machine. Install it: apt-get install postgresql")
    return str(found[-1])


def _owner() -> str | None:
    """The user a server runs as: PostgreSQL refuses root; anybody else runs it as themselves."""
    if os.geteuid() != 0:
        return None
    known = Path("/etc/passwd").read_text(encoding="utf-8")
    return "postgres" if "\npostgres:" in known else "nobody"


def _run(owner: str | None, *command: str) -> None:
    done = subprocess.run(command, user=owner, cwd="/", capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"{Path(command[0]).name} failed: {done.stderr or done.stdout}")


@pytest.fixture(scope="session")
def postgresql_cluster() -> Iterator[Cluster]:
    """A cluster of this test process, gone when it ends."""
    owner = _owner()
    # Not pytest's folder: a socket's path must be short, and the server's user must get there.
    folder = Path(tempfile.mkdtemp(prefix="everyneed-pg-"))
    if owner:
        shutil.chown(folder, owner)
    data, log = str(folder / "data"), str(folder / "log")
    settings = (
        f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c max_connections=100"
        " -c fsync=off -c full_page_writes=off -c shared_buffers=64MB -c max_wal_size=4GB -c jit=off"
    )
    try:
        # Synced writing is for the store's users; here the cluster is thrown away.
        _run(owner, _binary("initdb"), "-D", data, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        _run(owner, _binary("pg_ctl"), "-D", data, "-l", log, "-o", settings, "-w", "start")
        try:
            cluster = Cluster(folder, owner or getpass.getuser())
            cluster.run("CREATE DATABASE migrated")
            upgrade(cluster.url("migrated"))
            yield cluster
        finally:
            _run(owner, _binary("pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, to copy."""
    path = tmp_path_factory.mktemp("migrated") / "everyneed.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """The address of a SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'new' / 'everyneed.db'}"


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_sqlite: Path) -> str:
    """A migrated SQLite database of this test's own."""
    path = tmp_path / "everyneed.db"
    shutil.copyfile(migrated_sqlite, path)
    return f"sqlite:///{path}"


def _fresh(cluster: Cluster, template: str) -> Iterator[str]:
    name = f"test_{secrets.token_hex(6)}"
    cluster.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    yield cluster.url(name)
    cluster.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_postgresql_url(postgresql_cluster: Cluster) -> Iterator[str]:
    """An empty PostgreSQL database of this test's own."""
    yield from _fresh(postgresql_cluster, "template1")


@pytest.fixture
def postgresql_url(postgresql_cluster: Cluster) -> Iterator[str]:
    """A migrated PostgreSQL database of this test's own."""
    yield from _fresh(postgresql_cluster, "migrated")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of this test's own, on SQLite and then on PostgreSQL."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """A database before any migration, on SQLite and then on PostgreSQL."""
    url: str = request.getfixturevalue(f"empty_{request.param}_url")
    return url


@pytest.fixture
def clock() -> Clock:
    """The clock of the store under test."""
    return Clock()


@pytest.fixture
def store(database_url: str, clock: Clock) -> Iterator[Store]:
    """An open store on a migrated database of this test's own, on both databases."""
    with opened(database_url, clock) as store:
        yield store

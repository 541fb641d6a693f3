"""Throw-away databases that are as durable as real ones: SQLite files, and a PostgreSQL of the run's own.

Unlike the tests' databases these sync every commit, since the price of a save is what is measured.
"""

import getpass
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psycopg

from app.store.upgrade import upgrade

Prepare = Callable[[str], None]


class Databases(Protocol):
    """Databases of one kind: a prepared template, and copies of it."""

    kind: str
    folder: Path
    """Where the database keeps its files, for the disk probe."""

    def copy(self, name: str) -> str:
        """A fresh copy of the template; gives its address."""
        ...

    def drop(self, name: str) -> None: ...


@dataclass(slots=True)
class SqliteDatabases:
    """Copies of one file."""

    folder: Path
    kind: str = "SQLite"

    @property
    def template_url(self) -> str:
        return f"sqlite:///{self.folder / 'template.db'}"

    def copy(self, name: str) -> str:
        shutil.copyfile(self.folder / "template.db", self.folder / f"{name}.db")
        return f"sqlite:///{self.folder / name}.db"

    def drop(self, name: str) -> None:
        for path in self.folder.glob(f"{name}.db*"):
            path.unlink()


@dataclass(slots=True)
class PostgresqlDatabases:
    """Databases of a cluster that listens on a socket in `folder` alone; `owner` is the user it runs as."""

    folder: Path
    user: str
    kind: str = "PostgreSQL"

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://{self.user}@/{name}?host={self.folder}"

    @property
    def template_url(self) -> str:
        return self.url("template_of_run")

    def copy(self, name: str) -> str:
        self.run(f"CREATE DATABASE {name} TEMPLATE template_of_run")
        return self.url(name)

    def drop(self, name: str) -> None:
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def run(self, statement: str) -> None:
        with psycopg.connect(host=str(self.folder), user=self.user, dbname="postgres", autocommit=True) as connection:
            connection.execute(statement.encode())

    def settle(self) -> None:
        """Do for the template what autovacuum does for a database in use: tell the planner what is in it."""
        with psycopg.connect(
            host=str(self.folder), user=self.user, dbname="template_of_run", autocommit=True
        ) as connection:
            connection.execute("VACUUM (ANALYZE)")
            connection.execute("CHECKPOINT")

    def server_processes(self) -> list[int]:
        """The server's process and those it started."""
        first = int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        return [first, *(int(child) for child in children)]


@contextmanager
def sqlite_databases(prepare: Prepare) -> Iterator[SqliteDatabases]:
    """SQLite, with a template that `prepare` fills; gone at the end."""
    with tempfile.TemporaryDirectory(prefix="everyneed-bench-") as folder:
        databases = SqliteDatabases(Path(folder))
        upgrade(databases.template_url)
        prepare(databases.template_url)
        yield databases


@contextmanager
def postgresql_databases(prepare: Prepare) -> Iterator[PostgresqlDatabases]:
    """PostgreSQL with its own settings for durability, with a template that `prepare` fills; gone at the end."""
    owner = _owner()
    folder = Path(tempfile.mkdtemp(prefix="everyneed-pg-"))
    if owner:
        shutil.chown(folder, owner)
    data = str(folder / "data")
    settings = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c shared_buffers=256MB"
    try:
        _run(owner, _binary("initdb"), "-D", data, "-A", "trust", "-E", "UTF8", "--locale=C")
        _run(owner, _binary("pg_ctl"), "-D", data, "-l", str(folder / "log"), "-o", settings, "-w", "start")
        try:
            databases = PostgresqlDatabases(folder, owner or getpass.getuser())
            databases.run("CREATE DATABASE template_of_run")
            upgrade(databases.template_url)
            prepare(databases.template_url)
            databases.settle()
            yield databases
        finally:
            _run(owner, _binary("pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binary(name: str) -> str:
    on_path = shutil.which(name)
    if on_path:
        return on_path
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    if not found:
        raise SystemExit(f"PostgreSQL's {name} is not on this machine. Install it: apt-get install postgresql")
    return str(found[-1])


def _owner() -> str | None:
    """The user the server runs as: PostgreSQL refuses root; anybody else runs it as themselves."""
    if os.geteuid() != 0:
        return None
    known = Path("/etc/passwd").read_text(encoding="utf-8")
    return "postgres" if "\npostgres:" in known else "nobody"


def _run(owner: str | None, *command: str) -> None:
    done = subprocess.run(command, user=owner, cwd="/", capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{Path(command[0]).name} failed: {done.stderr or done.stdout}")

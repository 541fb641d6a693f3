"""Bringing a database to the tables of a revision, by the migrations that stand beside the program."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.pool import NullPool

ROOT = Path(__file__).resolve().parents[2]


def upgrade(database_url: str, revision: str = "head") -> None:
    """Bring a database up to a revision; makes the folder of a SQLite file that is not there.

    Raises:
        FileNotFoundError: the migrations are not beside the program.
    """
    _make_folder(database_url)
    command.upgrade(_config(database_url), revision)


def downgrade(database_url: str, revision: str) -> None:
    """Take a database back to a revision; `base` is before the first. What only newer tables hold is lost."""
    command.downgrade(_config(database_url), revision)


def current_revision(database_url: str) -> str | None:
    """The revision a database is at; None before the first, and for a SQLite file that is not there."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return None
    with _connected(database_url) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head_revision() -> str:
    """The revision the program works with."""
    head = ScriptDirectory.from_config(_config(None)).get_current_head()
    if head is None:
        raise FileNotFoundError(f"There are no migrations in {ROOT / 'migrations'}.")
    return head


def _config(database_url: str | None) -> Config:
    configuration = ROOT / "alembic.ini"
    if not configuration.exists():
        raise FileNotFoundError(f"The migrations are not beside the program: there is no {configuration}.")
    config = Config(configuration)
    if database_url is not None:
        # A percent sign would begin an interpolation.
        config.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))
    return config


def _make_folder(database_url: str) -> None:
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)


@contextmanager
def _connected(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url, poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
    engine.dispose()

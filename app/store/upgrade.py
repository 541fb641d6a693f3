"""Bringing a database to the tables of a revision, by the migrations that stand beside the program."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, make_url
from sqlalchemy.pool import NullPool

ROOT = Path(__file__).resolve().parents[2]


def upgrade(database_url: str, revision: str = "head") -> None:
    """Bring a database up to a revision; makes the folder of a SQLite file that is not there.

    Raises:
        FileNotFoundError: the migrations are not beside the program.
    """
    _make_folder(database_url)
    command.upgrade(_config(database_url), revision)
    if _on_sqlite(database_url):
        _tell_planner(database_url)


def downgrade(database_url: str, revision: str) -> None:
    """Take a database back to a revision; `base` is before the first. What only newer tables hold is lost."""
    command.downgrade(_config(database_url), revision)


def current_revision(database_url: str) -> str | None:
    """The revision a database is at; None before the first, and for a SQLite file that is not there."""
    if _on_sqlite(database_url) and not Path(make_url(database_url).database or "").exists():
        return None
    with _connected(database_url) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def holds_records(database_url: str) -> bool:
    """Whether an organisation stands in the database, and with it all that was kept under its secret."""
    if current_revision(database_url) is None:
        return False
    with _connected(database_url) as connection:
        return connection.exec_driver_sql("SELECT 1 FROM organisation LIMIT 1").first() is not None


def head_revision() -> str:
    """The revision the program works with."""
    head = ScriptDirectory.from_config(_config(None)).get_current_head()
    if head is None:
        raise FileNotFoundError(f"There are no migrations in {ROOT / 'migrations'}.")
    return head


def _on_sqlite(database_url: str) -> bool:
    return make_url(database_url).get_backend_name() == "sqlite"


def _tell_planner(database_url: str) -> None:
    """Tell SQLite how much each key narrows a search, in the table where its planner looks (sqlite_stat1).

    It would guess that an organisation has ten rows in a table, and read all of an organisation's to find a child's.
    """
    with _connected(database_url) as connection:
        connection.exec_driver_sql("ANALYZE alembic_version")
        connection.exec_driver_sql("DELETE FROM sqlite_stat1")
        for table in inspect(connection).get_table_names():
            for index in connection.exec_driver_sql(f"PRAGMA index_list({table})").mappings().all():
                columns = connection.exec_driver_sql(f"PRAGMA index_info({index['name']})").mappings().all()
                estimate = _estimate([str(column["name"]) for column in columns], bool(index["unique"]))
                # A table without a rowid is its own primary index, and goes by its own name.
                name = table if index["origin"] == "pk" else index["name"]
                connection.exec_driver_sql("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", (table, name, estimate))
        connection.commit()


def _estimate(columns: list[str], unique: bool) -> str:
    """The rows of the index, then how many of them share the first column, the first two, and so on."""
    shared = [250_000 if columns[0] == "organisation" else 10, 40, 8, 4, 2][: len(columns)]
    if unique:
        shared[-1] = 1
    return " ".join(str(count) for count in (1_000_000, *shared))


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
    path = make_url(database_url).database
    if _on_sqlite(database_url) and path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)


@contextmanager
def _connected(database_url: str) -> Iterator[Connection]:
    engine = create_engine(database_url, poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
    engine.dispose()

"""The database behind the store's back, as somebody with the keys to the machine reaches it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.pool import NullPool

from app.store.tables import INSERT_ONLY


@contextmanager
def connected(database_url: str) -> Iterator[Connection]:
    """A connection whose work is committed at the end."""
    engine = create_engine(database_url, poolclass=NullPool)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def run(database_url: str, *statements: str) -> None:
    """Run statements."""
    with connected(database_url) as connection:
        for statement in statements:
            connection.execute(text(statement))


def count(database_url: str, table: str) -> int:
    """How many rows a table has."""
    with connected(database_url) as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())  # noqa: S608


def unprotect(database_url: str) -> None:
    """Drop the triggers that refuse change."""
    for table in INSERT_ONLY:
        if database_url.startswith("sqlite"):
            run(database_url, *(f"DROP TRIGGER {table}_refuses_{act}" for act in ("update", "delete")))
        else:
            run(database_url, *(f"DROP TRIGGER {table}_refuses_{act} ON {table}" for act in ("change", "truncate")))

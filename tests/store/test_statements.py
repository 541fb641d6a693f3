"""The prepared statements of a store know nothing of the database they were made for."""

import gc
import weakref
from collections.abc import Callable

import pytest
from sqlalchemy import make_url

from app.store.database import Database
from app.store.postgresql_database import PostgresqlDatabase
from app.store.sqlite_database import SqliteDatabase
from app.store.units import Subjects


@pytest.mark.parametrize(
    "made",
    [
        lambda: SqliteDatabase(make_url("sqlite:///a/record.db"), 1),
        lambda: PostgresqlDatabase(make_url("postgresql+psycopg://a@/record"), 1),
    ],
    ids=["sqlite", "postgresql"],
)
def test_statements_hold_no_database(made: Callable[[], Database]) -> None:
    database = made()
    seen = weakref.ref(database)
    statements: object = Subjects(database)
    del database
    gc.collect()
    assert seen() is None
    assert isinstance(statements, Subjects)

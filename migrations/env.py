"""How a migration meets the database: its address, the tables to compare with, and one transaction for each step.

The address is `-x url=…`, else the configuration's, else EVERYNEED_DATABASE_URL.
"""

import os

from alembic import context
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from app.store.tables import METADATA

config = context.config


def _address() -> str:
    given = context.get_x_argument(as_dictionary=True).get("url")
    address = given or config.get_main_option("sqlalchemy.url") or os.environ.get("EVERYNEED_DATABASE_URL")
    if not address:
        raise SystemExit("Say which database: set EVERYNEED_DATABASE_URL, or give -x url=…")
    return address


def _engine(address: str) -> Engine:
    if not address.startswith("sqlite"):
        return create_engine(address, poolclass=NullPool)
    # Python's driver would commit before each change of a table; left alone, SQLite undoes a half-done step too.
    engine = create_engine(address, poolclass=NullPool, connect_args={"isolation_level": None, "timeout": 10})

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _run_offline() -> None:
    context.configure(url=_address(), target_metadata=METADATA, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


def _run_online() -> None:
    engine = _engine(_address())
    with engine.connect() as connection:
        context.configure(
            connection=connection, target_metadata=METADATA, transactional_ddl=True, transaction_per_migration=True
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


if context.is_offline_mode():
    _run_offline()
else:
    _run_online()

"""Providers' systems that call the API: the clients, the access tokens they hold, and the assertions they have used.

Revision: 0004, after 0003. A client belongs to one organisation; a change of one is a new version, and no version is
ever changed or removed. Access tokens and used assertions are no record of anything, and go some time after they have
expired: that an assertion was used before is held by the key of its table, whatever process it comes to. No other table
changes. Going back loses the clients, which then have to be registered anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")


def upgrade() -> None:
    """Make the tables, their indexes and triggers."""
    _clients()
    _tokens()
    _used_assertions()
    _protect("system_client")


def downgrade() -> None:
    """Remove the tables, and with them what they hold."""
    for table in ("client_assertion_used", "access_token", "system_client"):
        op.drop_table(table)


def _clients() -> None:
    op.create_table(
        "system_client",
        sa.Column("id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("organisation", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key_set", sa.Text()),
        sa.Column("key_set_url", sa.Text()),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("disabled_at", INSTANT),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name="fk_system_client_organisation"),
        sa.PrimaryKeyConstraint("id", "version", name="pk_system_client"),
        sqlite_with_rowid=False,
    )


def _tokens() -> None:
    op.create_table(
        "access_token",
        sa.Column("id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("client", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("client_version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["client", "client_version"],
            ["system_client.id", "system_client.version"],
            name="fk_access_token_system_client",
        ),
        sa.PrimaryKeyConstraint("token_hash", name="pk_access_token"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_access_token_expires_at", "access_token", ["expires_at"])


def _used_assertions() -> None:
    op.create_table(
        "client_assertion_used",
        sa.Column("client", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("jti_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("client", "jti_hash", name="pk_client_assertion_used"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_client_assertion_used_expires_at", "client_assertion_used", ["expires_at"])


def _protect(table: str) -> None:
    """Triggers that refuse change, as 0001 made them."""
    if op.get_bind().dialect.name == "sqlite":
        for act, done in (("UPDATE", "changed"), ("DELETE", "removed")):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'Rows of {table} are never {done}.'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )

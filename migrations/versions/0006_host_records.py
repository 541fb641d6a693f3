"""Hosts: providers' own records that open the form, their launches, and what was handed back to them.

Revision: 0006, after 0005. A host belongs to one organisation; a change of one is a new version, and no version is ever
changed or removed; nor is what says that an encounter was handed back. Launches, and what their sessions may hand back,
are no record of anything and go once they have expired. No other table changes. Going back loses the hosts, which then
have to be registered anew, and what says what was handed back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")


def upgrade() -> None:
    """Make the tables, their indexes and triggers."""
    _hosts()
    _launches()
    _launched_sessions()
    _handed_back()
    for table in ("host_system", "handed_back"):
        _protect(table)


def downgrade() -> None:
    """Remove the tables, and with them what they hold."""
    for table in ("handed_back", "launched_session", "host_launch", "host_system"):
        op.drop_table(table)


def _identities(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, IDENTITY, autoincrement=False, nullable=False) for name in names]


def _version(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)


def _hosts() -> None:
    op.create_table(
        "host_system",
        *_identities("id"),
        _version("version"),
        *_identities("organisation"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("staff_system", sa.Text()),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("disabled_at", INSTANT),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name="fk_host_system_organisation"),
        sa.PrimaryKeyConstraint("id", "version", name="pk_host_system"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_host_system_issuer", "host_system", ["issuer"])


def _of_host(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_host_system"
    return sa.ForeignKeyConstraint(["host", "host_version"], ["host_system.id", "host_system.version"], name=name)


def _launches() -> None:
    op.create_table(
        "host_launch",
        sa.Column("state_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("browser_hash", sa.LargeBinary(32), nullable=False),
        *_identities("host"),
        _version("host_version"),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        _of_host("host_launch"),
        sa.PrimaryKeyConstraint("state_hash", name="pk_host_launch"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_host_launch_expires_at", "host_launch", ["expires_at"])


def _launched_sessions() -> None:
    op.create_table(
        "launched_session",
        *_identities("session", "organisation", "host"),
        _version("host_version"),
        *_identities("child"),
        sa.Column("patient", sa.Text(), nullable=False),
        sa.Column("encounter", sa.Text()),
        sa.Column("practitioner", sa.Text(), nullable=False),
        sa.Column("sealed_token", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["session"], ["session.id"], name="fk_launched_session_session"),
        _of_host("launched_session"),
        sa.ForeignKeyConstraint(
            ["organisation", "child"], ["child.organisation", "child.id"], name="fk_launched_session_child"
        ),
        sa.PrimaryKeyConstraint("session", name="pk_launched_session"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_launched_session_expires_at", "launched_session", ["expires_at"])


def _handed_back() -> None:
    op.create_table(
        "handed_back",
        *_identities("organisation", "encounter"),
        _version("version"),
        *_identities("host"),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "encounter", "version"],
            ["encounter.organisation", "encounter.id", "encounter.version"],
            name="fk_handed_back_encounter",
        ),
        sa.PrimaryKeyConstraint("organisation", "encounter", "version", "host", name="pk_handed_back"),
        sqlite_with_rowid=False,
    )


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

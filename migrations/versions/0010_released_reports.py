"""Released reports: releases, their tables, their ledger, who may see which area, and what is to be done.

Revision: 0010, after 0009. None of it is ever changed or removed. Going back loses every release, and with it the
memory of what was released: the next release could then give a child away beside one that readers still have.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")

_TABLES = ("report_release", "released_table", "release_ledger", "report_area", "report_action")


def upgrade() -> None:
    """Make the tables, the index and the triggers."""
    _releases()
    _areas()
    _actions()
    for table in _TABLES:
        _protect(table)


def downgrade() -> None:
    """Remove the tables, and with them what they hold."""
    for table in reversed(_TABLES):
        op.drop_table(table)


def _identities(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, IDENTITY, autoincrement=False, nullable=False) for name in names]


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)


def _releases() -> None:
    op.create_table(
        "report_release",
        *_identities("id"),
        sa.Column("period", sa.String(7), nullable=False),
        sa.Column("profile", sa.String(40), nullable=False),
        _whole("revision"),
        sa.Column("released_at", INSTANT, nullable=False),
        *_texts("refset", "definitions", "note"),
        sa.PrimaryKeyConstraint("id", name="pk_report_release"),
        sa.UniqueConstraint("period", "revision", name="uq_report_release_period_revision"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "released_table",
        *_identities("release"),
        sa.Column("measure", sa.String(60), nullable=False),
        sa.Column("level", sa.String(40), nullable=False),
        sa.Column("breakdown", sa.String(40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["release"], ["report_release.id"], name="fk_released_table_report_release"),
        sa.PrimaryKeyConstraint("release", "measure", "level", "breakdown", name="pk_released_table"),
    )
    op.create_table(
        "release_ledger",
        *_identities("release"),
        _whole("ordinal"),
        sa.Column("period", sa.String(7), nullable=False),
        *_texts("definition"),
        sa.ForeignKeyConstraint(["release"], ["report_release.id"], name="fk_release_ledger_report_release"),
        sa.PrimaryKeyConstraint("release", "ordinal", name="pk_release_ledger"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_release_ledger_period", "release_ledger", ["period"])


def _areas() -> None:
    op.create_table(
        "report_area",
        *_identities("organisation", "account"),
        sa.Column("level", sa.String(40), nullable=False),
        sa.Column("area", sa.String(20), nullable=False),
        _whole("version"),
        sa.Column("standing", sa.Boolean(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", IDENTITY),
        sa.ForeignKeyConstraint(
            ["organisation", "account"], ["account.organisation", "account.id"], name="fk_report_area_account"
        ),
        sa.PrimaryKeyConstraint("organisation", "account", "level", "area", "version", name="pk_report_area"),
        sqlite_with_rowid=False,
    )


def _actions() -> None:
    op.create_table(
        "report_action",
        *_identities("id"),
        _whole("version"),
        sa.Column("level", sa.String(40), nullable=False),
        sa.Column("area", sa.String(20), nullable=False),
        sa.Column("measure", sa.String(60), nullable=False),
        *_texts("what", "owner"),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("progress", sa.String(20), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        *_identities("recorded_by"),
        sa.PrimaryKeyConstraint("id", "version", name="pk_report_action"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_report_action_level_area", "report_action", ["level", "area"])


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

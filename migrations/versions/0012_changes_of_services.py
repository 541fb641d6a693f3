"""Changes of services: what their people noted beside the released figures of their areas.

Revision: 0012, after 0011. None of it is ever changed or removed: a change of it is a further version, a withdrawn one
a version that does not stand. Going back loses them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")

_TABLES = ("report_change", "report_change_measure")


def upgrade() -> None:
    """Make the tables, the index and the triggers."""
    op.create_table(
        "report_change",
        *_identities("id"),
        _whole("version"),
        sa.Column("level", sa.String(40), nullable=False),
        sa.Column("area", sa.String(20), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("began", sa.Date(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("standing", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        *_identities("recorded_by"),
        sa.PrimaryKeyConstraint("id", "version", name="pk_report_change"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_report_change_level_area", "report_change", ["level", "area"])
    op.create_table(
        "report_change_measure",
        *_identities("change"),
        _whole("version"),
        _whole("ordinal"),
        sa.Column("measure", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(
            ["change", "version"],
            ["report_change.id", "report_change.version"],
            name="fk_report_change_measure_report_change",
        ),
        sa.PrimaryKeyConstraint("change", "version", "ordinal", name="pk_report_change_measure"),
        sqlite_with_rowid=False,
    )
    for table in _TABLES:
        _protect(table)


def downgrade() -> None:
    """Remove the tables, and with them what they hold."""
    for table in reversed(_TABLES):
        op.drop_table(table)


def _identities(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, IDENTITY, autoincrement=False, nullable=False) for name in names]


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)


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

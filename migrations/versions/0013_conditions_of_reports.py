"""Broad conditions that an installation counts in its reports beside the product's.

Revision: 0013, after 0012. None of it is ever changed or removed: a withdrawn one is a further version that does not
stand. Going back loses them, and what releases that counted them call their rows.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")

_TABLE = "report_condition"


def upgrade() -> None:
    """Make the table and its triggers."""
    op.create_table(
        _TABLE,
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("need_group", sa.String(40), nullable=False),
        sa.Column("concepts", sa.Text(), nullable=False),
        sa.Column("standing", sa.Boolean(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", IDENTITY),
        sa.PrimaryKeyConstraint("key", "version", name="pk_report_condition"),
        sqlite_with_rowid=False,
    )
    _protect(_TABLE)


def downgrade() -> None:
    """Remove the table, and with it what it holds."""
    op.drop_table(_TABLE)


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

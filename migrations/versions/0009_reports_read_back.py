"""What SDCS Cloud says of a submission: its validation and data quality files, read back.

Revision: 0009, after 0008. A report and its lines are never changed or removed. No other table changes. Going back
loses what was read; the files can be read again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")


def upgrade() -> None:
    """Make the tables and the triggers."""
    _reports()
    _lines()
    for table in ("csds_report", "csds_report_line"):
        _protect(table)


def downgrade() -> None:
    """Remove the tables, and with them what they hold."""
    for table in ("csds_report_line", "csds_report"):
        op.drop_table(table)


def _identities(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, IDENTITY, autoincrement=False, nullable=False) for name in names]


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)


def _reports() -> None:
    op.create_table(
        "csds_report",
        *_identities("organisation", "id", "submission"),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        *(_whole(name) for name in ("lines", "attached")),
        sa.Column("unread_columns", sa.Text(), nullable=False),
        sa.Column("read_at", INSTANT, nullable=False),
        sa.Column("read_by", IDENTITY),
        sa.ForeignKeyConstraint(
            ["organisation", "submission"],
            ["csds_submission.organisation", "csds_submission.id"],
            name="fk_csds_report_csds_submission",
        ),
        sa.PrimaryKeyConstraint("organisation", "id", name="pk_csds_report"),
        sa.UniqueConstraint("organisation", "sha256", name="uq_csds_report_organisation_sha256"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_csds_report_organisation_submission", "csds_report", ["organisation", "submission"])


def _lines() -> None:
    op.create_table(
        "csds_report_line",
        *_identities("organisation", "report"),
        *(_whole(name) for name in ("number", "file_line")),
        sa.Column("rule", sa.String(60), nullable=False),
        sa.Column("severity", sa.String(60), nullable=False),
        sa.Column("of_table", sa.String(60), nullable=False),
        sa.Column("field", sa.String(60), nullable=False),
        sa.Column("row_number", sa.String(20), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("names", sa.String(30), nullable=False),
        sa.Column("record", sa.String(60), nullable=False),
        sa.Column("place", sa.String(60), nullable=False),
        sa.Column("origin", IDENTITY),
        sa.ForeignKeyConstraint(
            ["organisation", "report"],
            ["csds_report.organisation", "csds_report.id"],
            name="fk_csds_report_line_csds_report",
        ),
        sa.PrimaryKeyConstraint("organisation", "report", "number", name="pk_csds_report_line"),
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

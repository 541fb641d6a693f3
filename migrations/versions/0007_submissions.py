"""Submissions of the Community Services Data Set, their states, and jobs.

Revision: 0007, after 0006. A submission and its states are never changed or removed. A job is work that waits or goes
on, and is changed as it does. No other table changes. Going back loses what was built and what became of it; the files
stay where they were written.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")


def upgrade() -> None:
    """Make the tables, the index and the triggers."""
    _jobs()
    _submissions()
    _states()
    for table in ("csds_submission", "csds_submission_state"):
        _protect(table)


def downgrade() -> None:
    """Remove the tables, and with them what they hold."""
    for table in ("csds_submission_state", "csds_submission", "job"):
        op.drop_table(table)


def _identities(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, IDENTITY, autoincrement=False, nullable=False) for name in names]


def _belongs(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name=f"fk_{table}_organisation")


def _jobs() -> None:
    op.create_table(
        "job",
        *_identities("organisation", "id"),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("requested_at", INSTANT, nullable=False),
        sa.Column("requested_by", IDENTITY),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("done", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("total", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("worker", IDENTITY),
        sa.Column("beat_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        _belongs("job"),
        sa.PrimaryKeyConstraint("organisation", "id", name="pk_job"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_job_state_id", "job", ["state", "id"])


def _submissions() -> None:
    op.create_table(
        "csds_submission",
        *_identities("organisation", "id"),
        sa.Column("period", sa.String(7), nullable=False),
        sa.Column("window", sa.String(10), nullable=False),
        sa.Column("partial", sa.Boolean(), nullable=False),
        sa.Column("preview", sa.Boolean(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("built_at", INSTANT, nullable=False),
        sa.Column("built_by", IDENTITY),
        _belongs("csds_submission"),
        sa.PrimaryKeyConstraint("organisation", "id", name="pk_csds_submission"),
        sqlite_with_rowid=False,
    )


def _states() -> None:
    op.create_table(
        "csds_submission_state",
        *_identities("organisation", "submission"),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", IDENTITY),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "submission"],
            ["csds_submission.organisation", "csds_submission.id"],
            name="fk_csds_submission_state_csds_submission",
        ),
        sa.PrimaryKeyConstraint("organisation", "submission", "version", name="pk_csds_submission_state"),
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

"""SNOMED CT releases: those loaded, which of them is in use from when, and how new members were grouped.

Revision: 0003, after 0002. The three tables are the installation's and have no organisation: a concept means the same
in all of them, a release lies once beside the program, and every process works by one reference set; no row says
anything about a child. Each organisation has its own audit event of every such act. Rows are never changed or
removed: to use another release, or to group a member otherwise, is one more row. No other table changes: a statement
has kept the description chosen since 0001, and the needs of a concept are found by an index that it has. Going back
loses what the three tables hold; what was recorded with a release in use keeps its terms.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")

INSERT_ONLY = ("snomed_release", "snomed_release_switch", "refset_member_grouping")


def upgrade() -> None:
    """Make the tables and their triggers."""
    _releases()
    _switches()
    _groupings()
    for table in INSERT_ONLY:
        _protect(table)


def downgrade() -> None:
    """Remove the tables, and with them what they hold."""
    for table in reversed(INSERT_ONLY):
        op.drop_table(table)


def _releases() -> None:
    op.create_table(
        "snomed_release",
        sa.Column("id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("version_uri", sa.Text(), nullable=False),
        sa.Column("effective", sa.Date(), nullable=False),
        sa.Column("concepts", sa.Integer(), nullable=False),
        sa.Column("terms", sa.Integer(), nullable=False),
        sa.Column("loaded_at", INSTANT, nullable=False),
        sa.Column("loaded_by", IDENTITY),
        sa.PrimaryKeyConstraint("id", name="pk_snomed_release"),
        sa.UniqueConstraint("key", name="uq_snomed_release_key"),
        sqlite_with_rowid=False,
    )


def _switches() -> None:
    op.create_table(
        "snomed_release_switch",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("release", IDENTITY),
        sa.Column("switched_at", INSTANT, nullable=False),
        sa.Column("switched_by", IDENTITY),
        sa.Column("undoes", sa.Integer()),
        sa.ForeignKeyConstraint(["release"], ["snomed_release.id"], name="fk_snomed_release_switch_snomed_release"),
        sa.ForeignKeyConstraint(
            ["undoes"], ["snomed_release_switch.number"], name="fk_snomed_release_switch_snomed_release_switch"
        ),
        sa.PrimaryKeyConstraint("number", name="pk_snomed_release_switch"),
        sqlite_with_rowid=False,
    )


def _groupings() -> None:
    op.create_table(
        "refset_member_grouping",
        sa.Column("concept", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("need_group", sa.String(40), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("printable", sa.Boolean(), nullable=False),
        sa.Column("grouped_at", INSTANT, nullable=False),
        sa.Column("grouped_by", IDENTITY, nullable=False),
        sa.PrimaryKeyConstraint("concept", "version", name="pk_refset_member_grouping"),
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

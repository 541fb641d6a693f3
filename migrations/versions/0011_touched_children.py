"""Which children anything was written about, in the order of commits: what the analytics copy goes on from.

Revision: 0011, after 0010. A row tells that something was written about a child; triggers write it in the transaction
of what it tells of, whoever writes. What was there before has no rows: a copy that begins reads everything. `number`
rises with commits on SQLite, where one transaction writes at a time; on PostgreSQL it is the transaction's, so that a
reader goes on from the oldest that was still under way. No row is ever changed or removed. Going back loses them; the
copy is then made anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_COLUMNS = {
    "child": ("id",),
    "child_demographics": ("child",),
    "child_identifier": ("child",),
    "child_fact": ("child",),
    "child_link": ("child", "merged_into"),
    "referral": ("child",),
    "encounter": ("child",),
}
"""The tables about a child, and where they say which; parts of referrals and encounters come with a row of those."""


def upgrade() -> None:
    """Make the table and the triggers."""
    op.create_table(
        "child_touched",
        *(sa.Column(name, IDENTITY, autoincrement=False, nullable=False) for name in ("organisation", "number")),
        sa.Column("child", IDENTITY, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("organisation", "number", "child", name="pk_child_touched"),
        sqlite_with_rowid=False,
    )
    if op.get_bind().dialect.name == "sqlite":
        _sqlite_triggers()
    else:
        _postgresql_triggers()
    _protect("child_touched")


def downgrade() -> None:
    """Remove the triggers and the table."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, columns in _COLUMNS.items():
        for column in columns:
            op.execute(f"DROP TRIGGER {table}_{column}_touched" + ("" if sqlite else f" ON {table}"))
    op.drop_table("child_touched")
    for column in _named() if not sqlite else ():
        op.execute(f"DROP FUNCTION touch_{column}()")


def _sqlite_triggers() -> None:
    for table, columns in _COLUMNS.items():
        for column in columns:
            op.execute(
                f"CREATE TRIGGER {table}_{column}_touched AFTER INSERT ON {table} BEGIN "  # noqa: S608
                "INSERT INTO child_touched (organisation, number, child) SELECT NEW.organisation, "
                "coalesce((SELECT max(number) FROM child_touched WHERE organisation = NEW.organisation), 0) + 1, "
                f"NEW.{column}; END"
            )


def _postgresql_triggers() -> None:
    for column in _named():
        op.execute(
            f"""
            CREATE FUNCTION touch_{column}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO child_touched (organisation, number, child)
                VALUES (NEW.organisation, pg_current_xact_id()::text::bigint, NEW.{column})
                ON CONFLICT DO NOTHING;
                RETURN NULL;
            END
            $$
            """  # noqa: S608
        )
    for table, columns in _COLUMNS.items():
        for column in columns:
            op.execute(
                f"CREATE TRIGGER {table}_{column}_touched AFTER INSERT ON {table} "
                f"FOR EACH ROW EXECUTE FUNCTION touch_{column}()"
            )


def _named() -> list[str]:
    return sorted({column for columns in _COLUMNS.values() for column in columns})


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

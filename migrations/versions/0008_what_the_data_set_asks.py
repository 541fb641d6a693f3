"""What the Community Services Data Set asks besides: qualifiers of facts, further reasons and waiting times of
referrals, group sessions, and scores of assessment tools.

Revision: 0008, after 0007. Rows already there have none of it. Going back loses it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")

_PROTECTED = ("referral_waiting", "group_session", "encounter_score")


def upgrade() -> None:
    """Add the columns and make the tables and their triggers."""
    op.add_column("child_fact", sa.Column("qualifier", sa.Text()))
    op.add_column("referral", sa.Column("further_reasons", sa.Text()))
    _waiting()
    _group_sessions()
    _scores()
    for table in _PROTECTED:
        _protect(table)


def downgrade() -> None:
    """Remove the tables and the columns, and with them what they hold."""
    for table in reversed(_PROTECTED):
        op.drop_table(table)
    op.drop_column("referral", "further_reasons")
    op.drop_column("child_fact", "qualifier")


def _identities(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, IDENTITY, autoincrement=False, nullable=False) for name in names]


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), autoincrement=False, nullable=False)


def _waiting() -> None:
    op.create_table(
        "referral_waiting",
        *_identities("organisation", "child", "referral"),
        _whole("version"),
        _whole("ordinal"),
        sa.Column("measurement_type", sa.String(2)),
        sa.Column("started_on", sa.Date()),
        sa.Column("started_at", sa.Time()),
        sa.Column("ended_on", sa.Date()),
        sa.Column("ended_at", sa.Time()),
        sa.Column("status", sa.String(2)),
        sa.Column("booking_reference", sa.String(12)),
        sa.Column("pathway", sa.String(20)),
        sa.Column("pathway_issuer", sa.String(9)),
        sa.ForeignKeyConstraint(
            ["organisation", "child", "referral", "version"],
            ["referral.organisation", "referral.child", "referral.id", "referral.version"],
            name="fk_referral_waiting_referral",
        ),
        sa.PrimaryKeyConstraint("organisation", "child", "referral", "version", "ordinal", name="pk_referral_waiting"),
        sqlite_with_rowid=False,
    )


def _group_sessions() -> None:
    op.create_table(
        "group_session",
        *_identities("organisation", "id"),
        _whole("version"),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("commissioner", sa.String(9), nullable=False),
        sa.Column("minutes", sa.Integer()),
        sa.Column("session_type", sa.String(2), nullable=False),
        _whole("participants"),
        sa.Column("location_type", sa.String(10)),
        sa.Column("site", sa.String(9)),
        sa.Column("professional", IDENTITY),
        sa.Column("service_line_agreement", sa.String(20)),
        sa.Column("entered_in_error", sa.Boolean(), nullable=False),
        sa.Column("amendment_reason", sa.Text()),
        sa.Column("recorded_at", INSTANT, nullable=False),
        *_identities("recorded_by"),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name="fk_group_session_organisation"),
        sa.ForeignKeyConstraint(
            ["organisation", "professional"],
            ["care_professional.organisation", "care_professional.id"],
            name="fk_group_session_care_professional",
        ),
        sa.PrimaryKeyConstraint("organisation", "id", "version", name="pk_group_session"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_group_session_organisation_held_on", "group_session", ["organisation", "held_on"])


def _scores() -> None:
    op.create_table(
        "encounter_score",
        *_identities("organisation", "child", "encounter"),
        _whole("version"),
        _whole("ordinal"),
        *_identities("concept"),
        sa.Column("score", sa.String(5), nullable=False),
        sa.Column("completed_on", sa.Date()),
        sa.ForeignKeyConstraint(
            ["organisation", "child", "encounter", "version"],
            ["encounter.organisation", "encounter.child", "encounter.id", "encounter.version"],
            name="fk_encounter_score_encounter",
        ),
        sa.PrimaryKeyConstraint("organisation", "child", "encounter", "version", "ordinal", name="pk_encounter_score"),
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

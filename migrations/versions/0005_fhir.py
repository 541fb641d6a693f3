"""What providers' systems send: bodies byte for byte, resources in versions with their codes, and identifiers claimed.

Revision: 0005, after 0004. Each row belongs to one organisation and is never changed or removed: that a body was sent
before, and whose an identifier is, is held by the keys of the tables, whatever process it comes to. What the core
recorded of a resource is in the core's own tables, which only get indexes: systems ask for a care activity by its
identity alone, and for what was recorded since they last asked. Going back loses what was sent: what was recorded of it
stays, and the same body sent again is then taken for a new one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")

INSERT_ONLY = ("fhir_received", "fhir_kept", "fhir_kept_code", "fhir_identifier")


def upgrade() -> None:
    """Make the tables, their indexes and triggers."""
    op.create_index("ix_care_activity_organisation_id", "care_activity", ["organisation", "id"])
    op.create_index("ix_encounter_organisation_recorded_at", "encounter", ["organisation", "recorded_at"])
    _received()
    _kept()
    _codes()
    _identifiers()
    for table in INSERT_ONLY:
        _protect(table)


def downgrade() -> None:
    """Remove the tables, and with them what they hold."""
    for table in reversed(INSERT_ONLY):
        op.drop_table(table)
    op.drop_index("ix_encounter_organisation_recorded_at", "encounter")
    op.drop_index("ix_care_activity_organisation_id", "care_activity")


def _received() -> None:
    op.create_table(
        "fhir_received",
        sa.Column("organisation", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("client", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("interaction", sa.String(40), nullable=False),
        sa.Column("key", sa.Text()),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name="fk_fhir_received_organisation"),
        sa.PrimaryKeyConstraint("organisation", "id", name="pk_fhir_received"),
    )
    named = sa.text("key IS NOT NULL")
    op.create_index(
        "ix_fhir_received_key",
        "fhir_received",
        ["organisation", "client", "key"],
        unique=True,
        sqlite_where=named,
        postgresql_where=named,
    )


def _kept() -> None:
    op.create_table(
        "fhir_kept",
        sa.Column("organisation", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("child", IDENTITY),
        sa.Column("encounter", IDENTITY),
        sa.Column("encounter_version", sa.Integer()),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("meta", sa.LargeBinary()),
        sa.Column("kept_at", INSTANT, nullable=False),
        sa.Column("kept_by", IDENTITY, nullable=False),
        sa.Column("received", IDENTITY, nullable=False),
        sa.Column("clinical_on", sa.Date()),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name="fk_fhir_kept_organisation"),
        sa.ForeignKeyConstraint(
            ["organisation", "child"], ["child.organisation", "child.id"], name="fk_fhir_kept_child"
        ),
        sa.ForeignKeyConstraint(
            ["organisation", "encounter", "encounter_version"],
            ["encounter.organisation", "encounter.id", "encounter.version"],
            name="fk_fhir_kept_encounter",
        ),
        sa.PrimaryKeyConstraint("organisation", "type", "id", "version", name="pk_fhir_kept"),
    )
    indexed = (("child", "type"), ("id",), ("type", "kept_at"), ("type", "clinical_on"))
    for columns in (("organisation", *each) for each in indexed):
        op.create_index(f"ix_fhir_kept_{'_'.join(columns)}", "fhir_kept", list(columns))


def _codes() -> None:
    op.create_table(
        "fhir_kept_code",
        sa.Column("organisation", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "type", "id", "version"],
            ["fhir_kept.organisation", "fhir_kept.type", "fhir_kept.id", "fhir_kept.version"],
            name="fk_fhir_kept_code_fhir_kept",
        ),
        sa.PrimaryKeyConstraint("organisation", "type", "code", "id", "version", name="pk_fhir_kept_code"),
        sqlite_with_rowid=False,
    )


def _identifiers() -> None:
    op.create_table(
        "fhir_identifier",
        sa.Column("organisation", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("id", IDENTITY, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name="fk_fhir_identifier_organisation"),
        sa.PrimaryKeyConstraint("organisation", "type", "value", "system", name="pk_fhir_identifier"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_fhir_identifier_organisation_id", "fhir_identifier", ["organisation", "id"])


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

"""First light: organisations and their people, children, referrals, encounters, needs, and the audit trail.

Revision: 0001, the first. Rows of the insert-only tables are protected by triggers, which say so in plain words.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")

INSERT_ONLY = (
    "child",
    "child_demographics",
    "child_identifier",
    "child_fact",
    "referral",
    "referral_team",
    "appointment",
    "encounter",
    "encounter_group",
    "need",
    "need_statement",
    "care_activity",
    "audit_event",
    "audit_head",
)


def upgrade() -> None:
    """Make every table and its triggers."""
    _organisations()
    _clinics()
    _children()
    _referrals()
    _encounters()
    _needs()
    _audit()
    if op.get_bind().dialect.name == "postgresql":
        _protect_on_postgresql()
    else:
        _protect_on_sqlite()


def downgrade() -> None:
    """Remove every table, and with it all that it holds."""
    for table in (
        "audit_head",
        "audit_event",
        "need_statement",
        "need",
        "care_activity",
        "encounter_group",
        "encounter",
        "appointment",
        "referral_team",
        "referral",
        "child_fact",
        "child_identifier",
        "child_demographics",
        "child",
        "clinic",
        "team",
        "session",
        "account",
        "care_professional",
        "organisation",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


def _organisations() -> None:
    """Organisations and who works and signs in there."""
    op.create_table(
        "organisation",
        sa.Column("id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("ods_code", sa.String(9), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organisation"),
        sa.UniqueConstraint("ods_code", name="uq_organisation_ods_code"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "care_professional",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("organisation", IDENTITY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("profession", sa.String(40), nullable=False),
        sa.Column("local_identifier", sa.String(20), nullable=False),
        sa.Column("registration_body", sa.String(10)),
        sa.Column("registration_entry", sa.String(40)),
        sa.Column("staff_group", sa.String(10)),
        sa.Column("occupation_code", sa.String(10)),
        sa.Column("job_role", sa.String(10)),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name="fk_care_professional_organisation"),
        sa.PrimaryKeyConstraint("organisation", "id", name="pk_care_professional"),
        sa.UniqueConstraint(
            "organisation", "local_identifier", name="uq_care_professional_organisation_local_identifier"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "account",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("organisation", IDENTITY, nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("professional", IDENTITY),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("failed_attempts", sa.Integer(), nullable=False),
        sa.Column("locked_until", INSTANT),
        sa.Column("disabled_at", INSTANT),
        sa.ForeignKeyConstraint(
            ["organisation", "professional"],
            ["care_professional.organisation", "care_professional.id"],
            name="fk_account_care_professional",
        ),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name="fk_account_organisation"),
        sa.PrimaryKeyConstraint("organisation", "id", name="pk_account"),
        sa.UniqueConstraint("username", name="uq_account_username"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "session",
        sa.Column("id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("account", IDENTITY, nullable=False),
        sa.Column("organisation", IDENTITY, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("form_key", sa.LargeBinary(32), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.ForeignKeyConstraint(
            ["organisation", "account"], ["account.organisation", "account.id"], name="fk_session_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
        sa.UniqueConstraint("token_hash", name="uq_session_token_hash"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_session_account", "session", ["account"])


def _clinics() -> None:
    """Teams and their clinics."""
    op.create_table(
        "team",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("organisation", IDENTITY, nullable=False),
        sa.Column("local_identifier", sa.String(20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("team_type", sa.String(10), nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name="fk_team_organisation"),
        sa.PrimaryKeyConstraint("organisation", "id", name="pk_team"),
        sa.UniqueConstraint("organisation", "local_identifier", name="uq_team_organisation_local_identifier"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "clinic",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("organisation", IDENTITY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("team", IDENTITY, nullable=False),
        sa.Column("site", sa.String(9)),
        sa.Column("location_type", sa.String(10)),
        sa.ForeignKeyConstraint(["organisation", "team"], ["team.organisation", "team.id"], name="fk_clinic_team"),
        sa.PrimaryKeyConstraint("organisation", "id", name="pk_clinic"),
        sqlite_with_rowid=False,
    )


def _children() -> None:
    """Children and what is known of them."""
    op.create_table(
        "child",
        sa.Column("organisation", IDENTITY, nullable=False),
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("pseudonym", sa.LargeBinary(32), nullable=False),
        sa.Column("pseudonym_basis", sa.String(20), nullable=False),
        sa.Column("registered_at", INSTANT, nullable=False),
        sa.Column("registered_by", IDENTITY, nullable=False),
        sa.ForeignKeyConstraint(["organisation"], ["organisation.id"], name="fk_child_organisation"),
        sa.PrimaryKeyConstraint("organisation", "id", name="pk_child"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_child_pseudonym", "child", ["pseudonym"])
    op.create_table(
        "child_demographics",
        sa.Column("organisation", IDENTITY, nullable=False),
        sa.Column("child", IDENTITY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("given_name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text()),
        sa.Column("preferred_name", sa.Text()),
        sa.Column("birth_date", sa.Date()),
        sa.Column("gender", sa.String(1), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", IDENTITY, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "child"], ["child.organisation", "child.id"], name="fk_child_demographics_child"
        ),
        sa.PrimaryKeyConstraint("organisation", "child", "version", name="pk_child_demographics"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "child_identifier",
        sa.Column("organisation", IDENTITY, nullable=False),
        sa.Column("child", IDENTITY, nullable=False),
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("value", sa.String(20), nullable=False),
        sa.Column("issuer", sa.String(9)),
        sa.Column("status", sa.String(2)),
        sa.Column("since", sa.Date()),
        sa.Column("until", sa.Date()),
        sa.ForeignKeyConstraint(
            ["organisation", "child"], ["child.organisation", "child.id"], name="fk_child_identifier_child"
        ),
        sa.PrimaryKeyConstraint("organisation", "child", "id", name="pk_child_identifier"),
        sa.UniqueConstraint("organisation", "issuer", "value", name="uq_child_identifier_organisation_issuer_value"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_child_identifier_nhs_number",
        "child_identifier",
        ["organisation", "value"],
        unique=True,
        sqlite_where=sa.text("kind = 'nhs_number'"),
        postgresql_where=sa.text("kind = 'nhs_number'"),
    )
    op.create_table(
        "child_fact",
        sa.Column("organisation", IDENTITY, nullable=False),
        sa.Column("child", IDENTITY, nullable=False),
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("answer", sa.String(20), nullable=False),
        sa.Column("value", sa.Text()),
        sa.Column("since", sa.Date()),
        sa.Column("until", sa.Date()),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", IDENTITY, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "child"], ["child.organisation", "child.id"], name="fk_child_fact_child"
        ),
        sa.PrimaryKeyConstraint("organisation", "child", "id", name="pk_child_fact"),
        sqlite_with_rowid=False,
    )


def _referrals() -> None:
    """Referrals, and appointments under them."""
    op.create_table(
        "referral",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("organisation", IDENTITY, nullable=False),
        sa.Column("child", IDENTITY, nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("received_at", sa.Time()),
        sa.Column("commissioner", sa.String(9), nullable=False),
        sa.Column("service_line_agreement", sa.String(20)),
        sa.Column("source", sa.String(10)),
        sa.Column("referring_organisation", sa.String(9)),
        sa.Column("referring_staff_group", sa.String(10)),
        sa.Column("priority", sa.String(10)),
        sa.Column("reason", sa.String(10)),
        sa.Column("discharged_on", sa.Date()),
        sa.Column("discharge_letter_on", sa.Date()),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", IDENTITY, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "child"], ["child.organisation", "child.id"], name="fk_referral_child"
        ),
        sa.PrimaryKeyConstraint("organisation", "child", "id", "version", name="pk_referral"),
        sa.UniqueConstraint("organisation", "id", "version", name="uq_referral_organisation_id_version"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "referral_team",
        sa.Column("organisation", IDENTITY, nullable=False),
        sa.Column("child", IDENTITY, nullable=False),
        sa.Column("referral", IDENTITY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("team", IDENTITY, nullable=False),
        sa.Column("team_type", sa.String(10), nullable=False),
        sa.Column("closed_on", sa.Date()),
        sa.Column("closure_reason", sa.String(10)),
        sa.Column("rejected_on", sa.Date()),
        sa.Column("rejection_reason", sa.String(10)),
        sa.ForeignKeyConstraint(
            ["organisation", "child", "referral", "version"],
            ["referral.organisation", "referral.child", "referral.id", "referral.version"],
            name="fk_referral_team_referral",
        ),
        sa.ForeignKeyConstraint(
            ["organisation", "team"], ["team.organisation", "team.id"], name="fk_referral_team_team"
        ),
        sa.PrimaryKeyConstraint("organisation", "child", "referral", "version", "ordinal", name="pk_referral_team"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "appointment",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("organisation", IDENTITY, nullable=False),
        sa.Column("child", IDENTITY, nullable=False),
        sa.Column("referral", IDENTITY, nullable=False),
        sa.Column("clinic", IDENTITY, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("held_at", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("professional", IDENTITY),
        sa.Column("consultation_type", sa.String(10), nullable=False),
        sa.Column("booked_by", IDENTITY, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "child"], ["child.organisation", "child.id"], name="fk_appointment_child"
        ),
        sa.ForeignKeyConstraint(
            ["organisation", "clinic"], ["clinic.organisation", "clinic.id"], name="fk_appointment_clinic"
        ),
        sa.ForeignKeyConstraint(
            ["organisation", "professional"],
            ["care_professional.organisation", "care_professional.id"],
            name="fk_appointment_care_professional",
        ),
        sa.PrimaryKeyConstraint("organisation", "child", "id", name="pk_appointment"),
        sa.UniqueConstraint("organisation", "id", name="uq_appointment_organisation_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_appointment_organisation_held_on", "appointment", ["organisation", "held_on"])


def _encounters() -> None:
    """Encounters, what was asked and what was done."""
    op.create_table(
        "encounter",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("record_number", sa.Integer(), nullable=False),
        sa.Column("organisation", IDENTITY, nullable=False),
        sa.Column("child", IDENTITY, nullable=False),
        sa.Column("referral", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("contact_on", sa.Date(), nullable=False),
        sa.Column("attendance", sa.String(2), nullable=False),
        sa.Column("contact_at", sa.Time()),
        sa.Column("contact_minutes", sa.Integer()),
        sa.Column("team", IDENTITY),
        sa.Column("commissioner", sa.String(9)),
        sa.Column("administrative_category", sa.String(10)),
        sa.Column("consultation_type", sa.String(10)),
        sa.Column("subject", sa.String(10)),
        sa.Column("mechanism", sa.String(2)),
        sa.Column("location_type", sa.String(10)),
        sa.Column("site", sa.String(9)),
        sa.Column("group_therapy", sa.String(10)),
        sa.Column("reasonable_offer_on", sa.Date()),
        sa.Column("clinically_appropriate_on", sa.Date()),
        sa.Column("cancelled_on", sa.Date()),
        sa.Column("cancellation_reason", sa.String(10)),
        sa.Column("replacement_offered_on", sa.Date()),
        sa.Column("replacement_booked_on", sa.Date()),
        sa.Column("present", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(20)),
        sa.Column("next_weeks", sa.Integer()),
        sa.Column("next_clinic", IDENTITY),
        sa.Column("next_minutes", sa.Integer()),
        sa.Column("appointment", IDENTITY),
        sa.Column("professional", IDENTITY),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", IDENTITY, nullable=False),
        sa.Column("form_token", sa.Text()),
        sa.Column("amendment_reason", sa.Text()),
        sa.ForeignKeyConstraint(
            ["organisation", "child", "appointment"],
            ["appointment.organisation", "appointment.child", "appointment.id"],
            name="fk_encounter_appointment",
        ),
        sa.ForeignKeyConstraint(
            ["organisation", "child"], ["child.organisation", "child.id"], name="fk_encounter_child"
        ),
        sa.ForeignKeyConstraint(
            ["organisation", "next_clinic"], ["clinic.organisation", "clinic.id"], name="fk_encounter_clinic"
        ),
        sa.ForeignKeyConstraint(
            ["organisation", "professional"],
            ["care_professional.organisation", "care_professional.id"],
            name="fk_encounter_care_professional",
        ),
        sa.ForeignKeyConstraint(["organisation", "team"], ["team.organisation", "team.id"], name="fk_encounter_team"),
        sa.PrimaryKeyConstraint("organisation", "child", "id", "version", name="pk_encounter"),
        sa.UniqueConstraint(
            "organisation", "child", "record_number", name="uq_encounter_organisation_child_record_number"
        ),
        sa.UniqueConstraint("organisation", "form_token", name="uq_encounter_organisation_form_token"),
        sa.UniqueConstraint("organisation", "id", "version", name="uq_encounter_organisation_id_version"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_encounter_organisation_appointment", "encounter", ["organisation", "appointment"])
    op.create_table(
        "encounter_group",
        sa.Column("organisation", IDENTITY, nullable=False),
        sa.Column("child", IDENTITY, nullable=False),
        sa.Column("encounter", IDENTITY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("need_group", sa.String(40), nullable=False),
        sa.Column("answer", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "child", "encounter", "version"],
            ["encounter.organisation", "encounter.child", "encounter.id", "encounter.version"],
            name="fk_encounter_group_encounter",
        ),
        sa.PrimaryKeyConstraint("organisation", "child", "encounter", "version", "ordinal", name="pk_encounter_group"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "care_activity",
        sa.Column("organisation", IDENTITY, nullable=False),
        sa.Column("child", IDENTITY, nullable=False),
        sa.Column("encounter", IDENTITY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("activity_type", sa.String(10), nullable=False),
        sa.Column("professional", IDENTITY),
        sa.Column("minutes", sa.Integer()),
        sa.Column("procedure_scheme", sa.Text()),
        sa.Column("procedure_code", sa.Text()),
        sa.Column("procedure_value", sa.Text()),
        sa.Column("procedure_unit", sa.Text()),
        sa.Column("finding_scheme", sa.Text()),
        sa.Column("finding_code", sa.Text()),
        sa.Column("finding_value", sa.Text()),
        sa.Column("finding_unit", sa.Text()),
        sa.Column("observation_scheme", sa.Text()),
        sa.Column("observation_code", sa.Text()),
        sa.Column("observation_value", sa.Text()),
        sa.Column("observation_unit", sa.Text()),
        sa.ForeignKeyConstraint(
            ["organisation", "child", "encounter", "version"],
            ["encounter.organisation", "encounter.child", "encounter.id", "encounter.version"],
            name="fk_care_activity_encounter",
        ),
        sa.ForeignKeyConstraint(
            ["organisation", "professional"],
            ["care_professional.organisation", "care_professional.id"],
            name="fk_care_activity_care_professional",
        ),
        sa.PrimaryKeyConstraint("organisation", "child", "encounter", "version", "id", name="pk_care_activity"),
        sqlite_with_rowid=False,
    )


def _needs() -> None:
    """Needs and what was said of them."""
    op.create_table(
        "need",
        sa.Column("organisation", IDENTITY, nullable=False),
        sa.Column("child", IDENTITY, nullable=False),
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("encounter", IDENTITY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "child", "encounter", "version"],
            ["encounter.organisation", "encounter.child", "encounter.id", "encounter.version"],
            name="fk_need_encounter",
        ),
        sa.PrimaryKeyConstraint("organisation", "child", "id", name="pk_need"),
        sa.UniqueConstraint("organisation", "id", name="uq_need_organisation_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "need_statement",
        sa.Column("organisation", IDENTITY, nullable=False),
        sa.Column("child", IDENTITY, nullable=False),
        sa.Column("encounter", IDENTITY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("need", IDENTITY, nullable=False),
        sa.Column("change", sa.String(20), nullable=False),
        sa.Column("concept", IDENTITY),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("description", IDENTITY),
        sa.Column("release", sa.Text(), nullable=False),
        sa.Column("need_group", sa.String(40), nullable=False),
        sa.Column("certainty", sa.String(20), nullable=False),
        sa.Column("said_by", sa.String(20), nullable=False),
        sa.Column("profession", sa.String(40)),
        sa.Column("professional", IDENTITY),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("onset", sa.String(10)),
        sa.Column("diagnosed", sa.String(10)),
        sa.Column("diagnosed_by", sa.String(40)),
        sa.Column("traffic_light", sa.String(10)),
        sa.ForeignKeyConstraint(
            ["organisation", "child", "encounter", "version"],
            ["encounter.organisation", "encounter.child", "encounter.id", "encounter.version"],
            name="fk_need_statement_encounter",
        ),
        sa.ForeignKeyConstraint(
            ["organisation", "child", "need"],
            ["need.organisation", "need.child", "need.id"],
            name="fk_need_statement_need",
        ),
        sa.ForeignKeyConstraint(
            ["organisation", "professional"],
            ["care_professional.organisation", "care_professional.id"],
            name="fk_need_statement_care_professional",
        ),
        sa.PrimaryKeyConstraint("organisation", "child", "encounter", "version", "need", name="pk_need_statement"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_need_statement_organisation_concept", "need_statement", ["organisation", "concept"])
    op.create_index("ix_need_statement_organisation_need", "need_statement", ["organisation", "need"])


def _audit() -> None:
    """The audit trail and its chain of heads."""
    op.create_table(
        "audit_event",
        sa.Column("writer", IDENTITY, nullable=False),
        sa.Column("sequence", IDENTITY, nullable=False),
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("organisation", IDENTITY, nullable=False),
        sa.Column("account", IDENTITY),
        sa.Column("role", sa.String(20)),
        sa.Column("session", IDENTITY),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("child", IDENTITY),
        sa.Column("subject", IDENTITY),
        sa.Column("detail", sa.Text()),
        sa.Column("mac", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "writer", "sequence", name="pk_audit_event"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_audit_event_organisation_at", "audit_event", ["organisation", "at"])
    op.create_index("ix_audit_event_organisation_child", "audit_event", ["organisation", "child"])
    op.create_table(
        "audit_head",
        sa.Column("ordinal", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("organisation", IDENTITY, nullable=False),
        sa.Column("writer", IDENTITY, nullable=False),
        sa.Column("sequence", IDENTITY, nullable=False),
        sa.Column("event_mac", sa.LargeBinary(32), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("mac", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("ordinal", name="pk_audit_head"),
        sqlite_with_rowid=False,
    )


def _protect_on_sqlite() -> None:
    for table in INSERT_ONLY:
        for act, done in (("UPDATE", "changed"), ("DELETE", "removed")):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'Rows of {table} are never {done}.'); END"
            )


def _protect_on_postgresql() -> None:
    op.execute(
        """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'Rows of % are never %.', TG_TABLE_NAME,
                CASE TG_OP WHEN 'UPDATE' THEN 'changed' ELSE 'removed' END
                USING ERRCODE = 'restrict_violation';
        END
        $$
        """
    )
    for table in INSERT_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )

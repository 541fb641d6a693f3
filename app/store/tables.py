"""Every table, named and keyed once for both databases.

A row about a child has organisation and child first in its key, so that what is known of a child lies together and is
found whatever the planner guesses; every index begins with the organisation. Columns that are a dataclass's fields
stand in the order of those fields, which the mapping in the subject files rests on. Rows of INSERT_ONLY tables are
never changed or removed: triggers of the migrations refuse it.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    text,
)
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeEngine

from app.store.column_types import IDENTITY, Instant, PartialDateText

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
    }
)


def _table(name: str, *items: SchemaItem) -> Table:
    # Without a rowid, SQLite keeps a table in the order of its key: one tree to write instead of two.
    return Table(name, METADATA, *items, sqlite_with_rowid=False)


def _must(name: str, kind: TypeEngine[Any] | type[TypeEngine[Any]]) -> Column[Any]:
    return Column(name, kind, nullable=False, autoincrement=False)


def _may(name: str, kind: TypeEngine[Any] | type[TypeEngine[Any]]) -> Column[Any]:
    return Column(name, kind, nullable=True)


def _identities(*names: str) -> list[Column[Any]]:
    return [_must(name, IDENTITY) for name in names]


def _points(to: str, *pairs: str) -> ForeignKeyConstraint:
    """A reference within the organisation; each pair is `column` or `column>referred`."""
    split = [pair.split(">") for pair in ("organisation", *pairs)]
    return ForeignKeyConstraint([pair[0] for pair in split], [f"{to}.{pair[-1]}" for pair in split])


def _belongs() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["organisation"], ["organisation.id"])


organisation = _table(
    "organisation",
    *_identities("id"),
    _must("ods_code", String(9)),
    _must("name", Text),
    PrimaryKeyConstraint("id"),
    UniqueConstraint("ods_code"),
)

account = _table(
    "account",
    *_identities("id", "organisation"),
    _must("username", Text),
    _must("display_name", Text),
    _must("role", String(20)),
    _may("professional", IDENTITY),
    _must("password_hash", Text),
    _must("failed_attempts", Integer),
    _may("locked_until", Instant),
    _may("disabled_at", Instant),
    PrimaryKeyConstraint("organisation", "id"),
    UniqueConstraint("username"),
    _belongs(),
    _points("care_professional", "professional>id"),
)

session = _table(
    "session",
    *_identities("id", "account", "organisation"),
    _must("token_hash", LargeBinary(32)),
    _must("form_key", LargeBinary(32)),
    _must("started_at", Instant),
    _must("seen_at", Instant),
    _must("expires_at", Instant),
    _may("ended_at", Instant),
    PrimaryKeyConstraint("id"),
    UniqueConstraint("token_hash"),
    Index(None, "account"),
    _points("account", "account>id"),
)

care_professional = _table(
    "care_professional",
    *_identities("id", "organisation"),
    _must("name", Text),
    _must("profession", String(40)),
    _must("local_identifier", String(20)),
    _may("registration_body", String(10)),
    _may("registration_entry", String(40)),
    _may("staff_group", String(10)),
    _may("occupation_code", String(10)),
    _may("job_role", String(10)),
    PrimaryKeyConstraint("organisation", "id"),
    UniqueConstraint("organisation", "local_identifier"),
    _belongs(),
)

team = _table(
    "team",
    *_identities("id", "organisation"),
    _must("local_identifier", String(20)),
    _must("name", Text),
    _must("team_type", String(10)),
    PrimaryKeyConstraint("organisation", "id"),
    UniqueConstraint("organisation", "local_identifier"),
    _belongs(),
)

clinic = _table(
    "clinic",
    *_identities("id", "organisation"),
    _must("name", Text),
    *_identities("team"),
    _may("site", String(9)),
    _may("location_type", String(10)),
    PrimaryKeyConstraint("organisation", "id"),
    _points("team", "team>id"),
)

child = _table(
    "child",
    *_identities("organisation", "id"),
    _must("pseudonym", LargeBinary(32)),
    _must("pseudonym_basis", String(20)),
    _must("registered_at", Instant),
    *_identities("registered_by"),
    PrimaryKeyConstraint("organisation", "id"),
    # Pseudonyms join organisations, so here the organisation cannot come first.
    Index(None, "pseudonym"),
    _belongs(),
)

child_demographics = _table(
    "child_demographics",
    *_identities("organisation", "child"),
    _must("version", Integer),
    _must("family_name", Text),
    _must("given_name", Text),
    _may("title", Text),
    _may("preferred_name", Text),
    _may("birth_date", Date),
    _must("gender", String(1)),
    _must("recorded_at", Instant),
    *_identities("recorded_by"),
    PrimaryKeyConstraint("organisation", "child", "version"),
    _points("child", "child>id"),
)

child_identifier = _table(
    "child_identifier",
    *_identities("organisation", "child", "id"),
    _must("kind", String(20)),
    _must("value", String(20)),
    _may("issuer", String(9)),
    _may("status", String(2)),
    _may("since", Date),
    _may("until", Date),
    PrimaryKeyConstraint("organisation", "child", "id"),
    UniqueConstraint("organisation", "issuer", "value"),
    Index(
        "ix_child_identifier_nhs_number",
        "organisation",
        "value",
        unique=True,
        sqlite_where=text("kind = 'nhs_number'"),
        postgresql_where=text("kind = 'nhs_number'"),
    ),
    _points("child", "child>id"),
)

child_fact = _table(
    "child_fact",
    *_identities("organisation", "child", "id"),
    _must("kind", String(40)),
    _must("answer", String(20)),
    _may("value", Text),
    _may("since", Date),
    _may("until", Date),
    _must("recorded_at", Instant),
    *_identities("recorded_by"),
    PrimaryKeyConstraint("organisation", "child", "id"),
    _points("child", "child>id"),
)

referral = _table(
    "referral",
    *_identities("id"),
    _must("version", Integer),
    *_identities("organisation", "child"),
    _must("received_on", Date),
    _may("received_at", Time),
    _must("commissioner", String(9)),
    _may("service_line_agreement", String(20)),
    _may("source", String(10)),
    _may("referring_organisation", String(9)),
    _may("referring_staff_group", String(10)),
    _may("priority", String(10)),
    _may("reason", String(10)),
    _may("discharged_on", Date),
    _may("discharge_letter_on", Date),
    _must("recorded_at", Instant),
    *_identities("recorded_by"),
    PrimaryKeyConstraint("organisation", "child", "id", "version"),
    UniqueConstraint("organisation", "id", "version"),
    _points("child", "child>id"),
)

referral_team = _table(
    "referral_team",
    *_identities("organisation", "child", "referral"),
    _must("version", Integer),
    _must("ordinal", Integer),
    *_identities("team"),
    _must("team_type", String(10)),
    _may("closed_on", Date),
    _may("closure_reason", String(10)),
    _may("rejected_on", Date),
    _may("rejection_reason", String(10)),
    PrimaryKeyConstraint("organisation", "child", "referral", "version", "ordinal"),
    _points("referral", "child", "referral>id", "version"),
    _points("team", "team>id"),
)

appointment = _table(
    "appointment",
    *_identities("id", "organisation", "child", "referral", "clinic"),
    _must("held_on", Date),
    _must("held_at", Time),
    _must("minutes", Integer),
    _may("professional", IDENTITY),
    _must("consultation_type", String(10)),
    *_identities("booked_by"),
    PrimaryKeyConstraint("organisation", "child", "id"),
    UniqueConstraint("organisation", "id"),
    Index(None, "organisation", "held_on"),
    _points("child", "child>id"),
    _points("clinic", "clinic>id"),
    _points("care_professional", "professional>id"),
)

encounter = _table(
    "encounter",
    *_identities("id"),
    _must("version", Integer),
    _must("record_number", Integer),
    *_identities("organisation", "child", "referral"),
    _must("kind", String(20)),
    _must("contact_on", Date),
    _must("attendance", String(2)),
    _may("contact_at", Time),
    _may("contact_minutes", Integer),
    _may("team", IDENTITY),
    _may("commissioner", String(9)),
    _may("administrative_category", String(10)),
    _may("consultation_type", String(10)),
    _may("subject", String(10)),
    _may("mechanism", String(2)),
    _may("location_type", String(10)),
    _may("site", String(9)),
    _may("group_therapy", String(10)),
    _may("reasonable_offer_on", Date),
    _may("clinically_appropriate_on", Date),
    _may("cancelled_on", Date),
    _may("cancellation_reason", String(10)),
    _may("replacement_offered_on", Date),
    _may("replacement_booked_on", Date),
    _must("present", Text),  # the values of Present, sorted, joined by commas
    _may("outcome", String(20)),
    _may("next_weeks", Integer),
    _may("next_clinic", IDENTITY),
    _may("next_minutes", Integer),
    _may("appointment", IDENTITY),
    _may("professional", IDENTITY),
    _must("recorded_at", Instant),
    *_identities("recorded_by"),
    _may("form_token", Text),
    _may("amendment_reason", Text),
    PrimaryKeyConstraint("organisation", "child", "id", "version"),
    UniqueConstraint("organisation", "id", "version"),
    UniqueConstraint("organisation", "child", "record_number"),
    UniqueConstraint("organisation", "form_token"),
    Index(None, "organisation", "appointment"),
    _points("child", "child>id"),
    _points("team", "team>id"),
    _points("clinic", "next_clinic>id"),
    _points("appointment", "child", "appointment>id"),
    _points("care_professional", "professional>id"),
)

encounter_group = _table(
    "encounter_group",
    *_identities("organisation", "child", "encounter"),
    _must("version", Integer),
    _must("ordinal", Integer),
    _must("need_group", String(40)),
    _must("answer", String(20)),
    PrimaryKeyConstraint("organisation", "child", "encounter", "version", "ordinal"),
    _points("encounter", "child", "encounter>id", "version"),
)

need = _table(
    "need",
    *_identities("organisation", "child", "id", "encounter"),  # the encounter, and its version, that first stated it
    _must("version", Integer),
    PrimaryKeyConstraint("organisation", "child", "id"),
    UniqueConstraint("organisation", "id"),
    _points("encounter", "child", "encounter>id", "version"),
)

need_statement = _table(
    "need_statement",
    *_identities("organisation", "child", "encounter"),
    _must("version", Integer),
    _must("ordinal", Integer),
    *_identities("need"),
    _must("change", String(20)),
    _may("concept", IDENTITY),
    _must("term", Text),
    _may("description", IDENTITY),
    _must("release", Text),
    _must("need_group", String(40)),
    _must("certainty", String(20)),
    _must("said_by", String(20)),
    _may("profession", String(40)),
    _may("professional", IDENTITY),
    _must("is_primary", Boolean),
    _may("onset", PartialDateText),
    _may("diagnosed", PartialDateText),
    _may("diagnosed_by", String(40)),
    _may("traffic_light", String(10)),
    PrimaryKeyConstraint("organisation", "child", "encounter", "version", "need"),
    Index(None, "organisation", "need"),
    Index(None, "organisation", "concept"),
    _points("encounter", "child", "encounter>id", "version"),
    # With the child in it, no statement can be about another child's need.
    _points("need", "child", "need>id"),
    _points("care_professional", "professional>id"),
)

care_activity = _table(
    "care_activity",
    *_identities("organisation", "child", "encounter"),
    _must("version", Integer),
    _must("ordinal", Integer),
    *_identities("id"),
    _must("activity_type", String(10)),
    _may("professional", IDENTITY),
    _may("minutes", Integer),
    *(
        _may(f"{item}_{part}", Text)
        for item in ("procedure", "finding", "observation")
        for part in ("scheme", "code", "value", "unit")
    ),
    PrimaryKeyConstraint("organisation", "child", "encounter", "version", "id"),
    _points("encounter", "child", "encounter>id", "version"),
    _points("care_professional", "professional>id"),
)

# Audit rows refer to nothing by foreign key: they may be about what was refused, and they outlive what they are about.
audit_event = _table(
    "audit_event",
    *_identities("writer", "sequence", "id"),
    _must("at", Instant),
    *_identities("organisation"),
    _may("account", IDENTITY),
    _may("role", String(20)),
    _may("session", IDENTITY),
    _must("action", String(40)),
    _may("child", IDENTITY),
    _may("subject", IDENTITY),
    _may("detail", Text),
    _must("mac", LargeBinary(32)),
    PrimaryKeyConstraint("organisation", "writer", "sequence"),
    Index(None, "organisation", "child"),
    Index(None, "organisation", "at"),
)

audit_head = _table(
    "audit_head",
    *_identities("ordinal", "organisation", "writer", "sequence"),
    _must("event_mac", LargeBinary(32)),
    _must("at", Instant),
    _must("mac", LargeBinary(32)),
    PrimaryKeyConstraint("ordinal"),
)

INSERT_ONLY = (
    child,
    child_demographics,
    child_identifier,
    child_fact,
    referral,
    referral_team,
    appointment,
    encounter,
    encounter_group,
    need,
    need_statement,
    care_activity,
    audit_event,
    audit_head,
)

"""Every table, named and keyed once for both databases.

A row about a child has organisation and child first in its key, so that what is known of a child lies together and is
found whatever the planner guesses; every index of an organisation's rows begins with the organisation. Columns that
are a dataclass's fields stand in the order of those fields, which the mapping in the subject files rests on. Rows of
INSERT_ONLY tables are never changed or removed: triggers of the migrations refuse it.
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


def _points(to: str, *pairs: str, name: str | None = None) -> ForeignKeyConstraint:
    """A reference within the organisation; each pair is `column` or `column>referred`.

    It needs a name when the table refers to the other more than once.
    """
    split = [pair.split(">") for pair in ("organisation", *pairs)]
    return ForeignKeyConstraint([pair[0] for pair in split], [f"{to}.{pair[-1]}" for pair in split], name)


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
    # Names as they are searched for: lower case, without accents, apostrophes, hyphens or spaces.
    _must("family_key", Text),
    _must("given_key", Text),
    _may("preferred_key", Text),
    PrimaryKeyConstraint("organisation", "child", "version"),
    Index(None, "organisation", "birth_date"),
    Index(None, "organisation", "family_key", "given_key"),
    _points("child", "child>id"),
)

child_identifier = _table(
    "child_identifier",
    *_identities("organisation", "child", "id"),
    _must("version", Integer),
    _must("kind", String(20)),
    _must("value", String(20)),
    _may("issuer", String(9)),
    _may("status", String(2)),
    _may("since", Date),
    _may("until", Date),
    _must("recorded_at", Instant),
    *_identities("recorded_by"),
    PrimaryKeyConstraint("organisation", "child", "id", "version"),
    Index(None, "organisation", "value"),
    _points("child", "child>id"),
)

# Which child has a number now: what makes it unique. Derived from child_identifier, in the same transaction; a number
# that ends goes from here, so that the child it belongs to can be given it.
identifier_in_use = _table(
    "identifier_in_use",
    *_identities("organisation"),
    _must("kind", String(20)),
    _must("issuer", String(9)),  # empty for an NHS number
    _must("value", String(20)),
    *_identities("child", "identifier"),
    PrimaryKeyConstraint("organisation", "kind", "issuer", "value"),
    Index(None, "organisation", "child"),
    _points("child", "child>id"),
)

child_link = _table(
    "child_link",
    *_identities("organisation", "child"),
    _must("version", Integer),
    *_identities("merged_into"),
    _must("standing", Boolean),
    _must("reason", Text),
    _must("recorded_at", Instant),
    *_identities("recorded_by"),
    PrimaryKeyConstraint("organisation", "child", "version"),
    Index(None, "organisation", "merged_into"),
    _points("child", "child>id"),
    _points("child", "merged_into>id", name="fk_child_link_merged_into"),
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
    _may("qualifier", Text),
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
    _may("further_reasons", Text),  # codes joined by commas, in their order
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

# The states of a referral's waiting time, as each version of the referral has them.
referral_waiting = _table(
    "referral_waiting",
    *_identities("organisation", "child", "referral"),
    _must("version", Integer),
    _must("ordinal", Integer),
    _may("measurement_type", String(2)),
    _may("started_on", Date),
    _may("started_at", Time),
    _may("ended_on", Date),
    _may("ended_at", Time),
    _may("status", String(2)),
    _may("booking_reference", String(12)),
    _may("pathway", String(20)),
    _may("pathway_issuer", String(9)),
    PrimaryKeyConstraint("organisation", "child", "referral", "version", "ordinal"),
    _points("referral", "child", "referral>id", "version"),
)

# Sessions for several children at once, of whom none is named.
group_session = _table(
    "group_session",
    *_identities("organisation", "id"),
    _must("version", Integer),
    _must("held_on", Date),
    _must("commissioner", String(9)),
    _may("minutes", Integer),
    _must("session_type", String(2)),
    _must("participants", Integer),
    _may("location_type", String(10)),
    _may("site", String(9)),
    _may("professional", IDENTITY),
    _may("service_line_agreement", String(20)),
    _must("entered_in_error", Boolean),
    _may("amendment_reason", Text),
    _must("recorded_at", Instant),
    *_identities("recorded_by"),
    PrimaryKeyConstraint("organisation", "id", "version"),
    Index(None, "organisation", "held_on"),
    _belongs(),
    _points("care_professional", "professional>id"),
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
    _may("booking_reference", String(40)),
    PrimaryKeyConstraint("organisation", "child", "id"),
    UniqueConstraint("organisation", "id"),
    Index(None, "organisation", "held_on"),
    Index("ix_appointment_booking_reference", "organisation", "booking_reference", unique=True),
    _points("child", "child>id"),
    _points("clinic", "clinic>id"),
    _points("care_professional", "professional>id"),
)

# The versions of an appointment after its booking: moved, or given up. Encounters refer to the booking.
appointment_change = _table(
    "appointment_change",
    *_identities("organisation", "child", "appointment"),
    _must("version", Integer),
    *_identities("clinic"),
    _must("held_on", Date),
    _must("held_at", Time),
    _must("minutes", Integer),
    _may("professional", IDENTITY),
    _must("consultation_type", String(10)),
    *_identities("booked_by"),
    _must("status", String(20)),
    PrimaryKeyConstraint("organisation", "child", "appointment", "version"),
    UniqueConstraint("organisation", "appointment", "version"),
    Index(None, "organisation", "held_on"),
    _points("appointment", "child", "appointment>id"),
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
    _may("profession", String(40)),
    _may("weight_grams", Integer),
    _may("height_millimetres", Integer),
    _may("head_circumference_millimetres", Integer),
    _may("onward_referrals", Text),  # <SERVICE OR TEAM TYPE>@<ODS code, if known>, joined by commas, in their order
    _may("copies", Text),  # <recipient>:<sharing>, joined by commas, in their order
    _may("tests_requested", Text),  # joined by commas, in their order
    _may("safeguarding_check", String(40)),
    _may("started_at", Instant),
    _may("first_input_at", Instant),
    _may("submitted_at", Instant),
    _may("items_added", Integer),
    _may("items_confirmed", Integer),
    _may("items_carried", Integer),
    _may("input_mode", String(20)),
    _must("entered_in_error", Boolean),
    _may("moved_to", IDENTITY),
    _may("moved_from", IDENTITY),
    _may("form_digest", LargeBinary(32)),
    PrimaryKeyConstraint("organisation", "child", "id", "version"),
    UniqueConstraint("organisation", "id", "version"),
    UniqueConstraint("organisation", "child", "record_number"),
    UniqueConstraint("organisation", "form_token"),
    Index(None, "organisation", "appointment"),
    Index(None, "organisation", "professional", "contact_on"),
    Index(None, "organisation", "team", "contact_on"),
    Index(None, "organisation", "contact_on"),
    Index(None, "organisation", "recorded_at"),
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

encounter_score = _table(
    "encounter_score",
    *_identities("organisation", "child", "encounter"),
    _must("version", Integer),
    _must("ordinal", Integer),
    *_identities("concept"),
    _must("score", String(5)),
    _may("completed_on", Date),
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
    Index(
        "ix_need_statement_uncoded",
        "organisation",
        "child",
        "need",
        sqlite_where=text("concept IS NULL"),
        postgresql_where=text("concept IS NULL"),
    ),
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
    Index(None, "organisation", "id"),
    _points("encounter", "child", "encounter>id", "version"),
    _points("care_professional", "professional>id"),
)

booking_tick = _table(
    "booking_tick",
    *_identities("organisation", "child", "encounter"),
    _must("what", String(60)),
    _must("version", Integer),
    _must("done", Boolean),
    _must("recorded_at", Instant),
    *_identities("recorded_by"),
    PrimaryKeyConstraint("organisation", "child", "encounter", "what", "version"),
    _points("child", "child>id"),
)

# Drafts are no record of anything: they are replaced as somebody types, and go when the form is recorded.
draft = _table(
    "draft",
    *_identities("organisation", "account"),
    _must("form_token", String(64)),
    _must("place", Text),
    *_identities("child"),
    _must("fields", Text),
    _must("saved_at", Instant),
    PrimaryKeyConstraint("organisation", "account", "form_token"),
    Index(None, "organisation", "account", "place"),
    Index(None, "organisation", "saved_at"),
    _points("child", "child>id"),
)

# Releases of SNOMED CT, which of them is in use, and how members were grouped are the installation's: no organisation.
# Who did it is told by the identity alone, as an account is found by its organisation too.
snomed_release = _table(
    "snomed_release",
    *_identities("id"),
    _must("key", String(64)),
    _must("label", Text),
    _must("version_uri", Text),
    _must("effective", Date),
    _must("concepts", Integer),
    _must("terms", Integer),
    _must("loaded_at", Instant),
    _may("loaded_by", IDENTITY),
    PrimaryKeyConstraint("id"),
    UniqueConstraint("key"),
)

snomed_release_switch = _table(
    "snomed_release_switch",
    _must("number", Integer),
    _may("release", IDENTITY),
    _must("switched_at", Instant),
    _may("switched_by", IDENTITY),
    _may("undoes", Integer),
    PrimaryKeyConstraint("number"),
    ForeignKeyConstraint(["release"], ["snomed_release.id"]),
    ForeignKeyConstraint(["undoes"], ["snomed_release_switch.number"]),
)

refset_member_grouping = _table(
    "refset_member_grouping",
    *_identities("concept"),
    _must("version", Integer),
    _must("need_group", String(40)),
    _must("counted", Boolean),
    _must("sensitive", Boolean),
    _must("printable", Boolean),
    _must("grouped_at", Instant),
    *_identities("grouped_by"),
    PrimaryKeyConstraint("concept", "version"),
)

# Providers' systems. A client is found by the identity it names itself by, before its organisation is known.
system_client = _table(
    "system_client",
    *_identities("id"),
    _must("version", Integer),
    *_identities("organisation"),
    _must("name", Text),
    _may("key_set", Text),
    _may("key_set_url", Text),
    _must("scopes", Text),
    _must("added_at", Instant),
    _may("disabled_at", Instant),
    PrimaryKeyConstraint("id", "version"),
    _belongs(),
)

# Neither tokens nor used assertions are a record of anything: they go some time after they have expired.
access_token = _table(
    "access_token",
    *_identities("id", "client"),
    _must("client_version", Integer),
    _must("token_hash", LargeBinary(32)),
    _must("scopes", Text),
    _must("issued_at", Instant),
    _must("expires_at", Instant),
    PrimaryKeyConstraint("token_hash"),
    Index(None, "expires_at"),
    ForeignKeyConstraint(["client", "client_version"], ["system_client.id", "system_client.version"]),
)

client_assertion_used = _table(
    "client_assertion_used",
    *_identities("client"),
    _must("jti_hash", LargeBinary(32)),
    _must("expires_at", Instant),
    PrimaryKeyConstraint("client", "jti_hash"),
    Index(None, "expires_at"),
)

host_system = _table(
    "host_system",
    *_identities("id"),
    _must("version", Integer),
    *_identities("organisation"),
    _must("name", Text),
    _must("issuer", Text),
    _must("client_id", Text),
    _may("staff_system", Text),
    _must("added_at", Instant),
    _may("disabled_at", Instant),
    PrimaryKeyConstraint("id", "version"),
    Index(None, "issuer"),
    _belongs(),
)

# Neither launches on their way nor what their sessions may hand back are a record of anything: they go once expired.
host_launch = _table(
    "host_launch",
    _must("state_hash", LargeBinary(32)),
    _must("browser_hash", LargeBinary(32)),
    *_identities("host"),
    _must("host_version", Integer),
    _must("sealed", LargeBinary),
    _must("started_at", Instant),
    _must("expires_at", Instant),
    PrimaryKeyConstraint("state_hash"),
    Index(None, "expires_at"),
    ForeignKeyConstraint(["host", "host_version"], ["host_system.id", "host_system.version"]),
)

launched_session = _table(
    "launched_session",
    *_identities("session", "organisation", "host"),
    _must("host_version", Integer),
    *_identities("child"),
    _must("patient", Text),
    _may("encounter", Text),
    _must("practitioner", Text),
    _must("sealed_token", LargeBinary),
    _must("expires_at", Instant),
    PrimaryKeyConstraint("session"),
    Index(None, "expires_at"),
    ForeignKeyConstraint(["session"], ["session.id"]),
    ForeignKeyConstraint(["host", "host_version"], ["host_system.id", "host_system.version"]),
    _points("child", "child>id"),
)

handed_back = _table(
    "handed_back",
    *_identities("organisation", "encounter"),
    _must("version", Integer),
    *_identities("host"),
    _must("at", Instant),
    PrimaryKeyConstraint("organisation", "encounter", "version", "host"),
    _points("encounter", "encounter>id", "version"),
)

# What providers' systems sent. Bodies and resources are long rows, which lie better in tables with a rowid on SQLite.
fhir_received = Table(
    "fhir_received",
    METADATA,
    *_identities("organisation", "id", "client"),
    _must("interaction", String(40)),
    _may("key", Text),
    _must("digest", LargeBinary(32)),
    _must("body", LargeBinary),
    _must("status", Integer),
    _must("answer", LargeBinary),
    _must("received_at", Instant),
    PrimaryKeyConstraint("organisation", "id"),
    Index(
        "ix_fhir_received_key",
        "organisation",
        "client",
        "key",
        unique=True,
        sqlite_where=text("key IS NOT NULL"),
        postgresql_where=text("key IS NOT NULL"),
    ),
    _belongs(),
)

# The body that a resource came in is referred to by no foreign key: what was answered to a batch is known, and its row
# written, when all of its entries are.
fhir_kept = Table(
    "fhir_kept",
    METADATA,
    *_identities("organisation"),
    _must("type", String(40)),
    *_identities("id"),
    _must("version", Integer),
    _may("child", IDENTITY),
    _may("encounter", IDENTITY),
    _may("encounter_version", Integer),
    _must("content", LargeBinary),
    _may("meta", LargeBinary),
    _must("kept_at", Instant),
    *_identities("kept_by", "received"),
    _may("clinical_on", Date),
    PrimaryKeyConstraint("organisation", "type", "id", "version"),
    Index(None, "organisation", "child", "type"),
    Index(None, "organisation", "id"),
    Index(None, "organisation", "type", "kept_at"),
    Index(None, "organisation", "type", "clinical_on"),
    _belongs(),
    _points("child", "child>id"),
    _points("encounter", "encounter>id", "encounter_version>version"),
)

# The codings of each kept version, each as `system|code` and as `|code`: they are found with and without the system.
fhir_kept_code = _table(
    "fhir_kept_code",
    *_identities("organisation"),
    _must("type", String(40)),
    _must("code", Text),
    *_identities("id"),
    _must("version", Integer),
    PrimaryKeyConstraint("organisation", "type", "code", "id", "version"),
    _points("fhir_kept", "type", "id", "version"),
)

fhir_identifier = _table(
    "fhir_identifier",
    *_identities("organisation"),
    _must("type", String(40)),
    _must("system", Text),
    _must("value", Text),
    *_identities("id"),
    # Many are looked for by one statement, and a value tells more than its system.
    PrimaryKeyConstraint("organisation", "type", "value", "system"),
    Index(None, "organisation", "id"),
    _belongs(),
)

# Whether work waits is a state, not a record of anything: a job is changed as it goes on.
job = _table(
    "job",
    *_identities("organisation", "id"),
    _must("kind", String(40)),
    _must("request", Text),
    _must("requested_at", Instant),
    _may("requested_by", IDENTITY),
    _must("state", String(20)),
    _must("done", Integer),
    _must("total", Integer),
    _must("told", Text),
    _may("worker", IDENTITY),
    _may("beat_at", Instant),
    _may("ended_at", Instant),
    PrimaryKeyConstraint("organisation", "id"),
    Index(None, "state", "id"),
    _belongs(),
)

csds_submission = _table(
    "csds_submission",
    *_identities("organisation", "id"),
    _must("period", String(7)),
    _must("window", String(10)),
    _must("partial", Boolean),
    _must("preview", Boolean),
    _must("file_name", Text),
    _must("sha256", String(64)),
    _must("manifest", Text),
    _must("built_at", Instant),
    _may("built_by", IDENTITY),
    PrimaryKeyConstraint("organisation", "id"),
    _belongs(),
)

csds_submission_state = _table(
    "csds_submission_state",
    *_identities("organisation", "submission"),
    _must("version", Integer),
    _must("state", String(20)),
    _must("at", Instant),
    _may("by", IDENTITY),
    _must("note", Text),
    PrimaryKeyConstraint("organisation", "submission", "version"),
    _points("csds_submission", "submission>id"),
)

csds_report = _table(
    "csds_report",
    *_identities("organisation", "id", "submission"),
    _must("kind", String(20)),
    _must("file_name", Text),
    _must("sha256", String(64)),
    _must("lines", Integer),
    _must("attached", Integer),
    _must("unread_columns", Text),
    _must("read_at", Instant),
    _may("read_by", IDENTITY),
    PrimaryKeyConstraint("organisation", "id"),
    UniqueConstraint("organisation", "sha256"),
    Index(None, "organisation", "submission"),
    _points("csds_submission", "submission>id"),
)

csds_report_line = _table(
    "csds_report_line",
    *_identities("organisation", "report"),
    _must("number", Integer),
    _must("file_line", Integer),
    _must("rule", String(60)),
    _must("severity", String(60)),
    _must("of_table", String(60)),
    _must("field", String(60)),
    _must("row_number", String(20)),
    _must("message", Text),
    _must("names", String(30)),
    _must("record", String(60)),
    _must("place", String(60)),
    _may("origin", IDENTITY),
    PrimaryKeyConstraint("organisation", "report", "number"),
    _points("csds_report", "report>id"),
)

# Reports are of the whole installation: their rows belong to no organisation. A table's content is a long row.
report_release = _table(
    "report_release",
    *_identities("id"),
    _must("period", String(7)),
    _must("profile", String(40)),
    _must("revision", Integer),
    _must("released_at", Instant),
    _must("refset", Text),
    _must("definitions", Text),
    _must("note", Text),
    PrimaryKeyConstraint("id"),
    UniqueConstraint("period", "revision"),
)

released_table = Table(
    "released_table",
    METADATA,
    *_identities("release"),
    _must("measure", String(60)),
    _must("level", String(40)),
    _must("breakdown", String(40)),
    _must("content", LargeBinary),
    PrimaryKeyConstraint("release", "measure", "level", "breakdown"),
    ForeignKeyConstraint(["release"], ["report_release.id"]),
)

release_ledger = _table(
    "release_ledger",
    *_identities("release"),
    _must("ordinal", Integer),
    _must("period", String(7)),
    _must("definition", Text),
    PrimaryKeyConstraint("release", "ordinal"),
    Index(None, "period"),
    ForeignKeyConstraint(["release"], ["report_release.id"]),
)

report_area = _table(
    "report_area",
    *_identities("organisation", "account"),
    _must("level", String(40)),
    _must("area", String(20)),
    _must("version", Integer),
    _must("standing", Boolean),
    _must("at", Instant),
    _may("by", IDENTITY),
    PrimaryKeyConstraint("organisation", "account", "level", "area", "version"),
    _points("account", "account>id"),
)

report_action = _table(
    "report_action",
    *_identities("id"),
    _must("version", Integer),
    _must("level", String(40)),
    _must("area", String(20)),
    _must("measure", String(60)),
    _must("what", Text),
    _must("owner", Text),
    _must("due", Date),
    _must("progress", String(20)),
    _must("recorded_at", Instant),
    *_identities("recorded_by"),
    PrimaryKeyConstraint("id", "version"),
    Index(None, "level", "area"),
)

report_change = _table(
    "report_change",
    *_identities("id"),
    _must("version", Integer),
    _must("level", String(40)),
    _must("area", String(20)),
    _must("what", Text),
    _must("began", Date),
    _must("owner", Text),
    _must("standing", Boolean),
    _must("recorded_at", Instant),
    *_identities("recorded_by"),
    PrimaryKeyConstraint("id", "version"),
    Index(None, "level", "area"),
)

report_change_measure = _table(
    "report_change_measure",
    *_identities("change"),
    _must("version", Integer),
    _must("ordinal", Integer),
    _must("measure", String(60)),
    PrimaryKeyConstraint("change", "version", "ordinal"),
    ForeignKeyConstraint(["change", "version"], ["report_change.id", "report_change.version"]),
)

report_condition = _table(
    "report_condition",
    _must("key", String(40)),
    _must("version", Integer),
    _must("words", Text),
    _must("need_group", String(40)),
    _must("concepts", Text),
    _must("standing", Boolean),
    _must("at", Instant),
    _may("by", IDENTITY),
    PrimaryKeyConstraint("key", "version"),
)

# That something was written about a child, told by triggers in the order of commits (revision 0011).
child_touched = _table(
    "child_touched",
    *_identities("organisation", "number", "child"),
    PrimaryKeyConstraint("organisation", "number", "child"),
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
    child_link,
    child_fact,
    referral,
    referral_team,
    referral_waiting,
    group_session,
    appointment,
    appointment_change,
    booking_tick,
    encounter,
    encounter_group,
    encounter_score,
    need,
    need_statement,
    care_activity,
    snomed_release,
    snomed_release_switch,
    refset_member_grouping,
    system_client,
    host_system,
    handed_back,
    fhir_received,
    fhir_kept,
    fhir_kept_code,
    fhir_identifier,
    csds_submission,
    csds_submission_state,
    csds_report,
    csds_report_line,
    report_release,
    released_table,
    release_ledger,
    report_area,
    report_action,
    report_change,
    report_change_measure,
    report_condition,
    child_touched,
    audit_event,
    audit_head,
)

"""The minute: corrections, merges and moves as versions, what is planned and timed at an encounter, ticks and drafts.

Revision: 0002, after 0001. Every row is kept: an identifier's becomes its first version, recorded when the child was
registered. Going back loses what only the newer tables hold: links, moved appointments, ticks, drafts, what was
planned and timed, facts of the newer kinds, earlier versions of identifiers, and of two children who had the same
number one after the other, the earlier one's. On SQLite a table that changes is set aside, made anew and filled again.
"""

# ruff: noqa: S608 (every name and word put into a statement here is this file's own, or a table's)

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")

NEW_INSERT_ONLY = ("child_link", "appointment_change", "booking_tick")
NEW_FACTS = ("responsible_authority", "parental_responsibility", "sensitive_address", "transition_plan", "adult_lead")
IDENTIFIER = ("organisation", "child", "id", "kind", "value", "issuer", "status", "since", "until")
FILLED = {
    "family_key": "(SELECT key FROM name_key WHERE name_key.name = {table}.family_name)",
    "given_key": "(SELECT key FROM name_key WHERE name_key.name = {table}.given_name)",
    "preferred_key": "(SELECT key FROM name_key WHERE name_key.name = {table}.preferred_name)",
    "entered_in_error": "FALSE",
}
"""What stands in a new column of a row that was there before; NULL in any other."""
INDEXES: dict[str, tuple[tuple[str, ...], ...]] = {
    "child_demographics": (("birth_date",), ("family_key", "given_key")),
    "encounter": (("professional", "contact_on"), ("team", "contact_on"), ("contact_on",)),
}
"""The new indexes of tables that were there before: the columns after the organisation."""


def upgrade() -> None:
    """Add the columns and tables, and fill them from the rows that are there."""
    _key_names()
    for table, columns in _columns().items():
        (_add_on_sqlite if _on_sqlite() else _add_on_postgresql)(table, columns)
    op.drop_table("name_key")
    _indexes()
    (_version_identifiers_on_sqlite if _on_sqlite() else _version_identifiers_on_postgresql)()
    _identifiers_in_use()
    _links()
    _changes_of_appointments()
    _desk_and_drafts()
    for table in NEW_INSERT_ONLY:
        _protect(table)


def downgrade() -> None:
    """Remove the columns and tables, and with them what they hold."""
    for table in ("draft", "booking_tick", "appointment_change", "child_link", "identifier_in_use"):
        op.drop_table(table)
    op.drop_index("ix_need_statement_uncoded", "need_statement")
    _forget_new_words()
    (_unversion_identifiers_on_sqlite if _on_sqlite() else _unversion_identifiers_on_postgresql)()
    for table, columns in reversed(_columns().items()):
        (_remove_on_sqlite if _on_sqlite() else _remove_on_postgresql)(table, columns)


def _on_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _columns() -> dict[str, list[sa.Column[Any]]]:
    """The new columns of tables that were there before."""
    return {
        "child_demographics": [
            sa.Column("family_key", sa.Text(), nullable=False),
            sa.Column("given_key", sa.Text(), nullable=False),
            sa.Column("preferred_key", sa.Text()),
        ],
        "appointment": [sa.Column("booking_reference", sa.String(40))],
        "encounter": [
            sa.Column("profession", sa.String(40)),
            sa.Column("weight_grams", sa.Integer()),
            sa.Column("height_millimetres", sa.Integer()),
            sa.Column("head_circumference_millimetres", sa.Integer()),
            sa.Column("onward_referrals", sa.Text()),
            sa.Column("copies", sa.Text()),
            sa.Column("tests_requested", sa.Text()),
            sa.Column("safeguarding_check", sa.String(40)),
            sa.Column("started_at", INSTANT),
            sa.Column("first_input_at", INSTANT),
            sa.Column("submitted_at", INSTANT),
            sa.Column("items_added", sa.Integer()),
            sa.Column("items_confirmed", sa.Integer()),
            sa.Column("items_carried", sa.Integer()),
            sa.Column("input_mode", sa.String(20)),
            sa.Column("entered_in_error", sa.Boolean(), nullable=False),
            sa.Column("moved_to", IDENTITY),
            sa.Column("moved_from", IDENTITY),
            sa.Column("form_digest", sa.LargeBinary(32)),
        ],
    }


# Names. The rule as it was when this step was written: a later change of it needs a step of its own.

_PLAIN = str.maketrans(
    {"æ": "ae", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ø": "o", "œ": "oe", "ŧ": "t", "þ": "th"}
)


def _name_key(text: str) -> str:
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_PLAIN)
    return "".join(
        each for each in folded if unicodedata.category(each)[0] in "LNM" and not unicodedata.combining(each)
    )


def _key_names() -> None:
    """The key of every name there is, in a table to fill the new columns from."""
    key_of = op.create_table(
        "name_key", sa.Column("name", sa.Text(), primary_key=True), sa.Column("key", sa.Text(), nullable=False)
    )
    names = op.get_bind().execute(
        sa.text(
            "SELECT family_name FROM child_demographics UNION SELECT given_name FROM child_demographics"
            " UNION SELECT preferred_name FROM child_demographics WHERE preferred_name IS NOT NULL"
        )
    )
    keys = [{"name": name, "key": _name_key(name)} for name in names.scalars()]
    for start in range(0, len(keys), 1000):
        op.bulk_insert(key_of, keys[start : start + 1000])


# Columns.


def _add_on_postgresql(table: str, columns: Sequence[sa.Column[Any]]) -> None:
    fills = {}
    for column in columns:
        if column.nullable:
            op.add_column(table, column)
        elif FILLED[column.name] == "FALSE":
            # A constant default is not written into the rows, however many there are.
            op.add_column(table, sa.Column(column.name, column.type, nullable=False, server_default=sa.false()))
            op.alter_column(table, column.name, server_default=None)
            continue
        else:
            op.add_column(table, sa.Column(column.name, column.type))
        if column.name in FILLED:
            fills[column.name] = FILLED[column.name].format(table=table)
    if fills:
        _change_rows(table, f"UPDATE {table} SET " + ", ".join(f"{name} = {fill}" for name, fill in fills.items()))
    for column in columns:
        if not column.nullable:
            op.alter_column(table, column.name, nullable=False)


def _remove_on_postgresql(table: str, columns: Sequence[sa.Column[Any]]) -> None:
    # The indexes on them go with them, and those on others by name.
    for index in _index_names(table):
        op.execute(f"DROP INDEX IF EXISTS {index}")
    for column in columns:
        op.drop_column(table, column.name)


def _add_on_sqlite(table: str, columns: Sequence[sa.Column[Any]]) -> None:
    before, definition = _names_of_columns(table), _definition(table)
    lines = "".join(f"\n\t{_line(column)}, " for column in columns)
    fills = [FILLED.get(column.name, "NULL").format(table="set_aside") for column in columns]
    _remade(
        table,
        definition.replace("\n\tCONSTRAINT", f"{lines}\n\tCONSTRAINT", 1),
        (*before, *(column.name for column in columns)),
        (*before, *fills),
    )


def _remove_on_sqlite(table: str, columns: Sequence[sa.Column[Any]]) -> None:
    definition = _definition(table)
    for column in columns:
        definition = definition.replace(f"\n\t{_line(column)}, ", "", 1)
    gone = {column.name for column in columns}
    kept = [name for name in _names_of_columns(table) if name not in gone]
    _remade(table, definition, kept, kept, but_not=_index_names(table))


def _line(column: sa.Column[Any]) -> str:
    return str(sa.schema.CreateColumn(column).compile(dialect=op.get_bind().dialect)).strip()


def _definition(table: str) -> str:
    found = op.get_bind().execute(
        sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :table"), {"table": table}
    )
    return str(found.scalar_one())


def _names_of_columns(table: str) -> list[str]:
    return [str(row["name"]) for row in op.get_bind().exec_driver_sql(f"PRAGMA table_info({table})").mappings()]


def _remade(
    table: str, definition: str, names: Iterable[str], values: Iterable[str], but_not: Sequence[str] = ()
) -> None:
    """Set the rows of a table aside, make it anew, and put the values of each row back under these names."""
    bind = op.get_bind()
    found = bind.execute(
        sa.text(
            "SELECT name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND tbl_name = :table"
            " AND sql IS NOT NULL"
        ),
        {"table": table},
    )
    kept = [sql for name, sql in found.all() if name not in but_not]
    bind.exec_driver_sql(f"CREATE TABLE set_aside AS SELECT * FROM {table}")
    bind.exec_driver_sql(f"DROP TABLE {table}")
    bind.exec_driver_sql(definition)
    bind.exec_driver_sql(f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(values)} FROM set_aside")
    bind.exec_driver_sql("DROP TABLE set_aside")
    for sql in kept:
        bind.exec_driver_sql(sql)


# Indexes.


def _indexes() -> None:
    for table, indexes in INDEXES.items():
        for columns, name in zip(indexes, _index_names(table), strict=True):
            op.create_index(name, table, ["organisation", *columns])
    op.create_index(
        "ix_appointment_booking_reference", "appointment", ["organisation", "booking_reference"], unique=True
    )
    op.create_index(
        "ix_need_statement_uncoded",
        "need_statement",
        ["organisation", "child", "need"],
        sqlite_where=sa.text("concept IS NULL"),
        postgresql_where=sa.text("concept IS NULL"),
    )


def _index_names(table: str) -> list[str]:
    names = [f"ix_{table}_organisation_{'_'.join(columns)}" for columns in INDEXES.get(table, ())]
    return ["ix_appointment_booking_reference"] if table == "appointment" else names


# Identifiers.


def _version_identifiers_on_postgresql() -> None:
    op.drop_index("ix_child_identifier_nhs_number", "child_identifier")
    op.drop_constraint("uq_child_identifier_organisation_issuer_value", "child_identifier")
    op.drop_constraint("pk_child_identifier", "child_identifier")
    op.add_column("child_identifier", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.alter_column("child_identifier", "version", server_default=None)
    op.add_column("child_identifier", sa.Column("recorded_at", INSTANT))
    op.add_column("child_identifier", sa.Column("recorded_by", IDENTITY))
    _change_rows(
        "child_identifier",
        "UPDATE child_identifier SET recorded_at = child.registered_at, recorded_by = child.registered_by FROM child"
        " WHERE child.organisation = child_identifier.organisation AND child.id = child_identifier.child",
    )
    op.alter_column("child_identifier", "recorded_at", nullable=False)
    op.alter_column("child_identifier", "recorded_by", nullable=False)
    op.create_primary_key("pk_child_identifier", "child_identifier", ["organisation", "child", "id", "version"])
    op.create_index("ix_child_identifier_organisation_value", "child_identifier", ["organisation", "value"])


def _version_identifiers_on_sqlite() -> None:
    names = ", ".join(IDENTIFIER)
    op.execute(
        f"CREATE TABLE set_aside AS SELECT {', '.join(f'of.{name}' for name in IDENTIFIER)},"
        " child.registered_at, child.registered_by FROM child_identifier AS of"
        " JOIN child ON child.organisation = of.organisation AND child.id = of.child"
    )
    op.drop_table("child_identifier")
    op.create_table(
        "child_identifier",
        sa.Column("organisation", IDENTITY, nullable=False),
        sa.Column("child", IDENTITY, nullable=False),
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("value", sa.String(20), nullable=False),
        sa.Column("issuer", sa.String(9)),
        sa.Column("status", sa.String(2)),
        sa.Column("since", sa.Date()),
        sa.Column("until", sa.Date()),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", IDENTITY, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "child"], ["child.organisation", "child.id"], name="fk_child_identifier_child"
        ),
        sa.PrimaryKeyConstraint("organisation", "child", "id", "version", name="pk_child_identifier"),
        sqlite_with_rowid=False,
    )
    op.execute(
        f"INSERT INTO child_identifier ({names}, version, recorded_at, recorded_by)"
        f" SELECT {names}, 1, registered_at, registered_by FROM set_aside"
    )
    op.drop_table("set_aside")
    op.create_index("ix_child_identifier_organisation_value", "child_identifier", ["organisation", "value"])
    _protect("child_identifier")


def _set_identifiers_aside() -> None:
    """The latest version of each identifier; of those with one number that in use, else the latest recorded."""
    op.execute(
        f"CREATE TABLE set_aside AS SELECT {', '.join(IDENTIFIER)} FROM (SELECT current.*, row_number() OVER ("
        "PARTITION BY organisation, kind, coalesce(issuer, ''), value"
        " ORDER BY CASE WHEN until IS NULL THEN 0 ELSE 1 END, recorded_at DESC, id DESC) AS place"
        " FROM child_identifier AS current WHERE NOT EXISTS (SELECT 1 FROM child_identifier AS later"
        " WHERE later.organisation = current.organisation AND later.child = current.child AND later.id = current.id"
        " AND later.version > current.version)) AS ranked WHERE place = 1 OR (kind = 'local' AND issuer IS NULL)"
    )


def _put_identifiers_back() -> None:
    names = ", ".join(IDENTIFIER)
    op.execute(f"INSERT INTO child_identifier ({names}) SELECT {names} FROM set_aside")
    op.drop_table("set_aside")
    op.create_index(
        "ix_child_identifier_nhs_number",
        "child_identifier",
        ["organisation", "value"],
        unique=True,
        sqlite_where=sa.text("kind = 'nhs_number'"),
        postgresql_where=sa.text("kind = 'nhs_number'"),
    )


def _unversion_identifiers_on_postgresql() -> None:
    _set_identifiers_aside()
    _unprotect("child_identifier")
    op.execute("DELETE FROM child_identifier")
    op.drop_index("ix_child_identifier_organisation_value", "child_identifier")
    op.drop_constraint("pk_child_identifier", "child_identifier")
    for name in ("version", "recorded_at", "recorded_by"):
        op.drop_column("child_identifier", name)
    op.create_primary_key("pk_child_identifier", "child_identifier", ["organisation", "child", "id"])
    op.create_unique_constraint(
        "uq_child_identifier_organisation_issuer_value", "child_identifier", ["organisation", "issuer", "value"]
    )
    _put_identifiers_back()
    _protect("child_identifier")


def _unversion_identifiers_on_sqlite() -> None:
    _set_identifiers_aside()
    op.drop_table("child_identifier")
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
    _put_identifiers_back()
    _protect("child_identifier")


def _identifiers_in_use() -> None:
    op.create_table(
        "identifier_in_use",
        sa.Column("organisation", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("issuer", sa.String(9), nullable=False),
        sa.Column("value", sa.String(20), nullable=False),
        sa.Column("child", IDENTITY, nullable=False),
        sa.Column("identifier", IDENTITY, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "child"], ["child.organisation", "child.id"], name="fk_identifier_in_use_child"
        ),
        sa.PrimaryKeyConstraint("organisation", "kind", "issuer", "value", name="pk_identifier_in_use"),
        sqlite_with_rowid=False,
    )
    # Numbers without an issuer may have been given twice: the first child to have one has it.
    op.execute(
        "INSERT INTO identifier_in_use (organisation, kind, issuer, value, child, identifier)"
        " SELECT organisation, kind, CASE kind WHEN 'nhs_number' THEN '' ELSE coalesce(issuer, '') END, value,"
        " child, id FROM child_identifier WHERE until IS NULL ORDER BY id ON CONFLICT DO NOTHING"
    )
    op.create_index("ix_identifier_in_use_organisation_child", "identifier_in_use", ["organisation", "child"])


# New tables.


def _links() -> None:
    op.create_table(
        "child_link",
        sa.Column("organisation", IDENTITY, nullable=False),
        sa.Column("child", IDENTITY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("merged_into", IDENTITY, nullable=False),
        sa.Column("standing", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", IDENTITY, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "child"], ["child.organisation", "child.id"], name="fk_child_link_child"
        ),
        sa.ForeignKeyConstraint(
            ["organisation", "merged_into"], ["child.organisation", "child.id"], name="fk_child_link_merged_into"
        ),
        sa.PrimaryKeyConstraint("organisation", "child", "version", name="pk_child_link"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_child_link_organisation_merged_into", "child_link", ["organisation", "merged_into"])


def _changes_of_appointments() -> None:
    op.create_table(
        "appointment_change",
        sa.Column("organisation", IDENTITY, nullable=False),
        sa.Column("child", IDENTITY, nullable=False),
        sa.Column("appointment", IDENTITY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("clinic", IDENTITY, nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("held_at", sa.Time(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("professional", IDENTITY),
        sa.Column("consultation_type", sa.String(10), nullable=False),
        sa.Column("booked_by", IDENTITY, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "child", "appointment"],
            ["appointment.organisation", "appointment.child", "appointment.id"],
            name="fk_appointment_change_appointment",
        ),
        sa.ForeignKeyConstraint(
            ["organisation", "clinic"], ["clinic.organisation", "clinic.id"], name="fk_appointment_change_clinic"
        ),
        sa.ForeignKeyConstraint(
            ["organisation", "professional"],
            ["care_professional.organisation", "care_professional.id"],
            name="fk_appointment_change_care_professional",
        ),
        sa.PrimaryKeyConstraint("organisation", "child", "appointment", "version", name="pk_appointment_change"),
        sa.UniqueConstraint(
            "organisation", "appointment", "version", name="uq_appointment_change_organisation_appointment_version"
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_appointment_change_organisation_held_on", "appointment_change", ["organisation", "held_on"])


def _desk_and_drafts() -> None:
    op.create_table(
        "booking_tick",
        sa.Column("organisation", IDENTITY, nullable=False),
        sa.Column("child", IDENTITY, nullable=False),
        sa.Column("encounter", IDENTITY, nullable=False),
        sa.Column("what", sa.String(60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", IDENTITY, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "child"], ["child.organisation", "child.id"], name="fk_booking_tick_child"
        ),
        sa.PrimaryKeyConstraint("organisation", "child", "encounter", "what", "version", name="pk_booking_tick"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "draft",
        sa.Column("organisation", IDENTITY, nullable=False),
        sa.Column("account", IDENTITY, nullable=False),
        sa.Column("form_token", sa.String(64), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("child", IDENTITY, nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["organisation", "child"], ["child.organisation", "child.id"], name="fk_draft_child"),
        sa.PrimaryKeyConstraint("organisation", "account", "form_token", name="pk_draft"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_draft_organisation_account_place", "draft", ["organisation", "account", "place"])
    op.create_index("ix_draft_organisation_saved_at", "draft", ["organisation", "saved_at"])


# Protection, as 0001 made it.


def _protect(table: str) -> None:
    if _on_sqlite():
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


def _unprotect(table: str) -> None:
    if _on_sqlite():
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_refuses_{act}")
    else:
        for act in ("change", "truncate"):
            op.execute(f"DROP TRIGGER {table}_refuses_{act} ON {table}")


def _change_rows(table: str, statement: str) -> None:
    _unprotect(table)
    op.execute(statement)
    _protect(table)


def _forget_new_words() -> None:
    """What the program before this step cannot read: a review of all that stood, and facts of the newer kinds."""
    _change_rows(
        "need_statement", "UPDATE need_statement SET change = 'still_present' WHERE change = 'reviewed_unchanged'"
    )
    kinds = ", ".join(f"'{kind}'" for kind in NEW_FACTS)
    _change_rows("child_fact", f"DELETE FROM child_fact WHERE kind IN ({kinds})")

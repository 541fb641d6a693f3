"""Encounters as rows: each version whole, with its groups, statements, activities and scores."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select, Table, bindparam, func, select

from app.clinical.encounter import Encounter
from app.clinical.needs import Change
from app.errors import NotFound
from app.identity import Identity
from app.store import tables
from app.store.children import Children
from app.store.column_types import IDENTITY
from app.store.database import Asked, Database, Reading, first, grouped
from app.store.encounter_rows import (
    activity_values,
    asked_values,
    encounter_from_rows,
    encounter_values,
    score_values,
    statement_values,
)
from app.store.prepared import Row, Step

_PARTS = (tables.encounter_group, tables.need_statement, tables.care_activity, tables.encounter_score)
_KEY_OF_PART = ("organisation", "child", "encounter", "version", "ordinal")
Parts = dict[tuple[Any, ...], list[Row]]


def current_version(mine: FromClause = tables.encounter) -> ColumnElement[bool]:
    """The condition that a row of encounter, or of an alias of it, is the latest version of its encounter."""
    later = tables.encounter.alias("later")
    return ~(
        select(later.c.version)
        .where(
            later.c.organisation == mine.c.organisation,
            later.c.child == mine.c.child,
            later.c.id == mine.c.id,
            later.c.version > mine.c.version,
        )
        .exists()
    )


def _versions_of_one() -> Select[Any]:
    """Every version of an encounter: the first says which child's it is, and all lie with that child."""
    version, first_version = tables.encounter, tables.encounter.alias("first_version")
    return (
        select(version)
        .select_from(first_version)
        .join(
            version,
            (version.c.organisation == first_version.c.organisation)
            & (version.c.child == first_version.c.child)
            & (version.c.id == first_version.c.id),
        )
        .where(
            first_version.c.organisation == bindparam("organisation"),
            first_version.c.id == bindparam("encounter"),
            first_version.c.version == 1,
        )
        .order_by(version.c.version)
    )


def parts_where(*conditions: Callable[[Table], ColumnElement[bool]]) -> list[Select[Any]]:
    """The groups, statements, activities and scores, in their order, that fulfil conditions, made for each table."""
    return [_part(table).where(*(condition(table) for condition in conditions)) for table in _PARTS]


def _part(table: Table) -> Select[Any]:
    columns = [column for column in table.columns if column.name not in _KEY_OF_PART]
    return (
        select(table.c.encounter, table.c.version, *columns)
        .where(table.c.organisation == bindparam("organisation", type_=IDENTITY))
        .order_by(table.c.encounter, table.c.version, table.c.ordinal)
    )


def _of_child(table: Table) -> ColumnElement[bool]:
    return table.c.child == bindparam("child", type_=IDENTITY)


def _of_encounter(table: Table) -> ColumnElement[bool]:
    return table.c.encounter == bindparam("encounter", type_=IDENTITY)


def encounters_from_rows(rows: Iterable[Row], parts: Sequence[Sequence[Row]]) -> tuple[Encounter, ...]:
    """From rows of table encounter, and those of `parts_where`; parts of other versions are left out."""
    by_part = [grouped(part, 2) for part in parts]
    found = []
    for row in rows:
        key = row[0], row[1]
        found.append(encounter_from_rows(row, *(part.get(key, []) for part in by_part)))
    return tuple(found)


class Encounters:
    """Reads and writes encounters."""

    def __init__(self, database: Database, children: Children) -> None:
        encounter, child = tables.encounter, tables.child
        key = bindparam("key", type_=IDENTITY)
        self._children = children
        mine = bindparam("organisation", type_=IDENTITY)
        self._versions = database.query(_versions_of_one(), "organisation", "encounter")
        self._parts = [
            database.query(part, "organisation", "child", "encounter") for part in parts_where(_of_child, _of_encounter)
        ]
        self._versions_of_child = database.query(
            select(encounter)
            .where(encounter.c.organisation == mine, encounter.c.child == key)
            .order_by(encounter.c.id, encounter.c.version),
            "organisation",
            "key",
        )
        self._parts_of_child = [database.query(part, "organisation", "child") for part in parts_where(_of_child)]
        last = (
            select(func.coalesce(func.max(encounter.c.record_number), 0))
            .where(encounter.c.organisation == child.c.organisation, encounter.c.child == child.c.id)
            .scalar_subquery()
        )
        self._record_number = database.query(
            select(last).select_from(child).where(child.c.organisation == bindparam("organisation"), child.c.id == key),
            "organisation",
            "key",
        )
        self._of_form = database.query(
            select(encounter.c.id).where(
                encounter.c.organisation == bindparam("organisation"), encounter.c.form_token == bindparam("key")
            ),
            "organisation",
            "key",
        )
        self._insert = database.insert(encounter)
        self._insert_groups = database.insert(tables.encounter_group)
        self._insert_needs = database.insert(tables.need, skip_existing=True)
        self._insert_statements = database.insert(tables.need_statement)
        self._insert_activities = database.insert(tables.care_activity)
        self._insert_scores = database.insert(tables.encounter_score)

    def asked(self, organisation: Identity, child: Identity) -> tuple[Asked, ...]:
        """The queries of a child's encounters."""
        key = organisation, child
        return tuple((query, key) for query in (self._versions_of_child, *self._parts_of_child))

    def asked_of_form(self, organisation: Identity, form_token: str) -> Asked:
        """The query of the encounter recorded from a form."""
        return self._of_form, (organisation, form_token)

    def encounter(self, reading: Reading, organisation: Identity, encounter: Identity) -> Encounter:
        """The current version. Raises NotFound."""
        rows = self._version_rows(reading, organisation, encounter)
        return self._with_parts(reading, organisation, encounter, rows[-1:])[0]

    def versions(self, reading: Reading, organisation: Identity, encounter: Identity) -> tuple[Encounter, ...]:
        """Every version, the first first. Raises NotFound."""
        rows = self._version_rows(reading, organisation, encounter)
        return self._with_parts(reading, organisation, encounter, rows)

    def _version_rows(self, reading: Reading, organisation: Identity, encounter: Identity) -> list[Row]:
        rows = reading.all(self._versions, organisation, encounter)
        if not rows:
            raise NotFound("There is no such encounter in the organisation's record.")
        return rows

    def _with_parts(
        self, reading: Reading, organisation: Identity, encounter: Identity, rows: list[Row]
    ) -> tuple[Encounter, ...]:
        child = rows[0][4]
        return encounters_from_rows(
            rows, reading.several(*((part, (organisation, child, encounter)) for part in self._parts))
        )

    def of_child(self, reading: Reading, organisation: Identity, child: Identity) -> tuple[Encounter, ...]:
        """The current versions. Raises NotFound when there is no such child."""
        rows, *parts = reading.several(*self.asked(organisation, child))
        if not rows:
            self._children.require(reading, organisation, child)
        # Rows come by encounter and version, so the last of each encounter is its current one.
        return encounters_from_rows({row[0]: row for row in rows}.values(), parts)

    def record_number(self, reading: Reading, organisation: Identity, child: Identity) -> int:
        """The last number given, or 0. Raises NotFound when there is no such child."""
        row = first(reading, self._record_number, organisation, child)
        if row is None:
            raise NotFound("There is no such child in the organisation's record.")
        return int(row[0])

    def of_form(self, reading: Reading, organisation: Identity, form_token: str) -> Identity | None:
        """The encounter recorded from a form."""
        row = first(reading, self._of_form, organisation, form_token)
        return None if row is None else Identity(row[0])

    def steps(self, encounter: Encounter) -> list[Step]:
        """The rows of one version, in the order in which they refer to one another."""
        child = encounter.organisation, encounter.child
        key = *child, encounter.id, encounter.version
        steps = [self._insert.of([encounter_values(encounter)])]
        new = [
            [*child, each.need, encounter.id, encounter.version]
            for each in encounter.statements
            if each.change is Change.NEW
        ]
        if new:
            # An amendment repeats what its first version said, and a visit sent late may state first what a later one
            # stated before it: some of these needs are there already.
            steps.append(self._insert_needs.of(new))
        if encounter.groups:
            rows = [[*key, ordinal, *asked_values(each)] for ordinal, each in enumerate(encounter.groups)]
            steps.append(self._insert_groups.of(rows))
        if encounter.statements:
            rows = [[*key, ordinal, *statement_values(each)] for ordinal, each in enumerate(encounter.statements)]
            steps.append(self._insert_statements.of(rows))
        if encounter.activities:
            rows = [[*key, ordinal, *activity_values(each)] for ordinal, each in enumerate(encounter.activities)]
            steps.append(self._insert_activities.of(rows))
        if encounter.scores:
            rows = [[*key, ordinal, *score_values(each)] for ordinal, each in enumerate(encounter.scores)]
            steps.append(self._insert_scores.of(rows))
        return steps

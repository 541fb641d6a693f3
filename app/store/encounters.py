"""Encounters as rows: each version whole, with its groups, statements and activities."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, func, select

from app.clinical.encounter import Encounter
from app.clinical.needs import Change
from app.errors import NotFound
from app.identity import Identity
from app.store import tables
from app.store.children import Children
from app.store.column_types import IDENTITY
from app.store.database import Database, Reading, first, grouped
from app.store.encounter_rows import (
    activity_values,
    asked_values,
    encounter_from_rows,
    encounter_values,
    statement_values,
)
from app.store.prepared import Query, Row, Step

_PARTS = (tables.encounter_group, tables.need_statement, tables.care_activity)
_KEY_OF_PART = ("organisation", "encounter", "version", "ordinal", "child")


def current_version() -> ColumnElement[bool]:
    """The condition that a row of encounter is the latest version of its encounter."""
    mine, later = tables.encounter, tables.encounter.alias("later")
    return ~(
        select(later.c.version)
        .where(later.c.organisation == mine.c.organisation, later.c.id == mine.c.id, later.c.version > mine.c.version)
        .exists()
    )


class _Selection:
    """The queries that together read the versions which a condition, with one parameter `key`, selects."""

    def __init__(self, database: Database, *conditions: ColumnElement[bool]) -> None:
        encounter = tables.encounter
        scoped = (encounter.c.organisation == bindparam("organisation"), *conditions)
        names = ("organisation", "key")
        self._versions = database.query(
            select(encounter).where(*scoped).order_by(encounter.c.id, encounter.c.version), *names
        )
        self._parts: list[Query] = [database.query(_part(table).where(*scoped), *names) for table in _PARTS]

    def read(self, reading: Reading, organisation: Identity, key: Identity) -> tuple[Encounter, ...]:
        rows = reading.all(self._versions, organisation, key)
        if not rows:
            return ()
        groups, statements, activities = (grouped(reading.all(part, organisation, key), 2) for part in self._parts)
        return tuple(_encounter(row, groups, statements, activities) for row in rows)


def _part(table: Table) -> Select[Any]:
    encounter = tables.encounter
    columns = [column for column in table.columns if column.name not in _KEY_OF_PART]
    return (
        select(table.c.encounter, table.c.version, *columns)
        .select_from(encounter)
        .join(
            table,
            (table.c.organisation == encounter.c.organisation)
            & (table.c.encounter == encounter.c.id)
            & (table.c.version == encounter.c.version),
        )
        .order_by(table.c.encounter, table.c.version, table.c.ordinal)
    )


Parts = dict[tuple[Any, ...], list[Row]]


def _encounter(row: Row, groups: Parts, statements: Parts, activities: Parts) -> Encounter:
    key = row[0], row[1]
    return encounter_from_rows(row, groups.get(key, []), statements.get(key, []), activities.get(key, []))


class Encounters:
    """Reads and writes encounters."""

    def __init__(self, database: Database, children: Children) -> None:
        encounter, child = tables.encounter, tables.child
        key = bindparam("key", type_=IDENTITY)
        self._children = children
        self._current = _Selection(database, encounter.c.id == key, current_version())
        self._versions = _Selection(database, encounter.c.id == key)
        self._of_child = _Selection(database, encounter.c.child == key, current_version())
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
        self._insert_needs = database.insert(tables.need)
        self._insert_further_needs = database.insert(tables.need, skip_existing=True)
        self._insert_statements = database.insert(tables.need_statement)
        self._insert_activities = database.insert(tables.care_activity)

    def encounter(self, reading: Reading, organisation: Identity, encounter: Identity) -> Encounter:
        """The current version. Raises NotFound."""
        found = self._current.read(reading, organisation, encounter)
        if not found:
            raise NotFound("There is no such encounter in the organisation's record.")
        return found[0]

    def versions(self, reading: Reading, organisation: Identity, encounter: Identity) -> tuple[Encounter, ...]:
        """Every version, the first first. Raises NotFound."""
        found = self._versions.read(reading, organisation, encounter)
        if not found:
            raise NotFound("There is no such encounter in the organisation's record.")
        return found

    def of_child(self, reading: Reading, organisation: Identity, child: Identity) -> tuple[Encounter, ...]:
        """The current versions. Raises NotFound when there is no such child."""
        found = self._of_child.read(reading, organisation, child)
        if not found:
            self._children.require(reading, organisation, child)
        return found

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
        key = encounter.organisation, encounter.id, encounter.version
        steps = [self._insert.of([encounter_values(encounter)])]
        new = [
            [encounter.organisation, each.need, encounter.child, encounter.id, encounter.version]
            for each in encounter.statements
            if each.change is Change.NEW
        ]
        if new:
            # An amendment repeats what its first version said, so some of its needs are there already.
            steps.append((self._insert_needs if encounter.version == 1 else self._insert_further_needs).of(new))
        if encounter.groups:
            rows = [[*key, ordinal, *asked_values(each)] for ordinal, each in enumerate(encounter.groups)]
            steps.append(self._insert_groups.of(rows))
        if encounter.statements:
            child = encounter.child
            rows = [
                [*key, ordinal, child, *statement_values(each)] for ordinal, each in enumerate(encounter.statements)
            ]
            steps.append(self._insert_statements.of(rows))
        if encounter.activities:
            rows = [[*key, ordinal, *activity_values(each)] for ordinal, each in enumerate(encounter.activities)]
            steps.append(self._insert_activities.of(rows))
        return steps

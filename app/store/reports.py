"""Released reports, who may see which area, what is to be done and what changed: rows none of which is ever changed."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, select

from app.access.audit import AuditEvent
from app.errors import NotFound
from app.identity import Identity
from app.released.table import ReleasedTable, ReleaseFacts, TableKey
from app.reports.actions import ActionDetails, Progress, ReportAction
from app.reports.card import Level
from app.reports.changes import ChangeDetails, ServiceChange
from app.reports.ports import AreaGrant, LedgerEntry, NewRelease
from app.store import tables
from app.store.column_types import IDENTITY
from app.store.database import Database, grouped
from app.store.prepared import Row, Step
from app.store.released_content import areas_in, content_of, rows_of_area, whole_table
from app.store.writing import Writes

NO_RELEASE = "Nothing has been released yet."
NO_TABLE = "This release has no such table."


class ReportStatements:
    """The prepared statements of reports."""

    def __init__(self, database: Database) -> None:
        release, table, ledger = tables.report_release, tables.released_table, tables.release_ledger
        area, action, change = tables.report_area, tables.report_action, tables.report_change
        its = table.c.release == bindparam("release", type_=IDENTITY)
        self.releases = database.query(
            select(release).order_by(release.c.period.desc(), release.c.revision.desc()),
        )
        self.table = database.query(
            select(table.c.content).where(
                its,
                table.c.measure == bindparam("measure"),
                table.c.level == bindparam("level"),
                table.c.breakdown == bindparam("breakdown"),
            ),
            *("release", "measure", "level", "breakdown"),
        )
        self.keys = database.query(
            select(table.c.measure, table.c.level, table.c.breakdown)
            .where(its)
            .order_by(table.c.measure, table.c.level, table.c.breakdown),
            "release",
        )
        self.ledger = database.query(
            select(ledger.c.definition, ledger.c.period, ledger.c.release).order_by(ledger.c.release, ledger.c.ordinal)
        )
        self.grants = database.query(
            select(area)
            .where(
                area.c.organisation == bindparam("organisation", type_=IDENTITY),
                area.c.account == bindparam("account", type_=IDENTITY),
            )
            .order_by(area.c.level, area.c.area, area.c.version),
            *("organisation", "account"),
        )
        self.actions = database.query(
            select(action)
            .where(action.c.level == bindparam("level"), action.c.area == bindparam("area"))
            .order_by(action.c.id, action.c.version),
            *("level", "area"),
        )
        self.changes = database.query(
            select(change)
            .where(change.c.level == bindparam("level"), change.c.area == bindparam("area"))
            .order_by(change.c.id, change.c.version),
            *("level", "area"),
        )
        self.changes_measures = database.query(_measures_of_changes(), "level", "area")
        self.insert_release = database.insert(release)
        self.insert_table = database.insert(table)
        self.insert_ledger = database.insert(ledger)
        self.insert_grant = database.insert(area)
        self.insert_action = database.insert(action)
        self.insert_change = database.insert(change)
        self.insert_changes_measure = database.insert(tables.report_change_measure)


def _measures_of_changes() -> Select[Any]:
    change, measure = tables.report_change, tables.report_change_measure
    return (
        select(measure.c.change, measure.c.version, measure.c.measure)
        .join_from(change, measure, (measure.c.change == change.c.id) & (measure.c.version == change.c.version))
        .where(change.c.level == bindparam("level"), change.c.area == bindparam("area"))
        .order_by(measure.c.change, measure.c.version, measure.c.ordinal)
    )


class StoredReports:
    """The reports of the installation; each write is one transaction with its audit events."""

    def __init__(self, database: Database, statements: ReportStatements, write: Callable[[Writes], None]) -> None:
        self._database = database
        self._statements = statements
        self._write = write

    def all(self) -> tuple[ReleaseFacts, ...]:
        """Every release, that of the newest period first, and of a period the last revision first."""
        return tuple(ReleaseFacts(Identity(row[0]), *row[1:]) for row in self._database.all(self._statements.releases))

    def latest(self, period: str | None = None) -> ReleaseFacts:
        """The last revision of a period, or of the newest one.

        Raises:
            NotFound: there is none.
        """
        for facts in self.all():
            if period in (None, facts.period):
                return facts
        raise NotFound(NO_RELEASE)

    def table(self, release: Identity, key: TableKey) -> ReleasedTable:
        """A table of a release.

        Raises:
            NotFound: the release has none such.
        """
        return whole_table(self._content(release, key))

    def rows_of(self, release: Identity, key: TableKey, area: str) -> ReleasedTable:
        """A table of a release with the rows of one area alone, and none where it has none.

        Raises:
            NotFound: the release has no such table.
        """
        return rows_of_area(self._content(release, key), area)

    def areas_of(self, release: Identity, key: TableKey) -> tuple[str, ...]:
        """The areas that a table of a release has rows of, in its order.

        Raises:
            NotFound: the release has no such table.
        """
        return areas_in(self._content(release, key))

    def _content(self, release: Identity, key: TableKey) -> bytes:
        row = self._database.first(self._statements.table, release, key.measure, key.level, key.breakdown)
        if row is None:
            raise NotFound(NO_TABLE)
        content: bytes = row[0]
        return content

    def keys(self, release: Identity) -> tuple[TableKey, ...]:
        """Which tables a release has."""
        return tuple(TableKey(*row) for row in self._database.all(self._statements.keys, release))

    def ledger(self) -> tuple[LedgerEntry, ...]:
        """Every slice that was ever released, in the order of its release."""
        return tuple(LedgerEntry(*row) for row in self._database.all(self._statements.ledger))

    def keep(self, new: NewRelease, events: Sequence[AuditEvent]) -> None:
        """Write a release with its tables, its ledger and its audit events, together or not at all.

        Raises:
            Conflict: that revision of the period is there already; nothing was written.
        """
        self._write(Writes(self._steps(new), tuple(events)))

    def grants_of(self, organisation: Identity, account: Identity) -> tuple[AreaGrant, ...]:
        """The last version of each of an account's grants, by level and area."""
        rows = self._database.all(self._statements.grants, organisation, account)
        last = {(grant.level, grant.area): grant for grant in map(_grant, rows)}
        return tuple(last.values())

    def grant(self, grant: AreaGrant, event: AuditEvent) -> None:
        """Write the next version of a grant.

        Raises:
            Conflict: somebody wrote one meanwhile; nothing was written.
        """
        row: list[object] = [
            *(grant.organisation, grant.account, grant.level.value, grant.area, grant.version),
            *(grant.standing, grant.at, grant.by),
        ]
        self._write(Writes([self._statements.insert_grant.of([row])], (event,)))

    def actions_of(self, level: Level, area: str) -> tuple[ReportAction, ...]:
        """The last version of each action of an area, the earliest due first."""
        rows = self._database.all(self._statements.actions, level.value, area)
        last = {action.id: action for action in map(_action, rows)}
        return tuple(sorted(last.values(), key=lambda action: (action.details.due, action.id)))

    def record(self, action: ReportAction, event: AuditEvent) -> None:
        """Write one version of an action.

        Raises:
            Conflict: somebody wrote one meanwhile; nothing was written.
        """
        details = action.details
        row: list[object] = [
            *(action.id, action.version, action.level.value, action.area, action.measure),
            *(details.what, details.owner, details.due, details.progress.value),
            *(action.recorded_at, action.recorded_by),
        ]
        self._write(Writes([self._statements.insert_action.of([row])], (event,)))

    def changes_of(self, level: Level, area: str, *, withdrawn: bool = False) -> tuple[ServiceChange, ...]:
        """The last version of each change of a service in an area, in order of the day it began and then of its
        identity; those that were withdrawn are among them only if asked for."""
        statements, of = self._statements, (level.value, area)
        with self._database.snapshot() as snapshot:
            rows, named = snapshot.several((statements.changes, of), (statements.changes_measures, of))
        measures = grouped(named, 2)
        last = {row[0]: row for row in rows}
        found = [_change(row, measures.get((row[0], row[1]), ())) for row in last.values()]
        standing = [change for change in found if change.details.standing or withdrawn]
        return tuple(sorted(standing, key=lambda change: (change.details.began, change.id)))

    def record_change(self, change: ServiceChange, event: AuditEvent) -> None:
        """Write one version of a change of a service, with its measures and its audit event.

        Raises:
            Conflict: somebody wrote one meanwhile; nothing was written.
        """
        details, statements = change.details, self._statements
        row: list[object] = [
            *(change.id, change.version, change.level.value, change.area),
            *(details.what, details.began, details.owner, details.standing),
            *(change.recorded_at, change.recorded_by),
        ]
        measures: list[list[object]] = [
            [change.id, change.version, ordinal, measure] for ordinal, measure in enumerate(details.measures)
        ]
        steps = [statements.insert_change.of([row])]
        steps += [statements.insert_changes_measure.of(measures)] if measures else []
        self._write(Writes(steps, (event,)))

    def _steps(self, new: NewRelease) -> list[Step]:
        facts, statements = new.facts, self._statements
        release: list[object] = [
            *(facts.id, facts.period, facts.profile, facts.revision, facts.released_at),
            *(facts.refset, facts.definitions, facts.note),
        ]
        contents: list[list[object]] = [
            [facts.id, each.key.measure, each.key.level, each.key.breakdown, content_of(each)] for each in new.tables
        ]
        entries: list[list[object]] = [
            [facts.id, ordinal, each.period, each.definition] for ordinal, each in enumerate(new.ledger)
        ]
        steps = [statements.insert_release.of([release])]
        steps += [statements.insert_table.of(contents)] if contents else []
        return steps + ([statements.insert_ledger.of(entries)] if entries else [])


def _grant(row: Row) -> AreaGrant:
    organisation, account, level, *rest = row
    return AreaGrant(organisation, account, Level(level), *rest)


def _action(row: Row) -> ReportAction:
    identity, version, level, area, measure, what, owner, due, progress, *rest = row
    details = ActionDetails(what, owner, due, Progress(progress))
    return ReportAction(identity, version, Level(level), area, measure, details, *rest)


def _change(row: Row, measures: Sequence[Row]) -> ServiceChange:
    identity, version, level, area, what, began, owner, standing, *rest = row
    details = ChangeDetails(what, began, owner, tuple(each[-1] for each in measures), standing)
    return ServiceChange(identity, version, Level(level), area, details, *rest)

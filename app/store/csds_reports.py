"""What SDCS Cloud said of submissions, as rows, none of which is ever changed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, union_all

from app.access.audit import AuditEvent
from app.csds.returned.reports import (
    ON_A_PAGE,
    LinePage,
    Report,
    ReportKind,
    ReportLine,
    WantedLines,
)
from app.identity import Identity
from app.store import tables
from app.store.column_types import IDENTITY
from app.store.database import Database
from app.store.prepared import Cursor, Insert, Row, Values
from app.store.wanted import is_wanted, wanted_text
from app.store.writing import Writes

_FILTERS = ("table", "severity", "rule", "ours")
_OF_REPORT = ("organisation", "report")


_VALUES = attrgetter(*(each.name for each in fields(ReportLine)))


class CsdsReportStatements:
    """The prepared statements of reports."""

    def __init__(self, database: Database) -> None:
        report, line = tables.csds_report, tables.csds_report_line
        mine = report.c.organisation == bindparam("organisation", type_=IDENTITY)
        self.insert = database.insert(report)
        self.insert_line = database.insert(line)
        self.of_submission = database.query(
            select(report)
            .where(mine, report.c.submission == bindparam("submission", type_=IDENTITY))
            .order_by(report.c.id.desc()),
            "organisation",
            "submission",
        )
        self.of_digest = database.query(
            select(report).where(mine, report.c.sha256 == bindparam("sha256")), "organisation", "sha256"
        )
        wanted = _wanted()
        self.count = database.query(select(func.count()).select_from(line).where(*wanted), *_OF_REPORT, *_FILTERS)
        self.lines = database.query(
            select(line).where(*wanted).order_by(line.c.number).limit(bindparam("most")).offset(bindparam("skipped")),
            *_OF_REPORT,
            *_FILTERS,
            "most",
            "skipped",
        )
        self.kinds = database.query(
            select(line.c.of_table, line.c.severity, line.c.rule).where(*_of_report()).distinct(), *_OF_REPORT
        )
        self.recorded = database.query(_recorded(database), "organisation", "wanted")


def _of_report() -> tuple[ColumnElement[bool], ...]:
    line = tables.csds_report_line.c
    return (
        line.organisation == bindparam("organisation", type_=IDENTITY),
        line.report == bindparam("report", type_=IDENTITY),
    )


def _wanted() -> tuple[ColumnElement[bool], ...]:
    line = tables.csds_report_line.c

    def given(name: str, column: ColumnElement[Any]) -> ColumnElement[bool]:
        return or_(bindparam(name, type_=column.type) == "", column == bindparam(name, type_=column.type))

    ours = bindparam("ours", type_=line.rule.type)
    return (
        *_of_report(),
        given("table", line.of_table),
        given("severity", line.severity),
        given("rule", line.rule),
        or_(ours == "", ours == "yes", line.origin.is_(None)),
        or_(ours == "", ours == "no", line.origin.is_not(None)),
    )


def _recorded(database: Database) -> Select[Any]:
    """The children, and the referrals and encounters with their children, that are among some identities."""
    mine = bindparam("organisation", type_=IDENTITY)
    parts = [
        select(table.c.id.label("id"), child.label("child")).where(
            table.c.organisation == mine, is_wanted(database.dialect, "wanted", table.c.id)
        )
        for table, child in (
            (tables.child, tables.child.c.id),
            (tables.referral, tables.referral.c.child),
            (tables.encounter, tables.encounter.c.child),
        )
    ]
    found = union_all(*parts).subquery("found")
    return select(found.c.id, found.c.child).distinct()


@dataclass(frozen=True, slots=True)
class _Piecewise:
    """Inserts lines that come some at a time, so that a transaction of any number of them is held nowhere."""

    insert: Insert
    pieces: Iterable[list[Values]]

    @property
    def table(self) -> str:
        return self.insert.table

    @property
    def refers(self) -> frozenset[str]:
        return self.insert.refers

    @property
    def adds(self) -> bool:
        return True

    @property
    def skips(self) -> bool:
        return False

    def run(self, cursor: Cursor, rows: Sequence[Values]) -> None:  # noqa: ARG002 - they come in pieces
        for piece in self.pieces:
            self.insert.run(cursor, self.insert.bound(piece))


class StoredCsdsReports:
    """The reports of the installation; each is written in one transaction with its lines and its audit event."""

    def __init__(self, database: Database, statements: CsdsReportStatements, write: Callable[[Writes], None]) -> None:
        self._database = database
        self._statements = statements
        self._write = write

    def add(self, report: Report, lines: Iterable[Sequence[ReportLine]], event: AuditEvent) -> None:
        """Write a report with its lines, given some at a time, and its audit event: all of it or nothing.

        Raises:
            Conflict: the same file was read meanwhile; nothing was written.
        """
        of = report.organisation, report.id
        pieces = ([[*of, *_VALUES(line)] for line in some] for some in lines if some)
        row: list[object] = [*astuple(report)]
        row[3] = report.kind.value
        steps = [self._statements.insert.of([row]), (_Piecewise(self._statements.insert_line, pieces), [])]
        self._write(Writes(steps, (event,)))

    def reports(self, organisation: Identity, submission: Identity) -> tuple[Report, ...]:
        """The reports of a submission, the last read first."""
        rows = self._database.all(self._statements.of_submission, organisation, submission)
        return tuple(_report(row) for row in rows)

    def of_digest(self, organisation: Identity, sha256: str) -> Report | None:
        """The report that was read from a file of this digest."""
        row = self._database.first(self._statements.of_digest, organisation, sha256)
        return None if row is None else _report(row)

    def page(self, report: Report, wanted: WantedLines, number: int) -> LinePage:
        """The page of a number (from 1) of a report's lines, in the order of the file; one beyond the last is empty."""
        of, statements = (report.organisation, report.id), self._statements
        filters = (wanted.table, wanted.severity, wanted.rule, wanted.ours)
        page = max(1, number)
        with self._database.snapshot() as snapshot:
            counted, kinds = snapshot.several((statements.count, (*of, *filters)), (statements.kinds, of))
            count = int(counted[0][0])
            skipped = min((page - 1) * ON_A_PAGE, count)
            rows = snapshot.all(statements.lines, *of, *filters, ON_A_PAGE, skipped)
        tables_, severities, rules = ({str(row[place]) for row in kinds} for place in range(3))
        lines = tuple(_line(row) for row in rows)
        return LinePage(lines, page, count, tuple(sorted(tables_)), tuple(sorted(severities)), tuple(sorted(rules)))

    def recorded(self, organisation: Identity, identities: Sequence[Identity]) -> Mapping[Identity, Identity]:
        """Those that are a child, a referral or an encounter of the organisation, each with the child that it is of."""
        rows = self._database.all(self._statements.recorded, organisation, wanted_text(identities))
        return {Identity(row[0]): Identity(row[1]) for row in rows}


def _report(row: Row) -> Report:
    organisation, identity, submission, kind, *rest = row
    return Report(organisation, identity, submission, ReportKind(kind), *rest)


def _line(row: Row) -> ReportLine:
    return ReportLine(*row[2:])

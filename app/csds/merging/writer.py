"""Merges two Access files into a third, with the list of what they say differently beside it. Whole, or not there."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import astuple, dataclass, fields
from datetime import date
from pathlib import Path
from typing import Final, Protocol

from app.csds.accdb.exported import UntoldDate
from app.csds.accdb.load import shipped_blank
from app.csds.accdb.reader import rows as rows_of_file
from app.csds.accdb.whole.writer import build as build_file
from app.csds.accdb.whole.writer import whole_file
from app.csds.checks.context import Context
from app.csds.delivery.reader import checked
from app.csds.delivery.report import Report
from app.csds.delivery.writer import told_of_disk
from app.csds.engine_duckdb import Row, Value, Workspace, hidden_folder, workspace
from app.csds.lists.kinds import NO_LISTS, Lists
from app.csds.merging.engine_merge import CannotMerge, Disagreement, Merged, disagreements, merge
from app.csds.periods import ReportingPeriod
from app.csds.specification import Specification, Table
from app.csds.versions import specification_of

MOST_TOLD: Final = 5


class Follows(Protocol):
    """Follows a merging: told each step, with how much of it is done of how much (0 where that is not known)."""

    def step(self, name: str, done: int, total: int) -> None:
        """A step goes on."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What is merged, from which template (None: the shipped blank, which makes a preview), and where to."""

    host: Path
    supplement: Path
    template: Path | None
    destination: Path
    lists: Lists = NO_LISTS


@dataclass(frozen=True, slots=True)
class MergedFile:
    """What came of it by table, how many disagreements are listed where, and what the checks say of the whole."""

    tables: tuple[Merged, ...]
    disagreements: int
    listed: Path
    report: Report


def merge_files(asked: Asked, follows: Follows) -> MergedFile:
    """Merge two files.

    Raises:
        CannotMerge: they are not of one return, or a date in one cannot be read.
        NoVersion: no version of CSDS that is known here was in force in their period.
        AccessFault: a file or the template is no such file, or has another structure.
        CannotWrite: the folder does not take the file; says where and why.
    """
    folder = asked.destination.parent
    specification = _specification(asked.host)
    with told_of_disk(folder), workspace(specification, folder) as work:
        tables = merge(work, _reading(asked.host), _reading(asked.supplement))
        listed = asked.destination.with_suffix(".disagreements.csv")
        report = checked(
            work, _context(work, asked.lists), lambda done, whole: follows.step("checks", done, whole), most=MOST_TOLD
        )
        rows = {each.table: each.host + each.added for each in tables}
        with hidden_folder(folder) as spare:
            build_file(
                specification,
                asked.template or shipped_blank(specification.version, spare),
                asked.destination,
                lambda: _tables(work),
                filled={table for table, count in rows.items() if count},
                progress=lambda table, done: follows.step(table, done, rows[table]),
            )
        with whole_file(listed) as beside:
            count = _list(work, beside)
    return MergedFile(tables, count, listed, report)


def _specification(host: Path) -> Specification:
    """The version of the host's file, by its reporting period; the header is the same in every version known here."""
    known = specification_of(ReportingPeriod(2023, 1).first)
    header = next(iter(rows_of_file(host, known.table("CYP000Header"))), None)
    start = None if header is None else header[known.table("CYP000Header").columns.index("RP_StartDate")]
    if not isinstance(start, date):
        raise CannotMerge(f"{host.name} does not say in CYP000Header of which reporting period it is.")
    return specification_of(ReportingPeriod.of(start).first)


def _reading(path: Path) -> Callable[[Table], Iterable[Row]]:
    def rows(table: Table) -> Iterable[Row]:
        for number, row in enumerate(rows_of_file(path, table), 1):
            told: list[Value] = []
            for column, value in zip(table.columns, row, strict=True):
                if isinstance(value, UntoldDate):
                    raise CannotMerge(
                        f"{path.name}: {table.name}.{column} of row {number} has a date that cannot be read. "
                        "Mend it in the system that the file comes from."
                    )
                told.append(value)
            yield told

    return rows


def _context(work: Workspace, lists: Lists) -> Context:
    header = work.specification.table("CYP000Header")
    row = dict(zip(header.columns, next(iter(work.rows(header))), strict=True))
    first, last = row["RP_StartDate"].date(), row["RP_EndDate"].date()
    return Context(
        provider=row["OrgID_Provider"],
        submitter=row["OrgID_Submitter"],
        period_start=first,
        period_end=last,
        upload_date=row["FileCreation_DateTime"].date(),
        organisations=lists.in_force(first, last),
        postcodes=lists.postcodes,
        assessments=lists.scores,
    )


def _tables(work: Workspace) -> Iterable[tuple[Table, Iterable[Row]]]:
    return ((table, work.rows(table)) for table in work.specification.tables)


def _list(work: Workspace, path: Path) -> int:
    """List the disagreements; gives how many."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([each.name for each in fields(Disagreement)])
        return sum(1 for each in disagreements(work) if writer.writerow(astuple(each)))

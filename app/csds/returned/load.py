"""Reads a report of SDCS Cloud in: whole, each line attached to its record, or not at all."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from app.access.audit import AuditAction, AuditEvent
from app.access.jobs import CannotBeDone, Job
from app.access.people import Organisation
from app.csds.accdb.faults import CannotWrite
from app.csds.asking import CHILDREN, Telling
from app.csds.delivery.request import PRIMARY_SYSTEM, Follows, Records, Request, london_time, month_of
from app.csds.delivery.writer import told_of_disk
from app.csds.desk import SubmissionDesk
from app.csds.engine_duckdb import Workspace, workspace
from app.csds.returned.asking import AskedReading, kind_of, upload_name
from app.csds.returned.engine_attaching import Attaching
from app.csds.returned.faults import ReturnedFault
from app.csds.returned.layout import Layout, Meaning, layout_of
from app.csds.returned.lines import Lines, Said, printable
from app.csds.returned.reader import Rows, opened_rows, read_mapping, sha256_of
from app.csds.returned.reports import Report, ReportKind, Reports
from app.csds.submissions import Submission
from app.csds.versions import NoVersion, specification_of
from app.csds.writer import fill_workspace
from app.errors import Conflict, NotFound
from app.identity import Identity, shown
from app.terminology.refset import Refset

_LONGEST_NAME: Final = 200
_LONGEST_UNREAD: Final = 2_000


@dataclass(frozen=True, slots=True)
class ReadsHere:
    """With what reports are read in this installation. `columns` is the provider's own mapping, None without one."""

    desk: SubmissionDesk
    reports: Reports
    records: Records
    refset: Refset
    submitter: str
    columns: Path | None


@dataclass(frozen=True, slots=True)
class AskedReport:
    """Which file is to be read, of which submission (its identity as shown), and whose wish it is (None: an operator).

    `kind` None is told by the file's name.
    """

    organisation: Organisation
    account: Identity | None
    submission: str
    path: Path
    file_name: str
    kind: ReportKind | None


@dataclass(frozen=True, slots=True)
class ReadReport:
    """A report, and whether the same file had been read `before`: then nothing was written now."""

    report: Report
    before: bool


def read_report(asked: AskedReport, here: ReadsHere, follows: Follows) -> ReadReport:
    """Read a file, attach its lines, and keep them with an audit event: all of it, or nothing.

    Raises:
        NotFound: the organisation has no such submission.
        ReturnedFault: the file cannot be read; says where and how to mend it.
        Conflict: the file was read as that of another submission.
        CannotWrite: there is no room to work in.
    """
    submission, _ = here.desk.submission(asked.organisation, asked.submission)
    digest = sha256_of(asked.path)
    if known := here.reports.of_digest(asked.organisation.id, digest):
        return _known(known, submission)
    kind = asked.kind or kind_of(asked.file_name)
    if kind is None:
        what = "Its name does not say whether it is a validation or a data quality file."
        raise ReturnedFault(asked.file_name, None, what, "Say which it is: --kind validation, or --kind data-quality.")
    mapping = read_mapping(here.columns) if here.columns else {}
    with _worked_in(submission) as work:
        attaching = Attaching(work)
        count, layout = _staged(attaching, asked, kind, mapping)
        _fill(work, asked.organisation, submission, here, follows)
        attached = attaching.attach(lambda some: here.reports.recorded(asked.organisation.id, some))
        report = Report(
            *(asked.organisation.id, here.desk.new_identity(), submission.id, kind),
            *(printable(asked.file_name)[:_LONGEST_NAME], digest, count, attached),
            *(printable(", ".join(layout.unread))[:_LONGEST_UNREAD], here.desk.now(), asked.account),
        )
        here.reports.add(report, attaching.lines(), _event(report, here.desk))
    return ReadReport(report, before=False)


@contextmanager
def _worked_in(submission: Submission) -> Iterator[Workspace]:
    specification = specification_of(submission.period.first)
    with (
        TemporaryDirectory(prefix="csds-") as folder,
        told_of_disk(Path(folder)),
        workspace(specification, Path(folder)) as work,
    ):
        yield work


def _known(known: Report, submission: Submission) -> ReadReport:
    if known.submission != submission.id:
        raise Conflict(
            f"This file was read on {known.read_at:%Y-%m-%d} as that of the submission {shown(known.submission)}. "
            "Nothing was read."
        )
    return ReadReport(known, before=True)


def _staged(
    attaching: Attaching, asked: AskedReport, kind: ReportKind, mapping: Mapping[str, Meaning]
) -> tuple[int, Layout]:
    with opened_rows(asked.path, asked.file_name, mapping) as rows:
        layout = layout_of(rows.headings, mapping)
        lines = Lines(layout, attaching.work.specification, kind)
        return attaching.stage(_lines(rows, lines)), layout


def _lines(rows: Rows, lines: Lines) -> Iterator[tuple[int, Said]]:
    for line, row in rows.rows:
        yield line, lines.of(row, line)


def _fill(
    work: Workspace, organisation: Organisation, submission: Submission, here: ReadsHere, follows: Follows
) -> None:
    """Build the month of a submission anew: its rows have the identifiers that were submitted, and whose they are."""
    request = Request(
        organisation=organisation,
        period=submission.period,
        window=submission.window,
        submitter=here.submitter or organisation.ods_code,
        primary_system=PRIMARY_SYSTEM,
        only_source=not submission.partial,
        refset=here.refset,
        created=london_time(here.desk.now()),
        built_by="",
        rule_codes={},
    )
    period = submission.period
    with here.records(organisation) as read:
        total = read.count_of_period(period.first, period.last)
        fill_workspace(work, read, month_of(request, read), lambda done: follows.step(CHILDREN, done, total))


def _event(report: Report, desk: SubmissionDesk) -> AuditEvent:
    detail = (
        f"{report.kind.value}, {report.lines:,} lines, {report.attached:,} of records here, SHA-256 {report.sha256}, "
        f"report {shown(report.id)}"
    )
    return AuditEvent(
        *(desk.new_identity(), report.read_at, report.organisation, report.read_by, None, None),
        AuditAction.SUBMISSION_REPORT_READ,
        subject=report.submission,
        detail=detail,
    )


def file_of(submission: Submission, folder: Path) -> Path:
    """The file of a submission in a folder, which must be the very one that was built.

    Raises:
        ReturnedFault: it is not there any more, or was built anew since.
    """
    path = folder / submission.file_name
    if not path.is_file() or sha256_of(path) != submission.sha256:
        what = "It is not there any more, or was built anew since."
        raise ReturnedFault(submission.file_name, None, what, "Name the file that was uploaded: --file.")
    return path


def asked_reading(
    job: Job, organisation: Organisation, here: ReadsHere, folder: Path, tell: Callable[[int, int], None]
) -> str:
    """Read a file that was given in on a page, and take it away; gives the outcome in words.

    Raises:
        CannotBeDone: it cannot be read; says why and how to mend it.
    """
    asked, path = AskedReading.read(job.request), folder / organisation.ods_code / upload_name(shown(job.id))
    wish = AskedReport(organisation, job.requested_by, asked.submission, path, asked.file_name, asked.kind)
    try:
        read = read_report(wish, here, Telling(tell))
    except (ReturnedFault, Conflict, NotFound, NoVersion, CannotWrite) as fault:
        _gone(path)
        raise CannotBeDone(f"Nothing was read. {fault}") from None
    _gone(path)
    return outcome(read)


def _gone(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def outcome(read: ReadReport) -> str:
    """What came of a reading, in words."""
    report = read.report
    if read.before:
        return f"This file was read already, on {report.read_at:%Y-%m-%d %H:%M} UTC. Nothing was added."
    lines = f"{report.lines:,} {'line' if report.lines == 1 else 'lines'}"
    unread = f" Columns that were not used: {report.unread_columns}." if report.unread_columns else ""
    return f"{lines}, {report.attached:,} of records here.{unread}"

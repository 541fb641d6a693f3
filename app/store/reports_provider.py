"""What reports tell a provider's own people of its recording and its submissions."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from app.csds.delivery.read_manifest import TableSummary, summary_of
from app.csds.returned.reports import ReportKind
from app.csds.specification import Requirement, Specification
from app.csds.submissions import StateOfSubmission, Submission, SubmissionState
from app.csds.versions import specification_of
from app.identity import Identity
from app.reports.ports import Filled, SubmittedFile
from app.store.csds_reports import StoredCsdsReports
from app.store.database import Database
from app.store.submissions import StoredSubmissions
from app.store.timings import Timings

LEAST_TOLD: Final = 3
"""How many of the emptiest fields are named."""

_SENT: Final = frozenset({SubmissionState.UPLOADED, SubmissionState.ACCEPTED, SubmissionState.REJECTED})

_Found = tuple[Submission, tuple[StateOfSubmission, ...]]


class StoredProviderRecords:
    """Reads them for one organisation at a time."""

    def __init__(
        self, database: Database, timings: Timings, submissions: StoredSubmissions, reports: StoredCsdsReports
    ) -> None:
        self._database = database
        self._timings = timings
        self._submissions = submissions
        self._reports = reports

    def seconds(self, organisation: Identity, first: date, last: date) -> tuple[float, ...]:
        """How long each timed form of the contacts between two days took."""
        with self._database.snapshot() as snapshot:
            timings = self._timings.between(snapshot, organisation, first, last)
        return tuple(each.taken.total_seconds() for each in timings)

    def submitted(self, organisation: Identity, since: date) -> tuple[SubmittedFile, ...]:
        """The file of each month that begins on a day or later, and of each window."""
        chosen: dict[tuple[date, str], _Found] = {}
        for found in self._submissions.submissions(organisation):  # the last built first
            submission, _ = found
            if submission.period.first >= since:
                key = submission.period.first, submission.window.value
                if key not in chosen or _worth(found) > _worth(chosen[key]):
                    chosen[key] = found
        return tuple(self._file(chosen[key]) for key in sorted(chosen))

    def _file(self, found: _Found) -> SubmittedFile:
        submission, states = found
        mandatory, required, least = _completeness(submission)
        return SubmittedFile(
            month=submission.period.first,
            window=submission.window.value,
            state=states[-1].state.value,
            at=states[-1].at,
            preview=submission.preview,
            partial=submission.partial,
            mandatory=mandatory,
            required=required,
            least=least,
            rejections=self._rejections(submission),
        )

    def _rejections(self, submission: Submission) -> int | None:
        reports = self._reports.reports(submission.organisation, submission.id)
        return next((each.lines for each in reports if each.kind is ReportKind.VALIDATION), None)


def _worth(found: _Found) -> tuple[bool, bool]:
    """What is shown before another: what was sent, then what may be sent."""
    submission, states = found
    return states[-1].state in _SENT, not (submission.preview or submission.partial)


def _completeness(submission: Submission) -> tuple[Filled | None, Filled | None, tuple[tuple[str, Filled], ...]]:
    """How far the fields of a file's rows are filled, by its manifest; nothing where it does not say."""
    try:
        tables = summary_of(submission.manifest).tables
        fields = list(_fields(specification_of(submission.period.first), tables))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None, None, ()
    mandatory, required = (
        [(name, filled) for name, which, filled in fields if which is wanted]
        for wanted in (Requirement.MANDATORY, Requirement.REQUIRED)
    )
    emptiest = sorted(required, key=lambda each: (each[1].there / each[1].possible, each[0]))
    return _sum(mandatory), _sum(required), tuple(emptiest[:LEAST_TOLD])


def _fields(
    specification: Specification, tables: tuple[TableSummary, ...]
) -> Iterator[tuple[str, Requirement, Filled]]:
    """The fields of the tables with rows, each with how far it is filled."""
    known: Mapping[str, TableSummary] = {each.name: each for each in tables if each.rows > 0}
    for table in specification.tables:
        summary = known.get(table.name)
        for field in table.fields if summary is not None else ():
            if summary is not None and field.name in summary.filled:
                there = min(summary.filled[field.name], summary.rows)
                yield f"{table.name} {field.name}", field.requirement, Filled(there, summary.rows)


def _sum(fields: list[tuple[str, Filled]]) -> Filled | None:
    if not fields:
        return None
    return Filled(sum(each.there for _, each in fields), sum(each.possible for _, each in fields))

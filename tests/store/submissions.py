"""A submission and a report on it to write and read."""

from app.csds.periods import ReportingPeriod, Window
from app.csds.returned.reports import Report, ReportKind, ReportLine
from app.csds.submissions import StateOfSubmission, Submission, SubmissionState
from tests.databases import START, new_identity
from tests.store.examples import Example


def submission_of(of: Example) -> tuple[Submission, StateOfSubmission]:
    """A file that was built, and that it was built."""
    made = Submission(
        *(of.organisation.id, new_identity(), ReportingPeriod(2026, 10), Window.REFRESH, True, False),
        *("CSDS.accdb", "a" * 64, "{}", START, of.account.id),
    )
    return made, StateOfSubmission(of.organisation.id, made.id, 1, SubmissionState.BUILT, START, of.account.id)


def report_of(submission: Submission, lines: int = 2) -> tuple[Report, list[ReportLine]]:
    """A report of so many lines, of which every other names a record."""
    of, at = submission.organisation, START
    report = Report(
        *(of, new_identity(), submission.id, ReportKind.VALIDATION, "Validation.csv", "b" * 64, lines, lines // 2),
        *("Loaded", at, None),
    )
    made = [
        ReportLine(
            *(number, number + 1, f"CYP2010{number % 3}", "record rejected", "CYP201CareContact", "AttendanceStatus"),
            *(
                "7",
                "No status",
                "CareContactID",
                f"C{number}",
                "CYP201CareContact",
                new_identity() if number % 2 else None,
            ),
        )
        for number in range(1, lines + 1)
    ]
    return report, made

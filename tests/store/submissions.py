"""A submission to write and read."""

from app.csds.periods import ReportingPeriod, Window
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

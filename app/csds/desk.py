"""Who builds submissions, and what becomes of them: each act with its audit event."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.access.audit import AuditAction, AuditEvent
from app.access.people import Organisation, Principal
from app.csds.periods import ReportingPeriod, Window
from app.csds.submissions import StateOfSubmission, Submission, Submissions, SubmissionState
from app.errors import Conflict, NotFound
from app.identity import Identity, parse_identity, shown

LONGEST_NOTE: Final = 500


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """A file that was built, as it is to be remembered."""

    period: ReportingPeriod
    window: Window
    partial: bool
    preview: bool
    file_name: str
    sha256: str
    manifest: str
    rejections: int


@dataclass(frozen=True, slots=True)
class SubmissionDesk:
    """Remembers submissions and their states."""

    submissions: Submissions
    new_identity: Callable[[], Identity]
    now: Callable[[], datetime]

    def built(self, organisation: Organisation, account: Identity | None, file: BuiltFile) -> Submission:
        """Remember a file that was built, and that it was checked when nothing enforced rejects it.

        `account` is whose wish it was; None at the command line.
        """
        identity, at = self.new_identity(), self.now()
        submission = Submission(
            *(organisation.id, identity, file.period, file.window, file.partial, file.preview),
            *(file.file_name, file.sha256, file.manifest, at, account),
        )
        steps = [SubmissionState.BUILT] if file.rejections else [SubmissionState.BUILT, SubmissionState.CHECKED]
        states = tuple(
            StateOfSubmission(organisation.id, identity, version, state, at, account)
            for version, state in enumerate(steps, 1)
        )
        detail = f"{file.period} {file.window.value}, {file.file_name}, SHA-256 {file.sha256}"
        event = AuditEvent(
            *(self.new_identity(), at, organisation.id, account, None, None, AuditAction.SUBMISSION_BUILT),
            subject=identity,
            detail=detail,
        )
        self.submissions.add(submission, states, event)
        return submission

    def moved(
        self, organisation: Organisation, by: Principal | None, submission: str, state: SubmissionState, note: str = ""
    ) -> StateOfSubmission:
        """Record the next state of a submission.

        Raises:
            NotFound: the organisation has no such submission.
            Conflict: it cannot have this state next, it is not to be uploaded, or somebody moved it meanwhile.
        """
        found, states = self.submission(organisation, submission)
        last = states[-1]
        if state not in last.state.may_follow:
            may = ", ".join(sorted(each.value for each in last.state.may_follow)) or "nothing more"
            raise Conflict(f"It is {last.state.value}; what may follow is {may}. Nothing was recorded.")
        if state is SubmissionState.UPLOADED and (found.partial or found.preview):
            raise Conflict("It is partial or a preview, which is not to be uploaded. Nothing was recorded.")
        account = None if by is None else by.account
        moved = StateOfSubmission(
            *(organisation.id, found.id, last.version + 1, state, self.now(), account), note[:LONGEST_NOTE]
        )
        event = self._event(AuditAction.SUBMISSION_MOVED, organisation, by, found.id, state.value)
        self.submissions.move(moved, event)
        return moved

    def submission(
        self, organisation: Organisation, submission: str
    ) -> tuple[Submission, tuple[StateOfSubmission, ...]]:
        """A submission by its identity as shown.

        Raises:
            NotFound: the organisation has no such submission.
        """
        try:
            wanted = parse_identity(submission)
        except ValueError:
            wanted = None
        for found, states in self.submissions.submissions(organisation.id):
            if found.id == wanted:
                return found, states
        raise NotFound("There is no such submission. `everyneed csds submissions` lists them.")

    def _event(
        self, action: AuditAction, organisation: Organisation, by: Principal | None, subject: Identity, detail: str
    ) -> AuditEvent:
        account, role, session = (None, None, None) if by is None else (by.account, by.role, by.session)
        return AuditEvent(
            self.new_identity(),
            self.now(),
            organisation.id,
            account,
            role,
            session,
            action,
            subject=subject,
            detail=detail,
        )


def line_of(submission: Submission, states: tuple[StateOfSubmission, ...]) -> str:
    """A submission in a line."""
    marks = [mark for mark, is_so in (("partial", submission.partial), ("preview", submission.preview)) if is_so]
    said = f" ({', '.join(marks)})" if marks else ""
    last = states[-1]
    return (
        f"{shown(submission.id)}  {submission.period} {submission.window.value:<8} {last.state.value:<9} "
        f"{last.at:%Y-%m-%d %H:%M} UTC  {submission.file_name}{said}"
    )

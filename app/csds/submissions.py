"""What was built and what became of it: submissions and their states, kept for good."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from app.access.audit import AuditEvent
from app.csds.periods import ReportingPeriod, Window
from app.identity import Identity


class SubmissionState(StrEnum):
    """How far a submission has come. SDCS Cloud tells the last two."""

    BUILT = "built"
    CHECKED = "checked"
    UPLOADED = "uploaded"
    ACCEPTED = "accepted"
    REJECTED = "rejected"

    @property
    def may_follow(self) -> frozenset["SubmissionState"]:
        """The states that it may have next; a file that was rejected may be uploaded again after it was looked at."""
        return _NEXT[self]


_NEXT = {
    SubmissionState.BUILT: frozenset({SubmissionState.CHECKED}),
    SubmissionState.CHECKED: frozenset({SubmissionState.UPLOADED}),
    SubmissionState.UPLOADED: frozenset({SubmissionState.ACCEPTED, SubmissionState.REJECTED}),
    SubmissionState.ACCEPTED: frozenset[SubmissionState](),
    SubmissionState.REJECTED: frozenset({SubmissionState.UPLOADED}),
}


@dataclass(frozen=True, slots=True)
class Submission:
    """A file that was built: of which period and window, and what it is.

    `partial`: it holds what was recorded here alone and is to be merged, not uploaded. `preview`: it was made without
    the official template. `manifest` is the text that lies beside the file.
    """

    organisation: Identity
    id: Identity
    period: ReportingPeriod
    window: Window
    partial: bool
    preview: bool
    file_name: str
    sha256: str
    manifest: str
    built_at: datetime
    built_by: Identity | None


@dataclass(frozen=True, slots=True)
class StateOfSubmission:
    """One step of a submission; `version` counts them from 1."""

    organisation: Identity
    submission: Identity
    version: int
    state: SubmissionState
    at: datetime
    by: Identity | None
    note: str = ""


class Submissions(Protocol):
    """The submissions of an installation."""

    def add(self, submission: Submission, states: tuple[StateOfSubmission, ...], event: AuditEvent) -> None:
        """Write a submission with its first states and its audit event."""
        ...

    def move(self, state: StateOfSubmission, event: AuditEvent) -> None:
        """Write the next state.

        Raises:
            Conflict: somebody wrote one meanwhile; nothing was written.
        """
        ...

    def submissions(self, organisation: Identity) -> tuple[tuple[Submission, tuple[StateOfSubmission, ...]], ...]:
        """Every submission with its states, the last built first."""
        ...

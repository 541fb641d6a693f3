"""Long work that somebody asks for and a worker does: one row each, durable, with its progress.

A job outlives the process that was asked for it and the worker that began it. A worker says now and then that it is
still at work; one that has not for `PATIENCE` is taken to be gone, and another begins the job anew. What a job makes is
whole or not there, so that beginning anew does no harm.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

from app.access.audit import AuditEvent
from app.identity import Identity

PATIENCE: Final = timedelta(minutes=2)
"""For how long a worker may be silent."""


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    AT_WORK = "at work"
    DONE = "done"
    FAILED = "failed"

    @property
    def ended(self) -> bool:
        return self in (JobState.DONE, JobState.FAILED)


class CannotBeDone(Exception):
    """A job cannot be done; the message says why and how to mend it, in the words of who asked."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job of an organisation.

    `kind` says who does it and `request` what is asked, in that one's own words (JSON). `done` of `total` pieces are
    done; `told` is the outcome in words for a person. `worker` works at it and last said so at `beat_at`.
    """

    organisation: Identity
    id: Identity
    kind: str
    request: str
    requested_at: datetime
    requested_by: Identity | None
    state: JobState = JobState.WAITING
    done: int = 0
    total: int = 0
    told: str = ""
    worker: Identity | None = None
    beat_at: datetime | None = None
    ended_at: datetime | None = None


class Jobs(Protocol):
    """The jobs of an installation."""

    def ask(self, job: Job, event: AuditEvent) -> None:
        """Write a job to be done, with its audit event."""
        ...

    def jobs(self, organisation: Identity, kind: str) -> tuple[Job, ...]:
        """The jobs of a kind, the last asked for first."""
        ...

    def take(self, worker: Identity, at: datetime) -> Job | None:
        """Give the worker the job that waits longest, or one whose worker is gone; None when there is nothing to do."""
        ...

    def beat(self, job: Job, worker: Identity, at: datetime, done: int, total: int) -> bool:
        """Say that the worker is still at it, and how far; False when the job was given to another one meanwhile."""
        ...

    def end(self, job: Job, worker: Identity, at: datetime, state: JobState, told: str) -> bool:
        """Say how it ended; False when the job was given to another worker meanwhile."""
        ...

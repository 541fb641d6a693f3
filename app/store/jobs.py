"""Jobs as rows, each changed as it goes on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import and_, bindparam, or_, select, update

from app.access.audit import AuditEvent
from app.access.jobs import PATIENCE, Job, JobState
from app.errors import NotFound
from app.identity import Identity
from app.store import tables
from app.store.column_types import IDENTITY, Instant
from app.store.database import Database
from app.store.prepared import Change, Row
from app.store.writing import Writes

_WAITING, _AT_WORK = JobState.WAITING.value, JobState.AT_WORK.value


class JobStatements:
    """The prepared statements of jobs."""

    def __init__(self, database: Database) -> None:
        job = tables.job
        free = or_(
            job.c.state == _WAITING,
            and_(job.c.state == _AT_WORK, job.c.beat_at < bindparam("stale", type_=Instant)),
        )
        this = (
            job.c.organisation == bindparam("of", type_=IDENTITY),
            job.c.id == bindparam("job", type_=IDENTITY),
        )
        theirs = (*this, job.c.state == _AT_WORK, job.c.worker == bindparam("me", type_=IDENTITY))
        self.insert = database.insert(job)
        self.of_kind = database.query(
            select(job)
            .where(job.c.organisation == bindparam("organisation", type_=IDENTITY), job.c.kind == bindparam("kind"))
            .order_by(job.c.id.desc()),
            "organisation",
            "kind",
        )
        self.free = database.query(select(job).where(free).order_by(job.c.id).limit(1), "stale")
        self.take = database.change(
            update(job)
            .where(*this, free)
            .values(
                state=_AT_WORK,
                worker=bindparam("me", type_=IDENTITY),
                beat_at=bindparam("now", type_=Instant),
                done=0,
                total=0,
            )
            .returning(job.c.id),
            *("of", "job", "stale", "me", "now"),
            required=True,
        )
        self.beat = database.change(
            update(job)
            .where(*theirs)
            .values(beat_at=bindparam("now", type_=Instant), done=bindparam("pieces"), total=bindparam("all_pieces"))
            .returning(job.c.id),
            *("of", "job", "me", "now", "pieces", "all_pieces"),
            required=True,
        )
        self.end = database.change(
            update(job)
            .where(*theirs)
            .values(state=bindparam("ended"), told=bindparam("words"), ended_at=bindparam("now", type_=Instant))
            .returning(job.c.id),
            *("of", "job", "me", "now", "ended", "words"),
            required=True,
        )


class StoredJobs:
    """The jobs of the installation."""

    def __init__(self, database: Database, statements: JobStatements, write: Callable[[Writes], None]) -> None:
        self._database = database
        self._statements = statements
        self._write = write

    def ask(self, job: Job, event: AuditEvent) -> None:
        """Write a job to be done, with its audit event."""
        row: list[object] = [
            *(job.organisation, job.id, job.kind, job.request, job.requested_at, job.requested_by, job.state.value),
            *(job.done, job.total, job.told, job.worker, job.beat_at, job.ended_at),
        ]
        self._write(Writes([self._statements.insert.of([row])], (event,)))

    def jobs(self, organisation: Identity, kind: str) -> tuple[Job, ...]:
        """The jobs of a kind, the last asked for first."""
        return tuple(_job(row) for row in self._database.all(self._statements.of_kind, organisation, kind))

    def take(self, worker: Identity, at: datetime) -> Job | None:
        """Give the worker the job that waits longest, or one whose worker is gone; None when there is nothing to do."""
        stale = at - PATIENCE
        while row := self._database.first(self._statements.free, stale):
            found = _job(row)
            if self._changed(self._statements.take, found.organisation, found.id, stale, worker, at):
                return found
        return None

    def beat(self, job: Job, worker: Identity, at: datetime, done: int, total: int) -> bool:
        """Say that the worker is still at it, and how far; False when the job was given to another one meanwhile."""
        return self._changed(self._statements.beat, job.organisation, job.id, worker, at, done, total)

    def end(self, job: Job, worker: Identity, at: datetime, state: JobState, told: str) -> bool:
        """Say how it ended; False when the job was given to another worker meanwhile."""
        return self._changed(self._statements.end, job.organisation, job.id, worker, at, state.value, told)

    def _changed(self, change: Change, *given: object) -> bool:
        try:
            self._write(Writes([change.of(*given)], ()))
        except NotFound:
            return False
        return True


def _job(row: Row) -> Job:
    job = Job(*row)
    return replace(job, state=JobState(job.state))

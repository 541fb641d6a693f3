"""Submissions and their states as rows, none of which is ever changed."""

from collections.abc import Callable

from sqlalchemy import bindparam, select

from app.access.audit import AuditEvent
from app.csds.periods import ReportingPeriod, Window
from app.csds.submissions import StateOfSubmission, Submission, SubmissionState
from app.identity import Identity
from app.store import tables
from app.store.column_types import IDENTITY
from app.store.database import Database, grouped
from app.store.prepared import Row, Step
from app.store.writing import Writes


class SubmissionStatements:
    """The prepared statements of submissions."""

    def __init__(self, database: Database) -> None:
        submission, state = tables.csds_submission, tables.csds_submission_state
        mine = bindparam("organisation", type_=IDENTITY)
        self.submissions = database.query(
            select(submission)
            .where(submission.c.organisation == mine)
            .order_by(submission.c.built_at.desc(), submission.c.id.desc()),
            "organisation",
        )
        self.states = database.query(
            select(state.c.submission, state)
            .where(state.c.organisation == mine)
            .order_by(state.c.submission, state.c.version),
            "organisation",
        )
        self.insert = database.insert(submission)
        self.insert_state = database.insert(state)

    def state_step(self, *states: StateOfSubmission) -> Step:
        """The rows of states."""
        rows: list[list[object]] = [
            [each.organisation, each.submission, each.version, each.state.value, each.at, each.by, each.note]
            for each in states
        ]
        return self.insert_state.of([*rows])


class StoredSubmissions:
    """The submissions of the installation; each write is one transaction with its audit event."""

    def __init__(self, database: Database, statements: SubmissionStatements, write: Callable[[Writes], None]) -> None:
        self._database = database
        self._statements = statements
        self._write = write

    def add(self, submission: Submission, states: tuple[StateOfSubmission, ...], event: AuditEvent) -> None:
        """Write a submission with its first states and its audit event."""
        row: list[object] = [
            *(submission.organisation, submission.id, str(submission.period), submission.window.value),
            *(submission.partial, submission.preview, submission.file_name, submission.sha256, submission.manifest),
            *(submission.built_at, submission.built_by),
        ]
        steps = [self._statements.insert.of([row]), self._statements.state_step(*states)]
        self._write(Writes(steps, (event,)))

    def move(self, state: StateOfSubmission, event: AuditEvent) -> None:
        """Write the next state.

        Raises:
            Conflict: somebody wrote one meanwhile; nothing was written.
        """
        self._write(Writes([self._statements.state_step(state)], (event,)))

    def submissions(self, organisation: Identity) -> tuple[tuple[Submission, tuple[StateOfSubmission, ...]], ...]:
        """Every submission with its states, the last built first."""
        with self._database.snapshot() as snapshot:
            rows, states = snapshot.several(
                (self._statements.submissions, (organisation,)), (self._statements.states, (organisation,))
            )
        of = grouped(states, 1)
        return tuple((_submission(row), tuple(_state(each[1:]) for each in of.get((row[1],), []))) for row in rows)


def _submission(row: Row) -> Submission:
    organisation, identity, period, window, *rest = row
    return Submission(organisation, identity, ReportingPeriod.parse(period), Window(window), *rest)


def _state(row: Row) -> StateOfSubmission:
    organisation, submission, version, state, *rest = row
    return StateOfSubmission(organisation, submission, version, SubmissionState(state), *rest)

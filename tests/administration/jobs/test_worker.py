"""A worker does what waits, tells how far it is, and leaves what it cannot finish to another."""

from collections.abc import Callable
from datetime import datetime, timedelta
from time import sleep

import pytest

from app.access.audit import AuditAction
from app.access.jobs import PATIENCE, CannotBeDone, Job, JobState
from app.administration.jobs import commands
from app.administration.jobs.commands import Does, Worker, WorkerTools
from app.store.engine import Store
from tests.databases import START, new_identity
from tests.store.examples import Example, event_of, written


def asked(store: Store, of: Example, kind: str = "count") -> Job:
    job = Job(of.organisation.id, new_identity(), kind, "3", START, of.account.id)
    store.jobs.ask(job, event_of(of, AuditAction.SUBMISSION_ASKED))
    return job


def worker(store: Store, does: Does, now: Callable[[], datetime] = lambda: START) -> Worker:
    return Worker(WorkerTools(store.jobs, {"count": does}, new_identity, now))


def told(store: Store, of: Example, kind: str = "count") -> list[tuple[JobState, str]]:
    return [(each.state, each.told) for each in reversed(store.jobs.jobs(of.organisation.id, kind))]


def test_what_waits_is_done_in_the_order_in_which_it_was_asked_for(store: Store) -> None:
    of, done = written(store), list[Job]()

    def does(job: Job, tell: Callable[[int, int], None]) -> str:
        tell(1, 2)
        done.append(job)
        return f"All {job.request} counted."

    jobs = [asked(store, of), asked(store, of)]
    lines = list[str]()
    worker(store, does).run(once=True, told=lines.append)
    assert [each.id for each in done] == [each.id for each in jobs]
    assert told(store, of) == [(JobState.DONE, "All 3 counted.")] * 2
    assert len(lines) == 2


def test_what_cannot_be_done_fails_with_its_reason_and_what_nobody_foresaw_without_its_words(store: Store) -> None:
    of = written(store)
    faults: list[Exception] = [CannotBeDone("The disk is full. Make room."), ValueError("Bethan Pryce, 999 123 4567")]

    def does(_job: Job, _tell: Callable[[int, int], None]) -> str:
        raise faults.pop(0)

    for _ in range(2):
        asked(store, of)
    asked(store, of, "of tomorrow's program")
    worker(store, does).run(once=True, told=lambda _line: None)
    (first, second), (unknown,) = told(store, of), told(store, of, "of tomorrow's program")
    assert first == (JobState.FAILED, "The disk is full. Make room.")
    assert second[0] is JobState.FAILED
    assert "Bethan" not in second[1]
    assert "ValueError" in second[1]
    assert unknown[0] is JobState.FAILED
    assert "does not know this kind of work" in unknown[1]


def test_a_worker_that_is_stopped_leaves_its_job_to_the_next_which_begins_it_anew(store: Store) -> None:
    of = written(store)
    asked(store, of)
    stopped = list[Worker]()

    def stops(_job: Job, tell: Callable[[int, int], None]) -> str:
        stopped[0].stop()
        tell(1, 3)
        raise AssertionError("It goes on after it was stopped.")

    stopped.append(worker(store, stops))
    stopped[0].run(once=True, told=lambda _line: None)
    assert told(store, of) == [(JobState.AT_WORK, "")]
    later = START + PATIENCE + timedelta(seconds=1)
    worker(store, lambda _job, _tell: "Done.", lambda: later).run(once=True, told=lambda _line: None)
    assert told(store, of) == [(JobState.DONE, "Done.")]


def test_a_worker_whose_job_was_given_away_gives_it_up(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    of = written(store)
    job = asked(store, of)
    monkeypatch.setattr(commands, "BEAT_SECONDS", 0.01)

    def does(_job: Job, tell: Callable[[int, int], None]) -> str:
        other = new_identity()
        assert store.jobs.take(other, START + PATIENCE * 2) is not None
        assert store.jobs.end(job, other, START, JobState.DONE, "The other did it.")
        for _ in range(1_000):
            sleep(0.01)
            tell(0, 1)
        raise AssertionError("It was never told that the job is another's.")

    worker(store, does).run(once=True, told=lambda _line: None)
    assert told(store, of) == [(JobState.DONE, "The other did it.")]

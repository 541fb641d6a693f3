"""Jobs and submissions on both databases."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from app.access.audit import AuditAction
from app.access.jobs import PATIENCE, Job, JobState
from app.csds.periods import Window
from app.csds.submissions import SubmissionState
from app.errors import Conflict
from app.store.engine import Store
from tests.databases import START, new_identity
from tests.store.examples import Example, event_of, written
from tests.store.submissions import submission_of

SOON = START + timedelta(seconds=5)
LATE = START + PATIENCE + timedelta(seconds=1)


def asked(store: Store, of: Example, kind: str = "csds") -> Job:
    job = Job(of.organisation.id, new_identity(), kind, "{}", START, of.account.id)
    store.jobs.ask(job, event_of(of, AuditAction.SUBMISSION_ASKED))
    return job


def test_the_job_that_waits_longest_is_given_out_once(store: Store) -> None:
    of = written(store)
    first, second = asked(store, of), asked(store, of)
    worker, other = new_identity(), new_identity()
    assert store.jobs.take(worker, START) == first
    assert store.jobs.take(other, START) == second
    assert store.jobs.take(other, START) is None
    assert [each.state for each in store.jobs.jobs(of.organisation.id, "csds")] == [JobState.AT_WORK] * 2
    assert store.jobs.jobs(of.organisation.id, "another kind") == ()


def test_of_many_workers_at_once_one_is_given_a_job(store: Store) -> None:
    of = written(store)
    job = asked(store, of)
    ready = Barrier(8)

    def take() -> Job | None:
        ready.wait()
        return store.jobs.take(new_identity(), START)

    with ThreadPoolExecutor(8) as threads:
        given = [each.result() for each in [threads.submit(take) for _ in range(8)]]
    assert [each for each in given if each is not None] == [job]


def test_a_job_whose_worker_is_silent_goes_to_another_and_the_first_is_told(store: Store) -> None:
    of = written(store)
    job = asked(store, of)
    gone, next_one = new_identity(), new_identity()
    assert store.jobs.take(gone, START) == job
    assert store.jobs.beat(job, gone, SOON, 3, 10)
    (seen,) = store.jobs.jobs(of.organisation.id, "csds")
    assert (seen.done, seen.total, seen.beat_at) == (3, 10, SOON)
    assert store.jobs.take(next_one, SOON + PATIENCE) is None
    again = store.jobs.take(next_one, SOON + PATIENCE + timedelta(seconds=1))
    assert again is not None
    assert again.id == job.id
    assert not store.jobs.beat(job, gone, LATE, 4, 10)
    assert not store.jobs.end(job, gone, LATE, JobState.DONE, "")
    assert store.jobs.end(job, next_one, LATE, JobState.FAILED, "The disk is full.")
    (ended,) = store.jobs.jobs(of.organisation.id, "csds")
    assert (ended.state, ended.told, ended.ended_at) == (JobState.FAILED, "The disk is full.", LATE)
    assert store.jobs.take(gone, LATE + PATIENCE * 2) is None


def test_submissions_come_back_as_written_with_their_states_the_last_built_first(store: Store) -> None:
    of = written(store)
    event = event_of(of, AuditAction.SUBMISSION_BUILT)
    first, built = submission_of(of)
    store.submissions.add(first, (built,), event)
    later, its_state = submission_of(of)
    later = replace(later, built_at=LATE, built_by=None, window=Window.PRIMARY)
    store.submissions.add(later, (its_state,), event_of(of, AuditAction.SUBMISSION_BUILT))
    checked = replace(built, version=2, state=SubmissionState.CHECKED, at=SOON, note="Nothing to mend.")
    store.submissions.move(checked, event_of(of, AuditAction.SUBMISSION_MOVED))
    assert store.submissions.submissions(of.organisation.id) == ((later, (its_state,)), (first, (built, checked)))
    assert store.submissions.submissions(new_identity()) == ()


def test_of_two_who_move_a_submission_at_once_one_is_refused(store: Store) -> None:
    of = written(store)
    made, built = submission_of(of)
    store.submissions.add(made, (built,), event_of(of, AuditAction.SUBMISSION_BUILT))
    moved = replace(built, version=2, state=SubmissionState.CHECKED)
    store.submissions.move(moved, event_of(of, AuditAction.SUBMISSION_MOVED))
    with pytest.raises(Conflict):
        store.submissions.move(moved, event_of(of, AuditAction.SUBMISSION_MOVED))


@pytest.mark.parametrize(
    ("state", "following"),
    [
        (SubmissionState.BUILT, {SubmissionState.CHECKED}),
        (SubmissionState.UPLOADED, {SubmissionState.ACCEPTED, SubmissionState.REJECTED}),
        (SubmissionState.ACCEPTED, set()),
    ],
)
def test_a_submission_goes_on_by_its_states(state: SubmissionState, following: set[SubmissionState]) -> None:
    assert state.may_follow == following

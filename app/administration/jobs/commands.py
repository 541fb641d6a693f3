"""The worker's command: `everyneed worker` does jobs, one after the other, until it is stopped."""

import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from types import FrameType
from typing import Annotated, Final

import typer

from app.access.jobs import CannotBeDone, Job, Jobs, JobState
from app.identity import Identity, shown

PAUSE_SECONDS: Final = 2.0
"""How long a worker waits before it looks for work again."""

BEAT_SECONDS: Final = 10.0
"""How often it says that it is still at work, whatever the work itself tells."""

LONGEST_TOLD: Final = 4_000

_UNFORESEEN: Final = "Something went wrong that nobody foresaw. Ask for it again, and tell the service if it stays so."


class Interrupted(Exception):
    """The job was given to another worker, or this one is to stop."""


Does = Callable[[Job, Callable[[int, int], None]], str]
"""Does a job: given how to tell how much is done of how much, gives the outcome in words. Raises CannotBeDone."""


@dataclass(frozen=True, slots=True)
class WorkerTools:
    """The jobs, who does which kind, and a clock."""

    jobs: Jobs
    does: Mapping[str, Does]
    new_identity: Callable[[], Identity]
    now: Callable[[], datetime]


class Worker:
    """Does jobs. `stop` ends it after the job at hand was given up, which another worker then begins anew."""

    def __init__(self, tools: WorkerTools) -> None:
        self._tools = tools
        self._me = tools.new_identity()
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Stop soon."""
        self._stopped.set()

    def run(self, *, once: bool = False, pause: float = PAUSE_SECONDS, told: Callable[[str], None]) -> None:
        """Do what waits; with `once`, until nothing waits."""
        while not self._stopped.is_set():
            job = self._tools.jobs.take(self._me, self._tools.now())
            if job is None:
                if once:
                    return
                self._stopped.wait(pause)
                continue
            state, words = self._done(job)
            told(f"{shown(job.id)} {job.kind}: {state.value if state else 'left to another worker'}. {words}".rstrip())

    def _done(self, job: Job) -> tuple[JobState | None, str]:
        try:
            with self._beating(job) as tell:
                does = self._tools.does.get(job.kind)
                if does is None:
                    raise CannotBeDone("This program does not know this kind of work. Bring every process up to date.")
                words, state = does(job, tell), JobState.DONE
        except Interrupted:
            return None, ""
        except CannotBeDone as fault:
            words, state = str(fault), JobState.FAILED
        except Exception as fault:
            # What a fault says may quote a record: its kind alone is told.
            words, state = f"{_UNFORESEEN} ({type(fault).__name__})", JobState.FAILED
        return (state, words) if self._end(job, state, words) else (None, "")

    def _end(self, job: Job, state: JobState, words: str) -> bool:
        return self._tools.jobs.end(job, self._me, self._tools.now(), state, words[:LONGEST_TOLD])

    @contextmanager
    def _beating(self, job: Job) -> Iterator[Callable[[int, int], None]]:
        """Say every so often that the job goes on; what it gives is told how far, and interrupts what is to stop."""
        reached, lost, over = [0, 0], threading.Event(), threading.Event()

        def beat() -> None:
            while not over.wait(BEAT_SECONDS):
                if not self._tools.jobs.beat(job, self._me, self._tools.now(), *reached):
                    lost.set()

        def tell(done: int, total: int) -> None:
            if lost.is_set() or self._stopped.is_set():
                raise Interrupted
            reached[:] = done, total

        thread = threading.Thread(target=beat, daemon=True)
        thread.start()
        try:
            yield tell
        finally:
            over.set()
            thread.join()


def add_worker_command(commands: typer.Typer, opened: Callable[[], AbstractContextManager[WorkerTools]]) -> None:
    """Add `worker`."""

    @commands.command()
    def worker(
        once: Annotated[bool, typer.Option("--once", help="End when nothing waits any more.")] = False,
    ) -> None:
        """Do the long work that somebody asked for on a page, such as the file of a month."""
        with opened() as tools:
            working = Worker(tools)

            def stop(_number: int, _frame: FrameType | None) -> None:
                working.stop()

            for each in (signal.SIGTERM, signal.SIGINT):
                signal.signal(each, stop)
            working.run(once=once, told=typer.echo)

"""Instruments built into the benchmark's own instance of the application: what is written, and where CPU goes."""

import cProfile
import functools
import importlib
import inspect
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from app.store.writing import WritingConnection
from benchmarks.replay import Statement, Transaction


class _TakingDown:
    """A cursor that takes down what it executes."""

    def __init__(self, cursor: Any, taken: list[Statement]) -> None:
        self._cursor = cursor
        self._taken = taken

    def execute(self, sql: Any, values: Any = ()) -> Any:
        self._taken.append(Statement(sql, _kept(values), False))
        return self._cursor.execute(sql, values) if values else self._cursor.execute(sql)

    def executemany(self, sql: Any, rows: Any) -> Any:
        self._taken.append(Statement(sql, [_kept(row) for row in rows], True))
        return self._cursor.executemany(sql, rows)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)


def _kept(values: Iterable[Any]) -> list[Any]:
    return [bytes(value) if isinstance(value, memoryview) else value for value in values]


def written() -> Callable[[], object]:
    """Take down every writing transaction; the readings are those of an encounter, BEGIN and COMMIT left out."""
    taken: list[Statement] = []
    make = WritingConnection.__init__

    def made(self: WritingConnection, *arguments: Any, **named: Any) -> None:
        make(self, *arguments, **named)
        self.cursor = _TakingDown(self.cursor, taken)

    WritingConnection.__init__ = made  # type: ignore[method-assign]
    return lambda: _saves(taken)


def _saves(taken: list[Statement]) -> list[Transaction]:
    transactions: list[Transaction] = []
    current: Transaction = []
    for statement in taken:
        text = statement.sql.decode() if isinstance(statement.sql, bytes) else str(statement.sql)
        if text.startswith("BEGIN"):
            current = []
        elif text == "COMMIT":
            if any("INSERT INTO encounter " in _text(each) for each in current):
                transactions.append(current)
        else:
            current.append(statement)
    return transactions


def _text(statement: Statement) -> str:
    return statement.sql.decode() if isinstance(statement.sql, bytes) else str(statement.sql)


Profiled = dict[tuple[str, int, str], tuple[int, int, float, float]]
"""By function (file, line, name): calls, calls that were not recursive, own seconds, seconds with what it called."""


def profiled() -> Callable[[], object]:
    """Profile the CPU of every thread; the readings are the sums over the threads."""
    profiles: list[cProfile.Profile] = []

    def begin(*_: object) -> None:
        profile = cProfile.Profile(time.thread_time)
        profiles.append(profile)
        profile.enable()

    threading.setprofile(begin)
    begin()
    return lambda: _summed(profiles)


def _summed(profiles: list[cProfile.Profile]) -> Profiled:
    sums: Profiled = {}
    for profile in profiles:
        # Not create_stats: that would switch the profile of this thread off.
        profile.snapshot_stats()
        for function, (primitive, calls, own, whole, _) in profile.stats.items():
            before = sums.get(function, (0, 0, 0.0, 0.0))
            sums[function] = (before[0] + calls, before[1] + primitive, before[2] + own, before[3] + whole)
    return sums


PHASES: tuple[tuple[str, str, str], ...] = (
    ("form: receive and parse", "app.web.guard", "_posted"),
    ("session looked up", "app.access.sessions", "SignIns.signed_in"),
    ("snapshot: child, referral, clinics read", "app.capture.routes", "visit_of_appointment"),
    ("form sorted into needs", "app.capture.typed", "Typed.from_posted"),
    ("form read into an encounter", "app.capture.routes", "read_form"),
    ("recording: read again, complete", "app.capture.routes", "record_encounter"),
    ("checks", "app.clinical.recording", "problems_of"),
    ("rows made", "app.store.units", "Subjects.writes"),
    ("write: statements and audit chain", "app.store.writing", "WritingConnection.write"),
    ("write: as one transaction", "app.store.writing", "WritingConnection.write_alone"),
    ("write: begin", "app.store.writing", "WritingConnection.begin"),
    ("write: commit", "app.store.writing", "WritingConnection.commit"),
    ("page rendered", "app.web.pages", "Pages.render"),
)


class _Clock(threading.local):
    """Per thread: the phases entered, innermost last, with the CPU they have given to inner phases."""

    def __init__(self) -> None:
        self.inner: list[int] = []


def phases() -> Callable[[], object]:
    """Measure CPU (of the thread) by phase, each without the phases within it; readings: phase → (calls, seconds)."""
    totals: defaultdict[str, list[float]] = defaultdict(lambda: [0, 0.0])
    clock = _Clock()
    for label, module, path in PHASES:
        _wrap(label, module, path, clock, totals)
    return lambda: {label: tuple(total) for label, total in totals.items()}


def _wrap(label: str, module: str, path: str, clock: _Clock, totals: dict[str, list[float]]) -> None:
    *owners, name = path.split(".")
    owner: Any = importlib.import_module(module)
    for each in owners:
        owner = getattr(owner, each)
    function = getattr(owner, name, None)
    if function is None:
        print(f"phase not found: {module}.{path}", file=sys.stderr)
        return
    bound_to_class = isinstance(vars(owner).get(name), classmethod) if owners else False

    def noted(started: int) -> None:
        spent = time.thread_time_ns() - started
        inner = clock.inner.pop()
        if clock.inner:
            clock.inner[-1] += spent
        totals[label][0] += 1
        totals[label][1] += (spent - inner) / 1e9

    @functools.wraps(function)
    def timed(*arguments: Any, **named: Any) -> Any:
        clock.inner.append(0)
        started = time.thread_time_ns()
        try:
            return function(*arguments, **named)
        finally:
            noted(started)

    @functools.wraps(function)
    async def timed_awaitable(*arguments: Any, **named: Any) -> Any:
        # Right at one connection only: with several, others run on the same thread meanwhile.
        started = time.thread_time_ns()
        try:
            return await function(*arguments, **named)
        finally:
            totals[label][0] += 1
            totals[label][1] += (time.thread_time_ns() - started) / 1e9

    wrapper: Any = timed_awaitable if inspect.iscoroutinefunction(function) else timed
    setattr(owner, name, staticmethod(wrapper) if bound_to_class else wrapper)

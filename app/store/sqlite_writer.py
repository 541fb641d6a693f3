"""The one writer of a SQLite record: whoever comes first writes for all who wait, in one commit.

Many connections that each write wait for one another by sleeping and asking again, for seconds under load; one
connection with a queue before it does not, and one sync of the disk serves all that wait for it. The caller who finds
the connection idle writes on it there and then, which spares two changes of thread; those who come meanwhile queue up,
and the first of them leads the next group.
"""

from collections import deque
from threading import Condition, Lock

from app.store.database import Database
from app.store.writing import Trail, Writes, WritingConnection

MOST_IN_A_GROUP = 256


class _Waiting:
    """Writes on their way, and the caller who waits for them: to be answered, or to lead the next group."""

    __slots__ = ("_gate", "answered", "fault", "writes")

    def __init__(self, writes: Writes) -> None:
        self.writes = writes
        self.answered = False
        self.fault: Exception | None = None
        # A bare lock as a gate costs a tenth of an Event.
        self._gate = Lock()
        self._gate.acquire()

    def answer(self, fault: Exception | None) -> None:
        self.fault = fault
        self.answered = True
        self._gate.release()

    def lead(self) -> None:
        self._gate.release()

    def wait(self) -> None:
        self._gate.acquire()


class SqliteWriter:
    """Writes for every thread of the process, on one connection, which is opened by the first writes."""

    def __init__(self, database: Database, trail: Trail) -> None:
        self._database = database
        self._trail = trail
        self._queue: deque[_Waiting] = deque()
        self._state = Condition(Lock())
        self._busy = False
        self._closed = False
        self._connection: WritingConnection | None = None

    def write(self, writes: Writes) -> None:
        """Write durably; returns after the commit.

        Raises:
            Conflict: a key is taken, or another process keeps the record busy; nothing was written.
        """
        mine = _Waiting(writes)
        with self._state:
            if self._closed:
                raise RuntimeError("The store is closed.")
            self._queue.append(mine)
            leads, self._busy = not self._busy, True
        if not leads:
            mine.wait()
        if not mine.answered:
            self._lead()
        if mine.fault is not None:
            raise self._database.refusal(mine.fault) from None

    def close(self) -> None:
        """Wait for what is queued, record how far the audit chains have come, and close the connection."""
        with self._state:
            if self._closed:
                return
            self._closed = True
            self._state.wait_for(lambda: not self._busy)
        if self._connection is not None:
            self._connection.close()

    def _lead(self) -> None:
        """Write the group at the head of the queue, the leader's own writes first; then hand the lead on."""
        with self._state:
            group = [self._queue.popleft() for _ in range(min(len(self._queue), MOST_IN_A_GROUP))]
        try:
            faults = self._written(group)
        except BaseException as fault:
            # Interrupted half-way: whether the group was committed is not known, so none of it is acknowledged.
            if self._connection is not None:
                self._connection.rollback()
            self._finish(group, [RuntimeError(f"Interrupted by {type(fault).__name__}.")] * len(group))
            raise
        self._finish(group, faults)

    def _finish(self, group: list[_Waiting], faults: list[Exception | None] | list[RuntimeError]) -> None:
        with self._state:
            following = self._queue[0] if self._queue else None
            if following is None:
                self._busy = False
                self._state.notify_all()
        if following is not None:
            following.lead()
        for waiting, fault in zip(group, faults, strict=True):
            waiting.answer(fault)

    def _written(self, group: list[_Waiting]) -> list[Exception | None]:
        """Write a group and commit; the fault of each, None for those that are durable."""
        faults: list[Exception | None] = []
        connection = self._connection
        try:
            if connection is None:
                connection = self._connection = WritingConnection(self._database, self._trail)
            if len(group) == 1:
                connection.write_alone(group[0].writes)
                faults.append(None)
            else:
                connection.begin()
                faults.extend([connection.write_apart(waiting.writes) for waiting in group])
                connection.finish()
        except Exception as fault:
            faults = [fault] * len(group)
            if connection is not None:
                connection.rollback()
        return faults

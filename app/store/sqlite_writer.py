"""The one writer of a SQLite record: a thread with a queue, which commits what has queued up together.

Many connections that each write wait for one another by sleeping and asking again, for seconds under load; one writer
with a queue does not, and one sync of the disk serves all that wait for it.
"""

from queue import Empty, SimpleQueue
from threading import Lock, Thread

from app.store.database import Database
from app.store.writing import Trail, Writes, WritingConnection

MOST_IN_A_GROUP = 256


class _Waiting:
    """Writes on their way, and the caller who waits for them."""

    __slots__ = ("_fault", "_gate", "writes")

    def __init__(self, writes: Writes) -> None:
        self.writes = writes
        self._fault: Exception | None = None
        # A bare lock as a gate costs a tenth of an Event.
        self._gate = Lock()
        self._gate.acquire()

    def answer(self, fault: Exception | None) -> None:
        self._fault = fault
        self._gate.release()

    def outcome(self) -> Exception | None:
        self._gate.acquire()
        return self._fault


class SqliteWriter:
    """Writes for every thread of the process. The thread starts with the first writes and ends with `close`."""

    def __init__(self, database: Database, trail: Trail) -> None:
        self._database = database
        self._trail = trail
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._starting = Lock()
        self._thread: Thread | None = None
        self._closed = False
        self._connection: WritingConnection | None = None

    def write(self, writes: Writes) -> None:
        """Write durably; returns after the commit.

        Raises:
            Conflict: a key is taken, or another process keeps the record busy; nothing was written.
        """
        waiting = _Waiting(writes)
        with self._starting:
            if self._closed:
                raise RuntimeError("The store is closed.")
            if self._thread is None:
                self._thread = Thread(target=self._run, name="everyneed-writer")
                self._thread.start()
            self._queue.put(waiting)
        fault = waiting.outcome()
        if fault is not None:
            raise self._database.refusal(fault) from None

    def close(self) -> None:
        """Write what is queued, record how far the audit chains have come, and end the thread."""
        with self._starting:
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
            thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        closing = False
        while not closing:
            group, closing = self._next_group()
            if group:
                self._write_group(group)
        if self._connection is not None:
            self._connection.close()

    def _next_group(self) -> tuple[list[_Waiting], bool]:
        waiting = self._queue.get()
        group: list[_Waiting] = []
        while waiting is not None:
            group.append(waiting)
            if len(group) == MOST_IN_A_GROUP:
                return group, False
            try:
                waiting = self._queue.get_nowait()
            except Empty:
                return group, False
        return group, True

    def _write_group(self, group: list[_Waiting]) -> None:
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
        for waiting, fault_of_it in zip(group, faults, strict=True):
            waiting.answer(fault_of_it)

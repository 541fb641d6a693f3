"""A second process beside this one: deriving is work for one core, and most machines have another.

It is a copy of this process (fork), so that it needs no reading of places and reference set again, and is given what
was read of children; it asks nothing of the record and ends when this one does.
"""

import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from fcntl import fcntl
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Final

from app.reports.ports import HistoryPiece

_AHEAD: Final = 2
"""How many pieces it is given at once, so that it need not wait for one when it has done another."""

_SET_PIPE_SIZE: Final = 1031
"""F_SETPIPE_SZ of Linux."""

_PIPE: Final = 1 << 20
"""What a pipe is to hold, so that giving a piece need not wait for it to be taken: the most that Linux allows all."""


def alone_here() -> bool:
    """Whether a second process would have no core of its own, or the system has none that begin as a copy."""
    return sys.platform != "linux" or len(os.sched_getaffinity(0)) == 1


class EndedEarly(RuntimeError):
    """The second process did not do its part."""

    def __init__(self) -> None:
        super().__init__("The second process of the refresh ended before its work was done; the copy is as it was.")


class Other:
    """The second process, as the first one knows it."""

    def __init__(self, asks: Connection, gives: Connection) -> None:
        self._asks = asks
        self._gives = gives

    def waits(self) -> bool:
        """Whether it would take a piece now."""
        return self._asks.poll()

    def take(self, piece: HistoryPiece | None) -> None:
        """Give it a piece; None says that there is none any more.

        Raises:
            EndedEarly: it has ended.
        """
        try:
            self._asks.recv_bytes()
            self._gives.send(piece)
        except (EOFError, OSError):
            raise EndedEarly from None


@contextmanager
def beside(make: Callable[[Iterator[HistoryPiece]], None]) -> Iterator[Other]:
    """Within the block `make` runs in a second process with the pieces that are given to that; it is done at the end.

    Raises:
        EndedEarly: it ended before its work was done.
    """
    context = get_context("fork")
    (asked, asks), (given, gives) = context.Pipe(duplex=False), context.Pipe(duplex=False)
    with suppress(OSError):
        fcntl(gives.fileno(), _SET_PIPE_SIZE, _PIPE)
    process = context.Process(target=_run, args=(make, (asked, gives), (asks, given)), daemon=True)
    process.start()
    asks.close()
    given.close()
    try:
        other = Other(asked, gives)
        yield other
        other.take(None)
        process.join()
        if process.exitcode:
            raise EndedEarly
    finally:
        process.kill()
        process.join()
        asked.close()
        gives.close()


def _run(
    make: Callable[[Iterator[HistoryPiece]], None],
    theirs: tuple[Connection, Connection],
    mine: tuple[Connection, Connection],
) -> None:
    """What the second process does. The first one's ends are closed, so that its end is noticed."""
    for each in theirs:
        each.close()
    # An interruption is for the first, which then ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        make(_given(*mine))
    except (EOFError, BrokenPipeError):
        os._exit(1)
    except BaseException as fault:
        # Where, and of what kind; its words might be those of a child's record.
        traceback.print_tb(fault.__traceback__)
        sys.stderr.write(f"{type(fault).__name__}\n")
        sys.stderr.flush()
        os._exit(1)
    # Nothing that the first process holds open is this one's to end.
    os._exit(0)


def _given(asks: Connection, given: Connection) -> Iterator[HistoryPiece]:
    for _ in range(_AHEAD):
        asks.send_bytes(b"1")
    while True:
        piece: HistoryPiece | None = given.recv()
        if piece is None:
            return
        yield piece
        asks.send_bytes(b"1")

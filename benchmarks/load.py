"""The load generator, a process of its own: `python -m benchmarks.load` with a job on its standard input.

Each connection is kept open and sends its next request when the answer to the last has come whole.
"""

import asyncio
import json
import pickle
import sys
import time
from collections import Counter, deque
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Job:
    """Requests, as bytes to send, over so many connections to a port of this machine."""

    port: int
    connections: int
    requests: list[bytes]


@dataclass(slots=True)
class Outcome:
    """What came back: seconds for all, milliseconds for each, how often each status, and an answer of each status."""

    seconds: float = 0.0
    milliseconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)


async def _converse(port: int, waiting: deque[bytes], outcome: Outcome) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while waiting:
        request = waiting.popleft()
        started = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
        body = await reader.readexactly(length) if length else b""
        outcome.milliseconds.append((time.perf_counter() - started) * 1_000)
        status = head[9:12].decode()
        outcome.statuses[status] += 1
        if status not in outcome.examples:
            outcome.examples[status] = (head + body).decode(errors="replace")
    writer.close()
    await writer.wait_closed()


async def carried_out(job: Job) -> Outcome:
    """Send every request of a job."""
    outcome = Outcome()
    waiting = deque(job.requests)
    started = time.perf_counter()
    await asyncio.gather(*(_converse(job.port, waiting, outcome) for _ in range(job.connections)))
    outcome.seconds = time.perf_counter() - started
    return outcome


def main() -> None:
    """Read a job from a parent process that we trust, carry it out, and write the outcome as JSON."""
    job = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own parent process wrote it
    outcome = asyncio.run(carried_out(job))
    json.dump(
        {
            "seconds": outcome.seconds,
            "milliseconds": outcome.milliseconds,
            "statuses": outcome.statuses,
            "examples": outcome.examples,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()

"""The service as an operator runs it: `everyneed serve`, a process of its own, which can be killed and started anew."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.clinic import environment

ROOT = Path(__file__).resolve().parent.parent
_START_SECONDS = 60.0
_STOP_SECONDS = 30.0


def free_port() -> int:
    """A port of this machine that nobody listens at just now."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


class Serving:
    """A server on a database, at a port that stays the same when it is started anew."""

    def __init__(self, database_url: str, folder: Path, **more: str) -> None:
        self.port = free_port()
        self._environment = environment(database_url, folder, **more)
        # An installed service has its byte code; without it a start would take seconds of compiling each time.
        self._environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self._log = folder / f"server-{self.port}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The server's process."""
        return self._running.pid

    @property
    def log(self) -> str:
        """What the server has said so far."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def start(self) -> None:
        """Start it, and wait until it answers that it is well.

        Raises:
            RuntimeError: it ended, or did not answer in time.
        """
        command = [sys.executable, "-m", "app", "serve", "--port", str(self.port)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=self._environment, stdout=log, stderr=subprocess.STDOUT
            )
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until and self._running.poll() is None:
            if self._is_well():
                return
            time.sleep(0.05)
        raise RuntimeError(f"The server did not start: {self.log[-3000:]}")

    def kill(self) -> None:
        """Kill it (SIGKILL), as a machine that loses power would."""
        self._running.send_signal(signal.SIGKILL)
        self._running.wait()

    def stop(self) -> None:
        """Ask it to stop, and wait until it has; one that was killed has stopped."""
        self._running.terminate()
        try:
            self._running.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._running.kill()
            self._running.wait()

    def resident_kib(self) -> int:
        """The memory that the server holds (RSS), in KiB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))

    def cpu_seconds(self) -> float:
        """The CPU that the server has used, user and system."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("The server was not started.")
        return self._process

    def _is_well(self) -> bool:
        try:
            # An address of this machine, made above.
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


@contextmanager
def serving(database_url: str, folder: Path, **more: str) -> Iterator[Serving]:
    """A running server, with `more` settings by their variables; stopped at the end, killed or not."""
    server = Serving(database_url, folder, **more)
    server.start()
    try:
        yield server
    finally:
        server.stop()

"""A server process under measurement: started as `everyneed serve` starts one, signed in to, sent requests, timed."""

import http.client
import os
import pickle
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlencode

from app.demo import people
from benchmarks.clinic import environment
from benchmarks.load import Job
from benchmarks.replay import Replay
from benchmarks.server import READINGS

_START_SECONDS = 30.0
_WORDS = 1_500
_TICKS = os.sysconf("SC_CLK_TCK")
ROOT = Path(__file__).resolve().parent.parent
USERNAME = people.STAFF[people.PAEDIATRICIAN].username


@dataclass(frozen=True, slots=True)
class Answers:
    """Of a load: seconds for all, milliseconds for each in the order answered, the server's CPU seconds."""

    seconds: float
    milliseconds: list[float]
    cpu: float

    @property
    def cpu_each(self) -> float:
        """CPU microseconds of the server process for each request."""
        return self.cpu / len(self.milliseconds) * 1e6

    @property
    def per_second(self) -> float:
        return len(self.milliseconds) / self.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of the requests was answered."""
        return percentile(self.milliseconds, share)


def percentile(values: Iterable[float], share: float) -> float:
    """The value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


class Server:
    """A running server with somebody signed in."""

    def __init__(self, port: int, process: int, cookie: str, log: Path) -> None:
        self.port = port
        self.process = process
        self._cookie = cookie
        self._log = log

    def discard(self, why: str) -> NoReturn:
        """End the run, with the last words of the server's log."""
        lines = self._log.read_text(errors="replace").splitlines()[-3:]
        raise SystemExit("\n".join((f"Discarded: {why}", *(line[-_WORDS:] for line in lines))))

    def head(self, method: str, path: str, length: int | None = None) -> bytes:
        """The head of a request as a browser sends it, and a blank line."""
        here = f"http://127.0.0.1:{self.port}"
        lines = [
            f"{method} {path} HTTP/1.1",
            f"host: 127.0.0.1:{self.port}",
            "user-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0",
            "accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "accept-encoding: gzip, deflate, br, zstd",
            "accept-language: en-GB,en;q=0.9",
            "sec-fetch-site: same-origin",
            "sec-fetch-mode: navigate",
            "sec-fetch-dest: document",
            f"origin: {here}",
            f"referer: {here}/clinic",
            f"cookie: {self._cookie}",
        ]
        if length is not None:
            lines += ["content-type: application/x-www-form-urlencoded", f"content-length: {length}"]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def get(self, path: str) -> bytes:
        """A GET, as bytes to send."""
        return self.head("GET", path)

    def post(self, path: str, fields: Iterable[tuple[str, str]]) -> bytes:
        """A posted form, as bytes to send."""
        body = urlencode(list(fields)).encode()
        return self.head("POST", path, len(body)) + body

    def text(self, request: bytes) -> str:
        """The body of the answer to one request; ends the run when it is not answered with a page."""
        status, _, body = self._answer(request)
        if status != 200:
            what = b" ".join(request.split(b" ")[:2]).decode()
            self.discard(f"{what} was answered {status}.\n{body[:_WORDS]}")
        return body

    def redirected(self, request: bytes) -> str:
        """Where a request is sent on to; empty when it is answered otherwise."""
        return self._answer(request)[1]

    def _answer(self, request: bytes) -> tuple[int, str, str]:
        with socket.create_connection(("127.0.0.1", self.port)) as connection:
            connection.sendall(request)
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            return answer.status, answer.getheader("location", ""), answer.read().decode(errors="replace")

    def send(self, requests: list[bytes], connections: int, expected: int) -> Answers:
        """Send requests from a process of their own; ends the run when one answer is of another status."""
        before = cpu_of(self.process)
        found = asked("benchmarks.load", Job(self.port, connections, requests))
        spent = cpu_of(self.process) - before
        if found["statuses"] != {str(expected): len(requests)}:
            other = {status: text[:_WORDS] for status, text in found["examples"].items() if status != str(expected)}
            self.discard(f"{expected} was due for each request, and came: {found['statuses']}\n{other}")
        return Answers(found["seconds"], found["milliseconds"], spent)

    def readings(self, output: Path) -> Any:
        """What the server's instrument read."""
        self.text(self.get(READINGS))
        return pickle.loads(output.read_bytes())  # noqa: S301 - our own server wrote it


def replayed(replay: Replay) -> dict[str, float]:
    """Run a replay in a process of its own: its CPU and wall seconds, and how many transactions."""
    found: dict[str, float] = asked("benchmarks.replay", replay)
    return found


def asked(module: str, job: object) -> Any:
    """What a module of these, run in a process of its own with a job, writes as JSON."""
    import json

    command = [sys.executable, "-m", module]
    done = subprocess.run(command, input=pickle.dumps(job), capture_output=True, cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(f"{module} failed: {done.stderr.decode()}")
    return json.loads(done.stdout)


def cpu_of(process: int, *, ended_children: bool = False) -> float:
    """CPU seconds that a process has used, as the operating system counts them (user and system)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(int(each) for each in fields[11 : 15 if ended_children else 13]) / _TICKS


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


@contextmanager
def running(database_url: str, folder: Path, instrument: str = "", output: Path | None = None) -> Iterator[Server]:
    """A server on a database, with the paediatrician signed in; stopped at the end."""
    port = _free_port()
    more = {"BENCHMARK_INSTRUMENT": instrument, "BENCHMARK_OUTPUT": str(output or "")}
    command = [sys.executable, "-m", "uvicorn", "benchmarks.server:application", "--factory", "--no-access-log"]
    command += ["--no-server-header", "--log-level", "warning", "--host", "127.0.0.1", "--port", str(port)]
    log = (folder / "server.log").open("wb")
    with (
        log,
        subprocess.Popen(
            command, cwd=ROOT, env=environment(database_url, folder, **more), stdout=log, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            _wait(port, process, folder / "server.log")
            yield Server(port, process.pid, signed_in(port), folder / "server.log")
        finally:
            process.terminate()
            process.wait()


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"The server did not start: {log.read_text()[-3000:]}")


def signed_in(port: int, username: str = USERNAME) -> str:
    """Sign in one of the demonstration's people by the form; gives the cookie."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    body = urlencode({"username": username, "password": people.PASSWORD})
    headers = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
    connection.request("POST", "/sign-in", body, headers)
    answer = connection.getresponse()
    cookie = answer.getheader("set-cookie", "").partition(";")[0]
    answer.read()
    connection.close()
    if answer.status != 303 or not cookie:
        raise SystemExit(f"Signing in was answered {answer.status}.")
    return cookie

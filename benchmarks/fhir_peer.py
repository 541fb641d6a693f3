"""sekmet-fhir, a FHIR server of somebody else's, from its own virtual environment (`make conformance-venv`)."""

import json
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from benchmarks.fhir_sender import post_bundles
from benchmarks.running import ROOT, Answers
from benchmarks.serving import free_port

_START_SECONDS = 60.0
_PYTHON = ROOT / ".venv-conformance" / "bin" / "python"
_FULL = 2
_SYNCHRONOUS = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("PRAGMA journal_mode = WAL")
print(connection.execute("PRAGMA synchronous").fetchone()[0])
"""


@dataclass(frozen=True, slots=True)
class Sekmet:
    """Posts to a running sekmet-fhir."""

    port: int
    process: int

    def post(self, bodies: Iterable[bytes]) -> Answers:
        """One bundle after another over one connection."""
        return post_bundles(self.port, self.process, "/fhir", {}, bodies)


def _syncs_every_commit(folder: Path) -> bool:
    """Whether its Python's SQLite waits for the disk at every commit in WAL mode unless told otherwise.

    sekmet-fhir sets WAL and leaves `synchronous` as it finds it.
    """
    command = [str(_PYTHON), "-c", _SYNCHRONOUS, str(folder / "probe.db")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stdout) == _FULL


@contextmanager
def sekmet(folder: Path) -> Iterator[Sekmet]:
    """A running sekmet-fhir on a database of its own, as durable as ours; stopped at the end.

    What slows it and we do not do is off: its log of every body, and its simulator of a hospital. It keeps its
    validation of structure, which we do too.
    """
    if not _PYTHON.exists():
        raise SystemExit("The FHIR peer is not installed. Install it: make conformance-venv")
    if not _syncs_every_commit(folder):
        raise SystemExit("Discarded: the peer's SQLite does not sync every commit, as ours does.")
    port = free_port()
    settings = {
        "base_url": f"http://127.0.0.1:{port}/fhir",
        "data_dir": str(folder),
        "log_inbound": False,
        "simulator": {"enabled": False},
    }
    # JSON is YAML.
    (folder / "settings.yaml").write_text(json.dumps(settings))
    command = [str(_PYTHON.parent / "sekmet"), "serve", "--config", str(folder / "settings.yaml")]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    with (folder / "sekmet.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait(port, process, folder / "sekmet.log")
        yield Sekmet(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if _answers(port):
            return
        time.sleep(0.1)
    raise SystemExit(f"sekmet-fhir did not start: {log.read_text(errors='replace')[-3000:]}")


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/fhir/metadata")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()

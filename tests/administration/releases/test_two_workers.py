"""Two processes serve while a third loads a release and switches: every search is answered, by one release alone."""

import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import httpx2
import pytest

from app.demo.people import PASSWORD
from app.terminology.load import load_refset
from benchmarks.clinic import environment
from benchmarks.serving import ROOT, serving
from tests.databases import Cluster
from tests.service import REPOSITORY, Prepared, load_demo
from tests.terminology.editions import metadata as m
from tests.terminology.editions.builder import ReleaseBuilder

OF_EACH = 6
FIRST, SECOND = date(2026, 3, 11), date(2026, 9, 9)


def write_releases(folder: Path) -> tuple[Path, Path]:
    """Two releases: the first has twelve concepts "Marker alpha", half of them members, the second "Marker beta"."""
    builder = ReleaseBuilder(FIRST)
    refset = builder.shipped(load_refset(REPOSITORY / "snomed_refsets"))
    first = [builder.concept(f"Marker alpha {number}") for number in range(2 * OF_EACH)]
    builder.join(refset, *first[:OF_EACH])
    before = builder.write_snapshot(folder / "first")
    builder.later(SECOND)
    second = [builder.concept(f"Marker beta {number}") for number in range(2 * OF_EACH)]
    builder.leave(refset, *first[:OF_EACH])
    builder.join(refset, *second[:OF_EACH])
    for concept in first:
        builder.retire(concept, m.OUTDATED)
    return before, builder.write_snapshot(folder / "second")


class Searching(threading.Thread):
    """Somebody who searches one process again and again; counts what each answer was of."""

    def __init__(self, port: int, everywhere: bool) -> None:
        super().__init__(daemon=True)
        self.answers: Counter[str] = Counter()
        self.lately = ""
        self._words = {"words": "marker", **({"everywhere": "yes"} if everywhere else {})}
        self._address = f"http://127.0.0.1:{port}"
        self._over = threading.Event()

    def run(self) -> None:
        with httpx2.Client(base_url=self._address, headers={"sec-fetch-site": "same-origin"}, timeout=60) as http:
            signed = http.post("/sign-in", data={"username": "paediatrician", "password": PASSWORD})
            assert signed.status_code == 303
            while not self._over.is_set():
                self.lately = self._of(http.get("/needs", params=self._words))
                self.answers[self.lately] += 1
                time.sleep(0.01)

    def end(self) -> Counter[str]:
        self._over.set()
        self.join(60)
        return self.answers

    @staticmethod
    def _of(answer: httpx2.Response) -> str:
        if answer.status_code != 200:
            return f"status {answer.status_code}"
        found = [match["term"].split()[1] for match in answer.json()["found"]]
        return " ".join(sorted(set(found))) or "nothing"


def wait_until_all_answer(searching: list[Searching], of: str) -> None:
    until = time.monotonic() + 60
    while any(each.lately != of for each in searching):
        assert time.monotonic() < until, [each.lately for each in searching]
        time.sleep(0.05)


@pytest.mark.timeout(240)
def test_no_search_fails_and_none_mixes_two_releases(
    postgresql_cluster: Cluster, postgresql_url: str, prepared_clinic: Prepared, tmp_path: Path
) -> None:
    del postgresql_cluster
    load_demo(postgresql_url, tmp_path / "secret.key", prepared_clinic.day)
    first, second = write_releases(tmp_path)

    def terminology(*command: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "app", "terminology", *command],
            cwd=ROOT,
            env=environment(postgresql_url, tmp_path),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    terminology("load", str(first), "--use")
    with ExitStack() as stack:
        servers = [stack.enter_context(serving(postgresql_url, tmp_path)) for _ in range(2)]
        searching = [Searching(server.port, everywhere) for server in servers for everywhere in (False, True)]
        for each in searching:
            each.start()
        wait_until_all_answer(searching, "alpha")
        terminology("load", str(second), "--use")
        wait_until_all_answer(searching, "beta")
        terminology("undo")
        wait_until_all_answer(searching, "alpha")
        terminology("undo")
        wait_until_all_answer(searching, "beta")
        answers = [each.end() for each in searching]
    assert [set(each) for each in answers] == [{"alpha", "beta"}] * len(answers)

"""A second process makes what it is given, ends with the first, and never fails unnoticed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from app.reports.copy import writer
from app.reports.copy.engine_beside import EndedEarly, Other, alone_here, beside
from app.reports.ports import ChildHistory, HistoryPiece
from tests.reports.copy.worlds import World, WorldRecords, refreshed, rows, small_world

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Elsewhere there is no second process.")


def piece(number: int) -> HistoryPiece:
    return HistoryPiece(number, tuple)


def written_to(path: Path, pieces: Iterator[HistoryPiece]) -> None:
    path.write_text(" ".join(str(each.children) for each in pieces))


def process_of(path: Path, pieces: Iterator[HistoryPiece]) -> None:
    path.write_text(str(os.getpid()))
    list(pieces)


def failing(pieces: Iterator[HistoryPiece]) -> None:
    next(pieces)
    words = "HALL, " + "Anna-Louise"
    raise ValueError(words)


def ends(process: int) -> bool:
    """Whether a process is gone, soon at the latest."""
    for _ in range(200):
        stat = Path(f"/proc/{process}/stat")
        if not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def appeared(path: Path) -> str:
    for _ in range(400):
        if path.exists() and path.read_text():
            return path.read_text()
        time.sleep(0.05)
    raise AssertionError("Nothing was written.")


def test_what_the_second_process_is_given_it_makes_in_order_and_is_done_at_the_end(tmp_path: Path) -> None:
    with beside(partial(written_to, tmp_path / "made")) as other:
        for number in range(5):
            other.take(piece(number))
    assert (tmp_path / "made").read_text() == "0 1 2 3 4"


def test_it_waits_for_no_more_than_two_pieces_ahead(tmp_path: Path) -> None:
    with beside(partial(process_of, tmp_path / "process")) as other:
        process = int(appeared(tmp_path / "process"))
        os.kill(process, signal.SIGSTOP)
        given = 0
        while other.waits() and given < 10:
            other.take(piece(given))
            given += 1
        assert given <= 3
        os.kill(process, signal.SIGCONT)


def test_one_that_fails_is_noticed_at_the_end_and_says_where_and_nothing_of_a_record(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(EndedEarly, match="as it was"), beside(failing) as other:
        other.take(piece(1))
    said = capfd.readouterr().err
    assert "in failing" in said
    assert said.rstrip().endswith("ValueError")
    assert "HALL, Anna-Louise" not in said


def killing_it(path: Path) -> None:
    with beside(partial(process_of, path)) as other:
        os.kill(int(appeared(path)), signal.SIGKILL)
        for number in range(9):
            other.take(piece(number))


def test_one_that_is_killed_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(EndedEarly):
        killing_it(tmp_path / "process")


def failing_first(path: Path) -> None:
    with beside(partial(process_of, path)):
        appeared(path)
        raise LookupError


def test_when_the_first_fails_the_second_is_ended(tmp_path: Path) -> None:
    with pytest.raises(LookupError):
        failing_first(tmp_path / "process")
    assert ends(int((tmp_path / "process").read_text()))


ORPHANED = """
import sys, time
from functools import partial
from pathlib import Path
from tests.reports.copy.test_engine_beside import beside, process_of

with beside(partial(process_of, Path(sys.argv[1]))):
    time.sleep(60)
"""


def test_when_the_first_is_killed_the_second_ends(tmp_path: Path) -> None:
    first = subprocess.Popen([sys.executable, "-c", ORPHANED, str(tmp_path / "process")])
    process = int(appeared(tmp_path / "process"))
    first.kill()
    first.wait()
    ended = ends(process)
    if not ended:
        os.kill(process, signal.SIGKILL)
    assert ended


def many(world: World) -> World:
    for number in range(10, 30):
        world.register(number % 2, number, None)
        world.see(number % 2, number)
    return world


def test_a_refresh_by_two_processes_makes_what_one_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = many(small_world())
    world.merge(0, 1, into=12)
    refreshed(world, tmp_path / "one")
    taken: list[HistoryPiece] = []
    monkeypatch.setattr(writer, "FEW", 2)
    monkeypatch.setattr(writer, "alone_here", lambda: False)
    monkeypatch.setattr(writer, "AT_ONCE", 7)
    monkeypatch.setattr(Other, "take", _noting(taken))
    refreshed(world, tmp_path / "two")
    assert rows(tmp_path / "two") == rows(tmp_path / "one")
    assert any(taken)
    assert not list((tmp_path / "two").rglob("text*"))


def _noting(taken: list[HistoryPiece]) -> object:
    take = Other.take

    def noting(other: Other, given: HistoryPiece | None) -> None:
        if given is not None:
            taken.append(given)
        take(other, given)

    return noting


def test_a_refresh_whose_second_process_is_killed_leaves_the_copy_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = small_world()
    refreshed(world, tmp_path)
    before = rows(tmp_path)
    made = WorldRecords.histories

    def deadly(records: WorldRecords, children: list[int]) -> Iterator[HistoryPiece]:
        for each in made(records, children):  # type: ignore[arg-type]
            yield HistoryPiece(each.children, partial(_killed_elsewhere, os.getpid(), each))

    monkeypatch.setattr(writer, "FEW", 2)
    monkeypatch.setattr(writer, "alone_here", lambda: False)
    with monkeypatch.context() as patch:
        patch.setattr(WorldRecords, "histories", deadly)
        with pytest.raises(EndedEarly):
            refreshed(many(world), tmp_path)
    assert rows(tmp_path) == before
    refreshed(world, tmp_path)
    refreshed(world, tmp_path.with_name("anew"))
    assert rows(tmp_path) == rows(tmp_path.with_name("anew"))


def _killed_elsewhere(first: int, each: HistoryPiece) -> list[ChildHistory]:
    if os.getpid() != first:
        os.kill(os.getpid(), signal.SIGKILL)
    return list(each.histories())


def test_on_one_core_there_is_no_second_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {process})
    assert alone_here()

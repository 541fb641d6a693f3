"""A file is there whole or not at all: after faults, kills, full disks, forbidden folders and two builds at once."""

import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import app.csds.accdb.whole.writer as whole
from app.csds.accdb.faults import AccessFault, CannotWrite, ReadBackFault, RowFault, TemplateFault, Unreadable
from app.csds.accdb.load import structure_of
from app.csds.accdb.reader import compare
from app.csds.accdb.whole.writer import build, whole_file
from app.csds.engine_duckdb import Row
from app.csds.specification import Specification, Table
from tests.csds.accdb.access_files import EMPTY, STANDARD, VISITS, patched, tables

VISIT: Row = ("Leeds", 2, None, None, None, "01")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder for built files."""
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


@pytest.fixture
def copy(template_2010: Path, tmp_path: Path) -> Path:
    """A template of one's own."""
    return Path(shutil.copyfile(template_2010, tmp_path / "idb.accdb"))


def _names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def _visits() -> list[tuple[Table, list[Row]]]:
    return [(table, list(rows)) for table, rows in tables(Visits=[VISIT] * 30)]


def test_a_build_gives_the_whole_file_and_how_many_rows_it_has(template: Path, out: Path) -> None:
    assert build(STANDARD, template, out / "csds.accdb", _visits) == {"Visits": 30, "Empty": 0, "Wide": 0}
    assert _names(out) == ["csds.accdb"]
    assert compare(out / "csds.accdb", _visits())["Visits"] == 30


def test_the_name_is_given_only_at_the_end(out: Path) -> None:
    with whole_file(out / "a.txt") as path:
        path.write_text("whole")
        (hidden,) = _names(out)
        assert hidden.startswith(".a.txt.")
        assert path.parent == out
    assert _names(out) == ["a.txt"]
    assert (out / "a.txt").read_text() == "whole"


def _stopped(destination: Path, stop: BaseException) -> None:
    with whole_file(destination) as path:
        path.write_text("half")
        raise stop


def test_a_file_of_the_name_is_replaced_by_a_whole_one_alone(out: Path) -> None:
    (out / "a.txt").write_text("old")
    with pytest.raises(KeyError):
        _stopped(out / "a.txt", KeyError())
    assert (out / "a.txt").read_text() == "old"
    assert _names(out) == ["a.txt"]
    with whole_file(out / "a.txt") as path:
        path.write_text("new")
    assert (out / "a.txt").read_text() == "new"


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, ValueError])
def test_whatever_stops_a_build_leaves_no_file(out: Path, stop: type[BaseException]) -> None:
    with pytest.raises(stop):
        _stopped(out / "a.txt", stop())
    assert _names(out) == []


def _renamed(path: Path) -> None:
    patched(path, structure_of(path).tables["Visits"], "Place".encode("utf-16-le"), "Plaza".encode("utf-16-le"))


def _narrowed(path: Path) -> None:
    patched(path, structure_of(path).tables["Visits"], (510).to_bytes(2, "little"), (508).to_bytes(2, "little"))


def _truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5000])


def _of_another_kind(path: Path) -> None:
    path.write_bytes(b"PK" + path.read_bytes()[2:])


@pytest.mark.parametrize(
    ("spoil", "fault", "words"),
    [
        (_renamed, TemplateFault, "table Visits, column Place: expected text"),
        (_narrowed, TemplateFault, "table Visits, column Place: expected text of 255 characters or more, found .* 254"),
        (_truncated, Unreadable, "cut short"),
        (_of_another_kind, Unreadable, "not an Access file"),
        (Path.unlink, Unreadable, "cannot be read"),
    ],
)
def test_a_damaged_template_leaves_no_file(
    copy: Path, out: Path, spoil: Callable[[Path], None], fault: type[AccessFault], words: str
) -> None:
    spoil(copy)
    with pytest.raises(fault, match=words):
        build(STANDARD, copy, out / "csds.accdb", _visits)
    assert _names(out) == []


def test_a_template_without_a_table_or_with_an_index_leaves_no_file(
    template_2010: Path, odd_template: Path, out: Path
) -> None:
    absent = Specification("0.1", "", "", (*STANDARD.tables, Table("Absent", "", "", ())), ())
    with pytest.raises(TemplateFault, match="table Absent: expected a table of this name, found none"):
        build(absent, template_2010, out / "csds.accdb", _visits)
    with pytest.raises(TemplateFault, match="table Indexed: expected no index, since indexes are not written"):
        build(
            Specification("0.1", "", "", (Table("Indexed", "", "", EMPTY.fields),), ()),
            odd_template,
            out / "csds.accdb",
            list,
        )
    assert _names(out) == []


def test_exact_sizes_are_held(template_2010: Path, out: Path) -> None:
    with pytest.raises(TemplateFault, match="column Code: expected text of 3 characters, found text of 2 characters"):
        build(STANDARD, template_2010, out / "csds.accdb", _visits, sizes={("Visits", "Code"): 3})
    assert build(STANDARD, template_2010, out / "csds.accdb", _visits, sizes={("Visits", "Code"): 2})["Visits"] == 30


def test_a_row_that_does_not_fit_leaves_no_file(template_2010: Path, out: Path) -> None:
    def spoilt() -> list[tuple[Table, list[Row]]]:
        return [(VISITS, [VISIT, ("x" * 300, *VISIT[1:])])]

    with pytest.raises(RowFault, match="Visits, row 2"):
        build(STANDARD, template_2010, out / "csds.accdb", spoilt)
    assert _names(out) == []


def test_a_file_that_reads_back_otherwise_is_not_kept(template_2010: Path, out: Path) -> None:
    answers = iter([_visits(), [(table, rows[:-1]) for table, rows in _visits()]])
    with pytest.raises(ReadBackFault, match="Visits, row 30"):
        build(STANDARD, template_2010, out / "csds.accdb", lambda: next(answers))
    assert _names(out) == []


def test_a_full_disk_is_told_with_the_place_and_leaves_no_file(template_2010: Path, out: Path) -> None:
    program = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from app.csds.accdb.whole.writer import build\n"
        "from tests.csds.accdb.access_files import STANDARD, tables\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, 2**20))\n"
        "visits = [('x' * 250, 1, None, None, None, '01')] * 20_000\n"
        "build(STANDARD, Path(sys.argv[1]), Path(sys.argv[2]), lambda: tables(Visits=visits))\n"
    )
    command = [sys.executable, "-c", program, str(template_2010), str(out / "csds.accdb")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "CannotWrite: csds.accdb cannot be written in" in done.stderr
    assert "larger than this disk takes" in done.stderr
    assert _names(out) == []


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, r"csds\.accdb cannot be written in .*out: the disk is full \([\d,]+ MiB are free\)\. Make room"),
        (errno.EDQUOT, "the quota of the disk is used up"),
        (errno.EIO, "the disk failed"),
    ],
)
def test_a_fault_of_the_disk_is_told_in_words(out: Path, number: int, words: str) -> None:
    with pytest.raises(CannotWrite, match=words) as caught, whole_file(out / "csds.accdb"):
        raise OSError(number, os.strerror(number))
    assert caught.value.errno == number
    assert _names(out) == []


def test_a_fault_of_something_else_that_is_read_stays_as_it_is(out: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught, whole_file(out / "csds.accdb"):
        raise FileNotFoundError(errno.ENOENT, "No such file", "elsewhere")
    assert not isinstance(caught.value, CannotWrite)


def test_a_folder_that_is_not_there_is_told(out: Path) -> None:
    words = r"csds\.accdb cannot be written in .*absent: there is no such folder"
    with pytest.raises(CannotWrite, match=words), whole_file(out / "absent" / "csds.accdb"):
        pass


READ_ONLY = """
import os, sys
from pathlib import Path
from app.csds.accdb.whole.writer import whole_file

if os.geteuid() == 0:
    os.setuid(65534)  # root may write anywhere
with whole_file(Path(sys.argv[1]) / "csds.accdb"):
    pass
"""


def test_a_folder_that_can_only_be_read_is_told() -> None:
    with TemporaryDirectory() as name:
        Path(name).chmod(0o555)
        done = subprocess.run([sys.executable, "-c", READ_ONLY, name], capture_output=True, text=True, check=False)
        assert f"csds.accdb cannot be written in {name}: writing into this folder is not permitted" in done.stderr
        assert _names(Path(name)) == []


def test_a_folder_with_the_files_name_is_told(out: Path) -> None:
    (out / "csds.accdb").mkdir()
    with pytest.raises(CannotWrite, match="a folder has the file's name"):
        _written(out / "csds.accdb")
    assert _names(out) == ["csds.accdb"]


def _written(destination: Path) -> None:
    with whole_file(destination) as path:
        path.write_text("whole")


SLOW_BUILD = """
import sys, time
from pathlib import Path
from app.csds.accdb.whole.writer import build
from tests.csds.accdb.access_files import STANDARD, tables

def visits():
    for number in range(2_000_000):
        yield ("Leeds", number, None, None, None, "01")
        if number == 5_000:
            print("begun", flush=True)
            time.sleep(60)

build(STANDARD, Path(sys.argv[1]), Path(sys.argv[2]), lambda: tables(Visits=visits()))
"""


@pytest.fixture
def slow_build(template_2010: Path, out: Path) -> Iterator[subprocess.Popen[str]]:
    """A build in another process, in the middle of writing csds.accdb."""
    command = [sys.executable, "-c", SLOW_BUILD, str(template_2010), str(out / "csds.accdb")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        yield process
        process.kill()


def test_a_killed_build_leaves_no_file_of_the_name_and_the_next_one_clears_up(
    template_2010: Path, out: Path, slow_build: subprocess.Popen[str]
) -> None:
    slow_build.send_signal(signal.SIGKILL)
    slow_build.wait()
    (left,) = _names(out)
    assert left.startswith(".csds.accdb.")
    build(STANDARD, template_2010, out / "csds.accdb", _visits)
    assert _names(out) == ["csds.accdb"]


def test_a_build_never_clears_up_what_another_is_writing(
    template_2010: Path, out: Path, slow_build: subprocess.Popen[str]
) -> None:
    build(STANDARD, template_2010, out / "csds.accdb", _visits)
    other, own = _names(out)
    assert own == "csds.accdb"
    assert other.startswith(".csds.accdb.")
    assert slow_build.poll() is None
    assert compare(out / "csds.accdb", _visits())["Visits"] == 30


def test_a_new_file_taken_for_a_left_one_is_begun_again(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = whole._locked
    seen: list[int] = []

    def beaten_once(descriptor: int) -> bool:
        if not seen:
            seen.append(descriptor)
            (path,) = out.iterdir()
            path.unlink()
        return locked(descriptor)

    monkeypatch.setattr(whole, "_locked", beaten_once)
    with whole_file(out / "a.txt") as path:
        path.write_text("whole")
    assert _names(out) == ["a.txt"]


def test_files_of_other_names_are_left_alone(out: Path) -> None:
    for name in (".b.txt.0123.part", ".a.txt", "a.txt.part"):
        (out / name).write_text("other")
    with whole_file(out / "a.txt") as path:
        path.write_text("whole")
    assert _names(out) == [".a.txt", ".b.txt.0123.part", "a.txt", "a.txt.part"]

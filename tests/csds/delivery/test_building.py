"""A build is whole or not there: killed, on a full disk, where nothing can be written, and two at once."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from app.csds.accdb.reader import rows, table_names
from app.csds.periods import ReportingPeriod
from app.csds.versions import specification_of
from app.demo.people import ODS_CODE
from tests.service import Prepared, copied, settings_for

KILLS = 2


class Clinic:
    """The demonstration clinic's database, and commands on it as an operator gives them."""

    def __init__(self, prepared: Prepared, folder: Path) -> None:
        settings = settings_for(copied(prepared, folder), prepared.secret)
        self.period = ReportingPeriod.of(prepared.day).before
        self.out = folder / "out"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("EVERYNEED_")},
            "EVERYNEED_DATABASE_URL": settings.database_url,
            "EVERYNEED_SECRET_KEY_FILE": str(settings.secret_key_file),
            "EVERYNEED_REFSET_FOLDER": str(settings.refset_folder),
        }

    def begun(self, *more: str, limit: int | None = None) -> subprocess.Popen[str]:
        """A build, in a process that may be limited to files of so many bytes: to it, the disk is full then."""
        limited = [] if limit is None else ["prlimit", f"--fsize={limit}"]
        of_what = ["--organisation", ODS_CODE, "--period", str(self.period), "--out", str(self.out), *more]
        return subprocess.Popen(
            [*limited, sys.executable, "-m", "app", "csds", "build", *of_what],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def built(self, *more: str) -> str:
        """A build to its end; what it said."""
        process = self.begun(*more)
        said, _ = process.communicate()
        assert process.returncode == 0, said
        return said

    @property
    def files(self) -> list[Path]:
        return sorted(self.out.glob("*.accdb")) if self.out.exists() else []


@pytest.fixture
def clinic(prepared_clinic: Prepared, tmp_path: Path) -> Clinic:
    return Clinic(prepared_clinic, tmp_path)


def expect_whole(clinic: Clinic) -> None:
    """The file has the 37 tables and the rows that its manifest says, and nothing else lies beside it."""
    (file,) = clinic.files
    specification = specification_of(clinic.period.first)
    assert sorted(table_names(file)) == sorted(table.name for table in specification.tables)
    manifest = json.loads(file.with_name(file.name.replace(".accdb", ".manifest.json")).read_text())
    counted = {table.name: sum(1 for _ in rows(file, table)) for table in specification.tables}
    assert counted == manifest["rows"]
    assert counted["CYP001MPI"] > 20


def test_a_build_that_is_killed_leaves_no_file_and_the_next_one_cleans_up_and_succeeds(clinic: Clinic) -> None:
    began = time.monotonic()
    clinic.built()
    whole = time.monotonic() - began
    for file in clinic.out.iterdir():
        file.unlink()
    chance = Random(11)
    for _ in range(KILLS):
        process = clinic.begun()
        time.sleep(chance.uniform(0.2, 0.95) * whole)
        process.kill()
        process.communicate()
        if clinic.files:
            # It was quicker than the kill.
            expect_whole(clinic)
    clinic.built()
    expect_whole(clinic)
    assert [each.name for each in clinic.out.iterdir() if each.name.startswith(".")] == []


def test_a_full_disk_is_told_and_leaves_no_file(clinic: Clinic) -> None:
    process = clinic.begun(limit=200_000)
    said, _ = process.communicate()
    assert process.returncode == 1, said
    assert "Nothing was built." in said
    assert "Traceback" not in said
    assert clinic.files == []
    assert list(clinic.out.iterdir()) == []


def test_a_folder_that_cannot_be_written_into_is_told(clinic: Clinic, tmp_path: Path) -> None:
    # Not by permissions, which do not bind an administrator: a file stands where the folder should be.
    clinic.out.write_text("no folder")
    process = clinic.begun()
    said, _ = process.communicate()
    assert process.returncode != 0
    assert "Traceback" not in said
    assert clinic.out.read_text() == "no folder"


def test_two_builds_at_once_leave_one_whole_file(clinic: Clinic) -> None:
    with ThreadPoolExecutor(2) as threads:
        said = list(threads.map(lambda _: clinic.built(), range(2)))
    assert all("SHA-256" in each for each in said)
    expect_whole(clinic)


def _data(file: Path) -> Iterator[tuple[str, list[object]]]:
    specification = specification_of(ReportingPeriod(2026, 1).first)
    for table in specification.tables:
        columns = [at for at, name in enumerate(table.columns) if name != "FileCreation_DateTime"]
        yield table.name, [tuple(row[at] for at in columns) for row in rows(file, table)]


def test_built_twice_from_the_same_records_it_has_the_same_rows_in_the_same_order(clinic: Clinic) -> None:
    clinic.built("--csv")
    first = dict(_data(clinic.files[0]))
    clinic.built("--csv")
    assert dict(_data(clinic.files[0])) == first
    (folder,) = clinic.out.glob("*-csv")
    assert len(list(folder.iterdir())) == 37
    assert (folder / "CYP001MPI.csv").read_text().startswith("LocalPatientID,OrgID_LocalPatientID,")

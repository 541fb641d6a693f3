"""A build on a disk that really is full: nothing has the final name, nothing is left, and the next one succeeds.

The disk is a small file system of memory (tmpfs) in a namespace of the test's own, which needs no rights; where the
kernel makes none, the tests are skipped. The disk itself refuses then (ENOSPC), in whatever step it is that first
finds no room: in the workspace of the rows, in the database over them, or in the file.
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.csds.accdb.reader import rows, table_names
from app.csds.delivery.names import file_name, manifest_name
from app.csds.periods import ReportingPeriod, Window
from app.csds.versions import specification_of
from app.demo.people import ODS_CODE
from tests.service import Prepared, copied, settings_for

REFUSED = 77
SIZES = ("640k", "900k")
"""Too small for the rows and the database over them, and for the file; a whole build takes some 1,400 KiB."""

_DISK = f"""
mount -t tmpfs -o size=32k none "$OUT" || exit {REFUSED}
for size in $SIZES; do
    mount -o remount,size="$size" none "$OUT" || exit {REFUSED}
    "$@"; echo "exit code: $?"
    echo "left: $(ls -A "$OUT" | tr '\\n' ' ')"
done
mount -o remount,size=256m none "$OUT" || exit {REFUSED}
"$@" >"$KEPT/said" 2>&1; echo "again: $?"
cp -R "$OUT/." "$KEPT"
"""


@dataclass(frozen=True, slots=True)
class OnSmallDisk:
    """What builds on small disks said, gave and left, what the next one with room gave, and where its files are."""

    said: str
    codes: list[int]
    left: list[str]
    again: int
    kept: Path


def build_on(sizes: tuple[str, ...], prepared: Prepared, folder: Path) -> OnSmallDisk:
    """Build on a disk of each size, one after another, and then on one with room."""
    out, kept = folder / "out", folder / "kept"
    out.mkdir()
    kept.mkdir()
    period = str(ReportingPeriod.of(prepared.day).before)
    build = ["csds", "build", "--organisation", ODS_CODE, "--period", period, "--out", str(out)]
    disk = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", _DISK, "sh"]
    if shutil.which("unshare") is None:
        pytest.skip("there is no unshare here")
    done = subprocess.run(
        [*disk, sys.executable, "-m", "app", *build],
        env={**_environment(prepared, folder), "OUT": str(out), "KEPT": str(kept), "SIZES": " ".join(sizes)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode == REFUSED or "unshare failed" in done.stdout:
        pytest.skip(f"the kernel makes no small disk without rights: {done.stdout.strip()}")

    def told(what: str) -> list[str]:
        return [line.partition(": ")[2] for line in done.stdout.splitlines() if line.startswith(f"{what}: ")]

    return OnSmallDisk(done.stdout, list(map(int, told("exit code"))), told("left"), int(told("again")[0]), kept)


def _environment(prepared: Prepared, folder: Path) -> dict[str, str]:
    settings = settings_for(copied(prepared, folder), prepared.secret)
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("EVERYNEED_")},
        "EVERYNEED_DATABASE_URL": settings.database_url,
        "EVERYNEED_SECRET_KEY_FILE": str(settings.secret_key_file),
        "EVERYNEED_REFSET_FOLDER": str(settings.refset_folder),
        "EVERYNEED_CSDS_LISTS": str(settings.csds_lists),
    }


def test_a_full_disk_leaves_nothing_under_any_name_and_the_next_build_succeeds(
    prepared_clinic: Prepared, tmp_path: Path
) -> None:
    found = build_on(SIZES, prepared_clinic, tmp_path)
    assert found.codes == [1, 1], found.said
    assert found.said.count("Nothing was built.") == len(SIZES), found.said
    told = found.said.count("no space left on device") + found.said.count("the disk is full")
    assert told == len(SIZES), found.said
    assert "Traceback" not in found.said
    assert found.left == ["", ""]
    assert found.again == 0, (found.kept / "said").read_text()
    (file,) = found.kept.glob("*.accdb")
    specification = specification_of(ReportingPeriod.of(prepared_clinic.day).before.first)
    assert sorted(table_names(file)) == sorted(table.name for table in specification.tables)
    manifest = json.loads(file.with_name(file.name.replace(".accdb", ".manifest.json")).read_text())
    assert {table.name: sum(1 for _ in rows(file, table)) for table in specification.tables} == manifest["rows"]
    assert [each.name for each in found.kept.iterdir() if each.name.startswith(".")] == []


def test_where_the_manifest_cannot_be_written_its_file_is_not_left_by_itself(
    prepared_clinic: Prepared, tmp_path: Path
) -> None:
    period, out = ReportingPeriod.of(prepared_clinic.day).before, tmp_path / "out"
    version = specification_of(period.first).version
    name = file_name(ODS_CODE, period, Window.PRIMARY, version, partial=True, preview=True)
    (out / manifest_name(name)).mkdir(parents=True)
    build = ["csds", "build", "--organisation", ODS_CODE, "--period", str(period), "--out", str(out), "--csv"]
    done = subprocess.run(
        [sys.executable, "-m", "app", *build],
        env=_environment(prepared_clinic, tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout
    assert "a folder has the file's name. Choose another name. Nothing was built." in done.stdout
    assert [each.name for each in out.iterdir()] == [manifest_name(name)]

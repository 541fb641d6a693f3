"""A month of the demonstration, from the command that loads it to a file that other programs read."""

import csv
import io
import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import application
from app.csds.accdb.reader import rows
from app.csds.periods import ReportingPeriod
from app.csds.versions import specification_of
from app.demo.people import ODS_CODE
from tests.csds.accdb.access_files import in_order, jackcess_cells
from tests.csds.delivery.counted_by_hand import counts_of_month
from tests.service import REPOSITORY, load_demo

TODAY = date(2026, 11, 20)
OCTOBER = ReportingPeriod(2026, 10)
SPECIFICATION = specification_of(OCTOBER.first)
NOT_FILLED = {
    *("CYP501CodedImm", "CYP502Imm", "CYP603NewbornHearingScreening", "CYP604BloodSpotResult", "CYP605IPE"),
    *("CYP610BreastfeedingStatus", "CYP613AnonSelfAssessment"),
}


@dataclass(frozen=True, slots=True)
class Month:
    """The file of October and the database that it was built from."""

    database: Path
    file: Path
    said: str

    @property
    def counted(self) -> dict[str, int]:
        refset = REPOSITORY / "snomed_refsets" / "paediatric_disability.csv"
        return counts_of_month(self.database, refset, ODS_CODE, OCTOBER.first, OCTOBER.last)


@pytest.fixture(scope="module")
def month_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Month]:
    """Loads so many children and builds October of them, as an operator does."""

    def made(children: int) -> Month:
        folder = tmp_path_factory.mktemp("month")
        database, secret = folder / "everyneed.db", folder / "secret.key"
        load_demo(f"sqlite:///{database}", secret, TODAY, children)
        environment = {
            "EVERYNEED_DATABASE_URL": f"sqlite:///{database}",
            "EVERYNEED_SECRET_KEY_FILE": str(secret),
            "EVERYNEED_REFSET_FOLDER": str(REPOSITORY / "snomed_refsets"),
            "EVERYNEED_CSDS_ONLY_SOURCE": "true",
        }
        asked = ["csds", "build", "--period", str(OCTOBER), "--organisation", ODS_CODE, "--out", str(folder / "out")]
        done = CliRunner().invoke(application(), asked, env=environment)
        assert done.exit_code == 0, done.output
        (file,) = (folder / "out").glob("*.accdb")
        return Month(database, file, done.output)

    return made


def printed(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def expect_what_must_be_shown(month: Month) -> None:
    """Checked without a rejection; 37 tables; their columns in order; rows as counted; every cell alike by Jackcess."""
    assert "Nothing enforced is broken." in month.said
    manifest = json.loads(next(month.file.parent.glob("*.manifest.json")).read_text())
    assert manifest["problems"]["enforced"] == {}
    names = printed("mdb-tables", "-1", str(month.file)).split()
    assert sorted(names) == sorted(table.name for table in SPECIFICATION.tables)
    assert len(names) == 37
    exported: dict[str, int] = {}
    for table in SPECIFICATION.tables:
        header, *lines = csv.reader(io.StringIO(printed("mdb-export", str(month.file), table.name)))
        assert tuple(header) == table.columns
        exported[table.name] = len(lines)
    counted = month.counted
    assert {name: count for name, count in exported.items() if count} == counted
    assert exported == manifest["rows"]
    assert not NOT_FILLED & counted.keys()
    read = jackcess_cells(month.file)
    for table in SPECIFICATION.tables:
        columns, *cells = read[table.name]
        assert cells == in_order(columns, table, rows(month.file, table))  # type: ignore[arg-type]


def test_a_month_of_the_demonstration_builds_and_is_what_was_counted_by_hand_and_what_others_read(
    month_of: Callable[[int], Month],
) -> None:
    expect_what_must_be_shown(month_of(120))


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_a_month_of_two_thousand_children_builds_and_is_what_was_counted_and_what_others_read(
    month_of: Callable[[int], Month],
) -> None:
    month = month_of(2_000)
    expect_what_must_be_shown(month)
    assert month.counted["CYP001MPI"] > 1_500

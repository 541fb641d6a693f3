"""What is different between two files of a period."""

from copy import deepcopy
from datetime import date, datetime
from pathlib import Path
from random import Random

from typer.testing import CliRunner

from app.cli import application
from app.csds.differing.engine_differences import differences
from app.csds.versions import specification_of
from tests.csds.merging.files import host_rows, patient, write_file

SPECIFICATION = specification_of(date(2026, 10, 1))


def test_new_gone_and_changed_are_counted_by_table_and_field(tmp_path: Path) -> None:
    before = host_rows(100, Random(3))
    after = deepcopy(before)
    after["CYP000Header"][0]["FileCreation_DateTime"] = datetime(2026, 12, 3, 8, 30)  # noqa: DTZ001
    after["CYP001MPI"].append(patient("H9", None))
    after["CYP001MPI"][0]["Gender"] = "2"
    after["CYP001MPI"][1]["Gender"] = "9"
    after["CYP001MPI"][1]["EthnicCategory"] = "A"
    del after["CYP202CareActivity"][5:8]
    after["CYP002GP"][0]["GPRegistration_StartDate"] = date(2020, 1, 2)
    files = [write_file(SPECIFICATION, rows, tmp_path / f"{at}.accdb") for at, rows in enumerate((before, after))]
    found = {each.table: each for each in differences(SPECIFICATION, *files) if each.is_any}
    told = {table: (each.before, each.after, each.new, each.gone, dict(each.changed)) for table, each in found.items()}
    assert told == {
        "CYP000Header": (1, 1, 0, 0, {"FileCreation_DateTime": 1}),
        "CYP001MPI": (10, 11, 1, 0, {"Gender": 2, "EthnicCategory": 1}),
        # The start is part of the key of a registration.
        "CYP002GP": (10, 10, 1, 1, {}),
        "CYP202CareActivity": (100, 97, 0, 3, {}),
    }
    assert sorted(each.name for each in tmp_path.iterdir()) == ["0.accdb", "1.accdb"]


def test_the_command_tells_them(tmp_path: Path) -> None:
    rows = host_rows(20, Random(3))
    one = write_file(SPECIFICATION, rows, tmp_path / "one.accdb")
    same = CliRunner().invoke(application(), ["csds", "differences", str(one), str(one)])
    assert (same.exit_code, same.output) == (0, "No difference.\n")
    rows["CYP101Referral"][0]["PrimaryReferralReason"] = "062"
    other = write_file(SPECIFICATION, rows, tmp_path / "other.accdb")
    told = CliRunner().invoke(application(), ["csds", "differences", str(one), str(other)])
    assert told.output.splitlines() == [
        "CYP101Referral: 2 rows, now 2: 0 new, 0 gone",
        "  PrimaryReferralReason: changed in 1",
    ]
    none = CliRunner().invoke(application(), ["csds", "differences", str(one), str(tmp_path / "none.accdb")])
    assert none.exit_code == 1
    assert "Nothing was compared." in none.output

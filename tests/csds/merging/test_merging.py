"""Merging keeps every cell of the host's, adds ours, fills blanks, and lists every disagreement."""

import csv
from datetime import date, datetime
from pathlib import Path
from random import Random

import pytest
from typer.testing import CliRunner

from app.cli import application
from app.csds.accdb.reader import rows as rows_of_file
from app.csds.merging.engine_merge import CannotMerge
from app.csds.merging.writer import Asked, MergedFile, merge_files
from app.csds.specification import Requirement
from app.csds.versions import specification_of
from tests.csds.merging.files import (
    FIRST,
    Rows,
    contact,
    header,
    host_rows,
    nhs_number,
    patient,
    referral,
    write_file,
)

SPECIFICATION = specification_of(FIRST)
CREATED = datetime(2026, 11, 5, 9, 0)  # noqa: DTZ001
CONTACTS = 5_000


class Unfollowed:
    def step(self, name: str, done: int, total: int) -> None: ...


def supplement() -> dict[str, list[dict[str, object]]]:
    """Four children of ours: known by the host's number, by the NHS number alone, not at all, and another's number."""
    return {
        "CYP000Header": [header(CREATED)],
        "CYP001MPI": [
            patient(
                "H000001", nhs_number(1), Gender="2", EthnicCategory="A", Disability_SupervisionAndCare_Indicator="Y"
            ),
            patient("OURS-2", nhs_number(2), EthnicCategory="B"),
            patient("OURS-3", nhs_number(900_001)),
            patient("H000004", nhs_number(900_002)),
        ],
        "CYP002GP": [
            {"LocalPatientID": each, "OrgID_GP": "Z99002", "GPRegistration_StartDate": date(2020, 1, 2)}
            for each in ("H000001", "OURS-2", "OURS-3", "H000004")
        ],
        "CYP101Referral": [
            referral("R000001", "H000001", PrimaryReferralReason="062"),
            referral("OR-2", "OURS-2"),
            referral("OR-3", "OURS-3"),
            referral("OR-4", "H000004"),
        ],
        "CYP102ServiceTypeReferredTo": [
            {"ServiceRequestID": each, "TeamID_Local": "COMPAED", "TeamType": "06"}
            for each in ("R000001", "OR-2", "OR-3", "OR-4")
        ],
        "CYP201CareContact": [
            contact("C0000001", "R000001", CareContact_Duration=40),
            contact("OC-2", "OR-2"),
            contact("OC-4", "OR-4"),
        ],
        "CYP202CareActivity": [
            {"CareActivityID": "OA-1", "CareContactID": "C0000001", "Activity_Type": "02"},
            {"CareActivityID": "OA-4", "CareContactID": "OC-4", "Activity_Type": "02"},
        ],
        "CYP404AssTechToSupportDisTyp": [{"LocalPatientID": "OURS-2", "SNOMED_ID": "302109006"}],
        "CYP607PrimDiag": [{"ServiceRequestID": "R000001", "Diagnosis_Scheme": "06", "PrimaryDiagnosis": "128188000"}],
    }


def table_rows(path: Path, name: str) -> list[dict[str, object]]:
    table = SPECIFICATION.table(name)
    return [dict(zip(table.columns, row, strict=True)) for row in rows_of_file(path, table)]


def listed(path: Path) -> list[tuple[str, str, str, str, str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            (row["table"], row["record"], row["field"], row["host"], row["ours"], row["kept"])
            for row in csv.DictReader(file)
        ]


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, MergedFile]:
    """The host's file, the merged one, and what merging said."""
    return merged_with(CONTACTS, tmp_path_factory.mktemp("merging"))


def merged_with(contacts: int, folder: Path) -> tuple[Path, Path, MergedFile]:
    """A host's file of so many contacts, merged with the supplement."""
    host = write_file(SPECIFICATION, host_rows(contacts, Random(5)), folder / "host.accdb")
    ours = write_file(SPECIFICATION, supplement(), folder / "ours.accdb")
    out = folder / "whole.accdb"
    return host, out, merge_files(Asked(host, ours, None, out), Unfollowed())


def test_every_cell_of_the_host_is_kept(merged: tuple[Path, Path, MergedFile]) -> None:
    expect_every_cell_kept(merged, CONTACTS)


@pytest.mark.soak
def test_every_cell_of_a_host_with_fifty_thousand_contacts_is_kept(tmp_path: Path) -> None:
    merged = merged_with(50_000, tmp_path)
    expect_every_cell_kept(merged, 50_000)
    test_no_key_and_no_reference_is_broken(merged)


def expect_every_cell_kept(merged: tuple[Path, Path, MergedFile], contacts: int) -> None:
    host, out, _ = merged
    kept = 0
    for table in SPECIFICATION.tables:
        known = [each.name for each in table.fields if each.is_key] or list(table.natural_key)
        key = [each for each in known if table.field(each).requirement is Requirement.MANDATORY]
        whole: dict[tuple[object, ...], dict[str, object]] = {}
        for row in table_rows(out, table.name):
            whole[tuple(row[each] for each in key)] = row
        for row in table_rows(host, table.name):
            found = whole[tuple(row[each] for each in key)] if key else next(iter(whole.values()))
            for column, value in row.items():
                if value is not None:
                    assert found[column] == value, (table.name, column)
                    kept += 1
    # By hand: 7 of the header; 6 of each patient and a postcode of 9 in 10, 2 of a practice, 4 of a referral, 3 of a
    # team; 3 of each contact and a time of half of them, 3 of an activity.
    patients = contacts // 10
    assert 7 + patients * 15 + contacts * 6 < kept < 7 + patients * 16 + contacts * 7


def test_ours_are_added_once_under_the_host_s_identifiers(merged: tuple[Path, Path, MergedFile]) -> None:
    _, out, told = merged
    added = {each.table: each.added for each in told.tables if each.added}
    assert added == {
        "CYP001MPI": 1,
        "CYP002GP": 1,
        "CYP101Referral": 2,
        "CYP102ServiceTypeReferredTo": 3,
        "CYP201CareContact": 1,
        "CYP202CareActivity": 1,
        "CYP404AssTechToSupportDisTyp": 1,
        "CYP607PrimDiag": 1,
    }
    (technology,) = table_rows(out, "CYP404AssTechToSupportDisTyp")
    assert technology["LocalPatientID"] == "H000002"
    referrals = {row["ServiceRequestID"]: row for row in table_rows(out, "CYP101Referral")}
    assert referrals["OR-2"]["LocalPatientID"] == "H000002"
    assert "OR-4" not in referrals


def test_blanks_of_the_host_are_filled_and_what_it_has_is_not_changed(merged: tuple[Path, Path, MergedFile]) -> None:
    _, out, told = merged
    patients = {row["LocalPatientID"]: row for row in table_rows(out, "CYP001MPI")}
    first = patients["H000001"]
    assert (first["Gender"], first["EthnicCategory"]) == ("1", "A")
    assert first["Disability_SupervisionAndCare_Indicator"] == "Y"
    assert patients["H000002"]["EthnicCategory"] == "B"
    # The start date that ours knows is that of another practice.
    practices = [row for row in table_rows(out, "CYP002GP") if row["LocalPatientID"] == "H000001"]
    assert [(row["OrgID_GP"], row["GPRegistration_StartDate"]) for row in practices] == [("Z99001", None)]
    filled = {each.table: each.filled for each in told.tables if each.filled}
    assert filled == {"CYP001MPI": 3, "CYP101Referral": 1, "CYP201CareContact": 1}


def test_every_disagreement_is_listed_with_both_values_and_the_one_kept(
    merged: tuple[Path, Path, MergedFile],
) -> None:
    _, _, told = merged
    assert sorted(listed(told.listed)) == sorted(
        [
            ("CYP000Header", "", "FileCreation_DateTime", "2026-11-03 08:30:00", "2026-11-05 09:00:00", "host"),
            ("CYP001MPI", "H000001", "Gender", "1", "2", "host"),
            ("CYP001MPI", "H000002", "LocalPatientID", "H000002", "OURS-2", "host"),
            ("CYP001MPI", "H000004", "NHSNumber", nhs_number(4), nhs_number(900_002), "host, ours left out"),
            ("CYP002GP", "H000001", "OrgID_GP", "Z99001", "Z99002", "host"),
            ("CYP002GP", "H000002", "OrgID_GP", "Z99001", "Z99002", "host"),
        ]
    )
    assert told.disagreements == 6


def test_no_key_and_no_reference_is_broken(merged: tuple[Path, Path, MergedFile]) -> None:
    _, _, told = merged
    broken = [each for each in told.report.broken if type(each.tally.rule.check).__name__ in ("Repeated", "NoParent")]
    assert broken == []
    assert told.report.rejections == 0


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("OrgID_Provider", "RYY", "CYP000Header.OrgID_Provider differs: the host's file has RXX, the supplement RYY"),
        ("RP_EndDate", date(2026, 10, 30), "RP_EndDate differs: the host's file has 2026-10-31, the supplement"),
    ],
)
def test_files_of_other_returns_are_not_merged(field: str, value: object, words: str, tmp_path: Path) -> None:
    rows: Rows = {"CYP000Header": [header(CREATED) | {field: value}]}
    host = write_file(SPECIFICATION, {"CYP000Header": [header(CREATED)]}, tmp_path / "host.accdb")
    ours = write_file(SPECIFICATION, rows, tmp_path / "ours.accdb")
    with pytest.raises(CannotMerge, match=words):
        merge_files(Asked(host, ours, None, tmp_path / "whole.accdb"), Unfollowed())
    assert sorted(each.name for each in tmp_path.iterdir()) == ["host.accdb", "ours.accdb"]


def test_the_command_says_what_it_did_and_what_it_cannot_read(tmp_path: Path) -> None:
    host = write_file(SPECIFICATION, host_rows(20, Random(1)), tmp_path / "host.accdb")
    ours = write_file(SPECIFICATION, {"CYP000Header": [header(CREATED)]}, tmp_path / "ours.accdb")
    out = tmp_path / "whole.accdb"
    done = CliRunner().invoke(application(), ["csds", "merge", str(host), str(ours), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "CYP201CareContact: 20 rows of the host, 0 added, 0 blanks filled" in done.output
    assert out.exists()
    text = tmp_path / "text.accdb"
    text.write_text("no Access file")
    refused = CliRunner().invoke(application(), ["csds", "merge", str(text), str(ours), "--out", str(out)])
    assert refused.exit_code == 1
    assert "Nothing was merged." in refused.output

"""Which values are of their field's type, length and pattern."""

from datetime import datetime

import duckdb
import pytest

from app.csds.checks import forms
from app.csds.checks.identifiers import MACROS
from tests.csds.checks.valid_rows import SPECIFICATION

DATE_AT = datetime.fromisoformat


def _wrong(table: str, field: str, value: object) -> bool:
    declared = SPECIFICATION.table(table).field(field)
    kind = {"text": "VARCHAR", "integer": "INTEGER"}.get(declared.kind.value, "TIMESTAMP")
    with duckdb.connect() as sql:
        for macro in MACROS:
            sql.execute(macro)
        sql.execute(f'CREATE TABLE t ("{field}" {kind})')
        sql.execute("INSERT INTO t VALUES (?)", [value])
        found = sql.execute(f"SELECT count(*) FROM t r WHERE {forms.breach(declared)}").fetchone()  # noqa: S608
    assert found is not None
    return bool(found[0])


@pytest.mark.parametrize(
    ("table", "field", "right", "wrong"),
    [
        (
            "CYP001MPI",
            "NHSNumber",
            ["9434765919"],
            ["9434765918", "943 476 5919", "943476591", "94347659190", "943476591X"],
        ),
        ("CYP001MPI", "NHSNumber_Mother", ["9434765870"], ["9434765871"]),
        ("CYP001MPI", "Postcode", ["SW1A 1AA", "SW1A1AA", "B1  1AA", "ZZ99 3VZ"], ["SW1A", "sw1a 1aa", "SW1A 1AAA"]),
        ("CYP001MPI", "EthnicCategory", ["A", "A1", "99"], ["A12", " A"]),
        ("CYP001MPI", "LocalPatientID", ["1", "X" * 20, "Ä/1-2"], ["X" * 21, "A\n1", " A1", "A1 ", "A\x001"]),
        ("CYP001MPI", "DateOfBirth", [DATE_AT("1890-01-01")], [DATE_AT("1889-12-31"), DATE_AT("2020-01-01T00:00:01")]),
        ("CYP002GP", "OrgID_GP", ["A81001", "V81997"], ["A8100", "A810011"]),
        ("CYP006SocPerCircumstances", "SNOMED_ID", ["138875005"], ["13887", "1" * 19, "13887500A"]),
        ("CYP104RTT", "BookingReference", ["123456789012"], ["12345678901", "12345678901A"]),
        ("CYP201CareContact", "Contact_Time", [DATE_AT("1899-12-30T23:59:59")], [DATE_AT("2026-10-14T09:30:00")]),
        ("CYP201CareContact", "CareContact_Duration", [0, 9999], [-1, 10000]),
        ("CYP301GroupSession", "NumberOfParticipants", [999], [1000]),
        ("CYP611Obs", "Weight", ["3", "19.25", "123.125"], ["1234", "19.", "19.1234", "19,2", "-1"]),
        ("CYP611Obs", "Height", ["1", "0.98"], ["12.5", "0.985"]),
        ("CYP611Obs", "Length", ["99.9", "50.5"], ["50", "150.5"]),
        ("CYP000Header", "Version", ["1.6"], ["1.6.6", "v1.6"]),
        (
            "CYP000Header",
            "FileCreation_DateTime",
            [DATE_AT("2026-11-02T08:15:30")],
            [DATE_AT("1889-01-01"), DATE_AT("2026-11-02T08:15:30.5")],
        ),
    ],
)
def test_a_value_has_the_form_of_its_field(table: str, field: str, right: list[object], wrong: list[object]) -> None:
    assert [value for value in right if _wrong(table, field, value)] == []
    assert [value for value in wrong if not _wrong(table, field, value)] == []


@pytest.mark.parametrize("value", [None, "", "   "])
def test_no_value_has_no_wrong_form(value: str | None) -> None:
    assert not _wrong("CYP001MPI", "NHSNumber", value)

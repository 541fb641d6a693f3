"""Reading back by mdbtools: a changed cell, row, column or table is found and named, and its value is not."""

import os
from datetime import date, datetime, time
from pathlib import Path

import pytest

from app.csds.accdb.faults import NoReader, ReadBackFault
from app.csds.accdb.reader import compare, rows, table_names
from app.csds.accdb.writer import fill
from app.csds.engine_duckdb import Row
from app.csds.specification import Kind, Table
from tests.csds.accdb.access_files import STANDARD, VISITS, field, tables

VISITS_MADE: list[Row] = [
    (f"Secret place {number}", number, date(2026, 10, 3), time(9, 30), None, "01") for number in range(50)
]


@pytest.fixture
def filled(template_2010: Path, tmp_path: Path) -> Path:
    path = tmp_path / "-out file.accdb"
    fill(template_2010, path, tables(Visits=VISITS_MADE))
    return path


def _with(number: int, row: Row) -> list[Row]:
    return [*VISITS_MADE[: number - 1], row, *VISITS_MADE[number:]]


def test_the_tables_of_a_file_are_told(filled: Path) -> None:
    assert sorted(table_names(filled)) == sorted(each.name for each in STANDARD.tables)


def test_rows_come_typed_in_the_order_of_the_fields(filled: Path) -> None:
    assert list(rows(filled, VISITS)) == [tuple(row) for row in VISITS_MADE]


def test_equal_rows_are_counted(filled: Path) -> None:
    assert compare(filled, tables(Visits=VISITS_MADE)) == {"Visits": 50, "Empty": 0, "Wide": 0}


@pytest.mark.parametrize(
    ("place", "value", "column"),
    [
        (0, "Another place", "Place"),
        (0, None, "Place"),
        (1, 18, "Count"),
        (2, date(2026, 10, 4), "Day"),
        (2, datetime.fromisoformat("2026-10-03T00:00:01"), "Day"),
        (3, time(9, 30, 1), "At"),
        (4, datetime.fromisoformat("2026-10-03T09:30:00"), "Made"),
        (5, "1", "Code"),
    ],
)
def test_a_cell_that_differs_is_named_without_its_value(
    filled: Path, place: int, value: str | int | date | None, column: str
) -> None:
    row = [*VISITS_MADE[16]]
    row[place] = value
    with pytest.raises(ReadBackFault, match=f"Visits, row 17, column {column}: it is not what was written") as caught:
        compare(filled, tables(Visits=_with(17, row)))
    assert (caught.value.table, caught.value.row, caught.value.column) == ("Visits", 17, column)
    assert "ecret" not in str(caught.value)


def test_a_row_too_many_and_a_row_too_few_are_named(filled: Path) -> None:
    with pytest.raises(ReadBackFault, match="Visits, row 50: there is one row too many"):
        compare(filled, tables(Visits=VISITS_MADE[:-1]))
    with pytest.raises(ReadBackFault, match="Visits, row 51: there is no such row"):
        compare(filled, tables(Visits=[*VISITS_MADE, VISITS_MADE[0]]))


def test_rows_in_another_order_differ(filled: Path) -> None:
    with pytest.raises(ReadBackFault, match="Visits, row 1, column Place"):
        compare(filled, tables(Visits=VISITS_MADE[::-1]))


def test_tables_and_columns_that_are_not_the_expected_ones_are_named(filled: Path) -> None:
    with pytest.raises(ReadBackFault, match="Wide: there should be no such table"):
        compare(filled, tables(Visits=VISITS_MADE)[:-1])
    with pytest.raises(ReadBackFault, match="Absent: there is no such table"):
        compare(filled, [(Table("Absent", "", "", VISITS.fields), [])])
    with pytest.raises(ReadBackFault, match="Visits: it has other columns"):
        compare(filled, [(Table("Visits", "", "", (field("Place"),)), [])])


def test_a_value_that_is_not_of_its_fields_kind_is_named(filled: Path) -> None:
    fields = (field("Place", Kind.INTEGER), *VISITS.fields[1:])
    with pytest.raises(ReadBackFault, match="Visits, row 1: a value is not of its field's kind"):
        list(rows(filled, Table("Visits", "", "", fields)))


def test_reading_may_stop_early(filled: Path) -> None:
    reading = rows(filled, VISITS)
    assert next(reading)[1] == 0
    reading.close()  # type: ignore[attr-defined]


def test_without_mdbtools_it_is_said_what_to_install(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoReader, match=r"mdb-tables of mdbtools is not on this machine.*apt-get install mdbtools"):
        table_names(filled)


def test_a_failure_of_mdbtools_is_told_in_its_words(tmp_path: Path) -> None:
    path = tmp_path / "broken.accdb"
    path.write_bytes(b"no Access file")
    with pytest.raises(NoReader, match=r"mdb-tables could not read the file \(status 1\)\. Its last words: .+"):
        table_names(path)


def test_a_failure_of_mdbtools_after_some_rows_is_told(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    failing = programs / "mdb-export"
    failing.write_text(
        '#!/bin/sh\necho "Place,Count,Day,At,Made,Code"\necho "\\"a\\",1,,,,"\necho broken >&2\nexit 3\n'
    )
    failing.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    with pytest.raises(NoReader, match=r"mdb-export could not read the file \(status 3\).*broken"):
        list(rows(filled, VISITS))

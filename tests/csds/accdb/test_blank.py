"""The blank that is shipped has the documented structure, no more and no less."""

from datetime import date
from pathlib import Path

import pytest

from app.csds.accdb.load import check_template, shipped_blank
from app.csds.accdb.reader import rows, table_names
from app.csds.specification import Kind
from app.csds.versions import specification_of
from setup.csds_blank import LONGEST

SPECIFICATION = specification_of(date(2026, 10, 1))
SIZES = {
    (table.name, field.name): field.longest or LONGEST
    for table in SPECIFICATION.tables
    for field in table.fields
    if field.kind is Kind.TEXT
}


def test_the_shipped_blank_has_exactly_the_documented_tables_and_columns(tmp_path: Path) -> None:
    structure = check_template(shipped_blank("1.6", tmp_path), SPECIFICATION, sizes=SIZES)
    assert {name: [each.name for each in table.columns] for name, table in structure.tables.items()} == {
        table.name: list(table.columns) for table in SPECIFICATION.tables
    }
    assert len(structure.tables) == 37


def test_mdbtools_finds_the_tables_empty(tmp_path: Path) -> None:
    path = shipped_blank("1.6", tmp_path)
    assert sorted(table_names(path)) == sorted(table.name for table in SPECIFICATION.tables)
    assert [list(rows(path, table)) for table in SPECIFICATION.tables] == [[]] * 37


def test_there_is_no_blank_of_another_version(tmp_path: Path) -> None:
    with pytest.raises(LookupError, match=r"No blank file is shipped for CSDS 2\.0: give the official template"):
        shipped_blank("2.0", tmp_path)
    assert list(tmp_path.iterdir()) == []

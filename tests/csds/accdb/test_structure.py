"""A template is held against the standard: every difference is named, and there is no other reason to stop."""

from dataclasses import replace

import pytest

from app.csds.accdb.definition import Column, ColumnType, Definition
from app.csds.accdb.faults import Difference
from app.csds.accdb.structure import differences
from app.csds.specification import Kind, Specification, Table
from tests.csds.accdb.access_files import field

CHILDREN = Table("Children", "", "", (field("Id", longest=20), field("Born", Kind.DATE), field("Weight", Kind.INTEGER)))
NOTES = Table("Notes", "", "", (field("Id", longest=None),))
STANDARD = Specification("0.1", "", "", (CHILDREN, NOTES), ())


def _column(name: str, kind: int, length: int = 0) -> Column:
    return Column(name, kind, 0, 0, 0, length, 2 if kind == ColumnType.TEXT else 3, 0)


def _table(name: str, *columns: Column) -> Definition:
    return Definition(name, 9, 0, len(columns), 0, 0, 0, 0, columns)


ID = _column("Id", ColumnType.TEXT, 40)
BORN = _column("Born", ColumnType.DATE_TIME, 8)
WEIGHT = _column("Weight", ColumnType.LONG_INTEGER, 4)
TABLES = {
    "Children": _table("Children", WEIGHT, ID, BORN),
    "Notes": _table("Notes", _column("Id", ColumnType.TEXT, 2)),
}


def _found(**changed: Definition | None) -> list[Difference]:
    tables = {name: table for name, table in (TABLES | changed).items() if table is not None}
    return differences(tables, (), STANDARD, {})


def _children(*columns: Column) -> list[Difference]:
    return _found(Children=_table("Children", *columns))


def test_the_documented_structure_has_no_difference_whatever_the_order_of_its_columns() -> None:
    assert _found() == []


def test_a_larger_text_and_a_short_number_are_no_difference() -> None:
    assert _children(replace(ID, length=510), BORN, replace(WEIGHT, type=ColumnType.INTEGER)) == []


def test_a_column_renamed_is_missing_and_a_column_too_many() -> None:
    assert _children(replace(ID, name="ID"), BORN, WEIGHT) == [
        Difference("Children", "Id", "text of 20 characters or more", "no such column"),
        Difference("Children", "ID", "no such column", "a column"),
    ]


@pytest.mark.parametrize(
    ("column", "expected", "found"),
    [
        (replace(ID, length=38), "text of 20 characters or more", "text of 19 characters"),
        (replace(ID, type=ColumnType.MEMO), "text of 20 characters or more", "memo"),
        (replace(ID, flags=3), "text of 20 characters or more", "fixed-length text of 20 characters"),
        (replace(BORN, type=ColumnType.DOUBLE), "date time", "double"),
        (replace(BORN, type=77), "date time", "type 77"),
        (replace(WEIGHT, type=ColumnType.DECIMAL), "long integer", "decimal"),
        (replace(WEIGHT, flags=7), "long integer", "automatic long integer"),
    ],
)
def test_a_column_of_another_type_or_too_small_is_a_difference(column: Column, expected: str, found: str) -> None:
    columns = [column if each.name == column.name else each for each in (ID, BORN, WEIGHT)]
    assert _children(*columns) == [Difference("Children", column.name, expected, found)]


def test_a_size_that_is_given_is_held_exactly() -> None:
    assert differences(TABLES, (), STANDARD, {("Children", "Id"): 20}) == []
    assert differences(TABLES, (), STANDARD, {("Children", "Id"): 19, ("Notes", "Id"): 1}) == [
        Difference("Children", "Id", "text of 19 characters", "text of 20 characters")
    ]


def test_a_table_missing_or_too_many_or_linked_is_a_difference() -> None:
    assert _found(Notes=None) == [Difference("Notes", None, "a table of this name", "none")]
    assert _found(Extra=_table("Extra", ID)) == [Difference("Extra", None, "no such table", "a table")]
    assert differences(TABLES, ("Far",), STANDARD, {}) == [
        Difference("Far", None, "no such table", "a table linked to another file")
    ]


def test_an_index_is_a_difference_only_on_a_table_that_is_filled() -> None:
    tables = TABLES | {"Notes": replace(TABLES["Notes"], indexes=2)}
    found = [Difference("Notes", None, "no index, since indexes are not written", "2")]
    assert differences(tables, (), STANDARD, {}) == found
    assert differences(tables, (), STANDARD, {}, filled={"Notes"}) == found
    assert differences(tables, (), STANDARD, {}, filled={"Children"}) == []


def test_rows_that_are_already_there_are_a_difference() -> None:
    found = _found(Notes=replace(TABLES["Notes"], rows=1_234))
    assert found == [Difference("Notes", None, "an empty table", "1,234 rows")]


def test_a_difference_says_where_it_is_and_both_sides() -> None:
    difference = Difference("Children", "Id", "text of 20 characters or more", "memo")
    assert str(difference) == "table Children, column Id: expected text of 20 characters or more, found memo."
    assert str(replace(difference, column=None)).startswith("table Children: expected")

"""Whether the tables of a template are those of the standard: names, types, text sizes, and nothing more.

The order of columns in the official template is not public, so that it is not compared: rows are filled by name.
Nor are its text sizes: a column must take at least the Data Dictionary's length, unless the exact sizes are given.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from app.csds.accdb.columns import fillable
from app.csds.accdb.definition import Column, ColumnType, Definition
from app.csds.accdb.faults import Difference
from app.csds.specification import Field, Kind, Specification, Table

Sizes = Mapping[tuple[str, str], int]
"""The exact number of characters of text columns, by table and column."""

_TYPES: Final = {
    Kind.TEXT: (ColumnType.TEXT,),
    Kind.INTEGER: (ColumnType.LONG_INTEGER, ColumnType.INTEGER),
    Kind.DATE: (ColumnType.DATE_TIME,),
    Kind.TIME: (ColumnType.DATE_TIME,),
    Kind.DATETIME: (ColumnType.DATE_TIME,),
}


def differences(
    tables: Mapping[str, Definition],
    linked: Iterable[str],
    specification: Specification,
    sizes: Sizes,
    filled: Collection[str] | None = None,
) -> list[Difference]:
    """Every difference of the tables (and the linked ones) of a file from a version of the standard, in its order.

    `filled` names the tables that will have rows, None for all; on these an index, or a row already there, differs.
    """
    found: list[Difference] = []
    for table in specification.tables:
        definition = tables.get(table.name)
        if definition is None:
            found.append(Difference(table.name, None, "a table of this name", "none"))
            continue
        found += _of_columns(definition, table, sizes)
        found += _of_contents(definition, filled is None or table.name in filled)
    known = {table.name for table in specification.tables}
    found += [Difference(name, None, "no such table", "a table") for name in sorted(tables.keys() - known)]
    return found + [Difference(name, None, "no such table", "a table linked to another file") for name in linked]


def _of_columns(definition: Definition, table: Table, sizes: Sizes) -> Iterator[Difference]:
    for field in table.fields:
        column = definition.column(field.name)
        expected = _expected(table, field, sizes)
        if column is None:
            yield Difference(table.name, field.name, expected, "no such column")
        elif not _fits(column, table, field, sizes):
            yield Difference(table.name, field.name, expected, column.words)
    extra = {each.name for each in definition.columns} - set(table.columns)
    for name in sorted(extra):
        yield Difference(table.name, name, "no such column", "a column")


def _fits(column: Column, table: Table, field: Field, sizes: Sizes) -> bool:
    if column.type not in _TYPES[field.kind] or not fillable(column):
        return False
    if field.kind is not Kind.TEXT:
        return True
    exact = sizes.get((table.name, field.name))
    return column.characters >= (field.longest or 1) if exact is None else column.characters == exact


def _expected(table: Table, field: Field, sizes: Sizes) -> str:
    if field.kind is not Kind.TEXT:
        return _TYPES[field.kind][0].words
    exact = sizes.get((table.name, field.name))
    if exact is not None:
        return f"text of {exact} characters"
    return "text" if field.longest is None else f"text of {field.longest} characters or more"


def _of_contents(definition: Definition, filled: bool) -> Iterator[Difference]:
    if filled and definition.indexes:
        yield Difference(definition.name, None, "no index, since indexes are not written", f"{definition.indexes}")
    if definition.rows:
        yield Difference(definition.name, None, "an empty table", f"{definition.rows:,} rows")

"""The comparison, in a workspace: rows that are new, rows that are gone, and fields that changed, by table."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.csds.accdb.exported import UntoldDate
from app.csds.accdb.reader import rows as rows_of_file
from app.csds.engine_duckdb import Workspace, hidden_folder
from app.csds.specification import Specification, Table


@dataclass(frozen=True, slots=True)
class TableDifference:
    """A table: its rows before and after, how many of these are new and gone, and in how many rows each field changed.

    Rows are the same by the table's key; where a table has none, by all of their values.
    """

    table: str
    before: int
    after: int
    new: int
    gone: int
    changed: Mapping[str, int]

    @property
    def is_any(self) -> bool:
        """Whether there is a difference at all."""
        return bool(self.new or self.gone or self.changed)


def differences(specification: Specification, before: Path, after: Path) -> tuple[TableDifference, ...]:
    """What is different between two Access files, table by table.

    Raises:
        AccessFault: one is no such file, or has other tables.
    """
    with hidden_folder(after.resolve().parent) as folder:
        work = Workspace(specification, folder / "rows.duckdb")
        try:
            for name, path in (("before", before), ("after", after)):
                _load(specification, folder / f"{name}.duckdb", path)
                work.sql.execute(f"ATTACH '{folder / f'{name}.duckdb'}' AS {name}_file")
            return tuple(_difference(work, table) for table in specification.tables)
        finally:
            work.close()


def _load(specification: Specification, path: Path, file: Path) -> None:
    workspace = Workspace(specification, path)
    try:
        with workspace.filling() as filling:
            for table in specification.tables:
                for row in rows_of_file(file, table):
                    # A date that cannot be told is none here: it is the same on both sides.
                    filling.add(table, 0, [None if isinstance(value, UntoldDate) else value for value in row])
    finally:
        workspace.close()


def _difference(work: Workspace, table: Table) -> TableDifference:
    key = [each.name for each in table.fields if each.is_key] or list(table.natural_key) or list(table.columns)
    if table.name == "CYP000Header":
        key = []
    rest = [each for each in table.columns if each not in key]
    on = " AND ".join(f'b."{each}" IS NOT DISTINCT FROM a."{each}"' for each in key) or "true"
    joined = f'before_file."{table.name}" b FULL JOIN after_file."{table.name}" a ON {on}'
    counts = ", ".join(
        ["count(b._row)", "count(a._row)", "count(*) FILTER (b._row IS NULL)", "count(*) FILTER (a._row IS NULL)"]
        + [
            f'count(*) FILTER (b._row IS NOT NULL AND a._row IS NOT NULL AND b."{each}" IS DISTINCT FROM a."{each}")'
            for each in rest
        ]
    )
    row = work.sql.execute(f"SELECT {counts} FROM {joined}").fetchone()  # noqa: S608
    before, after, new, gone, *of_fields = row or [0] * (4 + len(rest))
    changed = {field: count for field, count in zip(rest, of_fields, strict=True) if count}
    return TableDifference(table.name, before, after, new, gone, changed)

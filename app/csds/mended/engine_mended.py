"""Compares the lists of problems of two submissions, as they lie beside their files, without holding them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import duckdb

from app.csds.delivery.report import PROBLEM_COLUMNS
from app.csds.problem_list import ON_A_PAGE

_SAME: Final = 'rule, "table", field, record, page'


@dataclass(frozen=True, slots=True)
class GonePage:
    """One page of the problems that are gone, how many these are, and how many stayed."""

    problems: tuple[Mapping[str, str], ...]
    number: int
    count: int
    stayed: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.count // ON_A_PAGE))


def gone(before: Path, after: Path, number: int) -> GonePage:
    """The page of a number (from 1) of the problems of one list that another has no more."""
    with TemporaryDirectory(prefix="csds-") as folder:
        sql = duckdb.connect(
            config={"memory_limit": "256MiB", "threads": 2, "temp_directory": str(Path(folder) / "spill")}
        )
        try:
            return _page(sql, before, after, max(1, number))
        finally:
            sql.close()


def _page(sql: duckdb.DuckDBPyConnection, before: Path, after: Path, number: int) -> GonePage:
    for name, path in (("earlier", before), ("later", after)):
        # A view takes no parameter; the path is made safe as a text of SQL is.
        sql.execute(f"CREATE TABLE {name} AS SELECT * FROM {_read(path)}")  # noqa: S608
    sql.execute(f"CREATE TABLE gone AS SELECT * FROM earlier ANTI JOIN later USING ({_SAME})")  # noqa: S608
    counted = sql.execute("SELECT (SELECT count(*) FROM gone), (SELECT count(*) FROM earlier)").fetchone()
    count, all_of_them = counted or (0, 0)
    found = sql.execute(
        f"SELECT * FROM gone ORDER BY CAST(rule AS INTEGER), record, page, field LIMIT {ON_A_PAGE} OFFSET ?",  # noqa: S608
        [(number - 1) * ON_A_PAGE],
    ).fetchall()
    problems = tuple(dict(zip(PROBLEM_COLUMNS, row, strict=True)) for row in found)
    return GonePage(problems, number, count, all_of_them - count)


def _read(path: Path) -> str:
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in PROBLEM_COLUMNS)
    text = str(path).replace("'", "''")
    return (
        f"read_csv('{text}', columns = {{{columns}}}, header = true, auto_detect = false, delim = ',', quote = '\"', "
        "escape = '\"', nullstr = '\\N', strict_mode = true)"
    )

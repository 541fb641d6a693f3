"""The workspace: what is put into it stays as it was, and little memory is enough."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from app.csds.engine_duckdb import Workspace
from app.csds.versions import specification_of

SPECIFICATION: Final = specification_of(date(2026, 10, 1))
NEEDS: Final = SPECIFICATION.table("CYP401SpEdNeedId")
MANY: Final = 125_000
ROWS: Final = 600_000
LITTLE_MIB: Final = 48
ODD: Final = (
    '{0}\n{0},0,"x"\n',
    '"{0}"\n"',
    "\n\n\n{0}",
    "{0},{0},a,b\n{0},{0},c,d\n{0},{0},e,f, and so on, until a line is a long one",
    '{0}\r\n"\n""\n',
    "{0}, as any other text, of which there are as many as of the odd ones",
)
"""Texts that read as the beginning of another row where one looks at them from their middle."""


@pytest.fixture
def little(tmp_path: Path) -> Iterator[Workspace]:
    workspace = Workspace(SPECIFICATION, tmp_path / "rows.duckdb", memory_mib=LITTLE_MIB)
    yield workspace
    workspace.close()


def test_more_rows_than_memory_holds_are_sorted_without_more_of_it(little: Workspace) -> None:
    little.sql.execute(
        f'INSERT INTO "{NEEDS.name}" '  # noqa: S608
        f"SELECT i, 0, printf('%06d', i * 7919 % {ROWS}) || repeat(md5(i::VARCHAR), 3), '01' FROM range({ROWS}) r(i)"
    )
    assert 100 * ROWS > LITTLE_MIB * 2**20
    assert [int(row[0][:6]) for row in little.rows(NEEDS)] == list(range(ROWS))
    assert little.sql.execute("SELECT current_setting('memory_limit')").fetchone() == (f"{LITTLE_MIB}.0 MiB",)


def test_rows_too_wide_to_be_sorted_in_little_memory_are_sorted_in_more(little: Workspace) -> None:
    texts = [f"{number * 7919 % MANY:06}{'x' * 500}" for number in range(MANY)]
    little.load(NEEDS, ((number, (text, "01")) for number, text in enumerate(texts, 1)))
    assert [row[0] for row in little.rows(NEEDS)] == sorted(texts)


def test_texts_with_line_breaks_stay_whole_where_their_file_is_read_in_pieces(little: Workspace) -> None:
    texts = [ODD[number % len(ODD)].format(number) for number in range(MANY)]
    assert sum(map(len, texts)) > 4_000_000
    little.load(NEEDS, enumerate(((text, "01") for text in texts), 1))
    found = little.sql.execute(f'SELECT "LocalPatientID" FROM "{NEEDS.name}" ORDER BY _row').fetchall()  # noqa: S608
    assert [text for (text,) in found] == texts

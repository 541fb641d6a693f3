"""Text files from anywhere are decoded and cut into cells, or refused with where and how to mend it."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.elsewhere.delimited import LONGEST_CELL, MOST_COLUMNS, delimited, written
from app.reports.elsewhere.faults import ElsewhereFault


def refusal(content: bytes) -> str:
    with pytest.raises(ElsewhereFault) as told:
        delimited("given.csv", content)
    return str(told.value)


def test_a_file_is_cut_into_columns_and_rows_with_their_lines() -> None:
    table = delimited("given.csv", b'\xef\xbb\xbfArea,Count\r\n"Bristol, City of",7\r\n\r\nLeeds ,  8\r\n')
    assert table.columns == ("area", "count")
    assert [(each.number, each.cells) for each in table.lines] == [(2, ("Bristol, City of", "7")), (4, ("Leeds", "8"))]


def test_a_column_that_stands_twice_gets_its_number_whatever_its_case() -> None:
    assert delimited("given.csv", b"a,A,a_2,a\n1,2,3,4\n").columns == ("a", "a_2", "a_2_2", "a_3")


def test_a_line_break_within_a_cell_counts_as_a_line_and_becomes_a_space() -> None:
    table = delimited("given.csv", b'a,b\n"one\ntwo",2\n3,4\n')
    assert [(each.number, each.cells) for each in table.lines] == [(2, ("one two", "2")), (4, ("3", "4"))]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\n\n,,\n", "empty"),
        (b"a,b\n", "no rows"),
        (b"a,b\n1,2\n3\n", "given.csv, line 3: There are 1 cells; the first line names 2 columns."),
        (b"a,,c\n1,2,3\n", "line 1: Column 2 has no name."),
        (b"PK\x03\x04rest", "zip file or a workbook"),
        ("a,b\n1,2\n".encode("utf-16"), "UTF-16"),
        (b"a,b\n1,2\ncaf\xe9,2\n", "line 3: There is a character that is not in UTF-8."),
        (b"a,b\n1,\x002\n", "line 2: There is a zero byte"),
        (b"<!DOCTYPE html>", "web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid 1\n", "Git LFS"),
        (b'a,b\n1,"2\n3,4\n', "line 2: The quotation marks of this line do not close"),
        (b'a,b\n1,"2"3\n', "line 2: The quotation marks of this line do not close"),
        (b"a,b\n1,\x1b[2J\n", "line 2: Column 2: '\\x1b[2J' cannot be right."),
        ("a,b\n1,x\u202ey\n".encode(), "line 2: Column 2"),
        (b"a,b\n1," + b"x" * (LONGEST_CELL + 1) + b"\n", "line 2: Column 2"),
        (b"a,b\n1," + b"x" * 200_000 + b"\n", "line 2: The line is far too long"),
        (b",".join([b"a"] * (MOST_COLUMNS + 1)) + b"\n", "columns"),
    ],
)
def test_what_is_no_such_file_is_refused_with_where_and_why(content: bytes, says: str) -> None:
    assert says in refusal(content)


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.reports.elsewhere.delimited.MOST_BYTES", 10)
    assert "over 0 MB" in refusal(b"a,b\n1,2\n3,4\n")


def test_a_file_of_too_many_rows_is_refused_where_they_begin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.reports.elsewhere.delimited.MOST_ROWS", 2)
    assert "given.csv, line 4: There are over 2 rows." in refusal(b"a\n1\n2\n3\n4\n")


def test_all_faults_are_told_but_no_more_than_fifty() -> None:
    told = refusal(b"a,b\n" + b"1\n" * 80)
    assert told.count("There are 1 cells") == 50
    assert told.endswith("more of the kind.")


def test_columns_that_are_not_there_are_named() -> None:
    with pytest.raises(ElsewhereFault, match="There is no column c, d"):
        delimited("given.csv", b"a,b\n1,2\n").places(("a", "c", "d"))


CELLS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=12).map(
    lambda text: " ".join(text.split())
)


@given(st.integers(1, 5).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1)))
def test_what_is_written_is_read_again(rows: list[list[str]]) -> None:
    rows = [["first", *row] for row in rows]
    columns = [f"c{place}" for place in range(len(rows[0]))]
    table = delimited("given.csv", written(columns, rows))
    assert [list(each.cells) for each in table.lines] == rows


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_do_anything_but_make_a_table_or_a_refusal(content: bytes) -> None:
    with suppress(ElsewhereFault):
        table = delimited("given.csv", content)
        assert all(len(each.cells) == len(table.columns) == len(set(table.columns)) for each in table.lines)

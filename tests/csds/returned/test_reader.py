"""Files that came back, read row by row."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.csds.returned.faults import ReturnedFault
from app.csds.returned.layout import Meaning
from app.csds.returned.reader import opened_rows, read_mapping

TEXT = 'Rule,Table,Message\r\nCYP10210,CYP102ServiceTypeReferredTo,"Zoë said:\r\n""late"""\r\n\r\nCYP10220,CYP102,\r\n'
ROWS = [
    (3, ["CYP10210", "CYP102ServiceTypeReferredTo", 'Zoë said:\r\n"late"']),
    (5, ["CYP10220", "CYP102", ""]),
]


def read(path: Path, content: bytes) -> tuple[Sequence[str], list[tuple[int, Sequence[str]]]]:
    path.write_bytes(content)
    with opened_rows(path, path.name) as rows:
        return rows.headings, list(rows.rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_file_is_read_in_each_encoding_with_quoted_newlines(encoding: str, tmp_path: Path) -> None:
    assert read(tmp_path / "r.csv", TEXT.encode(encoding)) == (["Rule", "Table", "Message"], ROWS)


def test_a_text_file_in_utf_16_with_the_other_mark_is_read(tmp_path: Path) -> None:
    assert read(tmp_path / "r.csv", b"\xfe\xff" + TEXT.encode("utf-16-be"))[1] == ROWS


@pytest.mark.parametrize("sign", ["\t", ";", "|"])
def test_columns_may_be_parted_by_other_signs(sign: str, tmp_path: Path) -> None:
    text = f"Rule{sign}Table\r\nCYP10210{sign}a,b\r\n"
    assert read(tmp_path / "r.csv", text.encode()) == (["Rule", "Table"], [(2, ["CYP10210", "a,b"])])


def test_what_is_json_is_read_as_json_whatever_its_name(tmp_path: Path) -> None:
    told = [{"Rule": "CYP10210", "Row": 7, "Open": True, "Table": None}, {"Rule": "CYP10220", "Score": 1.5}]
    headings, rows = read(tmp_path / "r.csv", b"\xef\xbb\xbf \n" + json.dumps(told).encode())
    assert headings == ["Rule", "Row", "Open", "Table", "Score"]
    assert rows == [(1, ["CYP10210", "7", "true", "", ""]), (2, ["CYP10220", "", "", "", "1.5"])]


def test_thousands_of_columns_are_read(tmp_path: Path) -> None:
    headings = [f"C{number}" for number in range(6_000)]
    text = ",".join(headings) + "\n" + ",".join("x" * 6_000) + "\n"
    found, ((line, row),) = read(tmp_path / "r.csv", text.encode())
    assert (found, line, len(row)) == (headings, 2, 6_000)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty"),
        (b"  \n\n", "The file is blank"),
        (b"PK\x03\x04....", "a zip file or a workbook"),
        (b"\xd0\xcf\x11\xe0....", "a workbook"),
        (b"%PDF-1.7", "a PDF"),
        (b"Rule,Table\nCYP10210\n", "line 2: The row has 1 columns, the heading 2"),
        (b"Rule,Table\nA,B\nA,B,C\n", "line 3: The row has 3 columns"),
        (b'Rule,Table\nA,"B\n', "is no CSV"),
        (b'Rule,Table\nA,"B"x\n', "line 2: The row is no CSV"),
        (b"Rule,Table\nA,\xff\xfe\n", "not the text it begins as"),
        (TEXT.encode("utf-16")[:-1], "not the text it begins as"),
        (b'[{"Rule": {"a": 1}}]', "line 1: The member 'Rule' is a list or an object"),
        (b'[{"Rule": 1}] x', "goes on after its end"),
        (b"Rule,Table\nA," + b"x" * (1 << 21), "is no CSV"),
    ],
)
def test_what_is_no_csv_or_json_is_refused_with_its_line(content: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(ReturnedFault, match=said):
        read(tmp_path / "r.csv", content)


def test_a_member_that_comes_late_is_refused(tmp_path: Path) -> None:
    told = [{"Rule": "A"}] * 1_000 + [{"Rule": "A", "Late": 1}]
    with pytest.raises(ReturnedFault, match="line 1001: The row has a member 'Late'"):
        read(tmp_path / "r.json", json.dumps(told).encode())


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReturnedFault, match="cannot be read: no such file"), opened_rows(tmp_path / "no.csv", "no.csv"):
        pass


def test_a_mapping_is_read_and_its_faults_name_it(tmp_path: Path) -> None:
    path = tmp_path / "columns.csv"
    path.write_bytes("column,means\nRef,rule\n".encode("utf-16"))
    assert read_mapping(path) == {"Ref": Meaning.RULE}
    path.write_text("column,means\nRef,colour\n")
    with pytest.raises(ReturnedFault, match=r"columns\.csv, line 2"):
        read_mapping(path)
    with pytest.raises(ReturnedFault, match="cannot be read"):
        read_mapping(tmp_path / "none.toml")

"""Rows of a JSON text that comes in pieces."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.csds.returned.faults import RowFault
from app.csds.returned.json_rows import LONGEST_ROW, json_rows

ROWS = [{"Rule": "CYP10210", "Row": 12}, {"Rule": "CYP10220", "Row": None}]
values = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda of: st.lists(of, max_size=3))
rows = st.lists(st.dictionaries(st.text(), values, max_size=4), max_size=6)


def pieces(text: str, size: int) -> Iterator[str]:
    return (text[start : start + size] for start in range(0, len(text), size))


@pytest.mark.parametrize("size", [1, 2, 7, 10_000])
@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ROWS),
        json.dumps({"created": "2026-11-01", "count": 2, "results": ROWS, "more": False}, indent=2),
        "\n".join(map(json.dumps, ROWS)),
        "".join(map(json.dumps, ROWS)) + "\n\n",
    ],
)
def test_a_list_a_list_within_an_object_and_lines_of_objects_are_read_alike(text: str, size: int) -> None:
    assert list(json_rows(pieces(text, size))) == ROWS


@given(rows, st.integers(1, 40))
def test_whatever_the_rows_and_wherever_the_pieces_end_the_rows_are_those_of_the_whole(
    of: list[dict[str, object]], size: int
) -> None:
    assert list(json_rows(pieces(json.dumps(of), size))) == of


@pytest.mark.parametrize(
    "text",
    [
        "[{}",
        "[{},]",
        "[1]",
        '[{"a": 1}] []',
        '{"a": [{}], "b": [{}]}',
        "{1: 2}",
        '{"a" 1}',
        "<rows/>",
        '[{"a": tru}]',
        "[" * 100_000,
        '{"a": ' + "[" * 100_000,
    ],
)
def test_what_is_no_list_of_objects_is_refused_with_its_row(text: str) -> None:
    with pytest.raises(RowFault) as raised:
        list(json_rows(pieces(text, 4_096)))
    assert raised.value.line is not None


def test_a_row_of_more_than_a_mebibyte_is_refused() -> None:
    long = "x" * (LONGEST_ROW + 1)
    with pytest.raises(RowFault, match="longer than is taken"):
        list(json_rows(pieces(json.dumps([{"a": long}]), 65_536)))


def test_a_fault_names_the_row_it_is_in() -> None:
    with pytest.raises(RowFault) as raised:
        list(json_rows(pieces('[{"a": 1}, {"a": 2}, {"a" 3}]', 4)))
    assert raised.value.line == 3

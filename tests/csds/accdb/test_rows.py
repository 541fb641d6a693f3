"""Rows: the expected bytes are those that Jackcess 2.1.3 wrote for the same values."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.csds.accdb.columns import MANY
from app.csds.accdb.definition import Column, ColumnType, Definition
from app.csds.accdb.faults import RowFault
from app.csds.accdb.layout import LONGEST_ROW
from app.csds.accdb.rows import RowEncoder, Unfillable, decode
from app.csds.engine_duckdb import Row, Value

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), min_size=1, max_size=60)
NAMES = ("Name", "Day", "Count", "Small", "Other")


def _definition(*, compresses: bool = False, deleted: int = 0) -> Definition:
    more = int(compresses)
    return Definition(
        "Alpha",
        84,
        rows=0,
        width=5 + deleted,
        variables=2 + deleted,
        indexes=0,
        owned=0,
        roomy=0,
        columns=(
            Column("Name", ColumnType.TEXT, deleted, deleted, 0, 40, 2, more),
            Column("Day", ColumnType.DATE_TIME, deleted + 1, 0, 0, 8, 3, 0),
            Column("Count", ColumnType.LONG_INTEGER, deleted + 2, 0, 8, 4, 3, 0),
            Column("Small", ColumnType.INTEGER, deleted + 3, 0, 12, 2, 3, 0),
            Column("Other", ColumnType.TEXT, deleted + 4, deleted + 1, 0, 510, 2, more),
        ),
    )


def _encoded(*rows: Row) -> list[str]:
    return [each.hex() for each in RowEncoder(_definition(), NAMES).encode(rows, 1)]


def test_a_row_is_the_fixed_columns_then_the_texts_then_where_each_lies_then_which_have_a_value() -> None:
    made = _encoded(("Anna", datetime.fromisoformat("2026-10-03T12:34:56"), 7, 3, "Zoë"))
    assert made == [
        "0500a55abbc6509be64007000000030041006e006e0061005a006f00eb001e001800100002001f",
    ]


def test_a_blank_row_has_no_bit_set() -> None:
    assert _encoded((None, None, None, None, None)) == ["0500" + "00" * 14 + "100010001000020000"]


def test_a_text_of_no_characters_is_not_blank() -> None:
    made = _encoded(("", date(1890, 1, 1), -1, -2, "Жз a"))
    assert made == ["0500000000000084acc0fffffffffeff1604370420006100" + "1800100010000200" + "1f"]


def test_the_values_of_a_row_go_to_the_columns_they_are_named_after() -> None:
    straight = RowEncoder(_definition(), NAMES).encode([("Anna", None, 7, 3, "Zoë")], 1)
    turned = RowEncoder(_definition(), NAMES[::-1]).encode([("Zoë", 3, 7, None, "Anna")], 1)
    assert straight == turned


def test_deleted_columns_keep_their_place_and_are_blank() -> None:
    definition = _definition(deleted=3)
    (row,) = RowEncoder(definition, NAMES).encode([("Anna", None, 7, None, "Zoë")], 1)
    assert row[:2] == b"\x08\0"
    assert row[-1:] == b"\xa8"
    assert decode(row, definition) == {"Name": "Anna", "Count": 7, "Small": None, "Other": "Zoë"}


VALUES = st.tuples(
    st.none() | TEXTS.filter(lambda text: len(text.encode("utf-16-le")) <= 40),
    st.none()
    | st.datetimes(datetime.fromisoformat("1890-01-01T00:00:00"), datetime.fromisoformat("9999-12-31T00:00:00")).map(
        lambda each: each.replace(microsecond=0)
    ),
    st.none() | st.integers(-(2**31), 2**31 - 1),
    st.none() | st.integers(-(2**15), 2**15 - 1),
    st.none() | st.just("") | TEXTS,
)


@given(st.lists(VALUES, max_size=5), st.booleans(), st.integers(0, 9))
def test_texts_and_numbers_come_back_from_a_row(rows: list[tuple[Value, ...]], compresses: bool, deleted: int) -> None:
    definition = _definition(compresses=compresses, deleted=deleted)
    made = RowEncoder(definition, NAMES).encode(rows, 1)
    expected = [dict(zip(NAMES, row, strict=True)) for row in rows]
    assert [decode(row, definition) for row in made] == [
        {name: value for name, value in row.items() if name != "Day"} for row in expected
    ]


def test_many_different_texts_are_made_as_few_are() -> None:
    rows: list[Row] = [(f"name {number}", None, number, None, None) for number in range(6_000)]
    rows += [("Ж", None, 0, None, "x" * 255), ("ab", None, 0, None, ""), (None, None, 0, None, "Łódź")] * 3
    definition = _definition(compresses=True)
    encoder = RowEncoder(definition, NAMES)
    made = [
        each for begin in range(0, len(rows), 1000) for each in encoder.encode(rows[begin : begin + 1000], begin + 1)
    ]
    assert made == [RowEncoder(definition, NAMES).encode([row], 1)[0] for row in rows]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (("x" * 21, None, None, None, None), "Name", "a text of 21 characters, and the column takes 20"),
        ((7, None, None, None, None), "Name", "a int where a text belongs"),
        ((None, "2026", None, None, None), "Day", "a str where a date or time belongs"),
        ((None, time(1, 2, 3, 4), None, None, None), "Day", "a part of a second"),
        ((None, None, 2**31, None, None), "Count", "a number outside"),
        ((None, None, "7", None, None), "Count", "a str where a whole number belongs"),
        ((None, None, [], None, None), "Count", "a list"),
        ((None, None, None, 2**15, None), "Small", "a number outside"),
        ((None, None, None, None), None, "4 values, and should have 5"),
    ],
)
@pytest.mark.parametrize("after", [0, 2])
def test_a_value_that_does_not_go_into_its_column_is_refused_with_its_row(
    row: Row, column: str | None, words: str, after: int
) -> None:
    encoder = RowEncoder(_definition(compresses=True), NAMES)
    rows = [*[("Anna", None, 7, 3, "Zoë")] * after, row]
    with pytest.raises(RowFault, match=words) as caught:
        encoder.encode(rows, 501)
    assert (caught.value.table, caught.value.row, caught.value.column) == ("Alpha", 501 + after, column)


def test_a_text_too_long_is_found_among_many_different_ones() -> None:
    encoder = RowEncoder(_definition(compresses=True), NAMES)
    encoder.encode([(f"name {number}", None, None, None, None) for number in range(MANY)], 1)
    rows: list[Row] = [(f"other {number}", None, None, None, None) for number in range(900)]
    rows[700] = ("n" * 21, None, None, None, None)
    with pytest.raises(RowFault, match="row 5701, column Name: it has a text of 21 characters"):
        encoder.encode(rows, 5_001)


def test_no_message_has_the_value() -> None:
    with pytest.raises(RowFault) as caught:
        RowEncoder(_definition(), NAMES).encode([("Anna Kowalska of Leeds", None, None, None, None)], 1)
    assert "Kowalska" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_row_longer_than_access_takes_is_refused() -> None:
    columns = tuple(Column(f"T{at}", ColumnType.TEXT, at, at, 0, 510, 2, 0) for at in range(9))
    definition = Definition("Wide", 9, 0, 9, 9, 0, 0, 0, columns)
    encoder = RowEncoder(definition, [each.name for each in columns])
    room = LONGEST_ROW - (2 + 2 + 2 * 9 + 2 + 2)
    texts = ["x" * 255] * (room // 510)
    last = "x" * (room % 510 // 2)
    filler: list[str | None] = [None] * (8 - len(texts))
    assert len(encoder.encode([(*texts, last, *filler)], 1)[0]) == LONGEST_ROW
    with pytest.raises(RowFault, match="Wide, row 2: it is longer than the 4,060 bytes that Access takes"):
        encoder.encode([(*texts, last, *filler), (*texts, last + "x", *filler)], 1)


@pytest.mark.parametrize(
    "column",
    [
        Column("Name", ColumnType.MEMO, 0, 0, 0, 0, 2, 0),
        Column("Name", ColumnType.LONG_INTEGER, 0, 0, 0, 4, 3 | 4, 0),
        Column("Name", ColumnType.TEXT, 0, 0, 0, 40, 3, 0),
        Column("Name", ColumnType.DECIMAL, 0, 0, 0, 17, 3, 0),
        Column("Name", 99, 0, 0, 0, 17, 3, 0),
    ],
)
def test_a_column_of_another_type_is_not_filled(column: Column) -> None:
    definition = Definition("Alpha", 9, 0, 1, 1, 0, 0, 0, (column,))
    with pytest.raises(Unfillable, match=f"column Name is {column.words}"):
        RowEncoder(definition, ["Name"])


def test_columns_that_are_not_those_of_the_rows_are_not_filled() -> None:
    with pytest.raises(Unfillable, match="not the same \\(Other, Others\\)"):
        RowEncoder(_definition(), [*NAMES[:-1], "Others"])


@pytest.mark.parametrize("row", [b"", b"\x05\0", b"\x05\0" + bytes(20), b"\xff" * 30])
def test_bytes_that_are_no_row_are_refused(row: bytes) -> None:
    with pytest.raises((ValueError, IndexError)):
        decode(row + b"\x1f", _definition())

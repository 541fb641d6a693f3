from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.terminology.rf2.blocks import Block, cut
from app.terminology.rf2.member_ids import member_ids
from app.terminology.rf2.numbers import choices, dates, flags, identifiers, small_numbers

BYTES = st.binary(max_size=40).filter(lambda cell: not set(b"\t\r\n") & set(cell))


def block_of(cells: list[bytes]) -> Block:
    """Each cell as the middle one of a row of three."""
    return cut(b"".join(b"12\t" + cell + b"\t34\n" for cell in cells), 3, 1)[0]


@given(st.lists(st.integers(100_000, 10**18 - 1), min_size=1, max_size=50), st.integers(1, 4))
def test_identifiers_are_the_numbers_they_are_written_as(numbers: list[int], times: int) -> None:
    repeated = [each for each in numbers for _ in range(times)]
    found = identifiers(block_of([str(each).encode() for each in repeated]), 1)
    assert found.values.tolist() == repeated
    assert not found.wrong.any()


@given(st.lists(BYTES | st.integers(0, 10**20).map(lambda number: str(number).encode()), min_size=1, max_size=30))
def test_any_other_bytes_are_no_identifier(cells: list[bytes]) -> None:
    found = identifiers(block_of(cells), 1)
    expected = [
        not (cell.isdigit() and cell.isascii() and 6 <= len(cell) <= 18 and not cell.startswith(b"0")) for cell in cells
    ]
    assert found.wrong.tolist() == expected


@pytest.mark.parametrize(
    ("cell", "wrong"),
    [
        (b"", "blank"),
        (b"12345", "length_wrong"),
        (b"1234567890123456789", "length_wrong"),
        (b"0123456", "padded"),
        (b"12345x", "not_digits"),
        (b" 123456", "not_digits"),
        (b"12345678\x00012345678", "not_digits"),
        (b"123456789:123456789", "not_digits"),
    ],
)
def test_a_wrong_identifier_is_told_by_what_is_wrong(cell: bytes, wrong: str) -> None:
    found = identifiers(block_of([b"123456", cell, b"123456"]), 1)
    assert getattr(found, wrong).tolist() == [False, True, False]
    assert found.wrong.tolist() == [False, True, False]


def test_groups_are_small_numbers() -> None:
    found = small_numbers(block_of([b"0", b"7", b"12345678", b"", b"00", b"-1", b"123456789"]), 1)
    assert found.values[:3].tolist() == [0, 7, 12345678]
    assert found.wrong.tolist() == [False, False, False, True, True, True, True]


@given(st.dates(date(1800, 1, 1), date(9999, 12, 31)))
def test_every_day_of_the_calendar_is_a_date(day: date) -> None:
    values, wrong, _ = dates(block_of([f"{day:%Y%m%d}".encode()]), 1)
    assert values.tolist() == [day.year * 10_000 + day.month * 100 + day.day]
    assert not wrong.any()


def is_a_day(number: int) -> bool:
    try:
        return date(number // 10_000, number // 100 % 100, number % 100) >= date(1800, 1, 1)
    except ValueError:
        return False


@given(st.lists(st.integers(0, 99_999_999) | st.integers(20_000_000, 20_300_000), min_size=1, max_size=50))
def test_numbers_of_eight_digits_are_dates_when_the_calendar_has_them(numbers: list[int]) -> None:
    _, wrong, _ = dates(block_of([f"{each:08}".encode() for each in numbers]), 1)
    assert wrong.tolist() == [not is_a_day(each) for each in numbers]


@pytest.mark.parametrize(
    "cell", [b"20230229", b"19000229", b"20240431", b"20241301", b"20240001", b"20240100", b"17991231", b"2024010",
             b"202401011", b"2024010a", b"00000000"]
)  # fmt: skip
def test_a_day_that_never_was_is_no_date(cell: bytes) -> None:
    _, wrong, blank = dates(block_of([b"20240229", b"20000229", cell]), 1)
    assert wrong.tolist() == [False, False, True]
    assert not blank.any()


def test_a_blank_date_is_told_apart() -> None:
    _, wrong, blank = dates(block_of([b"20240229", b""]), 1)
    assert (wrong.tolist(), blank.tolist()) == ([False, True], [False, True])


def test_flags_are_0_and_1_alone() -> None:
    values, wrong = flags(block_of([b"1", b"0", b"", b"2", b"01", b"11", b"/"]), 1)
    assert values[:2].tolist() == [True, False]
    assert wrong.tolist() == [False, False, True, True, True, True, True]


def test_a_choice_is_told_by_its_place_among_what_is_known() -> None:
    known = (900000000000074008, 900000000000073002)
    cells = [b"900000000000073002", b"900000000000074008", b"900000000000073003", b"73002", b"", b"138875005",
             b"800000000000074008", b"910000000000074008"]  # fmt: skip
    index, unknown = choices(block_of(cells), 1, known)
    assert index[:2].tolist() == [1, 0]
    assert unknown.tolist() == [False, False, True, True, True, True, True, True]


@given(st.lists(st.uuids(), min_size=1, max_size=30), st.booleans())
def test_member_identifiers_are_uuids_in_either_case(uuids: list[object], capitals: bool) -> None:
    texts = [str(each).upper() if capitals else str(each) for each in uuids]
    high, low, wrong = member_ids(block_of([text.encode() for text in texts]), 1)
    assert not wrong.any()
    numbers = [int(one) << 64 | int(two) for one, two in zip(high.tolist(), low.tolist(), strict=True)]
    assert numbers == [int(text.replace("-", ""), 16) for text in texts]


@given(st.uuids(), st.integers(0, 35), st.binary(min_size=1, max_size=1))
def test_one_other_byte_makes_a_member_identifier_wrong(uuid: object, at: int, byte: bytes) -> None:
    text = str(uuid).encode()
    spoilt = text[:at] + byte + text[at + 1 :]
    hexadecimal = set(b"0123456789abcdefABCDEF")
    if byte in (b"\t", b"\n", b"\r"):
        return
    right = byte == b"-" if at in (8, 13, 18, 23) else byte[0] in hexadecimal
    _, _, wrong = member_ids(block_of([spoilt]), 1)
    assert wrong.tolist() == [not right]


def test_a_uuid_of_another_length_is_none() -> None:
    text = b"0a1b2c3d-4e5f-4a6b-8c7d-000000000001"
    _, _, wrong = member_ids(block_of([text[:-1], text + b"0", b"", text]), 1)
    assert wrong.tolist() == [True, True, True, False]


def test_no_rows_are_no_numbers() -> None:
    empty = block_of([])
    assert len(identifiers(empty, 1).values) == 0
    assert len(dates(empty, 1)[0]) == 0
    assert np.array_equal(flags(empty, 1)[0], np.zeros(0, dtype=np.bool_))

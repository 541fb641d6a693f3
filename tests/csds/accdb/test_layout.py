"""Pages of rows: the expected bytes are those of a page that Jackcess made, its rows shortened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.csds.accdb.layout import (
    LONGEST_ROW,
    MOST_ROWS,
    PAGE,
    free_bytes,
    page_and_row,
    page_of_rows,
    pages_of_rows,
    places,
)

ROWS = st.lists(st.integers(1, LONGEST_ROW).map(lambda length: bytes([length % 251]) * length), max_size=40)


def test_rows_lie_from_the_end_of_the_page_towards_its_head() -> None:
    page = page_of_rows(0x54, [b"first", b"second!"])
    assert page[:18].hex() == "0101e20f54000000" + "00000000" + "0200" + "fb0f" + "f40f"
    assert page[-12:] == b"second!first"
    assert page[18:-12] == bytes(PAGE - 18 - 12)
    assert free_bytes(page) == PAGE - 18 - 12


def test_a_pointer_names_a_page_and_a_row_on_it() -> None:
    assert page_and_row(0x005501) == (0x55, 1)


@given(ROWS)
def test_every_row_is_on_a_page_in_its_order(rows: list[bytes]) -> None:
    pages = list(pages_of_rows(9, rows))
    assert {len(page) for page in pages} <= {PAGE}
    assert [page[start:end] for page in pages for _, start, end in places(page)] == rows


def test_a_page_has_no_more_rows_than_a_byte_can_number() -> None:
    pages = list(pages_of_rows(9, [b"x"] * 300))
    assert [len(places(page)) for page in pages] == [MOST_ROWS, 45]


def test_a_page_is_filled_to_its_last_byte() -> None:
    (page,) = pages_of_rows(9, [b"x" * 2000, b"y" * (PAGE - 14 - 4 - 2000)])
    assert free_bytes(page) == 0
    assert len(list(pages_of_rows(9, [b"x" * 2000, b"y" * (PAGE - 14 - 4 - 1999)]))) == 2


@pytest.mark.parametrize(
    "head", [b"\x02\x01", b"\x01\x01\0\0\0\0\0\0\0\0\0\0\xff\xff", b"\x01\x01" + bytes(10) + b"\1\0\1\0"]
)
def test_rows_that_do_not_lie_on_their_page_are_refused(head: bytes) -> None:
    with pytest.raises(ValueError, match="page"):
        places(head.ljust(PAGE, b"\0"))

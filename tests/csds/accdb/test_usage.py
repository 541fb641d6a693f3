"""Usage maps: one written by hand for each kind, then that what is listed comes back."""

from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.csds.accdb.usage import PAGES_EACH, inline, listing, pages_in, references, references_in

LENGTH = 69
EMPTY = bytes(LENGTH)
PAGES = st.sets(st.integers(0, 17 * PAGES_EACH - 1), max_size=30) | st.sets(st.integers(700, 1100), max_size=30)


def test_an_inline_map_has_the_first_page_and_a_bit_for_each_one_after_it() -> None:
    expected = "00" + "50000000" + "05" + "80" + "00" * 62
    assert inline([80, 82, 95], LENGTH) == bytes.fromhex(expected)
    assert list(pages_in(bytes.fromhex(expected), {})) == [80, 82, 95]


def test_an_inline_map_holds_512_pages_and_no_more() -> None:
    assert inline([8, 519], LENGTH) is not None
    assert inline([8, 520], LENGTH) is None


def test_pages_that_lie_far_apart_make_a_map_of_references() -> None:
    change = listing(EMPTY, [3, PAGES_EACH + 9], count(500))
    assert change.row == bytes.fromhex("01" + "f4010000" + "f5010000" + "00" * 60)
    assert change.pages[500] == bytes.fromhex("05010000" + "08").ljust(4096, b"\0")
    assert change.pages[501] == bytes.fromhex("05010000" + "0002").ljust(4096, b"\0")


def test_pages_of_bits_that_a_map_has_are_used_again_and_cleared() -> None:
    row = references({0: 70, 2: 71}, LENGTH)
    change = listing(row, [5], count(500))
    assert references_in(change.row) == {0: 70, 2: 71}
    assert change.pages[71] == bytes.fromhex("05010000").ljust(4096, b"\0")
    assert list(pages_in(change.row, {0: change.pages[70], 2: change.pages[71]})) == [5]


@given(PAGES, st.booleans())
def test_a_map_lists_what_it_was_told_to(pages: set[int], referenced: bool) -> None:
    row = references({1: 70}, LENGTH) if referenced else EMPTY
    change = listing(row, sorted(pages), count(600_000))
    bitmaps = {place: change.pages[number] for place, number in references_in(change.row).items()}
    assert len(change.row) == LENGTH
    assert list(pages_in(change.row, bitmaps)) == sorted(pages)


def test_a_map_can_speak_of_17_pages_of_bits_only() -> None:
    with pytest.raises(ValueError, match="more pages than"):
        references({17: 9}, LENGTH)


def test_a_map_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown kind"):
        list(pages_in(b"\x02" + bytes(68), {}))

"""Dates by hand: 1890-01-01 is 365 * 10 + 2 leap days - 2 before day 0; 9999-12-31 is the last day of OLE."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.csds.accdb.faults import ValueFault
from app.csds.accdb.values import days, integer_encoder, integer_from, text_encoder, text_from

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff"), max_size=100)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(1899, 12, 30), 0),
        (date(1899, 12, 31), 1),
        (date(1899, 12, 29), -1),
        (date(1890, 1, 1), -3650),
        (date(1900, 1, 1), 2),
        (date(9999, 12, 31), 2_958_465),
        (datetime.fromisoformat("2026-10-03T12:00:00"), 46_298.5),
        (datetime.fromisoformat("1899-12-29T06:00:00"), -1.25),
        (datetime.fromisoformat("1899-12-29T18:00:00"), -1.75),
        (time(0, 0), 0),
        (time(18, 0), 0.75),
    ],
)
def test_a_moment_is_days_since_the_end_of_1899(value: date | time, expected: float) -> None:
    assert days(value) == expected


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (datetime(2026, 10, 3, tzinfo=UTC), "time zone"),
        (time(1, 2, 3, 4), "part of a second"),
        ("2026-10-03", "a str where a date or time belongs"),
        (3, "a int where a date or time belongs"),
    ],
)
def test_a_moment_that_access_cannot_keep_is_refused(value: datetime | time | str | int, words: str) -> None:
    with pytest.raises(ValueFault, match=words):
        days(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", b""),
        ("ab", b"a\0b\0"),
        ("abc", b"\xff\xfeabc"),
        ("Zoë", b"\xff\xfeZo\xeb"),
        ("aЖb", b"a\0\x16\x04b\0"),
        ("Łódź", "Łódź".encode("utf-16-le")),
        ("😀", b"\x3d\xd8\x00\xde"),
    ],
)
def test_a_text_of_three_and_more_western_characters_is_compressed(text: str, expected: bytes) -> None:
    assert text_encoder(4, compresses=True)(text) == expected


def test_a_text_is_not_compressed_where_the_column_does_not_compress() -> None:
    assert text_encoder(4, compresses=False)("abc") == b"a\0b\0c\0"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("abcde", "a text of 5 characters, and the column takes 4"),
        ("Жabcd", "a text of 5 characters, and the column takes 4"),
        ("😀😀a", "a text of 5 characters, and the column takes 4"),
        ("a\0b", "Access cannot keep"),
        ("\ufeffa", "Access cannot keep"),
        ("\ud800", "lone surrogate"),
        (7, "a int where a text belongs"),
        (date(2026, 1, 1), "a date where a text belongs"),
    ],
)
def test_a_text_that_the_column_cannot_keep_is_refused_and_never_cut(text: str | int | date, words: str) -> None:
    with pytest.raises(ValueFault, match=words):
        text_encoder(4, compresses=True)(text)


@given(TEXTS, st.booleans())
def test_every_text_comes_back_from_its_bytes(text: str, compresses: bool) -> None:
    assert text_from(text_encoder(255, compresses=compresses)(text)) == text


def test_a_compressed_text_may_change_to_two_bytes_a_character_and_back() -> None:
    assert text_from(b"\xff\xfeab\0\x16\x04\0c") == "abЖc"


def test_a_whole_number_stays_within_its_size() -> None:
    assert integer_encoder(4)(2_147_483_647) == 2_147_483_647
    assert integer_encoder(2)(-32_768) == -32_768
    with pytest.raises(ValueFault, match="outside -2,147,483,648 to 2,147,483,647"):
        integer_encoder(4)(2_147_483_648)
    with pytest.raises(ValueFault, match="outside -32,768 to 32,767"):
        integer_encoder(2)(32_768)


@pytest.mark.parametrize("value", ["1", True, date(2026, 1, 1)])
def test_what_is_no_whole_number_is_refused(value: str | bool | date) -> None:
    with pytest.raises(ValueFault, match="where a whole number belongs"):
        integer_encoder(4)(value)


def test_whole_numbers_are_read_with_their_sign() -> None:
    assert integer_from(b"\xfe\xff") == -2
    assert integer_from(b"\xff\xff\xff\x7f") == 2_147_483_647

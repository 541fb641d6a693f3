"""A day typed in three fields."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.pages.typed_days import DayTyped


@given(st.dates(date(1000, 1, 1), date(9999, 12, 31)))
def test_a_day_reads_back_from_its_fields(day: date) -> None:
    assert DayTyped.of(day).day == day


@given(st.text(), st.text(), st.text())
def test_no_text_whatever_is_more_than_no_day(day: str, month: str, year: str) -> None:
    assert isinstance(DayTyped(day, month, year).day, date | None)


def test_white_space_and_leading_noughts_are_no_hindrance() -> None:
    assert DayTyped(" 01", "4 ", "2026").day == date(2026, 4, 1)


@pytest.mark.parametrize(
    "typed",
    [
        ("31", "2", "2026"),
        ("0", "1", "2026"),
        ("1", "13", "2026"),
        ("1", "1", "0"),
        ("1", "1", "9" * 40),
        ("1", "1", "2_026"),
        ("+1", "1", "2026"),
        ("-1", "1", "2026"),
        ("٣", "1", "2026"),
        ("1.0", "1", "2026"),
        ("", "", ""),
    ],
)
def test_what_is_no_day_is_none(typed: tuple[str, str, str]) -> None:
    assert DayTyped(*typed).day is None

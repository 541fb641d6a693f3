"""Days, times and lengths as FHIR writes them and as the clinic does."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fhir.mapping.local_time import (
    date_time,
    day_and_time,
    day_of,
    instant,
    minutes_between,
    minutes_of,
    shown_by_clocks,
    whole_minutes,
)
from tests.fhir.mapping.core_values import days, times_of_day


def test_a_summer_morning_is_an_hour_ahead_of_utc() -> None:
    assert date_time(date(2026, 7, 1), time(9, 30)) == "2026-07-01T09:30:00+01:00"
    assert day_and_time("2026-07-01T08:30:00Z") == (date(2026, 7, 1), time(9, 30))


@given(days(), times_of_day())
def test_a_day_and_time_that_clocks_show_is_read_as_it_was_written(on: date, at: time) -> None:
    expected = at if shown_by_clocks(on, at) else None
    assert day_and_time(date_time(on, at)) == (on, expected)


@given(days(), times_of_day(), st.integers(1, 1_440))
def test_the_end_is_as_many_minutes_after_the_start_whatever_the_clocks_do(on: date, at: time, minutes: int) -> None:
    assert minutes_between(instant(on, at), instant(on, at, minutes)) == minutes


@pytest.mark.parametrize(
    ("on", "at", "shown"),
    [
        (date(2026, 3, 29), time(0, 59), True),
        (date(2026, 3, 29), time(1, 0), False),
        (date(2026, 3, 29), time(1, 59), False),
        (date(2026, 3, 29), time(2, 0), True),
        (date(2026, 10, 25), time(1, 30), True),
    ],
)
def test_the_hour_that_summer_time_skips_is_shown_by_no_clock(on: date, at: time, shown: bool) -> None:
    assert shown_by_clocks(on, at) is shown


def test_a_skipped_time_as_an_instant_is_as_long_after_the_last_one_shown() -> None:
    assert instant(date(2026, 3, 29), time(1, 30)) == "2026-03-29T02:30:00+01:00"


def test_a_time_of_before_standard_time_is_written_in_utc() -> None:
    assert instant(date(1800, 1, 1), time(10)) == "1800-01-01T10:01:15+00:00"


@pytest.mark.parametrize("text", [None, "", "2026", "2026-03", 7, "2026-03-02T09", {"start": "2026-03-02"}])
def test_what_is_less_than_a_day_is_no_day(text: object) -> None:
    assert day_of(text) is None


@pytest.mark.parametrize(
    "duration",
    [None, {}, {"value": 3}, {"value": 3, "unit": "months"}, {"value": 3, "unit": "min", "comparator": ">"}],
)
def test_a_length_that_is_not_in_a_known_unit_or_not_exact_is_none(duration: object) -> None:
    assert minutes_of(duration) is None


@pytest.mark.parametrize(
    ("minutes", "whole"),
    [(0, None), (-5, None), (0.1, 1), (1.4, 1), (44.5, 45), (1440, 1440), (1440.1, None), (1e308, None)],
)
def test_a_length_is_to_the_nearest_minute_and_at_most_a_day(minutes: float, whole: int | None) -> None:
    assert whole_minutes(minutes) == whole

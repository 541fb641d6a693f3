"""The windows of submission, against the published dates."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.csds.periods import (
    ReportingPeriod,
    Window,
    WindowState,
    is_working_day,
    open_windows,
    submission_window,
)

# NHS England, CSDS submission dates: the window of the primary of a month and the refresh of the month before it.
PUBLISHED = [
    ("2025-10", date(2025, 10, 15), date(2025, 11, 14)),
    ("2025-11", date(2025, 11, 17), date(2025, 12, 12)),
    ("2025-12", date(2025, 12, 15), date(2026, 1, 15)),
    ("2026-01", date(2026, 1, 16), date(2026, 2, 13)),
    ("2026-02", date(2026, 2, 16), date(2026, 3, 13)),
    ("2026-03", date(2026, 3, 16), date(2026, 4, 16)),
    ("2026-04", date(2026, 4, 17), date(2026, 5, 15)),
    ("2026-05", date(2026, 5, 18), date(2026, 6, 12)),
    ("2026-06", date(2026, 6, 15), date(2026, 7, 14)),
    ("2026-07", date(2026, 7, 15), date(2026, 8, 14)),
]


@pytest.mark.parametrize(("period", "opens", "closes"), PUBLISHED)
def test_the_primary_and_the_refresh_of_the_month_before_share_the_published_window(
    period: str, opens: date, closes: date
) -> None:
    month = ReportingPeriod.parse(period)
    primary = submission_window(month, Window.PRIMARY)
    refresh = submission_window(month.before, Window.REFRESH)
    assert (primary.opens, primary.closes) == (opens, closes)
    assert (refresh.opens, refresh.closes) == (opens, closes)


def test_a_window_is_to_come_open_and_closed_with_the_days_left_to_its_end() -> None:
    window = submission_window(ReportingPeriod(2026, 2), Window.PRIMARY)
    assert [(window.state(day), window.days_left(day)) for day in (date(2026, 3, 13), date(2026, 3, 14))] == [
        (WindowState.OPEN, 1),
        (WindowState.CLOSED, 0),
    ]
    assert window.state(date(2026, 2, 15)) is WindowState.TO_COME
    assert window.days_left(date(2026, 3, 12)) == 2


def test_on_a_day_one_primary_and_the_refresh_before_it_are_open() -> None:
    found = {(str(each.period), each.window) for each in open_windows(date(2026, 4, 10))}
    assert found == {("2026-03", Window.PRIMARY), ("2026-02", Window.REFRESH)}


def test_easter_and_the_first_of_january_are_no_working_days_in_england() -> None:
    assert [is_working_day(date(2026, 4, day)) for day in (2, 3, 6, 7)] == [True, False, False, True]
    assert not is_working_day(date(2026, 1, 1))
    # 2 January and St Andrew's Day are Scotland's.
    assert is_working_day(date(2026, 1, 2))
    assert is_working_day(date(2026, 11, 30))


@pytest.mark.parametrize("text", ["2026", "2026-13", "2026-1", "26-01", "2026-00", "October 2026", "٢٠٢٦-١٠", ""])
def test_what_is_no_month_is_refused_with_how_to_write_one(text: str) -> None:
    with pytest.raises(ValueError, match="such as 2026-10"):
        ReportingPeriod.parse(text)


@given(st.integers(2000, 2090), st.integers(1, 12))
def test_a_period_is_a_whole_month_and_follows_the_one_before(year: int, month: int) -> None:
    period = ReportingPeriod(year, month)
    assert ReportingPeriod.parse(str(period)) == period == period.next.before
    assert period.first.day == 1
    assert period.next.first.day == 1
    assert (period.next.first - period.last).days == 1
    assert period.first in period
    assert period.last in period
    assert period.next.first not in period


@given(st.dates(date(2023, 1, 1), date(2090, 1, 1)))
def test_every_day_but_those_between_two_windows_has_two_windows_open(day: date) -> None:
    found = open_windows(day)
    assert len(found) == 2 or (not found and not is_working_day(day))

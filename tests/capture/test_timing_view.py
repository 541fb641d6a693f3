"""How long recording takes: shares of enough recordings, and nothing of fewer."""

from datetime import UTC, datetime, timedelta

import pytest

from app.capture.timing_view import FEWEST_TOLD, TimingView, timing_view
from app.clinical.timing import InputMode, Timing

AT = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)


def taking(seconds: float, needs: int = 4, since_opened: float | None = None) -> Timing:
    """A recording that took so many seconds from the first touch, and from the page being given out."""
    opened = AT - timedelta(seconds=seconds if since_opened is None else since_opened)
    return Timing(opened, AT - timedelta(seconds=seconds), AT, needs - needs // 2, needs // 2, 3, InputMode.KEYBOARD)


def test_shares_of_ten_recordings() -> None:
    view = timing_view([taking(seconds) for seconds in (20, 30, 40, 50, 59, 60, 70, 80, 90, 100)])
    assert view == TimingView(10, 59.5, 50.0, 0.0, 4)


@pytest.mark.parametrize("count", [0, 1, FEWEST_TOLD - 1])
def test_nothing_is_told_of_fewer_than_ten(count: int) -> None:
    assert timing_view([taking(20)] * count) == TimingView(count, None, None, None, None)
    assert FEWEST_TOLD == 10


def test_too_quick_is_sooner_than_reading_its_needs_takes() -> None:
    # Ten needs take 13.5 seconds to read, at 1.35 each.
    quick, read, opened_long_ago = taking(13.4, 10), taking(13.5, 10), taking(5, 10, since_opened=60)
    view = timing_view([quick, quick, *[read] * 4, *[opened_long_ago] * 4])
    assert (view.too_quick, view.needs_at_the_median) == (20.0, 10)


def test_without_a_first_touch_the_time_is_from_when_the_page_was_given_out() -> None:
    untouched = Timing(AT - timedelta(seconds=90), None, AT, 0, 0, 0, InputMode.WITHOUT_SCRIPTS)
    assert timing_view([untouched] * 10).median_seconds == 90

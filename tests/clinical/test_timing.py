"""How long a recording took; seconds worked out by hand."""

from datetime import UTC, datetime, timedelta

import pytest

from app.clinical.timing import InputMode, Timing

STARTED = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def timing(
    first_input: float | None, submitted: float, *, added: int = 0, confirmed: int = 0, carried: int = 0
) -> Timing:
    """A recording whose first input and sending were so many seconds after the page was given out."""
    first_input_at = None if first_input is None else STARTED + timedelta(seconds=first_input)
    submitted_at = STARTED + timedelta(seconds=submitted)
    return Timing(STARTED, first_input_at, submitted_at, added, confirmed, carried, InputMode.KEYBOARD)


def test_the_time_taken_is_from_the_first_input_to_the_sending() -> None:
    assert timing(12.5, 40).taken == timedelta(seconds=27.5)


def test_without_a_first_input_it_is_from_the_page_being_given_out() -> None:
    assert timing(None, 40).taken == timedelta(seconds=40)


@pytest.mark.parametrize(
    ("seconds", "under"), [(0, True), (59.999, True), (60, False), (60.001, False), (3_600, False)]
)
def test_a_minute_is_not_under_a_minute(seconds: float, under: bool) -> None:
    assert timing(None, seconds).under_a_minute is under
    assert timing(100, 100 + seconds).under_a_minute is under


@pytest.mark.parametrize(
    ("needs", "seconds", "too_quick"),
    [
        (1, 1.349, True),
        (1, 1.35, False),
        (2, 2.699, True),
        (2, 2.7, False),
        (10, 13.499, True),
        (10, 13.5, False),
        (23, 31.049, True),
        (23, 31.05, False),
    ],
)
def test_less_than_1_35_seconds_for_each_need_is_too_quick_to_have_been_read(
    needs: int, seconds: float, too_quick: bool
) -> None:
    assert timing(None, seconds, added=needs).too_quick_to_have_been_read is too_quick
    assert timing(None, seconds, confirmed=needs).too_quick_to_have_been_read is too_quick
    assert timing(None, seconds, added=1, confirmed=needs - 1).too_quick_to_have_been_read is too_quick


def test_needs_only_carried_are_not_read() -> None:
    assert not timing(None, 1, carried=40).too_quick_to_have_been_read


def test_no_need_is_never_too_quick() -> None:
    assert not timing(None, 0).too_quick_to_have_been_read


def test_reading_begins_when_the_page_is_given_out_not_at_the_first_input() -> None:
    read_first = timing(30, 31, confirmed=10)
    assert read_first.taken == timedelta(seconds=1)
    assert not read_first.too_quick_to_have_been_read


def test_the_night_the_clocks_go_back_is_as_long_as_it_was() -> None:
    """At 01:00 UTC on 25 October 2026 London's clocks go from 02:00 back to 01:00."""
    before, after = datetime(2026, 10, 25, 0, 59, 40, tzinfo=UTC), datetime(2026, 10, 25, 1, 0, 20, tzinfo=UTC)
    assert Timing(before, before, after, 0, 0, 0, InputMode.TOUCH).taken == timedelta(seconds=40)

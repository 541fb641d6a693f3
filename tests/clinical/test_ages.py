"""Ages by the NHS CUI patient banner table, and clinical dates; all expected values by hand from the calendar."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinical.ages import (
    PartialDate,
    age_shown,
    clinical_date,
    completed_months,
    completed_years,
    london_date,
    long_date,
    parse_clinical_date,
)

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def test_a_school_child_is_shown_in_years_and_months() -> None:
    assert age_shown(date(2019, 3, 14), date(2026, 11, 24)) == "7y 8m"


@pytest.mark.parametrize(
    ("born", "at", "shown"),
    [
        (date(2026, 11, 24), date(2026, 11, 24), "0d"),
        (date(2026, 10, 28), date(2026, 11, 24), "27d"),
        (date(2026, 10, 27), date(2026, 11, 24), "4w 0d"),
        (date(2026, 10, 26), date(2026, 11, 24), "4w 1d"),
        (date(2025, 11, 25), date(2026, 11, 24), "52w 0d"),
        (date(2025, 11, 24), date(2026, 11, 24), "12m 0d"),
        (date(2025, 10, 16), date(2026, 11, 24), "13m 8d"),
        (date(2024, 11, 25), date(2026, 11, 24), "23m 30d"),
        (date(2024, 11, 24), date(2026, 11, 24), "2y 0m"),
        (date(2022, 10, 24), date(2026, 11, 24), "4y 1m"),
        (date(2008, 11, 25), date(2026, 11, 24), "17y 11m"),
        (date(2008, 11, 24), date(2026, 11, 24), "18y"),
        (date(2005, 1, 1), date(2026, 11, 24), "21y"),
        (date(2024, 1, 31), date(2025, 3, 1), "13m 0d"),
        (date(2024, 2, 29), date(2025, 2, 28), "52w 1d"),
        (date(2024, 2, 29), date(2025, 3, 1), "12m 0d"),
    ],
)
def test_the_units_change_as_the_banner_guide_says(born: date, at: date, shown: str) -> None:
    assert age_shown(born, at) == shown


def test_no_age_is_shown_before_birth() -> None:
    with pytest.raises(ValueError, match="before the date of birth"):
        age_shown(date(2026, 11, 25), date(2026, 11, 24))


@pytest.mark.parametrize(
    ("born", "at", "years"),
    [
        (date(2020, 2, 29), date(2021, 2, 28), 0),
        (date(2020, 2, 29), date(2021, 3, 1), 1),
        (date(2020, 2, 29), date(2024, 2, 28), 3),
        (date(2020, 2, 29), date(2024, 2, 29), 4),
        (date(2008, 11, 25), date(2026, 11, 24), 17),
        (date(2008, 11, 24), date(2026, 11, 24), 18),
    ],
)
def test_years_are_completed_on_the_birthday_and_leap_days_on_the_first_of_march(
    born: date, at: date, years: int
) -> None:
    assert completed_years(born, at) == years


@pytest.mark.parametrize(
    ("born", "at", "months"),
    [
        (date(2025, 1, 31), date(2025, 2, 28), 0),
        (date(2025, 1, 31), date(2025, 3, 1), 1),
        (date(2025, 12, 15), date(2026, 1, 14), 0),
        (date(2025, 12, 15), date(2026, 1, 15), 1),
        (date(2026, 1, 15), date(2025, 12, 15), -1),
        (date(2026, 1, 15), date(2026, 1, 14), -1),
    ],
)
def test_months_are_completed_on_the_day_of_birth(born: date, at: date, months: int) -> None:
    assert completed_months(born, at) == months


@given(DAYS, DAYS, DAYS)
def test_age_never_decreases(born: date, one: date, other: date) -> None:
    earlier, later = sorted((one, other))
    assert completed_months(born, earlier) <= completed_months(born, later)


@given(DAYS, DAYS)
def test_every_age_can_be_shown(one: date, other: date) -> None:
    born, at = sorted((one, other))
    assert "-" not in age_shown(born, at)


def test_a_clinical_date_is_londons_on_both_sides_of_midnight_in_summer_and_winter() -> None:
    assert london_date(datetime(2026, 7, 1, 22, 59, tzinfo=UTC)) == date(2026, 7, 1)
    assert london_date(datetime(2026, 7, 1, 23, 0, tzinfo=UTC)) == date(2026, 7, 2)
    assert london_date(datetime(2026, 1, 1, 23, 59, tzinfo=UTC)) == date(2026, 1, 1)


def test_the_day_follows_the_clock_at_both_changes() -> None:
    # Summer time began on 29 March 2026 and ended on 25 October 2026, each at 01:00 UTC.
    assert london_date(datetime(2026, 3, 28, 23, 30, tzinfo=UTC)) == date(2026, 3, 28)
    assert london_date(datetime(2026, 3, 29, 23, 30, tzinfo=UTC)) == date(2026, 3, 30)
    assert london_date(datetime(2026, 10, 24, 23, 30, tzinfo=UTC)) == date(2026, 10, 25)
    assert london_date(datetime(2026, 10, 25, 23, 30, tzinfo=UTC)) == date(2026, 10, 25)


def test_dates_are_written_short_on_screens_and_long_in_letters() -> None:
    assert clinical_date(date(2021, 2, 4)) == "04-Feb-2021"
    assert long_date(date(2021, 2, 4)) == "04 February 2021"


@pytest.mark.parametrize(
    "text",
    ["04-Feb-2021", "4/2/2021", "04.02.2021", "4 February 2021", "4 feb 2021", " 2021-02-04 ", "4-FEBR-2021"],
)
def test_a_date_is_read_as_a_clinic_types_it_day_first(text: str) -> None:
    assert parse_clinical_date(text) == date(2021, 2, 4)


@pytest.mark.parametrize(
    "text",
    ["", "4/2/21", "30-Feb-2021", "13/13/2021", "4-Foo-2021", "4-Fe-2021", "Feb 2021", "20210204", "2021-W05-4"],
)
def test_another_form_or_no_such_date_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(ValueError, match="There is no such date") as refused:
        parse_clinical_date(text)
    assert not text or text not in str(refused.value)


@given(DAYS)
def test_a_date_shown_is_a_date_that_can_be_typed(day: date) -> None:
    assert parse_clinical_date(clinical_date(day)) == day
    assert parse_clinical_date(long_date(day)) == day
    assert parse_clinical_date(day.isoformat()) == day


@pytest.mark.parametrize(
    ("text", "shown", "earliest"),
    [
        ("2021", "2021", date(2021, 1, 1)),
        ("2021-03", "Mar-2021", date(2021, 3, 1)),
        ("2021-03-04", "04-Mar-2021", date(2021, 3, 4)),
        (" 2024-02-29 ", "29-Feb-2024", date(2024, 2, 29)),
    ],
)
def test_a_partial_date_is_as_precise_as_it_was_given(text: str, shown: str, earliest: date) -> None:
    known = PartialDate.parse(text)
    assert known.shown() == shown
    assert known.earliest == earliest
    assert known.isoformat() == text.strip()


@pytest.mark.parametrize("text", ["", "21", "2021-3", "2021-03-04-05", "03-2021", "2021/03", "٢٠٢١", "2021-", "today"])
def test_another_form_of_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Type a year"):
        PartialDate.parse(text)


@pytest.mark.parametrize("text", ["2021-13", "2021-00", "2021-03-00", "2023-02-29", "0000"])
def test_a_date_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no such date"):
        PartialDate.parse(text)


def test_a_day_without_its_month_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="needs its month"):
        PartialDate(2021, None, 4)


@given(st.dates(date(1, 1, 1), date(9999, 12, 31)), st.sampled_from((4, 7, 10)))
def test_a_partial_date_survives_the_round_trip(day: date, precision: int) -> None:
    text = day.isoformat()[:precision]
    assert PartialDate.parse(text).isoformat() == text
    assert PartialDate.parse(PartialDate.parse(text).isoformat()) == PartialDate.parse(text)

"""Values of search parameters are read as FHIR R4 writes them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fhir.reading.written_values import (
    NotReadable,
    Range,
    alternatives,
    as_day,
    days,
    instants,
    plain,
    token,
)

NINE = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TICK = timedelta(microseconds=1)


def test_a_comma_parts_alternatives_and_an_escaped_one_does_not() -> None:
    assert alternatives(r"one,two\,three,\\,four") == ["one", r"two\,three", r"\\", "four"]
    assert [plain(each) for each in alternatives(r"two\,three,\\,\|\$\x")] == ["two,three", "\\", r"|$\x"]


@pytest.mark.parametrize(
    ("text", "system", "code"),
    [
        ("http://snomed.info/sct|84757009", "http://snomed.info/sct", "84757009"),
        ("84757009", None, "84757009"),
        ("|84757009", "", "84757009"),
        ("http://snomed.info/sct|", "http://snomed.info/sct", ""),
        (r"a\|b|c\,d", "a|b", "c,d"),
        ("a|b|c", "a", "b|c"),
        ("", None, ""),
    ],
)
def test_a_line_parts_the_system_from_the_code(text: str, system: str | None, code: str) -> None:
    assert token(text) == (system, code)


@given(st.lists(st.text(), min_size=1))
def test_what_is_escaped_is_read_as_it_was(values: list[str]) -> None:
    written = ",".join("".join(f"\\{each}" if each in "\\,|$" else each for each in value) for value in values)
    assert [plain(each) for each in alternatives(written)] == values


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-03-02", date(2026, 3, 2), date(2026, 3, 2)),
        ("eq2026-03", date(2026, 3, 1), date(2026, 3, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("ge2026-03", date(2026, 3, 1), None),
        ("gt2026-03", date(2026, 4, 1), None),
        ("sa2026-03", date(2026, 4, 1), None),
        ("le2026-03", None, date(2026, 3, 31)),
        ("lt2026-03", None, date(2026, 2, 28)),
        ("eb2026-03", None, date(2026, 2, 28)),
        # Half past midnight of the third, in British Summer Time.
        ("ge2026-07-02T23:30:00Z", date(2026, 7, 3), None),
        ("2026-03-02T09:30:00+00:00", date(2026, 3, 2), date(2026, 3, 2)),
        ("2026-03-02T09:30:00 00:00", date(2026, 3, 2), date(2026, 3, 2)),
        ("gt9999-12-31", date.max, date.min),
        ("lt0001", date.max, date.min),
    ],
)
def test_a_date_is_compared_by_the_days_it_means(text: str, start: date | None, end: date | None) -> None:
    assert days(text) == Range(start, end)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-03-02T09:30:00Z", NINE, NINE + timedelta(seconds=1) - TICK),
        ("2026-03-02T09:30Z", NINE, NINE + timedelta(minutes=1) - TICK),
        ("2026-03-02T09:30:00.000000Z", NINE, NINE),
        ("2026-03-02T09:30:00.000000999Z", NINE, NINE),
        ("gt2026-03-02T09:30:00.000000Z", NINE + TICK, None),
        ("gt2026-03-02T09:30:00Z", NINE + timedelta(seconds=1), None),
        ("ge2026-03-02T10:30:00.0+01:00", NINE, None),
        ("lt2026-03-02T09:30:00Z", None, NINE - TICK),
        ("le2026-03-02T09:30:00.5Z", None, NINE + timedelta(milliseconds=600) - TICK),
        ("2026-07", datetime(2026, 6, 30, 23, tzinfo=UTC), datetime(2026, 7, 31, 23, tzinfo=UTC) - TICK),
        ("ge2026-07-01T00:00", datetime(2026, 6, 30, 23, tzinfo=UTC), None),
    ],
)
def test_an_instant_is_as_long_as_it_is_precise(text: str, start: datetime | None, end: datetime | None) -> None:
    assert instants(text) == Range(start, end)


NO_DATES = (
    *"yesterday ne1999 ap1999 1999-13 1999-02-30 1999-3-2 1999-03-02T 1999-03-02T24:30 0000".split(),
    *"1999-03-02T09 GE1999".split(),
    *(
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:59-14:00",
        "1999-03-02T09:30:00.Z",
        "",
        " 1999",
        "1999\n",
        "２０２６",
        "99",
    ),
)


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_or_compared_otherwise_is_refused_without_being_repeated(text: str) -> None:
    for read in (days, instants):
        with pytest.raises(NotReadable) as refused:
            read(text)
        assert not text.strip() or text not in str(refused.value)


@given(st.dates(), st.sampled_from(["", "eq", "ge", "gt", "le", "lt", "sa", "eb"]), st.dates())
def test_a_day_fits_a_comparison_as_dates_compare(value: date, comparison: str, other: date) -> None:
    fits = {
        "ge": other >= value,
        "le": other <= value,
        "gt": other > value,
        "sa": other > value,
        "lt": other < value,
        "eb": other < value,
    }.get(comparison, other == value)
    found = days(f"{comparison}{value.isoformat()}")
    assert ((found.start is None or other >= found.start) and (found.end is None or other <= found.end)) is fits


def test_ranges_are_cut_to_what_is_within_both() -> None:
    march = Range(date(2026, 3, 1), date(2026, 3, 31))
    assert march.and_also(Range(date(2026, 3, 9), None)) == Range(date(2026, 3, 9), date(2026, 3, 31))
    assert march.and_also(Range(None, None)) == march


@pytest.mark.parametrize(
    ("text", "day"),
    [("ge2026-07-02T23:30:00Z", "ge2026-07-03"), ("2026-07", "2026-07"), ("2026-03-02T09:30Z", "2026-03-02")],
)
def test_a_time_of_day_is_told_as_the_day_it_counts_as(text: str, day: str) -> None:
    assert as_day(text) == day

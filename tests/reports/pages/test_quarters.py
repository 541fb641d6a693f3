"""A measure's row over time: every quarter in its place, hidden ones and those without a release too."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.pages.quarters import QUARTERS_SHOWN, days_of, in_shares, quarters_of
from app.reports.periods import Quarter
from tests.reports.pages.in_time import quarterly, row, table, timeline


def periods(tables: list[str], item: str = "") -> list[str]:
    return [each.period for each in quarters_of([table("needs", each, row("", 610, 1235)) for each in tables], item)]


def test_every_quarter_is_there_those_that_are_hidden_too() -> None:
    tables = [
        table("needs", f"2026-Q{at}", row("", counted, 1235)) for at, counted in enumerate((610, None, 0, "x"), 1)
    ]
    found = quarters_of(tables, "")
    assert [(each.words, each.label, each.released, each.numerator.text, each.gap) for each in found] == [
        ("January to March 2026", "2026 Q1", "2026-Q1", "610", ""),
        ("April to June 2026", "2026 Q2", "2026-Q2", "[c]", "hidden"),
        ("July to September 2026", "2026 Q3", "2026-Q3", "0", ""),
        ("October to December 2026", "2026 Q4", "2026-Q4", "[x]", "not available"),
    ]
    assert (found[0].share.text, found[0].interval) == ("49.4%", "46.6 to 52.2")


def test_a_quarter_without_a_release_has_its_place_and_says_so() -> None:
    tables = [table("needs", period, row("", 610, 1235)) for period in ("2025-Q3", "2026-Q1")]
    found = quarters_of(tables, "")
    assert [(each.label, each.released, each.gap) for each in found] == [
        ("2025 Q3", "2025-Q3", ""),
        ("2025 Q4", "", "not released"),
        ("2026 Q1", "2026-Q1", ""),
    ]
    missing = found[1]
    assert (missing.numerator.text, missing.denominator.text, missing.share.text) == ("[x]", "[x]", "[x]")


def test_a_row_that_a_release_has_not_is_not_released_and_another_by_a_part_is_not_it() -> None:
    (only,) = quarters_of([table("needs", "2026-Q1", row("", 610, part="1"), row("other", 5))], "")
    assert (only.released, only.row, only.gap) == ("2026-Q1", None, "not released")


def test_of_many_quarters_the_last_are_shown() -> None:
    assert periods(["2020-Q1", "2026-Q3"])[0] == "2024-Q4"
    assert len(periods(["2020-Q1", "2026-Q3"])) == QUARTERS_SHOWN == 8


@given(st.lists(st.integers(8080, 8110), min_size=1, max_size=9, unique=True))
def test_quarters_are_in_even_steps_whatever_was_released(numbers: list[int]) -> None:
    made = [str(Quarter(each // 4, each % 4 + 1)) for each in sorted(numbers)]
    found = quarters_of([table("needs", each, row("", 5)) for each in made], "")
    assert all(later.first.toordinal() == earlier.last.toordinal() + 1 for earlier, later in pairwise(found))
    assert found[-1].period == made[-1]
    assert {each.period for each in found if each.released} == set(made) & {each.period for each in found}


def test_figures_of_others_are_told_by_their_own_years_each_once_and_in_even_steps() -> None:
    years = (("2025-Q4", "202223", 700), ("2026-Q1", "202425", 737), ("2026-Q2", "202425", 738))
    tables = [table("plans", period, row("", counted), year=year) for period, year, counted in years]
    found = quarters_of(tables, "")
    assert [(each.words, each.released, each.numerator.text) for each in found] == [
        ("January 2023", "2025-Q4", "700"),
        ("January 2024", "", "[x]"),
        ("January 2025", "2026-Q2", "738"),
    ]
    calendar = [
        table("plans", period, row("", 5), year=year) for period, year in (("2025-Q4", "2022"), ("2026-Q1", "2024"))
    ]
    assert [each.label for each in quarters_of(calendar, "")] == ["2022", "2023", "2024"]


def test_years_of_two_kinds_have_nothing_between_them() -> None:
    tables = [table("plans", "2025-Q4", row("", 5), year="2021"), table("plans", "2026-Q1", row("", 5), year="202425")]
    assert [each.label for each in quarters_of(tables, "")] == ["2021", "January 2025"]


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("202425", date(2025, 1, 1), date(2025, 1, 31)),
        ("199900", date(2000, 1, 1), date(2000, 1, 31)),
    ],
)
def test_a_period_has_its_days(period: str, first: date, last: date) -> None:
    assert days_of(period) == (first, last)


def test_charts_have_shares_where_every_figure_that_is_shown_has_one() -> None:
    assert in_shares([quarterly(5, 20), quarterly(None, 20)])
    assert not in_shares([quarterly(5, 20), quarterly(5)])


def test_a_timeline_has_figures_of_others_once_and_begins_where_it_is_asked_to() -> None:
    made = timeline(
        [table("needs", period, row("", 5), year=year) for period, year in (("2025-Q4", "2024"), ("2026-Q1", "2024"))]
    )
    assert [each.period for each in made.each_once] == ["2026-Q1"]
    assert [each.period for each in made.since("2026-Q1").tables] == ["2026-Q1"]
    assert (made.named(""), made.named("condition")) == ("Children with a recorded need", "Health conditions")

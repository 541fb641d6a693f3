"""A measure over time: which rows are drawn, what their titles say, gaps and marks; from shown figures alone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.released.figure import HIDDEN_SHARE, Share
from app.reports.elsewhere.cards import EDUCATION_CARDS, PUBLISHED
from app.reports.measures import CARDS
from app.reports.pages.changed import changes_about
from app.reports.pages.chart import Chart, Mark
from app.reports.pages.course import OverTime, drawn_items, measure_over_time
from tests.reports.pages.in_time import ENOUGH, TOO_FEW, change, row, table, timeline

FROM, TO = "January to March 2026", "April to June 2026"


def needs(
    *counted: int | None, of: int = 1235, complete: Mapping[str, Share | None] | None = None, key: str = "needs"
) -> OverTime:
    """A measure of one row over the quarters of 2026."""
    tables = [table(key, f"2026-Q{at}", row("", each, of)) for at, each in enumerate(counted, 1)]
    return measure_over_time(timeline(tables, complete=complete))


def caseload(*counted: int | None) -> OverTime:
    tables = [table("caseload", f"2026-Q{at}", row("", each)) for at, each in enumerate(counted, 1)]
    return measure_over_time(timeline(tables))


def chart_of(told: OverTime) -> Chart:
    (course,) = told.courses
    return course.chart


def texts(chart: Chart) -> list[tuple[str, float | None, str]]:
    return [(bar.label, bar.value, bar.text) for bar in chart.bars]


class TestTitles:
    @pytest.mark.parametrize(
        ("counted", "change"),
        [((300, 610), "up"), ((610, 300), "down"), ((600, 610), "no clear change"), ((610, 610), "no clear change")],
    )
    def test_a_share_is_up_or_down_where_the_intervals_part(self, counted: tuple[int, int], change: str) -> None:
        assert chart_of(needs(*counted)).title == f"Children with a recorded need: {change} from {FROM} to {TO}"

    @pytest.mark.parametrize(
        ("counted", "change"),
        [
            ((100, 110), "up"),
            ((110, 100), "down"),
            ((100, 105), "about the same"),
            ((105, 100), "about the same"),
            ((100, 100), "about the same"),
            ((0, 5), "up"),
        ],
    )
    def test_a_number_is_up_or_down_where_rounding_cannot_make_it_so(
        self, counted: tuple[int, int], change: str
    ) -> None:
        assert chart_of(caseload(*counted)).title == f"Children on the caseload: {change} from {FROM} to {TO}"

    def test_of_a_latest_quarter_that_is_hidden_it_says_so_and_of_no_direction(self) -> None:
        assert chart_of(needs(300, None)).title == f"Children with a recorded need: hidden in {TO}"
        absent = [table("needs", "2026-Q1", row("", 610, 1235)), table("needs", "2026-Q2")]
        told = measure_over_time(timeline(absent))
        assert chart_of(told).title == f"Children with a recorded need: not released for {TO}"

    def test_it_compares_with_the_first_that_is_shown(self) -> None:
        title = chart_of(needs(None, 300, 610)).title
        assert title == "Children with a recorded need: up from April to June 2026 to July to September 2026"

    def test_of_one_that_is_shown_it_says_the_figure_alone(self) -> None:
        assert chart_of(needs(None, 610)).title == (
            f"Children with a recorded need: 610 of 1,235 (49.4%) in {TO}, the only one that is shown"
        )

    @pytest.mark.parametrize("low", ["2026-Q1", "2026-Q2"])
    def test_where_too_little_was_captured_both_figures_stand_without_a_direction_and_it_is_said_why(
        self, low: str
    ) -> None:
        told = needs(300, 610, complete={"2026-Q1": ENOUGH, "2026-Q2": ENOUGH, low: TOO_FEW})
        assert chart_of(told).title == f"Children with a recorded need: 24.3% in {FROM}, 49.4% in {TO}"
        assert any("fewer than 80% of contacts" in note and (FROM, TO)[low == "2026-Q2"] in note for note in told.notes)
        assert not any("fewer than 80%" in note for note in needs(300, 610).notes)

    def test_how_much_was_captured_is_itself_compared_whatever_it_is(self) -> None:
        told = needs(300, 610, complete={}, key="capture_completeness")
        assert ": up from" in chart_of(told).title

    @given(st.lists(st.sampled_from([None, 0, 5, 300, 610, 1235]), min_size=2, max_size=4))
    @settings(max_examples=40, deadline=None)
    def test_a_title_speaks_of_a_direction_only_where_the_latest_is_shown(self, counted: list[int | None]) -> None:
        for course in needs(*counted).courses:
            directed = any(f": {words} from" in course.chart.title for words in ("up", "down", "no clear change"))
            assert directed is (counted[-1] is not None and sum(each is not None for each in counted) > 1)


class TestColumns:
    def test_a_hidden_quarter_is_a_gap_at_its_place_with_the_word_and_no_length(self) -> None:
        assert texts(chart_of(needs(610, None, 615))) == [
            ("2026 Q1", 49.4, "49.4%"),
            ("2026 Q2", None, "hidden"),
            ("2026 Q3", 49.8, "49.8%"),
        ]

    def test_a_quarter_that_was_not_released_is_one_too_and_nobody_is_no_gap(self) -> None:
        tables = [table("caseload", f"2026-Q{at}", row("", counted)) for at, counted in ((1, 100), (3, 0))]
        assert texts(chart_of(measure_over_time(timeline(tables)))) == [
            ("2026 Q1", 100.0, "100"),
            ("2026 Q2", None, "not released"),
            ("2026 Q3", 0.0, "0"),
        ]

    def test_counts_are_drawn_as_counts(self) -> None:
        chart = chart_of(caseload(100, 1235))
        assert (chart.upright, chart.percent, chart.axis) == (True, False, "Children")
        assert texts(chart) == [("2026 Q1", 100.0, "100"), ("2026 Q2", 1235.0, "1,235")]

    @pytest.mark.parametrize("counted", [(), (610,), (None, None), (0, 0), (0, None)])
    def test_one_quarter_and_nothing_but_hidden_ones_and_nobody_are_no_course(
        self, counted: tuple[int | None, ...]
    ) -> None:
        told = needs(*counted) if counted else measure_over_time(timeline([], CARDS["needs"]))
        assert (told.courses, told.notes) == ((), ())

    def test_a_row_by_a_part_is_no_point_of_the_course(self) -> None:
        tables = [table("needs", f"2026-Q{at}", row("", 610, 1235, part="1")) for at in (1, 2)]
        assert measure_over_time(timeline(tables)).courses == ()

    def test_the_table_has_every_quarter_and_shares_where_there_are_any(self) -> None:
        (course,) = needs(610, None, 615).courses
        assert [each.numerator.text for each in course.quarters] == ["610", "[c]", "615"]
        assert course.among
        (counts,) = caseload(100, None).courses
        assert not counts.among

    def test_figures_of_others_are_told_by_their_own_years_and_their_exact_numbers_compared(self) -> None:
        card = EDUCATION_CARDS["ehc_plans_by_age_and_sex"]
        years = (("2025-Q4", "202425", 736), ("2026-Q1", "202526", 737), ("2026-Q2", "202526", 737))
        tables = [
            table(card.key, period, row("", counted), profile=PUBLISHED, year=year) for period, year, counted in years
        ]
        chart = chart_of(measure_over_time(timeline(tables, card, {})))
        assert [(bar.label, bar.text) for bar in chart.bars] == [("January 2025", "736"), ("January 2026", "737")]
        assert chart.title == f"{card.title}: up from January 2025 to January 2026"
        assert measure_over_time(timeline(tables[1:], card, {})).courses == ()


class TestRows:
    GROUPS = ("condition", "education", "nutrition", "service_criteria", "technology_dependency")

    def of(self, *quarters: tuple[int | None, ...]) -> OverTime:
        """Groups of needs over quarters: a number of each in each."""
        tables = [
            table(
                "needs_by_group",
                f"2026-Q{at}",
                *(row(group, each, 1235) for group, each in zip(self.GROUPS, counted, strict=False)),
            )
            for at, counted in enumerate(quarters, 1)
        ]
        return measure_over_time(timeline(tables))

    def test_those_with_the_most_by_the_last_figure_shown_are_drawn_and_it_is_said_so(self) -> None:
        told = self.of((900, 10, 20, 600, 0), (5, 200, 300, 400, 0))
        assert [course.name for course in told.courses] == ["Service criteria", "Nutrition and diet", "Education"]
        assert told.notes[0] == (
            "Drawn are the 3 rows with the most children, by the last figure of each that is shown, of 4 that show any."
        )
        assert not any("Drawn are" in note for note in self.of((900, 10), (5, 200)).notes)

    def test_one_that_is_hidden_now_has_its_course_with_the_gap(self) -> None:
        told = self.of((10, 20, 30, 600), (15, 25, 35, None))
        first = told.courses[0]
        assert first.name == "Service criteria"
        assert first.chart.title.endswith(f"hidden in {TO}")
        assert [(bar.value, bar.text) for bar in first.chart.bars] == [(48.6, "48.6%"), (None, "hidden")]
        assert "A quarter whose figure is not shown keeps its place, with the word why." in told.notes

    def test_the_order_of_rows_alike_hangs_on_nothing_but_their_codes(self) -> None:
        for order in (self.GROUPS, self.GROUPS[::-1]):
            tables = [table("needs_by_group", "2026-Q1", *(row(each, 5, 100) for each in order))]
            assert drawn_items(tables) == (self.GROUPS[:3], 5)

    def test_all_courses_of_a_measure_are_in_one_unit_and_say_no_direction_of_another(self) -> None:
        """Of one row a quarter's share is hidden, though its count is not."""
        shown = [row("condition", 300, 1235), row("education", 600, 1235)]
        hidden = [row("condition", 615, 1235), replace(row("education", 605, 1235), share=HIDDEN_SHARE)]
        tables = [table("needs_by_group", f"2026-Q{at}", *rows) for at, rows in ((1, shown), (2, hidden))]
        told = measure_over_time(timeline(tables))
        assert [texts(course.chart) for course in told.courses] == [
            [("2026 Q1", 300.0, "300"), ("2026 Q2", 615.0, "615")],
            [("2026 Q1", 600.0, "600"), ("2026 Q2", 605.0, "605")],
        ]
        assert [course.chart.title for course in told.courses] == [
            f"Health conditions: 300 in {FROM}, 615 in {TO}",
            f"Education: 600 in {FROM}, 605 in {TO}",
        ]


class TestMarks:
    def made(self, *days: date) -> tuple[tuple[Mark, ...], tuple[tuple[int, str], ...]]:
        tables = [table("needs", f"2026-Q{at}", row("", 610, 1235)) for at in (1, 2, 3)]
        changes = changes_about("needs", [change(day, what=f"C{day.month}", place=at) for at, day in enumerate(days)])
        (course,) = measure_over_time(timeline(tables), changes=changes).courses
        return course.chart.marks, course.marks

    def test_a_change_stands_at_the_quarter_in_which_it_began(self) -> None:
        for day, column in (
            (date(2026, 1, 1), 0),
            (date(2026, 3, 31), 0),
            (date(2026, 4, 1), 1),
            (date(2026, 9, 30), 2),
        ):
            assert self.made(day)[0] == (Mark(column, "1"),)

    def test_one_before_or_after_the_quarters_shown_has_no_mark_and_its_number_is_kept(self) -> None:
        marks, words = self.made(date(2025, 12, 31), date(2026, 5, 4), date(2026, 10, 1))
        assert marks == (Mark(1, "2"),)
        assert words == ((2, "C5, began 4 May 2026"),)

    def test_several_of_one_quarter_are_one_line_with_their_numbers(self) -> None:
        marks, words = self.made(date(2026, 4, 2), date(2026, 5, 4), date(2026, 6, 1), date(2026, 7, 1))
        assert marks == (Mark(1, "1–3"), Mark(2, "4"))
        assert [number for number, _ in words] == [1, 2, 3, 4]

    def test_of_years_of_others_it_stands_before_the_first_that_could_show_it(self) -> None:
        card = EDUCATION_CARDS["ehc_plans_by_age_and_sex"]
        tables = [
            table(card.key, period, row("", 700), profile=PUBLISHED, year=year)
            for period, year in (("2025-Q4", "202425"), ("2026-Q1", "202526"))
        ]
        told = measure_over_time(timeline(tables, card, {}), changes=((1, change(date(2025, 6, 1))),))
        assert chart_of(told).marks == (Mark(1, "1"),)

"""What a page says and draws of a measure: its finding, its rows, its chart, its course; from shown figures alone."""

from decimal import Decimal

import pytest

from app.released.figure import HIDDEN, HIDDEN_SHARE, NOT_APPLICABLE, ZERO, Figure, Standing
from app.released.table import Comparison, ReleasedRow, ReleasedTable, TableKey
from app.reports.card import Breakdown
from app.reports.comparing import share_of, shown_share
from app.reports.measures import CARDS
from app.reports.pages.dashboard import MOST_BARS, Beside, over_time, section, shares_of
from app.reports.pages.wording import Wording
from tests.reports import kept

WORDING = Wording(kept.shipped()[1], lambda _, code: code, {})


def number(value: int | None) -> Figure:
    return HIDDEN if value is None else ZERO if value == 0 else Figure(Standing.ROUNDED, value)


def row(item: str, counted: int | None, of: int | None = 1235, part: str = "") -> ReleasedRow:
    return ReleasedRow("ZE901", item, part, number(counted), number(of), shown_share(number(counted), number(of)))


def count(item: str, counted: int | None, part: str = "") -> ReleasedRow:
    return ReleasedRow(
        "ZE901", item, part, number(counted), NOT_APPLICABLE, shown_share(number(counted), NOT_APPLICABLE)
    )


def table(key: str, *rows: ReleasedRow, by: str = "none", period: str = "2026-Q3") -> ReleasedTable:
    return ReleasedTable(TableKey(key, "local_authority", by), period, "nhs-5-5", rows)


class TestFindings:
    @pytest.mark.parametrize(
        ("key", "rows", "finding"),
        [
            ("caseload", (), "nothing recorded"),
            ("caseload", (count("", 1235),), "1,235"),
            ("caseload", (count("", None),), "all figures are zero or hidden"),
            ("caseload", (count("", 0),), "all figures are zero or hidden"),
            ("needs", (row("", 610),), "610 of 1,235 (49.4%)"),
            (
                "needs_by_group",
                (row("condition", 45), row("education", 610), row("nutrition", None)),
                "most often education, 610 of 1,235 (49.4%)",
            ),
            ("needs_by_group", (row("condition", None), row("education", 0)), "all figures are zero or hidden"),
        ],
    )
    def test_a_finding_says_the_figures_that_are_shown(
        self, key: str, rows: tuple[ReleasedRow, ...], finding: str
    ) -> None:
        made = section(CARDS[key], table(key, *rows), WORDING)
        assert made.finding == f"{CARDS[key].title}: {finding}"

    def test_an_abbreviation_stays_as_it_is_within_a_finding(self) -> None:
        made = section(CARDS["gmfcs"], table("gmfcs", row("I", 610), row("II", 45)), WORDING)
        assert "most often GMFCS level I, 610" in made.finding


class TestCharts:
    def test_only_what_is_shown_and_more_than_zero_has_a_bar(self) -> None:
        rows = (row("condition", 45), row("education", None), row("nutrition", 0), row("service_criteria", 610))
        chart = section(CARDS["needs_by_group"], table("needs_by_group", *rows), WORDING).chart
        assert chart is not None
        assert [(bar.label, bar.text) for bar in chart.bars] == [
            (WORDING.item("needs_by_group", "service_criteria"), "49.4%"),
            ("Health conditions", "3.6%"),
        ]
        assert chart.title.startswith("Children by group of need: most often")

    @pytest.mark.parametrize("rows", [(), (row("condition", 45),), (row("condition", None), row("education", 10))])
    def test_fewer_than_two_bars_are_no_chart(self, rows: tuple[ReleasedRow, ...]) -> None:
        assert section(CARDS["needs_by_group"], table("needs_by_group", *rows), WORDING).chart is None

    def test_of_many_rows_the_most_frequent_are_drawn(self) -> None:
        concepts = list(kept.shipped()[1].group_of)[:30]
        rows = [row(str(concept), 5 * place) for place, concept in enumerate(concepts, 1)]
        made = section(CARDS["needs_by_concept"], table("needs_by_concept", *rows), WORDING)
        assert made.chart is not None
        assert len(made.chart.bars) == MOST_BARS
        assert [bar.value for bar in made.chart.bars] == sorted((bar.value for bar in made.chart.bars), reverse=True)
        assert made.chart.bars[0].text == "12.1%"
        assert len(made.lines) == len(rows)

    def test_bands_stay_in_their_order(self) -> None:
        rows = (row("seen:under-6", 45), row("seen:6-11", 610), row("seen:12-17", 100))
        chart = section(CARDS["wait_first_contact"], table("wait_first_contact", *rows), WORDING).chart
        assert chart is not None
        assert [bar.text for bar in chart.bars] == ["3.6%", "49.4%", "8.1%"]

    def test_by_a_breakdown_the_parts_of_the_most_frequent_row_are_drawn_in_order(self) -> None:
        rows = (
            row("condition", 10, part="2"),
            row("education", 610, part="unknown"),
            row("education", 100, part="1"),
            row("condition", 20, part="1"),
        )
        made = section(CARDS["needs_by_group"], table("needs_by_group", *rows, by="sex"), WORDING)
        assert made.breakdown is Breakdown.SEX
        assert [line.part for line in made.lines] == ["Male", "Male", "Female", "Not known"]
        assert made.chart is not None
        assert [bar.label for bar in made.chart.bars] == ["Education, Male", "Education, Not known"]

    def test_the_axis_says_of_whom_the_share_is(self) -> None:
        rows = (row("condition", 45), row("education", 10))
        chart = section(CARDS["needs_by_group"], table("needs_by_group", *rows), WORDING).chart
        assert chart is not None
        assert chart.axis == "% of those asked"


class TestBeside:
    def made(self, complete: Decimal) -> list[str]:
        rows = (row("condition", 610), row("education", 45), row("nutrition", None))
        england = table("needs_by_group", row("condition", 1000, 4320), row("education", 500, 4320))
        completeness = {"ZE901": share_of(int(complete), 100)}
        beside = Beside(shares_of(england), completeness)
        return [line.compared for line in section(CARDS["needs_by_group"], table("n", *rows), WORDING, beside).lines]

    def test_needs_are_higher_or_lower_and_never_better_or_worse(self) -> None:
        assert self.made(Decimal(95)) == ["Higher", "Lower", ""]

    def test_nothing_is_compared_below_four_fifths_of_capture(self) -> None:
        assert self.made(Decimal(79)) == ["", "", ""]
        assert self.made(Decimal(80)) == ["Higher", "Lower", ""]

    def test_a_comparison_stands_in_words_at_its_bar(self) -> None:
        england = table("needs_by_group", row("condition", 1000, 4320), row("education", 500, 4320))
        beside = Beside(shares_of(england), {"ZE901": share_of(95, 100)})
        rows = (row("condition", 610), row("education", 45))
        made = section(CARDS["needs_by_group"], table("needs_by_group", *rows), WORDING, beside)
        assert made.compares
        assert made.chart is not None
        assert [(bar.text, bar.tone) for bar in made.chart.bars] == [
            ("49.4%, higher", Comparison.HIGHER.value),
            ("3.6%, lower", Comparison.LOWER.value),
        ]


class TestLines:
    def test_an_interval_stands_where_there_is_a_share(self) -> None:
        shown, hidden = section(
            CARDS["needs_by_group"], table("n", row("condition", 610), row("education", None)), WORDING
        ).lines
        assert shown.interval == "46.6 to 52.2"
        assert (hidden.interval, hidden.row.share) == ("", HIDDEN_SHARE)

    def test_a_measure_of_counts_has_no_shares(self) -> None:
        assert not section(CARDS["caseload"], table("caseload", count("", 1235)), WORDING).shares
        assert section(CARDS["needs"], table("needs", row("", None)), WORDING).shares


class TestOverTime:
    def course(self, *counted: int | None, of: int = 1235) -> object:
        tables = [
            table("needs", row("", each, of), period=f"2026-Q{quarter}") for quarter, each in enumerate(counted, 1)
        ]
        return over_time(CARDS["needs"], tables, "", WORDING)

    @pytest.mark.parametrize(
        ("counted", "change"),
        [((300, 610), "up"), ((610, 300), "down"), ((600, 610), "no clear change"), ((610, 610), "no clear change")],
    )
    def test_a_change_is_one_where_the_intervals_part(self, counted: tuple[int, int], change: str) -> None:
        chart = self.course(*counted)
        title = f"Children with a recorded need: {change} from January to March 2026 to April to June 2026"
        assert getattr(chart, "title", None) == title

    def test_a_quarter_that_is_hidden_is_left_out_and_not_drawn_as_zero(self) -> None:
        chart = self.course(610, None, 615)
        assert [bar.label for bar in getattr(chart, "bars", ())] == ["2026 Q1", "2026 Q3"]

    @pytest.mark.parametrize("counted", [(), (610,), (None, 610), (None, None)])
    def test_fewer_than_two_quarters_are_no_course(self, counted: tuple[int | None, ...]) -> None:
        assert self.course(*counted) is None

    def test_counts_are_drawn_as_counts(self) -> None:
        tables = [table("caseload", count("", each), period=f"2026-Q{at}") for at, each in ((1, 100), (2, 1235))]
        chart = over_time(CARDS["caseload"], tables, "", WORDING)
        assert chart is not None
        assert chart.upright
        assert [(bar.value, bar.text) for bar in chart.bars] == [(100.0, "100"), (1235.0, "1,235")]
        assert ": up from" in chart.title

    def test_a_row_by_a_part_is_no_point_of_the_course(self) -> None:
        tables = [table("needs", row("", 610, part="1"), period=f"2026-Q{quarter}") for quarter in (1, 2)]
        assert over_time(CARDS["needs"], tables, "", WORDING) is None

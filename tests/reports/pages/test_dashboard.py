"""What a page says and draws of a measure: its finding, its rows, its chart; from shown figures alone."""

from decimal import Decimal

import pytest

from app.released.figure import HIDDEN, HIDDEN_SHARE, NO_SHARE, NOT_APPLICABLE, ZERO, Figure, Standing
from app.released.table import Comparison, ReleasedRow, ReleasedTable, TableKey
from app.reports.card import Breakdown
from app.reports.comparing import share_of, shown_share
from app.reports.measures import CARDS
from app.reports.pages.bars import MOST_BARS
from app.reports.pages.dashboard import Beside, section, shares_of
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
            ("caseload", (count("", None),), "hidden, so that no child can be worked out"),
            ("caseload", (count("", 0),), "none"),
            ("needs", (row("", 0, 50),), "none of 50"),
            ("needs", (row("", 610),), "610 of 1,235 (49.4%)"),
            (
                "needs_by_group",
                (row("condition", 45), row("education", 610), row("nutrition", 100)),
                "most often education, 610 of 1,235 (49.4%)",
            ),
            (
                "needs_by_group",
                (row("condition", None), row("education", 0, 50)),
                "none of 50 in 1 of 2 rows, the others hidden, so that no child can be worked out",
            ),
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
        (chart,) = section(CARDS["needs_by_group"], table("needs_by_group", *rows), WORDING).charts
        assert [(bar.label, bar.text) for bar in chart.bars] == [
            (WORDING.item("needs_by_group", "service_criteria"), "49.4%"),
            ("Health conditions", "3.6%"),
        ]
        assert chart.title.startswith("Children by group of need: of the figures shown, most are")
        assert chart.axis == "% of those asked; 1 hidden row is not drawn"

    def test_what_is_only_reported_or_suspected_is_drawn_after_what_is_sure(self) -> None:
        rows = (row("condition.reported", 610), row("condition", 45), row("condition.suspected", 700))
        (chart,) = section(CARDS["needs_by_group"], table("needs_by_group", *rows), WORDING).charts
        assert [bar.text for bar in chart.bars] == ["3.6%", "49.4%", "56.7%"]

    def test_of_rows_in_order_one_that_is_hidden_or_zero_is_drawn_with_no_length(self) -> None:
        rows = (row("seen:6-11", None), row("waiting:under-6", 0), row("seen:under-6", 610))
        (chart,) = section(CARDS["wait_first_contact"], table("wait_first_contact", *rows), WORDING).charts
        assert [(bar.text, bar.value) for bar in chart.bars] == [("49.4%", 49.4), ("[c]", 0.0), ("0.0%", 0.0)]

    def test_by_a_breakdown_a_hidden_part_is_drawn_with_no_length(self) -> None:
        rows = (row("education", None, part="2"), row("education", 610, part="1"), row("condition", 45, part="2"))
        (chart,) = section(CARDS["needs_by_group"], table("needs_by_group", *rows, by="sex"), WORDING).charts
        assert [(bar.label, bar.text) for bar in chart.bars] == [
            ("Education, Male", "49.4%"),
            ("Education, Female", "[c]"),
        ]

    def test_each_letter_of_the_scale_has_a_chart_and_a_finding_of_its_own(self) -> None:
        rows = (
            *(row("F:0", 35, 45), row("F:1", 10, 45), row("R:0", None, 45), row("R:1", None, 45)),
            *(row("C:3-4", 15, 35), row("C:1", 5, 35), row("C:2", None, 35)),
        )
        made = section(CARDS["complexity"], table("complexity", *rows), WORDING)
        assert made.finding == (
            "Disabilities Complexity Scale: for C, of the figures shown, most are 3 to 4, 15 of 35 (42.9%); for F, "
            "most often none, 35 of 45 (77.8%); for R, hidden, so that no child can be worked out"
        )
        assert [chart.title for chart in made.charts] == [
            f"{made.card.title}, C, health conditions: of the figures shown, most are 3 to 4, 15 of 35 (42.9%)",
            f"{made.card.title}, F, family-reported issues: most often none, 35 of 45 (77.8%)",
        ]
        assert [(bar.label, bar.text) for bar in made.charts[0].bars] == [
            ("1", "14.3%"),
            ("2", "[c]"),
            ("3 to 4", "42.9%"),
        ]

    def test_of_many_levels_and_letters_those_that_show_a_number_are_told_of(self) -> None:
        hidden = [row(f"{level}/{letter}:0", None) for level in ("I", "II") for letter in "CTF"]
        made = section(CARDS["complexity_by_gmfcs"], table("complexity_by_gmfcs", *hidden), WORDING)
        assert made.finding.endswith(": hidden, so that no child can be worked out")
        some = section(CARDS["complexity_by_gmfcs"], table("complexity_by_gmfcs", *hidden, row("II/R:1", 610)), WORDING)
        assert some.finding.endswith(": for II R, 610 of 1,235 (49.4%)")

    def test_contacts_and_children_in_school_time_are_two_findings_and_never_one_ranking(self) -> None:
        rows = (row("children", 5, 15), row("contacts", 5, 20))
        made = section(CARDS["school_time"], table("school_time", *rows), WORDING)
        assert made.finding.endswith(": contacts in school time 5 of 20 (25.0%); children with any 5 of 15 (33.3%)")
        assert made.charts == ()
        same = section(CARDS["school_time"], table("school_time", row("contacts", 5, 15), rows[0]), WORDING)
        assert same.finding.endswith(": contacts in school time 5 of 15 (33.3%); children with any 5 of 15 (33.3%)")
        alone = section(CARDS["school_time"], table("school_time", rows[0]), WORDING)
        assert alone.finding.endswith(": children with any 5 of 15 (33.3%)")

    @pytest.mark.parametrize("rows", [(), (row("condition", 45),), (row("condition", None), row("education", 10))])
    def test_fewer_than_two_bars_are_no_chart(self, rows: tuple[ReleasedRow, ...]) -> None:
        assert section(CARDS["needs_by_group"], table("needs_by_group", *rows), WORDING).charts == ()

    def test_of_many_rows_the_most_frequent_are_drawn(self) -> None:
        concepts = list(kept.shipped()[1].group_of)[:30]
        rows = [row(str(concept), 5 * place) for place, concept in enumerate(concepts, 1)]
        made = section(CARDS["needs_by_concept"], table("needs_by_concept", *rows), WORDING)
        assert len(made.charts[0].bars) == MOST_BARS
        values = [bar.value or 0 for bar in made.charts[0].bars]
        assert values == sorted(values, reverse=True)
        assert made.charts[0].bars[0].text == "12.1%"
        assert len(made.lines) == len(rows)

    def test_bands_stay_in_their_order(self) -> None:
        rows = (row("seen:under-6", 45), row("seen:6-11", 610), row("seen:12-17", 100))
        (chart,) = section(CARDS["wait_first_contact"], table("wait_first_contact", *rows), WORDING).charts
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
        assert [bar.label for bar in made.charts[0].bars] == ["Education, Male", "Education, Not known"]

    def test_the_axis_says_of_whom_the_share_is(self) -> None:
        rows = (row("condition", 45), row("education", 10))
        (chart,) = section(CARDS["needs_by_group"], table("needs_by_group", *rows), WORDING).charts
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
        assert [(bar.text, bar.tone) for bar in made.charts[0].bars] == [
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

    def test_plans_that_are_all_of_themselves_have_no_shares(self) -> None:
        whole = ReleasedRow("ZE901", "", "", number(2311), number(2311), NO_SHARE)
        assert not section(CARDS["needs"], table("needs", whole), WORDING).shares

    def test_a_measure_tells_something_where_a_number_is_shown(self) -> None:
        assert section(CARDS["needs"], table("needs", row("", 0)), WORDING).tells
        assert not section(CARDS["needs"], table("needs", row("", None)), WORDING).tells

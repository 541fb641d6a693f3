"""Rates of released figures per 10,000 residents, and areas taken together: from what is shown, and nothing else."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from app.released.figure import HIDDEN, NOT_APPLICABLE, UNAVAILABLE, ZERO, Figure, Share, Standing
from app.released.table import Comparison, ReleasedRow, ReleasedTable, TableKey
from app.reports.comparing import shown_share
from app.reports.rates import NO_RATE, PER, Rate, compare_rates, rate_of, together

GROUP = "neighbours"


def figure(number: int | None, standing: Standing = Standing.ROUNDED) -> Figure:
    return HIDDEN if number is None else Figure(standing, number) if number else ZERO


def row(counted: Figure, of: Figure, item: str = "autism", share: Share | None = None) -> ReleasedRow:
    return ReleasedRow("any", item, "", counted, of, share or shown_share(counted, of))


def table(*rows: ReleasedRow) -> ReleasedTable:
    return ReleasedTable(TableKey("needs_by_group", "local_authority", "none"), "2026-Q3", "nhs-5-5", rows)


def test_fifty_among_ten_thousand_have_byars_interval() -> None:
    """By the formula, with z = 1.959964: 50(1 - 1/450 - z/(3 sqrt 50))^3 and 51(1 - 1/459 + z/(3 sqrt 51))^3."""
    z = 1.959963984540054
    lower = 50 * (1 - 1 / 450 - z / (3 * 50**0.5)) ** 3
    upper = 51 * (1 - 1 / 459 + z / (3 * 51**0.5)) ** 3
    made = rate_of(figure(50), Decimal(10_000))
    assert (made.text, made.interval) == ("50.0", f"{lower:.1f} to {upper:.1f}")
    assert made.interval == "37.1 to 65.9"


def test_fewer_than_ten_have_the_exact_interval() -> None:
    made = rate_of(figure(5), Decimal(10_000))
    lower, upper = chi2.ppf(0.025, 10) / 2, chi2.ppf(0.975, 12) / 2
    assert (made.value, made.interval) == (Decimal("5.0"), f"{lower:.1f} to {upper:.1f}")


def test_none_among_many_has_an_upper_end() -> None:
    made = rate_of(ZERO, Decimal(10_000))
    assert (made.text, made.interval) == ("0.0", "0.0 to 3.7")


@pytest.mark.parametrize("counted", [HIDDEN, UNAVAILABLE, NOT_APPLICABLE])
def test_a_figure_that_is_not_shown_has_no_rate_and_says_why(counted: Figure) -> None:
    made = rate_of(counted, Decimal(42_000))
    assert (made.standing, made.value, made.interval, made.text) == (counted.standing, None, "", counted.text)


@pytest.mark.parametrize("residents", [None, Decimal(0), Decimal(-1)])
def test_where_nobody_is_known_to_live_there_is_no_rate(residents: Decimal | None) -> None:
    assert rate_of(figure(50), residents) == NO_RATE


@given(st.integers(0, 100_000), st.integers(1, 10_000_000))
def test_a_rate_lies_within_its_interval(counted: int, residents: int) -> None:
    made = rate_of(figure(counted), Decimal(residents))
    assert made.value is not None
    assert made.lower is not None
    assert made.upper is not None
    assert made.lower <= made.value <= made.upper
    assert abs(made.value - Decimal(counted) * PER / residents) <= Decimal("0.05")


class TestComparing:
    def rate(self, value: str, lower: str = "0", upper: str = "0") -> Rate:
        return Rate(Standing.ROUNDED, Decimal(value), Decimal(lower), Decimal(upper))

    @pytest.mark.parametrize(
        ("other", "stands"),
        [("9.9", "higher"), ("10.0", "similar"), ("14.0", "similar"), ("20.0", "similar"), ("20.1", "lower")],
    )
    def test_a_rate_differs_where_its_interval_leaves_the_other_out(self, other: str, stands: str) -> None:
        assert compare_rates(self.rate("14", "10", "20"), self.rate(other)).value == stands

    def test_without_a_rate_there_is_nothing_to_compare(self) -> None:
        own = self.rate("14", "10", "20")
        for one, other in ((own, None), (own, NO_RATE), (NO_RATE, own), (rate_of(HIDDEN, Decimal(9)), own)):
            assert compare_rates(one, other) is Comparison.NOT_COMPARED


class TestTogether:
    def made(self, *rows: ReleasedRow) -> ReleasedRow:
        (whole,) = together([table(each) for each in rows], GROUP).rows
        return whole

    def test_shown_figures_are_summed_and_the_share_is_of_the_sums(self) -> None:
        whole = self.made(row(figure(100), figure(1000)), row(figure(50), figure(500)))
        assert (whole.area, whole.numerator, whole.denominator) == (GROUP, figure(150), figure(1500))
        assert whole.share.text == "10.0%"

    @pytest.mark.parametrize("none", [HIDDEN, UNAVAILABLE])
    def test_an_area_is_left_out_of_a_row_in_which_anything_of_it_is_not_shown(self, none: Figure) -> None:
        for other in (row(none, figure(500)), row(figure(50), none), row(none, none)):
            whole = self.made(row(figure(100), figure(1000)), other)
            assert (whole.numerator.number, whole.denominator.number) == (100, 1000)

    def test_where_no_area_shows_its_own_nothing_is_shown(self) -> None:
        hidden = self.made(row(HIDDEN, figure(500)), row(HIDDEN, HIDDEN))
        assert (hidden.numerator, hidden.denominator, hidden.share.text) == (HIDDEN, HIDDEN, "[c]")
        assert self.made(row(UNAVAILABLE, figure(500))).numerator == UNAVAILABLE

    def test_a_percentage_that_is_not_of_its_counts_is_not_put_together(self) -> None:
        alone = row(figure(50), figure(100), share=Share(Standing.EXACT, Decimal("61.0")))
        assert self.made(row(figure(100), figure(1000)), alone).denominator.number == 1000

    def test_counts_without_a_denominator_are_summed_as_counts(self) -> None:
        whole = self.made(row(figure(100), NOT_APPLICABLE), row(figure(50), NOT_APPLICABLE))
        assert (whole.numerator.number, whole.denominator, whole.share.text) == (150, NOT_APPLICABLE, "[z]")

    def test_exact_figures_stay_exact_and_rounded_ones_make_the_sum_rounded(self) -> None:
        exact = row(figure(7, Standing.EXACT), figure(70, Standing.EXACT))
        assert self.made(exact, row(ZERO, figure(30, Standing.EXACT))).numerator.standing is Standing.EXACT
        assert self.made(exact, row(figure(5), figure(50))).numerator.standing is Standing.ROUNDED

    def test_rows_are_put_together_by_item_and_part(self) -> None:
        one = table(row(figure(10), figure(100), "a"), row(figure(20), figure(100), "b"))
        other = table(row(figure(30), figure(100), "b"))
        whole = together([one, other], GROUP)
        assert [(each.item, each.numerator.number) for each in whole.rows] == [("a", 10), ("b", 50)]

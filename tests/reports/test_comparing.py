"""Intervals against SciPy and mpmath, a published worked value, and how areas stand beside a benchmark."""

import math
from decimal import Decimal

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest, chi2

from app.released.figure import HIDDEN, HIDDEN_SHARE, NO_SHARE, NOT_APPLICABLE, ZERO, Figure, Share, Standing
from app.released.table import Comparison, ReleasedRow, ReleasedTable, TableKey
from app.reports.card import Direction
from app.reports.comparing import byar, compare, compared, exact, rate, share_of, shown_share, wilson


def percent(value: str) -> Share:
    return Share(Standing.ROUNDED, Decimal(value), Decimal(value), Decimal(value))


def test_autism_in_sunderland_is_higher_than_in_england() -> None:
    """Plans by primary need, January 2025 (Department for Education): 1,009 of 3,000, England 31.5 %."""
    share = share_of(1009, 3000)
    assert (share.percent, share.lower, share.upper) == (Decimal("33.6"), Decimal("32.0"), Decimal("35.3"))
    assert compare(share, percent("31.5")) is Comparison.HIGHER


@given(st.integers(1, 100_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_wilson_is_that_of_scipy(counts: tuple[int, int]) -> None:
    theirs = binomtest(*counts).proportion_ci(0.95, method="wilson")
    assert wilson(*counts) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


@pytest.mark.parametrize("counted", range(10))
def test_the_exact_interval_is_that_of_the_chi_squared_distribution(counted: int) -> None:
    lower = chi2.ppf(0.025, 2 * counted) / 2 if counted else 0.0
    assert exact(counted) == pytest.approx((lower, chi2.ppf(0.975, 2 * counted + 2) / 2), abs=1e-9)


@pytest.mark.parametrize("counted", range(10))
def test_the_exact_interval_leaves_a_fortieth_at_either_end(counted: int) -> None:
    with mpmath.workdps(40):
        lower, upper = exact(counted)
        assert abs(mpmath.gammainc(counted + 1, upper, regularized=True) - mpmath.mpf("0.025")) < 1e-9
        assert counted == 0 or abs(mpmath.gammainc(counted, 0, lower, regularized=True) - mpmath.mpf("0.025")) < 1e-9


@given(st.integers(10, 1_000_000))
def test_byar_is_its_formula_in_forty_digits(counted: int) -> None:
    with mpmath.workdps(40):
        z, x, above = mpmath.sqrt(2) * mpmath.erfinv(mpmath.mpf("0.95")), mpmath.mpf(counted), mpmath.mpf(counted + 1)
        lower = x * (1 - 1 / (9 * x) - z / (3 * mpmath.sqrt(x))) ** 3
        upper = above * (1 - 1 / (9 * above) + z / (3 * mpmath.sqrt(above))) ** 3
        assert byar(counted) == pytest.approx((float(lower), float(upper)), rel=1e-12)


def test_a_rate_is_exact_under_ten_and_byars_from_ten() -> None:
    assert rate(9, 1000) == pytest.approx((9, *exact(9)))
    assert rate(10, 1000) == pytest.approx((10, *byar(10)))
    assert rate(50, 2500, per=100)[0] == 2


@pytest.mark.parametrize(("counted", "of"), [(1, 0), (-1, 5), (6, 5)])
def test_what_is_no_proportion_is_refused(counted: int, of: int) -> None:
    with pytest.raises(ValueError, match="no proportion"):
        wilson(counted, of)


@pytest.mark.parametrize(("counted", "population"), [(-1, 5), (1, 0), (1, math.nan)])
def test_what_is_no_rate_is_refused(counted: int, population: float) -> None:
    with pytest.raises(ValueError, match="no rate"):
        rate(counted, population)


def test_percentages_are_rounded_half_up() -> None:
    assert share_of(5, 80).percent == Decimal("6.3")


@pytest.mark.parametrize(
    ("numerator", "denominator", "share"),
    [
        (HIDDEN, Figure(Standing.ROUNDED, 10), HIDDEN_SHARE),
        (Figure(Standing.ROUNDED, 10), HIDDEN, HIDDEN_SHARE),
        (Figure(Standing.ROUNDED, 10), NOT_APPLICABLE, NO_SHARE),
        (ZERO, ZERO, NO_SHARE),
    ],
)
def test_there_is_no_share_where_a_part_is_not_shown(numerator: Figure, denominator: Figure, share: Share) -> None:
    assert shown_share(numerator, denominator) is share


@pytest.mark.parametrize(
    ("benchmark", "direction", "outcome"),
    [
        ("33.6", Direction.NONE, Comparison.SIMILAR),
        ("32.0", Direction.NONE, Comparison.SIMILAR),
        ("31.9", Direction.NONE, Comparison.HIGHER),
        ("35.4", Direction.NONE, Comparison.LOWER),
        ("31.9", Direction.MORE_IS_BETTER, Comparison.BETTER),
        ("31.9", Direction.LESS_IS_BETTER, Comparison.WORSE),
        ("35.4", Direction.MORE_IS_BETTER, Comparison.WORSE),
        ("35.4", Direction.LESS_IS_BETTER, Comparison.BETTER),
    ],
)
def test_an_area_differs_where_its_interval_leaves_the_benchmark_out(
    benchmark: str, direction: Direction, outcome: Comparison
) -> None:
    assert compare(share_of(1009, 3000), percent(benchmark), direction) is outcome


@pytest.mark.parametrize("completeness", [None, "79.9", "80.0"])
def test_an_area_that_captures_less_than_four_in_five_is_not_compared(completeness: str | None) -> None:
    row = ReleasedRow(
        "E08000024", "", "", Figure(Standing.ROUNDED, 1010), Figure(Standing.ROUNDED, 3000), share_of(1010, 3000)
    )
    table = ReleasedTable(TableKey("needs", "local_authority", "none"), "2026-Q3", "nhs-5-5", (row,))
    known = {} if completeness is None else {"E08000024": percent(completeness)}
    (found,) = compared(table, {("", ""): percent("20.0")}, known).rows
    assert found.comparison is (Comparison.HIGHER if completeness == "80.0" else Comparison.NOT_COMPARED)
    (beside_nothing,) = compared(table, {}, known).rows
    assert beside_nothing.comparison is Comparison.NOT_COMPARED


def test_a_hidden_share_is_compared_with_nothing() -> None:
    assert compare(HIDDEN_SHARE, percent("31.5")) is Comparison.NOT_COMPARED
    assert compare(share_of(1, 2), HIDDEN_SHARE) is Comparison.NOT_COMPARED

"""Intervals of shares and rates, and how an area stands beside a benchmark.

The methods are those of the Office for Health Improvement and Disparities (Fingertips technical guidance;
PHEindicatormethods `phe_proportion` and `phe_rate`): Wilson's score interval for proportions, Byar's for rates, and the
exact one, from the chi-squared distribution, where fewer than 10 are counted. An area differs where its 95 % interval
leaves the benchmark out.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from statistics import NormalDist
from typing import Final

from app.released.figure import HIDDEN_SHARE, NO_SHARE, Figure, Share, Standing
from app.released.table import Comparison, ReleasedRow, ReleasedTable
from app.reports.card import Direction

Z: Final = NormalDist().inv_cdf(0.975)
EXACT_BELOW: Final = 10
COMPLETE_ENOUGH: Final = Decimal(80)
"""The share of contacts captured, in per cent, under which an area is compared with none: what was not recorded would
be taken for what is not there."""


def wilson(counted: int, of: int, z: float = Z) -> tuple[float, float]:
    """The interval of a proportion, each from 0 to 1 (Wilson, 1927).

    Raises:
        ValueError: not 0 <= counted <= of, or of is 0.
    """
    if not 0 <= counted <= of or not of:
        raise ValueError(f"{counted} of {of} is no proportion.")
    share, square = counted / of, z * z
    centre = (2 * counted + square) / (2 * (of + square))
    half = z * math.sqrt(square + 4 * counted * (1 - share)) / (2 * (of + square))
    return (0.0 if not counted else max(0.0, centre - half)), (1.0 if counted == of else min(1.0, centre + half))


@lru_cache(maxsize=1 << 16)
def share_of(counted: int, of: int) -> Share:
    """A share of released figures, in per cent to one decimal, half up, with its 95 % interval."""
    lower, upper = wilson(counted, of)
    percent = (Decimal(100 * counted) / of).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Share(Standing.ROUNDED, percent, _tenths(lower), _tenths(upper))


def shown_share(numerator: Figure, denominator: Figure) -> Share:
    """The share of two figures as they are shown; hidden where either is, none where there is nobody to be among."""
    if denominator.standing is Standing.NOT_APPLICABLE or denominator.number == 0:
        return NO_SHARE
    if numerator.number is None or denominator.number is None:
        return HIDDEN_SHARE
    return share_of(min(numerator.number, denominator.number), denominator.number)


def _tenths(share: float) -> Decimal:
    return Decimal(repr(100 * share)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def rate(counted: int, population: float, per: int = 1000, confidence: float = 0.95) -> tuple[float, float, float]:
    """A rate with its interval: (rate, lower, upper), each per so many of the population.

    Raises:
        ValueError: the count is negative or the population is not positive.
    """
    if counted < 0 or not population > 0:
        raise ValueError(f"{counted} among {population} is no rate.")
    ends = exact(counted, confidence) if counted < EXACT_BELOW else byar(counted, confidence)
    lower, upper = (end / population * per for end in ends)
    return counted / population * per, lower, upper


def byar(counted: int, confidence: float = 0.95) -> tuple[float, float]:
    """Byar's approximation of the interval of a Poisson count (Breslow and Day, 1987)."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    above = counted + 1
    lower = counted * (1 - 1 / (9 * counted) - z / (3 * math.sqrt(counted))) ** 3 if counted else 0.0
    return lower, above * (1 - 1 / (9 * above) + z / (3 * math.sqrt(above))) ** 3


def exact(counted: int, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval of a Poisson count: half of the chi-squared quantiles at 2x and 2x + 2 degrees of freedom."""
    tail = (1 - confidence) / 2
    lower = _mean_at(lambda mean: 1 - _at_most(counted - 1, mean), tail) if counted else 0.0
    return lower, _mean_at(lambda mean: 1 - _at_most(counted, mean), 1 - tail)


def _at_most(counted: int, mean: float) -> float:
    """The Poisson chance of at most so many, which is the upper tail of chi-squared at 2x + 2 degrees of freedom."""
    term = total = 1.0
    for each in range(1, counted + 1):
        term *= mean / each
        total += term
    return math.exp(-mean) * total


def _mean_at(chance: Callable[[float], float], wanted: float) -> float:
    """Where a rising function is as wanted, by halving, to the last digit a float has."""
    low, high = 0.0, 1.0
    while chance(high) < wanted:
        high *= 2
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if chance(middle) < wanted else (low, middle)
    return (low + high) / 2


def compare(share: Share, benchmark: Share, direction: Direction = Direction.NONE) -> Comparison:
    """How an area stands beside a benchmark: lower, similar or higher; with a direction, better or worse."""
    if share.lower is None or share.upper is None or benchmark.percent is None:
        return Comparison.NOT_COMPARED
    if share.lower <= benchmark.percent <= share.upper:
        return Comparison.SIMILAR
    higher = share.lower > benchmark.percent
    if direction is Direction.NONE:
        return Comparison.HIGHER if higher else Comparison.LOWER
    return Comparison.BETTER if higher is (direction is Direction.MORE_IS_BETTER) else Comparison.WORSE


def compared(
    table: ReleasedTable,
    benchmark: Mapping[tuple[str, str], Share],
    completeness: Mapping[str, Share],
    direction: Direction = Direction.NONE,
) -> ReleasedTable:
    """A table whose rows say how they stand beside the benchmark of their (item, part).

    `completeness` is the released share of each area's contacts that were captured. `direction` is that of a measure of
    timeliness, and none for every other: more of a need is neither better nor worse.
    """
    rows = tuple(_compared(row, benchmark, completeness.get(row.area), direction) for row in table.rows)
    return replace(table, rows=rows)


def _compared(
    row: ReleasedRow, benchmark: Mapping[tuple[str, str], Share], complete: Share | None, direction: Direction
) -> ReleasedRow:
    beside = benchmark.get((row.item, row.part))
    if beside is None or complete is None or complete.percent is None or complete.percent < COMPLETE_ENOUGH:
        return replace(row, comparison=Comparison.NOT_COMPARED)
    return replace(row, comparison=compare(row.share, beside, direction))

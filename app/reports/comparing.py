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

_CLOSE: Final = 1e-6
"""Within so much of half a tenth, a percentage times ten might round otherwise than the percentage itself."""


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
    percent = _decimal((2000 * counted + of) // (2 * of))
    return Share(Standing.ROUNDED, percent, _tenths(lower), _tenths(upper))


def shown_share(numerator: Figure, denominator: Figure) -> Share:
    """The share of two figures as they are shown; hidden where either is, none where there is nobody to be among."""
    if denominator.standing is Standing.NOT_APPLICABLE or denominator.number == 0:
        return NO_SHARE
    if numerator.number is None or denominator.number is None:
        return HIDDEN_SHARE
    return share_of(min(numerator.number, denominator.number), denominator.number)


def _tenths(share: float) -> Decimal:
    """In per cent to one decimal, half up, as the percentage is written in full; close to a half, read from that."""
    percent = 100 * share
    tenths = 10 * percent
    if abs(tenths % 1 - 0.5) < _CLOSE:
        return Decimal(repr(percent)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return _decimal(round(tenths))


@lru_cache(maxsize=1 << 10)
def _decimal(tenths: int) -> Decimal:
    return Decimal(tenths).scaleb(-1)


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
    completeness: Mapping[str, Share] | None,
    direction: Direction = Direction.NONE,
) -> ReleasedTable:
    """A table whose rows say how they stand beside the benchmark of their (item, part).

    `completeness` is the released share of each area's contacts that were captured, None for figures that others have
    published, which do not hang on it. `direction` is that of a measure of timeliness, and none for every other: more
    of a need is neither better nor worse.
    """

    def stands(row: ReleasedRow) -> Comparison:
        beside = benchmark.get((row.item, row.part))
        enough = completeness is None or complete_enough(completeness.get(row.area))
        return compare(row.share, beside, direction) if enough and beside is not None else Comparison.NOT_COMPARED

    return replace(table, rows=tuple(replace(row, comparison=stands(row)) for row in table.rows))


def complete_enough(complete: Share | None) -> bool:
    """Whether needs were asked about at enough of an area's contacts for it to be compared, by the released share."""
    return complete is not None and complete.percent is not None and complete.percent >= COMPLETE_ENOUGH

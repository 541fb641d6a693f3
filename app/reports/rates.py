"""Rates of released figures per 10,000 residents, and areas taken together: from what is shown, and nothing else.

The interval is Byar's, and the exact one below 10 (`comparing`). A numerator is the figure as it was released, rounded;
one that is hidden has no rate.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final

from app.released.figure import HIDDEN, NOT_APPLICABLE, SHORTHAND, UNAVAILABLE, ZERO, Figure, Standing
from app.released.table import Comparison, ReleasedRow, ReleasedTable
from app.reports.comparing import rate, shown_share

PER: Final = 10_000
_TENTH: Final = Decimal("0.1")
_OF_OTHERS: Final = frozenset({Standing.EXACT, Standing.ZERO})


@dataclass(frozen=True, slots=True)
class Rate:
    """So many per 10,000 residents, to one decimal, with its 95 % interval; or why there is none."""

    standing: Standing
    value: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None

    @property
    def text(self) -> str:
        """What stands in a table."""
        return SHORTHAND[self.standing] if self.value is None else f"{self.value:,}"

    @property
    def interval(self) -> str:
        """The interval in words; empty where there is none."""
        return "" if self.lower is None else f"{self.lower:,} to {self.upper:,}"


NO_RATE: Final = Rate(Standing.UNAVAILABLE)


def rate_of(counted: Figure, residents: Decimal | None) -> Rate:
    """The rate of a released figure; none where nobody is known to live there, hidden where the figure is."""
    if counted.number is None:
        return Rate(counted.standing)
    if residents is None or residents <= 0:
        return NO_RATE
    return _rate(counted.number, residents)


@lru_cache(maxsize=1 << 14)
def _rate(counted: int, residents: Decimal) -> Rate:
    value, lower, upper = rate(counted, float(residents), PER)
    return Rate(Standing.ROUNDED, _tenth(value), _tenth(lower), _tenth(upper))


def _tenth(number: float) -> Decimal:
    return Decimal(repr(number)).quantize(_TENTH, ROUND_HALF_UP)


def compare_rates(own: Rate, benchmark: Rate | None) -> Comparison:
    """How a rate stands beside another: lower or higher where its interval leaves the other out. More of a need is
    neither better nor worse."""
    if own.lower is None or own.upper is None or benchmark is None or benchmark.value is None:
        return Comparison.NOT_COMPARED
    if own.lower <= benchmark.value <= own.upper:
        return Comparison.SIMILAR
    return Comparison.HIGHER if own.lower > benchmark.value else Comparison.LOWER


def together(tables: Sequence[ReleasedTable], area: str) -> ReleasedTable:
    """Several areas' tables of the same measure as one of an `area` that stands for them.

    A row is the sum of those areas' figures that are shown in it; an area is left out of a row in which a figure of its
    own is hidden or missing, or whose share is not that of its counts. At least one table is needed.
    """
    of_row: dict[tuple[str, str], list[ReleasedRow]] = {}
    for row in (row for table in tables for row in table.rows):
        of_row.setdefault((row.item, row.part), []).append(row)
    rows = tuple(_together(area, *key, rows) for key, rows in of_row.items())
    return replace(tables[0], rows=rows)


def _together(area: str, item: str, part: str, rows: Sequence[ReleasedRow]) -> ReleasedRow:
    whole = [row for row in rows if _counts_are_shown(row)]
    if not whole:
        hidden = any(row.numerator.standing is Standing.HIDDEN for row in rows)
        none = HIDDEN if hidden else UNAVAILABLE
        return ReleasedRow(area, item, part, none, none, shown_share(none, none))
    counted = _sum(row.numerator for row in whole)
    among = [row.denominator for row in whole]
    of = NOT_APPLICABLE if NOT_APPLICABLE in among else _sum(among)
    return ReleasedRow(area, item, part, counted, of, shown_share(counted, of))


def _counts_are_shown(row: ReleasedRow) -> bool:
    percentage_alone = row.share.percent is not None and row.share.lower is None
    denominator = row.denominator.shown or row.denominator.standing is Standing.NOT_APPLICABLE
    return row.numerator.shown and denominator and not percentage_alone


def _sum(figures: Iterable[Figure]) -> Figure:
    kept = list(figures)
    total = sum(each.number or 0 for each in kept)
    if not total:
        return ZERO
    exact = all(each.standing in _OF_OTHERS for each in kept) and any(each.standing is Standing.EXACT for each in kept)
    return Figure(Standing.EXACT if exact else Standing.ROUNDED, total)

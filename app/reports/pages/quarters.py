"""A measure's row in each quarter, or in each year of others' figures: in even steps of time, hidden ones too."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Final

from app.released.figure import UNAVAILABLE, Figure, Share, Standing
from app.released.table import ReleasedRow, ReleasedTable, ReleaseFacts
from app.reports.card import Card
from app.reports.elsewhere.years import over, year_words
from app.reports.pages.wording import Wording
from app.reports.periods import parse_quarter

QUARTERS_SHOWN: Final = 8
"""The most quarters, or years, of a course; those before are in the downloads of their own releases."""

NOT_RELEASED: Final = "not released"
_GAPS: Final = {
    Standing.HIDDEN: "hidden",
    Standing.UNAVAILABLE: "not available",
    Standing.NOT_APPLICABLE: "not applicable",
}


@dataclass(frozen=True, slots=True)
class Quarterly:
    """A measure's row of a quarter. `period` is what the figures are of, as `2026-Q3`, or a year of others' figures;
    `released` the period of their release, empty where the measure was not released for it; `profile` the rules of
    that; `row` is None where no figure of the row was released."""

    period: str
    released: str = ""
    profile: str = ""
    row: ReleasedRow | None = None

    @property
    def words(self) -> str:
        """The period within a sentence."""
        return parse_quarter(self.period).words if "-" in self.period else year_words(self.period)

    @property
    def label(self) -> str:
        """The period beneath a column."""
        return self.period.replace("-", " ") if "-" in self.period else year_words(self.period)

    @property
    def first(self) -> date:
        """The first day that the figures may be of."""
        return days_of(self.period)[0]

    @property
    def last(self) -> date:
        """The last one."""
        return days_of(self.period)[1]

    @property
    def numerator(self) -> Figure:
        return UNAVAILABLE if self.row is None else self.row.numerator

    @property
    def denominator(self) -> Figure:
        return UNAVAILABLE if self.row is None else self.row.denominator

    @property
    def share(self) -> Share:
        return Share(Standing.UNAVAILABLE) if self.row is None else self.row.share

    @property
    def interval(self) -> str:
        """The 95 % interval of the share, in words; empty where there is none."""
        return "" if self.share.lower is None else f"{self.share.lower} to {self.share.upper}"

    @property
    def gap(self) -> str:
        """Why no figure is shown, in a word or two; empty where one is."""
        return NOT_RELEASED if self.row is None else _GAPS.get(self.row.numerator.standing, "")


@dataclass(frozen=True, slots=True)
class Timeline:
    """A measure of one area over its releases: the card, its tables without breakdown, the earliest first, the words,
    the day on which it is read; and by the period of each release, its facts and what share of contacts was captured.
    """

    card: Card
    tables: Sequence[ReleasedTable]
    wording: Wording
    today: date
    facts: Mapping[str, ReleaseFacts]
    complete: Mapping[str, Share | None]

    def named(self, item: str) -> str:
        """What a row is called: the measure itself where it has but one."""
        return self.wording.item(self.card.key, item) or self.card.title

    @property
    def each_once(self) -> tuple[ReleasedTable, ...]:
        """The tables, of others' figures of a year only the last that were released."""
        return tuple({each.figures_of or each.period: each for each in self.tables}.values())

    def since(self, first: str) -> "Timeline":
        """The same of the releases of a quarter and those after it."""
        return replace(self, tables=tuple(each for each in self.tables if each.period >= first))


def days_of(period: str) -> tuple[date, date]:
    """The first and the last day of a period: of a quarter, of a calendar year (`2024`), or of the January in which the
    figures of an academic one (`202425`) are counted."""
    if "-" in period:
        quarter = parse_quarter(period)
        return quarter.first, quarter.last
    last = over(period)
    return (date(last.year, 1, 1), last)


def quarters_of(tables: Sequence[ReleasedTable], item: str) -> list[Quarterly]:
    """A measure's row over time, the earliest first, from its tables of one area without breakdown.

    Between the first and the last of them every quarter has its place, also one for which the measure was not released.
    Figures of others are told by their own years, each once, as they were released last. The last `QUARTERS_SHOWN` are
    given.
    """
    found: dict[str, Quarterly] = {}
    for table in tables:
        row = next((each for each in table.rows if each.item == item and not each.part), None)
        period = table.figures_of or table.period
        found[period] = Quarterly(period, table.period, table.profile, row)
    return list(_stepped(sorted(found.values(), key=lambda each: each.last)))[-QUARTERS_SHOWN:]


def _stepped(quarters: Sequence[Quarterly]) -> Iterator[Quarterly]:
    """The same, with those that are missing between two of one kind."""
    yield from quarters[:1]
    for one, other in pairwise(quarters):
        if len(one.period) == len(other.period):
            yield from (Quarterly(period) for period in _between(one.period, other.period))
        yield other


def _between(one: str, other: str) -> Iterator[str]:
    period, end = _next(one), days_of(other)[0]
    while days_of(period)[0] < end:
        yield period
        period = _next(period)


def _next(period: str) -> str:
    """The period after one, of the same kind."""
    if "-" in period:
        return str(parse_quarter(period).earlier(-1))
    year = int(period[:4]) + 1
    return str(year) if len(period) == len("2024") else f"{year}{(year + 1) % 100:02d}"


def in_shares(quarters: Sequence[Quarterly]) -> bool:
    """Whether all figures that are shown have a share: so all charts of a measure have one unit."""
    return all(each.share.percent is not None for each in quarters if each.numerator.shown)

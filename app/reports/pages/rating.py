"""Rates per 10,000 residents of a measure's released figures, beside those of another area."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from app.released.figure import ZERO, Figure, Standing
from app.released.table import Comparison, ReleasedRow, ReleasedTable
from app.reports.card import Breakdown, Level
from app.reports.cards.parts import AGE_BANDS, OLDEST, YOUNGEST
from app.reports.desk import Area
from app.reports.elsewhere.cards import PUBLISHED
from app.reports.elsewhere.populations import Populations
from app.reports.pages.wording import Wording
from app.reports.profiles import PROFILES
from app.reports.rates import PER, Rate, compare_rates, rate_of

COUNTED_HERE: Final = frozenset(
    "caseload children_seen needs needs_on_caseload needs_by_group needs_by_concept needs_by_condition "
    "technology".split()
)
COUNTED_BY_OTHERS: Final = frozenset(("ehc_plans_by_need", "ehc_plans_by_setting", "ehc_plans_by_age_and_sex"))
"""Measures whose figures are of children, or of plans that a child has one of, among all who live in an area."""

_SEXES: Final[Mapping[str, str]] = MappingProxyType({"1": "male", "2": "female"})
_LEVELS_HERE: Final = frozenset({Level.LOCAL_AUTHORITY, Level.REGION})
"""All areas that are counted here are not England, and boards are told by general practice, not by residence."""

_LEVELS_OF_OTHERS: Final = frozenset({*_LEVELS_HERE, Level.ENGLAND})


@dataclass(frozen=True, slots=True)
class RateLine:
    """A row: what it is of, the row of the table with the released figure, how many live there, the rate, that of what
    it is beside (None where the two are not compared), and how it stands beside that."""

    label: str
    part: str
    row: ReleasedRow
    people: Decimal
    rate: Rate
    beside: Rate | None
    comparison: Comparison

    @property
    def counted(self) -> Figure:
        """What the rate is of."""
        return self.row.numerator

    @property
    def residents(self) -> str:
        """How many live there, as it stands in a table."""
        return f"{round(self.people):,}"

    @property
    def compared(self) -> str:
        """How it stands; empty where that is not said."""
        return "" if self.comparison is Comparison.NOT_COMPARED else self.comparison.value.capitalize()


@dataclass(frozen=True, slots=True)
class RateTable:
    """The rates of a measure. `beside` is what they are beside, empty for nothing; `notes` what they are made of."""

    lines: tuple[RateLine, ...]
    beside: str
    notes: tuple[str, ...]

    @property
    def shown(self) -> tuple[RateLine, ...]:
        """The rows that have a rate: those to be read on a page."""
        return tuple(line for line in self.lines if line.rate.value is not None)

    @property
    def left_out(self) -> str:
        """How many rows have none, in a sentence; empty where all have one."""
        count = len(self.lines) - len(self.shown)
        if not count:
            return ""
        rows = "1 row is" if count == 1 else f"{count} rows are"
        return f"{rows} left out, for the number or the rate is not shown."


@dataclass(frozen=True, slots=True)
class Residents:
    """How many live in areas in a year, or the last one known before it; `source` says where that is from."""

    populations: Populations
    year: int
    source: str

    def of(self, area: Area, breakdown: Breakdown, part: str) -> Decimal | None:
        """How many of a part of a breakdown live in an area; None where that is not known."""
        of, year = self.populations.residents, self.year
        if breakdown is Breakdown.NONE or not part:
            return of(*area, year, first=YOUNGEST, last=OLDEST)
        if breakdown is Breakdown.AGE_BAND and part in AGE_BANDS:
            first, last = AGE_BANDS[part]
            return of(*area, year, first=first, last=last)
        if breakdown is Breakdown.SEX and part in _SEXES:
            return of(*area, year, first=YOUNGEST, last=OLDEST, sex=_SEXES[part])
        return None

    def latest(self, area: Area) -> int | None:
        """The year that is used."""
        return self.populations.latest(*area, self.year)


@dataclass(frozen=True, slots=True)
class OtherRows:
    """What an area is beside: what it is called, and the figure of each of its areas by row and part."""

    words: str
    figures: tuple[tuple[Area, Mapping[tuple[str, str], Figure]], ...]

    def of(self, item: str, part: str) -> list[tuple[Area, Figure]]:
        """What each of the areas has counted in a row, where it has the row."""
        return [(area, counted[item, part]) for area, counted in self.figures if (item, part) in counted]


def rate_table(
    area: Area,
    table: ReleasedTable,
    residents: Residents,
    wording: Wording,
    other: OtherRows | None,
) -> RateTable | None:
    """The rates of an area's table, in the order of its rows; None where they would say nothing: another kind of
    measure, or residents unknown. `other` is None where the areas are not compared.
    """
    by_others = table.profile == PUBLISHED
    if not _is_rated(table, by_others=by_others):
        return None
    breakdown = Breakdown(table.key.breakdown)
    beside = other if other is not None and _level_counts(other, by_others=by_others) else None
    lines = []
    for row in table.rows:
        people = residents.of(area, breakdown, row.part)
        if people is not None and people > 0:
            label, part = wording.item(table.key.measure, row.item), wording.part(breakdown, row.part)
            own, there = rate_of(row.numerator, people), [] if beside is None else beside.of(row.item, row.part)
            theirs = _together(there, residents, breakdown, row.part)
            stands = compare_rates(own, theirs)
            lines.append(RateLine(label, part, row, people, own, theirs, stands))
    if not lines:
        return None
    compares = any(line.compared for line in lines)
    notes = (*_notes(table.profile), f"Residents: {residents.source}, {residents.latest(area)}.")
    return RateTable(tuple(lines), beside.words if beside is not None and compares else "", notes)


def _together(counted: list[tuple[Area, Figure]], residents: Residents, breakdown: Breakdown, part: str) -> Rate | None:
    """The rate of areas together: of those whose figure is shown and whose residents are known, and of no other."""
    known = [
        (figure.number, people)
        for area, figure in counted
        if figure.number is not None and (people := residents.of(area, breakdown, part)) is not None
    ]
    if not known:
        return None
    total = sum(number for number, _ in known)
    return rate_of(Figure(Standing.ROUNDED, total) if total else ZERO, sum((each for _, each in known), Decimal(0)))


def _is_rated(table: ReleasedTable, *, by_others: bool) -> bool:
    level = Level(table.key.level)
    if by_others:
        return table.key.measure in COUNTED_BY_OTHERS and level in _LEVELS_OF_OTHERS
    return table.key.measure in COUNTED_HERE and level in _LEVELS_HERE


def _level_counts(other: OtherRows, *, by_others: bool) -> bool:
    return all(area.level in (_LEVELS_OF_OTHERS if by_others else _LEVELS_HERE) for area, _ in other.figures)


def _notes(profile: str) -> tuple[str, ...]:
    rate = f"Rates are per {PER:,} residents aged {YOUNGEST} to {OLDEST}, or of the row's age or sex, with Byar's 95% "
    first = rate + "interval, and the exact one where fewer than 10 are counted."
    known = PROFILES.get(profile)
    if known is None:
        return (first, "What is counted is as exact as it was published.")
    return (
        first,
        f"What is counted is the released figure, rounded to the nearest {known.round_base}: a rate is no more exact "
        "than that, and its interval does not tell of the rounding.",
        "Children are counted who are recorded here; residents whom other services alone know are not, so that a rate "
        "is no prevalence.",
    )

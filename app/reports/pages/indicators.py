"""Fingertips' indicators of an area as a page shows them: each with its own period, interval and source."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from app.released.table import Comparison
from app.reports.desk import Area
from app.reports.elsewhere.amounts import Amount
from app.reports.elsewhere.collection import Elsewhere
from app.reports.elsewhere.fingertips import FingertipsRow
from app.reports.elsewhere.indicators import Indicator, latest, same
from app.reports.elsewhere.manifest import Kind
from app.reports.pages.choices import Choice

_TENTH: Final = Decimal("0.1")
_LIKE: Final = (
    "An indicator is lower or higher where its own 95% interval leaves the other area's value of the same period out; "
    "neither is better or worse."
)


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """A value with the same of what the area is beside (None where it has none), and how it stands beside that."""

    indicator: Indicator
    other: Indicator | None
    comparison: Comparison

    @property
    def words(self) -> str:
        """What it is of."""
        return self.indicator.words

    @property
    def period(self) -> str:
        return self.indicator.row.period

    @property
    def value(self) -> str:
        """The value as it stands in a table."""
        return _words(self.indicator.row.value)

    @property
    def interval(self) -> str:
        """Its 95 % interval, in words; empty where there is none."""
        row = self.indicator.row
        return "" if row.lower.number is None else f"{_words(row.lower)} to {_words(row.upper)}"

    @property
    def beside(self) -> str:
        """The same of what the area is beside; empty where it has none."""
        return "" if self.other is None else _words(self.other.row.value)

    @property
    def compared(self) -> str:
        """How it stands; empty where that is not said."""
        return "" if self.comparison is Comparison.NOT_COMPARED else self.comparison.value.capitalize()


@dataclass(frozen=True, slots=True)
class IndicatorTable:
    """The indicators of an area. `beside` is what they are beside, empty for nothing."""

    lines: tuple[IndicatorLine, ...]
    beside: str
    notes: tuple[str, ...]


def indicator_table(area: Area, elsewhere: Elsewhere, year: int, choice: Choice | None) -> IndicatorTable | None:
    """The last values of an area up to a year, as they were imported; None where there are none."""
    values = latest(elsewhere.indicators.get(area.code, ()), year)
    if not values:
        return None
    alone = choice if choice is not None and not choice.group else None
    there = elsewhere.indicators.get(alone.areas[0].code, ()) if alone is not None else ()
    lines = tuple(_line(each, there) for each in values)
    beside = alone.words if alone is not None and any(line.beside for line in lines) else ""
    return IndicatorTable(lines, beside, tuple(_notes(values, elsewhere, choice, beside)))


def _line(each: Indicator, there: Sequence[Indicator]) -> IndicatorLine:
    found = same(there, each)
    stands = Comparison.NOT_COMPARED if found is None else _compared(each.row, found.row.value)
    return IndicatorLine(each, found, stands)


def _compared(row: FingertipsRow, other: Amount) -> Comparison:
    lower, upper = row.lower.number, row.upper.number
    if lower is None or upper is None or other.number is None:
        return Comparison.NOT_COMPARED
    if lower <= other.number <= upper:
        return Comparison.SIMILAR
    return Comparison.HIGHER if lower > other.number else Comparison.LOWER


def _words(amount: Amount) -> str:
    """A value to one decimal."""
    if amount.number is None:
        return amount.figure.text
    return f"{amount.number.quantize(_TENTH, ROUND_HALF_UP):,}"


def _notes(values: Sequence[Indicator], elsewhere: Elsewhere, choice: Choice | None, beside: str) -> list[str]:
    notes = [_LIKE] if beside else []
    if choice is not None and choice.group:
        notes.append("Indicators of several areas are not put together: choose one of them by itself.")
    elif choice is not None and not beside:
        notes.append(f"No indicator of the same period was imported for {choice.words}.")
    sources = dict.fromkeys(source_of(each, elsewhere) for each in values)
    return [*notes, f"Source: {'; '.join(sources)}."]


def source_of(indicator: Indicator, elsewhere: Elsewhere) -> str:
    """Where a value is from, and under which licence."""
    entry = elsewhere.entry(Kind.FINGERTIPS, indicator.file)
    return Kind.FINGERTIPS.source if entry is None else f"{entry.source} ({entry.licence})"

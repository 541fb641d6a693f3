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
    """A value: what it is of, its period, itself with its interval, and the same of what the area is beside."""

    words: str
    period: str
    value: str
    interval: str
    beside: str
    compared: str


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
    row = each.row
    return IndicatorLine(
        words=each.words,
        period=row.period,
        value=_words(row.value),
        interval="" if row.lower.number is None else f"{_words(row.lower)} to {_words(row.upper)}",
        beside="" if found is None else _words(found.row.value),
        compared="" if found is None else _compared(row, found.row.value),
    )


def _compared(row: FingertipsRow, other: Amount) -> str:
    lower, upper = row.lower.number, row.upper.number
    if lower is None or upper is None or other.number is None:
        return ""
    if lower <= other.number <= upper:
        return Comparison.SIMILAR.value.capitalize()
    return (Comparison.HIGHER if lower > other.number else Comparison.LOWER).value.capitalize()


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
    files = dict.fromkeys(each.file for each in values)
    entries = [elsewhere.entry(Kind.FINGERTIPS, name) for name in files]
    sources = dict.fromkeys(f"{each.source} ({each.licence})" for each in entries if each is not None)
    return [*notes, f"Source: {'; '.join(sources) or Kind.FINGERTIPS.source}."]

"""What the dashboard shows of a measure in an area: the finding, the rows of its table, and its chart."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from app.released.figure import Share
from app.released.table import Comparison, ReleasedRow, ReleasedTable
from app.reports.card import Breakdown, Card, Direction
from app.reports.cards.parts import PARTS
from app.reports.comparing import compared
from app.reports.elsewhere.cards import TIMELY
from app.reports.pages.chart import Bar, Chart
from app.reports.pages.rating import RateTable
from app.reports.pages.wording import Wording
from app.reports.periods import parse_quarter

MOST_BARS: Final = 12
"""Bars of a chart: more are read in the table."""

_ENOUGH_TO_FIND: Final = 2
_IN_ORDER: Final = frozenset(
    {"complexity", "gmfcs", "wait_first_contact", "wait_diagnosis", "concerns_next_visit", "ehc_by_age"}
)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table as it is shown; `beside` is the share of the same in what the area is beside, None where the two
    are not compared."""

    label: str
    part: str
    row: ReleasedRow
    beside: Share | None = None

    @property
    def interval(self) -> str:
        """The 95 % interval of the share, in words; empty where there is none."""
        return _interval(self.row.share)

    @property
    def beside_interval(self) -> str:
        """The same of what the area is beside."""
        return "" if self.beside is None else _interval(self.beside)

    @property
    def compared(self) -> str:
        """How it stands beside that; empty where that is not said."""
        comparison = self.row.comparison
        return "" if comparison is Comparison.NOT_COMPARED else comparison.value.capitalize()


@dataclass(frozen=True, slots=True)
class Section:
    """A measure on a page. `anchor` names it within the page; `chart` is None where nothing can be drawn.

    `beside` is what it is beside, empty where it is compared with nothing; `notes` say where figures are from and why
    any are not compared; `rates` are those per resident, None where nobody knows how many live there.
    """

    card: Card
    breakdown: Breakdown
    finding: str
    lines: tuple[Line, ...]
    chart: Chart | None
    beside: str = ""
    notes: tuple[str, ...] = ()
    rates: RateTable | None = None

    @property
    def timely(self) -> bool:
        """Whether it is about time limits, of which alone better and worse are said."""
        return self.card.key in TIMELY

    @property
    def anchor(self) -> str:
        return self.card.key.replace("_", "-")

    @property
    def shares(self) -> bool:
        """Whether its figures are shares of something, or counts alone."""
        return any(line.row.share.percent is not None or line.row.denominator.shown for line in self.lines)

    @property
    def compares(self) -> bool:
        return any(line.compared for line in self.lines)


@dataclass(frozen=True, slots=True)
class Beside:
    """What an area's rows are compared with: its shares, the area's own completeness (None for figures that others have
    published, which do not hang on it), and what it is called."""

    shares: Mapping[tuple[str, str], Share]
    completeness: Mapping[str, Share] | None
    words: str = "England"


def shares_of(table: ReleasedTable) -> dict[tuple[str, str], Share]:
    """The shares of a table of one area, by row and part."""
    return {(row.item, row.part): row.share for row in table.rows}


def section(
    card: Card, table: ReleasedTable, wording: Wording, beside: Beside | None = None, of: tuple[str, ...] = ()
) -> Section:
    """A measure of one area, from its table; `of` says of what the figures are, for its drawing to be told from others.

    Better and worse are said of time limits alone, lower and higher of everything else.
    """
    direction = card.direction if card.key in TIMELY else Direction.NONE
    if beside is None:
        table = replace(table, rows=tuple(replace(row, comparison=Comparison.NOT_COMPARED) for row in table.rows))
    else:
        table = compared(table, beside.shares, beside.completeness, direction)
    breakdown = Breakdown(table.key.breakdown)
    compares = any(row.comparison is not Comparison.NOT_COMPARED for row in table.rows)
    shares = beside.shares if beside is not None and compares else {}
    lines = tuple(
        Line(
            wording.item(card.key, row.item),
            wording.part(breakdown, row.part),
            row,
            shares.get((row.item, row.part)),
        )
        for row in in_order(table)
    )
    finding = _finding(card, lines)
    name = beside.words if beside is not None and compares else ""
    made = Section(card, breakdown, finding, lines, None, name)
    return replace(made, chart=_chart(made, of))


def in_order(table: ReleasedTable) -> list[ReleasedRow]:
    """The rows of a table by their parts, in the order in which these are shown."""
    places = {part: place for place, part in enumerate(PARTS.get(Breakdown(table.key.breakdown), ()))}
    return sorted(table.rows, key=lambda row: places.get(row.part, len(places)))


def _finding(card: Card, lines: Sequence[Line]) -> str:
    """What the figures say, for a title; of released figures alone."""
    shown = [line for line in lines if line.row.numerator.number]
    if not lines:
        return f"{card.title}: nothing recorded"
    if not shown:
        return f"{card.title}: all figures are zero or hidden"
    if len(lines) == 1:
        return f"{card.title}: {_said(lines[0].row)}"
    most = max(shown, key=_length_of)
    return f"{card.title}: most often {_lower(most)}, {_said(most.row)}"


def _lower(line: Line) -> str:
    words = line.label if not line.row.part else f"{line.label}, {line.part}" if line.label else line.part
    return words if words[:2].isupper() or not words else words[0].lower() + words[1:]


def _said(row: ReleasedRow) -> str:
    if row.share.percent is None:
        return row.numerator.text
    return f"{row.numerator.text} of {row.denominator.text} ({row.share.text})"


def _length_of(line: Line) -> Decimal:
    row = line.row
    return row.share.percent if row.share.percent is not None else Decimal(row.numerator.number or 0)


def _interval(share: Share) -> str:
    return "" if share.lower is None else f"{share.lower} to {share.upper}"


def _chart(section: Section, of: tuple[str, ...]) -> Chart | None:
    """The most frequent rows; by a breakdown, the parts of the most frequent row. What is zero has no bar."""
    card, lines, breakdown = section.card, section.lines, section.breakdown
    shares = any(line.row.share.percent for line in lines)
    drawn = [line for line in lines if (line.row.share.percent if shares else line.row.numerator.number)]
    if breakdown is not Breakdown.NONE and drawn:
        foremost = max(drawn, key=_length_of).row.item
        drawn = [line for line in drawn if line.row.item == foremost]
    elif len(drawn) > MOST_BARS or not _ordered(card):
        drawn = sorted(drawn, key=_length_of, reverse=True)[:MOST_BARS]
    if len(drawn) < _ENOUGH_TO_FIND:
        return None
    bars = tuple(_bar(line, breakdown) for line in drawn)
    axis = f"% of {_of(card)}" if shares else card.unit.capitalize()
    stroke = f"; the upright stroke is {section.beside}" if any(bar.beside is not None for bar in bars) else ""
    return Chart(section.finding, axis + stroke, bars, of=of)


def _bar(line: Line, breakdown: Breakdown) -> Bar:
    beside = line.beside.percent if line.beside is not None and line.row.share.percent is not None else None
    return Bar(
        label=_label(line, breakdown),
        value=float(_length_of(line)),
        text=_bar_text(line),
        tone=line.row.comparison.value,
        beside=None if beside is None else float(beside),
    )


def _ordered(card: Card) -> bool:
    """Whether the rows of a measure have an order of their own: bands, levels, and what became of something."""
    return card.key in _IN_ORDER


def _of(card: Card) -> str:
    return "those asked" if "asked" in card.denominator else card.unit


def _label(line: Line, breakdown: Breakdown) -> str:
    if breakdown is Breakdown.NONE:
        return line.label
    return f"{line.label}, {line.part}" if line.label else line.part


def _bar_text(line: Line) -> str:
    text = line.row.share.text if line.row.share.percent is not None else line.row.numerator.text
    return f"{text}, {line.compared.lower()}" if line.compared else text


def over_time(
    card: Card, tables: Sequence[ReleasedTable], item: str, wording: Wording, of: tuple[str, ...] = ()
) -> Chart | None:
    """A measure's row over quarters, the earliest first, from its tables of one area without breakdown; None where
    fewer than two quarters can be shown. `of` is as in `section`."""
    points = []
    for table in tables:
        for row in table.rows:
            if row.item == item and not row.part and row.numerator.shown:
                points.append((table.period, row))
    if len(points) < _ENOUGH_TO_FIND:
        return None
    shares = all(row.share.percent is not None for _, row in points)
    name = wording.item(card.key, item) or card.title
    bars = tuple(
        Bar(
            period.replace("-", " "),
            float(row.share.percent if shares and row.share.percent is not None else row.numerator.number or 0),
            row.share.text if shares else row.numerator.text,
            "not compared",
        )
        for period, row in points
    )
    (first, before), (last, after) = points[0], points[-1]
    change = _change(before, after, shares=shares)
    title = f"{name}: {change} from {_words(first)} to {_words(last)}"
    return Chart(title, f"% of {_of(card)}" if shares else card.unit.capitalize(), bars, upright=True, of=of)


def _words(period: str) -> str:
    return parse_quarter(period).words


def _change(before: ReleasedRow, after: ReleasedRow, *, shares: bool) -> str:
    if shares and before.share.percent is not None and after.share.percent is not None:
        one, other = before.share, after.share
        apart = one.upper is not None and other.lower is not None and one.lower is not None and other.upper is not None
        if apart and not (one.lower <= other.upper and other.lower <= one.upper):  # type: ignore[operator]
            return "up" if after.share.percent > before.share.percent else "down"
        return "no clear change"
    one_number, other_number = before.numerator.number or 0, after.numerator.number or 0
    return "no change" if one_number == other_number else "up" if other_number > one_number else "down"

"""What the dashboard shows of a measure in an area: the finding, the rows of its table, and its chart."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from app.released.figure import Share, Standing
from app.released.table import Comparison, ReleasedRow, ReleasedTable
from app.reports.card import Breakdown, Card, Direction
from app.reports.comparing import compared
from app.reports.elsewhere.cards import TIMELY
from app.reports.elsewhere.years import as_of, titled, year_words
from app.reports.pages.bars import Drawn, chart_of, of_words
from app.reports.pages.blocks import Block, blocks_of, told_of
from app.reports.pages.chart import Bar, Chart
from app.reports.pages.line import Line
from app.reports.pages.ordering import in_order
from app.reports.pages.rating import RateTable
from app.reports.pages.wording import Wording
from app.reports.periods import parse_quarter

_ENOUGH_TO_FIND: Final = 2


@dataclass(frozen=True, slots=True)
class Section:
    """A measure on a page. `anchor` names it within the page; `charts` are none where nothing can be drawn, and one for
    each block of rows that belong together. `tells` is whether any figure of it is shown.

    `beside` is what it is beside, empty where it is compared with nothing; `notes` say where figures are from and why
    any are not compared; `rates` are those per resident, None where nobody knows how many live there.
    """

    card: Card
    breakdown: Breakdown
    finding: str
    lines: tuple[Line, ...]
    charts: tuple[Chart, ...] = ()
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
    def tells(self) -> bool:
        return any(line.row.numerator.shown for line in self.lines)

    @property
    def shares(self) -> bool:
        """Whether its figures are shares of something, or counts alone."""
        return any(line.row.share.standing is not Standing.NOT_APPLICABLE for line in self.lines)

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
    card, direction = as_of(card, table), card.direction if card.key in TIMELY else Direction.NONE
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
        for row in in_order(table, wording)
    )
    name = beside.words if beside is not None and compares else ""
    blocks = blocks_of(card, breakdown, lines)
    finding = f"{titled(card)}: {told_of(blocks)}"
    charts = tuple(_charts(Drawn(card, breakdown, name, finding, of), blocks))
    return Section(card, breakdown, finding, lines, charts, name)


def _charts(drawn: Drawn, blocks: Sequence[Block]) -> Iterator[Chart]:
    """The charts of blocks; where there are several, each has a title of its own."""
    for block in blocks:
        own = f"{titled(drawn.card)}, {block.words}: {block.finding}" if len(blocks) > 1 else drawn.title
        if (chart := chart_of(block, replace(drawn, title=own))) is not None:
            yield chart


class Quarterly(NamedTuple):
    """A measure's row of a quarter, or of a year of others' figures: `words` for it, the `period` of its release."""

    words: str
    period: str
    row: ReleasedRow


def quarters_of(tables: Sequence[ReleasedTable], item: str) -> list[Quarterly]:
    """A measure's row in each of its tables of one area without breakdown, hidden ones too, the earliest first. Figures
    of others are told by their own years, each once."""
    found: dict[str, Quarterly] = {}
    for table in tables:
        for row in table.rows:
            if row.item == item and not row.part:
                period = table.figures_of or table.period
                found[period] = Quarterly(_words(period), table.period, row)
    return list(found.values())


def in_shares(tables: Sequence[ReleasedTable], items: Iterable[str]) -> bool:
    """Whether all shown figures of these rows have a share: so all charts of a measure have one unit."""
    rows = [each.row for item in items for each in quarters_of(tables, item) if each.row.numerator.shown]
    return all(row.share.percent is not None for row in rows)


def over_time(
    card: Card,
    tables: Sequence[ReleasedTable],
    item: str,
    wording: Wording,
    of: tuple[str, ...] = (),
    *,
    shares: bool | None = None,
) -> Chart | None:
    """A measure's row over quarters, the earliest first, from its tables of one area without breakdown; None where
    fewer than two can be shown. `of` is as in `section`; `shares` as in `in_shares`, worked out where it is not given.
    Figures of others are told by their own years, each once."""
    of_period: dict[str, ReleasedRow] = {}
    for table in tables:
        for row in table.rows:
            if row.item == item and not row.part and row.numerator.shown:
                of_period[table.figures_of or table.period] = row
    points = list(of_period.items())
    if len(points) < _ENOUGH_TO_FIND:
        return None
    shares = in_shares(tables, (item,)) if shares is None else shares
    name = wording.item(card.key, item) or card.title
    bars = tuple(
        Bar(
            period.replace("-", " ") if "-" in period else year_words(period),
            float(row.share.percent if shares and row.share.percent is not None else row.numerator.number or 0),
            row.share.text if shares else row.numerator.text,
            "not compared",
        )
        for period, row in points
    )
    (first, before), (last, after) = points[0], points[-1]
    change = _change(before, after, shares=shares)
    title = f"{name}: {change} from {_words(first)} to {_words(last)}"
    return Chart(
        title, f"% of {of_words(card)}" if shares else card.unit.capitalize(), bars, upright=True, of=of, percent=shares
    )


def _words(period: str) -> str:
    return parse_quarter(period).words if "-" in period else year_words(period)


def _change(before: ReleasedRow, after: ReleasedRow, *, shares: bool) -> str:
    if shares and before.share.percent is not None and after.share.percent is not None:
        one, other = before.share, after.share
        apart = one.upper is not None and other.lower is not None and one.lower is not None and other.upper is not None
        if apart and not (one.lower <= other.upper and other.lower <= one.upper):  # type: ignore[operator]
            return "up" if after.share.percent > before.share.percent else "down"
        return "no clear change"
    one_number, other_number = before.numerator.number or 0, after.numerator.number or 0
    return "no change" if one_number == other_number else "up" if other_number > one_number else "down"

"""What the dashboard shows of a measure in an area: the finding, the rows of its table, and its chart."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.released.figure import Share, Standing
from app.released.table import Comparison, ReleasedTable
from app.reports.card import Breakdown, Card, Direction, Level
from app.reports.comparing import compared
from app.reports.elsewhere.cards import TIMELY
from app.reports.elsewhere.years import as_of, titled
from app.reports.pages.bars import Drawn, chart_of
from app.reports.pages.blocks import Block, blocks_of, told_of
from app.reports.pages.chart import Chart
from app.reports.pages.line import Line
from app.reports.pages.ordering import in_order
from app.reports.pages.rating import RateTable
from app.reports.pages.wording import Wording


@dataclass(frozen=True, slots=True)
class Section:
    """A measure on a page. `anchor` names it within the page; `charts` are none where nothing can be drawn, and one for
    each block of rows that belong together. `tells` is whether any figure of it is shown.

    `beside` is what it is beside, empty where it is compared with nothing; `notes` say where figures are from and why
    any are not compared; `rates` are those per resident, None where nobody knows how many live there.
    """

    card: Card
    level: Level
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
    return Section(card, Level(table.key.level), breakdown, finding, lines, charts, name)


def _charts(drawn: Drawn, blocks: Sequence[Block]) -> Iterator[Chart]:
    """The charts of blocks; where there are several, each has a title of its own."""
    for block in blocks:
        own = f"{titled(drawn.card)}, {block.words}: {block.finding}" if len(blocks) > 1 else drawn.title
        if (chart := chart_of(block, replace(drawn, title=own))) is not None:
            yield chart

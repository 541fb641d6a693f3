"""What is drawn of a measure: a chart for each block of its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.reports.card import Breakdown, Card
from app.reports.pages.blocks import IN_ORDER, Block
from app.reports.pages.chart import Bar, Chart
from app.reports.pages.line import Line, has_shares, length

MOST_BARS: Final = 12
"""Bars of a chart whose rows have no order: more are read in the table."""

_ENOUGH_TO_FIND: Final = 2


@dataclass(frozen=True, slots=True)
class Drawn:
    """Of what a chart is: the measure, by what it is split, what it is beside (empty for nothing), its title, and what
    tells it from others."""

    card: Card
    breakdown: Breakdown
    beside: str
    title: str
    of: tuple[str, ...]


def chart_of(block: Block, drawn: Drawn) -> Chart | None:
    """The chart of a block; None where nothing would be seen in it.

    Of rows with an order of their own, and of the parts of the most frequent row by a breakdown, every one is drawn:
    one that is hidden with its `[c]` and no length. Of others the most frequent are, the surest first.
    """
    lines, parts = block.lines, drawn.breakdown is not Breakdown.NONE
    shares = has_shares(line for line in lines if line.row.numerator.number)
    seen = [line for line in lines if length(line, shares=shares)]
    whole = parts or drawn.card.key in IN_ORDER
    if parts and seen:
        foremost = _ranked(seen, shares=shares)[0].row.item
        chosen: Sequence[Line] = [line for line in lines if line.row.item == foremost]
    else:
        chosen = lines if whole else _ranked(seen, shares=shares)[:MOST_BARS]
    if not seen or len(chosen) < _ENOUGH_TO_FIND:
        return None
    bars = tuple(_bar(line, shares=shares, parts=parts) for line in chosen)
    axis = f"% of {of_words(drawn.card)}" if shares else _capital(drawn.card.unit)
    stroke = f"; the upright stroke is {drawn.beside}" if any(bar.beside is not None for bar in bars) else ""
    hidden = 0 if whole else sum(not line.row.numerator.shown for line in lines)
    left = f"; {hidden} hidden {'row is' if hidden == 1 else 'rows are'} not drawn" if hidden else ""
    return Chart(drawn.title, axis + stroke + left, bars, of=drawn.of, percent=shares)


def of_words(card: Card) -> str:
    """Of whom a measure's shares are, at an axis."""
    return "those asked" if "asked" in card.denominator else card.unit


def _ranked(lines: Sequence[Line], *, shares: bool) -> list[Line]:
    return sorted(lines, key=lambda line: (line.place, -(length(line, shares=shares) or 0)))


def _bar(line: Line, *, shares: bool, parts: bool) -> Bar:
    beside = line.beside.percent if line.beside is not None and line.row.share.percent is not None else None
    text = line.row.share.text if shares else line.row.numerator.text
    return Bar(
        label=line.words(parts=parts),
        value=float(length(line, shares=shares) or 0),
        text=f"{text}, {line.compared.lower()}" if line.compared else text,
        tone=line.row.comparison.value,
        beside=None if beside is None else float(beside),
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]

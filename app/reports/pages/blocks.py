"""The blocks of a measure's rows that belong together: rows of one block are counted among the same, and of no others
are they more or less."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.reports.card import Breakdown, Card
from app.reports.pages.findings import finding, listed, lowered
from app.reports.pages.line import Line

IN_ORDER: Final = frozenset(
    "complexity complexity_by_gmfcs gmfcs wait_first_contact wait_diagnosis concerns_next_visit".split()
)
"""Measures whose rows have an order of their own: bands, levels, and what became of something. Each of what is counted
is in one of them alone."""

EXCLUSIVE: Final = frozenset({*IN_ORDER, "ehc_plans_by_need", "ehc_plans_by_setting"})
"""Measures each of whose counted is in one row of a block alone."""

_BANDED: Final = frozenset({"complexity", "complexity_by_gmfcs"})
_SINGLE: Final = "school_time"
_LEADS: Final[Mapping[str, str]] = {**dict.fromkeys(_BANDED, "for {}, "), _SINGLE: "{} "}
_TOLD: Final = 4
"""The most blocks of which a title tells."""


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that belong together: what they are of, in words and in short (empty where a measure has but one block),
    what those words stand in before the finding, and that: what the rows say."""

    words: str
    short: str
    lead: str
    lines: tuple[Line, ...]
    finding: str


def blocks_of(card: Card, breakdown: Breakdown, lines: Sequence[Line]) -> tuple[Block, ...]:
    """The blocks of a measure, in the order of its rows: one for each letter of the complexity scale (and level), one
    for contacts and one for children; of other measures all rows are one."""
    split: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        key, rest = _base(card, line)
        split.setdefault(key, []).append(rest)
    exclusive, parts = card.key in EXCLUSIVE, breakdown is not Breakdown.NONE
    return tuple(
        Block(words, short, _LEADS.get(card.key, ""), tuple(held), finding(held, exclusive=exclusive, parts=parts))
        for (words, short), held in (split or {("", ""): []}).items()
    )


def told_of(blocks: Sequence[Block]) -> str:
    """What the blocks say, as one title: those that show no number together where they say the same. Of many, those
    that show a number are told of."""
    shown = [block for block in blocks if any(line.row.numerator.number for line in block.lines)]
    if len(blocks) > _TOLD and not shown:
        return finding([line for block in blocks for line in block.lines], exclusive=True, parts=False)
    alike: dict[tuple[str, str, str], list[str]] = {}
    for block in blocks if len(blocks) <= _TOLD else shown:
        alike.setdefault((block.lead, block.finding, block.short if block in shown else ""), []).append(block.short)
    told = [f"{lead.format(listed(short))}{said}" for (lead, said, _), short in alike.items()]
    more = "; more in the table" if len(told) > _TOLD else ""
    return "; ".join(told[:_TOLD]) + more


def _base(card: Card, line: Line) -> tuple[tuple[str, str], Line]:
    """What block a row is of, and the row as it is named within it."""
    if card.key in _BANDED:
        words, _, band = line.label.rpartition(": ")
        level, _, letter = line.row.item.partition(":")[0].rpartition("/")
        return (words, f"{level} {letter}".strip()), replace(line, label=band[:1].upper() + band[1:])
    if card.key == _SINGLE:
        return (line.label, lowered(line.label)), replace(line, label="")
    return ("", ""), line

"""The order in which the rows of a released table are shown, whatever order they were kept in.

It is that of the card's items; concepts, of which there are many, stand by the number that is shown. It never hangs on
a number that is hidden: such rows stand after those that are shown, by their names.
"""

from collections.abc import Callable, Iterable
from typing import Final

from app.released.table import ReleasedRow, ReleasedTable
from app.reports.card import Breakdown
from app.reports.cards.countable import sureness
from app.reports.cards.parts import PARTS
from app.reports.measures import CARDS, measure
from app.reports.pages.wording import Wording

BY_NUMBER: Final = frozenset({"needs_by_concept", "technology", "barriers"})
"""Measures whose rows are concepts: too many to be looked for in another order than the most frequent first."""

_Key = tuple[int, int, int, str, str]


def in_order(table: ReleasedTable, wording: Wording) -> list[ReleasedRow]:
    """The rows of a table, of one area or several, in the order in which they are shown: areas as they stand in it,
    then parts, then rows."""
    areas = _places(dict.fromkeys(row.area for row in table.rows))
    parts = _places(PARTS.get(Breakdown(table.key.breakdown), ()))
    of_item = _by_number(table, wording) if table.key.measure in BY_NUMBER else _by_card(table, wording)
    return sorted(
        table.rows, key=lambda row: (areas[row.area], parts.get(row.part, len(parts)), row.part, of_item(row))
    )


def _by_number(table: ReleasedTable, wording: Wording) -> Callable[[ReleasedRow], _Key]:
    """Those of which one is surest first, the most frequent of them first, as numbers are shown; then by name."""

    def key(row: ReleasedRow) -> _Key:
        number = row.numerator.number
        name = wording.item(table.key.measure, row.item).casefold()
        return sureness(row.item), 1 if number is None else 0, -(number or 0), name, row.item

    return key


def _by_card(table: ReleasedTable, wording: Wording) -> Callable[[ReleasedRow], _Key]:
    """As the card has them, and what it has not after those, as they were kept."""
    name = table.key.measure
    items = _places(item for _, item in _keys(name, wording))
    return lambda row: (items.get(row.item, len(items)), 0, 0, "", "")


def _keys(name: str, wording: Wording) -> list[tuple[str, str]]:
    if name in CARDS:
        return [(name, each.key) for each in measure(name, wording.counts).items]
    return [each for each in wording.others if each[0] == name]


def _places(words: Iterable[str]) -> dict[str, int]:
    return {each: place for place, each in enumerate(words)}

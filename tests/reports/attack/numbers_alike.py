"""Numbers of different tables that are the same number, as anybody can tell who reads the cards.

Who was asked about a group is the denominator of every measure of its needs; the children on the caseload and those
seen are measures and denominators too; a technology is a need and a row of its own measure; and where one provider
alone appears, its children are all there are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from app.released.table import ReleasedTable
from app.reports.card import Breakdown, Level
from app.reports.cards.countable import Countable
from app.reports.cards.parts import ENGLAND, UNKNOWN
from app.reports.measures import CARDS, measure
from tests.reports.attack.knowledge import Place

OF_CHILDREN_ASKED: Final = frozenset(
    {
        *("needs", "needs_by_group", "needs_by_concept", "needs_by_condition", "technology", "barriers"),
        *("complexity", "gmfcs", "group_pairs", "condition_pairs", "new_needs", "resolved_needs"),
    }
)
COUNTED_ELSEWHERE: Final = {"needs_on_caseload": "caseload", "unlinked": "caseload", "asked": "children_seen"}
"""Measures whose denominator is a measure of its own."""

AMONG_NEEDS: Final = frozenset({"technology", "barriers"})
"""Measures whose rows are rows of all needs too."""


@dataclass(frozen=True, slots=True)
class ByTheCards:
    """The one name of each number: denominators by measure and item; and, for a `reader` of all cards and tables, what
    else is the same, with whether one provider is all there is."""

    denominators: Mapping[tuple[str, str], tuple[str, str]]
    one_provider: bool
    reader: bool = True

    def __call__(self, place: Place) -> Place:
        if place.kind == "of" and not (self.reader and place.key.measure in COUNTED_ELSEWHERE):
            measured, item = self.denominators.get((place.key.measure, place.item), (place.key.measure, place.item))
            place = place._replace(key=place.key.__class__(measured, place.key.level, place.key.breakdown), item=item)
        return self._elsewhere(place) if self.reader else place

    def _elsewhere(self, place: Place) -> Place:
        key, area, part = place.key, place.area, place.part
        if key.level == Level.PROVIDER.value and self.one_provider:
            key, area = key.__class__(key.measure, Level.ENGLAND.value, key.breakdown), ENGLAND
        if (key.breakdown, part) == (Breakdown.SCHOOL_PHASE.value, UNKNOWN):
            key = key.__class__(key.measure, key.level, Breakdown.AGE_BAND.value)
        if place.kind == "of" and key.measure in COUNTED_ELSEWHERE:
            measured = key.__class__(COUNTED_ELSEWHERE[key.measure], key.level, key.breakdown)
            return Place(place.period, measured, area, "", part, "counted")
        if place.kind == "counted" and key.measure in AMONG_NEEDS:
            key = key.__class__("needs_by_concept", key.level, key.breakdown)
        return Place(place.period, key, area, place.item, part, place.kind)


def by_the_cards(counts: Countable, tables: Iterable[ReleasedTable], *, reader: bool = True) -> ByTheCards:
    """How numbers are named in these tables: equal denominators alone, or by a `reader`."""
    denominators: dict[tuple[str, str], tuple[str, str]] = {}
    for key in CARDS:
        for item in measure(key, counts).items:
            asked = key in OF_CHILDREN_ASKED
            denominators[key, item.key] = ("asked about", "+".join(sorted(item.asked))) if asked else (key, item.base)
    providers = {row.area for table in tables if table.key.level == Level.PROVIDER.value for row in table.rows}
    return ByTheCards(denominators, len(providers) == 1, reader)

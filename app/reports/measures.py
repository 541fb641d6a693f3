"""Every measure that is counted: its card, and its items with what each is of.

The quarterly release makes a cube of each measure, level and breakdown of the cards, and of nothing else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from app.errors import NotFound
from app.reports.card import Breakdown, Card, Level
from app.reports.cards.assurance import ASSURANCE
from app.reports.cards.countable import Countable
from app.reports.cards.items import (
    Item,
    asked_items,
    barrier_items,
    complexity_by_gmfcs_items,
    complexity_items,
    concept_items,
    condition_items,
    condition_pair_items,
    gmfcs_items,
    group_items,
    group_pair_items,
    light_items,
    one_item,
    quick_items,
    recorded_items,
    school_items,
    technology_items,
    wait_items,
)
from app.reports.cards.outcome import OUTCOME
from app.reports.cards.profile import PROFILE

DEFINITIONS: Final = "1"
"""The version of the measures, which a release names; it changes with any of their meanings."""

CARDS: Final[Mapping[str, Card]] = MappingProxyType({card.key: card for card in (*PROFILE, *ASSURANCE, *OUTCOME)})
"""The cards by key, in the order they are shown in."""

COUNTS_ALONE: Final = frozenset({"caseload", "children_seen"})
"""Measures that are counts and no shares."""

LISTED_WHEN_COUNTED: Final = frozenset({"needs_by_concept"})
"""Measures whose items that no child of any area has are left out."""

_ITEMS: Final[Mapping[str, Callable[[Countable], tuple[Item, ...]]]] = MappingProxyType(
    {
        "needs": recorded_items,
        "needs_on_caseload": recorded_items,
        "needs_by_group": group_items,
        "needs_by_concept": concept_items,
        "needs_by_condition": condition_items,
        "technology": technology_items,
        "complexity": complexity_items,
        "complexity_by_gmfcs": complexity_by_gmfcs_items,
        "gmfcs": gmfcs_items,
        "group_pairs": group_pair_items,
        "condition_pairs": condition_pair_items,
        "new_needs": group_items,
        "resolved_needs": group_items,
        "caseload": one_item,
        "children_seen": one_item,
        "capture_completeness": one_item,
        "asked": asked_items,
        "uncoded": one_item,
        "wait_first_contact": wait_items("seen"),
        "wait_diagnosis": wait_items("diagnosed"),
        "was_not_brought": one_item,
        "unlinked": one_item,
        "form_seconds": quick_items,
        "concerns_next_visit": light_items,
        "barriers": barrier_items,
        "school_time": school_items,
    }
)


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure with its items for a reference set, in the order they are shown in."""

    card: Card
    items: tuple[Item, ...]

    @property
    def bases(self) -> tuple[Item, ...]:
        """An item of each base, the first: what it must have been asked about is that of the base."""
        return tuple({item.base: item for item in reversed(self.items)}.values())[::-1]

    def base_of(self, item: str | None) -> str | None:
        """The base of an item, None of none. Raises `NotFound` when the measure has no such item."""
        if item is None:
            return None
        found = next((each for each in self.items if each.key == item), None)
        if found is None:
            raise NotFound("The measure has no such item.")
        return found.base

    @property
    def share(self) -> bool:
        return self.card.key not in COUNTS_ALONE


def measure(key: str, counts: Countable) -> Measure:
    """A measure with its items. Raises `NotFound` when there is none with this key."""
    if key not in CARDS:
        raise NotFound("There is no such measure.")
    return Measure(CARDS[key], _ITEMS[key](counts))


def checked(key: str, level: Level, breakdown: Breakdown, counts: Countable) -> Measure:
    """The measure, if its card has this level and breakdown. Raises `NotFound` otherwise."""
    found = measure(key, counts)
    if breakdown not in found.card.breakdowns_at(level):
        raise NotFound("The measure is not counted so.")
    return found

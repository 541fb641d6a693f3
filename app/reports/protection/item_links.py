"""Which items of the measures share out their denominator: everybody is of one of them, and of one alone."""

from collections.abc import Iterable
from typing import Final

from app.reports.cards.items import Item
from app.reports.protection.cell_links import Alike, Apart

SHARED_OUT: Final = frozenset(
    {"complexity", "complexity_by_gmfcs", "gmfcs", "wait_first_contact", "wait_diagnosis", "concerns_next_visit"}
)
"""Measures whose items of one base are apart: bands of a number of needs, levels, weeks, outcomes."""

ALIKE: Final = (Alike("technology", "needs_by_concept"), Alike("barriers", "needs_by_concept"))
"""Measures whose rows are rows of another: a technology dependency is a need, and so is what a family reports."""


def apart(measure: str, items: Iterable[Item]) -> tuple[Apart, ...]:
    """How the items of a measure share out their denominators: by their base; nothing for items that overlap."""
    if measure not in SHARED_OUT:
        return ()
    by_base: dict[str, list[str]] = {}
    for item in items:
        by_base.setdefault(item.base, []).append(item.key)
    return tuple(Apart(measure, tuple(keys)) for keys in by_base.values())

"""What the cards say of rows beside one another: which share out their denominator, which are one number, and which
count none but children of a wider one."""

from collections.abc import Iterable, Iterator
from typing import Final

from app.clinical.complexity import LETTERS
from app.reports.cards.countable import GMFCS_LEVELS, Countable, names
from app.reports.cards.items import Item, band_names, condition_pair_items, group_pair_items, group_under
from app.reports.protection.cell_links import Apart, Within
from app.reports.protection.placing import Alike

SHARED_OUT: Final = frozenset(
    {"complexity", "complexity_by_gmfcs", "gmfcs", "wait_first_contact", "wait_diagnosis", "concerns_next_visit"}
)
"""Measures whose items of one base are apart: bands of a number of needs, levels, weeks, outcomes."""

ALIKE: Final = (Alike("technology", "needs_by_concept"), Alike("barriers", "needs_by_concept"))
"""Measures whose rows are rows of another: a technology dependency is a need, and so is what a family reports."""

_BY_CONCEPT: Final = ("needs_by_concept", "technology", "barriers")


def apart(measure: str, items: Iterable[Item]) -> tuple[Apart, ...]:
    """How the items of a measure share out their denominators: by their base; nothing for items that overlap."""
    if measure not in SHARED_OUT:
        return ()
    by_base: dict[str, list[str]] = {}
    for item in items:
        by_base.setdefault(item.base, []).append(item.key)
    return tuple(Apart(measure, tuple(keys)) for keys in by_base.values())


def within(counts: Countable) -> Iterator[Within]:
    """Every item that counts none but children of another: needs and kinds of needs within broad conditions, groups and
    all needs, each as sure as it is; two together within either; a level's part of the scale within the part."""
    for group in counts.groups:
        wider = names(group, group)
        yield from (Within("needs_by_group", each, "", "needs") for each in wider)
        for concept in counts.concepts(group):
            yield from _within_each(names(str(concept), group), wider, _BY_CONCEPT, "needs_by_group")
    yield from _conditions(counts)
    yield from _pairs(counts)
    for letter in LETTERS.values():
        for band in band_names(letter):
            for level in GMFCS_LEVELS:
                yield Within("complexity_by_gmfcs", f"{level}/{letter}:{band}", f"{letter}:{band}", "complexity")


def _within_each(narrow: Iterable[str], wide: Iterable[str], measures: Iterable[str], of: str) -> Iterator[Within]:
    for item, wider in zip(narrow, wide, strict=True):
        yield from (Within(measure, item, wider, of) for measure in measures)


def _conditions(counts: Countable) -> Iterator[Within]:
    for key, concepts in counts.under.items():
        group = group_under(counts, key)
        mine = names(key, group)
        yield from _within_each(mine, names(group, group), ("needs_by_condition",), "needs_by_group")
        for concept in concepts:
            if counts.group_of[concept] == group:
                yield from _within_each(names(str(concept), group), mine, _BY_CONCEPT, "needs_by_condition")
        for other, others in counts.under.items():
            if other != key and concepts < others and group_under(counts, other) == group:
                yield from _within_each(mine, names(other, group), ("needs_by_condition",), "needs_by_condition")


def _pairs(counts: Countable) -> Iterator[Within]:
    for item in group_pair_items(counts):
        yield from (Within("group_pairs", item.key, each, "needs_by_group") for each in sorted(item.kinds))
    for item in condition_pair_items(counts):
        yield from (Within("condition_pairs", item.key, each, "needs_by_condition") for each in sorted(item.kinds))

"""What the cards say of rows beside one another: which share out their denominator, which are one number, which count
none but children of a wider one, and which together are no more than others."""

from collections.abc import Iterable, Iterator
from typing import Final

from app.clinical.complexity import LETTERS
from app.reports.cards.countable import GMFCS_LEVELS, Countable, names
from app.reports.cards.items import Item, band_names, condition_pair_items, group_pair_items, group_under
from app.reports.protection.cell_links import Apart, AtMost, Number, Within
from app.reports.protection.placing import Alike
from app.terminology.concept import ConceptId

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


def at_most(counts: Countable) -> Iterator[AtMost]:
    """Which rows together are no more than others: all needs than their groups, groups and broad conditions than their
    kinds, two together than all and both, parts of the scale than those it is of, children than their contacts."""
    yield from _at_most_kinds(counts)
    yield from _at_most_both(counts)
    yield from _at_most_scale(counts)
    yield from _at_most_contacts()


def _at_most_kinds(counts: Countable) -> Iterator[AtMost]:
    needs, groups = Number("needs", ""), [(each, names(each, each)) for each in counts.groups]
    yield AtMost((needs,), tuple(Number("needs_by_group", each) for _, items in groups for each in items))
    yield AtMost((needs._replace(among=True),), tuple(Number("needs_by_group", each, among=True) for each, _ in groups))
    for group, _ in groups:
        yield AtMost((Number("needs_by_group", group, among=True),), (needs._replace(among=True),))
        yield from _at_most_concepts("needs_by_group", group, group, counts.concepts(group))
    for key, concepts in counts.under.items():
        group = group_under(counts, key)
        if all(counts.group_of[each] == group for each in concepts):
            yield from _at_most_concepts("needs_by_condition", key, group, sorted(concepts))


def _at_most_concepts(measure: str, key: str, group: str, concepts: Iterable[ConceptId]) -> Iterator[AtMost]:
    """A kind of needs beside its concepts, as sure as each is."""
    kinds = [names(str(each), group) for each in concepts]
    for place, item in enumerate(names(key, group)):
        yield AtMost((Number(measure, item),), tuple(Number("needs_by_concept", each[place]) for each in kinds))


def _at_most_both(counts: Countable) -> Iterator[AtMost]:
    pairs = [(Number("group_pairs", each.key), "needs_by_group", each) for each in group_pair_items(counts)]
    pairs += [
        (Number("condition_pairs", each.key), "needs_by_condition", each) for each in condition_pair_items(counts)
    ]
    for both, single, item in pairs:
        for among in (False, True):
            either = tuple(Number(single, each, among) for each in sorted(item.kinds))
            yield AtMost(either, (both._replace(among=among), Number("needs", "", among)))


def _at_most_scale(counts: Countable) -> Iterator[AtMost]:
    yield AtMost(tuple(Number("gmfcs", each) for each in GMFCS_LEVELS), (Number("gmfcs", GMFCS_LEVELS[0], among=True),))
    for group, letter in LETTERS.items():
        of_letter = Number("complexity", f"{letter}:0", among=True)
        levels = [f"{each}/{letter}" for each in GMFCS_LEVELS]
        yield AtMost(tuple(Number("complexity_by_gmfcs", f"{each}:0", among=True) for each in levels), (of_letter,))
        for band in band_names(letter):
            at_levels = tuple(Number("complexity_by_gmfcs", f"{each}:{band}") for each in levels)
            yield AtMost(at_levels, (Number("complexity", f"{letter}:{band}"),))
        if group.value in counts.groups:
            # Who has a need of the group is of no band without needs.
            for item in names(group.value, group.value):
                yield AtMost((Number("complexity", f"{letter}:0"), Number("needs_by_group", item)), (of_letter,))


def _at_most_contacts() -> Iterator[AtMost]:
    seen, contacts = Number("children_seen", ""), Number("capture_completeness", "", among=True)
    not_brought = Number("was_not_brought", "")
    in_school, pupils = Number("school_time", "contacts"), Number("school_time", "children")
    yield AtMost((seen,), (contacts,))
    yield AtMost((contacts, not_brought), (not_brought._replace(among=True),))
    yield AtMost((pupils,), (in_school,))
    yield AtMost((pupils._replace(among=True),), (in_school._replace(among=True),))
    yield AtMost((pupils._replace(among=True),), (seen,))
    yield AtMost((in_school._replace(among=True),), (contacts,))

"""The items of each measure: the rows a table of it has, and of whom each is counted."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from app.clinical.complexity import LETTERS
from app.reports.ancestors import CONCEPT_PAIRS
from app.reports.cards.countable import GMFCS_LEVELS, Countable, names
from app.terminology.concept import ConceptId
from app.terminology.refset import COMPLEXITY_GROUPS, Group

ANY: Final = "any"
"""The kind that every need which counts is of."""

BANDS: Final = ((0, 0), (1, 1), (2, 2), (3, 4), (5, 9), (10, 10**9))
"""Numbers of needs, of C, T and F alike, each with the first and last that it holds."""

BAND_NAMES: Final = ("0", "1", "2", "3-4", "5-9", "10+")
CARE: Final = LETTERS[Group.ROUND_THE_CLOCK_CARE]
WEEKS: Final = ((0, 5), (6, 11), (12, 17), (18, 10**9))
WEEK_NAMES: Final = ("under-6", "6-11", "12-17", "18-and-over")
WAITING: Final = "waiting"
OUTCOMES: Final = ("resolved", "better", "same", "worse", "no_next_visit")
QUICK, UNREAD = "under_60", "unread"
CONTACTS, CHILDREN = "contacts", "children"


@dataclass(frozen=True, slots=True)
class Item:
    """A row of a measure's tables.

    `base`: what it is of; items of one base share their denominator. Of measures of recorded needs, `asked`: the groups
    that a child must have been asked about to be in the base (any group at all where none is named), and `kinds`: what
    a child's needs must be of to count, all of them.
    """

    key: str
    base: str = ""
    asked: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()


def one_item(_: Countable) -> tuple[Item, ...]:
    return (Item(""),)


def recorded_items(_: Countable) -> tuple[Item, ...]:
    return (Item("", kinds=frozenset({ANY})),)


def _of_kind(key: str, group: str) -> tuple[Item, ...]:
    return tuple(Item(each, group, frozenset({group}), frozenset({each})) for each in names(key, group))


def group_items(counts: Countable) -> tuple[Item, ...]:
    return tuple(item for group in counts.groups for item in _of_kind(group, group))


def concept_items(counts: Countable) -> tuple[Item, ...]:
    return tuple(
        item for group in counts.groups for each in counts.concepts(group) for item in _of_kind(str(each), group)
    )


def technology_items(counts: Countable) -> tuple[Item, ...]:
    group = Group.TECHNOLOGY_DEPENDENCY.value
    return tuple(item for each in counts.concepts(group) for item in _of_kind(str(each), group))


def barrier_items(counts: Countable) -> tuple[Item, ...]:
    group = Group.FAMILY_REPORTED_ISSUE.value
    return tuple(_of_kind(str(each), group)[0] for each in counts.concepts(group))


def condition_items(counts: Countable) -> tuple[Item, ...]:
    return tuple(item for key in counts.under for item in _of_kind(key, group_under(counts, key)))


def group_under(counts: Countable, key: str) -> str:
    """The group of a broad condition; where none is known of it that of its members, or of health conditions."""
    if key in counts.broad:
        return counts.broad[key].group.value
    found: ConceptId | None = next(iter(sorted(counts.under[key])), None)
    return Group.CONDITION.value if found is None else counts.group_of[found]


def _pair(one: str, other: str, groups: frozenset[str]) -> Item:
    return Item(f"{one}+{other}", "+".join(sorted(groups)), groups, frozenset({one, other}))


def group_pair_items(counts: Countable) -> tuple[Item, ...]:
    scale = [each.value for each in COMPLEXITY_GROUPS if each.value in counts.groups]
    return tuple(_pair(one, other, frozenset({one, other})) for one, other in combinations(scale, 2))


def condition_pair_items(counts: Countable) -> tuple[Item, ...]:
    return tuple(
        _pair(one, other, frozenset({group_under(counts, one), group_under(counts, other)}))
        for one, other in CONCEPT_PAIRS
        if {one, other} <= counts.under.keys()
    )


def band_names(letter: str) -> tuple[str, ...]:
    """The bands of a part of the scale."""
    return BAND_NAMES[:2] if letter == CARE else BAND_NAMES


def complexity_items(_: Countable) -> tuple[Item, ...]:
    return tuple(
        Item(f"{letter}:{band}", letter, frozenset({group.value}))
        for group, letter in LETTERS.items()
        for band in band_names(letter)
    )


def complexity_by_gmfcs_items(counts: Countable) -> tuple[Item, ...]:
    return tuple(
        Item(f"{level}/{item.key}", f"{level}/{item.base}", item.asked)
        for level in GMFCS_LEVELS
        for item in complexity_items(counts)
    )


def gmfcs_items(_: Countable) -> tuple[Item, ...]:
    return tuple(Item(level, asked=frozenset({Group.FUNCTIONAL_LEVEL.value})) for level in GMFCS_LEVELS)


def asked_items(counts: Countable) -> tuple[Item, ...]:
    functional = Group.FUNCTIONAL_LEVEL.value
    return tuple(Item(group) for group in dict.fromkeys((*counts.groups, functional)))


def wait_items(reached: str) -> Callable[[Countable], tuple[Item, ...]]:
    """The items of a wait that ends with what is reached."""
    items = tuple(Item(f"{state}:{weeks}") for state in (reached, WAITING) for weeks in WEEK_NAMES)
    return lambda _: items


def quick_items(_: Countable) -> tuple[Item, ...]:
    return Item(QUICK), Item(UNREAD)


def light_items(_: Countable) -> tuple[Item, ...]:
    return tuple(Item(each) for each in OUTCOMES)


def school_items(_: Countable) -> tuple[Item, ...]:
    return Item(CONTACTS, CONTACTS), Item(CHILDREN, CHILDREN)

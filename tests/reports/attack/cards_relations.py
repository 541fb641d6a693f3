"""What the cards say of numbers beside one another: one no more than another, some together no more than others."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from app.clinical.complexity import LETTERS
from app.reports.ancestors import CONCEPT_PAIRS
from app.reports.cards.countable import GMFCS_LEVELS, Countable, names
from app.reports.cards.items import band_names, group_under
from app.reports.measures import measure

EVERYBODY_APART: Final = frozenset(
    {"complexity", "complexity_by_gmfcs", "wait_first_contact", "wait_diagnosis", "concerns_next_visit"}
)
"""Measures of whom everybody is of one row, and one alone, of those with a denominator."""


class Number(NamedTuple):
    """A number of a measure in some area and part."""

    measure: str
    item: str
    kind: str = "counted"


class Relation(NamedTuple):
    """That some numbers of an area and part together are no more than others."""

    less: tuple[Number, ...]
    more: tuple[Number, ...]


class Whole(NamedTuple):
    """That some numbers of an area and part are all of another."""

    whole: Number
    parts: tuple[Number, ...]


def wholes(key: str, counts: Countable) -> Iterator[Whole]:
    """The rows of a measure that share out their denominator."""
    by_base: dict[str, list[str]] = {}
    if key in EVERYBODY_APART:
        for item in measure(key, counts).items:
            by_base.setdefault(item.base, []).append(item.key)
    for items in by_base.values():
        yield Whole(Number(key, items[0], "of"), tuple(Number(key, each) for each in items))


def relations(counts: Countable) -> Iterator[Relation]:
    """Everything that the cards say."""
    for less, more in (*_groups(counts), *_conditions(counts), *_pairs(counts), *_scale(counts), *_contacts()):
        yield Relation(tuple(less), tuple(more))


Sides = tuple[list[Number], list[Number]]


def _of(number: Number) -> Number:
    return number._replace(kind="of")


def _groups(counts: Countable) -> Iterator[Sides]:
    """Needs within groups and any need: no more than these, which are no more than all of them together."""
    every: list[Number] = []
    needs = Number("needs", "")
    for group in counts.groups:
        concepts = counts.concepts(group)
        for item in names(group, group):
            place = list(names(group, group)).index(item)
            whole = Number("needs_by_group", item)
            every.append(whole)
            yield [whole], [needs]
            yield [_of(whole)], [_of(needs)]
            kinds = [names(str(each), group)[place] for each in concepts]
            yield [whole], [Number("needs_by_concept", each) for each in kinds]
            for each in kinds:
                yield [Number("needs_by_concept", each)], [whole]
    yield [needs], every
    yield [_of(needs)], [_of(Number("needs_by_group", group)) for group in counts.groups]


def _conditions(counts: Countable) -> Iterator[Sides]:
    """Kinds of a broad condition, the condition, and the group it is of."""
    for key, concepts in counts.under.items():
        group = group_under(counts, key)
        wider = [each for each, others in counts.under.items() if each != key and concepts < others]
        for place, item in enumerate(names(key, group)):
            narrow = Number("needs_by_condition", item)
            kinds = [Number("needs_by_concept", names(str(each), group)[place]) for each in sorted(concepts)]
            yield [narrow], kinds
            yield from (([each], [narrow]) for each in kinds)
            yield [narrow], [Number("needs_by_group", names(group, group)[place])]
            yield from (([narrow], [Number("needs_by_condition", names(each, group)[place])]) for each in wider)


def _pairs(counts: Countable) -> Iterator[Sides]:
    """Two together: no more than either, no less than both less all."""
    groups = [item.key.split("+") for item in measure("group_pairs", counts).items]
    both = [("group_pairs", "needs_by_group", one, other) for one, other in groups]
    both += [("condition_pairs", "needs_by_condition", one, other) for one, other in CONCEPT_PAIRS]
    for key, single, one, other in both:
        pair, first, second = Number(key, f"{one}+{other}"), Number(single, one), Number(single, other)
        for kind in ("counted", "of"):
            two, a, b, all_ = (each._replace(kind=kind) for each in (pair, first, second, Number("needs", "")))
            yield [two], [a]
            yield [two], [b]
            yield [a, b], [two, all_]


def _scale(counts: Countable) -> Iterator[Sides]:
    """Levels and bands: of one child one level at most, and who has none of a part has no need of its group."""
    levels = [Number("gmfcs", each) for each in GMFCS_LEVELS]
    yield levels, [_of(levels[0])]
    for group, letter in LETTERS.items():
        whole = Number("complexity", f"{letter}:0", "of")
        yield [Number("complexity_by_gmfcs", f"{each}/{letter}:0", "of") for each in GMFCS_LEVELS], [whole]
        for band in band_names(letter):
            each_level = [Number("complexity_by_gmfcs", f"{each}/{letter}:{band}") for each in GMFCS_LEVELS]
            yield each_level, [Number("complexity", f"{letter}:{band}")]
        if group.value in counts.groups:
            for item in names(group.value, group.value):
                yield [Number("complexity", f"{letter}:0"), Number("needs_by_group", item)], [whole]


def _contacts() -> Iterator[Sides]:
    """Children seen and their contacts."""
    seen, contacts = Number("children_seen", ""), Number("capture_completeness", "", "of")
    not_brought = Number("was_not_brought", "")
    in_school, pupils = Number("school_time", "contacts"), Number("school_time", "children")
    yield [seen], [contacts]
    yield [contacts, not_brought], [_of(not_brought)]
    yield [pupils], [in_school]
    yield [_of(pupils)], [_of(in_school)]
    yield [_of(pupils)], [seen]
    yield [_of(in_school)], [contacts]

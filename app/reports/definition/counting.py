"""The meaning of every measure, in plain Python: the engine that the others must agree with.

It takes a child at a time, asks the measure's rule for its marks, and adds them up by area and part.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from types import MappingProxyType
from typing import Final

from app.reports.card import Breakdown, Card, Level
from app.reports.cards.countable import Countable
from app.reports.cards.parts import UNKNOWN, within_ages
from app.reports.cube import Cell, Cube, Raw
from app.reports.definition import events, needs
from app.reports.definition.child import ChildView, views
from app.reports.definition.needs import Mark
from app.reports.measures import LISTED_WHEN_COUNTED, Measure, checked, measure
from app.reports.observed import Observed
from app.reports.periods import Quarter
from app.reports.slices import Pair, Slice, paired

Rule = Callable[[ChildView, Measure, Countable], Iterator[Mark]]

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "needs": needs.standing,
        "needs_on_caseload": needs.on_caseload,
        "needs_by_group": needs.standing,
        "needs_by_concept": needs.standing,
        "needs_by_condition": needs.standing,
        "technology": needs.standing,
        "complexity": needs.complexity,
        "complexity_by_gmfcs": needs.complexity_by_gmfcs,
        "gmfcs": needs.gmfcs,
        "group_pairs": needs.standing,
        "condition_pairs": needs.standing,
        "new_needs": needs.new,
        "resolved_needs": needs.resolved,
        "caseload": events.caseload,
        "children_seen": events.children_seen,
        "capture_completeness": events.capture_completeness,
        "asked": events.asked,
        "uncoded": events.uncoded,
        "wait_first_contact": events.first_contact,
        "wait_diagnosis": events.diagnosis,
        "was_not_brought": events.was_not_brought,
        "unlinked": events.unlinked,
        "form_seconds": events.form_seconds,
        "concerns_next_visit": events.concerns,
        "barriers": needs.standing,
        "school_time": events.school_time,
    }
)
"""The rule of each measure."""


@dataclass(frozen=True, slots=True)
class Records:
    """What is counted: the records of all organisations, by child; what may be counted; and organisations' ODS codes.

    Records may come in any order: those of one pseudonym are one child's (`records_of`).
    """

    children: Mapping[int, Sequence[Observed]]
    counts: Countable
    providers: Mapping[int, str]


def records_of(observed: Iterable[Observed], counts: Countable, providers: Mapping[int, str]) -> Records:
    """Records brought together by child."""
    children: dict[int, list[Observed]] = defaultdict(list)
    for record in observed:
        children[record.child.child].append(record)
    return Records(children, counts, providers)


def count(card: Card, level: Level, breakdown: Breakdown, quarter: Quarter, records: Records) -> Cube:
    """The raw counts of a measure.

    Raises:
        NotFound: the card has not this level or breakdown, or is of no measure.
    """
    asked = checked(card.key, level, breakdown, records.counts)
    of: dict[tuple[str, str, str], int] = defaultdict(int)
    counted: dict[Cell, int] = defaultdict(int)
    for view, mark in _marks(asked, level, quarter, records):
        area = _area(view, level, records)
        if area is not None:
            part = view.person.part(breakdown, mark.on)
            of[area, mark.base, part] += mark.of
            for item, number in mark.counted:
                counted[Cell(area, item, part)] += number
    return Cube(card.key, level, breakdown, quarter, cells(asked, of, counted))


def cells(
    asked: Measure, of: Mapping[tuple[str, str, str], int], counted: Mapping[Cell, int]
) -> Iterator[tuple[Cell, Raw]]:
    """A cell for every item of each base that anybody of the area and part is in, none counted among them.

    Where the measure lists what was counted, items that nobody in any area counts for are left out.
    """
    listed = {cell.item for cell, number in counted.items() if number}
    every = asked.card.key not in LISTED_WHEN_COUNTED
    items: dict[str, list[str]] = defaultdict(list)
    for item in asked.items:
        if every or item.key in listed:
            items[item.base].append(item.key)
    for (area, base, part), number in of.items():
        for key in items[base]:
            cell = Cell(area, key, part)
            yield cell, Raw(counted.get(cell, 0), number if asked.share else None)


def _marks(asked: Measure, level: Level, quarter: Quarter, records: Records) -> Iterator[tuple[ChildView, Mark]]:
    """Every mark of the measure, of children counted at all, of 0 to 25 years or of unknown age."""
    rule, age_date, counts = RULES[asked.card.key], asked.card.age_date, records.counts
    for view in _views(records, quarter, by_provider=level is Level.PROVIDER):
        if view.counted_at(quarter.last, age_date):
            yield from ((view, m) for m in rule(view, asked, counts) if within_ages(view.person.age(m.on)))


def _views(records: Records, quarter: Quarter, *, by_provider: bool) -> Iterator[ChildView]:
    for each in records.children.values():
        yield from views(each, quarter, by_provider=by_provider)


def _area(view: ChildView, level: Level, records: Records) -> str | None:
    if level is Level.PROVIDER:
        return UNKNOWN if view.organisation is None else records.providers.get(view.organisation, UNKNOWN)
    return view.person.area(level)


def differing(one: Slice, other: Slice, quarter: Quarter, records: Records) -> int:
    """By how few children two slices of a measure differ, wherever they differ (`app.reports.slices.Differences`)."""
    asked = measure(one.measure, records.counts)
    pair = paired(one, other, asked)
    apart: dict[tuple[Level, str, str, bool], set[int]] = defaultdict(set)
    for level in pair.levels:
        for view, mark in _marks(asked, level, quarter, records):
            area = _area(view, level, records)
            if area is None or pair.areas - {area} or _in_slice(one, view, mark) == _in_slice(other, view, mark):
                continue
            for key, is_base in _figures(mark, pair):
                apart[level, area, key, is_base].add(view.child)
    return min(map(len, apart.values()), default=0)


def _in_slice(each: Slice, view: ChildView, mark: Mark) -> bool:
    age = view.person.age(mark.on)
    if each.ages is not None and (age is None or not each.ages[0] <= age <= each.ages[1]):
        return False
    return all(view.person.part(breakdown, mark.on) == part for breakdown, part in each.filters)


def _figures(mark: Mark, pair: Pair) -> Iterator[tuple[str, bool]]:
    """What a mark counts for, of what both slices are of: its base and its items, and which of these each is."""
    if mark.base in pair.bases:
        yield mark.base, True
    yield from ((item, False) for item, number in mark.counted if number and item in pair.items)


def median_seconds(quarter: Quarter, records: Records) -> Mapping[str, float]:
    """The median seconds of the forms timed in a quarter, by provider: for the provider's own people alone."""
    seconds: dict[str, list[int]] = defaultdict(list)
    for view in _views(records, quarter, by_provider=True):
        for contact, taken in events.timed(view):
            if within_ages(view.person.age(contact.on)):
                seconds[records.providers.get(contact.organisation, UNKNOWN)].append(taken)
    return {provider: float(median(each)) for provider, each in seconds.items()}

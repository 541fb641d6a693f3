"""The measures of recorded needs, as rules on one child: readable as their definitions."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from app.clinical.complexity import LETTERS
from app.clinical.needs import Certainty
from app.reports.cards.countable import CERTAINTIES, GMFCS_LEVELS, Countable
from app.reports.cards.items import BAND_NAMES, BANDS, CARE
from app.reports.definition.child import ChildView, kinds, named_needs, stands
from app.reports.measures import Measure
from app.reports.observed import NeedRow
from app.terminology.refset import Group

_SURE = frozenset(each.value for each in CERTAINTIES)


class Mark(NamedTuple):
    """That a child, a contact, a referral or a light is one of those of whom a measure is: of which base, at which day
    for their age, how many of it (statements are several), and what of that counts for which items."""

    base: str
    on: date
    of: int
    counted: tuple[tuple[str, int], ...]


def _by_kind(view: ChildView, measure: Measure, found: frozenset[str]) -> Iterator[Mark]:
    """A mark for each base whose groups the child was asked about, with the items whose kinds are all found."""
    asked, end = view.asked, view.quarter.last
    for base in measure.bases:
        if asked and base.asked <= asked:
            items = (item for item in measure.items if item.base == base.base and item.kinds <= found)
            yield Mark(base.base, end, 1, tuple((item.key, 1) for item in items))


def standing(view: ChildView, measure: Measure, counts: Countable) -> Iterator[Mark]:
    """Of children asked: those whose needs that stand at the end are of the item's kinds."""
    return _by_kind(view, measure, kinds(_standing(view), counts))


def _standing(view: ChildView) -> list[NeedRow]:
    return [need for need in view.needs if stands(need, view.quarter.last)]


def new(view: ChildView, measure: Measure, counts: Countable) -> Iterator[Mark]:
    """Of children asked: those of whom a concept was first recorded in the period, by whomever, and not at the child's
    first capture there."""
    first = view.quarter.first
    known = {need.concept for need in view.needs if need.counted and need.since < first}
    fresh = [n for n in view.needs if n.new and first <= n.since <= view.quarter.last and n.concept not in known]
    return _by_kind(view, measure, kinds(fresh, counts))


def resolved(view: ChildView, measure: Measure, counts: Countable) -> Iterator[Mark]:
    """Of children asked: those of whom a concept resolved in the period, and does not stand at its end."""
    still = {concept for concept, _ in named_needs(_standing(view), counts)}
    first, last = view.quarter.first, view.quarter.last
    ended = [
        need
        for need in view.needs
        if need.resolved and need.until is not None and first <= need.until <= last and need.concept not in still
    ]
    return _by_kind(view, measure, kinds(ended, counts))


def on_caseload(view: ChildView, measure: Measure, counts: Countable) -> Iterator[Mark]:
    """Of children on the caseload, asked or not: those with a need of the item's kinds."""
    if view.on_caseload:
        found = kinds(_standing(view), counts)
        yield Mark("", view.quarter.last, 1, tuple((each.key, 1) for each in measure.items if each.kinds <= found))


def complexity(view: ChildView, measure: Measure, counts: Countable) -> Iterator[Mark]:
    """Of children asked about the part's group: the band of their number of needs of it."""
    asked, numbers = view.asked, _numbers(view, counts)
    for base in measure.bases:
        if base.asked <= asked:
            yield Mark(base.base, view.quarter.last, 1, ((f"{base.base}:{_band(base.base, numbers)}", 1),))


def complexity_by_gmfcs(view: ChildView, measure: Measure, counts: Countable) -> Iterator[Mark]:
    """The same of children with a GMFCS level, by level."""
    level, asked, numbers = _gmfcs_level(view, counts), view.asked, _numbers(view, counts)
    for base in measure.bases:
        of, _, letter = base.base.partition("/")
        if of == level and base.asked <= asked:
            yield Mark(base.base, view.quarter.last, 1, ((f"{base.base}:{_band(letter, numbers)}", 1),))


def gmfcs(view: ChildView, _: Measure, counts: Countable) -> Iterator[Mark]:
    """Of children asked about functional levels: their GMFCS level."""
    if Group.FUNCTIONAL_LEVEL.value in view.asked:
        level = _gmfcs_level(view, counts)
        yield Mark("", view.quarter.last, 1, () if level is None else ((level, 1),))


def _numbers(view: ChildView, counts: Countable) -> dict[str, int]:
    """How many distinct needs of each part stand, what is sensitive among them."""
    concepts = {n.concept for n in _standing(view) if n.counted and n.certainty in _SURE}
    letters = [letter for concept, letter in counts.letter_of.items() if concept in concepts]
    return {letter: letters.count(letter) for letter in LETTERS.values()}


def _band(letter: str, numbers: dict[str, int]) -> str:
    number = min(numbers[letter], 1) if letter == CARE else numbers[letter]
    return next(name for name, (first, last) in zip(BAND_NAMES, BANDS, strict=True) if first <= number <= last)


def _gmfcs_level(view: ChildView, counts: Countable) -> str | None:
    """The level that stands; of several the one that began last, of those that began together the highest."""
    levels = [
        (need.since, place)
        for need in _standing(view)
        if need.certainty != Certainty.EXCLUDED.value and (place := _gmfcs_place(need, counts))
    ]
    return GMFCS_LEVELS[max(levels)[1] - 1] if levels else None


def _gmfcs_place(need: NeedRow, counts: Countable) -> int:
    return next((place for concept, place in counts.gmfcs.items() if concept == need.concept), 0)

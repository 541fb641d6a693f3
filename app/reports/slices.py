"""A slice: which children a figure is of, as a value that can be written down, compared, and counted against another.

The ledger of releases keeps one for every figure ever released, and an engine says by how few children two differ in
any area (`Differences`), so that a slice which differs from a released one by a few children is refused.
"""

import json
from dataclasses import dataclass
from typing import Any, Protocol

from app.reports.card import Breakdown, Level
from app.reports.cards.parts import AGE_BANDS, OLDEST, PARTS, YOUNGEST
from app.reports.measures import Measure
from app.reports.periods import Quarter

_KEYS = frozenset({"ages", "area", "denominator", "filters", "item", "level", "measure"})
_CONCEPTS = "concepts"


@dataclass(frozen=True, slots=True)
class Slice:
    """The children of a measure who answer every condition given.

    `item`: those who count for this item, or with `denominator` those of whom it is counted; None: every item that the
    measure has, and those of whom each is counted, or with `denominator` these alone. `level` and `area` together:
    those of an area; None: every area of every level that the measure is released at. `ages`: the first and last
    completed year at the measure's own age date, both included; None: all, unknown ages among them. `filters`: parts of
    other breakdowns, in order of breakdown. `concepts`: those that the item takes in, in order, each once, where its
    definition says so; an engine counts an item as it knows it, and the ledger holds the one to the other.

    Raises:
        ValueError: half an area, an age outside 0 to 25, a part that its breakdown has not, a breakdown twice, concepts
            of no item or out of order.
    """

    measure: str
    item: str | None = None
    denominator: bool = False
    level: Level | None = None
    area: str | None = None
    ages: tuple[int, int] | None = None
    filters: tuple[tuple[Breakdown, str], ...] = ()
    concepts: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        if (self.level is None) != (self.area is None):
            raise ValueError("An area needs its level, and a level its area.")
        if self.ages is not None and not YOUNGEST <= self.ages[0] <= self.ages[1] <= OLDEST:
            raise ValueError("Ages go from a first to a last year, both from 0 to 25.")
        if any(breakdown is Breakdown.NONE or part not in PARTS[breakdown] for breakdown, part in self.filters):
            raise ValueError("A filter is a part that its breakdown has.")
        if [each for each, _ in self.filters] != sorted({each for each, _ in self.filters}):
            raise ValueError("Filters stand once each, in order of breakdown.")
        if self.concepts is not None and (self.item is None or [*self.concepts] != sorted({*self.concepts})):
            raise ValueError("Concepts are those of an item, once each and in order.")

    def json(self) -> str:
        """The slice as JSON, its keys sorted: the same text for the same slice. Concepts are a key of it where they are
        said, so that what was written before they were is still the same text."""
        parts: dict[str, object] = {
            "ages": self.ages,
            "area": self.area,
            "denominator": self.denominator,
            "filters": {breakdown.value: part for breakdown, part in self.filters},
            "item": self.item,
            "level": None if self.level is None else self.level.value,
            "measure": self.measure,
        }
        if self.concepts is not None:
            parts[_CONCEPTS] = self.concepts
        return json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def slice_from_json(text: str) -> Slice:
    """Read what `Slice.json` wrote.

    Raises:
        ValueError: the text is no such JSON.
    """
    read: Any = json.loads(text)
    if not isinstance(read, dict) or set(read) - {_CONCEPTS} != _KEYS:
        raise ValueError("This is not the definition of a slice.")
    try:
        return Slice(
            _text(read["measure"]),
            _text_or_none(read["item"]),
            read["denominator"] is True,
            None if read["level"] is None else Level(read["level"]),
            _text_or_none(read["area"]),
            None if read["ages"] is None else _ages(read["ages"]),
            tuple(sorted((Breakdown(each), _text(part)) for each, part in read["filters"].items())),
            tuple(map(_whole, read[_CONCEPTS])) if _CONCEPTS in read else None,
        )
    except (TypeError, AttributeError, KeyError) as fault:
        raise ValueError("This is not the definition of a slice.") from fault


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _text_or_none(value: object) -> str | None:
    return None if value is None else _text(value)


def _whole(value: object) -> int:
    if type(value) is not int:
        raise TypeError("not a whole number")
    return value


def _ages(value: list[object]) -> tuple[int, int]:
    first, last = value
    return _whole(first), _whole(last)


def item_defined(definition: str) -> Slice | None:
    """The slice of a definition that says which concepts its item takes in; None for any other, one that can no longer
    be read among them."""
    try:
        found = slice_from_json(definition)
    except ValueError:
        return None
    return None if found.concepts is None else found


def slice_of_part(measure: str, breakdown: Breakdown, part: str) -> Slice:
    """The children of a part of a breakdown of a measure, in all areas; everybody for the part without a name."""
    if breakdown is Breakdown.NONE:
        return Slice(measure)
    ages = AGE_BANDS.get(part) if breakdown is Breakdown.AGE_BAND else None
    return Slice(measure, ages=ages) if ages is not None else Slice(measure, filters=((breakdown, part),))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two slices of a measure, with what both are of: bases, items, and the levels at which an area can be of both."""

    one: Slice
    other: Slice
    bases: tuple[str, ...]
    items: tuple[str, ...]
    levels: tuple[Level, ...]

    @property
    def areas(self) -> frozenset[str]:
        """The areas that the slices name: an area is of both if it is each of these."""
        return frozenset(each.area for each in (self.one, self.other) if each.area is not None)


def paired(one: Slice, other: Slice, asked: Measure) -> Pair:
    """Two slices of a measure, to be held against each other.

    Raises:
        ValueError: they are not both of this measure.
        NotFound: the measure has no such item.
    """
    if {one.measure, other.measure} != {asked.card.key}:
        raise ValueError("Only slices of one measure are held against each other.")
    (bases, items), (theirs, others) = _of(one, asked), _of(other, asked)
    named = {each.level for each in (one, other) if each.level is not None}
    return Pair(
        one,
        other,
        tuple(each for each in bases if each in theirs),
        tuple(each for each in items if each in others),
        tuple(level for level in asked.card.levels if named <= {level}),
    )


def _of(each: Slice, asked: Measure) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The bases and the items that a slice has figures of."""
    base = asked.base_of(each.item)
    bases = tuple(one.base for one in asked.bases) if base is None else (base,)
    if each.denominator:
        return bases, ()
    if each.item is None:
        return bases, tuple(one.key for one in asked.items)
    return (), (each.item,)


class Differences(Protocol):
    """Whoever can tell two slices apart by their children."""

    def differing(self, one: Slice, other: Slice, quarter: Quarter) -> int:
        """By how few children two slices of a measure differ in a quarter, wherever they differ.

        Of each area that both are of, at each level that the measure is released at, and of each item and denominator
        that both are of: how many children a figure of exactly one of the two is of, for at least one contact or
        statement. The smallest of these numbers above 0; 0 where the slices differ nowhere.

        Raises:
            ValueError: the slices are of two measures.
            NotFound: there is no such measure, or it has no such item.
        """
        ...

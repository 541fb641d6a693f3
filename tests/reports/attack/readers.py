"""What a reader of the cards knows of released tables: the sums and inequalities that hold by definition."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from app.released.figure import Standing
from app.released.table import ReleasedTable
from app.reports.card import Breakdown, Level
from app.reports.cards.countable import Countable
from app.reports.cards.parts import AGE_BANDS, ENGLAND, SCHOOL_PHASES
from tests.reports.attack.cards_relations import Number, relations, wholes
from tests.reports.attack.knowledge import Naming, Place, Rule, Sum

Where = tuple[str, str, str]
"""Period, level and breakdown."""

OLDER: int = 2
"""How many years a child may be older at a period's end than on the last 31 August before it."""


@dataclass(slots=True)
class Rows:
    """Which tables there are of each period, level and breakdown, and the places of their rows by area and part."""

    naming: Naming
    tables: dict[Where, set[str]] = field(default_factory=dict)
    places: dict[Where, dict[tuple[str, str], dict[Number, Place]]] = field(default_factory=dict)

    def found(self, where: Where, numbers: Iterable[Number], at: Mapping[Number, Place]) -> tuple[Place, ...] | None:
        """The places of numbers; one without a row is of nobody, and None without a table."""
        wanted = list(numbers)
        if any(each.measure not in self.tables[where] for each in wanted):
            return None
        return tuple(at[each] for each in wanted if each in at)


def rows_of(tables: Iterable[ReleasedTable], naming: Naming) -> Rows:
    rows = Rows(naming)
    for table in tables:
        where = (table.period, table.key.level, table.key.breakdown)
        rows.tables.setdefault(where, set()).add(table.key.measure)
        cells = rows.places.setdefault(where, {})
        for row in table.rows:
            at = cells.setdefault((row.area, row.part), {})
            alone = row.denominator.standing is Standing.NOT_APPLICABLE
            for kind in ("counted",) if alone else ("counted", "of"):
                place = Place(table.period, table.key, row.area, row.item, row.part, kind)
                at[Number(table.key.measure, row.item, kind)] = naming(place)
    return rows


def known_sums(rows: Rows, counts: Countable) -> Iterator[Sum]:
    """Rows that share out their denominator."""
    for where, cells in rows.places.items():
        said = [each for key in sorted(rows.tables[where]) for each in wholes(key, counts)]
        for at in cells.values():
            for whole, parts in said:
                if whole in at and (found := rows.found(where, parts, at)):
                    yield Sum(at[whole], found)


def known_rules(rows: Rows, counts: Countable) -> Iterator[Rule]:
    """What the cards say of an area and part, of parts of ages, and of placed children."""
    said = list(relations(counts))
    for where, cells in rows.places.items():
        there = rows.tables[where]
        here = [each for each in said if all(number.measure in there for number in each.less + each.more)]
        for at in cells.values():
            for each in here:
                less, more = rows.found(where, each.less, at), rows.found(where, each.more, at)
                if less and more is not None and not set(less) <= set(more):
                    yield Rule(less, more)
    yield from _ages(rows)
    yield from _placed(rows)


def _ages(rows: Rows) -> Iterator[Rule]:
    """Who is of an age band is of a school phase that holds their age of a year or two before."""
    bands = {name: (first - OLDER, last) for name, (first, last) in AGE_BANDS.items()}
    meet = [(band, phase) for band, phase in product(bands, SCHOOL_PHASES) if _meet(bands[band], SCHOOL_PHASES[phase])]
    for where, cells in rows.places.items():
        period, level, breakdown = where
        phases = (period, level, Breakdown.SCHOOL_PHASE.value)
        if breakdown != Breakdown.AGE_BAND.value or phases not in rows.places:
            continue
        other, both = rows.places[phases], rows.tables[where] & rows.tables[phases]
        for area in sorted({area for area, _ in (*cells, *other)}):
            for band in bands:
                yield from _covered(cells, other, (area, band), [p for each, p in meet if each == band], both)
            for phase in SCHOOL_PHASES:
                yield from _covered(other, cells, (area, phase), [b for b, each in meet if each == phase], both)


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


Cells = Mapping[tuple[str, str], Mapping[Number, Place]]


def _covered(
    some: Cells, others: Cells, at: tuple[str, str], parts: Sequence[str], measures: Collection[str]
) -> Iterator[Rule]:
    area, _ = at
    for number, place in some.get(at, {}).items():
        if number.measure in measures:
            around = (others.get((area, part), {}).get(number) for part in parts)
            yield Rule((place,), tuple(each for each in around if each is not None))


def _placed(rows: Rows) -> Iterator[Rule]:
    """Placed children of all responsible authorities are no more than all children."""
    for (period, level, breakdown), cells in rows.places.items():
        england = rows.places.get((period, Level.ENGLAND.value, breakdown))
        if level != Level.RESPONSIBLE_AUTHORITY.value or england is None:
            continue
        together: dict[tuple[str, Number], dict[Place, None]] = {}
        for (_, part), at in cells.items():
            for number, place in at.items():
                together.setdefault((part, number), {})[place] = None
        for (part, number), places in together.items():
            whole = england.get((ENGLAND, part), {}).get(number)
            if whole is not None:
                yield Rule(tuple(places), (whole,))

"""What an attacker knows, as numbers with bounds, sums, and inequalities between them.

It is a stranger to how cells are chosen: it knows tables, profile, nesting, sums, and what follows from definitions.
Whoever plays it may tell it more (`told`): bounds of cells it could guess from how the rules work.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from app.released.figure import Figure, Standing
from app.released.table import ReleasedRow, ReleasedTable, TableKey
from app.reports.profiles import Profile
from app.reports.protection.cell_links import Within
from app.reports.protection.splits import Nest

BIG: Final = 100_000


class Place(NamedTuple):
    """A number of a release: of which table and row, and whether it is how many, of how many, or the rest."""

    period: str
    key: TableKey
    area: str
    item: str
    part: str
    kind: str  # counted, of, rest


class Sum(NamedTuple):
    """That parts are a whole."""

    whole: Place
    parts: tuple[Place, ...]


class Rule(NamedTuple):
    """That some numbers together are no more than others together."""

    less: tuple[Place, ...]
    more: tuple[Place, ...]


Naming = Callable[[Place], Place]
"""The one name of a number that stands in several places."""


def alike_within_a_table(place: Place) -> Place:
    """Items of a table that are all of the same children have one denominator."""
    return place._replace(item="") if place.kind == "of" else place


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the attacker has: every table of every quarter, and what it knows besides. `rules` are of places as they are
    named."""

    tables: Sequence[ReleasedTable]
    nesting: Sequence[Nest]
    profile: Profile
    exact: Mapping[Place, int] = field(default_factory=dict)
    told: Mapping[Place, tuple[int, int]] = field(default_factory=dict)
    sums: Sequence[Sum] = ()
    rules: Sequence[Rule] = ()
    naming: Naming = alike_within_a_table


@dataclass(slots=True)
class Model:
    """The figures as bounds, the sums and the inequalities.

    `none_or_many` are nobody or at least the threshold. A hidden number is shown nowhere.
    """

    low: dict[Place, int] = field(default_factory=dict)
    high: dict[Place, int] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    none_or_many: set[Place] = field(default_factory=set)
    hidden: set[Place] = field(default_factory=set)


def place_of(table: ReleasedTable, row: ReleasedRow, kind: str) -> Place:
    return Place(table.period, table.key, row.area, row.item, row.part, kind)


def model_of(known: Knowledge) -> Model:
    """Everything that is known."""
    model, shown = Model(), set[Place]()
    for table in known.tables:
        for row in table.rows:
            _take_row(model, known, table, row, shown)
    model.hidden -= shown
    model.sums += dict.fromkeys(_splits(model, known))
    model.sums += known.sums
    model.rules += known.rules
    for place, value in known.exact.items():
        if place in model.low:
            model.low[place] = model.high[place] = value
            model.hidden.discard(place)
    for place, (low, high) in known.told.items():
        model.low[place], model.high[place] = max(model.low[place], low), min(model.high[place], high)
    return model


def _take_row(model: Model, known: Knowledge, table: ReleasedTable, row: ReleasedRow, shown: set[Place]) -> None:
    counted, of, rest = (known.naming(place_of(table, row, kind)) for kind in ("counted", "of", "rest"))
    _take_figure(model, known.profile, counted, row.numerator, shown)
    if row.denominator.standing is Standing.NOT_APPLICABLE:
        return
    _take_figure(model, known.profile, of, row.denominator, shown)
    model.low.setdefault(rest, 0)
    model.high.setdefault(rest, BIG)
    model.sums.append(Sum(of, (counted, rest)))
    if row.numerator.number and row.numerator.standing is Standing.ROUNDED:
        model.none_or_many.add(rest)
        if model.high[of] < known.profile.min_denominator:
            model.low[rest] = known.profile.threshold


def _take_figure(model: Model, profile: Profile, place: Place, figure: Figure, shown: set[Place]) -> None:
    low, high = (0, BIG) if figure.number is None else _behind(profile, figure, figure.number)
    model.low[place] = max(low, model.low.get(place, 0))
    model.high[place] = min(high, model.high.get(place, BIG))
    (model.hidden if figure.number is None else shown).add(place)


def _behind(profile: Profile, figure: Figure, number: int) -> tuple[int, int]:
    return (number, number) if figure.standing is Standing.EXACT else profile.behind(number)


def _splits(model: Model, known: Knowledge) -> Iterator[Sum]:
    """Every table in its parts: those of its breakdowns, and of every level of smaller areas."""
    tables = {(table.period, table.key): table for table in known.tables}
    nests: dict[tuple[str, str], list[Nest]] = {}
    for nest in known.nesting:
        nests.setdefault((nest.level.value, nest.by.value), []).append(nest)
    for (period, key), table in tables.items():
        whole = tables.get((period, TableKey(key.measure, key.level, "none")))
        if whole is not None and key.breakdown != "none":
            yield from _split(model, known.naming, (whole, table), {row.area: row.area for row in table.rows}, "")
        for (level, by), each in nests.items():
            whole = tables.get((period, TableKey(key.measure, level, key.breakdown)))
            if whole is not None and key.level == by:
                above = {part: nest.area for nest in each for part in nest.parts}
                yield from _split(model, known.naming, (whole, table), above, None)


def _split(
    model: Model,
    naming: Naming,
    pair: tuple[ReleasedTable, ReleasedTable],
    above: Mapping[str, str],
    part: str | None,
) -> Iterator[Sum]:
    """The second table of a pair is the first in parts: areas of those `above` them, of this part, or each of its
    own."""
    table, parts = pair
    groups: dict[Place, dict[Place, None]] = {}
    for row in parts.rows:
        if row.area in above:
            name = row.part if part is None else part
            for kind in ("counted", "of"):
                cell = naming(place_of(parts, row, kind))
                if cell in model.low:
                    whole = naming(Place(table.period, table.key, above[row.area], row.item, name, kind))
                    groups.setdefault(whole, {})[cell] = None
    for whole, cells in groups.items():
        model.low.setdefault(whole, 0)
        model.high.setdefault(whole, 0)  # a row that is not there counts nobody
        if whole not in cells:
            yield Sum(whole, tuple(cells))


def within_rules(tables: Iterable[ReleasedTable], within: Iterable[Within]) -> Iterator[Rule]:
    """That an item counts no more children than a wider one, wherever both have rows."""
    bounds = list(within)
    for table in tables:
        cells = {(row.area, row.item, row.part): place_of(table, row, "counted") for row in table.rows}
        for each in bounds:
            if each.measure == table.key.measure:
                for (area, item, part), place in cells.items():
                    if item == each.item and (wide := cells.get((area, each.wider, part))) is not None:
                        yield Rule((place,), (wide,))

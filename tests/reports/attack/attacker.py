"""An attacker: everything released, the rules, and what is public, as one integer programme for each connected part.

It is a stranger to how cells are chosen: it knows tables, profile, nesting and sums. Whoever plays it may tell it more
(`told`): bounds of cells it could guess from how the rules work.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, hstack

from app.released.figure import Figure, Standing
from app.released.table import ReleasedRow, ReleasedTable, TableKey
from app.reports.profiles import Profile
from app.reports.protection.cell_links import Within
from app.reports.protection.splits import Nest

BIG = 100_000.0


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


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the attacker has: every table of every quarter, and what it knows besides."""

    tables: Sequence[ReleasedTable]
    nesting: Sequence[Nest]
    profile: Profile
    exact: Mapping[Place, int] = field(default_factory=dict)
    told: Mapping[Place, tuple[float, float]] = field(default_factory=dict)
    within: Collection[Within] = ()
    same_denominators: bool = True


@dataclass(slots=True)
class Model:
    """The figures as bounds, and the sums."""

    low: dict[Place, float] = field(default_factory=dict)
    high: dict[Place, float] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    at_most: list[tuple[Place, Place]] = field(default_factory=list)
    none_or_many: set[Place] = field(default_factory=set)
    hidden: set[Place] = field(default_factory=set)
    same: dict[Place, Place] = field(default_factory=dict)

    def seen_as(self, place: Place) -> Place:
        """Denominators of the same children are one number."""
        return self.same.get(place, place)


def place_of(table: ReleasedTable, row: ReleasedRow, kind: str) -> Place:
    return Place(table.period, table.key, row.area, row.item, row.part, kind)


def model_of(known: Knowledge) -> Model:
    """Everything that is known, as bounds and sums."""
    model = Model()
    for table in known.tables:
        for row in table.rows:
            _take_row(model, known, table, row)
    for table in known.tables:
        _take_sums(model, known, table)
    for place, value in known.exact.items():
        if place in model.low:
            model.low[place] = model.high[place] = value
            model.hidden.discard(place)
    for place, (low, high) in known.told.items():
        model.low[place], model.high[place] = max(model.low[place], low), min(model.high[place], high)
    return model


def _take_row(model: Model, known: Knowledge, table: ReleasedTable, row: ReleasedRow) -> None:
    counted, of, rest = (place_of(table, row, kind) for kind in ("counted", "of", "rest"))
    _take_figure(model, known.profile, counted, row.numerator)
    if row.denominator.standing is Standing.NOT_APPLICABLE:
        return
    if known.same_denominators:
        first = of._replace(item="")
        model.same[of] = first if first != of else of
        of = first
    _take_figure(model, known.profile, of, row.denominator)
    model.low[rest], model.high[rest] = 0, BIG
    model.sums.append(Sum(of, (counted, rest)))
    if row.numerator.number and row.numerator.standing is Standing.ROUNDED:
        model.none_or_many.add(rest)
        if model.high[of] < known.profile.min_denominator:
            model.low[rest] = known.profile.threshold


def _take_figure(model: Model, profile: Profile, place: Place, figure: Figure) -> None:
    low, high = (0.0, BIG) if figure.number is None else _behind(profile, figure, figure.number)
    model.low[place] = max(low, model.low.get(place, 0))
    model.high[place] = min(high, model.high.get(place, BIG))
    if figure.number is None:
        model.hidden.add(place)


def _behind(profile: Profile, figure: Figure, number: int) -> tuple[int, int]:
    return (number, number) if figure.standing is Standing.EXACT else profile.behind(number)


def _take_sums(model: Model, known: Knowledge, table: ReleasedTable) -> None:
    """This table in its parts: those of every breakdown, and of every level of smaller areas."""
    for other in known.tables:
        if other.period != table.period or other.key.measure != table.key.measure:
            continue
        if table.key.breakdown == "none" != other.key.breakdown and other.key.level == table.key.level:
            _take_split(model, table, other, {row.area: row.area for row in other.rows}, "")
        for nest in known.nesting:
            if (table.key, other.key.level) == (
                other.key.__class__(other.key.measure, nest.level, other.key.breakdown),
                nest.by,
            ):
                _take_split(model, table, other, dict.fromkeys(nest.parts, nest.area), None)
    for each in known.within:
        if each.measure == table.key.measure:
            cells = {(row.area, row.item, row.part): place_of(table, row, "counted") for row in table.rows}
            model.at_most += [
                (place, cells[area, each.wider, part])
                for (area, item, part), place in cells.items()
                if item == each.item and (area, each.wider, part) in cells
            ]


def _take_split(
    model: Model, table: ReleasedTable, parts: ReleasedTable, above: Mapping[str, str], part: str | None
) -> None:
    for kind in ("counted", "of"):
        groups: dict[Place, list[Place]] = {}
        for row in parts.rows:
            if row.area in above:
                whole = Place(
                    table.period, table.key, above[row.area], row.item, row.part if part is None else part, kind
                )
                groups.setdefault(model.seen_as(whole), []).append(model.seen_as(place_of(parts, row, kind)))
        for whole, cells in groups.items():
            if all(cell in model.low for cell in cells):
                model.low.setdefault(whole, 0)
                model.high.setdefault(whole, 0)  # a row that is not there counts nobody
                model.sums.append(Sum(whole, tuple(dict.fromkeys(cells))))


@dataclass(slots=True)
class Findings:
    """The values that each hidden number was shown to be able to have: each by a world that agrees with everything."""

    possible: dict[Place, set[int]] = field(default_factory=dict)

    @property
    def pinned(self) -> dict[Place, int]:
        return {place: next(iter(values)) for place, values in self.possible.items() if len(values) == 1}

    def keeping(self, small: Collection[Place], threshold: int) -> int:
        """How many can have every value from 1 to just under the threshold; large ones, as many values."""
        every = set(range(1, threshold))
        return sum(
            values >= every if place in small else len(values) >= len(every) for place, values in self.possible.items()
        )


def attack(known: Knowledge, small: Collection[Place] = (), seed: int = 7) -> Findings:
    """Seek, for each hidden number, the values it can have, until there are as many as are counts under the threshold;
    of those that are `small`, these counts.

    Raises:
        AssertionError: nothing agrees with everything: what is "known" is wrong.
    """
    model = model_of(known)
    findings = Findings({place: set() for place in model.hidden})
    for part in _connected(model):
        if part & model.hidden:
            _Part(model, sorted(part, key=str), known.profile.threshold).search(findings, small, seed)
    return findings


def _connected(model: Model) -> Iterator[set[Place]]:
    neighbours: dict[Place, list[Place]] = {place: [] for place in model.low}
    for group in [(each.whole, *each.parts) for each in model.sums] + model.at_most:
        for place in group[1:]:
            neighbours[group[0]].append(place)
            neighbours[place].append(group[0])
    left = set(neighbours)
    while left:
        waiting, found = [left.pop()], set[Place]()
        while waiting:
            place = waiting.pop()
            found.add(place)
            fresh = [each for each in neighbours[place] if each in left]
            left.difference_update(fresh)
            waiting += fresh
        yield found


class _Part:
    """One connected part, as an integer programme: a column each number, and one each "none or many"."""

    def __init__(self, model: Model, places: Sequence[Place], threshold: int) -> None:
        self.threshold = threshold
        self.column = {place: at for at, place in enumerate(places)}
        self.hidden = [place for place in places if place in model.hidden]
        choices = [place for place in places if place in model.none_or_many]
        self.width = len(places) + len(choices)
        self.whole = np.ones(self.width, np.int64)
        self.low = np.zeros(self.width)
        self.high = np.ones(self.width)
        for place, at in self.column.items():
            self.low[at], self.high[at] = model.low[place], model.high[place]
        self.rows: list[tuple[dict[int, float], float, float]] = []
        for each in model.sums:
            if each.whole in self.column:
                weights = {self.column[each.whole]: -1.0} | {self.column[part]: 1.0 for part in each.parts}
                self.rows.append((weights, 0, 0))
        for narrow, wide in model.at_most:
            if narrow in self.column:
                self.rows.append(({self.column[narrow]: 1.0, self.column[wide]: -1.0}, -np.inf, 0))
        for at, place in enumerate(choices, len(places)):
            self.rows.append(({self.column[place]: 1.0, at: -BIG}, -np.inf, 0))
            self.rows.append(({self.column[place]: 1.0, at: -float(threshold)}, 0, np.inf))
        self.matrix = self._matrix()
        self.constraint = LinearConstraint(
            self.matrix, [low for _, low, _ in self.rows], [high for _, _, high in self.rows]
        )

    def _matrix(self) -> csr_array:
        entries = [(row, at, weight) for row, (weights, _, _) in enumerate(self.rows) for at, weight in weights.items()]
        rows, columns, weights = (np.array(each) for each in zip(*entries, strict=True))
        return csr_array((weights, (rows, columns)), shape=(len(self.rows), self.width))

    def search(self, findings: Findings, small: Collection[Place], seed: int) -> None:
        """Collect worlds: some near to numbers drawn at random, then those that each number still lacks."""
        chance = np.random.default_rng(seed)
        first = chance.integers(0, self.threshold - 1, len(self.hidden))
        for turn in range(2 * (self.threshold - 1)):
            self._near(findings, 1 + (first + turn) % (self.threshold - 1))
        assert self._world(findings, np.zeros(self.width)), "nothing agrees with what is known"
        for place in self.hidden:
            if place in small:
                self._try(findings, place, range(1, self.threshold))
            if place not in small or len(findings.possible[place]) < 2:
                self._stretch(findings, place)

    def _near(self, findings: Findings, wanted: NDArray[np.int64]) -> None:
        """Find a world in which the hidden numbers, moved up by their least, are near to those wanted."""
        at = np.array([self.column[place] for place in self.hidden])
        count, rows = len(at), np.arange(len(at))
        here = coo_array((np.ones(count), (rows, at)), shape=(count, self.width)).tocsr()
        away = coo_array((np.ones(count), (rows, rows)), shape=(count, count)).tocsr()
        aim = wanted + np.maximum(self.low[at] - 1, 0)
        found = milp(
            np.concatenate([np.zeros(self.width), np.ones(count)]),
            constraints=[
                LinearConstraint(
                    hstack([self.matrix, csr_array((len(self.rows), count))]), self.constraint.lb, self.constraint.ub
                ),
                LinearConstraint(hstack([here, -away]), -np.inf, aim),
                LinearConstraint(hstack([here, away]), aim, np.inf),
            ],
            bounds=Bounds(
                np.concatenate([self.low, np.zeros(count)]), np.concatenate([self.high, np.full(count, np.inf)])
            ),
            integrality=np.concatenate([self.whole, np.zeros(count, np.int64)]),
            options={"mip_rel_gap": 0.1, "time_limit": 3},
        )
        if found.x is not None:
            self._keep(findings, found.x)

    def _keep(self, findings: Findings, world: NDArray[np.float64]) -> None:
        for place in self.hidden:
            findings.possible[place].add(round(float(world[self.column[place]])))

    def _try(self, findings: Findings, place: Place, values: Iterable[int]) -> None:
        for value in values:
            if value not in findings.possible[place]:
                self._world(findings, np.zeros(self.width), (self.column[place], value))

    def _stretch(self, findings: Findings, place: Place) -> None:
        """The least and the greatest, and if these leave it at that, those between."""
        seen = findings.possible[place]
        for sign in (1.0, -1.0):
            if len(seen) < self.threshold - 1:
                worth = np.zeros(self.width)
                worth[self.column[place]] = sign
                self._world(findings, worth)
        if len(seen) < self.threshold - 1:
            self._try(findings, place, range(min(seen), min(max(seen), min(seen) + self.threshold) + 1))

    def _world(self, findings: Findings, worth: NDArray[np.float64], fixed: tuple[int, int] | None = None) -> bool:
        """Find the world of the least worth; whether there is one."""
        low, high = self.low.copy(), np.minimum(self.high, BIG)
        if fixed is not None:
            low[fixed[0]] = high[fixed[0]] = fixed[1]
        found = milp(worth, constraints=self.constraint, bounds=Bounds(low, high), integrality=self.whole)
        if found.x is None:
            assert found.status == 2, found.message
            return False
        self._keep(findings, found.x)
        return True

"""Which cells of a release sum to which: found in the tables, over all of them together.

Parts of a breakdown sum to all children; areas to the area they lie in; those counted and those not to those asked;
items of a measure to those asked where each child is of one alone (`Apart`). Items that overlap sum to nothing, but
one that lies within another counts no more children than it does: they are linked with a rest that nobody sees. A sum
that does not hold in the raw counts is no link.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.released.table import TableKey
from app.reports.cube import Cell
from app.reports.protection.splits import OpenTable, Split


class Within(NamedTuple):
    """That every child counted for an item of a measure is counted for a wider one: a concept and one above it, a group
    and the measure as a whole (the item without a name)."""

    measure: str
    item: str
    wider: str


class Apart(NamedTuple):
    """That everybody of whom items of a measure are counted is counted for one of them, and one alone: the bands of a
    number, the outcomes of a visit. They sum to the denominator."""

    measure: str
    items: tuple[str, ...]


class Known(NamedTuple):
    """A count that everybody knows exactly from elsewhere, such as the plans the Department for Education publishes."""

    key: TableKey
    cell: Cell


@dataclass(slots=True)
class Grid:
    """The counts of all tables as one list, and their links.

    `counted` and `of` say where the numbers of each cell of each table stand in `values`; equal denominators of the
    same children stand there once. `rows` are (counted, of, those not counted). `wholes` and `parts` are the links,
    and `within` says of each whether it only bounds an item by a wider one; `unseen` are the rests of these.
    """

    values: list[int] = field(default_factory=list)
    counted: list[dict[Cell, int]] = field(default_factory=list)
    of: list[dict[Cell, int]] = field(default_factory=list)
    rows: list[tuple[int, int, int]] = field(default_factory=list)
    wholes: list[int] = field(default_factory=list)
    parts: list[list[int]] = field(default_factory=list)
    within: list[bool] = field(default_factory=list)
    unseen: list[int] = field(default_factory=list)
    known: list[int] = field(default_factory=list)

    def add(self, value: int) -> int:
        self.values.append(value)
        return len(self.values) - 1

    def link(self, whole: int, parts: list[int], within: bool = False) -> None:
        self.wholes.append(whole)
        self.parts.append(parts)
        self.within.append(within)


def grid_of(
    tables: Sequence[OpenTable],
    splits: Sequence[Split],
    public: Collection[Known],
    within: Collection[Within],
    apart: Collection[Apart] = (),
) -> Grid:
    """All numbers in one list, with the links between them."""
    grid = Grid()
    shared: dict[tuple[object, ...], int] = {}
    for table in tables:
        _place(grid, table, shared)
    for split in splits:
        _link(grid, split)
    wider = dict[tuple[str, str], list[str]]()
    for bound in within:
        wider.setdefault((bound.measure, bound.item), []).append(bound.wider)
    for at, table in enumerate(tables):
        _bound(grid, grid.counted[at], table.measure, wider)
        for sorts in apart:
            if sorts.measure == table.measure:
                _sort_out(grid, at, frozenset(sorts.items))
    keys = {table.key: at for at, table in enumerate(tables)}
    for known in public:
        if known.key in keys and known.cell in grid.counted[keys[known.key]]:
            grid.known.append(grid.counted[keys[known.key]][known.cell])
    return grid


def _place(grid: Grid, table: OpenTable, shared: dict[tuple[object, ...], int]) -> None:
    counted: dict[Cell, int] = {}
    of: dict[Cell, int] = {}
    for cell, raw in table.cells.items():
        counted[cell] = grid.add(raw.counted)
        if raw.of is None:
            continue
        whose = (table.level, table.breakdown, table.quarter, cell.area, cell.part, raw.of)
        if whose not in shared:
            shared[whose] = grid.add(raw.of)
        of[cell] = shared[whose]
        rest = grid.add(raw.of - raw.counted)
        grid.rows.append((counted[cell], of[cell], rest))
        grid.link(of[cell], [counted[cell], rest])
    grid.counted.append(counted)
    grid.of.append(of)


def _link(grid: Grid, split: Split) -> None:
    groups: dict[Cell, list[Cell]] = {}
    wholes = grid.counted[split.whole]
    for cell in grid.counted[split.parts]:
        whole = split.whole_of(cell)
        if whole is not None and whole in wholes:
            groups.setdefault(whole, []).append(cell)
    seen = set[tuple[int, ...]]()
    for places in (grid.counted, grid.of):
        above, below = places[split.whole], places[split.parts]
        for whole, cells in groups.items():
            parts = [below[cell] for cell in cells if cell in below]
            place = above.get(whole)
            if place is None or len(parts) < len(cells) or (place, *parts) in seen:
                continue
            seen.add((place, *parts))
            if sum(grid.values[each] for each in parts) == grid.values[place]:
                grid.link(place, parts)


def _bound(grid: Grid, places: Mapping[Cell, int], measure: str, wider: Mapping[tuple[str, str], list[str]]) -> None:
    for cell, narrow in places.items():
        for item in wider.get((measure, cell.item), ()):
            wide = places.get(Cell(cell.area, item, cell.part))
            if wide is not None and grid.values[wide] >= grid.values[narrow]:
                rest = grid.add(grid.values[wide] - grid.values[narrow])
                grid.unseen.append(rest)
                grid.link(wide, [narrow, rest], within=True)


def _sort_out(grid: Grid, at: int, items: Collection[str]) -> None:
    """Link items that are apart to what they share out, wherever they sum to it."""
    groups: dict[int, dict[tuple[str, str], list[int]]] = {}
    for cell, of in grid.of[at].items():
        if cell.item in items:
            groups.setdefault(of, {}).setdefault((cell.area, cell.part), []).append(grid.counted[at][cell])
    for of, places in groups.items():
        for parts in places.values():
            if sum(grid.values[each] for each in parts) == grid.values[of]:
                grid.link(of, parts)

"""Which tables of a release are others in parts: breakdowns of all children, and areas of the area they lie in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.released.table import TableKey
from app.reports.card import Breakdown, Level
from app.reports.cube import Cell, Raw
from app.reports.periods import Quarter


class Nest(NamedTuple):
    """That an area of a level is the sum of areas of another, `unknown` among them where there is such a row."""

    level: Level
    area: str
    by: Level
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenTable:
    """The raw counts of one table of a release."""

    measure: str
    level: Level
    breakdown: Breakdown
    quarter: Quarter
    cells: dict[Cell, Raw]

    @property
    def key(self) -> TableKey:
        return TableKey(self.measure, self.level.value, self.breakdown.value)


@dataclass(frozen=True, slots=True)
class Split:
    """That cells of one table (by its place) sum to cells of another: `above` names the whole's area of each area, or
    is None for a breakdown; `below` names the parts: areas of each area, or of every cell the parts of the breakdown.
    """

    whole: int
    parts: int
    above: Mapping[str, str] | None
    below: Mapping[str, Sequence[str]]

    def whole_of(self, part: Cell) -> Cell | None:
        if self.above is None:
            return Cell(part.area, part.item, "")
        area = self.above.get(part.area)
        return None if area is None else Cell(area, part.item, part.part)

    def parts_of(self, whole: Cell) -> Iterator[Cell]:
        if self.above is None:
            return (Cell(whole.area, whole.item, each) for each in self.below[""])
        return (Cell(each, whole.item, whole.part) for each in self.below.get(whole.area, ()))


def splits_of(tables: Sequence[OpenTable], nesting: Sequence[Nest]) -> list[Split]:
    """Every way in which one table is another in parts."""
    places = {(each.measure, each.level, each.breakdown, each.quarter): at for at, each in enumerate(tables)}
    found = []
    for at, table in enumerate(tables):
        whole = places.get((table.measure, table.level, Breakdown.NONE, table.quarter))
        if whole is not None and table.breakdown is not Breakdown.NONE:
            parts = sorted({cell.part for cell in table.cells})
            found.append(Split(whole, at, None, {"": parts}))
    for (level, by), nests in _by_levels(nesting).items():
        above = {part: nest.area for nest in nests for part in nest.parts}
        below = {nest.area: nest.parts for nest in nests}
        for at, table in enumerate(tables):
            whole = places.get((table.measure, level, table.breakdown, table.quarter))
            if whole is not None and table.level is by:
                found.append(Split(whole, at, above, below))
    return found


def _by_levels(nesting: Iterable[Nest]) -> dict[tuple[Level, Level], list[Nest]]:
    grouped: dict[tuple[Level, Level], list[Nest]] = {}
    for nest in nesting:
        grouped.setdefault((nest.level, nest.by), []).append(nest)
    return grouped


def complete(
    tables: Sequence[OpenTable], splits: Sequence[Split], start: Iterable[tuple[int, Cell]]
) -> set[tuple[int, Cell]]:
    """Give every part of the started cells, and of those parts, a row, and return which were not there.

    Where a whole is too small to be shown, so are all its parts, those that count nobody among them: a row that is
    missing would say which. What a new row is itself a part of gets one too: that nobody is there may be shown.
    """
    into: dict[int, list[Split]] = {}
    out_of: dict[int, list[Split]] = {}
    for split in splits:
        into.setdefault(split.whole, []).append(split)
        out_of.setdefault(split.parts, []).append(split)
    waiting, seen, made = list(start), set[tuple[int, Cell]](), set[tuple[int, Cell]]()
    while waiting:
        at, whole = waiting.pop()
        if (at, whole) in seen:
            continue
        seen.add((at, whole))
        for split in into.get(at, ()):
            parts = [(split.parts, part) for part in split.parts_of(whole)]
            made.update(_made(tables, out_of, parts, tables[at].cells[whole].of is not None))
            waiting += parts
    return made


def _made(
    tables: Sequence[OpenTable],
    out_of: Mapping[int, Sequence[Split]],
    places: Iterable[tuple[int, Cell]],
    has_of: bool,
) -> Iterator[tuple[int, Cell]]:
    """Make the rows that are missing, and those of what they are parts of."""
    waiting = list(places)
    while waiting:
        at, cell = waiting.pop()
        if cell not in tables[at].cells:
            tables[at].cells[cell] = Raw(0, 0 if has_of else None)
            yield at, cell
            wholes = ((split.whole, split.whole_of(cell)) for split in out_of.get(at, ()))
            waiting += [(place, whole) for place, whole in wholes if whole is not None]

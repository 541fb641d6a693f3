"""The one way out of raw counts: all cubes of a release together become tables that anybody may see.

Counts are hidden and rounded by a profile (`profiles`), more are hidden where sums would tell (`hiding`, `protecting`),
and shares are worked out from what is shown. Nothing else opens a cube. The same cubes always give the same tables.
"""

import re
from collections.abc import Collection, Sequence

from app.released.figure import (
    HIDDEN,
    NOT_APPLICABLE,
    ZERO,
    Figure,
    Standing,
)
from app.released.table import ReleasedRow, ReleasedTable
from app.reports.comparing import shown_share
from app.reports.cube import Cell, Cube
from app.reports.profiles import NHS_5_5, PROFILES, Profile
from app.reports.protection.cell_links import Apart, Grid, Known, Within, grid_of
from app.reports.protection.hiding import Guise, cells_of, first_hidden
from app.reports.protection.protecting import protected
from app.reports.protection.splits import Nest, OpenTable, complete, splits_of

__all__ = ["PROFILES", "Apart", "Known", "Nest", "Profile", "Within", "release", "release_one"]


def release(
    cubes: Sequence[Cube],
    profile: Profile = NHS_5_5,
    nesting: Sequence[Nest] = (),
    *,
    public: Collection[Known] = (),
    within: Collection[Within] = (),
    apart: Collection[Apart] = (),
) -> tuple[ReleasedTable, ...]:
    """What may be seen of all cubes of a release, a table each, in their order.

    Cubes that sum to one another must be released together: `nesting` says which areas are the sum of which. `public`
    are counts that an attacker knows exactly, `within` items that count none but children of another, and
    `apart` items that share out their denominator.

    Raises:
        ValueError: two cubes are of the same table and quarter, or a count is negative or more than it is among.
    """
    tables = [_opened(cube) for cube in cubes]
    if len({(table.key, table.quarter) for table in tables}) < len(tables):
        raise ValueError("A table is given twice. Give each measure, level, breakdown and quarter once.")
    splits = splits_of(tables, nesting)
    made = complete(tables, splits, _to_complete(tables, profile, public))
    grid = grid_of(tables, splits, public, within, apart)
    cells = cells_of(grid, profile)
    guises = protected(cells, first_hidden(cells))
    figures = _figures(guises.tolist(), cells.shown.tolist())
    return tuple(
        ReleasedTable(table.key, str(table.quarter), profile.key, _rows(grid, at, figures, made))
        for at, table in enumerate(tables)
    )


def release_one(cube: Cube, profile: Profile = NHS_5_5) -> ReleasedTable:
    """What may be seen of a cube that nothing else is released beside."""
    (table,) = release((cube,), profile)
    return table


def _opened(cube: Cube) -> OpenTable:
    cells = dict(sorted(cube.opened().items()))
    if any(raw.counted < 0 or (raw.of is not None and raw.of < raw.counted) for raw in cells.values()):
        raise ValueError(f"{cube!r} has a count that is negative, or more than it is among. Count it again.")
    return OpenTable(cube.measure, cube.level, cube.breakdown, cube.quarter, cells)


def _to_complete(tables: Sequence[OpenTable], profile: Profile, public: Collection[Known]) -> list[tuple[int, Cell]]:
    """The cells whose every part needs a row: those too small to show, and those known from elsewhere."""
    places = {table.key: at for at, table in enumerate(tables)}
    known = [(places[each.key], each.cell) for each in public if each.key in places]
    first = 1 if profile.zero_shown else 0
    return [(at, cell) for at, cell in known if cell in tables[at].cells] + [
        (at, cell)
        for at, table in enumerate(tables)
        for cell, raw in table.cells.items()
        if first <= raw.counted < profile.threshold or (raw.of is not None and first <= raw.of < profile.threshold)
    ]


def _figures(guises: Sequence[int], shown: Sequence[int]) -> list[Figure]:
    """Each number as it may be seen; equal ones are one figure."""
    seen = {number: Figure(Standing.ROUNDED, number) for number in set(shown) if number}
    otherwise = {int(each): HIDDEN for each in Guise} | {int(Guise.ZERO): ZERO}
    rounded = int(Guise.SHOWN)
    return [seen[number] if guise == rounded else otherwise[guise] for guise, number in zip(guises, shown, strict=True)]


def _rows(
    grid: Grid, at: int, figures: Sequence[Figure], made: Collection[tuple[int, Cell]]
) -> tuple[ReleasedRow, ...]:
    counted, of = grid.counted[at], grid.of[at]
    kept = [cell for cell in counted if (at, cell) not in made or figures[counted[cell]] is HIDDEN]
    order = {text: place for place, text in enumerate(sorted({text for cell in kept for text in cell}, key=_pieces))}
    return tuple(
        _row(cell, figures[counted[cell]], figures[of[cell]] if cell in of else NOT_APPLICABLE)
        for cell in sorted(kept, key=lambda cell: (order[cell.area], order[cell.item], order[cell.part]))
    )


def _pieces(text: str) -> list[tuple[int, int, str]]:
    """Numbers within a text as numbers: the ages 5 to 10 come before 11 to 15."""
    pieces: list[str] = re.findall(r"[0-9]+|[^0-9]+", text)
    return [(0, int(piece), piece) if piece.isdecimal() else (1, 0, piece) for piece in pieces]


def _row(cell: Cell, numerator: Figure, denominator: Figure) -> ReleasedRow:
    return ReleasedRow(cell.area, cell.item, cell.part, numerator, denominator, shown_share(numerator, denominator))

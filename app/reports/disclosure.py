"""The one way out of raw counts: all cubes of a release together become tables that anybody may see.

Counts are hidden and rounded by a profile (`profiles`), more are hidden where sums would tell (`hiding`, `protecting`),
and shares are worked out from what is shown (`showing`). Nothing else opens a cube. The same cubes always give the same
tables.
"""

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from app.released.table import ReleasedTable
from app.reports.cube import Cell, Cube, Raw
from app.reports.profiles import NHS_5_5, PROFILES, Profile
from app.reports.protection.cell_links import Apart, AtMost, Known, Told, Within, grid_of, known_cells
from app.reports.protection.columns import OpenTable, opened_cells
from app.reports.protection.hiding import cells_of, first_hidden, too_small
from app.reports.protection.nobody import show_nobody
from app.reports.protection.placing import Alike
from app.reports.protection.protecting import protected
from app.reports.protection.said import Seen
from app.reports.protection.showing import seen_rows
from app.reports.protection.splits import Nest, Parts, complete, splits_of

__all__ = ["PROFILES", "Alike", "Apart", "Known", "Nest", "Profile", "Within", "release", "release_one"]


def release(
    cubes: Sequence[Cube],
    profile: Profile = NHS_5_5,
    nesting: Sequence[Nest] = (),
    *,
    public: Collection[Known] = (),
    within: Collection[Within] = (),
    apart: Collection[Apart] = (),
    alike: Collection[Alike] = (),
    parts: Parts = MappingProxyType({}),
    at_most: Collection[AtMost] = (),
) -> tuple[ReleasedTable, ...]:
    """What may be seen of all cubes of a release, a table each, in their order.

    Cubes that sum to one another must be released together: `nesting` says which areas are the sum of which. `public`
    are counts that an attacker knows exactly, `within` items that count none but children of another, and
    `apart` items that share out their denominator, `alike` measures whose rows are another's too. `parts` are those
    that breakdowns have by definition: beside a hidden row of somebody, a part that nobody is in has one too. By
    `at_most` it is found which hidden numbers anybody can tell to be none: these are shown.

    Raises:
        ValueError: two cubes are of the same table and quarter, or a count is negative or more than it is among.
    """
    tables = [OpenTable(cube.measure, cube.level, cube.breakdown, cube.quarter) for cube in cubes]
    if len({(table.key, table.quarter) for table in tables}) < len(tables):
        raise ValueError("A table is given twice. Give each measure, level, breakdown and quarter once.")
    areas = {area for nest in nesting for area in (nest.area, *nest.parts)}
    named = {part for each in parts.values() for part in each}
    cells = opened_cells(tables, [_opened(cube) for cube in cubes], areas, named)
    splits, known = splits_of(cells, nesting, parts), known_cells(cells, public)
    cells = complete(cells, splits, too_small(cells, known, profile))
    grid = grid_of(cells, splits, Told(known, within, apart, alike))
    numbers = cells_of(grid, profile)
    guises, narrowing = protected(numbers, first_hidden(numbers))
    show_nobody(Seen(cells, grid, narrowing), guises, at_most)
    return tuple(
        ReleasedTable(table.key, str(table.quarter), profile.key, rows)
        for table, rows in zip(tables, seen_rows(cells, grid, guises, numbers.shown), strict=True)
    )


def release_one(cube: Cube, profile: Profile = NHS_5_5) -> ReleasedTable:
    """What may be seen of a cube that nothing else is released beside."""
    (table,) = release((cube,), profile)
    return table


def _opened(cube: Cube) -> Mapping[Cell, Raw]:
    cells = cube.opened()
    if any(raw.counted < 0 or (raw.of is not None and raw.of < raw.counted) for raw in cells.values()):
        raise ValueError(f"{cube!r} has a count that is negative, or more than it is among. Count it again.")
    return cells

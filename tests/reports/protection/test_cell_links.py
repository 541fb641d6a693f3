"""Which rows are made and which numbers are linked: by hand, on a region with two authorities."""

from collections.abc import Iterable, Mapping

import numpy as np

from app.reports.card import Breakdown, Level
from app.reports.cube import Cell, Raw
from app.reports.periods import Quarter
from app.reports.protection.cell_links import Apart, Grid, Known, Told, Within, grid_of, known_cells
from app.reports.protection.columns import OpenCells, OpenTable, opened_cells
from app.reports.protection.placing import Alike
from app.reports.protection.splits import Nest, complete, splits_of

Q3 = Quarter(2026, 3)
NEST = Nest(Level.REGION, "R", Level.LOCAL_AUTHORITY, ("A", "B"))
Counts = Mapping[tuple[str, str, str], tuple[int, int | None]]


def opened(tables: Mapping[tuple[Level, Breakdown], Counts], measure: str = "needs") -> OpenCells:
    keys = [OpenTable(measure, level, breakdown, Q3) for level, breakdown in tables]
    counts = [{Cell(*cell): Raw(*raw) for cell, raw in each.items()} for each in tables.values()]
    return opened_cells(keys, counts, ["R", "A", "B"])


def links(grid: Grid) -> set[tuple[int, tuple[int, ...]]]:
    """By their values: whole and parts."""
    entries = (grid.links.entries(np.array([each])) for each in range(len(grid.links.whole)))
    parts = [tuple(grid.values[grid.links.part[each]].tolist()) for each in entries]
    return {(int(grid.values[whole]), each) for whole, each in zip(grid.links.whole, parts, strict=True)}


def grid(cells: OpenCells, nesting: Iterable[Nest] = (), told: Told | None = None) -> Grid:
    return grid_of(cells, splits_of(cells, tuple(nesting)), told or Told(np.zeros(0, np.int64)))


def named(cells: OpenCells) -> dict[tuple[int, Cell], bool]:
    """Which rows there are, by table, and whether each was made."""
    coding, found = cells.coding, {}
    columns = (coding.table(cells.keys), coding.area(cells.keys), coding.item(cells.keys), coding.part(cells.keys))
    for (table, area, item, part), made in zip(np.stack(columns, axis=1).tolist(), cells.made.tolist(), strict=True):
        found[table, Cell(coding.areas.texts[area], coding.items.texts[item], coding.parts.texts[part])] = made
    return found


REGION, AUTHORITY = Level.REGION, Level.LOCAL_AUTHORITY
NONE, SEX = Breakdown.NONE, Breakdown.SEX


def test_parts_sum_to_all_areas_to_their_region_and_those_counted_and_not_to_those_asked() -> None:
    cells = opened(
        {
            (REGION, NONE): {("R", "", ""): (30, 100)},
            (AUTHORITY, NONE): {("A", "", ""): (10, 60), ("B", "", ""): (20, 40)},
            (AUTHORITY, SEX): {("A", "", "1"): (7, 35), ("A", "", "2"): (3, 25)},
        }
    )
    assert links(grid(cells, [NEST])) == {
        *((100, (30, 70)), (60, (10, 50)), (40, (20, 20)), (35, (7, 28)), (25, (3, 22))),
        *((30, (10, 20)), (100, (60, 40)), (10, (7, 3)), (60, (35, 25))),
    }


def test_a_sum_that_does_not_hold_is_no_link() -> None:
    cells = opened({(AUTHORITY, NONE): {("A", "", ""): (10, None)}, (AUTHORITY, SEX): {("A", "", "1"): (7, None)}})
    assert links(grid(cells)) == set()


def test_equal_denominators_of_the_same_children_stand_once_and_are_linked_once() -> None:
    cells = opened(
        {
            (AUTHORITY, NONE): {("A", "x", ""): (4, 60), ("A", "y", ""): (9, 60), ("A", "z", ""): (9, 50)},
            (AUTHORITY, SEX): {
                **{("A", item, "1"): (4, 40) for item in "xy"},
                **{("A", "x", "2"): (0, 20), ("A", "y", "2"): (5, 20)},
            },
        }
    )
    found = grid(cells)
    assert sorted(found.values[np.unique(found.of)].tolist()) == [20, 40, 50, 60]
    assert [found.links.whole.tolist().count(each) for each in np.unique(found.of).tolist()] == [3, 1, 2, 2]
    assert (60, (40, 20)) in links(found)


def several(tables: Mapping[str, Counts]) -> OpenCells:
    """Tables of several measures, of authorities without a breakdown."""
    made = [OpenTable(measure, AUTHORITY, NONE, Q3) for measure in tables]
    counts = [{Cell(*cell): Raw(*raw) for cell, raw in each.items()} for each in tables.values()]
    return opened_cells(made, counts, ())


def test_a_count_and_the_same_children_as_a_denominator_are_one_number() -> None:
    cells = several(
        {
            "caseload": {("A", "", ""): (60, None), ("B", "", ""): (7, None)},
            "unlinked": {("A", "", ""): (4, 60), ("B", "", ""): (0, 8)},
        }
    )
    found = grid(cells)
    assert sorted(found.values.tolist()) == [0, 4, 7, 8, 8, 56, 60]
    assert found.counted[0] == found.of[2]
    assert found.counted[1] != found.of[3]


def test_a_row_that_is_a_row_of_another_measure_too_is_one_number_where_it_counts_as_many() -> None:
    cells = several(
        {
            "technology": {("A", "tube", ""): (4, 60), ("A", "pump", ""): (9, 60)},
            "needs_by_concept": {("A", "tube", ""): (4, 60), ("A", "pump", ""): (8, 60)},
        }
    )
    found = grid(cells, told=Told(np.zeros(0, np.int64), alike=[Alike("technology", "needs_by_concept")]))
    tables, items = cells.coding.table(cells.keys).tolist(), cells.coding.item(cells.keys).tolist()
    at = {
        (table, cells.coding.items.texts[item]): row
        for row, (table, item) in enumerate(zip(tables, items, strict=True))
    }
    assert found.counted[at[0, "tube"]] == found.counted[at[1, "tube"]]
    assert found.counted[at[0, "pump"]] != found.counted[at[1, "pump"]]
    assert len(set(found.counted.tolist())) == 3


def test_items_that_are_apart_sum_to_their_denominator() -> None:
    cells = opened(
        {(AUTHORITY, NONE): {("A", "C:0", ""): (4, 13), ("A", "C:1", ""): (9, 13), ("A", "T:0", ""): (5, 13)}}
    )
    found = grid(cells, told=Told(np.zeros(0, np.int64), apart=[Apart("needs", ("C:0", "C:1", "C:2"))]))
    assert (13, (4, 9)) in links(found)
    assert len(found.links.whole) == 4


def test_an_item_within_a_wider_one_is_linked_with_what_the_wider_one_counts_besides() -> None:
    cells = opened({(AUTHORITY, NONE): {("A", "", ""): (30, None), ("A", "epilepsy", ""): (4, None)}})
    found = grid(cells, told=Told(np.zeros(0, np.int64), within=[Within("needs", "epilepsy", "")]))
    assert links(found) == {(30, (4, 26))}
    assert (found.within.tolist(), found.values[found.unseen].tolist()) == ([True], [26])


def test_an_item_is_linked_with_every_wider_one_of_the_measure_that_has_it() -> None:
    cells = several(
        {
            "needs_by_concept": {("A", "tube", ""): (4, 60), ("B", "tube", ""): (9, 20)},
            "needs_by_group": {("A", "technology", ""): (11, 60), ("B", "technology", ""): (8, 20)},
            "needs": {("A", "", ""): (30, 60)},
        }
    )
    wider = (
        Within("needs_by_concept", "tube", "technology", "needs_by_group"),
        Within("needs_by_concept", "tube", "", "needs"),
        Within("needs_by_group", "technology", "", "needs"),
        Within("needs_by_group", "elsewhere", "technology"),
    )
    found = grid(cells, told=Told(np.zeros(0, np.int64), within=wider))
    bounds = {(whole, parts) for whole, parts in links(found) if whole not in (20, 60)}
    # In B more have the tube than any technology, so one of the two is no part of the other.
    assert bounds == {(11, (4, 7)), (30, (4, 26)), (30, (11, 19))}


def test_every_part_of_a_small_whole_gets_a_row_and_what_that_is_a_part_of_too() -> None:
    cells = opened(
        {
            (REGION, NONE): {("R", "", ""): (3, 9)},
            (REGION, SEX): {("R", "", "1"): (3, 9)},
            (AUTHORITY, NONE): {("A", "", ""): (3, 9)},
            (AUTHORITY, SEX): {("A", "", "1"): (3, 9), ("C", "", "2"): (0, 9)},
        }
    )
    small = np.array([cells.coding.key_of(0, Cell("R", "", ""))])
    found = complete(cells, splits_of(cells, [NEST]), small)
    assert {row for row, made in named(found).items() if made} == {
        *((1, Cell("R", "", "2")), (2, Cell("B", "", ""))),
        *((3, Cell(area, "", part)) for area, part in (("A", "2"), ("B", "1"), ("B", "2"))),
    }
    assert found.of[found.made].tolist() == [0] * 5


def test_rows_of_a_measure_that_is_a_count_are_made_without_a_denominator() -> None:
    cells = opened({(REGION, NONE): {("R", "", ""): (3, None)}, (AUTHORITY, NONE): {("A", "", ""): (3, None)}})
    found = complete(cells, splits_of(cells, [NEST]), cells.keys[:1])
    assert found.of.tolist() == [-1, -1, -1]


def test_what_is_known_from_elsewhere_is_a_cell_that_there_is() -> None:
    cells = opened({(AUTHORITY, NONE): {("A", "", ""): (30, None)}})
    (table,) = cells.tables
    known = [Known(table.key, Cell(area, "", "")) for area in ("A", "B", "elsewhere")]
    assert known_cells(cells, known).tolist() == cells.keys.tolist()

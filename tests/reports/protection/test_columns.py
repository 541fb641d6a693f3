"""Cells as numbers: in order, told apart again, looked up."""

from random import Random

import numpy as np
import pytest

from app.reports.card import Breakdown, Level
from app.reports.cube import Cell, Raw
from app.reports.periods import Quarter
from app.reports.protection.columns import NOWHERE, OpenTable, distinct, opened_cells, places, runs

NEEDS = OpenTable("needs", Level.ICB, Breakdown.NONE, Quarter(2026, 3))
CASELOAD = OpenTable("caseload", Level.ICB, Breakdown.SEX, Quarter(2026, 3))
TEXTS = ("", "a", "b", "ab", "a1", "a-1", "1", "11", "-", "Z")


def test_cells_stand_in_order_of_table_area_item_and_part_whatever_order_they_came_in() -> None:
    counts = [{Cell("B", "", ""): Raw(3, 9), Cell("A", "y", ""): Raw(2, 8)}, {Cell("A", "x", "1"): Raw(1, None)}]
    cells = opened_cells([NEEDS, CASELOAD], counts, ["C"])
    assert cells.counted.tolist() == [2, 3, 1]
    assert cells.of.tolist() == [8, 9, NOWHERE]
    assert cells.made.tolist() == [False] * 3
    assert cells.coding.areas.texts == ("A", "B", "C")
    assert cells.of_measure("caseload").tolist() == [False, True]


@pytest.mark.parametrize("seed", range(10))
def test_a_key_tells_its_cell_again(seed: int) -> None:
    chance = Random(seed)
    there = list({Cell(*(chance.choice(TEXTS) for _ in range(3))) for _ in range(chance.randint(1, 60))})
    cells = opened_cells([CASELOAD, NEEDS], [{}, dict.fromkeys(there, Raw(1, 1))], [])
    coding = cells.coding
    for cell in there:
        key = np.array([coding.key_of(1, cell)])
        (area,), (item,), (part,) = coding.area(key), coding.item(key), coding.part(key)
        assert coding.table(key).tolist() == [1]
        assert cell == Cell(coding.areas.texts[area], coding.items.texts[item], coding.parts.texts[part])
    assert [coding.key_of(1, each) for each in sorted(there)] == cells.keys.tolist()
    assert coding.key_of(1, Cell("elsewhere", "", "")) == NOWHERE


def test_a_row_that_is_made_counts_nobody_and_stands_in_its_place() -> None:
    cells = opened_cells([NEEDS], [{Cell("A", "", ""): Raw(3, 9), Cell("C", "", ""): Raw(4, 9)}], ["B"])
    key = np.array([cells.coding.key_of(0, Cell("B", "", ""))])
    made = cells.with_made(key, np.array([0]))
    assert (made.counted.tolist(), made.of.tolist()) == ([3, 0, 4], [9, 0, 9])
    assert made.made.tolist() == [False, True, False]
    assert (made.at(key).tolist(), cells.at(key).tolist()) == ([1], [NOWHERE])


def test_places_runs_and_distinct_numbers() -> None:
    assert places(np.array([2, 5, 9]), np.array([9, 1, 5, 10])).tolist() == [2, NOWHERE, 1, NOWHERE]
    assert places(np.zeros(0, np.int64), np.array([1])).tolist() == [NOWHERE]
    assert runs(np.array([7, 0, 3]), np.array([2, 0, 3])).tolist() == [7, 8, 3, 4, 5]
    assert distinct(np.array([3, 1, 3, 2, 1])).tolist() == [1, 2, 3]

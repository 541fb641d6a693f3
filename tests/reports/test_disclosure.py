"""What is hidden, what is rounded, and what else is hidden so that sums tell nothing."""

from collections.abc import Mapping
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.released.figure import HIDDEN, HIDDEN_SHARE, NO_SHARE, NOT_APPLICABLE, ZERO, Share
from app.released.table import ReleasedRow, ReleasedTable, TableKey
from app.reports.card import Breakdown, Level
from app.reports.cards.items import Item
from app.reports.cube import Cell, Cube, Raw
from app.reports.disclosure import PROFILES, Apart, Known, Nest, Within, release, release_one
from app.reports.periods import Quarter
from app.reports.protection.item_links import apart
from app.reports.protection.linked_cells import UNBOUNDED, Bounds, links_of, narrowed
from tests.reports.attack.clinics import NESTING, PARTS, WITHIN, cubes_of, public_of, quarters_of

Q3 = Quarter(2026, 3)
NHS = PROFILES["nhs-5-5"]


def cube(
    cells: Mapping[tuple[str, str], tuple[int, int | None]],
    level: Level = Level.LOCAL_AUTHORITY,
    breakdown: Breakdown = Breakdown.NONE,
) -> Cube:
    """Counts by area and part."""
    return Cube("needs", level, breakdown, Q3, {Cell(area, "", part): Raw(*raw) for (area, part), raw in cells.items()})


def by_row(table: ReleasedTable) -> dict[tuple[str, str], tuple[str, str, str]]:
    return {(row.area, row.part): (row.numerator.text, row.denominator.text, row.share.text) for row in table.rows}


def one(counted: int, of: int | None = None, profile: str = "nhs-5-5") -> ReleasedRow:
    (row,) = release_one(cube({("A", ""): (counted, of)}), PROFILES[profile]).rows
    return row


@pytest.mark.parametrize(
    ("profile", "shown"),
    [
        (
            "nhs-5-5",
            {0: "0", 1: "[c]", 4: "[c]", 5: "5", 6: "5", 7: "5", 8: "10", 12: "10", 13: "15", 1237: "1,235"},
        ),
        ("hes-7-5", {0: "0", 1: "[c]", 7: "[c]", 8: "10", 12: "10", 13: "15"}),
        ("ons-10-5", {0: "[c]", 1: "[c]", 9: "[c]", 10: "10", 12: "10", 13: "15"}),
    ],
)
def test_a_count_is_hidden_or_rounded_as_its_profile_says(profile: str, shown: dict[int, str]) -> None:
    assert {count: one(count, None, profile).numerator.text for count in shown} == shown


@given(st.sampled_from(sorted(PROFILES)), st.integers(0, 10_000))
def test_a_shown_count_lies_among_those_its_figure_may_stand_for(key: str, count: int) -> None:
    figure = one(count, None, key).numerator
    if figure.number is None:
        assert count < PROFILES[key].threshold
    else:
        low, high = PROFILES[key].behind(figure.number)
        assert low <= count <= high


def test_a_share_is_worked_out_from_rounded_parts() -> None:
    row = one(1009, 3002)
    assert (row.numerator.text, row.denominator.text) == ("1,010", "3,000")
    assert (row.share.percent, row.share.lower, row.share.upper) == (Decimal("33.7"), Decimal("32.0"), Decimal("35.4"))


@pytest.mark.parametrize(
    ("counted", "of", "share"),
    [(3, 100, HIDDEN_SHARE), (2, 4, HIDDEN_SHARE), (0, 0, NO_SHARE), (7, None, NO_SHARE)],
)
def test_a_share_is_hidden_when_a_part_is_and_none_where_there_is_nobody(
    counted: int, of: int | None, share: Share
) -> None:
    assert one(counted, of).share is share


def test_a_count_without_a_denominator_has_none() -> None:
    assert one(7).denominator is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("counted", "of", "hidden"),
    [
        (98, 100, True),
        (96, 100, True),
        (95, 100, False),
        (100, 100, False),
        (20, 20, False),
        (19, 19, True),
        (8, 8, True),
        (12, 15, True),
        (10, 15, False),
    ],
)
def test_all_but_a_few_and_everybody_in_a_small_group_are_hidden(counted: int, of: int, hidden: bool) -> None:
    assert (one(counted, of).numerator is HIDDEN) is hidden


def test_a_zero_among_too_few_is_hidden_with_them() -> None:
    row = one(0, 3)
    assert (row.numerator, row.denominator) == (HIDDEN, HIDDEN)
    assert one(0, 5).numerator is ZERO


def test_parts_of_a_hidden_whole_are_hidden_the_missing_ones_too() -> None:
    """Four children, one of each part: were only these four parts hidden, each would be 1."""
    whole = cube({("A", ""): (4, None), ("B", ""): (90, None)})
    parts = cube(
        {("A", part): (1, None) for part in "1234"} | {("B", part): (18, None) for part in "12345"},
        breakdown=Breakdown.SEX,
    )
    _, table = release([whole, parts])
    assert [row.numerator.text for row in table.rows if row.area == "A"] == ["[c]"] * 5
    assert [row.numerator.text for row in table.rows if row.area == "B"] == ["20"] * 5


def test_a_part_that_nobody_is_in_has_a_row_beside_hidden_ones() -> None:
    """Four children, all boys: were there a row of boys alone, each of the four would be known to be one."""
    cubes = [cube({("A", ""): (4, None)}), cube({("A", "1"): (4, None)}, breakdown=Breakdown.SEX)]
    _, table = release(cubes, parts={Breakdown.SEX: ("1", "2")})
    assert [(row.part, row.numerator.text) for row in table.rows] == [("1", "[c]"), ("2", "[c]")]


@pytest.mark.parametrize("seed", [0, 2, 3])
def test_items_among_the_same_children_have_the_same_rows(seed: int) -> None:
    """Where no girl of an area was asked, a row of none hidden for some needs, and no row for others, would say so."""
    cubes = cubes_of(quarters_of(seed, 700)[0], Q3)
    for table in release(cubes, NHS, NESTING, public=public_of(cubes), within=WITHIN, parts=PARTS):
        items: dict[str, set[tuple[str, str]]] = {}
        for row in table.rows:
            items.setdefault(row.item, set()).add((row.area, row.part))
        assert all(rows == items[""] for rows in items.values())


def test_zeros_that_follow_from_a_zero_shown_stay() -> None:
    """The region's three boys hide how many of them each authority has, but C has no child at all."""
    above = cube({("R", ""): (90, None)}, Level.REGION)
    boys_above = cube({("R", "1"): (3, None), ("R", "2"): (87, None)}, Level.REGION, Breakdown.SEX)
    below = cube({("A", ""): (40, None), ("B", ""): (50, None), ("C", ""): (0, None)})
    boys_below = cube(
        {
            ("A", "1"): (3, None),
            ("A", "2"): (37, None),
            ("B", "1"): (0, None),
            ("B", "2"): (50, None),
            ("C", "1"): (0, None),
            ("C", "2"): (0, None),
        },
        breakdown=Breakdown.SEX,
    )
    nest = Nest(Level.REGION, "R", Level.LOCAL_AUTHORITY, ("A", "B", "C"))
    *_, table = release([above, boys_above, below, boys_below], nesting=[nest])
    assert {key: shown[0] for key, shown in by_row(table).items() if key[1] == "1"} == {
        ("A", "1"): "[c]",
        ("B", "1"): "[c]",
        ("C", "1"): "0",
    }


def test_a_part_is_hidden_where_it_and_its_total_would_narrow_another() -> None:
    """A whole of 5 to 7 with a part of 5 to 7 leaves at most 2 for the other: the part goes, the total stays."""
    whole, parts = release(
        [
            cube({("A", ""): (7, None)}),
            cube({("A", "1"): (6, None), ("A", "2"): (1, None)}, breakdown=Breakdown.SEX),
        ]
    )
    assert by_row(whole)[("A", "")][0] == "5"
    assert {key[1]: shown[0] for key, shown in by_row(parts).items()} == {"1": "[c]", "2": "[c]"}


def test_the_smallest_shown_part_is_hidden_where_a_public_total_would_narrow_another() -> None:
    """24 in all, known exactly; 18 to 22 and some more are 2 to 6 more: a hidden 4 would not be 1."""
    key = TableKey("needs", "local_authority", "none")
    cubes = [
        cube({("A", ""): (64, None)}),
        cube({("A", "1"): (4, None), ("A", "2"): (20, None), ("A", "X"): (40, None)}, breakdown=Breakdown.SEX),
    ]
    _, known = release(cubes, public=[Known(key, Cell("A", "", ""))])
    assert {key[1]: shown[0] for key, shown in by_row(known).items()} == {"1": "[c]", "2": "20", "X": "40"}
    tight = [
        cube({("A", ""): (24, None)}),
        cube({("A", "1"): (4, None), ("A", "2"): (20, None)}, breakdown=Breakdown.SEX),
    ]
    _, hidden = release(tight, public=[Known(key, Cell("A", "", ""))])
    assert {key[1]: shown[0] for key, shown in by_row(hidden).items()} == {"1": "[c]", "2": "[c]"}
    _, unknown = release(tight)
    assert by_row(unknown)[("A", "2")][0] == "20"


def test_an_item_of_which_a_wider_one_shows_nobody_is_shown_as_nobody() -> None:
    wide = {Cell("A", "", ""): Raw(0, None), Cell("B", "", ""): Raw(30, None)}
    narrow = {Cell("A", "epilepsy", ""): Raw(0, None), Cell("B", "epilepsy", ""): Raw(2, None)}
    above = {Cell("R", "", ""): Raw(30, None), Cell("R", "epilepsy", ""): Raw(2, None)}
    cubes = [
        Cube("needs", Level.LOCAL_AUTHORITY, Breakdown.NONE, Q3, wide | narrow),
        Cube("needs", Level.REGION, Breakdown.NONE, Q3, above),
    ]
    nest = Nest(Level.REGION, "R", Level.LOCAL_AUTHORITY, ("A", "B"))
    table, _ = release(cubes, nesting=[nest], within=[Within("needs", "epilepsy", "")])
    assert {(row.area, row.item): row.numerator.text for row in table.rows} == {
        ("A", ""): "0",
        ("A", "epilepsy"): "0",
        ("B", ""): "30",
        ("B", "epilepsy"): "[c]",
    }


def test_items_that_share_out_their_denominator_are_linked_to_it() -> None:
    """Of 8 to 12, two bands have 5 to 7 each: at most 2 would be left for the third, so one of them is hidden."""
    cells = {Cell("A", "C:0", ""): Raw(1, 12), Cell("A", "C:1", ""): Raw(6, 12), Cell("A", "C:2", ""): Raw(5, 12)}
    bands = Cube("complexity", Level.ICB, Breakdown.NONE, Q3, cells)
    (table,) = release([bands], apart=apart("complexity", [Item("C:0", "C"), Item("C:1", "C"), Item("C:2", "C")]))
    assert [(row.item, row.numerator.text, row.denominator.text) for row in table.rows] == [
        ("C:0", "[c]", "10"),
        ("C:1", "[c]", "10"),
        ("C:2", "5", "10"),
    ]
    (loose,) = release([bands])
    assert [row.numerator.text for row in loose.rows] == ["[c]", "5", "5"]


def test_items_are_apart_by_their_base_and_only_in_measures_that_share_out() -> None:
    items = [Item("C:0", "C"), Item("T:0", "T"), Item("C:1", "C")]
    assert apart("complexity", items) == (Apart("complexity", ("C:0", "C:1")), Apart("complexity", ("T:0",)))
    assert apart("barriers", items) == ()


def test_rows_are_in_order_numbers_as_numbers() -> None:
    table = release_one(
        cube(
            {("B", "5-10"): (9, None), ("A", "11-15"): (9, None), ("A", "5-10"): (9, None), ("A", "0-4"): (9, None)},
            breakdown=Breakdown.AGE_BAND,
        )
    )
    assert [(row.area, row.part) for row in table.rows] == [("A", "0-4"), ("A", "5-10"), ("A", "11-15"), ("B", "5-10")]


def test_the_same_cubes_give_the_same_tables_in_whatever_order_their_cells_came() -> None:
    (children, *_) = quarters_of(5, 300)
    cubes = cubes_of(children, Q3)
    turned = [
        Cube(each.measure, each.level, each.breakdown, each.quarter, reversed(list(each.opened().items())))
        for each in cubes
    ]
    assert release(cubes, NHS, NESTING, public=public_of(cubes), within=WITHIN) == release(
        turned, NHS, NESTING, public=public_of(cubes), within=WITHIN
    )


def test_a_release_leaves_the_cubes_as_they_were() -> None:
    small = cube({("A", ""): (2, None)})
    parts = cube({("A", "1"): (2, None), ("B", "2"): (9, None)}, breakdown=Breakdown.SEX)
    release([small, parts])
    assert set(parts.opened()) == {Cell("A", "", "1"), Cell("B", "", "2")}


def test_a_table_given_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        release([cube({}), cube({})])


@pytest.mark.parametrize("raw", [(-1, None), (6, 5)])
def test_counts_that_cannot_be_are_refused_without_being_named(raw: tuple[int, int | None]) -> None:
    with pytest.raises(ValueError, match="Count it again") as refused:
        release_one(cube({("A", ""): raw}))
    assert str(raw[0]) not in str(refused.value).replace("2026-Q3", "")


def test_nothing_released_is_nothing() -> None:
    assert release([]) == ()
    assert release_one(cube({})).rows == ()


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000), st.integers(40, 160))
def test_one_child_more_moves_each_shown_figure_by_one_step_at_most(seed: int, children: int) -> None:
    (made, *_) = quarters_of(seed, children)
    before, after = (_figures(cubes_of(those, Q3)) for those in (made[:-1], made))
    for place in before.keys() & after.keys():
        old, new = before[place], after[place]
        if old is not None and new is not None:
            assert 0 <= new - old <= NHS.round_base


def _figures(cubes: list[Cube]) -> dict[tuple[TableKey, str, str, str, str], int | None]:
    return {
        (table.key, row.area, row.item, row.part, kind): figure.number
        for table in release(cubes, NHS, NESTING, public=public_of(cubes), within=WITHIN)
        for row in table.rows
        for kind, figure in (("counted", row.numerator), ("of", row.denominator))
    }


def test_bounds_follow_from_sums_until_nothing_moves() -> None:
    """a + b = c and c + d = e; e is 10, d 4 to 5, b 2: c is 5 to 6, a 3 to 4."""
    links = links_of(np.array([2, 4]), np.array([2, 2]), np.array([0, 1, 2, 3]))
    low, high = np.array([0, 2, 0, 4, 10]), np.array([UNBOUNDED, 2, UNBOUNDED, 5, 10])
    found = narrowed(links, Bounds(low, high))
    assert found.low.tolist() == [3, 2, 5, 4, 10]
    assert found.high.tolist() == [4, 2, 6, 5, 10]


def test_profiles_say_in_words_what_they_do() -> None:
    assert NHS.words.startswith("Counts of 1 to 4 are hidden")
    assert PROFILES["ons-10-5"].words.startswith("Counts of 0 to 9 are hidden")

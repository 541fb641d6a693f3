"""Hidden numbers that anybody can tell to be none are shown, and none that counts anybody: by hand, and of made-up
clinics."""

from collections.abc import Collection, Mapping

import pytest

from app.released.table import ReleasedTable
from app.reports.card import Breakdown, Level
from app.reports.cube import Cell, Cube, Raw
from app.reports.disclosure import release
from app.reports.periods import Quarter
from app.reports.profiles import PROFILES
from app.reports.protection.cell_links import AtMost, Number
from tests.reports.attack.clinics import NESTING, PARTS, WITHIN, cubes_of, quarters_of

Q3 = Quarter(2026, 3)
AUTHORITY, PLACED, ENGLAND = Level.LOCAL_AUTHORITY, Level.RESPONSIBLE_AUTHORITY, Level.ENGLAND
NONE = Breakdown.NONE
GROUP = Number("needs_by_group", "condition.suspected")
KIND = Number("needs_by_concept", "84757009.suspected")
OTHER = Number("needs_by_concept", "91175000.suspected")


def cube(
    measure: str, cells: Mapping[tuple[str, str, str], tuple[int, int]], level: Level = AUTHORITY, by: Breakdown = NONE
) -> Cube:
    """Counts by area, item and part."""
    return Cube(measure, level, by, Q3, {Cell(*cell): Raw(*raw) for cell, raw in cells.items()})


def shown(table: ReleasedTable) -> dict[tuple[str, str, str], tuple[str, str]]:
    return {(row.area, row.item, row.part): (row.numerator.text, row.denominator.text) for row in table.rows}


def group_beside(kinds: Mapping[tuple[str, str, str], tuple[int, int]], said: Collection[AtMost]) -> tuple[str, str]:
    """What is shown of a group of which none of two children has a need, beside its kinds."""
    table, _ = release([cube(GROUP.measure, {("A", GROUP.item, ""): (0, 2)}), cube(KIND.measure, kinds)], at_most=said)
    return shown(table)["A", GROUP.item, ""]


def test_a_group_none_of_whose_needs_counts_anybody_is_shown_to_count_nobody() -> None:
    elsewhere = {("B", "other", ""): (30, 90)}
    assert group_beside(elsewhere, []) == ("[c]", "[c]")
    assert group_beside(elsewhere, [AtMost((GROUP,), (KIND, OTHER))]) == ("0", "[c]")


def test_a_group_one_of_whose_needs_is_hidden_stays_hidden() -> None:
    hidden = {("A", KIND.item, ""): (0, 2), ("B", "other", ""): (30, 90)}
    assert group_beside(hidden, [AtMost((GROUP,), (KIND, OTHER))]) == ("[c]", "[c]")


def test_nothing_is_said_where_a_measure_is_not_released() -> None:
    unknown = Number("needs_by_condition", "epilepsy")
    assert group_beside({("B", "other", ""): (30, 90)}, [AtMost((GROUP,), (unknown,))]) == ("[c]", "[c]")


def test_a_card_that_is_wrong_of_somebody_shows_nobody() -> None:
    tables = [
        cube(GROUP.measure, {("A", GROUP.item, ""): (1, 2)}),
        cube(KIND.measure, {("B", "other", ""): (30, 90)}),
    ]
    table, _ = release(tables, at_most=[AtMost((GROUP,), (KIND,))])
    assert shown(table)["A", GROUP.item, ""] == ("[c]", "[c]")


def test_two_groups_are_no_more_than_all_children_and_those_with_both() -> None:
    """Of at most 22 children at least 18 are of one group, and nobody is of both: up to 4 are left for the other."""
    one, two, both = Number("groups", "one"), Number("groups", "two"), Number("pairs", "one+two")
    everybody = Number("groups", "one", among=True)
    tables = [cube("groups", {("A", "one", ""): (20, 20), ("A", "two", ""): (0, 3)}), cube("pairs", {})]
    said = [AtMost((one, two), (both, everybody))]
    assert shown(release(tables, at_most=said)[0])["A", "two", ""] == ("[c]", "[c]")


@pytest.mark.parametrize(("everywhere", "text"), [(0, "0"), (30, "[c]")])
def test_placed_children_are_among_all_children(everywhere: int, text: str) -> None:
    placed = cube("asked", {("A", "education", ""): (0, 2)}, PLACED)
    england = cube("asked", {("E92000001", "education", ""): (everywhere, 400)}, ENGLAND)
    assert shown(release([placed, england])[0])["A", "education", ""] == (text, "[c]")


def test_who_is_of_an_age_is_of_a_phase_that_has_children_of_it() -> None:
    """Nobody is of 16 to 25 years, so nobody is of a phase after 16; of 0 to 4 somebody is, who may be in primary."""
    ages = cube("asked", {("A", "x", "0-4"): (3, 40), ("A", "x", "16-18"): (0, 40)}, by=Breakdown.AGE_BAND)
    phases = cube("asked", {("A", "x", "primary"): (0, 2), ("A", "x", "post_16"): (0, 3)}, by=Breakdown.SCHOOL_PHASE)
    _, table = release([ages, phases])
    found = shown(table)
    assert (found["A", "x", "primary"][0], found["A", "x", "post_16"][0]) == ("[c]", "0")


@pytest.mark.parametrize("key", sorted(PROFILES))
@pytest.mark.parametrize("seed", range(3))
def test_what_was_shown_stays_as_it_was_and_what_is_shown_besides_counts_nobody(seed: int, key: str) -> None:
    """Whatever is said, be it wrong: here also that all needs are no more than one of them."""
    cubes = cubes_of(quarters_of(seed, 90)[0], Q3)
    said = [AtMost((Number("needs", each.item),), (Number("needs", each.wider),)) for each in WITHIN]
    said.append(AtMost((Number("needs", ""),), (Number("needs", WITHIN[1].item),)))
    before = release(cubes, PROFILES[key], NESTING, within=WITHIN, parts=PARTS)
    after = release(cubes, PROFILES[key], NESTING, within=WITHIN, parts=PARTS, at_most=said)
    for raw, old, new in zip(cubes, before, after, strict=True):
        counts, was, now = raw.opened(), shown(old), shown(new)
        for cell in was.keys() | now.keys():
            count = counts.get(Cell(*cell), Raw(0, 0))
            for one, other, number in zip(was.get(cell, ("0", "0")), now.get(cell, ("0", "0")), count, strict=True):
                assert one == other or (one, other, number or 0) == ("[c]", "0", 0)

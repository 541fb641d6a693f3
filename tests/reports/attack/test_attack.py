"""An attacker with an integer programme, all that was ever released and all that is public finds no hidden number."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import NamedTuple

import pytest

from app.released.figure import HIDDEN, NO_SHARE, NOT_APPLICABLE, ZERO, Figure, Standing
from app.released.table import ReleasedRow, ReleasedTable, TableKey
from app.reports.card import Breakdown, Level
from app.reports.cube import Cell, Cube, Raw
from app.reports.disclosure import release
from app.reports.periods import Quarter
from app.reports.profiles import HES_7_5, NHS_5_5, PROFILES, Profile
from app.reports.protection.splits import Nest
from tests.reports.attack.attacker import Findings, attack
from tests.reports.attack.clinics import NESTING, PARTS, QUARTERS, WITHIN, cubes_of, public_of, quarters_of
from tests.reports.attack.knowledge import Knowledge, Place, model_of, within_rules
from tests.reports.attack.told import told, truth_of


class Attacked(NamedTuple):
    """What came of an attack: the findings, which numbers are small, and which are parts of a public count that is
    itself under the threshold: what is public leaves these fewer values, whatever is released."""

    findings: Findings
    small: set[Place]
    bounded: set[Place]
    threshold: int

    @property
    def kept(self) -> float:
        """The share of hidden numbers that can have every value they should be able to have."""
        free = Findings(
            {place: values for place, values in self.findings.possible.items() if place not in self.bounded}
        )
        return free.keeping(self.small, self.threshold) / len(free.possible)

    def keeping(self, values: int) -> float:
        """The share of hidden numbers that can have at least so many values."""
        free = [each for place, each in self.findings.possible.items() if place not in self.bounded]
        return sum(len(each) >= values for each in free) / len(free)


def public_places(quarters: Sequence[Sequence[Cube]]) -> dict[Place, int]:
    return {
        Place(str(cubes[0].quarter), known.key, *known.cell, "counted"): count
        for cubes in quarters
        for known, count in public_of(cubes).items()
    }


def attacked(
    quarters: Sequence[Sequence[Cube]], profile: Profile, nesting: Sequence[Nest] = NESTING, *, by_a_clerk: bool = False
) -> Attacked:
    """Release each quarter, and set the attacker on all of them together; told, `by_a_clerk`, what one could let slip:
    which of the hidden numbers are small."""
    tables = [
        table
        for cubes in quarters
        for table in release(cubes, profile, nesting, public=public_of(cubes), within=WITHIN, parts=PARTS)
    ]
    truth = truth_of([cube for cubes in quarters for cube in cubes], tables)
    known = Knowledge(tables, nesting, profile, public_places(quarters), rules=list(within_rules(tables, WITHIN)))
    small = {place for place, value in truth.items() if value < profile.threshold}
    few = {place for place, count in known.exact.items() if count < profile.threshold}
    bounded = {part for whole, parts in model_of(known).sums if whole in few for part in parts}
    findings = attack(replace(known, told=told(known, truth)) if by_a_clerk else known, truth)
    return Attacked(findings, small, bounded, profile.threshold)


def hidden_alone(cube: Cube) -> ReleasedTable:
    """Disclosure control switched off: 1 to 4 are hidden, and all else is shown as it is."""
    rows = [
        ReleasedRow(*cell, _as_it_is(raw.counted), NOT_APPLICABLE if raw.of is None else _as_it_is(raw.of), NO_SHARE)
        for cell, raw in cube.opened().items()
    ]
    key = TableKey(cube.measure, cube.level.value, cube.breakdown.value)
    return ReleasedTable(key, str(cube.quarter), "none", tuple(rows))


def _as_it_is(count: int) -> Figure:
    if not count:
        return ZERO
    return HIDDEN if count < 5 else Figure(Standing.EXACT, count)


def reduced(seed: int, children: int) -> list[list[Cube]]:
    """Three quarters, authorities within regions, by sex; a need, any need, and plans."""
    return [
        cubes_of(
            made,
            quarter,
            (Level.REGION, Level.LOCAL_AUTHORITY),
            (Breakdown.NONE, Breakdown.SEX),
            ("", "91175000"),
        )
        for made, quarter in zip(quarters_of(seed, children), QUARTERS, strict=True)
    ]


def test_no_hidden_number_is_found() -> None:
    found = attacked(reduced(1, 1500), NHS_5_5)
    assert len(found.findings.possible) > 150
    assert found.findings.pinned == {}
    assert found.kept >= 0.95


def test_no_hidden_number_is_found_even_where_a_clerk_lets_slip_which_are_small() -> None:
    found = attacked(reduced(1, 1500), NHS_5_5, by_a_clerk=True)
    assert len(found.findings.possible) > 150
    assert found.findings.pinned == {}


def test_with_disclosure_control_switched_off_the_same_attacker_finds_hidden_numbers() -> None:
    quarters = reduced(1, 1500)
    cubes = [cube for each in quarters for cube in each]
    tables = [hidden_alone(cube) for cube in cubes]
    truth = truth_of(cubes, tables)
    known = Knowledge(tables, NESTING, NHS_5_5, public_places(quarters), rules=list(within_rules(tables, WITHIN)))
    hidden = model_of(known).hidden
    findings = attack(replace(known, told=dict.fromkeys(hidden, (1, 4))), truth)
    assert all(truth[place] == value for place, value in findings.pinned.items())
    assert (len(findings.pinned), len(hidden)) == (84, 143)


def test_two_fours_of_a_public_eight_are_not_found() -> None:
    """Were they hidden for being small alone, both would be 4."""
    area = "E08000024"
    cubes = [
        Cube("plans", Level.LOCAL_AUTHORITY, Breakdown.NONE, Quarter(2026, 3), {Cell(area, "", ""): Raw(8, None)}),
        Cube(
            "plans",
            Level.LOCAL_AUTHORITY,
            Breakdown.SEX,
            Quarter(2026, 3),
            {Cell(area, "", part): Raw(4, None) for part in "12"},
        ),
    ]
    found = attacked([cubes], NHS_5_5, ())
    assert len(found.findings.possible) == 2
    assert found.findings.pinned == {}


@pytest.mark.parametrize("seed", range(6))
def test_no_hidden_number_of_a_small_random_table_is_found(seed: int) -> None:
    """Two regions, two or three areas in each, three parts, all counts small: sums are tight everywhere."""
    chance = Random(seed)
    nesting = [Nest(Level.REGION, "N", Level.ICB, ("QA", "QB")), Nest(Level.REGION, "S", Level.ICB, ("QC", "QD", "QE"))]
    cells: dict[Cell, Raw] = {}
    for nest in nesting:
        for area in nest.parts:
            for part in "123":
                of = chance.choice((0, 1, 3, 5, 6, 9, 12, 30))
                cells[Cell(area, "", part)] = Raw(min(of, chance.choice((0, 1, 2, 4, 5, 6, 8, 30))), of)
    above = {area: nest.area for nest in nesting for area in nest.parts}
    same = {area: area for area in above}
    cubes = [
        _summed(cells, Level.ICB, Breakdown.SEX, same, parts=True),
        _summed(cells, Level.ICB, Breakdown.NONE, same, parts=False),
        _summed(cells, Level.REGION, Breakdown.SEX, above, parts=True),
        _summed(cells, Level.REGION, Breakdown.NONE, above, parts=False),
    ]
    assert attacked([cubes], NHS_5_5, nesting).findings.pinned == {}


def _summed(cells: dict[Cell, Raw], level: Level, breakdown: Breakdown, area: dict[str, str], *, parts: bool) -> Cube:
    sums: dict[Cell, Raw] = {}
    for cell, raw in cells.items():
        place = Cell(area[cell.area], cell.item, cell.part if parts else "")
        before = sums.get(place, Raw(0, 0))
        sums[place] = Raw(before.counted + raw.counted, (before.of or 0) + (raw.of or 0))
    return Cube("needs", level, breakdown, Quarter(2026, 3), sums)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(("seed", "children"), [(2, 700), (3, 3000)])
@pytest.mark.parametrize("key", sorted(PROFILES))
def test_no_hidden_number_of_all_cubes_is_found(key: str, seed: int, children: int) -> None:
    """Every cube: England, regions and authorities, by age and by sex, four needs that overlap.

    Four values are all that a small count can be under the default profile. `hes-7-5` hides seven, and rounds to 5: of
    two parts and their total that are shown each is known to 2 either way, so that a third part that is hidden can have
    six values, and could have the seventh only if the sums were hidden with it.
    """
    quarters = [cubes_of(made, quarter) for made, quarter in zip(quarters_of(seed, children), QUARTERS, strict=True)]
    found = attacked(quarters, PROFILES[key])
    assert found.findings.pinned == {}
    assert found.keeping(6 if key == HES_7_5.key else 4) >= 0.95
    assert found.kept >= (0.95 if key == NHS_5_5.key else 0.9)

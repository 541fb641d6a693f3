"""No hidden number follows from all links taken together, in many releases."""

import pytest

from app.released.figure import Standing
from app.reports.card import Breakdown, Level
from app.reports.cube import Cell, Cube, Raw
from app.reports.disclosure import release
from app.reports.periods import Quarter
from app.reports.profiles import NHS_5_5, PROFILES
from tests.reports.attack.clinics import NESTING, PARTS, QUARTERS, WITHIN, cubes_of, public_of, quarters_of
from tests.reports.attack.knowledge import Knowledge, Place, within_rules
from tests.reports.attack.test_attack import hidden_alone, public_places
from tests.reports.attack.together import told_together


def told_of(key: str, seed: int, children: int) -> list[Place]:
    """What is told of the first quarter of a made-up country."""
    cubes, profile = cubes_of(quarters_of(seed, children)[0], QUARTERS[0]), PROFILES[key]
    tables = release(cubes, profile, NESTING, public=public_of(cubes), within=WITHIN, parts=PARTS)
    rules = list(within_rules(tables, WITHIN))
    return told_together(Knowledge(tables, NESTING, profile, public_places([cubes]), rules=rules))


@pytest.mark.parametrize("key", sorted(PROFILES))
def test_no_hidden_number_follows_from_all_links_together(key: str) -> None:
    assert told_of(key, 3, 700) == []


@pytest.mark.soak
@pytest.mark.parametrize("children", [200, 300, 700, 1500, 3000])
@pytest.mark.parametrize("key", sorted(PROFILES))
def test_no_hidden_number_of_many_releases_follows_from_all_links_together(key: str, children: int) -> None:
    assert {seed: told for seed in range(20) if (told := told_of(key, seed, children))} == {}


def test_what_is_told_is_found() -> None:
    """Nine children in all, three of them girls and not shown: were nothing else hidden, they would be the rest."""
    cubes = [
        Cube("needs", Level.LOCAL_AUTHORITY, breakdown, Quarter(2026, 1), cells)
        for breakdown, cells in (
            (Breakdown.NONE, {Cell("A", "", ""): Raw(9, None)}),
            (Breakdown.SEX, {Cell("A", "", "1"): Raw(6, None), Cell("A", "", "2"): Raw(3, None)}),
        )
    ]
    tables = [hidden_alone(cube) for cube in cubes]
    (place,) = told_together(Knowledge(tables, (), NHS_5_5))
    assert (place.part, [row.numerator.standing for row in tables[1].rows]) == ("2", [Standing.EXACT, Standing.HIDDEN])

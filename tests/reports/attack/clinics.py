"""Children of made-up regions, counted into cubes: few areas with many, many with few; rare and common needs."""

from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import Final, NamedTuple

from app.released.table import TableKey
from app.reports.card import Breakdown, Level
from app.reports.cube import Cell, Cube, Raw
from app.reports.periods import Quarter
from app.reports.protection.cell_links import Known, Within
from app.reports.protection.splits import Nest

ENGLAND: Final = "E92000001"
REGIONS: Final = {
    "E12000001": ("E08000024", "E06000002", "E06000047", "E08000021", "E06000003"),
    "E12000002": ("E08000003", "E06000008"),
    "E12000003": ("E08000035", "E06000011", "E08000016"),
    "unknown": ("unknown",),
}
AREAS: Final = {
    Level.ENGLAND: (ENGLAND,),
    Level.REGION: tuple(REGIONS),
    Level.LOCAL_AUTHORITY: tuple(area for areas in REGIONS.values() for area in areas),
}
NESTING: Final = (
    Nest(Level.ENGLAND, ENGLAND, Level.REGION, tuple(REGIONS)),
    *(Nest(Level.REGION, region, Level.LOCAL_AUTHORITY, areas) for region, areas in REGIONS.items()),
)
NEEDS: Final = {"84757009": 0.25, "91175000": 0.04, "230456007": 0.01, "128613002": 0.10}
"""Concepts with the share of children who have them; the last has the first two below it."""
WITHIN: Final = (
    *(Within("needs", each, "") for each in NEEDS),
    Within("needs", "91175000", "128613002"),
    Within("needs", "230456007", "128613002"),
)
QUARTERS: Final = (Quarter(2026, 1), Quarter(2026, 2), Quarter(2026, 3))
BREAKDOWNS: Final = (Breakdown.NONE, Breakdown.AGE_BAND, Breakdown.SEX)
PARTS: Final = {
    Breakdown.AGE_BAND: ("0-4", "5-10", "11-15", "16-18", "19-25"),
    Breakdown.SEX: ("1", "2", "X"),
}
LEVELS: Final = (Level.ENGLAND, Level.REGION, Level.LOCAL_AUTHORITY)


class Made(NamedTuple):
    """A made-up child in a quarter."""

    area: str
    sex: str
    age: str
    asked: bool
    plan: bool
    needs: frozenset[str]


def region_of(area: str) -> str:
    return next(region for region, areas in REGIONS.items() if area in areas)


def quarters_of(seed: int, children: int) -> list[list[Made]]:
    """The same children in three quarters, a few of them gone, come or changed from one to the next."""
    chance = Random(seed)
    now = [_made(chance) for _ in range(children)]
    found = [now]
    for _ in QUARTERS[1:]:
        now = [_made(chance) if chance.random() < 0.04 else each for each in now]
        now = now + [_made(chance) for _ in range(chance.randrange(3))]
        found.append(now)
    return found


def _made(chance: Random) -> Made:
    areas = AREAS[Level.LOCAL_AUTHORITY]
    weights = [1 / (1 + at) ** 1.3 for at in range(len(areas))]
    needs = {need for need, share in NEEDS.items() if chance.random() < share}
    needs |= {"128613002"} if needs & {"91175000", "230456007"} else set()
    return Made(
        chance.choices(areas, weights)[0],
        chance.choices(PARTS[Breakdown.SEX], (62, 37, 1))[0],
        chance.choices(PARTS[Breakdown.AGE_BAND], (20, 35, 28, 12, 5))[0],
        chance.random() < 0.9,
        chance.random() < 0.3,
        frozenset(needs),
    )


WHERE: Final[dict[Level, Callable[[Made], str]]] = {
    Level.ENGLAND: lambda _: ENGLAND,
    Level.REGION: lambda child: region_of(child.area),
    Level.LOCAL_AUTHORITY: lambda child: child.area,
}
WHICH: Final[dict[Breakdown, Callable[[Made], str]]] = {
    Breakdown.NONE: lambda _: "",
    Breakdown.AGE_BAND: lambda child: child.age,
    Breakdown.SEX: lambda child: child.sex,
}


def cubes_of(
    children: Sequence[Made],
    quarter: Quarter,
    levels: Iterable[Level] = LEVELS,
    breakdowns: Sequence[Breakdown] = BREAKDOWNS,
    items: Iterable[str] = ("", *NEEDS),
) -> list[Cube]:
    """All cubes of a quarter: children by need among those asked, and children with a plan."""
    return [
        cube
        for level in levels
        for breakdown in breakdowns
        for cube in (
            Cube("needs", level, breakdown, quarter, _needs(children, WHERE[level], WHICH[breakdown], items)),
            Cube("plans", level, breakdown, quarter, _plans(children, WHERE[level], WHICH[breakdown])),
        )
    ]


def _needs(
    children: Sequence[Made], where: Callable[[Made], str], which: Callable[[Made], str], items: Iterable[str]
) -> dict[Cell, Raw]:
    counts: dict[Cell, list[int]] = {}
    for child in children:
        for item in items:
            cell = counts.setdefault(Cell(where(child), item, which(child)), [0, 0])
            has = bool(child.needs) if not item else item in child.needs
            cell[0] += child.asked and has
            cell[1] += child.asked
    return {cell: Raw(*each) for cell, each in counts.items()}


def _plans(children: Sequence[Made], where: Callable[[Made], str], which: Callable[[Made], str]) -> dict[Cell, Raw]:
    counts: dict[Cell, int] = {}
    for child in children:
        if child.plan:
            cell = Cell(where(child), "", which(child))
            counts[cell] = counts.get(cell, 0) + 1
    return {cell: Raw(each, None) for cell, each in counts.items()}


def public_of(cubes: Iterable[Cube]) -> dict[Known, int]:
    """What the Department for Education publishes of plans, exactly: all of each area, of every level, zeros too."""
    found: dict[Known, int] = {}
    for cube in cubes:
        if cube.measure == "plans" and cube.breakdown is Breakdown.NONE:
            raw = cube.opened()
            for area in AREAS[cube.level]:
                cell = Cell(area, "", "")
                found[Known(TableKey("plans", cube.level.value, "none"), cell)] = raw.get(cell, Raw(0, None)).counted
    return found

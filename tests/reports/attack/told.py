"""What a releasing body's own clerk could let slip: which hidden numbers are small, and which are not.

Told are the bounds of every hidden number but those that are parts of something hidden and small, whose bounds follow
from it: for these the rules hide whatever is there.
"""

from collections.abc import Mapping, Sequence

from app.released.table import ReleasedTable
from app.reports.cube import Cell, Cube
from app.reports.profiles import Profile
from tests.reports.attack.attacker import BIG, Knowledge, Model, Place, model_of


def truth_of(cubes: Sequence[Cube], tables: Sequence[ReleasedTable]) -> dict[Place, int]:
    """The raw count behind every number of the tables, released from the cubes in this order."""
    found: dict[Place, int] = {}
    for cube, table in zip(cubes, tables, strict=True):
        raw = cube.opened()
        for row in table.rows:
            cell = raw.get(Cell(row.area, row.item, row.part))
            counted, of = (cell.counted, cell.of or 0) if cell else (0, 0)
            place = Place(table.period, table.key, row.area, row.item, row.part, "counted")
            found[place] = counted
            found[place._replace(kind="of")] = of
            found[place._replace(kind="rest")] = of - counted
            found.setdefault(place._replace(kind="of", item=""), of)
    return found


def told(known: Knowledge, truth: Mapping[Place, int]) -> dict[Place, tuple[float, float]]:
    """Bounds of hidden numbers, as the clerk knows them: small, at least the threshold, or near to all."""
    model, limit = model_of(known), known.profile.threshold
    covered = _covered(model, known, truth)
    bounds: dict[Place, tuple[float, float]] = {}
    for place in model.hidden - covered:
        rest = place._replace(kind="rest")
        if truth[place] < limit:
            bounds[place] = (min(1, truth[place]), limit - 1)
        elif place.kind == "counted" and rest in model.low and _is_near(known.profile, truth, place):
            bounds[rest] = (0, limit - 1)
        else:
            bounds[place] = (limit, BIG)
    return bounds


def _is_near(profile: Profile, truth: Mapping[Place, int], place: Place) -> bool:
    rest, of = truth[place._replace(kind="rest")], truth[place._replace(kind="of")]
    return rest < profile.threshold and (rest > 0 or of < profile.min_denominator)


def _covered(model: Model, known: Knowledge, truth: Mapping[Place, int]) -> set[Place]:
    """Parts of what is hidden and small, or of what is public where all parts are hidden; and their parts."""
    nobody = {place for place, high in model.high.items() if high == 0}
    forced = {part for whole, parts in model.sums if whole in nobody for part in parts}
    covered: set[Place] = set()
    size = -1
    while len(covered) > size:
        size = len(covered)
        for whole, parts in model.sums:
            small = whole in model.hidden and (truth[whole] < known.profile.threshold or whole in covered)
            small = small and not any(part in nobody - forced for part in parts)  # a zero shown: the rest are not
            public = whole in known.exact and all(part in model.hidden for part in parts)
            if small or public:
                covered.update(part for part in parts if part in model.hidden)
    return covered

"""What a releasing body's own clerk could let slip: which hidden numbers are small, and which are not.

Told are the bounds of every hidden number but those that are parts of something hidden and small, whose bounds follow
from it: for these the rules hide whatever is there.
"""

from collections.abc import Mapping, Sequence

from app.released.figure import Standing
from app.released.table import ReleasedTable
from app.reports.cube import Cell, Cube, Raw
from app.reports.profiles import Profile
from tests.reports.attack.knowledge import BIG, Knowledge, Model, Naming, Place, alike_within_a_table, model_of


def truth_of(
    cubes: Sequence[Cube], tables: Sequence[ReleasedTable], naming: Naming = alike_within_a_table
) -> dict[Place, int]:
    """The raw count behind every number of the tables, released from the cubes in this order.

    Raises:
        AssertionError: two numbers of one name differ.
    """
    found: dict[Place, int] = {}
    for cube, table in zip(cubes, tables, strict=True):
        raw = cube.opened()
        for row in table.rows:
            nobody = Raw(0, None if row.denominator.standing is Standing.NOT_APPLICABLE else 0)
            counted, of = raw.get(Cell(row.area, row.item, row.part), nobody)
            place = Place(table.period, table.key, row.area, row.item, row.part, "counted")
            numbers = {"counted": counted} if of is None else {"counted": counted, "of": of, "rest": of - counted}
            for kind, number in numbers.items():
                name = naming(place._replace(kind=kind))
                assert found.setdefault(name, number) == number, f"{name} is said to be {found[name]} and {number}"
    return found


def told(known: Knowledge, truth: Mapping[Place, int]) -> dict[Place, tuple[int, int]]:
    """Bounds of hidden numbers, as the clerk knows them: small, at least the threshold, or near to all."""
    model, limit = model_of(known), known.profile.threshold
    covered = _covered(model, known, truth)
    bounds: dict[Place, tuple[int, int]] = {}
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
    rest = truth[place._replace(kind="rest")]
    return rest < profile.threshold and (rest > 0 or truth[place] < profile.min_denominator)


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

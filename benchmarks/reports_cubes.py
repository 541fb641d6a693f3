"""Cubes of a quarter as a country has them, made up child by child without an engine: few areas with many children and
many with few, common needs and rare ones, children known to two providers, and everything that is not known.

Counts of different tables are of the same children, so that parts sum to their wholes as they do in a release.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.reports.card import Breakdown, Card, Level
from app.reports.cards.countable import Countable
from app.reports.cards.items import Item
from app.reports.cards.parts import ENGLAND, PARTS, UNKNOWN
from app.reports.cube import Cell, Cube, Raw
from app.reports.measures import CARDS, LISTED_WHEN_COUNTED, Measure, measure
from app.reports.periods import Quarter
from app.reports.protection.item_links import SHARED_OUT

QUARTER: Final = Quarter(2026, 3)
REGIONS: Final = 9
CHILDREN_EACH_BOARD: Final = 42 / 153
PROVIDERS_EACH: Final = 50 / 153
_ASKED: Final = 0.85
_MOST: Final = 0.25
"""The share of children who have the commonest need; the next ones a half, a third, a quarter of that."""

Column = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Country:
    """Children as columns: of each level the area's place in `names` (-1: of none), of each breakdown the part's place
    in its list, and who is known to a second provider."""

    children: int
    areas: Mapping[Level, Column]
    names: Mapping[Level, list[str]]
    parts: Mapping[Breakdown, Column]
    second_provider: Column


def country(children: int, authorities: int, seed: int = 1) -> Country:
    """So many children in so many authorities, the two smallest with next to none."""
    chance = np.random.default_rng(seed)
    sizes = np.exp(chance.normal(0, 0.6, authorities))
    sizes[:2] = sizes[2:].mean() / 200 if authorities > 2 else sizes[:2]
    authority = chance.choice(authorities, children, p=sizes / sizes.sum())
    boards, providers = (max(1, round(authorities * each)) for each in (CHILDREN_EACH_BOARD, PROVIDERS_EACH))
    placed = np.where(chance.random(children) < 0.04, chance.integers(0, authorities, children), -1)
    across = np.where(chance.random(children) < 0.08, chance.integers(0, boards, children), authority % boards)
    elsewhere = chance.random(children) < 0.1
    unknown = chance.random(children) < 0.01
    areas = {
        Level.ENGLAND: np.zeros(children, np.int64),
        Level.REGION: np.where(unknown, REGIONS, authority % REGIONS),
        Level.LOCAL_AUTHORITY: np.where(unknown, authorities, authority),
        Level.RESPONSIBLE_AUTHORITY: placed,
        Level.ICB: np.where(chance.random(children) < 0.02, boards, across),
        Level.PROVIDER: authority % providers,
    }
    names = {
        Level.ENGLAND: [ENGLAND],
        Level.REGION: [*(f"E120000{each:02}" for each in range(REGIONS)), UNKNOWN],
        Level.LOCAL_AUTHORITY: [*(f"E08{each:06}" for each in range(authorities)), UNKNOWN],
        Level.RESPONSIBLE_AUTHORITY: [f"E08{each:06}" for each in range(authorities)],
        Level.ICB: [*(f"Q{each:02}" for each in range(boards)), UNKNOWN],
        Level.PROVIDER: [f"R{each:04}" for each in range(providers)],
    }
    second = np.where(elsewhere, chance.integers(0, providers, children), -1)
    return Country(children, areas, names, {each: _parts(each, children, chance) for each in Breakdown}, second)


def regions(there: Country) -> dict[str, str]:
    """The region of each authority."""
    authorities = [each for each in there.names[Level.LOCAL_AUTHORITY] if each != UNKNOWN]
    return {each: there.names[Level.REGION][place % REGIONS] for place, each in enumerate(authorities)}


def _parts(breakdown: Breakdown, children: int, chance: np.random.Generator) -> Column:
    """Parts as unlike in size as those of a census: each three quarters of the one before."""
    likely = 0.75 ** np.arange(len(PARTS[breakdown]))
    return chance.choice(len(likely), children, p=likely / likely.sum())


def cubes(there: Country, counts: Countable, seed: int = 2) -> Iterator[Cube]:
    """Every cube of the cards."""
    chance = np.random.default_rng(seed)
    for card in CARDS.values():
        asked = measure(card.key, counts)
        yield from _cubes_of(card, asked, _marked(asked, there.children, chance), there)


@dataclass(frozen=True, slots=True)
class _Marks:
    """Of whom each base is, and which children count for which item (`item` and `child`, as long as one another)."""

    bases: Mapping[str, Column]
    item: Column
    child: Column


def _marked(asked: Measure, children: int, chance: np.random.Generator) -> _Marks:
    bases = {each.base: np.flatnonzero(chance.random(children) < _ASKED) for each in asked.bases}
    drawn = _shared_out if asked.card.key in SHARED_OUT else _drawn
    found = list(drawn(asked.items, bases, chance))
    items = [np.full(len(each), place, np.int64) for place, each in found]
    return _Marks(bases, np.concatenate(items), np.concatenate([each for _, each in found]))


def _drawn(
    items: tuple[Item, ...], bases: Mapping[str, Column], chance: np.random.Generator
) -> Iterator[tuple[int, Column]]:
    for place, each in enumerate(items):
        base = bases[each.base]
        share = 0.6 if len(items) == 1 else _MOST / (1 + place)
        yield place, base[chance.random(len(base)) < share]


def _shared_out(
    items: tuple[Item, ...], bases: Mapping[str, Column], chance: np.random.Generator
) -> Iterator[tuple[int, Column]]:
    for key, base in bases.items():
        of = [place for place, each in enumerate(items) if each.base == key]
        likely = 0.5 ** np.arange(len(of))
        which = chance.choice(len(of), len(base), p=likely / likely.sum())
        yield from ((place, base[which == at]) for at, place in enumerate(of))


def _cubes_of(card: Card, asked: Measure, marks: _Marks, there: Country) -> Iterator[Cube]:
    every = card.key not in LISTED_WHEN_COUNTED
    heard = np.bincount(marks.item, minlength=len(asked.items)) > 0
    for level, breakdown in card.tables():
        names, parts = there.names[level], PARTS[breakdown]
        of = {key: _tallied(there, level, breakdown, base) for key, base in marks.bases.items()}
        counted = _tallied(there, level, breakdown, marks.child, item=marks.item, items=len(asked.items))
        rows = counted.reshape(len(asked.items), -1).tolist()
        places = [(area, part) for area in names for part in parts]
        cells = [
            (Cell(area, item.key, part), Raw(number, among if asked.share else None))
            for place, item in enumerate(asked.items)
            if every or heard[place]
            for (area, part), number, among in zip(places, rows[place], of[item.base].tolist(), strict=True)
            if among
        ]
        yield Cube(card.key, level, breakdown, QUARTER, cells)


def _tallied(
    there: Country,
    level: Level,
    breakdown: Breakdown,
    children: Column,
    *,
    item: Column | None = None,
    items: int = 1,
) -> Column:
    """How many of the children are in each area and part; of each item where it is said for which each child counts."""
    width = len(there.names[level]) * len(PARTS[breakdown])
    parts = len(PARTS[breakdown])
    found = np.zeros(width * items, np.int64)
    areas = [there.areas[level], there.second_provider] if level is Level.PROVIDER else [there.areas[level]]
    for column in areas:
        area = column[children]
        place = area * parts + there.parts[breakdown][children] + (0 if item is None else item * width)
        found += np.bincount(place[area >= 0], minlength=width * items)
    return found

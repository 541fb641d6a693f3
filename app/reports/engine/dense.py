"""Cells from counted rows: for each area and part a list of numbers, those of a base before those of its items."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import repeat
from operator import add
from typing import Any

from app.reports.cube import Cell, Raw
from app.reports.measures import LISTED_WHEN_COUNTED, Measure

Numbers = Mapping[tuple[str, str], Sequence[int]]
"""By area and part."""

_cell = partial(tuple.__new__, Cell)
_raw = partial(tuple.__new__, Raw)


class Layout:
    """Where the numbers of a measure stand in a list: `keys` are the numbers of its bases and items in that order."""

    def __init__(self, asked: Measure) -> None:
        self._asked = asked
        places: dict[str, list[int]] = defaultdict(list)
        for place, item in enumerate(asked.items):
            places[item.base].append(place)
        self._stretches: list[tuple[int, list[str]]] = []
        self.keys: list[int] = []
        for number, base in enumerate(asked.bases, 1):
            self._stretches.append((len(self.keys), [asked.items[place].key for place in places[base.base]]))
            self.keys += [-number, *places[base.base]]

    def wide(self, rows: Iterable[tuple[str, str, Sequence[int]]]) -> Numbers:
        """Numbers of rows of area, part, and a number for each key; those of one area and part are added up."""
        found: dict[tuple[str, str], Sequence[int]] = {}
        for area, part, numbers in rows:
            before = found.get((area, part))
            found[area, part] = numbers if before is None else [*map(add, before, numbers)]
        return found

    def long(self, rows: Iterable[tuple[str, str, int, int]]) -> Numbers:
        """Numbers of rows of area, part, key and number."""
        place = {key: at for at, key in enumerate(self.keys)}
        found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * len(place))
        for area, part, key, number in rows:
            found[area, part][place[key]] += number
        return found

    def cells(self, found: Numbers) -> Iterator[tuple[Cell, Raw]]:
        """A cell for every item of each base that anybody of the area and part is in, as
        `app.reports.definition.counting.cells`."""
        if self._asked.card.key in LISTED_WHEN_COUNTED:
            return self._listed(found)
        return self._every(found)

    def _every(self, found: Numbers) -> Iterator[tuple[Cell, Raw]]:
        share = self._asked.share
        for (area, part), numbers in found.items():
            for at, items in self._stretches:
                if of := numbers[at]:
                    counts = numbers[at + 1 : at + 1 + len(items)]
                    cells = map(_cell, zip(repeat(area), items, repeat(part), strict=False))
                    yield from zip(
                        cells, map(_raw, zip(counts, repeat(of if share else None), strict=False)), strict=True
                    )

    def _listed(self, found: Numbers) -> Iterator[tuple[Cell, Raw]]:
        """The same of the items that anybody in any area counts for."""
        counted = [any(column) for column in zip(*found.values(), strict=True)] or [False] * len(self.keys)
        kept: Any = [
            (at, [(at + 1 + place, item) for place, item in enumerate(items) if counted[at + 1 + place]])
            for at, items in self._stretches
        ]
        for (area, part), numbers in found.items():
            for at, items in kept:
                if of := numbers[at]:
                    yield from ((_cell((area, item, part)), _raw((numbers[place], of))) for place, item in items)

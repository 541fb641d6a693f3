"""An attacker with an integer programme: which values each hidden number can have, for all that it knows.

What follows with pencil and paper comes first (`narrowing`), then worlds that agree with everything (`worlds`), the
true one the first of them: each shows the values that all its hidden numbers can have.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from tests.reports.attack.knowledge import Knowledge, Place, model_of
from tests.reports.attack.narrowing import Numbers, System, system_of
from tests.reports.attack.worlds import Aim, Worlds, nothing_else

SECONDS: Final = 2.0
AT_ONCE: Final = 3000
"""The most numbers of a connected part that is gone through as a whole."""

TO_THE_END: Final = 600.0
AFRESH: Final = 40
"""After so many worlds the next one begins at the true one again, lest they stray."""


@dataclass(slots=True)
class Findings:
    """The values that each hidden number was shown to be able to have: each by a world that agrees with everything."""

    possible: dict[Place, set[int]] = field(default_factory=dict)

    @property
    def pinned(self) -> dict[Place, int]:
        return {place: next(iter(values)) for place, values in self.possible.items() if len(values) == 1}

    @property
    def fewest(self) -> int:
        """The fewest values that any hidden number keeps."""
        return min(map(len, self.possible.values()))

    def keeping(self, small: Collection[Place], threshold: int) -> int:
        """How many can have every value from 1 to just under the threshold; large ones, as many values."""
        every = set(range(1, threshold))
        return sum(
            values >= every if place in small else len(values) >= len(every) for place, values in self.possible.items()
        )


def attack(known: Knowledge, truth: Mapping[Place, int], seed: int = 7) -> Findings:
    """Seek, for each hidden number, the values it can have, until there are as many as are counts under the threshold;
    of those that truly are under it, these counts.

    Values that neighbourhoods do not settle are put to the whole connected part.

    Raises:
        AssertionError: the truth is at odds with what is known.
    """
    model = model_of(known)
    system = system_of(model, known.profile.threshold)
    world = np.array([truth.get(place, 0) for place in system.places], np.int64)
    assert not (odd := system.agrees(world)), f"what is known is wrong of {odd}: {[truth.get(each, 0) for each in odd]}"
    search = _Search(system, world, {system.column_of[place] for place in model.hidden}, seed)
    search.run()
    return Findings({system.places[column]: values for column, values in search.seen.items()})


class _Search:
    """The values seen so far of each hidden column, and those that still lack."""

    def __init__(self, system: System, truth: Numbers, hidden: Collection[int], seed: int) -> None:
        self.system, self.truth, self.world = system, truth, truth
        self.worlds = Worlds(system)
        self.chance = np.random.default_rng(seed)
        self.seen = {column: {int(truth[column])} for column in hidden}
        self.failed: dict[int, set[int]] = {column: set() for column in hidden}
        self.turn = 0

    def run(self) -> None:
        parts, hidden = self.system.parts(), np.array(sorted(self.seen), np.int64)
        members = {part: np.flatnonzero((parts == part) & self.worlds.free) for part in set(parts[hidden].tolist())}
        few = {part for part, around in members.items() if len(around) <= AT_ONCE}
        for part in sorted(few):
            self._sweep(members[part])
        order = self.chance.permutation(hidden).tolist()
        self._pursue_all(order, self.worlds.family)
        self._pursue_all([each for each in order if int(parts[each]) not in few], self.worlds.relations)
        for column in order:
            self._settle(column, members[int(parts[column])])

    def _pursue_all(self, columns: Iterable[int], around: Callable[[int], Numbers]) -> None:
        for column in columns:
            if self._lacking(column):
                self._pursue(column, around(column))
        for failed in self.failed.values():
            failed.clear()

    def _sweep(self, part: Numbers) -> None:
        """Worlds in which all hidden numbers of a part have what they lack, as far as can be."""
        for _ in range(2 * self.system.threshold):
            columns, wanted = self._wishes(None, part)
            if not len(columns):
                return
            aim = Aim(None, 0, columns, wanted)
            found = self.worlds.moved(self.truth, part, aim, seconds=SECONDS, whole=False)
            if found is not None:
                self._keep(found, part)

    def _pursue(self, column: int, around: Numbers) -> None:
        while values := self._lacking(column):
            value = int(self.chance.choice(values))
            aim = Aim(column, value, *self._wishes(column, around))
            self.turn += 1
            found = self.worlds.moved(self._base(), around, aim, seconds=SECONDS, whole=False)
            if found is None:
                self.failed[column].add(value)
            else:
                self._keep(found, around)

    def _settle(self, column: int, part: Numbers) -> None:
        while values := self._lacking(column):
            aim = Aim(column, values[0], *self._wishes(column, part))
            found = self.worlds.moved(self.truth, part, aim, seconds=SECONDS, whole=False)
            if found is None:
                aim = Aim(column, values[0], *nothing_else())
                found = self.worlds.moved(self.truth, part, aim, seconds=TO_THE_END, whole=True)
            if found is None:
                self.failed[column].add(values[0])
            else:
                self._keep(found, part)

    def _base(self) -> Numbers:
        if self.turn % AFRESH == 0:
            self.world = self.truth
        return self.world

    def _keep(self, found: Numbers, changed: Numbers) -> None:
        self.world = found
        for column in changed.tolist():
            if column in self.seen:
                self.seen[column].add(int(found[column]))

    def _lacking(self, column: int) -> list[int]:
        """The values that are still to be sought: of a small number all small ones, of a large one the nearest; and the
        nearest of any that has but one."""
        system, seen = self.system, self.seen[column]
        low, high = int(system.low[column]), int(system.high[column])
        tried, limit = seen | self.failed[column], system.threshold
        if self.truth[column] < limit:
            small = [each for each in range(max(1, low), min(high, limit - 1) + 1) if each not in tried]
            if small or len(seen) > 1:
                return small
        if len(seen) >= limit - 1:
            return []
        return [
            each for each in range(max(low, min(seen) - limit), min(high, max(seen) + limit) + 1) if each not in tried
        ]

    def _wishes(self, column: int | None, around: Numbers) -> tuple[Numbers, Numbers]:
        """What the other hidden numbers of a neighbourhood would best be, for the values they lack."""
        hidden = [each for each in around.tolist() if each != column and each in self.seen]
        found = [(each, values) for each in hidden if (values := self._lacking(each))]
        if not found:
            return nothing_else()
        columns = np.array([each for each, _ in found], np.int64)
        return columns, np.array([int(self.chance.choice(values)) for _, values in found], np.int64)

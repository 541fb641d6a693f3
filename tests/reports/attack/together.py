"""Which hidden numbers all that is known together tells, as a linear programme: numbers need not be whole in it.

It is quicker than the integer programme, so many more releases can be looked at. A number that has two whole values
here may yet have one alone; one that has not is told for certain.
"""

from typing import Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from tests.reports.attack.knowledge import Knowledge, Place, model_of
from tests.reports.attack.narrowing import Numbers, System, system_of

ROUNDS: Final = 12
"""So often all numbers are sought at once, at random; then each by itself."""
_NEARLY: Final = 1e-6


def told_together(known: Knowledge, seed: int = 7) -> list[Place]:
    """The hidden numbers of which no two whole values agree with everything."""
    model, chance = model_of(known), np.random.default_rng(seed)
    system = system_of(model, known.profile.threshold)
    programme = _Programme(system)
    left = np.array(sorted(system.column_of[place] for place in model.hidden), np.int64)
    for _ in range(ROUNDS):
        programme.seek(left, chance.choice((-1, 1), len(left)))
        left = programme.told(left)
    for column in left:
        programme.seek(left[left == column], np.ones(1, np.int64))
    return [system.places[column] for column in programme.told(left).tolist()]


class _Programme:
    """The first and last value seen of each column, in solutions that agree with everything."""

    def __init__(self, system: System) -> None:
        rows = system.rows
        shape = len(system.least), len(system.places)
        matrix = csr_array((rows.weight.astype(np.float64), (rows.row, rows.column)), shape=shape)
        self._rows = LinearConstraint(matrix, system.least, system.most)
        self._bounds = Bounds(system.low, system.high)
        self._first = np.full(shape[1], np.inf)
        self._last = -self._first

    def seek(self, columns: Numbers, worth: Numbers) -> None:
        """A solution in which these columns are as small or large as they are worth, and one that is its opposite."""
        weights = np.zeros(len(self._first))
        for sign in (1, -1) if len(columns) else ():
            weights[columns] = sign * worth
            found = milp(weights, constraints=self._rows, bounds=self._bounds)
            assert found.status == 0, found.message
            self._first, self._last = np.minimum(self._first, found.x), np.maximum(self._last, found.x)

    def told(self, columns: Numbers) -> Numbers:
        """Those of these columns without two whole values between the first and the last seen."""
        room = np.floor(self._last[columns] + _NEARLY) - np.ceil(self._first[columns] - _NEARLY)
        return columns[~(room >= 1)]

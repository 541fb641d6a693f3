"""The audit of a release before it is one: while a hidden cell can be narrowed by sums, more is hidden."""

import numpy as np

from app.reports.protection.hiding import Cells, Guise, Guises, natural_bounds, needed
from app.reports.protection.linked_cells import Bounds, Narrowing, membership_of
from app.reports.protection.relieving import Relief, Squeezes


def protected(cells: Cells, guises: Guises) -> tuple[Guises, Narrowing]:
    """Hide further cells until every hidden one keeps the values it must, or nothing more can be hidden; with what can
    then be worked out of each.

    First whatever it takes for each small one to keep its middle values; then, where hiding a part of a breakdown does
    it and no sum is lost, for it to keep all of them.
    """
    guises, membership = guises.copy(), membership_of(cells.links, len(cells.values))
    narrowing = Narrowing(cells.links, membership, natural_bounds(cells, guises))
    relief = Relief(cells, membership, guises, narrowing)
    for gently in (False, True):
        while True:
            found = narrowing.found
            squeezes = _squeezes(found, needed(cells, guises, narrowing.natural, found, all_values=gently))
            hidden = relief.relieve(squeezes, gently=gently)
            if not len(hidden):
                break
            narrowing.loosen(hidden)
    # Parts that everybody can tell to be nobody are shown as such: nothing is hidden by hiding them.
    guises[(guises == Guise.COVERED) & (narrowing.found.high == 0)] = Guise.ZERO
    return guises, narrowing


def _squeezes(found: Bounds, asked: Bounds) -> Squeezes:
    ups = np.flatnonzero(found.high < asked.high)
    downs = np.flatnonzero(found.low > asked.low)
    return Squeezes(
        np.concatenate([ups, downs]),
        np.arange(len(ups) + len(downs)) < len(ups),
        np.concatenate([asked.high[ups], asked.low[downs]]),
    )

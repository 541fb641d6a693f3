"""What a person should know of an edition that was built although its release was not as it ought to be."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from app.terminology.concept import ConceptId
from app.terminology.edition.arrays import EditionArrays
from app.terminology.edition.naming import marked_as_preferred
from app.terminology.rf2.snapshot import Snapshot


def building_notes(snapshot: Snapshot, arrays: EditionArrays, used: Sequence[ConceptId]) -> Iterator[str]:
    """A sentence for each thing that had to be guessed or left out; `used` are the language sets in use."""
    active, preferred = arrays.concepts.active, arrays.concepts.preferred
    if not used:
        yield (
            "The release has none of the language sets in use: every synonym is searched, and preferred terms are "
            "guessed from the fully specified names."
        )
    else:
        guessed = active & (preferred >= 0) & (marked_as_preferred(snapshot, used) < 0)
        yield from _counted(guessed, "active concepts have a guessed preferred term: no language set in use marks one.")
    yield from _counted(active & (preferred < 0), "active concepts have no synonym, and so no preferred term.")
    is_a = snapshot.is_a
    idle = ~(snapshot.concepts.active[is_a.child] & snapshot.concepts.active[is_a.parent])
    yield from _counted(idle, "is-a relationships of inactive concepts were left out.")


def _counted(flags: NDArray[np.bool_], what: str) -> Iterator[str]:
    number = int(np.count_nonzero(flags))
    if number:
        yield f"{number} {what}"

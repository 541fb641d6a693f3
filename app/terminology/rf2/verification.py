"""What must hold between the rows of a release: what a row refers to is there, and every concept has its name.

Source: SNOMED CT Release File Specifications, sections 4 and 5; SNOMED CT Editorial Guide, "Fully Specified Name".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.terminology.faults import MOST_FAULTS, Fault
from app.terminology.rf2.faults import COPY_AGAIN, Tally
from app.terminology.rf2.known import Known, slices
from app.terminology.rf2.numbers import first_of_runs, run_lengths
from app.terminology.rf2.rows import Columns
from app.terminology.rf2.snapshot import Flags, Ids

ROOT: Final = 138875005
_EXAMPLES: Final = 3
_REST: Final = "Load the release it rests on with it, or copy the file again."
_INTERNATIONAL: Final = "Load the International Edition with it, in one go: an extension rests on it."


@dataclass(frozen=True, slots=True)
class Lookup:
    """What rows are checked against, and how they are told: the components, the files' names, where faults go."""

    known: Known
    names: Sequence[str]
    tally: Tally

    def refuse(self, columns: Columns, bad: NDArray[np.intp], what: str, mend: str, told: str | None = None) -> None:
        """Tell the rows with these indexes; {id} in `what` stands for the value in the column `told`."""
        faults = []
        for row in _by_line(columns, bad)[:MOST_FAULTS].tolist():
            words = what.format(id=columns[told][row]) if told else what
            faults.append(Fault(self.names[columns["file"][row]], int(columns["line"][row]), words, mend))
        self.tally.add(faults, len(bad))

    def refuse_missing(self, columns: Columns, told: str, heading: str, missing: Flags) -> None:
        """Tell the rows whose column refers to something that is not in the release.

        When the root concept is not there either, an extension was given alone: that is said once, with examples.
        """
        if not missing.any():
            return
        bad = _by_line(columns, np.flatnonzero(missing))
        what = f"The {heading} {{id}} is not in the release."
        if not self.known.missing(np.array([ROOT])).any():
            self.refuse(columns, bad, what, _REST, told)
            return
        first = self.names[columns["file"][bad[0]]]
        alone = f"{len(bad)} row{'s' * (len(bad) != 1)} refer to what is not in the release, nor is its root {ROOT}."
        self.tally.add([Fault(first, None, alone, _INTERNATIONAL)])
        shown = Tally()
        Lookup(self.known, self.names, shown).refuse(columns, bad[:_EXAMPLES], what, _INTERNATIONAL, told)
        self.tally.add(shown.kept, len(bad))

    def refer(self, columns: Columns, references: Sequence[tuple[str, str]], rows: Flags | None = None) -> None:
        """Refuse rows (all, or those for which `rows` is true) whose columns refer to nothing in the release.

        `references` are names of columns, each with the name it has in the heading.
        """
        for told, heading in references:
            missing = missing_of_runs(self.known, columns[told])
            self.refuse_missing(columns, told, heading, missing if rows is None else missing & rows)


def _by_line(columns: Columns, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    return rows[np.lexsort((columns["line"][rows], columns["file"][rows]))]


def missing_of_runs(known: Known, ids: Ids) -> Flags:
    """Which identifiers are not in the release, looked up once for neighbours that are the same."""
    missing = np.zeros(len(ids), dtype=np.bool_)
    for some in slices(len(ids)):
        first = first_of_runs(ids[some])
        missing[some] = np.repeat(known.missing(ids[some][first]), run_lengths(first, len(ids[some])))
    return missing


def refuse_wrong_names(concepts: Columns, descriptions: Columns, named: Flags, lookup: Lookup) -> None:
    """Refuse active concepts without a fully specified name, or with two in one language.

    `named` says which descriptions are active fully specified names; `descriptions` has the place of each one's
    concept in the column `place`.
    """
    rows = np.flatnonzero(named & concepts["active"][descriptions["place"]])
    place, language = descriptions["place"][rows], descriptions["language"][rows]
    order = np.lexsort((descriptions["line"][rows], language, place))
    rows, place, language = rows[order], place[order], language[order]
    again = np.flatnonzero((place[1:] == place[:-1]) & (language[1:] == language[:-1])) + 1
    what = "The concept {id} has another active fully specified name in this language."
    lookup.refuse(descriptions, rows[again], what, COPY_AGAIN, "concept")
    nameless = concepts["active"].copy()
    nameless[place] = False
    what = "The active concept {id} has no active fully specified name."
    lookup.refuse(concepts, np.flatnonzero(nameless), what, "Give the descriptions of the release with it.", "id")

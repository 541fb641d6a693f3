"""From rows in force to the parts of a snapshot."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.terminology.concept import ConceptId
from app.terminology.rf2.known import Catalogue
from app.terminology.rf2.numbers import first_of_runs
from app.terminology.rf2.rows import Columns
from app.terminology.rf2.snapshot import (
    Associations,
    Concepts,
    Descriptions,
    Flags,
    Language,
    ModuleVersion,
    Places,
    Reasons,
)
from app.terminology.rf2.texts import language_of

CONCEPT_INACTIVATION: Final = 900000000000489007
_FULLY_SPECIFIED: Final = 1


def concepts_of(columns: Columns) -> Concepts:
    """Concepts out of rows in order of identifier."""
    return Concepts(columns["id"], columns["effective"], columns["active"], columns["defined"], columns["module"])


def descriptions_of(columns: Columns, text: NDArray[np.uint8]) -> Descriptions:
    """Descriptions out of rows in order of identifier, with their concepts as places; text definitions left out."""
    kept = columns["kind"] <= _FULLY_SPECIFIED
    rows = columns if kept.all() else {name: column[kept] for name, column in columns.items()}
    codes, language = np.unique(rows["language"], return_inverse=True)
    return Descriptions(
        id=rows["id"],
        effective=rows["effective"],
        active=rows["active"],
        concept=rows["place"].astype(np.uint32),
        fully_specified=rows["kind"] == _FULLY_SPECIFIED,
        language=language.astype(np.uint8),
        languages=tuple(language_of(code) for code in codes.tolist()),
        start=rows["start"],
        length=rows["length"],
        text=text,
    )


def languages_of(
    members: Columns, descriptions: Catalogue, wanted: Sequence[ConceptId]
) -> Iterator[tuple[ConceptId, Language]]:
    """The language sets asked for, of active members; members on anything but these descriptions are left out."""
    for refset in wanted:
        rows = np.flatnonzero(members["refset"] == refset)
        at, found = descriptions.places(members["component"][rows])
        at, preferred = at[found], members["preferred"][rows][found]
        order = np.lexsort((~preferred, at))
        first = first_of_runs(at[order])
        if len(first):
            yield refset, Language(at[order][first].astype(np.uint32), preferred[order][first])


def simple_of(members: Columns, concepts: Catalogue) -> Iterator[tuple[ConceptId, Places]]:
    """Each simple reference set by identifier, with the places of its members that are concepts."""
    at, found = concepts.places(members["component"])
    refset, at = members["refset"][found], at[found]
    order = np.lexsort((at, refset))
    refset, at = refset[order], at[order]
    borders = [*first_of_runs(refset).tolist(), len(refset)]
    for begin, end in pairwise(borders):
        some = at[begin:end]
        yield ConceptId(int(refset[begin])), some[first_of_runs(some)].astype(np.uint32)


def associations_of(members: Columns, concepts: Catalogue) -> Associations:
    """The associations from a concept to a concept, each once."""
    source, is_source = concepts.places(members["component"])
    target, is_target = concepts.places(members["target"])
    both = is_source & is_target
    source, kind, target = source[both], members["refset"][both], target[both]
    order = np.lexsort((target, kind, source))
    source, kind, target = source[order], kind[order], target[order]
    once = first_of_runs(source, kind, target)
    return Associations(source[once].astype(np.uint32), kind[once], target[once].astype(np.uint32))


def reasons_of(members: Columns, concepts: Catalogue) -> Reasons:
    """Why concepts are inactive, by concept; of several reasons for one, the one of the latest effective time."""
    at, found = concepts.places(members["component"])
    of_concepts = found & (members["refset"] == CONCEPT_INACTIVATION)
    at, reason, effective = at[of_concepts], members["target"][of_concepts], members["effective"][of_concepts]
    order = np.lexsort((reason, effective, at))[::-1]
    latest = order[first_of_runs(at[order])][::-1]
    return Reasons(at[latest].astype(np.uint32), reason[latest])


def modules_of(members: Columns) -> tuple[ModuleVersion, ...]:
    """Which module rests on which."""
    rows = zip(
        members["module"].tolist(),
        members["from_date"].tolist(),
        members["component"].tolist(),
        members["on_date"].tolist(),
        strict=True,
    )
    every = {(module, effective, on, on_effective) for module, effective, on, on_effective in rows}
    return tuple(
        ModuleVersion(ConceptId(module), effective, ConceptId(on), on_effective)
        for module, effective, on, on_effective in sorted(every)
    )


def is_a_pairs(rows: Columns, active: Flags) -> tuple[NDArray[np.int64], NDArray[np.int64], Columns]:
    """Each pair of an active concept and an active one it is a kind of, once: places, and the row that says so.

    `rows` are active inferred is-a relationships with the places of their ends in `child` and `parent`.
    """
    both = active[rows["child"]] & active[rows["parent"]]
    child, parent = rows["child"][both], rows["parent"][both]
    _, first = np.unique(child * np.int64(len(active)) + parent, return_index=True)
    kept: Columns = {name: rows[name][both][first] for name in ("file", "line")}
    return child[first], parent[first], kept

"""A release as large as the largest: columns of numbers, written file by file in chunks, in a monolith package.

Its shape follows that of the UK's monolith: about four in five concepts active, 1.3 parents to each, a dozen or so
concepts above it, a third of the synonyms inactive, most members in language sets, 541 reference sets of Zipf's sizes.
Rows of relationships and members come in no order, as they do in a release.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from tests.terminology.editions import metadata as m
from tests.terminology.editions.identifiers import (
    FIRST_RELATIONSHIP,
    FIRST_UK_COMPONENT,
    RELATIONSHIP,
    UK_NAMESPACE,
    component_ids,
)
from tests.terminology.editions.members import Members
from tests.terminology.editions.pages import Pages, modules
from tests.terminology.editions.rendering import Bytes, Column, chosen, digits, flags, texts_page
from tests.terminology.editions.shape import BY_HAND, Flags, Names, Numbers, Shape, Speller, draw_names, draw_shape
from tests.terminology.editions.tables import Table

MONOLITH: Final = (1_068_735, 3_050_621, 7_956_235, 13_349_472)
"""Concepts, descriptions, relationships and members, all states, of the UK's clinical and drug extensions with the
International Edition, July 2024, as hermes counts them."""

_TOPS: Final = (
    ("disorder", m.DISORDER), ("finding", m.CLINICAL_FINDING), ("procedure", m.PROCEDURE),
    ("body structure", m.BODY_STRUCTURE), ("substance", m.SUBSTANCE), ("organism", m.ORGANISM),
    ("physical object", m.PHYSICAL_OBJECT), ("observable entity", m.OBSERVABLE), ("situation", m.SITUATION),
    ("event", m.EVENT), ("qualifier value", m.QUALIFIER), ("social concept", m.SOCIAL_CONTEXT),
)  # fmt: skip
_STATUSES: Final = (m.PRIMITIVE, m.DEFINED)
_CASES: Final = (m.CASE_INSENSITIVE, m.INITIAL_SENSITIVE, m.CASE_SENSITIVE)
_ATTRIBUTES: Final = (m.FINDING_SITE, m.ASSOCIATED_MORPHOLOGY, m.CAUSATIVE_AGENT, m.INTERPRETS)
_TYPES: Final = (m.IS_A, *_ATTRIBUTES)


@dataclass(frozen=True, slots=True)
class LargeEdition:
    """What was written: the folder, and the rows (but the heading) and bytes of each file by its path in it."""

    folder: Path
    rows: dict[str, int]
    sizes: dict[str, int]


def write_large(
    folder: Path, seed: int = 1, *, concepts: int, descriptions: int, relationships: int, members: int
) -> LargeEdition:
    """Write a Snapshot of exactly so many rows of each kind below a folder, which is made.

    Members are those of all reference sets but module dependencies, maps included. Raises ValueError when there are
    too few rows of a kind for the concepts: each has two descriptions and one to four parents, each description two or
    three language members.
    """
    pages = Pages(folder, seed, min(541, max(3, concepts // 200)))
    components = _Components(pages)
    shape = components.concepts(concepts)
    names = components.descriptions(shape, descriptions)
    components.relationships(shape, relationships)
    Members(pages).write(shape, names, members)
    return LargeEdition(folder, pages.rows, {name: (folder / name).stat().st_size for name in pages.rows})


class _Components:
    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def concepts(self, count: int) -> Shape:
        shape = draw_shape(self._pages.chance, count - len(self._pages.head[Table.CONCEPT]))
        order = np.argsort(shape.id)

        def rows(start: int, end: int) -> Sequence[Column]:
            those = order[start:end]
            status = chosen(_STATUSES, (self._pages.chance.random(end - start) < 0.25).astype(np.intp))
            return (
                digits(shape.id[those]), self._pages.dates(end - start), flags(shape.active[those]),
                modules(shape.uk[those]), status,
            )  # fmt: skip

        self._pages.append(Table.CONCEPT, len(shape), rows)
        return shape

    def descriptions(self, shape: Shape, count: int) -> Names:
        names = draw_names(self._pages.chance, shape, count - len(self._pages.head[Table.DESCRIPTION]))
        order = np.argsort(names.id)
        speller = Speller()

        def rows(start: int, end: int) -> Sequence[Column]:
            those = order[start:end]
            concept = names.concept[those]
            cases = self._pages.chance.choice(len(_CASES), end - start, p=[0.7, 0.2, 0.1])
            return (
                digits(names.id[those]), self._pages.dates(end - start), flags(names.active[those]),
                modules(shape.uk[concept]), digits(shape.id[concept]), b"en",
                chosen((m.SYNONYM, m.FULLY_SPECIFIED), (those < len(shape)).astype(np.intp)),
                _terms(speller, shape, names, those), chosen(_CASES, cases),
            )  # fmt: skip

        self._pages.append(Table.DESCRIPTION, len(names.id), rows)
        return names

    def relationships(self, shape: Shape, count: int) -> None:
        """Those that hold of the hierarchy; of the rest most are attributes, and a quarter is-a that held once."""
        rest = count - len(self._pages.head[Table.RELATIONSHIP]) - len(shape.child)
        if rest < 0:
            raise ValueError(f"the hierarchy alone has {len(shape.child)} relationships, and there are to be {count}")
        tops = np.array([top for _, top in _TOPS])
        active = np.flatnonzero(shape.active)
        above = np.where(shape.parent < 0, tops[shape.top[shape.child]], shape.id[shape.parent])
        source = np.concatenate([shape.child, self._pages.chance.choice(active, rest)])
        target = np.concatenate([above, shape.id[self._pages.chance.choice(active, rest)]])
        once = self._pages.chance.random(rest) < 0.25
        kind = np.where(once, 0, self._pages.chance.integers(1, len(_TYPES), rest))
        kind = np.concatenate([np.zeros(len(above), dtype=np.int64), kind])
        holds = np.concatenate([np.ones(len(above), dtype=np.bool_), ~once & (self._pages.chance.random(rest) < 0.7)])
        order = self._pages.chance.permutation(len(source))

        def rows(start: int, end: int) -> Sequence[Column]:
            those = order[start:end]
            group = np.where(kind[those] > 0, self._pages.chance.integers(0, 4, end - start), 0)
            return (
                digits(_relationship_ids(np.arange(start, end), shape.uk[source[those]])),
                self._pages.dates(end - start),
                flags(holds[those]), modules(shape.uk[source[those]]), digits(shape.id[source[those]]),
                digits(target[those]), chosen(range(4), group), chosen(_TYPES, kind[those]),
                str(m.INFERRED).encode(), str(m.EXISTENTIAL).encode(),
            )  # fmt: skip

        self._pages.append(Table.RELATIONSHIP, len(source), rows)


def _terms(speller: Speller, shape: Shape, names: Names, those: Numbers) -> Bytes:
    """The terms of descriptions: full names have a semantic tag and, as twins, American spelling."""
    full = those < len(shape)
    tops = shape.top[names.concept[those]].tolist()
    words = names.words[those].tolist()
    american = (names.twin[those] | (full & ~shape.uk[names.concept[those]])).tolist()
    return texts_page(
        [
            speller.text(each, american=other) + (f" ({_TOPS[top][0]})" if tagged else "")
            for each, other, tagged, top in zip(words, american, full.tolist(), tops, strict=True)
        ]
    )


def _relationship_ids(places: Numbers, uk: Flags) -> Numbers:
    ours = component_ids(places + FIRST_UK_COMPONENT + BY_HAND, RELATIONSHIP, UK_NAMESPACE)
    return np.where(uk, ours, component_ids(places + FIRST_RELATIONSHIP + BY_HAND, RELATIONSHIP))

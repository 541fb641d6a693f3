"""A release as large as the largest: columns of numbers, written file by file in chunks, in a monolith package.

Its shape follows that of the UK's monolith: about four in five concepts active, 1.3 parents to each, a dozen or so
concepts above it, a third of the synonyms inactive, most members in language sets, 541 reference sets of Zipf's sizes.
Rows of relationships and members come in no order, as they do in a release.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random
from typing import Final

import numpy as np

from tests.terminology.editions import metadata as m
from tests.terminology.editions.author import Author, add_metadata
from tests.terminology.editions.identifiers import (
    FIRST_RELATIONSHIP,
    FIRST_UK_COMPONENT,
    RELATIONSHIP,
    UK_NAMESPACE,
    component_ids,
)
from tests.terminology.editions.ledger import Ledger
from tests.terminology.editions.packages import package_files, write_folder
from tests.terminology.editions.rendering import Bytes, Column, chosen, digits, flags, lines, member_ids, texts_page
from tests.terminology.editions.shape import (
    BY_HAND,
    Flags,
    Names,
    Numbers,
    Shape,
    Speller,
    draw_names,
    draw_shape,
)
from tests.terminology.editions.small import BEFORE
from tests.terminology.editions.tables import Package, Table

ON: Final = date(2026, 4, 10)
MONOLITH: Final = (1_068_735, 3_050_621, 7_956_235, 13_349_472)
"""Concepts, descriptions, relationships and members, all states, of the UK's clinical and drug extensions with the
International Edition, July 2024, as hermes counts them."""

_CHUNK: Final = 200_000
_TOPS: Final = (
    ("disorder", m.DISORDER), ("finding", m.CLINICAL_FINDING), ("procedure", m.PROCEDURE),
    ("body structure", m.BODY_STRUCTURE), ("substance", m.SUBSTANCE), ("organism", m.ORGANISM),
    ("physical object", m.PHYSICAL_OBJECT), ("observable entity", m.OBSERVABLE), ("situation", m.SITUATION),
    ("event", m.EVENT), ("qualifier value", m.QUALIFIER), ("social concept", m.SOCIAL_CONTEXT),
)  # fmt: skip
_DATES: Final = tuple(f"{year}{day}" for year in range(2004, 2026) for day in ("0410", "1001"))
_MODULES: Final = (m.CORE, m.UK_CLINICAL)
_STATUSES: Final = (m.PRIMITIVE, m.DEFINED)
_CASES: Final = (m.CASE_INSENSITIVE, m.INITIAL_SENSITIVE, m.CASE_SENSITIVE)
_ATTRIBUTES: Final = (m.FINDING_SITE, m.ASSOCIATED_MORPHOLOGY, m.CAUSATIVE_AGENT, m.INTERPRETS)
_TYPES: Final = (m.IS_A, *_ATTRIBUTES)
_ACCEPTED: Final = (m.ACCEPTABLE, m.PREFERRED)
_LANGUAGES: Final = (m.GB_ENGLISH, m.US_ENGLISH, m.NHS_REALM)
_KINDS: Final = (
    m.SAME_AS, m.REPLACED_BY, m.POSSIBLY_EQUIVALENT, m.WAS_A, m.ALTERNATIVE, m.PARTIALLY_EQUIVALENT,
    m.POSSIBLY_REPLACED_BY,
)  # fmt: skip
_REASONS: Final = (m.DUPLICATE, m.OUTDATED, m.AMBIGUOUS, m.ERRONEOUS, m.LIMITED)

Rows = Callable[[int, int], Sequence[Column]]
"""The columns of the rows from one place up to another."""


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
    writing = _Writing(folder, seed, min(541, max(3, concepts // 200)))
    shape = writing.concepts(concepts)
    names = writing.descriptions(shape, descriptions)
    writing.relationships(shape, relationships)
    writing.members(shape, names, members)
    return writing.written()


class _Writing:
    def __init__(self, folder: Path, seed: int, sets: int) -> None:
        self.folder = folder
        self.chance = np.random.default_rng(seed)
        author = Author(Ledger(), Random(seed), *BEFORE)
        add_metadata(author)
        self.sets = [_add_set(author, at) for at in range(sets)]
        for module, on in ((m.CORE, m.MODEL), (m.UK_CLINICAL, m.CORE), (m.UK_REFSETS, m.UK_CLINICAL)):
            author.rests_on(module, on)
        self.head = author.ledger.rows
        write_folder(folder, package_files("Snapshot", self.head, ON, (Package.MONOLITH,)))
        self.rows = {_path(table): len(self.head[table]) for table in Table}

    def written(self) -> LargeEdition:
        return LargeEdition(self.folder, self.rows, {name: (self.folder / name).stat().st_size for name in self.rows})

    def concepts(self, count: int) -> Shape:
        shape = draw_shape(self.chance, count - len(self.head[Table.CONCEPT]))
        order = np.argsort(shape.id)

        def rows(start: int, end: int) -> Sequence[Column]:
            those = order[start:end]
            status = chosen(_STATUSES, (self.chance.random(end - start) < 0.25).astype(np.intp))
            return (
                digits(shape.id[those]), self._dates(end - start), flags(shape.active[those]),
                _modules(shape.uk[those]), status,
            )  # fmt: skip

        self._append(Table.CONCEPT, len(shape), rows)
        return shape

    def descriptions(self, shape: Shape, count: int) -> Names:
        names = draw_names(self.chance, shape, count - len(self.head[Table.DESCRIPTION]))
        order = np.argsort(names.id)
        speller = Speller()

        def rows(start: int, end: int) -> Sequence[Column]:
            those = order[start:end]
            concept = names.concept[those]
            cases = self.chance.choice(len(_CASES), end - start, p=[0.7, 0.2, 0.1])
            return (
                digits(names.id[those]), self._dates(end - start), flags(names.active[those]),
                _modules(shape.uk[concept]), digits(shape.id[concept]), b"en",
                chosen((m.SYNONYM, m.FULLY_SPECIFIED), (those < len(shape)).astype(np.intp)),
                _terms(speller, shape, names, those), chosen(_CASES, cases),
            )  # fmt: skip

        self._append(Table.DESCRIPTION, len(names.id), rows)
        return names

    def relationships(self, shape: Shape, count: int) -> None:
        """Those that hold of the hierarchy; of the rest most are attributes, and a quarter is-a that held once."""
        rest = count - len(self.head[Table.RELATIONSHIP]) - len(shape.child)
        if rest < 0:
            raise ValueError(f"the hierarchy alone has {len(shape.child)} relationships, and there are to be {count}")
        tops = np.array([top for _, top in _TOPS])
        active = np.flatnonzero(shape.active)
        above = np.where(shape.parent < 0, tops[shape.top[shape.child]], shape.id[shape.parent])
        source = np.concatenate([shape.child, self.chance.choice(active, rest)])
        target = np.concatenate([above, shape.id[self.chance.choice(active, rest)]])
        once = self.chance.random(rest) < 0.25
        kind = np.where(once, 0, self.chance.integers(1, len(_TYPES), rest))
        kind = np.concatenate([np.zeros(len(above), dtype=np.int64), kind])
        holds = np.concatenate([np.ones(len(above), dtype=np.bool_), ~once & (self.chance.random(rest) < 0.7)])
        order = self.chance.permutation(len(source))

        def rows(start: int, end: int) -> Sequence[Column]:
            those = order[start:end]
            group = np.where(kind[those] > 0, self.chance.integers(0, 4, end - start), 0)
            return (
                digits(_relationship_ids(np.arange(start, end), shape.uk[source[those]])), self._dates(end - start),
                flags(holds[those]), _modules(shape.uk[source[those]]), digits(shape.id[source[those]]),
                digits(target[those]), chosen(range(4), group), chosen(_TYPES, kind[those]),
                str(m.INFERRED).encode(), str(m.EXISTENTIAL).encode(),
            )  # fmt: skip

        self._append(Table.RELATIONSHIP, len(source), rows)

    def members(self, shape: Shape, names: Names, count: int) -> None:
        """Of every kind of set: languages and history as the components ask for, maps and simple sets with the rest."""
        tables = (Table.LANGUAGE, Table.SIMPLE, Table.ASSOCIATION, Table.ATTRIBUTE_VALUE, Table.SIMPLE_MAP)
        before = sum(len(self.head[table]) for table in (*tables, Table.EXTENDED_MAP))
        made = self._languages(shape, names) + self._associations(shape) + self._reasons(shape, names)
        rest = count - before - made
        if rest < 0:
            raise ValueError(f"languages and history have {before + made} members, and there are to be {count}")
        maps = rest // 5
        self._maps(shape, maps)
        self._extended_maps(shape, maps)
        self._simple(shape, rest - 2 * maps)

    def _languages(self, shape: Shape, names: Names) -> int:
        """Three sets for what is international, the realm's alone for the rest; none for an American twin in GB."""
        uk = shape.uk[names.concept]
        parts = [np.flatnonzero(~uk), np.flatnonzero(~uk), np.flatnonzero(uk | ~names.twin)]
        description = np.concatenate(parts)
        language = np.repeat(np.arange(3), [len(part) for part in parts])
        preferred = self._preferred(shape, names)
        order = self.chance.permutation(len(description))

        def rows(start: int, end: int) -> Sequence[Column]:
            those = description[order[start:end]]
            sets = language[order[start:end]]
            prefers = preferred[sets, those].astype(np.intp)
            module = np.where(sets == 2, m.UK_REFSETS, m.CORE)
            return (
                *self._member_stem(names.active[those], digits(module)), chosen(_LANGUAGES, sets),
                digits(names.id[those]), chosen(_ACCEPTED, prefers),
            )  # fmt: skip

        self._append(Table.LANGUAGE, len(description), rows)
        return len(description)

    def _preferred(self, shape: Shape, names: Names) -> Flags:
        """By language set and description, whether it is preferred: where there is a twin, in US the first of them."""
        concepts = len(shape)
        first = np.arange(len(names.id)) < 2 * concepts
        twins = np.flatnonzero(names.twin & names.active)
        _, at = np.unique(names.concept[twins], return_index=True)
        american = first.copy()
        american[names.concept[twins[at]] + concepts] = False
        american[twins[at]] = True
        return np.stack([first, american, first])

    def _associations(self, shape: Shape) -> int:
        gone = np.flatnonzero(~shape.active)
        source = np.concatenate([gone, self.chance.choice(gone, len(gone) // 8)])
        concepts = np.where(
            self.chance.random(len(source)) < 0.97,
            self.chance.choice(np.flatnonzero(shape.active), len(source)),
            self.chance.choice(gone, len(source)),
        )
        # What belongs to the International Edition knows nothing of an extension.
        target = np.where(shape.uk[source], concepts, np.minimum(concepts, np.flatnonzero(shape.active)[0]))
        kind = np.where(np.arange(len(source)) < len(gone), self.chance.integers(0, len(_KINDS), len(source)), 2)

        def rows(start: int, end: int) -> Sequence[Column]:
            those = source[start:end]
            return (
                *self._member_stem(np.ones(end - start, dtype=np.bool_), _modules(shape.uk[those])),
                chosen(_KINDS, kind[start:end]), digits(shape.id[those]), digits(shape.id[target[start:end]]),
            )  # fmt: skip

        self._append(Table.ASSOCIATION, len(source), rows)
        return len(source)

    def _reasons(self, shape: Shape, names: Names) -> int:
        """Of every inactive concept and description, one each."""
        gone, unused = np.flatnonzero(~shape.active), np.flatnonzero(~names.active)
        component = np.concatenate([shape.id[gone], names.id[unused]])
        uk = np.concatenate([shape.uk[gone], shape.uk[names.concept[unused]]])
        indicators = (m.CONCEPT_INACTIVATION, m.DESCRIPTION_INACTIVATION)

        def rows(start: int, end: int) -> Sequence[Column]:
            indicator = (np.arange(start, end) >= len(gone)).astype(np.intp)
            reason = self.chance.integers(0, len(_REASONS), end - start)
            return (
                *self._member_stem(np.ones(end - start, dtype=np.bool_), _modules(uk[start:end])),
                chosen(indicators, indicator), digits(component[start:end]), chosen(_REASONS, reason),
            )  # fmt: skip

        self._append(Table.ATTRIBUTE_VALUE, len(component), rows)
        return len(component)

    def _maps(self, shape: Shape, count: int) -> None:
        codes = [f"X{code:04x}" for code in range(10_000)]

        def rows(start: int, end: int) -> Sequence[Column]:
            stem = self._about(shape, m.CTV3_MAP, end - start)
            return (*stem, chosen(codes, self.chance.integers(0, len(codes), end - start)))

        self._append(Table.SIMPLE_MAP, count, rows)

    def _extended_maps(self, shape: Shape, count: int) -> None:
        codes = [f"{letter}{code:02}.{code % 10}" for letter in "ABCDEFGHIJ" for code in range(100)]

        def rows(start: int, end: int) -> Sequence[Column]:
            code = chosen(codes, self.chance.integers(0, len(codes), end - start))
            fixed = (b"1", b"1", b"TRUE", b"ALWAYS AS THE CODE BESIDE", code, b"447561005", b"447637006")
            return (*self._about(shape, m.ICD_10_MAP, end - start), *fixed)

        self._append(Table.EXTENDED_MAP, count, rows)

    def _about(self, shape: Shape, refset: int, count: int) -> Sequence[Column]:
        """The columns that members of one set have in common, each about some concept."""
        concept = self.chance.integers(0, len(shape), count)
        active = self.chance.random(count) < 0.9
        return (
            *self._member_stem(active, _modules(shape.uk[concept])),
            str(refset).encode(),
            digits(shape.id[concept]),
        )

    def _simple(self, shape: Shape, count: int) -> None:
        """Sets of Zipf's sizes, the largest no larger than two thirds of the edition; each pair once."""
        share = 1 / np.arange(1, len(self.sets) + 1)
        sizes = np.minimum(np.ceil(share / share.sum() * count * 1.3), len(shape) * 2 // 3).astype(np.int64)
        while sizes.sum() < count:
            sizes = np.minimum(np.ceil(sizes * 1.2), len(shape) * 2 // 3).astype(np.int64)
            if (sizes == len(shape) * 2 // 3).all():
                raise ValueError(f"{len(self.sets)} sets of {len(shape)} concepts cannot have {count} members")
        pairs = np.concatenate(
            [at * len(shape) + self.chance.choice(len(shape), size, replace=False) for at, size in enumerate(sizes)]
        )
        pairs = self.chance.permutation(pairs)[:count]

        def rows(start: int, end: int) -> Sequence[Column]:
            refset, concept = np.divmod(pairs[start:end], len(shape))
            active = self.chance.random(end - start) < 0.85
            stem = self._member_stem(active, str(m.UK_REFSETS).encode())
            return (*stem, chosen(self.sets, refset), digits(shape.id[concept]))

        self._append(Table.SIMPLE, count, rows)

    def _member_stem(self, active: Flags, module: Column) -> tuple[Column, ...]:
        return member_ids(self.chance, len(active)), self._dates(len(active)), flags(active), module

    def _dates(self, count: int) -> Bytes:
        return chosen(_DATES, self.chance.integers(0, len(_DATES), count))

    def _append(self, table: Table, count: int, rows: Rows) -> None:
        with (self.folder / _path(table)).open("ab") as file:
            for start in range(0, count, _CHUNK):
                end = min(start + _CHUNK, count)
                file.write(lines(rows(start, end), end - start))
        self.rows[_path(table)] += count


def _add_set(author: Author, at: int) -> int:
    """A simple reference set, which is a concept with names of its own."""
    refset = author.concept(m.UK_REFSETS)
    name = f"Subset {at + 1} simple reference set"
    author.named(m.UK_REFSETS, refset, f"{name} (foundation metadata concept)", name, ())
    author.relate(m.UK_REFSETS, refset, m.SIMPLE_TYPE)
    return refset


def _path(table: Table) -> str:
    return table.path(Package.MONOLITH, "Snapshot", ON)


def _modules(uk: Flags) -> Bytes:
    return chosen(_MODULES, uk.astype(np.intp))


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

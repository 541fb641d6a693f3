"""The reference set members of a large release."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from tests.terminology.editions import metadata as m
from tests.terminology.editions.pages import Pages, modules
from tests.terminology.editions.rendering import Column, chosen, digits, flags, member_ids
from tests.terminology.editions.shape import Flags, Names, Shape
from tests.terminology.editions.tables import Table

_ACCEPTED: Final = (m.ACCEPTABLE, m.PREFERRED)
_LANGUAGES: Final = (m.GB_ENGLISH, m.US_ENGLISH, m.NHS_REALM)
_KINDS: Final = (
    m.SAME_AS, m.REPLACED_BY, m.POSSIBLY_EQUIVALENT, m.WAS_A, m.ALTERNATIVE, m.PARTIALLY_EQUIVALENT,
    m.POSSIBLY_REPLACED_BY,
)  # fmt: skip
_REASONS: Final = (m.DUPLICATE, m.OUTDATED, m.AMBIGUOUS, m.ERRONEOUS, m.LIMITED)


class Members:
    """Writes members of every kind of set into the files of a release."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def write(self, shape: Shape, names: Names, count: int) -> None:
        """Of every kind of set: languages and history as the components ask for, maps and simple sets with the rest."""
        tables = (Table.LANGUAGE, Table.SIMPLE, Table.ASSOCIATION, Table.ATTRIBUTE_VALUE, Table.SIMPLE_MAP)
        before = sum(len(self._pages.head[table]) for table in (*tables, Table.EXTENDED_MAP))
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
        order = self._pages.chance.permutation(len(description))

        def rows(start: int, end: int) -> Sequence[Column]:
            those = description[order[start:end]]
            sets = language[order[start:end]]
            prefers = preferred[sets, those].astype(np.intp)
            module = np.where(sets == 2, m.UK_REFSETS, m.CORE)
            return (
                *self._member_stem(names.active[those], digits(module)), chosen(_LANGUAGES, sets),
                digits(names.id[those]), chosen(_ACCEPTED, prefers),
            )  # fmt: skip

        self._pages.append(Table.LANGUAGE, len(description), rows)
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
        source = np.concatenate([gone, self._pages.chance.choice(gone, len(gone) // 8)])
        concepts = np.where(
            self._pages.chance.random(len(source)) < 0.97,
            self._pages.chance.choice(np.flatnonzero(shape.active), len(source)),
            self._pages.chance.choice(gone, len(source)),
        )
        # What belongs to the International Edition knows nothing of an extension.
        target = np.where(shape.uk[source], concepts, np.minimum(concepts, np.flatnonzero(shape.active)[0]))
        kind = np.where(np.arange(len(source)) < len(gone), self._pages.chance.integers(0, len(_KINDS), len(source)), 2)

        def rows(start: int, end: int) -> Sequence[Column]:
            those = source[start:end]
            return (
                *self._member_stem(np.ones(end - start, dtype=np.bool_), modules(shape.uk[those])),
                chosen(_KINDS, kind[start:end]), digits(shape.id[those]), digits(shape.id[target[start:end]]),
            )  # fmt: skip

        self._pages.append(Table.ASSOCIATION, len(source), rows)
        return len(source)

    def _reasons(self, shape: Shape, names: Names) -> int:
        """Of every inactive concept and description, one each."""
        gone, unused = np.flatnonzero(~shape.active), np.flatnonzero(~names.active)
        component = np.concatenate([shape.id[gone], names.id[unused]])
        uk = np.concatenate([shape.uk[gone], shape.uk[names.concept[unused]]])
        indicators = (m.CONCEPT_INACTIVATION, m.DESCRIPTION_INACTIVATION)

        def rows(start: int, end: int) -> Sequence[Column]:
            indicator = (np.arange(start, end) >= len(gone)).astype(np.intp)
            reason = self._pages.chance.integers(0, len(_REASONS), end - start)
            return (
                *self._member_stem(np.ones(end - start, dtype=np.bool_), modules(uk[start:end])),
                chosen(indicators, indicator), digits(component[start:end]), chosen(_REASONS, reason),
            )  # fmt: skip

        self._pages.append(Table.ATTRIBUTE_VALUE, len(component), rows)
        return len(component)

    def _maps(self, shape: Shape, count: int) -> None:
        codes = [f"X{code:04x}" for code in range(10_000)]

        def rows(start: int, end: int) -> Sequence[Column]:
            stem = self._about(shape, m.CTV3_MAP, end - start)
            return (*stem, chosen(codes, self._pages.chance.integers(0, len(codes), end - start)))

        self._pages.append(Table.SIMPLE_MAP, count, rows)

    def _extended_maps(self, shape: Shape, count: int) -> None:
        codes = [f"{letter}{code:02}.{code % 10}" for letter in "ABCDEFGHIJ" for code in range(100)]

        def rows(start: int, end: int) -> Sequence[Column]:
            code = chosen(codes, self._pages.chance.integers(0, len(codes), end - start))
            fixed = (b"1", b"1", b"TRUE", b"ALWAYS AS THE CODE BESIDE", code, b"447561005", b"447637006")
            return (*self._about(shape, m.ICD_10_MAP, end - start), *fixed)

        self._pages.append(Table.EXTENDED_MAP, count, rows)

    def _about(self, shape: Shape, refset: int, count: int) -> Sequence[Column]:
        """The columns that members of one set have in common, each about some concept."""
        concept = self._pages.chance.integers(0, len(shape), count)
        active = self._pages.chance.random(count) < 0.9
        return (
            *self._member_stem(active, modules(shape.uk[concept])),
            str(refset).encode(),
            digits(shape.id[concept]),
        )

    def _simple(self, shape: Shape, count: int) -> None:
        """Sets of Zipf's sizes, the largest no larger than two thirds of the edition; each pair once."""
        share = 1 / np.arange(1, len(self._pages.sets) + 1)
        sizes = np.minimum(np.ceil(share / share.sum() * count * 1.3), len(shape) * 2 // 3).astype(np.int64)
        while sizes.sum() < count:
            sizes = np.minimum(np.ceil(sizes * 1.2), len(shape) * 2 // 3).astype(np.int64)
            if (sizes == len(shape) * 2 // 3).all():
                raise ValueError(f"{len(self._pages.sets)} sets of {len(shape)} concepts cannot have {count} members")
        pairs = np.concatenate(
            [
                at * len(shape) + self._pages.chance.choice(len(shape), size, replace=False)
                for at, size in enumerate(sizes)
            ]
        )
        pairs = self._pages.chance.permutation(pairs)[:count]

        def rows(start: int, end: int) -> Sequence[Column]:
            refset, concept = np.divmod(pairs[start:end], len(shape))
            active = self._pages.chance.random(end - start) < 0.85
            stem = self._member_stem(active, str(m.UK_REFSETS).encode())
            return (*stem, chosen(self._pages.sets, refset), digits(shape.id[concept]))

        self._pages.append(Table.SIMPLE, count, rows)

    def _member_stem(self, active: Flags, module: Column) -> tuple[Column, ...]:
        return member_ids(self._pages.chance, len(active)), self._pages.dates(len(active)), flags(active), module

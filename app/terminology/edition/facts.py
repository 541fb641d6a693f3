"""What is known of an indexed edition besides its columns: where it came from, how much is in it, and its key."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

import numpy as np

from app.terminology.concept import ConceptId
from app.terminology.edition.arrays import EditionArrays
from app.terminology.edition.columns import ColumnFile, column_file, columns_of
from app.terminology.edition.naming import languages_in_use
from app.terminology.edition.notes import building_notes
from app.terminology.rf2.snapshot import LANGUAGE_SETS, FileRead, ModuleVersion, Snapshot

FORMAT: Final = 1
"""Raised whenever the columns change; an edition of another format has to be loaded again."""

UK_EDITION: Final = ConceptId(83821000000107)
INTERNATIONAL: Final = ConceptId(900000000000207008)
UK_MODULES: Final = frozenset({ConceptId(999000041000000102), ConceptId(999000011000000103)})
"""The module of the UK edition and that of the UK clinical extension: every UK package of clinical terms has one."""

_NAMES: Final[Mapping[ConceptId, str]] = {
    UK_EDITION: "SNOMED CT UK Edition",
    INTERNATIONAL: "SNOMED CT International Edition",
}


@dataclass(frozen=True, slots=True)
class EditionCounts:
    """How much is in an edition. `is_a` are direct relationships; `pairs` are of a concept and one above it at all."""

    concepts: int
    active_concepts: int
    terms: int
    searchable_terms: int
    is_a: int
    pairs: int
    refsets: int
    refset_members: int
    associations: int
    words: int


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """Where an edition came from and what it holds.

    `key`: the first 16 hexadecimal digits of a digest of the columns; the same content has the same key. `edition` is
    the concept of the module that stands for the edition in FHIR. `languages`: the language sets in use, the one to
    prefer first. `files` were read, `columns` written. `notes` is what a person should know, a sentence each.
    """

    key: str
    label: str
    edition: ConceptId
    effective: date
    counts: EditionCounts
    languages: tuple[ConceptId, ...]
    modules: tuple[ModuleVersion, ...]
    files: tuple[FileRead, ...]
    columns: tuple[ColumnFile, ...]
    notes: tuple[str, ...]
    format: int = FORMAT

    @property
    def version_uri(self) -> str:
        """The URI of this version of the edition (SNOMED CT URI Standard, section 2.2)."""
        return f"http://snomed.info/sct/{self.edition}/version/{self.effective:%Y%m%d}"


def edition_facts(
    snapshot: Snapshot, arrays: EditionArrays, languages: Sequence[ConceptId] = LANGUAGE_SETS, label: str = ""
) -> EditionFacts:
    """The facts of an edition built of `snapshot` with these `languages`; without a `label`, one is made."""
    columns = tuple(column_file(name, column) for name, column in columns_of(arrays).items())
    edition = edition_concept(snapshot.modules, snapshot.concepts.module.tolist())
    used = languages_in_use(snapshot, languages)
    return EditionFacts(
        key=key_of(columns),
        label=label or f"{_NAMES.get(edition) or f'SNOMED CT {edition}'}, {_written(snapshot.effective)}",
        edition=edition,
        effective=snapshot.effective,
        counts=_counts(arrays),
        languages=used,
        modules=snapshot.modules,
        files=snapshot.files,
        columns=columns,
        notes=(*snapshot.notes, *building_notes(snapshot, arrays, used)),
    )


def key_of(columns: Iterable[ColumnFile]) -> str:
    """The key of the edition with these files."""
    listed = "".join(f"{each.sha256}  {each.name}\n" for each in sorted(columns, key=lambda column: column.name))
    return sha256(listed.encode()).hexdigest()[:16]


def edition_concept(modules: Sequence[ModuleVersion], used: Iterable[int]) -> ConceptId:
    """The module that stands for a release: `modules` are its dependencies, `used` the modules of its concepts.

    The UK edition is known by its modules. Otherwise it is the module of the latest date on which no other rests; of
    several such, the one that rests on most others. A release without dependencies is the International edition.
    """
    named = {each.module for each in modules} | {each.on for each in modules} | set(used)
    if named & UK_MODULES:
        return UK_EDITION
    latest = max((each.effective for each in modules), default=0)
    current = [each for each in modules if each.effective == latest]
    rests_on = {each.module: 0 for each in current}
    for each in current:
        rests_on[each.module] += 1
    tops = rests_on.keys() - {each.on for each in current}
    return min(tops, key=lambda module: (-rests_on[module], module), default=INTERNATIONAL)


def _written(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _counts(arrays: EditionArrays) -> EditionCounts:
    return EditionCounts(
        concepts=len(arrays.concepts.id),
        active_concepts=int(np.count_nonzero(arrays.concepts.active)),
        terms=len(arrays.terms.id),
        searchable_terms=int(arrays.words.buckets[-1]) if len(arrays.words.buckets) else 0,
        is_a=len(arrays.hierarchy.parents),
        pairs=len(arrays.hierarchy.ancestors),
        refsets=len(arrays.refsets.id),
        refset_members=len(arrays.refsets.members),
        associations=len(arrays.history.source),
        words=len(arrays.words.word_starts) - 1,
    )

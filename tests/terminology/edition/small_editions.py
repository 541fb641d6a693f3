"""Small releases made in memory, and editions of them, for tests that need to say exactly what is in one."""

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from app.terminology.concept import ConceptId, check_digit
from app.terminology.edition.building import edition_arrays
from app.terminology.edition.edition import Edition
from app.terminology.edition.facts import edition_facts
from app.terminology.edition.reader import open_edition
from app.terminology.edition.writer import write_edition
from app.terminology.rf2.snapshot import (
    LANGUAGE_SETS,
    Associations,
    Concepts,
    Descriptions,
    FileRead,
    IsA,
    Language,
    ModuleVersion,
    Reasons,
    Snapshot,
)

GB_ENGLISH = ConceptId(900000000000508004)
US_ENGLISH = ConceptId(900000000000509007)
CORE = ConceptId(900000000000207008)
MODEL = ConceptId(900000000000012004)
EFFECTIVE = date(2026, 11, 24)


def _identifier(item: int, partition: str) -> int:
    digits = f"{item}{partition}"
    return int(f"{digits}{check_digit(digits)}")


def concept(number: int) -> ConceptId:
    """The valid concept identifier whose item is 1000 + `number`; greater numbers have greater identifiers."""
    return ConceptId(_identifier(1000 + number, "00"))


def description(of: ConceptId, number: int) -> int:
    """A valid description identifier; greater `number`s (0 to 99) have greater ones."""
    return _identifier(int(f"{of // 1000}{number:02}"), "01")


@dataclass(frozen=True, slots=True)
class Words:
    """A description. `sets` says in which language sets it is, and whether it is preferred there."""

    id: int
    concept: ConceptId
    text: str
    full: bool = False
    active: bool = True
    sets: Mapping[ConceptId, bool] = field(default_factory=dict)


def named(of: ConceptId, preferred: str, *synonyms: str, tag: str = "disorder") -> tuple[Words, ...]:
    """The descriptions of a concept in GB English: its full name, its preferred term and other acceptable ones."""
    return (
        Words(description(of, 0), of, f"{preferred} ({tag})", full=True, sets={GB_ENGLISH: True}),
        Words(description(of, 1), of, preferred, sets={GB_ENGLISH: True}),
        *(Words(description(of, 2 + each), of, text, sets={GB_ENGLISH: False}) for each, text in enumerate(synonyms)),
    )


def snapshot(
    concepts: Iterable[ConceptId],
    descriptions: Iterable[Words] = (),
    is_a: Iterable[tuple[ConceptId, ConceptId]] = (),
    *,
    inactive: Collection[ConceptId] = (),
    defined: Collection[ConceptId] = (),
    refsets: Mapping[ConceptId, Iterable[ConceptId]] | None = None,
    associations: Iterable[tuple[ConceptId, ConceptId, ConceptId]] = (),
    reasons: Iterable[tuple[ConceptId, ConceptId]] = (),
    modules: Sequence[ModuleVersion] | None = None,
    effective: date = EFFECTIVE,
    notes: Sequence[str] = (),
) -> Snapshot:
    """A release. `is_a` are a concept and one above it; `associations` source, association set, target; `reasons`
    a concept and why it is inactive. Every concept and description is of `effective`.
    """
    ids = sorted(set(concepts))
    place = {each: index for index, each in enumerate(ids)}
    day = int(effective.strftime("%Y%m%d"))
    words = sorted(descriptions, key=lambda each: each.id)
    pairs = sorted({(place[child], place[parent]) for child, parent in is_a})
    history = sorted((place[source], kind, place[target]) for source, kind, target in associations)
    why = sorted((place[each], reason) for each, reason in reasons)
    return Snapshot(
        effective=effective,
        concepts=Concepts(
            id=np.array(ids, dtype=np.int64),
            effective=np.full(len(ids), day, dtype=np.int32),
            active=np.array([each not in inactive for each in ids], dtype=np.bool_),
            defined=np.array([each in defined for each in ids], dtype=np.bool_),
            module=np.full(len(ids), CORE, dtype=np.int64),
        ),
        descriptions=_descriptions(words, place, day),
        is_a=IsA(
            np.array([child for child, _ in pairs], dtype=np.uint32),
            np.array([parent for _, parent in pairs], dtype=np.uint32),
        ),
        languages=_languages(words),
        simple={
            each: np.array(sorted(place[member] for member in members), dtype=np.uint32)
            for each, members in (refsets or {}).items()
        },
        associations=Associations(
            np.array([row[0] for row in history], dtype=np.uint32),
            np.array([row[1] for row in history], dtype=np.int64),
            np.array([row[2] for row in history], dtype=np.uint32),
        ),
        reasons=Reasons(
            np.array([row[0] for row in why], dtype=np.uint32), np.array([row[1] for row in why], dtype=np.int64)
        ),
        modules=tuple([ModuleVersion(CORE, day, MODEL, day)] if modules is None else modules),
        files=(FileRead("Snapshot/Terminology/sct2_Concept_Snapshot.txt", "concepts", len(ids), used=True),),
        notes=tuple(notes),
    )


def edition(folder: Path, release: Snapshot, languages: Sequence[ConceptId] = LANGUAGE_SETS) -> Edition:
    """The edition of a release, written below `folder` and opened."""
    arrays = edition_arrays(release, languages)
    facts = edition_facts(release, arrays, languages)
    with pytest.MonkeyPatch.context() as patch:
        # Nothing here has to outlast a loss of power, and waiting for the disk would be most of a test.
        patch.setattr(os, "fsync", lambda _: None)
        write_edition(folder / facts.key, arrays, facts)
    return open_edition(folder / facts.key)


def _descriptions(words: Sequence[Words], place: Mapping[ConceptId, int], day: int) -> Descriptions:
    texts = [each.text.encode() for each in words]
    lengths = np.array([len(each) for each in texts], dtype=np.int32)
    return Descriptions(
        id=np.array([each.id for each in words], dtype=np.int64),
        effective=np.full(len(words), day, dtype=np.int32),
        active=np.array([each.active for each in words], dtype=np.bool_),
        concept=np.array([place[each.concept] for each in words], dtype=np.uint32),
        fully_specified=np.array([each.full for each in words], dtype=np.bool_),
        language=np.zeros(len(words), dtype=np.uint8),
        languages=("en",),
        start=np.cumsum(lengths, dtype=np.int64) - lengths,
        length=lengths,
        text=np.frombuffer(b"".join(texts), dtype=np.uint8),
    )


def _languages(words: Sequence[Words]) -> dict[ConceptId, Language]:
    sets = sorted({each for word in words for each in word.sets})
    members = {each: [index for index, word in enumerate(words) if each in word.sets] for each in sets}
    return {
        each: Language(
            np.array(indexes, dtype=np.uint32),
            np.array([words[index].sets[each] for index in indexes], dtype=np.bool_),
        )
        for each, indexes in members.items()
    }

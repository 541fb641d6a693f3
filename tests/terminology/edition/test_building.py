"""From a snapshot to the columns of an edition: names, kinds, order, lists."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from app.terminology.concept import ConceptId
from app.terminology.edition import building
from app.terminology.edition.arrays import EditionArrays, EditionTermKind
from app.terminology.edition.building import edition_arrays
from app.terminology.edition.closure import UnusableHierarchy
from app.terminology.edition.columns import columns_of, element_types, misfits
from app.terminology.rf2.snapshot import LANGUAGE_SETS, Snapshot
from tests.terminology.edition.small_editions import (
    GB_ENGLISH,
    US_ENGLISH,
    Words,
    concept,
    description,
    named,
    snapshot,
)

NHS_CLINICAL, GB, US = LANGUAGE_SETS[0], GB_ENGLISH, US_ENGLISH
ROOT, BLEED, OLD = concept(0), concept(1), concept(2)


def text(arrays: EditionArrays, number: int) -> str:
    starts = arrays.terms.starts
    return arrays.terms.text[starts[number] : starts[number + 1]].tobytes().decode()


def texts(arrays: EditionArrays) -> list[str]:
    return [text(arrays, number) for number in range(len(arrays.terms.id))]


def preferred(release: Snapshot, languages: Sequence[ConceptId] = LANGUAGE_SETS) -> list[str | None]:
    arrays = edition_arrays(release, languages)
    return [None if number < 0 else text(arrays, number) for number in arrays.concepts.preferred.tolist()]


def words(number: int, words_of: str, *, full: bool = False, of: ConceptId = BLEED, **sets: bool) -> Words:
    ids = {"nhs": NHS_CLINICAL, "gb": GB, "us": US}
    return Words(description(of, number), of, words_of, full, sets={ids[name]: mark for name, mark in sets.items()})


def test_the_preferred_term_is_that_of_the_first_language_set_that_has_one() -> None:
    release = snapshot(
        [BLEED],
        [words(0, "Hemangioma", us=True, gb=False), words(1, "Haemangioma", gb=True, us=False)],
    )
    assert preferred(release) == ["Haemangioma"]
    assert preferred(release, [US, GB]) == ["Hemangioma"]


def test_a_set_that_only_accepts_a_term_does_not_decide() -> None:
    release = snapshot([BLEED], [words(0, "Bleed", nhs=False), words(1, "Bleeding", us=True)])
    assert preferred(release) == ["Bleeding"]


def test_an_inactive_or_full_name_is_no_preferred_term_however_it_is_marked() -> None:
    release = snapshot(
        [BLEED],
        [
            words(0, "Bleeding (finding)", full=True, nhs=True),
            replace(words(1, "Blood loss", nhs=True), active=False),
            words(2, "Bleeding", us=True),
        ],
    )
    assert preferred(release) == ["Bleeding"]


def test_of_two_preferred_terms_in_one_set_the_first_by_identifier_stands() -> None:
    release = snapshot([BLEED], [words(2, "Second", gb=True), words(1, "First", gb=True)])
    assert preferred(release) == ["First"]


def test_without_a_mark_the_synonym_with_the_words_of_the_full_name_is_preferred() -> None:
    release = snapshot(
        [BLEED],
        [
            words(0, "Bleed (closed) (finding)", full=True, gb=True),
            words(1, "Loss"),
            words(2, "Bleed (closed)"),
            words(3, "Bleed (closed)"),
        ],
    )
    arrays = edition_arrays(release)
    number = int(arrays.concepts.preferred[0])
    assert text(arrays, number) == "Bleed (closed)"
    assert arrays.terms.id[number] == description(BLEED, 2)
    assert arrays.terms.kind[number] == EditionTermKind.PREFERRED


def test_without_a_mark_and_such_a_synonym_the_first_synonym_is_preferred() -> None:
    release = snapshot([BLEED], [words(0, "Bleed (finding)", full=True, gb=True), words(2, "B"), words(1, "A")])
    assert preferred(release) == ["A"]


def test_a_concept_without_synonyms_has_no_preferred_term() -> None:
    arrays = edition_arrays(snapshot([BLEED], [words(0, "Bleed (finding)", full=True, gb=True)]))
    assert arrays.concepts.preferred.tolist() == [-1]
    assert text(arrays, int(arrays.concepts.named[0])) == "Bleed (finding)"


def test_the_full_name_is_the_one_the_first_set_prefers_or_else_the_first() -> None:
    release = snapshot(
        [ROOT, BLEED],
        [
            words(0, "Hemangioma (disorder)", full=True, us=True),
            words(1, "Haemangioma (disorder)", full=True, gb=True),
            words(0, "A (disorder)", full=True, of=ROOT),
            words(1, "B (disorder)", full=True, of=ROOT),
        ],
    )
    arrays = edition_arrays(release)
    assert [text(arrays, number) for number in arrays.concepts.named] == ["A (disorder)", "Haemangioma (disorder)"]


def test_each_term_is_of_its_kind_and_those_to_search_come_first() -> None:
    release = snapshot(
        [BLEED],
        [
            words(0, "Haemorrhage (finding)", full=True, gb=True),
            words(1, "Haemorrhage", gb=True),
            words(2, "Bleed", gb=False),
            words(3, "Welsh word"),
            replace(words(4, "Withdrawn", gb=False), active=False),
        ],
    )
    arrays = edition_arrays(release)
    kinds = dict(zip(texts(arrays), arrays.terms.kind.tolist(), strict=True))
    assert kinds == {
        "Haemorrhage": EditionTermKind.PREFERRED,
        "Bleed": EditionTermKind.ACCEPTABLE,
        "Haemorrhage (finding)": EditionTermKind.FULLY_SPECIFIED,
        "Welsh word": EditionTermKind.OTHER,
    }
    assert list(kinds)[2:] == ["Haemorrhage (finding)", "Welsh word"]
    assert arrays.words.buckets[-1] == 2


def test_terms_of_an_inactive_concept_are_not_searched_and_its_preferred_term_is_known() -> None:
    release = snapshot([ROOT, OLD], [*named(ROOT, "Root"), *named(OLD, "Old name", "Older name")], inactive=[OLD])
    arrays = edition_arrays(release)
    assert arrays.words.buckets[-1] == 1
    assert preferred(release) == ["Root", "Old name"]
    first, last = arrays.concepts.term_starts[1:3]
    old = arrays.concepts.terms[first:last]
    assert arrays.terms.kind[old].tolist() == [2, 3, 3]


def test_without_any_language_set_every_synonym_can_be_searched() -> None:
    release = snapshot([BLEED], [words(0, "Bleed (finding)", full=True), words(1, "Bleed"), words(2, "Loss")])
    arrays = edition_arrays(release)
    assert arrays.words.buckets[-1] == 2
    assert arrays.terms.kind.tolist() == [0, 1, 2]


def test_each_concept_lists_its_terms_by_number() -> None:
    release = snapshot([ROOT, BLEED], [*named(ROOT, "Root"), *named(BLEED, "Bleed", "Loss of blood")])
    arrays = edition_arrays(release)
    for place in (0, 1):
        first, last = arrays.concepts.term_starts[place : place + 2]
        listed = arrays.concepts.terms[first:last].tolist()
        assert listed == [number for number, of in enumerate(arrays.terms.concept.tolist()) if of == place]


def test_terms_keep_every_character_they_were_released_with(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = ['Ménière\u2019s "disease"', "β-thalassaemia \U0001f9ec", "x", "'", " spaced  out "]
    release = snapshot([BLEED], [words(number, each, gb=False) for number, each in enumerate(odd)])
    whole = edition_arrays(release)
    assert sorted(texts(whole)) == sorted(odd)
    monkeypatch.setattr(building, "_BYTES_AT_ONCE", 1)
    assert texts(edition_arrays(release)) == texts(whole)


def test_relationships_of_inactive_concepts_are_left_out() -> None:
    release = snapshot([ROOT, BLEED, OLD], is_a=[(BLEED, ROOT), (OLD, ROOT), (BLEED, OLD)], inactive=[OLD])
    hierarchy = edition_arrays(release).hierarchy
    assert hierarchy.parents.tolist() == [0]
    assert hierarchy.children.tolist() == [1]


def test_a_circle_of_relationships_is_refused() -> None:
    with pytest.raises(UnusableHierarchy):
        edition_arrays(snapshot([ROOT, BLEED], is_a=[(BLEED, ROOT), (ROOT, BLEED)]))


def test_reference_sets_are_by_identifier_and_an_empty_one_is_kept() -> None:
    release = snapshot([ROOT, BLEED], refsets={OLD: [], BLEED: [BLEED, ROOT]})
    refsets = edition_arrays(release).refsets
    assert refsets.id.tolist() == [BLEED, OLD]
    assert refsets.starts.tolist() == [0, 2, 2]
    assert refsets.members.tolist() == [0, 1]


def test_a_release_of_nothing_gives_columns_that_fit_one_another() -> None:
    columns = columns_of(edition_arrays(snapshot([])))
    assert list(misfits(columns)) == []
    assert {name: column.dtype for name, column in columns.items()} == element_types()


def test_all_columns_are_of_the_declared_types_and_fit_one_another() -> None:
    release = snapshot(
        [ROOT, BLEED, OLD],
        [*named(ROOT, "Root"), *named(BLEED, "Bleed", "Haemorrhage")],
        [(BLEED, ROOT)],
        inactive=[OLD],
        refsets={ROOT: [BLEED]},
        associations=[(OLD, ConceptId(900000000000527005), BLEED)],
        reasons=[(OLD, ConceptId(900000000000482003))],
    )
    columns = columns_of(edition_arrays(release))
    assert list(misfits(columns)) == []
    assert {name: column.dtype for name, column in columns.items()} == element_types()
    assert all(column.flags.c_contiguous for column in columns.values())


class Heard:
    """Keeps what a reading tells."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def begin(self, what: str, total_bytes: int) -> None:
        self.told.append(what if not total_bytes else f"{what} {total_bytes}")

    def advance(self, bytes_read: int, rows: int) -> None:
        pass

    def end(self) -> None:
        self.told.append("end")


def test_each_stage_is_told_as_it_begins_and_ends() -> None:
    heard = Heard()
    edition_arrays(snapshot([ROOT]), progress=heard)
    assert heard.told == ["Working out the hierarchy", "end", "Ordering the terms and indexing their words", "end"]


def test_a_column_that_does_not_fit_the_others_is_named() -> None:
    columns = columns_of(edition_arrays(snapshot([ROOT, BLEED], is_a=[(BLEED, ROOT)])))
    short = {**columns, "concepts.active": columns["concepts.active"][:1]}
    assert list(misfits(short)) == [("concepts.active", "it has 1 rows and concepts.id has 2.")]
    cut = {**columns, "hierarchy.parents": np.empty(0, dtype=np.uint32)}
    assert [name for name, _ in misfits(cut)] == ["hierarchy.parent_starts"]
    fewer = {**columns, "hierarchy.child_starts": columns["hierarchy.child_starts"][:-1]}
    assert [name for name, _ in misfits(fewer)] == ["hierarchy.child_starts"]

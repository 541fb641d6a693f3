"""What is known of an edition besides its columns, and the file it is kept in."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.terminology.concept import ConceptId
from app.terminology.edition.building import edition_arrays
from app.terminology.edition.columns import ColumnFile
from app.terminology.edition.damage import EditionDamaged
from app.terminology.edition.facts import (
    INTERNATIONAL,
    UK_EDITION,
    EditionFacts,
    edition_concept,
    edition_facts,
    key_of,
)
from app.terminology.edition.facts_file import facts_from_json, facts_to_json
from app.terminology.rf2.snapshot import ModuleVersion, Snapshot
from tests.terminology.edition.small_editions import (
    CORE,
    GB_ENGLISH,
    MODEL,
    US_ENGLISH,
    Words,
    concept,
    description,
    named,
    snapshot,
)

ROOT, PALSY, OLD = concept(0), concept(1), concept(2)
UK_CLINICAL = ConceptId(999000011000000103)
NORWAY = ConceptId(51000202101)


def facts_of(release: Snapshot, label: str = "") -> EditionFacts:
    return edition_facts(release, edition_arrays(release), label=label)


def whole() -> Snapshot:
    return snapshot(
        [ROOT, PALSY, OLD],
        [*named(ROOT, "Root"), *named(PALSY, "Palsy", "CP")],
        [(PALSY, ROOT)],
        inactive=[OLD],
        refsets={ROOT: [PALSY]},
        associations=[(OLD, ConceptId(900000000000527005), PALSY)],
        notes=["One file was not used."],
    )


def test_the_facts_count_what_is_there() -> None:
    counts = facts_of(whole()).counts
    assert (counts.concepts, counts.active_concepts) == (3, 2)
    assert (counts.terms, counts.searchable_terms) == (5, 3)
    assert (counts.is_a, counts.pairs) == (1, 1)
    assert (counts.refsets, counts.refset_members, counts.associations) == (1, 1, 1)
    assert counts.words == 3


def test_the_same_content_has_the_same_key_and_other_content_another() -> None:
    first = facts_of(whole())
    assert facts_of(whole(), "Another label").key == first.key
    assert len(first.key) == 16
    release = whole()
    release.concepts.defined[1] = True
    assert facts_of(release).key != first.key


def test_the_key_does_not_depend_on_the_order_of_files() -> None:
    files = [ColumnFile("a.b.npy", "0" * 64, 1), ColumnFile("a.c.npy", "1" * 64, 1)]
    assert key_of(files) == key_of(reversed(files))
    assert key_of(files) != key_of([replace(files[0], sha256="2" * 64), files[1]])


def test_a_uk_release_is_known_by_its_modules() -> None:
    on_international = ModuleVersion(UK_CLINICAL, 20261124, CORE, 20260701)
    facts = facts_of(snapshot([ROOT], modules=[on_international]))
    assert facts.edition == UK_EDITION
    assert facts.version_uri == "http://snomed.info/sct/83821000000107/version/20261124"
    assert facts.label == "SNOMED CT UK Edition, 24 November 2026"


def test_a_uk_release_is_known_by_the_modules_of_its_concepts_too() -> None:
    assert edition_concept((), [CORE, UK_CLINICAL]) == UK_EDITION


def test_the_edition_of_others_is_the_module_on_which_none_rests() -> None:
    modules = [
        ModuleVersion(NORWAY, 20261015, CORE, 20260701),
        ModuleVersion(NORWAY, 20261015, MODEL, 20260701),
        ModuleVersion(CORE, 20260701, MODEL, 20260701),
        ModuleVersion(PALSY, 20250101, NORWAY, 20250101),
    ]
    assert edition_concept(modules, [CORE]) == NORWAY
    facts = facts_of(snapshot([ROOT], modules=modules))
    assert facts.label == f"SNOMED CT {NORWAY}, 24 November 2026"


def test_of_several_such_modules_it_is_the_one_that_rests_on_most() -> None:
    modules = [
        ModuleVersion(NORWAY, 20261015, CORE, 20260701),
        ModuleVersion(PALSY, 20261015, CORE, 20260701),
        ModuleVersion(PALSY, 20261015, MODEL, 20260701),
    ]
    assert edition_concept(modules, []) == PALSY


def test_a_release_without_dependencies_is_international() -> None:
    assert edition_concept((), [CORE]) == INTERNATIONAL
    assert edition_concept((ModuleVersion(CORE, 20260701, MODEL, 20260701),), [CORE]) == INTERNATIONAL


def test_only_language_sets_that_the_release_has_are_in_use() -> None:
    assert facts_of(whole()).languages == (GB_ENGLISH,)


def test_what_was_guessed_or_left_out_is_noted_after_the_notes_of_the_release() -> None:
    release = snapshot(
        [ROOT, PALSY, OLD],
        [
            *named(ROOT, "Root"),
            Words(description(PALSY, 1), PALSY, "Palsy", sets={US_ENGLISH: False}),
        ],
        [(OLD, ROOT), (PALSY, ROOT)],
        inactive=[OLD],
        notes=["First."],
    )
    assert facts_of(release).notes == (
        "First.",
        "1 active concepts have a guessed preferred term: no language set in use marks one.",
        "1 is-a relationships of inactive concepts were left out.",
    )


def test_what_was_guessed_of_an_inactive_concept_is_not_noted() -> None:
    retired = Words(description(OLD, 1), OLD, "Old name", sets={GB_ENGLISH: False})
    assert facts_of(snapshot([ROOT, OLD], [*named(ROOT, "Root"), retired], inactive=[OLD])).notes == ()


def test_a_release_without_language_sets_is_noted() -> None:
    release = snapshot([ROOT, PALSY], [Words(description(ROOT, 1), ROOT, "Root")])
    notes = facts_of(release).notes
    assert notes[0].startswith("The release has none of the language sets in use")
    assert notes[1:] == ("1 active concepts have no synonym, and so no preferred term.",)


def test_a_sound_release_has_no_notes() -> None:
    assert facts_of(snapshot([ROOT], named(ROOT, "Root"))).notes == ()


def test_facts_come_back_from_their_file_as_they_were() -> None:
    facts = facts_of(whole(), "Ménière’s release")
    assert facts_from_json(facts_to_json(facts)) == facts


def test_identifiers_are_text_in_the_file() -> None:
    told = json.loads(facts_to_json(facts_of(whole())))
    assert told["edition"] == str(INTERNATIONAL)
    assert told["effective"] == date(2026, 11, 24).isoformat()
    assert told["languages"] == [str(GB_ENGLISH)]


def _set(*keys: Any, to: object) -> Callable[[Any], None]:
    def change(told: Any) -> None:
        for key in keys[:-1]:
            told = told[key]
        told[keys[-1]] = to

    return change


def _drop(key: str) -> Callable[[Any], None]:
    def change(told: Any) -> None:
        del told[key]

    return change


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (_set("format", to=2), "it tells of format 2, and this program reads format 1"),
        (_drop("format"), "it tells of format None"),
        (_drop("label"), "the file lacks or has too much: label"),
        (_set("extra", to=1), "the file lacks or has too much: extra"),
        (_set("key", to="0" * 16), "its key is not that of the files it lists"),
        (_set("label", to=3), "label is no text"),
        (_set("edition", to="900000000000207009"), "edition is no concept"),
        (_set("edition", to=900000000000207008), "edition is no text"),
        (_set("effective", to="24/11/2026"), "effective is no date"),
        (_set("counts", to=[]), "counts is no table"),
        (_set("counts", "terms", to=-1), "terms is no number"),
        (_set("counts", "terms", to=True), "terms is no number"),
        (_set("counts", "terms", to=1.5), "terms is no number"),
        (_set("counts", "more", to=1), "counts lacks or has too much: more"),
        (_set("languages", to="x"), "languages is no list"),
        (_set("languages", 0, to="1"), "an entry of languages is no concept"),
        (_set("modules", 0, "on", to=None), "an entry of modules is no text"),
        (_set("files", 0, "used", to=1), "does not say whether it was used"),
        (_set("files", 0, to=None), "an entry of files is no table"),
        (_set("columns", 0, "sha256", to="F" * 64), "does not name a file and its SHA-256"),
        (_set("columns", 0, "name", to="../../etc/passwd"), "does not name a file and its SHA-256"),
        (_set("notes", to=[1]), "an entry of notes is no text"),
    ],
)
def test_a_file_that_was_changed_is_refused(change: Callable[[Any], None], what: str) -> None:
    told = json.loads(facts_to_json(facts_of(whole())))
    change(told)
    with pytest.raises(EditionDamaged, match=r"^release\.json: ") as refused:
        facts_from_json(json.dumps(told))
    assert what in str(refused.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "[" * 100_000, '{"format": 1}', "NaN"])
def test_text_that_is_no_release_file_is_refused(text: str) -> None:
    with pytest.raises(EditionDamaged, match=r"^release\.json: "):
        facts_from_json(text)

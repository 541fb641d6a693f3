"""Loading, indexing and asking generated editions: whatever is drawn, the answers are those of a naive model."""

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from app.terminology.concept import ConceptId
from app.terminology.edition.arrays import EditionTermKind
from app.terminology.edition.building import edition_arrays
from app.terminology.edition.ecl import select
from app.terminology.edition.edition import Edition
from app.terminology.edition.facts import edition_facts
from app.terminology.edition.reader import open_edition
from app.terminology.edition.writer import write_edition
from app.terminology.refset import Refset
from app.terminology.rf2.load import load_snapshot
from app.terminology.rf2.snapshot import Snapshot
from tests.terminology.editions import metadata as m
from tests.terminology.editions.generator import (
    EditionState,
    GeneratedHistory,
    ReleaseBuilder,
    small_history,
    write_large,
)
from tests.terminology.editions.naive import ask, related, search, searchable_kinds
from tests.terminology.editions.packages import Files
from tests.terminology.editions.reading import edition_of, loaded, quick_folder, state_of
from tests.terminology.editions.tables import SEPARATE, Package

SEEDS = st.integers(0, 10**9)
SOME = settings(max_examples=8, deadline=None)
FEW = settings(max_examples=4, deadline=None)


def history_of(seed: int, concepts: int, dates: int = 3) -> GeneratedHistory:
    """A history, packed as a monolith or, one time in four, as packages that rest on one another."""
    return small_history(seed, concepts, dates, SEPARATE if seed % 4 == 0 else (Package.MONOLITH,))


def columns_of(part: Any) -> dict[str, Any]:
    """Every column of a part of a snapshot, by name, as plain lists."""
    return {field.name: _plain(getattr(part, field.name)) for field in fields(part)}


def _plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else value


def whole(snapshot: Snapshot) -> dict[str, Any]:
    """Every column of a snapshot but the list of files and what is said of them; terms as texts."""
    descriptions = columns_of(snapshot.descriptions)
    for where in ("start", "length", "text"):
        del descriptions[where]
    descriptions["term"] = [snapshot.descriptions.term(index) for index in range(len(snapshot.descriptions.id))]
    return {
        "effective": snapshot.effective,
        "concepts": columns_of(snapshot.concepts),
        "descriptions": descriptions,
        "is_a": columns_of(snapshot.is_a),
        "languages": {language: columns_of(each) for language, each in snapshot.languages.items()},
        "simple": {refset: _plain(members) for refset, members in snapshot.simple.items()},
        "associations": columns_of(snapshot.associations),
        "reasons": columns_of(snapshot.reasons),
        "modules": snapshot.modules,
    }


@SOME
@given(SEEDS)
def test_what_is_loaded_is_what_the_rows_say(seed: int) -> None:
    history = history_of(seed, 30)
    assert state_of(loaded(history.snapshot_files())) == history.state()


@FEW
@given(SEEDS)
def test_full_files_as_at_a_date_say_what_the_snapshot_of_that_date_says(seed: int) -> None:
    history = history_of(seed, 25, 4)
    full = history.full_files()
    for on in history.dates:
        at = loaded(full, as_at=on)
        assert whole(at) == whole(loaded(history.snapshot_files(on)))
        assert state_of(at) == history.state(on)


@FEW
@given(SEEDS)
def test_a_snapshot_with_the_deltas_after_it_says_what_the_next_snapshots_say(seed: int) -> None:
    history = history_of(seed, 25)
    first, second, third = history.dates
    given_first = history.snapshot_files(first)
    next_delta, last_delta = history.delta_files(first, second), history.delta_files(second, third)
    assert whole(loaded(given_first, next_delta)) == whole(loaded(history.snapshot_files(second)))
    assert whole(loaded(last_delta, given_first, next_delta)) == whole(loaded(history.snapshot_files(third)))
    assert whole(loaded(given_first, history.delta_files(first, third))) == whole(loaded(history.snapshot_files(third)))


@FEW
@given(SEEDS)
def test_the_order_of_rows_files_and_packages_does_not_matter(seed: int) -> None:
    history, chance = small_history(seed, concepts=20), Random(seed)
    files = list(history.snapshot_files(shuffled=chance).items())
    chance.shuffle(files)
    apart = [{name: content} for name, content in files]
    plain = whole(loaded(history.snapshot_files()))
    assert whole(loaded(dict(files))) == plain
    assert whole(loaded(*apart)) == plain


@FEW
@given(SEEDS)
def test_a_zip_says_what_its_folder_says_and_a_monolith_what_its_packages_say(seed: int) -> None:
    history = small_history(seed, concepts=20)
    monolith = small_history(seed, concepts=20, packages=(Package.MONOLITH,))
    plain = whole(loaded(history.snapshot_files()))
    assert whole(loaded(history.snapshot_files(), zipped=True)) == plain
    assert whole(loaded(monolith.snapshot_files(), zipped=True)) == plain


@SOME
@given(SEEDS)
def test_line_ends_byte_order_marks_and_missing_last_line_ends_are_borne(seed: int) -> None:
    history, chance = history_of(seed, 15), Random(seed)
    files = history.snapshot_files()
    spoilt = {name: _written_otherwise(name, content, chance) for name, content in files.items()}
    assert whole(loaded(spoilt)) == whole(loaded(files))


def _written_otherwise(name: str, content: bytes, chance: Random) -> bytes:
    if "/Snapshot/" not in name:
        return content
    changes: tuple[Callable[[bytes], bytes], ...] = (
        lambda text: text.replace(b"\r\n", b"\n"),
        lambda text: b"\xef\xbb\xbf" + text,
        lambda text: text.removesuffix(b"\r\n"),
        lambda text: text,
    )
    return chance.choice(changes)(content)


def _indexed(seed: int, concepts: int = 25) -> tuple[Edition, EditionState]:
    history = history_of(seed, concepts)
    return edition_of(loaded(history.snapshot_files())), history.state()


@SOME
@given(SEEDS)
def test_the_hierarchy_is_that_of_a_walk_from_concept_to_concept(seed: int) -> None:
    edition, state = _indexed(seed)
    hierarchy, children = edition.hierarchy, state.children
    for concept in map(ConceptId, state.concepts):
        above = state.ancestors(concept)
        assert set(hierarchy.ancestors(concept)) == above
        assert set(hierarchy.descendants(concept)) == state.descendants(concept)
        assert set(hierarchy.parents(concept)) == state.parents.get(concept, set())
        assert set(hierarchy.children(concept)) == children.get(concept, set())
        subsuming = {other for other in state.concepts if hierarchy.subsumes(ConceptId(other), concept)}
        assert subsuming == {concept, *above}


@SOME
@given(SEEDS)
def test_concepts_are_called_what_the_language_sets_say_in_their_order(seed: int) -> None:
    edition, state = _indexed(seed)
    kinds = searchable_kinds(state)
    for concept in map(ConceptId, state.concepts):
        found = edition.concept(concept)
        assert found is not None
        assert found.preferred_term == edition.preferred_term(concept) == state.preferred_term(concept)
        assert {found.fully_specified_name} == state.fully_specified_names(concept)
        assert (found.active, found.defined, found.module) == (
            state.concepts[concept].active,
            state.concepts[concept].defined,
            state.concepts[concept].module,
        )
        terms = {each.description: each for each in edition.terms(concept)}
        assert {key: each.text for key, each in terms.items()} == {
            key: each.term for key, each in state.terms(concept).items()
        }
        searched = (EditionTermKind.PREFERRED, EditionTermKind.ACCEPTABLE)
        assert {key: each.kind for key, each in terms.items() if each.kind in searched} == {
            key: kind for key, kind in kinds.items() if key in terms
        }


@SOME
@given(SEEDS)
def test_only_the_languages_asked_for_name_concepts(seed: int) -> None:
    history = history_of(seed, 20)
    snapshot, state = loaded(history.snapshot_files()), history.state()
    for languages in ((m.US_ENGLISH,), (m.GB_ENGLISH, m.NHS_REALM)):
        asked = tuple(map(ConceptId, languages))
        arrays = edition_arrays(snapshot, asked)
        edition = Edition(edition_facts(snapshot, arrays, asked), arrays)
        for concept in state.active:
            expected = state.preferred_term(concept, languages)
            if expected is not None:
                assert edition.preferred_term(ConceptId(concept)) == expected


@SOME
@given(SEEDS)
def test_reference_sets_and_history_are_those_of_the_rows(seed: int) -> None:
    edition, state = _indexed(seed, concepts=40)
    found = {refset: set(edition.refset_members(refset) or ()) for refset in edition.refset_ids()}
    assert {refset: members for refset, members in found.items() if members} == state.simple
    for concept in map(ConceptId, state.concepts):
        successors = edition.history.successors(concept)
        gone = not state.concepts[concept].active
        assert successors.certain == (state.certain_successor(concept) if gone else None)
        assert successors.known == any(source == concept for source, _, _ in state.associations)
        reason = edition.history.reason(concept)
        assert (None if reason is None else reason.concept) == state.reasons.get(concept)


@SOME
@given(SEEDS)
def test_constraints_select_what_sets_of_concepts_make_of_them(seed: int) -> None:
    edition, state = _indexed(seed)
    chance = Random(seed)
    for _ in range(60):
        asked = ask(state, chance)
        assert _selected(asked.expression, edition) == asked.concepts, asked.expression


def _selected(expression: str, edition: Edition) -> set[int]:
    places: NDArray[np.intp] = np.array(sorted(select(expression, edition)), dtype=np.intp)
    return set(edition.arrays.concepts.id[places].tolist())


@SOME
@given(SEEDS)
def test_a_search_finds_what_reading_every_term_finds_and_in_the_same_order(seed: int) -> None:
    edition, state = _indexed(seed)
    chance = Random(seed)
    terms = [each.term for each in state.descriptions.values()]
    for _ in range(40):
        typed = _typed(chance.choice(terms), chance)
        expected = search(state, typed)
        found = edition.search.find(typed, limit=1_000)
        if expected:
            assert [match.concept for match in found] == expected, typed
            assert not any(match.suggested for match in found)
        else:
            assert all(match.suggested for match in found), typed


def _typed(term: str, chance: Random) -> str:
    """Some words of a term in any order, most of them cut short; now and then the whole term."""
    words = term.split()
    if chance.random() < 0.2:
        return term
    drawn = chance.sample(words, min(len(words), chance.choice((1, 1, 2, 3))))
    return " ".join(word[: chance.randint(1, len(word))] for word in drawn)


@FEW
@given(SEEDS)
def test_an_edition_that_was_written_and_opened_gives_the_same_answers(seed: int) -> None:
    edition, state = _indexed(seed, concepts=20)
    with quick_folder() as folder:
        write_edition(folder / "edition", edition.arrays, edition.facts)
        opened = open_edition(folder / "edition")
        assert opened.facts == edition.facts
        for concept in map(ConceptId, state.concepts):
            assert opened.concept(concept) == edition.concept(concept)
            assert opened.hierarchy.ancestors(concept) == edition.hierarchy.ancestors(concept)
        assert [match.concept for match in opened.search.find("a", limit=1_000)] == search(state, "a")


@FEW
@given(SEEDS)
def test_the_same_content_has_the_same_key_and_a_change_another(seed: int) -> None:
    history = history_of(seed, 15)
    before, after = history.dates[-2:]
    keys = {edition_of(loaded(files)).facts.key for files in _ways_to_say(history.snapshot_files(after), seed)}
    assert len(keys) == 1
    assert edition_of(loaded(history.snapshot_files(before))).facts.key not in keys


def _ways_to_say(files: Files, seed: int) -> tuple[Files, ...]:
    names = list(files)
    Random(seed).shuffle(names)
    return files, {name: files[name] for name in names}


def test_the_shipped_members_can_be_loaded_as_a_release(shipped: Refset) -> None:
    builder = ReleaseBuilder()
    refset = builder.shipped(shipped)
    neighbour = builder.concept("Neighbouring disorder", parents=[next(iter(shipped.members))])
    edition = edition_of(loaded(builder.files()))
    assert set(edition.refset_members(refset) or ()) == set(shipped.members)
    for member in shipped.members.values():
        assert edition.preferred_term(member.concept) == member.preferred_term
    assert edition.hierarchy.parents(neighbour) == (next(iter(shipped.members)),)
    assert related(builder.state(), "<", m.CLINICAL_FINDING) >= {neighbour}


def test_a_replacement_beside_one_that_ends_nowhere_is_not_certain() -> None:
    builder = ReleaseBuilder()
    here, nowhere = builder.concept("Anaemia"), builder.inactive("Oldest anaemia")
    chained = builder.inactive("Older anaemia", associations=[(m.SAME_AS, here)])
    torn = builder.inactive("Old anaemia", associations=[(m.SAME_AS, chained), (m.REPLACED_BY, nowhere)])
    history, state = edition_of(loaded(builder.files())).history, builder.state()
    certain = [history.successors(each).certain for each in (chained, torn, nowhere, here)]
    assert certain == [here, None, None, None]
    assert [state.certain_successor(each) for each in (chained, torn, nowhere)] == certain[:3]


def test_a_large_edition_loads_and_answers(tmp_path: Path) -> None:
    written = write_large(tmp_path, concepts=3_000, descriptions=9_000, relationships=20_000, members=50_000)
    snapshot = load_snapshot([written.folder])
    edition = edition_of(snapshot)
    assert edition.facts.counts.concepts == 3_000
    assert len(snapshot.descriptions.id) == 9_000
    active = np.flatnonzero(edition.arrays.concepts.active)
    root = edition.place(ConceptId(m.ROOT))
    assert root is not None
    assert len(edition.hierarchy.descendant_places(root)) == len(active) - 1


@pytest.mark.parametrize("seed", [1, 2])
def test_one_more_row_makes_another_state(seed: int) -> None:
    """What is compared above can differ: a state is not equal to that of another date."""
    history = history_of(seed, 20)
    assert state_of(loaded(history.snapshot_files(history.dates[0]))) != history.state()

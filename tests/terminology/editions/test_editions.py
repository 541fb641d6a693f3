"""The generator itself: what it writes is valid RF2 and says what its naive model says."""

from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.terminology.concept import check_digit, parse_concept_id
from app.terminology.refset import Refset
from tests.terminology.editions import metadata as m
from tests.terminology.editions.generator import ReleaseBuilder, small_history, write_large
from tests.terminology.editions.identifiers import DESCRIPTION, check_digits, component_id, component_ids
from tests.terminology.editions.ledger import as_number
from tests.terminology.editions.tables import Table

SEEDS = st.integers(0, 10**6)


def test_the_standards_own_identifiers_have_valid_check_digits() -> None:
    named = {value for name, value in vars(m).items() if isinstance(value, int) and not name.startswith("__")}
    for concept in named | {each.id for each in m.METADATA}:
        assert parse_concept_id(str(concept)) == concept


def test_every_parent_of_the_standards_own_concepts_stands_before_its_children() -> None:
    seen: set[int | None] = {None}
    for each in m.METADATA:
        assert each.parent in seen
        seen.add(each.id)


@given(st.lists(st.integers(1, 99_999_999), min_size=1, max_size=20))
def test_identifiers_made_by_the_column_are_those_made_one_by_one(items: list[int]) -> None:
    column = np.array(items)
    assert check_digits(column).tolist() == [check_digit(str(item)) for item in items]
    for namespace in (None, "1000000"):
        expected = [component_id(item, DESCRIPTION, namespace) for item in items]
        assert component_ids(column, DESCRIPTION, namespace).tolist() == expected


@settings(max_examples=25)
@given(SEEDS)
def test_a_generated_edition_is_sound_at_every_date(seed: int) -> None:
    history = small_history(seed, concepts=20)
    for on in history.dates:
        state = history.state(on)
        for concept in state.active:
            assert state.preferred_term(concept) is not None
            assert len(state.fully_specified_names(concept)) == 1
            assert concept not in state.ancestors(concept)
            assert m.ROOT in {concept, *state.ancestors(concept)}
        joined = {concept for pair in state.parents.items() for concept in (pair[0], *pair[1])}
        assert joined <= state.active
        assert not {source for source, _, _ in state.associations} & state.active
        assert not state.reasons.keys() & state.active


@settings(max_examples=25)
@given(SEEDS)
def test_a_generated_history_never_edits_a_row(seed: int) -> None:
    history = small_history(seed, concepts=20)
    for table in Table:
        stamps = Counter((row.id, row.effective) for row in history.ledger.rows[table])
        assert max(stamps.values(), default=1) == 1


def test_the_same_seed_gives_the_same_edition_and_another_seed_another() -> None:
    assert small_history(5).full_files() == small_history(5).full_files()
    assert small_history(5).full_files() != small_history(6).full_files()


def test_a_generated_history_has_what_makes_editions_hard() -> None:
    history = small_history(3, concepts=80, dates=4)
    first, last = history.state(history.dates[0]), history.state()
    assert max(len(parents) for parents in last.parents.values()) > 2
    assert len({kind for _, kind, _ in last.associations}) > 2
    assert {concept for concept in first.active if not last.concepts[concept].active}
    assert {each for each in first.descriptions if first.preferred_term(first.descriptions[each].concept)}
    changed = [each for each in first.active & last.active if first.preferred_term(each) != last.preferred_term(each)]
    moved = [each for each in first.active & last.active if first.parents.get(each) != last.parents.get(each)]
    assert changed
    assert moved
    assert first.simple != last.simple
    us = [each for each in last.active if last.preferred_term(each) != last.preferred_term(each, (m.US_ENGLISH,))]
    assert us


def test_files_lie_and_are_called_as_those_of_the_uk_release() -> None:
    files = small_history(1).snapshot_files()
    uk = "SnomedCT_UKClinicalRF2_PRODUCTION_20210410T000001Z/Snapshot/Terminology"
    international = "SnomedCT_InternationalRF2_PRODUCTION_20210131T120000Z/Snapshot/Refset/Language"
    assert f"{uk}/sct2_Description_UKCLSnapshot-en_GB1000000_20210410.txt" in files
    assert f"{international}/der2_cRefset_LanguageSnapshot-en_INT_20210131.txt" in files
    assert files[f"{uk}/sct2_Concept_UKCLSnapshot_GB1000000_20210410.txt"].endswith(b"\r\n")


def test_a_hand_made_release_says_what_the_test_said(shipped: Refset) -> None:
    builder = ReleaseBuilder(date(2025, 4, 10))
    refset = builder.shipped(shipped)
    other = builder.concept("Neighbouring anaemia", "Anaemia next door", international=True)
    gone = builder.inactive("Old anaemia", associations=[(m.SAME_AS, other)])
    builder.later(date(2025, 10, 10))
    left = next(iter(shipped.members))
    builder.retire(left, m.OUTDATED, [(m.REPLACED_BY, other)])
    builder.leave(refset, left)
    builder.join(refset, other)
    before, after = builder.state(date(2025, 4, 10)), builder.state()
    assert before.simple[refset] == set(shipped.members)
    assert after.simple[refset] == {other, *shipped.members} - {left}
    assert (before.certain_successor(gone), after.certain_successor(left)) == (other, other)
    assert after.preferred_term(other) == "Neighbouring anaemia"
    assert after.preferred_term(other, (m.US_ENGLISH,)) == "Neighboring anemia"


def test_a_hand_made_release_refuses_what_a_release_cannot_say() -> None:
    builder = ReleaseBuilder()
    concept = builder.concept("Anaemia")
    with pytest.raises(ValueError, match="say `later` first"):
        builder.retire(concept)
    with pytest.raises(ValueError, match="is not after"):
        builder.later(date(2025, 4, 10))
    with pytest.raises(ValueError, match="no such row"):
        builder.leave(concept, concept)


def test_a_large_edition_has_exactly_the_rows_asked_for(tmp_path: Path) -> None:
    written = write_large(tmp_path, concepts=2_000, descriptions=6_000, relationships=12_000, members=30_000)
    kinds = {"sct2_Concept": 2_000, "sct2_Description": 6_000, "sct2_Relationship_": 12_000}
    for name, count in kinds.items():
        assert sum(rows for path, rows in written.rows.items() if f"/{name}" in path) == count
    members = ("Simple", "Language", "Association", "AttributeValue", "ExtendedMap")
    assert (
        sum(rows for path, rows in written.rows.items() if any(f"Refset_{each}" in path for each in members)) == 30_000
    )
    for path, rows in written.rows.items():
        lines = (tmp_path / path).read_bytes().split(b"\r\n")
        assert len(lines) == rows + 2
        assert {line.count(b"\t") for line in lines[:-1]} == {lines[0].count(b"\t")}
        identifiers = [line.split(b"\t")[0] for line in lines[1:-1]]
        assert len(set(identifiers)) == rows


def test_a_large_edition_refuses_to_be_too_thin(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="two descriptions each"):
        write_large(tmp_path, concepts=2_000, descriptions=3_000, relationships=12_000, members=30_000)


def test_the_dates_of_a_history_are_those_of_its_rows() -> None:
    history = small_history(1, dates=4)
    latest = {max(row.effective for row in rows) for table, rows in history.ledger.rows.items() if rows}
    assert as_number(history.dates[-1]) == max(latest)

"""What is a kind of what."""

from pathlib import Path

import pytest

from app.terminology.concept import ConceptId
from app.terminology.edition.edition import Edition
from app.terminology.edition.hierarchy import Hierarchy
from tests.terminology.edition.small_editions import concept, edition, snapshot

ROOT, BRAIN, CHILDHOOD, PALSY, DIPLEGIA, RETIRED, UNKNOWN = (concept(number) for number in range(7))


@pytest.fixture
def whole(tmp_path: Path) -> Edition:
    """Palsy is under two parents; one concept is inactive, one is not there."""
    above = [(BRAIN, ROOT), (CHILDHOOD, ROOT), (PALSY, BRAIN), (PALSY, CHILDHOOD), (DIPLEGIA, PALSY), (RETIRED, ROOT)]
    return edition(
        tmp_path, snapshot([ROOT, BRAIN, CHILDHOOD, PALSY, DIPLEGIA, RETIRED], is_a=above, inactive=[RETIRED])
    )


@pytest.fixture
def hierarchy(whole: Edition) -> Hierarchy:
    return whole.hierarchy


@pytest.mark.parametrize("above", [ROOT, BRAIN, CHILDHOOD, PALSY, DIPLEGIA])
def test_a_concept_is_a_kind_of_itself_and_of_all_above_it(hierarchy: Hierarchy, above: ConceptId) -> None:
    assert hierarchy.subsumes(above, DIPLEGIA)


def test_neither_sibling_nor_child_subsumes(hierarchy: Hierarchy) -> None:
    assert not hierarchy.subsumes(BRAIN, CHILDHOOD)
    assert not hierarchy.subsumes(DIPLEGIA, PALSY)
    assert not hierarchy.subsumes(PALSY, ROOT)


def test_an_inactive_concept_is_a_kind_of_itself_alone(hierarchy: Hierarchy) -> None:
    assert hierarchy.subsumes(RETIRED, RETIRED)
    assert not hierarchy.subsumes(ROOT, RETIRED)
    assert not hierarchy.subsumes(RETIRED, ROOT)


def test_an_unknown_concept_is_a_kind_of_nothing_and_place_tells_it_apart(hierarchy: Hierarchy) -> None:
    assert not hierarchy.subsumes(UNKNOWN, UNKNOWN)
    assert not hierarchy.subsumes(ROOT, UNKNOWN)
    assert not hierarchy.subsumes(UNKNOWN, ROOT)
    assert hierarchy.place(UNKNOWN) is None
    assert hierarchy.place(RETIRED) == 5


def test_parents_children_ancestors_and_descendants_are_by_identifier(hierarchy: Hierarchy) -> None:
    assert hierarchy.parents(PALSY) == (BRAIN, CHILDHOOD)
    assert hierarchy.children(ROOT) == (BRAIN, CHILDHOOD)
    assert hierarchy.ancestors(DIPLEGIA) == (ROOT, BRAIN, CHILDHOOD, PALSY)
    assert hierarchy.descendants(ROOT) == (BRAIN, CHILDHOOD, PALSY, DIPLEGIA)


@pytest.mark.parametrize("lone", [RETIRED, UNKNOWN])
def test_an_inactive_or_unknown_concept_has_nothing_around_it(hierarchy: Hierarchy, lone: ConceptId) -> None:
    assert hierarchy.parents(lone) == hierarchy.children(lone) == ()
    assert hierarchy.ancestors(lone) == hierarchy.descendants(lone) == ()


def test_places_are_views_that_cannot_be_written(hierarchy: Hierarchy) -> None:
    palsy = hierarchy.place(PALSY)
    assert palsy is not None
    assert hierarchy.parent_places(palsy).tolist() == [1, 2]
    assert hierarchy.child_places(palsy).tolist() == [4]
    assert hierarchy.ancestor_places(palsy).tolist() == [0, 1, 2]
    below = hierarchy.descendant_places(palsy)
    assert below.tolist() == [4]
    with pytest.raises(ValueError, match="read-only"):
        below[0] = 0


def test_depth_is_the_fewest_steps_to_the_top(tmp_path: Path) -> None:
    # Diplegia is directly under the root as well, and two steps further down by another way.
    release = snapshot([ROOT, BRAIN, PALSY, DIPLEGIA], is_a=[(BRAIN, ROOT), (PALSY, BRAIN), (DIPLEGIA, PALSY)])
    assert edition(tmp_path / "a", release).hierarchy.depth(DIPLEGIA) == 3
    shorter = snapshot(
        [ROOT, BRAIN, PALSY, DIPLEGIA], is_a=[(BRAIN, ROOT), (PALSY, BRAIN), (DIPLEGIA, PALSY), (DIPLEGIA, ROOT)]
    )
    hierarchy = edition(tmp_path / "b", shorter).hierarchy
    assert hierarchy.depth(DIPLEGIA) == 1
    assert hierarchy.depth(ROOT) == 0
    assert hierarchy.depth(UNKNOWN) is None


def test_the_highest_of_several_concepts_are_those_under_none_of_the_others(hierarchy: Hierarchy) -> None:
    assert hierarchy.highest([DIPLEGIA, PALSY, BRAIN, UNKNOWN, BRAIN]) == (BRAIN,)
    assert hierarchy.highest([CHILDHOOD, BRAIN]) == (BRAIN, CHILDHOOD)
    assert hierarchy.highest([]) == ()

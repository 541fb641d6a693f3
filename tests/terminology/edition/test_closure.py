"""All is-a relationships from the direct ones, held against a walk from concept to concept."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.terminology.edition import closure
from app.terminology.edition.arrays import HierarchyArrays
from app.terminology.edition.closure import UnusableHierarchy, hierarchy_arrays

Pairs = list[tuple[int, int]]


def built(count: int, pairs: Pairs) -> HierarchyArrays:
    child, parent = (np.array([pair[side] for pair in pairs], dtype=np.uint32) for side in (0, 1))
    return hierarchy_arrays(child, parent, count)


def lists(starts: np.ndarray, values: np.ndarray) -> list[list[int]]:
    return [values[starts[each] : starts[each + 1]].tolist() for each in range(len(starts) - 1)]


def walked(count: int, pairs: Pairs) -> list[list[int]]:
    """Everything above each concept, by going up step by step."""
    above = []
    for each in range(count):
        met: set[int] = set()
        waiting = [each]
        while waiting:
            at = waiting.pop()
            more = {parent for child, parent in pairs if child == at} - met
            met |= more
            waiting += more
        above.append(sorted(met))
    return above


@st.composite
def hierarchies(draw: st.DrawFn) -> tuple[int, Pairs]:
    """Concepts in a random order, each with some of those before it above it."""
    order = draw(st.permutations(range(draw(st.integers(1, 14)))))
    pairs = [
        (order[later], order[earlier])
        for later in range(1, len(order))
        for earlier in draw(st.lists(st.integers(0, later - 1), max_size=4))
    ]
    return len(order), pairs


def test_the_ancestors_of_a_concept_under_two_parents_are_those_of_both() -> None:
    # 0 above 1 and 2; both above 3; 3 above 4
    found = built(5, [(1, 0), (2, 0), (3, 1), (3, 2), (4, 3)])
    assert lists(found.parent_starts, found.parents) == [[], [0], [0], [1, 2], [3]]
    assert lists(found.child_starts, found.children) == [[1, 2], [3], [3], [4], []]
    assert lists(found.ancestor_starts, found.ancestors) == [[], [0], [0], [0, 1, 2], [0, 1, 2, 3]]
    assert lists(found.descendant_starts, found.descendants) == [[1, 2, 3, 4], [3, 4], [3, 4], [4], []]


def test_a_pair_that_is_given_twice_counts_once() -> None:
    found = built(2, [(1, 0), (1, 0)])
    assert found.parents.tolist() == [0]
    assert found.children.tolist() == [1]


def test_a_hierarchy_of_nothing_is_empty() -> None:
    found = built(0, [])
    assert found.ancestor_starts.tolist() == [0]
    assert found.descendants.tolist() == []


def test_concepts_without_relationships_have_nothing_above_or_below() -> None:
    found = built(3, [])
    assert found.ancestor_starts.tolist() == [0, 0, 0, 0]


@given(hierarchies())
def test_ancestors_and_descendants_are_what_a_walk_finds(hierarchy: tuple[int, Pairs]) -> None:
    count, pairs = hierarchy
    found, above = built(count, pairs), walked(count, pairs)
    assert lists(found.ancestor_starts, found.ancestors) == above
    below = [[each for each in range(count) if at in above[each]] for at in range(count)]
    assert lists(found.descendant_starts, found.descendants) == below


@given(hierarchies())
def test_portions_make_no_difference(hierarchy: tuple[int, Pairs]) -> None:
    count, pairs = hierarchy
    whole = built(count, pairs)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(closure, "_AT_ONCE", 1)
        portioned = built(count, pairs)
    assert portioned.ancestors.tolist() == whole.ancestors.tolist()
    assert portioned.ancestor_starts.tolist() == whole.ancestor_starts.tolist()


@pytest.mark.parametrize(
    ("pairs", "number"),
    [([(0, 0)], 1), ([(0, 1), (1, 0)], 2), ([(1, 0), (1, 2), (2, 1), (3, 2)], 3)],
    ids=["of itself", "of two", "and one below it"],
)
def test_a_circle_is_refused_with_the_number_of_concepts_in_or_below_it(pairs: Pairs, number: int) -> None:
    with pytest.raises(UnusableHierarchy, match=f"relationships of {number} concepts lead in a circle"):
        built(4, pairs)


def test_more_pairs_than_a_release_can_have_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closure, "MOST_PAIRS", 5)
    chain = [(each + 1, each) for each in range(4)]
    with pytest.raises(UnusableHierarchy, match="more than 5 pairs"):
        built(5, chain)


def test_columns_are_of_the_types_that_are_written() -> None:
    found = built(3, [(1, 0), (2, 1)])
    for starts in (found.parent_starts, found.child_starts, found.ancestor_starts, found.descendant_starts):
        assert starts.dtype == np.int64
    for values in (found.parents, found.children, found.ancestors, found.descendants):
        assert values.dtype == np.uint32

"""Counting children by category."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from app.terminology.edition.rollup import ChildCounts

Needs = list[tuple[int, int]]

EPILEPSY, FOCAL, GENERALISED, PALSY, SLEEP = range(5)


def counts(needs: Needs, replaced: dict[int, int] | None = None) -> ChildCounts:
    children, places = (np.array([need[side] for need in needs], dtype=np.int64) for side in (0, 1))
    return ChildCounts(children, places, replaced or {})


NEEDS = [(1, FOCAL), (1, GENERALISED), (1, FOCAL), (2, FOCAL), (2, PALSY), (3, SLEEP), (4, EPILEPSY)]
ANY_EPILEPSY = BitMap([EPILEPSY, FOCAL, GENERALISED])


def test_a_child_with_two_epilepsies_counts_once() -> None:
    assert counts(NEEDS).count(ANY_EPILEPSY) == 3
    assert counts(NEEDS).count(BitMap([FOCAL])) == 2
    assert set(counts(NEEDS).children(ANY_EPILEPSY)) == {1, 2, 4}


def test_a_table_of_overlapping_categories_does_not_add_up_to_any_of_these() -> None:
    told = counts(NEEDS)
    categories = {"Epilepsy": ANY_EPILEPSY, "Focal": BitMap([FOCAL]), "Palsy": BitMap([PALSY])}
    assert told.table(categories) == {"Epilepsy": 3, "Focal": 2, "Palsy": 1}
    assert told.any_of(categories.values()) == 3


def test_other_is_in_the_parent_and_in_none_of_the_shown() -> None:
    # Child 4 has epilepsy that is neither; child 3 has no epilepsy at all.
    assert counts(NEEDS).other(ANY_EPILEPSY, [BitMap([FOCAL]), BitMap([GENERALISED])]) == 1
    assert counts(NEEDS).other(ANY_EPILEPSY, []) == 3
    assert counts(NEEDS).other(ANY_EPILEPSY, [ANY_EPILEPSY]) == 0


def test_a_child_with_a_shown_need_is_not_other_whatever_else_it_has() -> None:
    assert counts([(1, FOCAL), (1, EPILEPSY)]).other(ANY_EPILEPSY, [BitMap([FOCAL])]) == 0


def test_two_categories_are_counted_together_by_children_with_both() -> None:
    square = counts(NEEDS).together([ANY_EPILEPSY, BitMap([PALSY]), BitMap([SLEEP])])
    assert square.tolist() == [[3, 1, 0], [1, 1, 0], [0, 0, 1]]


def test_a_replaced_concept_counts_as_what_replaced_it() -> None:
    old = 99
    told = counts([(1, old), (1, FOCAL), (2, old)], {old: FOCAL})
    assert told.count(BitMap([FOCAL])) == 2
    assert told.count(BitMap([old])) == 0
    assert told.recorded == BitMap([FOCAL])


def test_a_category_of_concepts_that_nobody_has_counts_no_child() -> None:
    told = counts(NEEDS)
    assert told.count(BitMap()) == 0
    assert told.count(BitMap([1_000_000])) == 0
    assert told.any_of([]) == 0
    assert told.table({}) == {}
    assert told.together([]).shape == (0, 0)


def test_no_needs_at_all_count_no_child() -> None:
    assert counts([]).count(ANY_EPILEPSY) == 0
    assert counts([]).recorded == BitMap()


def test_what_is_answered_is_the_callers_own() -> None:
    told = counts(NEEDS)
    told.recorded.clear()
    told.children(BitMap([FOCAL])).clear()
    assert told.count(BitMap([FOCAL])) == 2


def test_the_greatest_numbers_are_children_and_places_too() -> None:
    greatest = 2**32 - 1
    assert counts([(greatest, greatest), (0, greatest)]).count(BitMap([greatest])) == 2


@pytest.mark.parametrize("needs", [[(-1, 0)], [(0, -1)], [(2**32, 0)], [(0, 2**32)]])
def test_a_number_out_of_range_is_refused(needs: Needs) -> None:
    with pytest.raises(ValueError, match="from 0 to 2"):
        counts(needs)


def test_a_replacement_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="from 0 to 2"):
        counts([(1, 2)], {2: -1})


def test_columns_of_two_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="2 children and 1 concepts"):
        ChildCounts(np.array([1, 2]), np.array([1]))


ANY_NEEDS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 7)), max_size=40)
CATEGORIES = st.lists(st.sets(st.integers(0, 9)), min_size=1, max_size=4)


@given(ANY_NEEDS, CATEGORIES, st.dictionaries(st.integers(0, 7), st.integers(0, 9), max_size=3))
def test_every_count_is_that_of_distinct_children(
    needs: Needs, categories: list[set[int]], replaced: dict[int, int]
) -> None:
    told = counts(needs, replaced)
    now = [(child, replaced.get(place, place)) for child, place in needs]
    bitmaps = [BitMap(sorted(each)) for each in categories]
    having = [{child for child, place in now if place in each} for each in categories]
    assert [told.count(each) for each in bitmaps] == [len(each) for each in having]
    assert told.any_of(bitmaps) == len(set().union(*having))
    assert told.other(bitmaps[0], bitmaps[1:]) == len(having[0].difference(*having[1:]))
    assert told.together(bitmaps).tolist() == [[len(left & right) for right in having] for left in having]

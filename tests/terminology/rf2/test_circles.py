import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.terminology.rf2.circles import circles

Pairs = list[tuple[int, int]]


def found(pairs: Pairs, concepts: int) -> list[int]:
    child, parent = (np.array([pair[each] for pair in pairs], dtype=np.int64) for each in (0, 1))
    return circles(child, parent, concepts)


def reaches_itself(pairs: Pairs, child: int) -> bool:
    seen, left = set[int](), [child]
    while left:
        for parent in (two for one, two in pairs if one == left[-1]):
            if parent == child:
                return True
        here = left.pop()
        more = {two for one, two in pairs if one == here} - seen
        seen |= more
        left += more
    return False


def test_a_hierarchy_with_two_ways_up_has_no_circle() -> None:
    assert found([(1, 0), (2, 0), (3, 1), (3, 2), (4, 3)], 5) == []


def test_a_circle_is_told_by_a_pair_in_it_and_not_by_one_below_it() -> None:
    pairs = [(1, 0), (2, 4), (3, 2), (4, 3), (5, 4), (6, 5)]
    (pair,) = found(pairs, 7)
    assert pair in (1, 2, 3)


def test_a_concept_above_itself_is_a_circle() -> None:
    assert found([(1, 0), (2, 2)], 3) == [1]


def test_two_circles_are_both_told() -> None:
    assert len(found([(0, 1), (1, 0), (2, 3), (3, 2)], 4)) == 2


def test_a_chain_of_ten_thousand_has_no_circle_until_it_is_closed() -> None:
    chain = [(each + 1, each) for each in range(10_000)]
    assert found(chain, 10_001) == []
    assert len(found([*chain, (0, 10_000)], 10_001)) == 1


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), unique=True, max_size=25))
def test_a_circle_is_found_exactly_when_some_concept_is_above_itself(pairs: Pairs) -> None:
    told = found(pairs, 10)
    assert bool(told) == any(reaches_itself(pairs, child) for child in range(10))
    assert all(reaches_itself(pairs, pairs[pair][0]) for pair in told)

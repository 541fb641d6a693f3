"""Exact totals, dealt by chance."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.demo.allotment import counts_around, dealt, disabled_among, total_of


def test_the_published_share_of_two_thousand_children_is_seven_hundred() -> None:
    assert disabled_among(1_998) == 699
    assert disabled_among(2_000) == 700


def test_counts_sum_to_the_mean_times_the_children() -> None:
    counts = counts_around(5.41, 1, 18, 700, Random(1))
    assert sum(counts) == 3_787
    assert min(counts) >= 1
    assert max(counts) <= 18


def test_a_mean_outside_the_bounds_is_refused() -> None:
    with pytest.raises(ValueError, match="between"):
        counts_around(19.0, 1, 18, 10, Random(1))


@given(
    st.integers(0, 10_000),
    st.integers(1, 300),
    st.floats(0, 6, allow_nan=False),
)
def test_any_mean_within_bounds_is_met_exactly(seed: int, children: int, mean: float) -> None:
    counts = counts_around(mean, 0, 6, children, Random(seed))
    assert sum(counts) == total_of(mean, children)
    assert all(0 <= count <= 6 for count in counts)


def test_dealing_keeps_to_the_room_each_has() -> None:
    assert dealt(5, [1.0, 1.0, 1.0], [2, 0, 3], Random(1)) == [2, 0, 3]


def test_dealing_more_than_there_is_room_for_is_refused() -> None:
    with pytest.raises(ValueError, match="room"):
        dealt(3, [1.0, 0.0], [2, 2], Random(1))


@given(st.integers(0, 10_000), st.lists(st.tuples(st.floats(0.1, 9), st.integers(0, 4)), min_size=1, max_size=40))
def test_all_is_dealt_and_nobody_has_too_much(seed: int, takers: list[tuple[float, int]]) -> None:
    weights, most = [each[0] for each in takers], [each[1] for each in takers]
    total = sum(most) // 2
    counts = dealt(total, weights, most, Random(seed))
    assert sum(counts) == total
    assert all(count <= room for count, room in zip(counts, most, strict=True))

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


def test_the_last_have_none_where_none_was_found_and_the_total_is_the_same() -> None:
    counts = counts_around(2.40, 0, 12, 100, Random(1), without=8)
    assert sum(counts) == 240
    assert counts[-8:] == [0] * 8
    assert min(counts_around(5.41, 1, 18, 100, Random(1), without=8)[-8:]) == 1


def test_as_many_have_none_as_leave_room_for_the_total() -> None:
    assert counts_around(6.0, 0, 6, 10, Random(1), without=4) == [6] * 10
    assert counts_around(3.0, 0, 6, 10, Random(1), without=9) == [6] * 5 + [0] * 5
    assert counts_around(0.0, 0, 6, 3, Random(1), without=3) == [0] * 3


@given(st.integers(0, 10_000), st.integers(1, 300), st.floats(0, 6, allow_nan=False), st.floats(0, 1))
def test_any_mean_is_met_exactly_whoever_has_none(seed: int, children: int, mean: float, share: float) -> None:
    counts = counts_around(mean, 0, 6, children, Random(seed), without=round(share * children))
    assert len(counts) == children
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

"""Which ages can be worked out of slices of ages: held against the rank of the sums that anybody can write down."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from app.reports.age_cuts import Ages, nearest, worked_out

YEARS = 6
RUNS = st.tuples(st.integers(0, YEARS - 1), st.integers(0, YEARS - 1)).map(lambda two: (min(two), max(two)))


def test_a_whole_less_its_released_parts_is_worked_out() -> None:
    assert [*worked_out([(0, 18)], [(0, 17)])] == [(18, 18)]
    assert [*worked_out([(0, 4), (5, 10)], [(0, 9)])] == [(5, 9), (10, 10)]


def test_what_is_only_added_or_what_one_side_gives_alone_is_not() -> None:
    assert [*worked_out([(0, 4)], [(5, 10)])] == []
    assert [*worked_out([(0, 4), (0, 10)], [])] == []
    assert [*worked_out([(0, 4), (0, 10)], [(12, 25)])] == []


def test_the_nearest_slice_is_that_which_ends_or_begins_with_them() -> None:
    assert nearest((10, 10), [(0, 4), (5, 10)]) == (5, 10)
    assert nearest((10, 10), [(0, 9)]) == (0, 9)
    assert nearest((3, 4), [(3, 9), (0, 1)]) == (3, 9)


@settings(max_examples=30, deadline=None)
@given(st.lists(RUNS, max_size=3), st.lists(RUNS, max_size=3))
def test_whatever_is_told_is_a_sum_of_both_and_of_neither_alone(old: list[Ages], new: list[Ages]) -> None:
    told = {*worked_out(old, new)}
    for first in range(YEARS):
        for last in range(first, YEARS):
            ages = (first, last)
            both = follows(ages, old + new)
            assert ages not in told or (both and not follows(ages, old) and not follows(ages, new))
            if both and not follows(ages, old) and not follows(ages, new) and ages not in told:
                assert only_added(ages, old + new)


def follows(ages: Ages, runs: list[Ages]) -> bool:
    """Whether the number of these ages is a sum of multiples of the runs' numbers, whatever they are."""
    rows = [[Fraction(first <= year <= last) for year in range(YEARS)] for first, last in runs]
    target = [Fraction(ages[0] <= year <= ages[1]) for year in range(YEARS)]
    return rank([*rows, target]) == rank(rows)


def rank(rows: list[list[Fraction]]) -> int:
    left, found = [list(row) for row in rows], 0
    for column in range(YEARS):
        pivot = next((row for row in left if row[column]), None)
        if pivot is not None:
            left.remove(pivot)
            left = [[a - b * row[column] / pivot[column] for a, b in zip(row, pivot, strict=True)] for row in left]
            found += 1
    return found


def only_added(ages: Ages, runs: list[Ages]) -> bool:
    """Whether runs one after the other make up these ages."""
    first, last = ages
    if first > last:
        return True
    return any(run[0] == first and run[1] <= last and only_added((run[1] + 1, last), runs) for run in runs)

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.terminology.concept import check_digit
from app.terminology.rf2.sctids import Component, components, wrong_check_digits, wrong_partitions

stems = st.integers(10_000, 10**17 - 1)


def test_the_root_and_is_a_have_the_right_check_digit_and_a_neighbour_has_not() -> None:
    ids = np.array([138875005, 116680003, 138875006, 999001261000000100])
    assert wrong_check_digits(ids).tolist() == [False, False, True, False]


@given(st.lists(stems, min_size=1, max_size=60))
def test_whole_columns_have_the_check_digits_that_single_ones_have(numbers: list[int]) -> None:
    due = [check_digit(str(each)) for each in numbers]
    every = np.array([each * 10 + digit for each in numbers for digit in range(10)])
    expected = [digit != right for right in due for digit in range(10)]
    assert wrong_check_digits(every).tolist() == expected


def test_a_partition_says_which_component_an_identifier_names() -> None:
    ids = np.array([138875005, 700001013, 700001022, 70000310000001110])
    assert components(ids).tolist() == [0, 1, 2, 1]
    assert wrong_partitions(ids, Component.CONCEPT).tolist() == [False, True, True, True]
    assert wrong_partitions(ids, Component.DESCRIPTION).tolist() == [True, False, True, False]


def test_an_extension_identifier_needs_room_for_its_namespace() -> None:
    ids = np.array([1234567101, 12345671000, 11000000101, 999101])
    assert wrong_partitions(ids, Component.CONCEPT).tolist() == [True, False, False, True]


def test_a_reserved_partition_is_of_no_component() -> None:
    ids = np.array([700001032, 7000010001000206])
    assert all(wrong_partitions(ids, each).all() for each in Component)

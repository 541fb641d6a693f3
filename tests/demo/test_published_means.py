"""The demonstration has the published means of C, T, F and R, whatever its seed and nearly whatever its size.

Expected values: EACD 2016 conference abstract of Horridge and others (sure.sunderland.ac.uk/6348), 1,998 children.
"""

import pytest

from app.clinical.complexity import Complexity
from app.demo.child_plan import DemoSize
from app.demo.presentations import LEARNING_DISABILITY
from app.terminology.refset import Refset
from tests.demo.conftest import TODAY, Loaded, load

WITH = ((5.41, 18), (0.16, 4), (0.53, 5), (0.18, 1))
WITHOUT = ((2.40, 12), (0.03, 2), (0.19, 5), (0.02, 1))


def _letters(profile: Complexity) -> tuple[int, int, int, int]:
    counts = (profile.conditions, profile.technology, profile.family, profile.round_the_clock)
    known = tuple(count for count in counts if count is not None)
    assert len(known) == 4, "every child seen was asked about all four groups"
    return known[0], known[1], known[2], known[3]


def _profiles(loaded: Loaded) -> dict[bool, list[tuple[int, int, int, int]]]:
    severities = {each.concept for each in LEARNING_DISABILITY}
    profiles: dict[bool, list[tuple[int, int, int, int]]] = {True: [], False: []}
    for statements, profile in loaded.standing():
        disabled = any(each.concept in severities for each in statements)
        profiles[disabled].append(_letters(profile))
    return profiles


def test_two_thousand_children_have_the_published_means_and_ranges(loaded: Loaded) -> None:
    profiles = _profiles(loaded)
    for disabled, expected in ((True, WITH), (False, WITHOUT)):
        for letter, (mean, most) in enumerate(expected):
            counts = [each[letter] for each in profiles[disabled]]
            assert sum(counts) / len(counts) == pytest.approx(mean, rel=0.05)
            assert max(counts) <= most


def test_a_third_of_the_children_have_an_intellectual_disability(loaded: Loaded) -> None:
    profiles = _profiles(loaded)
    share = len(profiles[True]) / (len(profiles[True]) + len(profiles[False]))
    assert share == pytest.approx(699 / 1_998, abs=0.005)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_means_do_not_hang_on_the_seed(refset: Refset, seed: int) -> None:
    profiles = _profiles(load(DemoSize(600, 12, TODAY), refset, seed))
    for disabled, expected in ((True, WITH), (False, WITHOUT)):
        for letter, (mean, _) in enumerate(expected):
            counts = [each[letter] for each in profiles[disabled]]
            # The nearest whole total to the mean: half a need in all is what sampling leaves.
            assert abs(sum(counts) - mean * len(counts)) <= 0.5


def test_a_small_demonstration_is_as_near_as_whole_needs_allow(refset: Refset) -> None:
    profiles = _profiles(load(DemoSize(120, 24, TODAY), refset, 7))
    for disabled, expected in ((True, WITH), (False, WITHOUT)):
        for letter, (mean, _) in enumerate(expected):
            counts = [each[letter] for each in profiles[disabled]]
            assert abs(sum(counts) - mean * len(counts)) <= 0.5

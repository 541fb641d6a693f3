"""Damaged releases: each is refused, or loads as it should; none breaks anything else, and none leaves a trace.

For every kind of damage it stands beforehand what must become of the release. `tests/soak` tries fifty times as many.
"""

from collections import Counter

import pytest

from tests.terminology.damage.kinds import Kind, Verdict
from tests.terminology.damage.trial import ALL_KINDS, sound_release, try_one
from tests.terminology.editions.reading import loaded, quick_folder, state_of

VARIANTS = 2_000


@pytest.mark.parametrize("apart", [False, True])
def test_the_release_that_is_damaged_is_sound(apart: bool) -> None:
    release, state = sound_release(apart=apart)
    assert state_of(loaded(release.files)) == state


def test_each_kind_of_damage_has_a_name_of_its_own() -> None:
    assert max(Counter(kind.name for kind in ALL_KINDS).values()) == 1
    assert {kind.verdict for kind in ALL_KINDS} == set(Verdict)


@pytest.mark.parametrize("kind", ALL_KINDS, ids=lambda kind: kind.name.replace(" ", "_"))
def test_a_damaged_release_is_refused_or_loads_and_leaves_nothing(kind: Kind) -> None:
    each = -(-VARIANTS // len(ALL_KINDS))
    with quick_folder() as folder:
        outcomes = [try_one(kind, seed, folder) for seed in range(each)]
        assert [f"seed {seed}: {outcome.wrong}" for seed, outcome in enumerate(outcomes) if outcome.wrong] == []
        assert list(folder.iterdir()) == []

"""A hundred thousand damaged releases: none is taken for sound, none breaks anything else, and none leaves a trace."""

import time
from collections import defaultdict
from collections.abc import Sequence

import pytest

from tests.terminology.damage.trial import ALL_KINDS, Outcome, try_one
from tests.terminology.editions.reading import quick_folder

VARIANTS = 100_000
FIRST_SEED = 10_000
"""The first one of those that the quick tests do not try."""


@pytest.mark.soak
def test_a_hundred_thousand_damaged_releases_are_refused_or_load_as_they_should(
    capsys: pytest.CaptureFixture[str],
) -> None:
    outcomes: list[tuple[int, Outcome]] = []
    started = time.monotonic()
    with quick_folder() as folder:
        for number in range(VARIANTS):
            seed = FIRST_SEED + number
            outcomes.append((seed, try_one(ALL_KINDS[number % len(ALL_KINDS)], seed, folder)))
            if (number + 1) % 1_000 == 0:
                with capsys.disabled():
                    print(_progress(outcomes, time.monotonic() - started), end="", flush=True)  # noqa: T201
        assert list(folder.iterdir()) == []
    with capsys.disabled():
        print(f"\n{_summary([outcome for _, outcome in outcomes])}")  # noqa: T201
    assert [f"seed {seed}, {each.kind.name}: {each.wrong}" for seed, each in outcomes if each.wrong] == []


def _progress(outcomes: Sequence[tuple[int, Outcome]], seconds: float) -> str:
    wrong = sum(bool(outcome.wrong) for _, outcome in outcomes)
    return f"\r{len(outcomes):,} of {VARIANTS:,} damaged releases, {seconds:,.0f} s, {wrong} not as they should be"


def _summary(outcomes: Sequence[Outcome]) -> str:
    """By kind: what must become of it, how many were refused, how many loaded, how many not as they should be."""
    by_kind: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_kind[outcome.kind.name].append(outcome)
    rows = [f"{'refused':>8} {'loaded':>8} {'wrong':>6}  kind: what must become of it"]
    for name, each in sorted(by_kind.items()):
        refused, wrong = sum(one.refused for one in each), sum(bool(one.wrong) for one in each)
        rows.append(f"{refused:8,} {len(each) - refused:8,} {wrong:6,}  {name}: {each[0].kind.verdict.value}")
    return "\n".join(rows)

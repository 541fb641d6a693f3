"""Twenty thousand bundles damaged at random: each gets the verdict fixed before."""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.wiring import installation
from tests.fhir.damage.judging import verdicts
from tests.fhir.proof.elsewhere import Elsewhere, elsewhere, settings_on

TIMES = 20_000


@pytest.fixture
def place(sqlite_url: str, tmp_path: Path) -> Iterator[Elsewhere]:
    with installation(settings_on(sqlite_url, tmp_path)) as installed:
        yield elsewhere(installed, installed.desk.add_organisation("RYY01", "Here Community Trust"))


@pytest.mark.soak
def test_twenty_thousand_damages_get_the_verdict_fixed_before(place: Elsewhere, capsys: Any) -> None:
    found = verdicts(place, TIMES, seed=12)
    with capsys.disabled():
        sys.stdout.write(f"\n{found.share:.4f} of {TIMES} as fixed")
        for each, times in Counter(found.missed).most_common():
            sys.stdout.write(f"\n{times} {each}")
    assert found.share >= 0.97

"""Random damage to whole visits gets the verdict fixed before, and the answer names what was damaged."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.wiring import installation
from tests.fhir.damage.judging import Verdicts, verdicts
from tests.fhir.proof.elsewhere import Elsewhere, elsewhere, settings_on


@pytest.fixture
def place(sqlite_url: str, tmp_path: Path) -> Iterator[Elsewhere]:
    with installation(settings_on(sqlite_url, tmp_path)) as installed:
        yield elsewhere(installed, installed.desk.add_organisation("RYY01", "Here Community Trust"))


def told(found: Verdicts, capsys: Any) -> None:
    """List what was not as fixed."""
    with capsys.disabled():
        for each in found.missed:
            sys.stdout.write(f"\n{each}")


def test_damage_gets_the_verdict_fixed_before(place: Elsewhere, capsys: Any) -> None:
    found = verdicts(place, 300, seed=11)
    told(found, capsys)
    assert len(found.kinds) >= 20
    assert found.share >= 0.97

"""Bundles leave nothing behind in the memory of whoever receives them, however many there were."""

import gc
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.fhir.exchange import Sent
from app.wiring import installation
from benchmarks import fhir
from benchmarks.fhir_bundles import Visits
from tests.fhir.proof.elsewhere import BASE, Elsewhere, elsewhere, settings_on

SETTLING = 30
"""Bundles until what is made at first use is there."""

BUNDLES = 60
LEFT_BY_EACH = 1_500
"""Bytes that a bundle of 10 may leave on average: the dates and moments that bounded caches hold for a while."""


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Iterator[Elsewhere]:
    with installation(settings_on(database_url, tmp_path)) as installed:
        yield elsewhere(installed, installed.desk.add_organisation("RYY01", "Here Community Trust"))


def _receive(place: Elsewhere, visits: Visits, bundles: int) -> None:
    for _ in range(bundles):
        assert place.receiver.bundle(Sent(place.system, visits.bundle(10), BASE)).status == 200


def _held() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def test_a_bundle_leaves_no_more_memory_in_use_than_bounded_caches_hold(place: Elsewhere) -> None:
    visits = Visits()
    _receive(place, visits, SETTLING)
    tracemalloc.start()
    try:
        # Once more, so that what caches let go and take anew was traced before.
        _receive(place, visits, SETTLING)
        before = _held()
        _receive(place, visits, BUNDLES)
        left = (_held() - before) / BUNDLES
    finally:
        tracemalloc.stop()
    assert left < LEFT_BY_EACH, f"{left:.0f} bytes a bundle"


@pytest.mark.soak
def test_ten_thousand_bundles_leave_the_memory_of_the_server_flat() -> None:
    for held in fhir.flat():
        assert held.kept, held

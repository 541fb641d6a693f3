"""Many clinicians at work at once, on PostgreSQL: every answer is the due one, and what they were told is there."""

from pathlib import Path

import pytest
from rich.console import Console

from benchmarks import clinicians
from benchmarks.clinicians import Load, a_day


def test_clinicians_typing_and_saving_at_once_meet_no_error_and_find_all_they_saved(
    postgresql_url: str, tmp_path: Path
) -> None:
    found = a_day(postgresql_url, tmp_path, Load(clinicians=16, seconds=8, pace=0.05))
    assert found.outcome.faults == []
    assert found.missing == []
    assert found.outcome.ran_out == 0
    assert len(found.outcome.saved) >= 16
    assert {"save", "draft", "type-ahead", "form", "encounter", "clinic list"} <= {
        kind for kind, _, _ in found.outcome.answers
    }


@pytest.mark.soak
def test_two_hundred_clinicians_save_within_300_ms_for_ten_minutes_in_memory_that_stays_flat() -> None:
    console = Console()
    report = clinicians.run(console)
    report.show(console)
    report.keep()
    assert report.kept, [each for each in report.held if not each.kept]

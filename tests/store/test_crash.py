"""A process killed while it writes: what it said is recorded is there, and nothing is there by halves."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.identity import Identity
from tests.databases import opened
from tests.store.endless_writer import WRITERS
from tests.store.raw import connected, count

ROOT = Path(__file__).resolve().parents[2]


def killed_after(seconds: float, database_url: str, first: int) -> list[tuple[Identity, Identity]]:
    """(organisation, encounter) of each encounter that a killed process said was recorded."""
    codes = [f"RK{first + number:03d}" for number in range(WRITERS)]
    command = [sys.executable, "-m", "tests.store.endless_writer", database_url, *codes]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = [process.stdout.readline()]
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        said += process.stdout.readlines()
    # The last line may be cut short by the kill.
    whole = [line.split() for line in said if line.endswith("\n")]
    return [(Identity(int(organisation)), Identity(int(encounter))) for organisation, encounter in whole]


def expect_whole(database_url: str, said: list[tuple[Identity, Identity]]) -> None:
    with opened(database_url) as store:
        for organisation, encounter in said:
            with store.records(organisation) as records:
                assert len(records.encounter(encounter).statements) == 6
        report = store.accounts.verify_audit()
    assert report.faults == ()
    encounters = count(database_url, "encounter")
    assert encounters >= len(said)
    assert count(database_url, "need") == count(database_url, "need_statement") == 6 * encounters
    assert count(database_url, "encounter_group") == count(database_url, "care_activity") == 2 * encounters
    assert report.events == encounters + count(database_url, "organisation")
    if database_url.startswith("sqlite"):
        with connected(database_url) as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_a_killed_writer_leaves_whole_units_and_all_it_answered_for(database_url: str) -> None:
    said = killed_after(0.4, database_url, 0)
    assert said
    expect_whole(database_url, said)


@pytest.mark.soak
def test_writers_killed_again_and_again_leave_whole_units(database_url: str) -> None:
    said: list[tuple[Identity, Identity]] = []
    for attempt in range(20):
        said += killed_after(0.2 + 0.15 * attempt, database_url, attempt * WRITERS)
    expect_whole(database_url, said)

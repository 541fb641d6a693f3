"""`everyneed reports copy`: what it says, what it leaves, and what it notes in the audit trail."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner, Result

from app.access.audit import AuditAction, AuditEvent
from app.reports.commands import CopyTools, report_commands
from tests.clinical.examples import REFSET, identities
from tests.reports.copy.worlds import AT, ORGANISATIONS, World, people, refreshed, small_world


@pytest.fixture
def world() -> World:
    return small_world()


@pytest.fixture
def noted() -> list[AuditEvent]:
    return []


@pytest.fixture
def commands(world: World, noted: list[AuditEvent], tmp_path: Path) -> Typer:
    @contextmanager
    def opened() -> Iterator[CopyTools]:
        yield CopyTools(
            *(tmp_path, lambda: ORGANISATIONS, world.open, bytes(32), REFSET),
            *(noted.append, identities(), lambda: AT),
        )

    return report_commands(opened)


def run(commands: Typer, *arguments: str) -> Result:
    return CliRunner().invoke(commands, ["copy", *arguments])


def test_it_says_how_many_records_were_copied_and_notes_it_for_each_organisation(
    commands: Typer, noted: list[AuditEvent], tmp_path: Path
) -> None:
    done = run(commands)
    assert (done.exit_code, done.output.splitlines()) == (
        0,
        ["The copy was made anew.", "  RXX01     2 records", "  RXX02     2 records"],
    )
    assert [(each.organisation, each.action, each.detail) for each in noted] == [
        (organisation.id, AuditAction.REPORTS_COPIED, "2 records, anew; refresh 1") for organisation in ORGANISATIONS
    ]
    assert len(people(tmp_path / "copy")) == 4


def test_the_next_time_only_what_was_touched_is_copied_unless_everything_is_asked_for(
    commands: Typer, world: World, noted: list[AuditEvent]
) -> None:
    run(commands)
    world.see(0, 1)
    assert run(commands).output.splitlines()[:2] == ["The copy was brought up to date.", "  RXX01     1 records"]
    assert noted[-2].detail == "1 records, what was touched; refresh 2"
    assert run(commands, "--rebuild").output.splitlines()[1] == "  RXX01     2 records"


def test_lists_of_places_that_cannot_be_used_end_it_and_leave_the_copy(
    commands: Typer, noted: list[AuditEvent], tmp_path: Path
) -> None:
    (tmp_path / "places").mkdir()
    (tmp_path / "places" / "boards.csv").write_text("icb\n")
    done = run(commands)
    assert done.exit_code == 1
    assert "boards.csv, line 1: There is no column name." in done.output
    assert "Nothing was copied." in done.output
    assert (noted, (tmp_path / "copy").exists()) == ([], False)


def test_a_refresh_under_way_is_said(commands: Typer, world: World, tmp_path: Path) -> None:
    said: list[Result] = []

    open_before = world.open

    def opening(organisation: object) -> object:
        said.append(run(commands))
        return open_before(organisation)  # type: ignore[arg-type]

    world.open = opening  # type: ignore[method-assign, assignment]
    refreshed(world, tmp_path / "copy")
    assert said[0].exit_code == 1
    assert "under way" in said[0].output

"""`everyneed demo load`: what it prints, and when it does nothing."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from app.access.passwords import Passwords
from app.access.people import Account, Role
from app.clinical.child import Child
from app.demo.commands import demo_commands
from app.demo.people import LAST_ACCOUNT, PASSWORD, demo_sign_ins
from app.demo.ports import DemoEnvironment
from app.identity import Identity
from app.terminology.refset import Refset
from tests.demo.memory import MemoryStore
from tests.demo.memory_systems import MemorySystems

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SMALL = ["load", "--children", "40", "--months", "6", "--seed", "3"]


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def systems() -> MemorySystems:
    return MemorySystems()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "demo-client.json"


def over(store: MemoryStore, refset: Refset, systems: MemorySystems, file: Path) -> Typer:
    """The commands over an environment in memory."""

    @contextmanager
    def open_demo() -> Iterator[DemoEnvironment]:
        yield DemoEnvironment(store, refset, bytes(32), lambda: NOW, systems)

    return demo_commands(open_demo, lambda: file, lambda: NOW)


@pytest.fixture
def commands(store: MemoryStore, refset: Refset, systems: MemorySystems, file: Path) -> Typer:
    return over(store, refset, systems, file)


def test_loading_prints_what_was_made_a_fingerprint_and_the_sign_ins(commands: Typer, store: MemoryStore) -> None:
    result = CliRunner().invoke(commands, SMALL)
    assert result.exit_code == 0, result.output
    assert "40 children" in result.output
    assert "2026-11-24; fingerprint " in result.output
    assert PASSWORD in result.output
    assert all(each.username in result.output for each in demo_sign_ins())
    assert len(store.of(Child)) == 40


def test_the_accounts_open_with_the_password_printed(commands: Typer, store: MemoryStore) -> None:
    CliRunner().invoke(commands, SMALL)
    account = store.account_named("paediatrician")
    assert account is not None
    assert Passwords().verify(account.password_hash, PASSWORD)


def test_progress_is_told_in_plain_lines_away_from_a_terminal(commands: Typer) -> None:
    lines = CliRunner().invoke(commands, SMALL).output.splitlines()
    assert sum("rows/s" in line for line in lines) >= 9


def test_the_same_command_prints_the_same_fingerprint(refset: Refset, commands: Typer, tmp_path: Path) -> None:
    another = over(MemoryStore(), refset, MemorySystems(), tmp_path / "another.json")
    prints = [
        next(line for line in CliRunner().invoke(each, SMALL).output.splitlines() if "fingerprint" in line)
        for each in (commands, another)
    ]
    assert prints[0] == prints[1]


def test_the_day_called_today_can_be_given(commands: Typer) -> None:
    result = CliRunner().invoke(commands, [*SMALL, "--today", "2026-03-02"])
    assert "up to 2026-03-02" in result.output


def test_a_second_load_is_refused(commands: Typer, store: MemoryStore) -> None:
    CliRunner().invoke(commands, SMALL)
    before = len(store.things)
    result = CliRunner().invoke(commands, SMALL)
    assert result.exit_code == 1
    assert "loaded already" in result.output
    assert len(store.things) == before


def test_a_second_load_if_empty_does_nothing_and_says_so(commands: Typer, store: MemoryStore) -> None:
    CliRunner().invoke(commands, SMALL)
    before = len(store.things)
    result = CliRunner().invoke(commands, [*SMALL, "--if-empty"])
    assert result.exit_code == 0
    assert "nothing was done" in result.output
    assert len(store.things) == before


def test_a_load_that_was_broken_off_is_told_even_if_empty(commands: Typer, store: MemoryStore) -> None:
    CliRunner().invoke(commands, SMALL)
    last = store.account_named(LAST_ACCOUNT)
    assert last is not None
    del store.things[last.id]
    result = CliRunner().invoke(commands, [*SMALL, "--if-empty"])
    assert result.exit_code == 1
    assert "broken off" in result.output


def test_a_user_name_that_is_somebodys_is_told_before_anything_is_written(commands: Typer, store: MemoryStore) -> None:
    store.write(Account(Identity(1), Identity(2), "clerk", "Somebody", Role.CLERK, None, "$hash"))
    result = CliRunner().invoke(commands, SMALL)
    assert result.exit_code == 1
    assert "The user name clerk" in result.output
    assert len(store.things) == 1


def test_too_few_children_are_refused_by_the_command(commands: Typer) -> None:
    assert CliRunner().invoke(commands, ["load", "--children", "3"]).exit_code == 2


def test_a_reference_set_without_the_members_is_told(
    store: MemoryStore, refset: Refset, systems: MemorySystems, file: Path
) -> None:
    poor = Refset(refset.release, {}, {})
    result = CliRunner().invoke(over(store, poor, systems, file), SMALL)
    assert result.exit_code == 1
    assert "cannot be made" in result.output
    assert not store.things


def test_a_load_registers_the_system_once(commands: Typer, systems: MemorySystems, file: Path) -> None:
    CliRunner().invoke(commands, SMALL)
    (registered,) = systems.registered
    assert registered.client_id == json.loads(file.read_text())["client_id"]
    before = file.read_bytes()
    CliRunner().invoke(commands, [*SMALL, "--if-empty"])
    assert systems.registered == [registered]
    assert file.read_bytes() == before


def test_a_clinic_that_was_loaded_before_there_was_a_system_gets_one(
    commands: Typer, systems: MemorySystems, file: Path
) -> None:
    CliRunner().invoke(commands, SMALL)
    systems.registered.clear()
    file.unlink()
    result = CliRunner().invoke(commands, [*SMALL, "--if-empty"])
    assert result.exit_code == 0
    assert "only its system was given a key" in result.output
    assert [each.name for each in systems.registered] == ["Demo system"]


def test_the_sign_ins_can_be_printed_again(commands: Typer) -> None:
    result = CliRunner().invoke(commands, ["sign-ins"])
    assert result.exit_code == 0
    assert "paediatrician" in result.output

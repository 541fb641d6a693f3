"""`everyneed demo load`: what it prints, and when it does nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

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

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SMALL = ["load", "--children", "40", "--months", "6", "--seed", "3"]


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def commands(store: MemoryStore, refset: Refset) -> Typer:
    @contextmanager
    def open_demo() -> Iterator[DemoEnvironment]:
        yield DemoEnvironment(store, refset, bytes(32), lambda: NOW)

    return demo_commands(open_demo)


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


def test_the_same_command_prints_the_same_fingerprint(refset: Refset, commands: Typer) -> None:
    @contextmanager
    def open_another() -> Iterator[DemoEnvironment]:
        yield DemoEnvironment(MemoryStore(), refset, bytes(32), lambda: NOW)

    prints = [
        next(line for line in CliRunner().invoke(each, SMALL).output.splitlines() if "fingerprint" in line)
        for each in (commands, demo_commands(open_another))
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


def test_a_reference_set_without_the_members_is_told(store: MemoryStore, refset: Refset) -> None:
    poor = Refset(refset.release, {}, {})

    @contextmanager
    def open_poor() -> Iterator[DemoEnvironment]:
        yield DemoEnvironment(store, poor, bytes(32), lambda: NOW)

    result = CliRunner().invoke(demo_commands(open_poor), SMALL)
    assert result.exit_code == 1
    assert "cannot be made" in result.output
    assert not store.things


def test_the_sign_ins_can_be_printed_again(commands: Typer) -> None:
    result = CliRunner().invoke(commands, ["sign-ins"])
    assert result.exit_code == 0
    assert "paediatrician" in result.output

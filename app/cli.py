"""The command door: `everyneed …`."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from app.administration.accounts import AccountDesk
from app.administration.clients.commands import ClientTools
from app.administration.commands import Tools, add_commands
from app.administration.ports import Schema
from app.administration.releases.commands import ReleaseTools, TerminologyTools
from app.demo.commands import demo_commands
from app.demo.people import PASSWORD as DEMO_PASSWORD
from app.demo.people import demo_sign_ins
from app.demo.ports import DemoEnvironment
from app.settings import Settings, SettingsFault, settings_from_environment
from app.terminology.load import RefsetFault
from app.wiring import installation, now, require_ready, schema


def main() -> None:
    """Run the command line; a settings fault or a damaged reference set is said in a line or more, exit 2."""
    try:
        application()()
    except (SettingsFault, RefsetFault) as fault:
        typer.echo(str(fault), err=True)
        raise SystemExit(2) from None


def _settings() -> Settings:
    return settings_from_environment(os.environ)


def application() -> typer.Typer:
    """The whole command line."""
    commands = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_show_locals=False)
    terminology = TerminologyTools(_refset_folder, _terminology_folder, _releases)
    add_commands(commands, Tools(_schema, _desk, terminology, _clients))
    commands.add_typer(demo_commands(_demo), name="demo", help="A synthetic clinic.")
    commands.command()(serve)
    return commands


def serve(host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve the pages with uvicorn, one process."""
    settings = _settings()
    require_ready(settings)
    address = f"{'https' if settings.https else 'http'}://{host}:{port}"
    typer.echo(f"EveryNeed is at {address}")
    if settings.demo:
        for sign_in in demo_sign_ins():
            typer.echo(f"  {sign_in.username:<16} {sign_in.what_you_can_do}")
        typer.echo(f"The password of each is {DEMO_PASSWORD}")
    sys.stdout.flush()
    server = [sys.executable, "-m", "uvicorn", "app.main:application", "--factory", "--no-access-log"]
    options = ["--no-server-header", "--log-level", "warning", "--host", host, "--port", str(port)]
    os.execv(sys.executable, [*server, *options])  # noqa: S606 - our own interpreter, no shell


def _refset_folder() -> Path:
    return _settings().refset_folder


def _terminology_folder() -> Path:
    return _settings().terminology_folder


def _schema() -> Schema:
    return schema(_settings())


@contextmanager
def _desk() -> Iterator[AccountDesk]:
    with installation(_settings()) as service:
        yield service.desk


@contextmanager
def _releases() -> Iterator[ReleaseTools]:
    """Opened also where the release in use cannot be, so that a command can mend that."""
    with installation(_settings(), tolerant=True) as service:
        yield ReleaseTools(service.releases, service.desk.records)


@contextmanager
def _clients() -> Iterator[ClientTools]:
    """Opened also where the release in use cannot be: who may call has nothing to do with it."""
    with installation(_settings(), tolerant=True) as service:
        yield ClientTools(service.clients, service.desk.records.organisation)


@contextmanager
def _demo() -> Iterator[DemoEnvironment]:
    with installation(_settings()) as service:
        yield DemoEnvironment(service.store, service.refset, service.pseudonym_key, now)

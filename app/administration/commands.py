"""The commands an operator runs: database, terminology, accounts, audit, documentation, health."""

import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from app.access.people import Organisation, Role
from app.administration.accounts import AccountDesk, NewAccount
from app.administration.ports import Schema
from app.clinical.catalogue import data_dictionary
from app.errors import Conflict, Rejected
from app.settings import settings_page
from app.terminology.load import RefsetFault, check_refset, describe, load_refset
from app.terminology.search import RefsetSearch

_PATIENCE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Tools:
    """What the commands work with, opened when one needs it."""

    refset_folder: Callable[[], Path]
    schema: Callable[[], Schema]
    desk: Callable[[], AbstractContextManager[AccountDesk]]


def add_commands(application: typer.Typer, tools: Tools) -> None:
    """Add every command of administration to the application."""
    application.add_typer(_database(tools), name="database", help="The database's schema.")
    application.add_typer(_terminology(tools), name="terminology", help="The reference set.")
    application.add_typer(_accounts(tools), name="accounts", help="Local accounts.")
    application.add_typer(_audit(tools), name="audit", help="The audit trail.")
    application.add_typer(_documentation(), name="docs", help="Pages of documentation that are generated.")

    @application.command()
    def health(url: str = "http://127.0.0.1:8000/health") -> None:
        """Ask a running service whether it is well; exit 1 if it is not."""
        try:
            # The operator names the address of their own service.
            with urllib.request.urlopen(url, timeout=_PATIENCE_SECONDS) as answer:  # noqa: S310
                typer.echo(answer.read().decode())
        except OSError as fault:
            typer.echo(f"The service does not answer at {url}: {fault}.", err=True)
            raise typer.Exit(1) from None


def _database(tools: Tools) -> typer.Typer:
    commands = typer.Typer(no_args_is_help=True)

    @commands.command()
    def upgrade(revision: str = "head") -> None:
        """Bring the schema up to a revision, the newest if none is named."""
        schema = tools.schema()
        before = schema.current()
        schema.upgrade(revision)
        after = schema.current()
        typer.echo(f"The schema is at {after}." if before == after else f"The schema went from {before} to {after}.")

    @commands.command()
    def downgrade(revision: str) -> None:
        """Take the schema back to a revision (`base` for none). Records of tables taken away are lost."""
        schema = tools.schema()
        schema.downgrade(revision)
        typer.echo(f"The schema is at {schema.current()}.")

    @commands.command()
    def current() -> None:
        """Say at which revision the schema is, and which is the newest."""
        schema = tools.schema()
        typer.echo(f"The schema is at {schema.current()}; the newest is {schema.head()}.")

    return commands


def _terminology(tools: Tools) -> typer.Typer:
    commands = typer.Typer(no_args_is_help=True)

    @commands.command()
    def check(folder: Annotated[Path | None, typer.Argument(help="Folder of the reference set.")] = None) -> None:
        """Check every line of the reference set; exit 1 and name file and line of every fault."""
        where = folder or tools.refset_folder()
        faults = check_refset(where)
        for fault in faults:
            typer.echo(str(fault), err=True)
        if faults:
            raise typer.Exit(1)
        typer.echo(describe(load_refset(where)))

    @commands.command()
    def search(words: list[str], limit: int = 12) -> None:
        """Find members as the form does."""
        try:
            matches = RefsetSearch(load_refset(tools.refset_folder())).find(" ".join(words), limit=limit)
        except RefsetFault as fault:
            typer.echo(str(fault), err=True)
            raise typer.Exit(1) from None
        console = Console(soft_wrap=True)
        for match in matches:
            matched = "" if match.term.text == match.member.preferred_term else f"  [{match.term.text}]"
            console.print(
                f"{match.member.concept}  {match.member.preferred_term}  ({match.member.group.singular}){matched}",
                markup=False,
                highlight=False,
            )
        if not matches:
            typer.echo("Nothing in the reference set begins with these words.", err=True)
            raise typer.Exit(1)

    return commands


def _accounts(tools: Tools) -> typer.Typer:
    commands = typer.Typer(no_args_is_help=True)

    @commands.command()
    def add(
        username: str,
        *,
        name: Annotated[str, typer.Option(help="The person's name.")],
        role: Annotated[Role, typer.Option(help="What the person is here to do.")],
        organisation: Annotated[str, typer.Option(help="ODS code of the person's organisation.")],
        password: Annotated[str, typer.Option(prompt=True, confirmation_prompt=True, hide_input=True)],
        organisation_name: Annotated[str, typer.Option(help="The organisation's name, when it is new here.")] = "",
    ) -> None:
        """Add a local account, and its organisation when that is new."""
        with tools.desk() as desk:
            try:
                home = _organisation(desk, organisation.strip().upper(), organisation_name)
                desk.add(home, None, NewAccount(username, name, role.value, password))
            except Rejected as refusal:
                for problem in refusal.problems:
                    typer.echo(problem.message, err=True)
                raise typer.Exit(1) from None
            except Conflict:
                typer.echo("This user name is taken. Choose another.", err=True)
                raise typer.Exit(1) from None
        typer.echo(f"{username.strip().lower()} may sign in as {role.value}.")

    return commands


def _organisation(desk: AccountDesk, ods_code: str, name: str) -> Organisation:
    known = desk.records.organisation(ods_code)
    if known is not None:
        return known
    if not name:
        typer.echo(f"{ods_code} is new here: give --organisation-name too.", err=True)
        raise typer.Exit(1)
    return desk.add_organisation(ods_code, name)


def _audit(tools: Tools) -> typer.Typer:
    commands = typer.Typer(no_args_is_help=True)

    @commands.command()
    def verify() -> None:
        """Recompute the chain of every event; exit 1 and name each place where it does not hold."""
        with tools.desk() as desk:
            report = desk.records.verify_audit()
        for fault in report.faults:
            typer.echo(f"writer {fault.writer}, event {fault.sequence}: {fault.what}", err=True)
        typer.echo(f"{report.events} events in {report.chains} chains read; {len(report.faults)} faults.")
        if report.faults:
            raise typer.Exit(1)

    return commands


def _documentation() -> typer.Typer:
    commands = typer.Typer(no_args_is_help=True)

    @commands.command("data-dictionary")
    def dictionary() -> None:
        """Print docs/data-dictionary.md."""
        typer.echo(data_dictionary(), nl=False)

    @commands.command("settings")
    def settings() -> None:
        """Print docs/settings.md."""
        typer.echo(settings_page(), nl=False)

    return commands

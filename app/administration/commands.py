"""The commands an operator runs: database, terminology, accounts, audit, documentation, health."""

import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import Annotated

import typer

from app.access.people import ROLES_OF_PEOPLE, Organisation
from app.administration.accounts import AccountDesk, NewAccount
from app.administration.clients.commands import Opened, client_commands
from app.administration.hosts.commands import OpenedHosts, host_commands
from app.administration.ports import Schema
from app.administration.professions import LONGEST_STAFF_ID, TypedProfession
from app.administration.releases.commands import TerminologyTools, terminology_commands
from app.clinical.catalogue import data_dictionary
from app.clinical.professional import Profession
from app.errors import Conflict, NotFound, Rejected
from app.identity import Identity, shown
from app.settings import settings_page

_PATIENCE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Tools:
    """What the commands work with, opened when one needs it."""

    schema: Callable[[], Schema]
    desk: Callable[[], AbstractContextManager[AccountDesk]]
    terminology: TerminologyTools
    clients: Opened
    hosts: OpenedHosts


def add_commands(application: typer.Typer, tools: Tools) -> None:
    """Add every command of administration to the application."""
    application.add_typer(_database(tools), name="database", help="The database's schema.")
    application.add_typer(
        terminology_commands(tools.terminology),
        name="terminology",
        help="Releases of SNOMED CT, and the reference set.",
    )
    application.add_typer(_accounts(tools), name="accounts", help="Local accounts.")
    application.add_typer(client_commands(tools.clients), name="clients", help="Providers' systems that call the API.")
    application.add_typer(host_commands(tools.hosts), name="hosts", help="Providers' own records that open the form.")
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


_PROFESSION_OPTIONS = {
    "profession": "--profession",
    "staff_id": "--staff-id",
    "registration_body": "--registration-body",
    "registration_entry": "--registration-entry",
    "staff_group": "--staff-group",
    "occupation_code": "--occupation-code",
    "job_role": "--job-role",
}
_RoleOption = Annotated[
    str, typer.Option(help="What the person is here to do.", metavar="|".join(role.value for role in ROLES_OF_PEOPLE))
]
_ProfessionOption = Annotated[Profession | None, typer.Option(help="A clinician's profession.")]
_StaffId = Annotated[str, typer.Option(help=f"A clinician's staff identifier, up to {LONGEST_STAFF_ID} characters.")]
_Body = Annotated[str, typer.Option(help="Code of the body the clinician is registered with, such as 03.")]
_Entry = Annotated[str, typer.Option(help="The clinician's registration number.")]
_Group = Annotated[str, typer.Option(help="Code of the clinician's staff group, such as M02.")]
_Occupation = Annotated[str, typer.Option(help="The clinician's NHS occupation code, 3 characters.")]
_Job = Annotated[str, typer.Option(help="The clinician's job role code, 5 digits.")]
_Same = Annotated[
    bool,
    typer.Option(
        "--same-person",
        help="The staff identifier is that of a care professional without an account: it is the same person.",
    ),
]


def _accounts(tools: Tools) -> typer.Typer:
    commands = typer.Typer(no_args_is_help=True)

    @commands.command()
    def add(
        username: str,
        *,
        name: Annotated[str, typer.Option(help="The person's name.")],
        role: _RoleOption,
        organisation: Annotated[str, typer.Option(help="ODS code of the person's organisation.")],
        password: Annotated[str, typer.Option(prompt=True, confirmation_prompt=True, hide_input=True)],
        organisation_name: Annotated[str, typer.Option(help="The organisation's name, when it is new here.")] = "",
        profession: _ProfessionOption = None,
        staff_id: _StaffId = "",
        registration_body: _Body = "",
        registration_entry: _Entry = "",
        staff_group: _Group = "",
        occupation_code: _Occupation = "",
        job_role: _Job = "",
        same_person: _Same = False,
    ) -> None:
        """Add a local account, and its organisation when that is new. A clinician has a profession and a staff id."""
        details = registration_body, registration_entry, staff_group, occupation_code, job_role
        typed = TypedProfession(profession or "", staff_id, *details)
        with tools.desk() as desk, _told():
            home = _organisation(desk, organisation.strip().upper(), organisation_name)
            typed = _confirmed(desk, home.id, typed, same_person=same_person)
            desk.add(home, None, NewAccount(username, name, role, password, typed))
        typer.echo(f"{username.strip().lower()} may sign in as {role}.")

    @commands.command()
    def tie(
        username: str,
        *,
        profession: _ProfessionOption = None,
        staff_id: _StaffId = "",
        registration_body: _Body = "",
        registration_entry: _Entry = "",
        staff_group: _Group = "",
        occupation_code: _Occupation = "",
        job_role: _Job = "",
        same_person: _Same = False,
    ) -> None:
        """Give a clinician's account its profession, or another; all details are as given here."""
        details = registration_body, registration_entry, staff_group, occupation_code, job_role
        typed = TypedProfession(profession or "", staff_id, *details)
        with tools.desk() as desk, _told():
            found = desk.records.account_named(username.strip().lower())
            if found is None:
                raise NotFound("There is no account with this user name.")
            typed = _confirmed(desk, found.organisation, typed, same_person=same_person)
            tied = desk.professional_of(desk.tie(found.organisation, None, found.id, typed))
        if tied is not None:
            typer.echo(
                f"{found.username} is {tied.profession.words.lower()}, staff identifier {tied.local_identifier}."
            )

    return commands


def _confirmed(
    desk: AccountDesk, organisation: Identity, typed: TypedProfession, *, same_person: bool
) -> TypedProfession:
    """What was typed, with who is meant by its staff identifier when the operator says that it is the same person."""
    known = desk.unclaimed(organisation, typed.staff_id)
    if known is None:
        return typed
    if same_person:
        return replace(typed, same_person=shown(known.id))
    typer.echo(
        f"{known.local_identifier} is {known.name}, {known.profession.words.lower()}, who has no account. "
        "If it is the same person, say --same-person: the details recorded there then stand.",
        err=True,
    )
    return typed


@contextmanager
def _told() -> Iterator[None]:
    """Say why a use case declined, each problem with the option it is about, and exit 1."""
    try:
        yield
    except Rejected as refusal:
        for problem in refusal.problems:
            option = _PROFESSION_OPTIONS.get(problem.item)
            typer.echo(f"{option}: {problem.message}" if option else problem.message, err=True)
        raise typer.Exit(1) from None
    except (Conflict, NotFound) as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(1) from None


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

"""The commands of hosts: add, list, change, disable and enable one."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Annotated

import typer

from app.access.hosts import Host
from app.access.people import Organisation
from app.administration.hosts.desk import HostDesk, HostDetails
from app.errors import Conflict, NotFound, Rejected

_OPTIONS = {"name": "--name", "issuer": "--issuer", "client_id": "--client-id", "staff_system": "--staff-system"}


@dataclass(frozen=True, slots=True)
class HostTools:
    """What the commands work with: the desk of hosts, and how an organisation is found by its ODS code."""

    desk: HostDesk
    organisation: Callable[[str], Organisation | None]


OpenedHosts = Callable[[], AbstractContextManager[HostTools]]

_HostId = Annotated[str, typer.Argument(help="The host's id, as `everyneed hosts list` shows it.")]
_Issuer = Annotated[str, typer.Option(help="Base address of the host's FHIR API, which it launches with (iss).")]
_ClientId = Annotated[str, typer.Option(help="The client id under which the host has registered EveryNeed.")]
_StaffSystem = Annotated[
    str, typer.Option(help="System of the host's identifiers that are staff identifiers here, besides SDS user ids.")
]


def host_commands(opened: OpenedHosts) -> typer.Typer:
    """The commands."""
    commands = typer.Typer(no_args_is_help=True)
    _add_registering(commands, opened)
    _add_switching(commands, opened)
    _add_looking(commands, opened)
    return commands


def _add_registering(commands: typer.Typer, opened: OpenedHosts) -> None:
    @commands.command()
    def add(
        name: Annotated[str, typer.Argument(help="What the record is called by those who use it.")],
        *,
        organisation: Annotated[str, typer.Option(help="ODS code of the organisation whose record it is.")],
        issuer: _Issuer,
        client_id: _ClientId,
        staff_system: _StaffSystem = "",
    ) -> None:
        """Register a provider's own record, which may open the form (SMART App Launch)."""
        with _told(), opened() as tools:
            owner = tools.organisation(organisation.strip().upper())
            if owner is None:
                raise NotFound(
                    "There is no organisation with this ODS code. An account adds it: everyneed accounts add"
                )
            host = tools.desk.add(owner, HostDetails(name, issuer, client_id, staff_system))
        _say(host, "may open the form.")

    @commands.command()
    def change(
        host_id: _HostId,
        *,
        name: Annotated[str, typer.Option(help="Another name.")] = "",
        issuer: _Issuer = "",
        client_id: _ClientId = "",
        staff_system: _StaffSystem = "",
    ) -> None:
        """Give a host other details; what is not given stays. Sessions it has opened hand nothing back any more."""
        with _told(), opened() as tools:
            host = tools.desk.change(host_id, HostDetails(name, issuer, client_id, staff_system))
        _say(host, "is as follows.")


def _add_switching(commands: typer.Typer, opened: OpenedHosts) -> None:
    @commands.command()
    def disable(host_id: _HostId) -> None:
        """Let a host open nothing more, and be handed nothing back."""
        with _told(), opened() as tools:
            host = tools.desk.disable(host_id)
        typer.echo(f"{host.name} ({host.host_id}) is disabled.")

    @commands.command()
    def enable(host_id: _HostId) -> None:
        """Let a host open the form again."""
        with _told(), opened() as tools:
            host = tools.desk.enable(host_id)
        typer.echo(f"{host.name} ({host.host_id}) may open the form.")


def _add_looking(commands: typer.Typer, opened: OpenedHosts) -> None:
    @commands.command("list")
    def list_hosts() -> None:
        """List every host with its organisation, its address, and whether it is disabled."""
        with opened() as tools:
            found = tools.desk.records.hosts()
        for organisation, host in found:
            state = "disabled" if host.disabled_at else "enabled"
            typer.echo(f"{host.host_id}  {organisation.ods_code:<9} {state:<8} {host.name}: {host.issuer}")
        if not found:
            typer.echo("No host is registered. Add one with: everyneed hosts add")


def _say(host: Host, what: str) -> None:
    typer.echo(f"{host.name} {what}\nhost id       {host.host_id}\nissuer        {host.issuer}")
    typer.echo(f"client id     {host.client_id}")
    if host.staff_system is not None:
        typer.echo(f"staff system  {host.staff_system}")


@contextmanager
def _told() -> Iterator[None]:
    """Say why a use case declined, each problem with the option it is about, and exit 1."""
    try:
        yield
    except Rejected as refusal:
        for problem in refusal.problems:
            typer.echo(f"{_OPTIONS[problem.item]}: {problem.message}", err=True)
        raise typer.Exit(1) from None
    except (Conflict, NotFound) as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(1) from None

"""The commands of hosts: add, list, change, disable and enable one."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Annotated

import typer

from app.access.hosts import Host
from app.access.people import Organisation
from app.administration.hosts.desk import HostDesk, HostDetails
from app.administration.registered.commands import SwitchWords, add_switching, owner, say_all, told

_OPTIONS = {"name": "--name", "issuer": "--issuer", "client_id": "--client-id", "staff_system": "--staff-system"}


@dataclass(frozen=True, slots=True)
class HostTools:
    """What the commands work with: the desk of hosts, and how an organisation is found by its ODS code."""

    desk: HostDesk
    organisation: Callable[[str], Organisation | None]


OpenedHosts = Callable[[], AbstractContextManager[HostTools]]

_SWITCHING = SwitchWords(
    "HOST_ID",
    "The host's id, as `everyneed hosts list` shows it.",
    "Let a host open nothing more, and be handed nothing back.",
    "Let a host open the form again.",
    "open the form",
)
_HostId = Annotated[str, typer.Argument(help=_SWITCHING.which)]
_Issuer = Annotated[str, typer.Option(help="Base address of the host's FHIR API, which it launches with (iss).")]
_ClientId = Annotated[str, typer.Option(help="The client id under which the host has registered EveryNeed.")]
_StaffSystem = Annotated[
    str, typer.Option(help="System of the host's identifiers that are staff identifiers here, besides SDS user ids.")
]


def host_commands(opened: OpenedHosts) -> typer.Typer:
    """The commands."""
    commands = typer.Typer(no_args_is_help=True)
    _add_registering(commands, opened)
    add_switching(commands, opened, _SWITCHING, _OPTIONS)
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
        with told(_OPTIONS), opened() as tools:
            details = HostDetails(name, issuer, client_id, staff_system)
            host = tools.desk.add(owner(tools.organisation, organisation), details)
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
        with told(_OPTIONS), opened() as tools:
            host = tools.desk.change(host_id, HostDetails(name, issuer, client_id, staff_system))
        _say(host, "is as follows.")


def _add_looking(commands: typer.Typer, opened: OpenedHosts) -> None:
    @commands.command("list")
    def list_hosts() -> None:
        """List every host with its organisation, its address, and whether it is disabled."""
        with opened() as tools:
            found = tools.desk.records.hosts()
        say_all(found, lambda host: host.issuer, "No host is registered. Add one with: everyneed hosts add")


def _say(host: Host, what: str) -> None:
    typer.echo(f"{host.name} {what}\nhost id       {host.host_id}\nissuer        {host.issuer}")
    typer.echo(f"client id     {host.client_id}")
    if host.staff_system is not None:
        typer.echo(f"staff system  {host.staff_system}")

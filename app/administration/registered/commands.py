"""What the commands of every kind of providers' systems have in common."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Annotated, Protocol, TypeVar

import typer

from app.access.clients import SystemClient
from app.access.hosts import Host
from app.access.people import Organisation
from app.errors import Conflict, NotFound, Rejected
from app.identity import shown

System = TypeVar("System", SystemClient, Host)


class Switches(Protocol):
    """A desk at which systems are switched off and on, by their ids."""

    def disable(self, id_text: str, /) -> SystemClient | Host: ...

    def enable(self, id_text: str, /) -> SystemClient | Host: ...


class SwitchTools(Protocol):
    """What the commands work with, as far as they switch."""

    @property
    def desk(self) -> Switches: ...


@dataclass(frozen=True, slots=True)
class SwitchWords:
    """The words of the commands that switch: of their argument, of each, and what an enabled system may do."""

    argument: str
    which: str
    disable: str
    enable: str
    may: str


def add_switching(
    commands: typer.Typer,
    opened: Callable[[], AbstractContextManager[SwitchTools]],
    words: SwitchWords,
    options: Mapping[str, str],
) -> None:
    """Add the commands disable and enable; `options` are as for `told`."""
    argument = typer.Argument(metavar=words.argument, help=words.which)

    @commands.command(help=words.disable)
    def disable(id_text: Annotated[str, argument]) -> None:
        with told(options), opened() as tools:
            system = tools.desk.disable(id_text)
        typer.echo(f"{system.name} ({shown(system.id)}) is disabled.")

    @commands.command(help=words.enable)
    def enable(id_text: Annotated[str, argument]) -> None:
        with told(options), opened() as tools:
            system = tools.desk.enable(id_text)
        typer.echo(f"{system.name} ({shown(system.id)}) may {words.may}.")


def owner(organisation: Callable[[str], Organisation | None], ods_code: str) -> Organisation:
    """The organisation whose system is registered, by its ODS code as it was typed. Raises NotFound."""
    found = organisation(ods_code.strip().upper())
    if found is None:
        raise NotFound("There is no organisation with this ODS code. An account adds it: everyneed accounts add")
    return found


def say_all(found: Sequence[tuple[Organisation, System]], more: Callable[[System], str], nobody: str) -> None:
    """Print each system with its organisation, whether it is disabled, and what else is told; or that there is none."""
    for organisation, system in found:
        state = "disabled" if system.disabled_at else "enabled"
        typer.echo(f"{shown(system.id)}  {organisation.ods_code:<9} {state:<8} {system.name}: {more(system)}")
    if not found:
        typer.echo(nobody)


@contextmanager
def told(options: Mapping[str, str]) -> Iterator[None]:
    """Say why a use case declined, each problem with the option it is about, by its item in `options`, and exit 1."""
    try:
        yield
    except Rejected as refusal:
        for problem in refusal.problems:
            typer.echo(f"{options[problem.item]}: {problem.message}", err=True)
        raise typer.Exit(1) from None
    except (Conflict, NotFound) as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(1) from None

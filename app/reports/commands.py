"""The commands of reports: `everyneed reports copy`."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.access.audit import AuditAction, AuditEvent
from app.access.people import Organisation
from app.errors import Conflict, NotFound
from app.identity import Identity
from app.reports.ports import HistoryRecords
from app.terminology.refset import Refset

if TYPE_CHECKING:
    from app.reports.copy.writer import Refreshed, Tell


@dataclass(frozen=True, slots=True)
class CopyTools:
    """What copying works with.

    `folder` is that of reports; `records` opens an organisation's records as of one moment; `key` is that of reports;
    `note` writes an audit event.
    """

    folder: Path
    organisations: Callable[[], tuple[Organisation, ...]]
    records: Callable[[Organisation], AbstractContextManager[HistoryRecords]]
    key: bytes
    refset: Refset
    note: Callable[[AuditEvent], None]
    new_identity: Callable[[], Identity]
    now: Callable[[], datetime]


OpenCopying = Callable[[], AbstractContextManager[CopyTools]]


def report_commands(copying: OpenCopying) -> typer.Typer:
    """The commands."""
    commands = typer.Typer(no_args_is_help=True)
    _add_copy(commands, copying)

    @commands.callback()
    def reports() -> None:
        """Counts of children and needs."""

    return commands


def _add_copy(commands: typer.Typer, opened: OpenCopying) -> None:
    @commands.command("copy")
    def bring_up_to_date(
        anew: Annotated[
            bool, typer.Option("--rebuild", help="Make the copy anew, as after restoring a backup.")
        ] = False,
    ) -> None:
        """Bring the analytics copy, from which reports are counted, up to date with the record."""
        with opened() as tools, _told("Nothing was copied."):
            done = copied(tools, anew=anew)
        _tell(done)


def copied(tools: CopyTools, *, anew: bool) -> "Refreshed":
    """Bring the copy up to date, or make it anew, with a progress bar and the audit events.

    Raises:
        Conflict: another refresh is under way.
        ValueError: the lists of places cannot be used.
    """
    from app.reports.copy.load import load_places
    from app.reports.copy.writer import Derivation, rebuild, refresh

    organisations = tools.organisations()
    derivation = Derivation(tools.key, load_places(tools.folder / "places"), tools.refset)
    act = rebuild if anew else refresh
    with _followed() as tell:
        done = act(tools.folder / "copy", organisations, tools.records, derivation, tools.now(), tell=tell)
    for organisation, count in done.records:
        tools.note(_event(tools, organisation, count, done))
    return done


def _event(tools: CopyTools, organisation: Organisation, count: int, done: "Refreshed") -> AuditEvent:
    detail = f"{count} records, {'anew' if done.anew else 'what was touched'}; refresh {done.number}"
    identity, at = tools.new_identity(), tools.now()
    return AuditEvent(*(identity, at, organisation.id, None, None, None, AuditAction.REPORTS_COPIED), detail=detail)


def _tell(done: "Refreshed") -> None:
    """Say how many records were written of each organisation."""
    typer.echo("The copy was made anew." if done.anew else "The copy was brought up to date.")
    for organisation, count in done.records:
        typer.echo(f"  {organisation.ods_code:<9} {count:,} records")


@contextmanager
def _told(nothing: str) -> Iterator[None]:
    """Say a fault in the user's words, and end with 1."""
    try:
        yield
    except (ValueError, Conflict, NotFound) as fault:
        typer.echo(f"{fault} {nothing}", err=True)
        raise typer.Exit(1) from None


@contextmanager
def _followed() -> Iterator["Tell"]:
    """A bar on a terminal; elsewhere nothing is shown until the end."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda done, total: None  # noqa: ARG005
        return
    columns = (TextColumn("Copying"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("Copying", total=None)

        def tell(done: int, total: int) -> None:
            if done % 50 == 0 or done == total:
                progress.update(task, completed=done, total=total)

        yield tell

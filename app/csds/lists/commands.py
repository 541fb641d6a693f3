"""`everyneed csds lists`: load, show and drop the lists that a provider has copies of."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

import typer

from app.csds.accdb.faults import CannotWrite
from app.csds.lists.kinds import ListFault, ListKind
from app.csds.lists.load import kept_file

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_Kind = Annotated[ListKind, typer.Argument(help="Which list.")]


def lists_commands(folder: Callable[[], Path]) -> typer.Typer:
    """The commands; `folder` gives where the lists are kept."""
    commands = typer.Typer(no_args_is_help=True)

    @commands.command()
    def load(
        kind: _Kind,
        files: Annotated[list[Path], typer.Argument(help="Text files (CSV) that make the list.", dir_okay=False)],
    ) -> None:
        """Load a list in place of the one before.

        The first line of each file names its columns.
        organisations: code,opened,closed - of organisations, sites, practices and schools together; dates as
        2021-03-04, empty where there is none. postcodes: postcode. assessments: concept,name,least,most,decimals,also -
        SNOMED CT concept, name, range of its scores, decimals (empty: 1), and further scores with spaces between them.
        """
        from app.csds.lists.writer import keep_list

        with _told("The list before stays."):
            count = keep_list(kind, files, folder())
            typer.echo(f"{count:,} {kind.value} are loaded. The next check and build use them.")

    @commands.command()
    def show() -> None:
        """Say which lists are loaded, and since when."""
        for kind in ListKind:
            typer.echo(f"{kind.value:<14} {_state(kept_file(folder(), kind))}")

    @commands.command()
    def drop(kind: _Kind) -> None:
        """Forget a list: the rules that need it are not checked then."""
        from app.csds.lists.writer import drop_list

        with _told(""):
            there = drop_list(kind, folder())
            typer.echo(f"The list of {kind.value} is {'forgotten' if there else 'not loaded: nothing was changed'}.")

    return commands


def _state(path: Path) -> str:
    if not path.exists():
        return "not loaded: the rules that need it are not checked"
    loaded = _EPOCH + timedelta(seconds=int(path.stat().st_mtime))
    return f"loaded {loaded:%Y-%m-%d %H:%M} UTC, {path}"


@contextmanager
def _told(stays: str) -> Iterator[None]:
    try:
        yield
    except (ListFault, CannotWrite, OSError) as fault:
        typer.echo(f"{fault}\n{stays}".strip(), err=True)
        raise typer.Exit(1) from None

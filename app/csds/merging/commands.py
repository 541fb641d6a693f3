"""The command that merges two files: `everyneed csds merge`."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from app.csds.delivery.request import Follows


def add_merge(
    commands: typer.Typer,
    lists: Callable[[], Path],
    told: Callable[[str], AbstractContextManager[None]],
    followed: Callable[[], AbstractContextManager["Follows"]],
) -> None:
    """Add the command. `lists` gives the folder of the provider's lists, `told` says faults and what comes of them,
    `followed` shows how far it is."""

    @commands.command()
    def merge(
        host: Annotated[Path, typer.Argument(help="The file of the provider's other systems.", dir_okay=False)],
        supplement: Annotated[Path, typer.Argument(help="The partial file that was built here.", dir_okay=False)],
        out: Annotated[Path, typer.Option(help="The file to make.", dir_okay=False)],
        template: Annotated[
            Path | None,
            typer.Option(help="The official blank IDB (TRUD item 599). Without it a preview is made.", dir_okay=False),
        ] = None,
    ) -> None:
        """Merge two files into the whole return: what the host has stays, ours is added or fills what is blank."""
        from app.csds.lists.load import load_lists
        from app.csds.merging.writer import Asked, merge_files

        with told("Nothing was merged."), followed() as follows:
            merged = merge_files(Asked(host, supplement, template, out, load_lists(lists())), follows)
        for each in merged.tables:
            if each.host or each.added:
                typer.echo(
                    f"{each.table}: {each.host:,} rows of the host, {each.added:,} added, {each.filled:,} blanks filled"
                )
        typer.echo(f"{merged.disagreements:,} disagreements, the host's value kept: {merged.listed}")
        for line in merged.report.lines(with_advice=False):
            typer.echo(line)
        if template is None:
            typer.echo("Preview: made without the official template. SDCS Cloud would not take it.")

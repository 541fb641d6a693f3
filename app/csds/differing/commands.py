"""The command that compares two files: `everyneed csds differences`."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer


def add_differences(commands: typer.Typer, told: Callable[[str], AbstractContextManager[None]]) -> None:
    """Add the command; `told` says faults and what comes of them."""

    @commands.command()
    def differences(
        before: Annotated[Path, typer.Argument(help="A file of a period, such as its primary.", dir_okay=False)],
        after: Annotated[Path, typer.Argument(help="A later file of it, such as its refresh.", dir_okay=False)],
    ) -> None:
        """Say what is different between two files of a period, by table and field."""
        from app.csds.differing.engine_differences import differences as between
        from app.csds.versions import specification_of

        with told("Nothing was compared."):
            found = [each for each in between(specification_of(date.max), before, after) if each.is_any]
        for each in found:
            typer.echo(f"{each.table}: {each.before:,} rows, now {each.after:,}: {each.new:,} new, {each.gone:,} gone")
            for field, count in each.changed.items():
                typer.echo(f"  {field}: changed in {count:,}")
        if not found:
            typer.echo("No difference.")

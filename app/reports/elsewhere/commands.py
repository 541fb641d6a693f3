"""`everyneed reports import`: keep figures that others have published, so that ours are read beside them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from app.reports.elsewhere.faults import ElsewhereFault
from app.reports.elsewhere.manifest import Entry, Kind

_Files = Annotated[list[Path], typer.Argument(help="CSV files as they were published.")]
_File = Annotated[Path, typer.Argument(help="A CSV file.")]
_Source = Annotated[str, typer.Option(help="Who published it, in words.", show_default="as docs/reports-sources.md")]
_Licence = Annotated[str, typer.Option(help="Under which licence.", show_default="Open Government Licence v3.0")]


def import_commands(reports_folder: Callable[[], Path], now: Callable[[], datetime]) -> typer.Typer:
    """The commands. `reports_folder` gives the folder of reports, in whose `elsewhere` the files are kept; `now` the
    instant (UTC)."""
    commands = typer.Typer(no_args_is_help=True)
    _add_education(commands, reports_folder, now)
    for kind, words in (
        (Kind.FINGERTIPS, "Indicators of Fingertips: its CSV download."),
        (Kind.POPULATIONS, "How many people live in areas: area_code,area_name,level,year,age,sex,count."),
        (Kind.NEIGHBOURS, "Statistical neighbours: a column for each authority, the closest first."),
    ):
        commands.command(kind.value, help=words)(_importing(kind, reports_folder, now))

    @commands.command("list")
    def listed() -> None:
        """Say what is kept, since when, from whom and under which licence."""
        from app.reports.elsewhere.load import FOLDER, read_entries

        with _told(""):
            entries = read_entries(reports_folder() / FOLDER)
            for entry in entries:
                _tell(entry)
            if not entries:
                typer.echo("Nothing is kept: nothing was imported yet.")

    return commands


def _add_education(commands: typer.Typer, folder: Callable[[], Path], now: Callable[[], datetime]) -> None:
    @commands.command("education")
    def education(files: _Files, source: _Source = "", licence: _Licence = "") -> None:
        """Files of “explore education statistics”, those on education, health and care plans above all.

        Several files are taken together or not at all.
        """
        from app.reports.elsewhere.load import FOLDER, import_files

        with _told("What was kept before stays."):
            kept = import_files(Kind.EDUCATION, files, folder() / FOLDER, now(), source=source, licence=licence)
            for entry in kept:
                _tell(entry)

    @commands.command("shipped")
    def shipped() -> None:
        """The small extract of England and the North East that comes with EveryNeed, to try things out with."""
        from app.reports.elsewhere.load import FOLDER, import_shipped

        with _told("What was kept before stays."):
            for entry in import_shipped(folder() / FOLDER, now()):
                _tell(entry)


def _importing(kind: Kind, folder: Callable[[], Path], now: Callable[[], datetime]) -> Callable[[Path, str, str], None]:
    def command(file: _File, source: _Source = "", licence: _Licence = "") -> None:
        from app.reports.elsewhere.load import FOLDER, import_file

        with _told("What was kept before stays."):
            _tell(import_file(kind, file, folder() / FOLDER, now(), source=source, licence=licence))

    return command


def _tell(entry: Entry) -> None:
    name = entry.kind.value if entry.name == entry.kind.value else f"{entry.kind.value} {entry.name}"
    first, last = (entry.periods[0], entry.periods[-1]) if entry.periods else ("", "")
    periods = "" if not first else f", {first}" if first == last else f", {first} to {last}"
    typer.echo(f"{name}: {entry.rows:,} rows{periods}; imported {entry.imported_at:%Y-%m-%d %H:%M} UTC")
    typer.echo(f"  {entry.source}. {entry.licence}. {entry.original}, SHA-256 {entry.sha256}")


@contextmanager
def _told(stays: str) -> Iterator[None]:
    """Say a fault in the user's words, and end with 1."""
    try:
        yield
    except (ElsewhereFault, OSError) as fault:
        typer.echo(f"{fault}\n{stays}".strip(), err=True)
        raise typer.Exit(1) from None

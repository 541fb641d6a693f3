"""The commands for what comes back: `everyneed csds report` and `reconcile`."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from app.access.people import Organisation
from app.csds.desk import SubmissionDesk
from app.csds.ports import SubmissionRecords
from app.csds.returned.reconciled import lines_of
from app.csds.returned.reports import ReportKind, Reports
from app.csds.submissions import SubmissionState
from app.terminology.refset import Refset

if TYPE_CHECKING:
    from app.csds.delivery.request import Follows

_Submission = Annotated[str, typer.Option("--submission", help="The submission, as `submissions` lists it.")]
_Organisation = Annotated[
    str, typer.Option(help="ODS code of the provider.", show_default="the only one of the installation")
]


class ReportTools(Protocol):
    """What these commands work with."""

    @property
    def desk(self) -> SubmissionDesk: ...
    @property
    def reports(self) -> Reports: ...
    @property
    def folder(self) -> Path: ...
    @property
    def records(self) -> Callable[[Organisation], AbstractContextManager[SubmissionRecords]]: ...
    @property
    def refset(self) -> Refset: ...
    @property
    def submitter(self) -> str: ...
    @property
    def report_columns(self) -> str: ...
    @property
    def now(self) -> Callable[[], datetime]: ...


@dataclass(frozen=True, slots=True)
class Ways:
    """How commands of the submission find a provider, say faults, and show how far they are."""

    provider: Callable[[str], Organisation]
    told: Callable[[str], AbstractContextManager[None]]
    followed: Callable[[], AbstractContextManager["Follows"]]


def add_returned_commands(
    commands: typer.Typer, opened: Callable[[], AbstractContextManager[tuple[ReportTools, Ways]]]
) -> None:
    """Add the commands."""

    @commands.command()
    def report(  # noqa: PLR0917
        file: Annotated[Path, typer.Argument(help="A validation or data quality file, CSV or JSON.", dir_okay=False)],
        submission: _Submission,
        kind: Annotated[
            ReportKind | None, typer.Option(help="Which of the two it is.", show_default="told by its name")
        ] = None,
        columns: Annotated[
            Path | None, typer.Option(help="Your own mapping of its columns (TOML or CSV).", dir_okay=False)
        ] = None,
        state: Annotated[
            SubmissionState | None, typer.Option(help="Also record what became of it: accepted or rejected.")
        ] = None,
        organisation: _Organisation = "",
    ) -> None:
        """Read what SDCS Cloud said of a submission, and attach each line to its record."""
        from app.csds.returned.load import AskedReport, ReadsHere, outcome, read_report

        with opened() as (tools, ways), ways.told("Nothing was read."):
            of = ways.provider(organisation)
            own = columns or (Path(tools.report_columns) if tools.report_columns else None)
            here = ReadsHere(tools.desk, tools.reports, tools.records, tools.refset, tools.submitter, own)
            with ways.followed() as follows:
                read = read_report(AskedReport(of, None, submission, file, file.name, kind), here, follows)
            typer.echo(outcome(read))
        if state is not None:
            with opened() as (tools, ways), ways.told("The report is read; the state was not recorded."):
                moved = tools.desk.moved(ways.provider(organisation), None, submission, state)
                typer.echo(f"It is {moved.state.value} now.")

    @commands.command()
    def reconcile(  # noqa: PLR0917
        extract: Annotated[Path, typer.Argument(help="An extract of one table, as CSV.", dir_okay=False)],
        submission: _Submission,
        table: Annotated[str, typer.Option(help="Its table, such as CYP101.", show_default="told by its columns")] = "",
        file: Annotated[
            Path | None,
            typer.Option(help="The file that was uploaded.", show_default="the one built here", dir_okay=False),
        ] = None,
        most: Annotated[int, typer.Option(min=0, help="How many of the keys that differ are listed.")] = 20,
        out: Annotated[Path | None, typer.Option(help="Write all keys that differ, as CSV.", dir_okay=False)] = None,
        organisation: _Organisation = "",
    ) -> None:
        """Compare a table of the file with NHS England's extract of it; exit 1 where they differ."""
        from app.csds.returned.engine_reconciling import Sides, reconcile
        from app.csds.returned.load import file_of
        from app.csds.versions import specification_of

        with opened() as (tools, ways), ways.told("Nothing was compared."):
            of = ways.provider(organisation)
            found, _ = tools.desk.submission(of, submission)
            ours = file or file_of(found, tools.folder / of.ods_code)
            sides = Sides(ours, extract, extract.name, of.ods_code, found.period)
            told = reconcile(specification_of(found.period.first), sides, table, most=most, lists=out)
        for line in lines_of(told):
            typer.echo(line)
        if not told.agrees:
            raise typer.Exit(1)

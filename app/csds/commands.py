"""The commands of the submission: `everyneed csds periods`, `build`, `check`, `submissions` and `state`."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from app.access.people import Organisation
from app.clinical.ages import london_date
from app.csds.desk import SubmissionDesk, line_of
from app.csds.differing.commands import add_differences
from app.csds.lists.commands import lists_commands
from app.csds.lists.kinds import NO_LISTS, Lists
from app.csds.merging.commands import add_merge
from app.csds.periods import ReportingPeriod, Window, WindowState, open_windows, submission_window
from app.csds.ports import SubmissionRecords
from app.csds.returned.commands import ReportTools, Ways, add_returned_commands
from app.csds.returned.reports import Reports
from app.csds.submissions import SubmissionState
from app.errors import Conflict, NotFound
from app.terminology.refset import Refset

if TYPE_CHECKING:
    from app.csds.delivery.request import Request
    from app.csds.delivery.writer import Built
    from app.csds.specification import Specification

_NOTHING_BUILT: Final = "Nothing was built."
_MONTHS: Final = 4


@dataclass(frozen=True, slots=True)
class SubmissionTools:
    """What the commands work with. `records` opens an organisation's records as of one moment."""

    desk: SubmissionDesk
    records: Callable[[Organisation], AbstractContextManager[SubmissionRecords]]
    organisations: Callable[[], tuple[Organisation, ...]]
    refset: Refset
    only_source: bool
    submitter: str
    rule_codes: Mapping[int, str]
    now: Callable[[], datetime]
    reports: Reports
    folder: Path
    lists: Lists = NO_LISTS
    report_columns: str = ""


Opened = Callable[[], AbstractContextManager[SubmissionTools]]

_Period = Annotated[str, typer.Option(help="The month, such as 2026-10.", show_default="the one whose primary is open")]
_Window = Annotated[Window, typer.Option(help="Which of the two submissions of the month.")]
_Organisation = Annotated[
    str, typer.Option(help="ODS code of the provider.", show_default="the only one of the installation")
]


def csds_commands(opened: Opened, today: Callable[[], date], lists: Callable[[], Path]) -> typer.Typer:
    """The commands; `lists` gives the folder in which the provider's lists are kept."""
    commands = typer.Typer(no_args_is_help=True)
    _add_periods(commands, today)
    _add_build(commands, opened, today)
    _add_check(commands, opened, today)
    add_merge(commands, lists, _told, _followed)
    _add_submissions(commands, opened)
    add_differences(commands, _told)
    add_returned_commands(commands, lambda: _with_ways(opened))
    _add_pages(commands)
    commands.add_typer(lists_commands(lists), name="lists", help="Lists of the provider's own, for further checks.")
    return commands


def _add_periods(commands: typer.Typer, today: Callable[[], date]) -> None:
    @commands.command()
    def periods(
        months: Annotated[int, typer.Option(min=1, max=36, help="How many months back.")] = _MONTHS,
        on: Annotated[
            datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As of this day.", show_default="today")
        ] = None,
    ) -> None:
        """List the reporting periods with their windows, and how many days are left."""
        day = today() if on is None else on.date()
        period = ReportingPeriod.of(day)
        for _ in range(months):
            for window in Window:
                typer.echo(_line_of_window(period, window, day))
            period = period.before


def _line_of_window(period: ReportingPeriod, window: Window, day: date) -> str:
    found = submission_window(period, window)
    state, left = found.state(day), found.days_left(day)
    said = f"{state.value}, {left} day{'' if left == 1 else 's'} left" if state is WindowState.OPEN else state.value
    return f"{period}  {window.value:<8} {found.opens} to {found.closes}  {said}"


def _add_build(commands: typer.Typer, opened: Opened, today: Callable[[], date]) -> None:
    @commands.command()
    def build(  # noqa: PLR0917
        out: Annotated[Path, typer.Option(help="Folder that the files are written into.", file_okay=False)],
        period: _Period = "",
        window: _Window = Window.PRIMARY,
        template: Annotated[
            Path | None,
            typer.Option(help="The official blank IDB (TRUD item 599). Without it a preview is built.", dir_okay=False),
        ] = None,
        organisation: _Organisation = "",
        csv: Annotated[bool, typer.Option("--csv", help="Write the rows as text files too.")] = False,
    ) -> None:
        """Build the file of a month, check it, read it back, and write its manifest beside it."""
        from app.csds.delivery.kept.writer import keep_problems
        from app.csds.delivery.writer import Delivery, built_file
        from app.csds.delivery.writer import build as build_file

        with opened() as tools, _told(_NOTHING_BUILT):
            request = _request(tools, organisation, period or _open_period(today()), window)
            with _followed() as follows:
                built = build_file(request, tools.records, follows, Delivery(out, template, csv))
            keep_problems(out, tools.desk.built(request.organisation, None, built_file(built)))
            _tell_built(built)
        if built.manifest.rejections:
            raise typer.Exit(1)


def _add_check(commands: typer.Typer, opened: Opened, today: Callable[[], date]) -> None:
    @commands.command()
    def check(
        period: _Period = "",
        window: _Window = Window.PRIMARY,
        organisation: _Organisation = "",
        most: Annotated[int, typer.Option(min=0, help="How many records of each problem are listed.")] = 5,
        advice: Annotated[bool, typer.Option("--advice", help="List advice too, not only what is enforced.")] = False,
    ) -> None:
        """Say what is wrong with a month while it can still be mended; exit 1 where something would be rejected."""
        from app.csds.delivery.writer import check as check_month

        with opened() as tools, _told("Nothing was checked."):
            request = _request(tools, organisation, period or _open_period(today()), window)
            with _followed() as follows:
                report = check_month(request, tools.records, follows, most=most)
            for line in report.lines(with_advice=advice):
                typer.echo(line)
        if report.rejections:
            raise typer.Exit(1)


def _add_submissions(commands: typer.Typer, opened: Opened) -> None:
    @commands.command()
    def submissions(organisation: _Organisation = "") -> None:
        """List what was built, the last first, and what became of it."""
        with opened() as tools, _told(""):
            of = _provider(tools, organisation)
            for submission, states in tools.desk.submissions.submissions(of.id):
                typer.echo(line_of(submission, states))

    @commands.command()
    def state(
        submission: Annotated[str, typer.Argument(help="The submission, as `submissions` lists it.")],
        state: Annotated[SubmissionState, typer.Argument(help="What became of it.")],
        note: Annotated[str, typer.Option(help="What should be known of it.")] = "",
        organisation: _Organisation = "",
    ) -> None:
        """Record what became of a submission: uploaded, accepted or rejected."""
        with opened() as tools, _told(""):
            moved = tools.desk.moved(_provider(tools, organisation), None, submission, state, note)
            typer.echo(f"It is {moved.state.value} now.")


@contextmanager
def _with_ways(opened: Opened) -> Iterator[tuple[ReportTools, Ways]]:
    with opened() as tools:
        yield tools, Ways(lambda ods_code: _provider(tools, ods_code), _told, _followed)


def _add_pages(commands: typer.Typer) -> None:
    @commands.command()
    def mapping() -> None:
        """Print the page that says from what each field is made."""
        from app.csds.mapping.page import mapping_page

        typer.echo(mapping_page(_newest()), nl=False)

    @commands.command()
    def specification() -> None:
        """Print the page of the data set as it is declared: tables, fields, codes and rules."""
        from app.csds.specification_page import specification_page

        typer.echo(specification_page(_newest()), nl=False)


def _newest() -> "Specification":
    from app.csds.versions import specification_of

    return specification_of(date.max)


def _request(tools: SubmissionTools, organisation: str, period: str, window: Window) -> "Request":
    from app.csds.delivery.request import PRIMARY_SYSTEM, Request, london_time

    of = _provider(tools, organisation)
    return Request(
        organisation=of,
        period=ReportingPeriod.parse(period),
        window=window,
        submitter=tools.submitter or of.ods_code,
        primary_system=PRIMARY_SYSTEM,
        only_source=tools.only_source,
        refset=tools.refset,
        created=london_time(tools.now()),
        built_by="the command line",
        rule_codes=tools.rule_codes,
        lists=tools.lists,
    )


def _provider(tools: SubmissionTools, ods_code: str) -> Organisation:
    known = tools.organisations()
    wanted = [each for each in known if not ods_code or each.ods_code == ods_code.strip().upper()]
    if len(wanted) == 1:
        return wanted[0]
    if ods_code:
        raise NotFound("There is no organisation with this ODS code.")
    raise NotFound("Name the provider: --organisation and its ODS code." if known else "No organisation is set up yet.")


def _open_period(today: date) -> str:
    primary = [each.period for each in open_windows(today) if each.window is Window.PRIMARY]
    return str(primary[0] if primary else ReportingPeriod.of(today).before)


def _tell_built(built: "Built") -> None:
    told = built.manifest
    typer.echo(f"{built.path}")
    typer.echo(f"SHA-256 {told.sha256}")
    typer.echo(f"{sum(told.rows.values()):,} rows in {sum(1 for count in told.rows.values() if count)} tables")
    for line in built.report.lines(with_advice=False):
        typer.echo(line)
    for warning in told.warnings:
        typer.echo(warning)


@contextmanager
def _told(nothing: str) -> Iterator[None]:
    """Say a fault in the user's words, and end with 1."""
    from app.csds.accdb.faults import AccessFault, CannotWrite

    try:
        yield
    except (ValueError, LookupError, Conflict, NotFound, AccessFault, CannotWrite) as fault:
        typer.echo(" ".join(part for part in (str(fault), nothing) if part), err=True)
        raise typer.Exit(1) from None


class _Bars:
    """Follows a build on a terminal: a bar for each step."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._steps: dict[str, TaskID] = {}

    def step(self, name: str, done: int, total: int) -> None:
        """A step goes on."""
        if name not in self._steps:
            if not total:
                return
            self._steps[name] = self._progress.add_task(name, total=total)
        self._progress.update(self._steps[name], completed=done)


@contextmanager
def _followed() -> Iterator[_Bars]:
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        yield _Bars(progress)


def today_in_london(now: Callable[[], datetime]) -> Callable[[], date]:
    """The day it is."""
    return lambda: london_date(now())

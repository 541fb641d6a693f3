"""The commands of releases: `everyneed reports release`, `releases` and `areas`."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.access.people import Account, Organisation
from app.errors import Conflict, NotFound
from app.identity import Identity, shown
from app.reports.card import Level
from app.reports.desk import Area, ReportDesk
from app.reports.ledger import Refused
from app.reports.periods import Quarter, parse_quarter
from app.reports.profiles import NHS_5_5, PROFILES, Profile

if TYPE_CHECKING:
    from app.released.table import ReleaseFacts
    from app.reports.downloads.writer import Shelf
    from app.reports.releasing import Tell
    from app.reports.writer import ReleaseTools


@dataclass(frozen=True, slots=True)
class ReleaseCommands:
    """What the commands work with; `shelf` gives what files of a period are made of."""

    tools: "ReleaseTools"
    desk: ReportDesk
    shelf: Callable[[str], "Shelf"]
    account_named: Callable[[str], Account | None]
    organisations: Callable[[], tuple[Organisation, ...]]


OpenReleasing = Callable[[], AbstractContextManager[ReleaseCommands]]


def add_release_commands(commands: typer.Typer, opened: OpenReleasing) -> None:
    """Add the commands."""
    _add_release(commands, opened)
    _add_releases(commands, opened)
    _add_areas(commands, opened)


def _add_release(commands: typer.Typer, opened: OpenReleasing) -> None:
    @commands.command("release")
    def release(
        *,
        period: Annotated[str, typer.Option(help="The quarter, such as 2026-Q3.")] = "",
        due: Annotated[bool, typer.Option("--due", help="Every quarter that is over and was not released.")] = False,
        most: Annotated[int, typer.Option(min=1, max=40, help="With --due: at most so many, the last ones.")] = 4,
        profile: Annotated[str, typer.Option(help="How counts are hidden and rounded.")] = NHS_5_5.key,
        note: Annotated[str, typer.Option(help="Why a quarter is revised.")] = "",
        out: Annotated[Path | None, typer.Option(help="A folder to write the files of the release into.")] = None,
    ) -> None:
        """Release a quarter from the analytics copy as it stands: once, for good."""
        with opened() as here, _told():
            chosen = _profile(profile)
            newest = None
            for quarter in _quarters(here, period, due=due, most=most):
                newest = facts = _released(here, quarter, chosen, note)
                typer.echo(f"Released {facts.period}, revision {facts.revision}: {shown(facts.id)}")
                _say_what_is_left_out(here, quarter)
                if out is not None:
                    typer.echo(f"Written to {_written(here, facts, out)}")
            # Pages open with the newest; charts of quarters before are drawn when a page first shows them.
            if newest is not None:
                _drawn(here, newest)


def _profile(key: str) -> Profile:
    if key not in PROFILES:
        raise ValueError(f"{key!r} is no profile. Choose one of {', '.join(PROFILES)}.")
    return PROFILES[key]


def _quarters(here: ReleaseCommands, period: str, *, due: bool, most: int) -> tuple[Quarter, ...]:
    from app.reports.writer import due as quarters_due

    if due == bool(period):
        raise ValueError("Give either --period with a quarter, or --due.")
    if not due:
        return (parse_quarter(period),)
    found = quarters_due(here.tools.releases.all(), here.tools.now(), most)
    if not found:
        typer.echo("No quarter is due.")
    return found


def _released(here: ReleaseCommands, quarter: Quarter, profile: Profile, note: str) -> "ReleaseFacts":
    from app.reports.writer import released

    with _followed(str(quarter)) as tell:
        return released(here.tools, quarter, profile, note, tell)


def _say_what_is_left_out(here: ReleaseCommands, quarter: Quarter) -> None:
    from app.reports.writer import left_out

    if told := left_out(here.tools, quarter):
        typer.echo(told)


def _drawn(here: ReleaseCommands, facts: "ReleaseFacts") -> None:
    from app.reports.downloads.writer import draw_charts

    with _followed(f"{facts.period}, charts") as tell:
        draw_charts(here.shelf(facts.period), facts, lambda done: tell("charts drawn", done, 0))


def _written(here: ReleaseCommands, facts: "ReleaseFacts", out: Path) -> Path:
    from app.reports.downloads.writer import write_release

    with _followed(f"{facts.period}, files") as tell:
        return write_release(here.shelf(facts.period), facts, out, lambda done: tell("tables written", done, 0))


def _add_releases(commands: typer.Typer, opened: OpenReleasing) -> None:
    @commands.command("releases")
    def releases(
        out: Annotated[Path | None, typer.Option(help="A folder to write the newest release's files into.")] = None,
    ) -> None:
        """List what was released, and write the files of the newest."""
        with opened() as here, _told():
            for facts in here.desk.releases.all():
                note = f"  {facts.note}" if facts.note else ""
                typer.echo(f"{facts.period}  revision {facts.revision}  {facts.profile}  {shown(facts.id)}{note}")
            if out is not None:
                typer.echo(f"Written to {_written(here, here.desk.releases.latest(), out)}")


def _add_areas(commands: typer.Typer, opened: OpenReleasing) -> None:
    @commands.command("areas")
    def areas(
        username: Annotated[str, typer.Argument(help="Whose account.")],
        give: Annotated[list[str] | None, typer.Option(help="LEVEL:CODE, such as local_authority:E08000024.")] = None,
        withdraw: Annotated[list[str] | None, typer.Option(help="LEVEL:CODE of an area that was given.")] = None,
    ) -> None:
        """Say which areas' figures an account may see, or change it."""
        with opened() as here, _told():
            account = here.account_named(username)
            if account is None:
                raise ValueError(f"There is no account with the user name {username!r}.")
            organisation = next(each for each in here.organisations() if each.id == account.organisation)
            changes = [(each, True) for each in give or ()] + [(each, False) for each in withdraw or ()]
            wanted = [(_area(text), standing) for text, standing in changes]
            for area, standing in wanted:
                here.desk.grant(organisation, account.id, area, None, standing=standing)
            _list(here, account.organisation, account.id)


def _area(text: str) -> Area:
    level, _, code = text.partition(":")
    try:
        found = Level(level)
    except ValueError:
        found = None
    if found is None or not code.strip():
        raise ValueError(f"{text!r} is no area. Write LEVEL:CODE, with one of {', '.join(Level)} as the level.")
    return Area(found, code.strip())


def _list(here: ReleaseCommands, organisation: Identity, account: Identity) -> None:
    standing = [each for each in here.desk.areas.grants_of(organisation, account) if each.standing]
    for each in standing:
        typer.echo(f"{each.level.value}:{each.area}")
    if not standing:
        typer.echo("None.")


@contextmanager
def _told() -> Iterator[None]:
    """Say a fault in the user's words, and end with 1."""
    try:
        yield
    except (ValueError, Conflict, NotFound, Refused) as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from None
    except OSError as fault:
        typer.echo(
            f"{fault.filename or 'The disk'}: {fault.strerror or fault}. Nothing was left half written.", err=True
        )
        raise typer.Exit(1) from None


@contextmanager
def _followed(title: str) -> Iterator["Tell"]:
    """A bar on a terminal; elsewhere nothing is shown until the end."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda what, done, total: None  # noqa: ARG005
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(title, total=None)

        def tell(what: str, done: int, total: int) -> None:
            progress.update(task, description=f"{title}: {what}", completed=done, total=total or None)

        yield tell

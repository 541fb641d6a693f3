"""The command line of the demonstration: `everyneed demo load`, `sign-ins` and `token`."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from app.access.passwords import Passwords
from app.clinical.ages import london_date
from app.demo import people
from app.demo.child_plan import ChildPlan, DemoSize
from app.demo.client.commands import add_token_command, keep_system
from app.demo.ledger import Steps
from app.demo.plan import demo_plan
from app.demo.ports import DemoEnvironment
from app.demo.recording import DemoRecording, acts_of, earliest
from app.errors import Conflict

OpenDemo = Callable[[], AbstractContextManager[DemoEnvironment]]

_LINES = 10
_PLACES: Final = Path(__file__).parent / "places"
_ELSEWHERE: Final = Path(__file__).parent / "elsewhere"
_DATE = "%Y-%m-%d"


def demo_commands(open_demo: OpenDemo, system_file: Callable[[], Path], now: Callable[[], datetime]) -> typer.Typer:
    """The commands, over an environment that the wiring opens for each.

    `system_file` is where the credentials of the demonstration's system are kept; `now` gives the instant (UTC).
    """
    commands = typer.Typer(no_args_is_help=True, help="The demonstration clinic, all of it made up.")

    @commands.command()
    def load(
        children: Annotated[int, typer.Option(min=40, max=100_000, help="How many children.")] = 2_000,
        months: Annotated[int, typer.Option(min=3, max=36, help="Months of visits up to today.")] = 24,
        seed: Annotated[int, typer.Option(help="The same number makes the same clinic.")] = 7,
        if_empty: Annotated[bool, typer.Option("--if-empty", help="Do nothing where it is loaded already.")] = False,
        today: Annotated[
            datetime | None, typer.Option(formats=[_DATE], help="The day to take for today.", show_default="today")
        ] = None,
    ) -> None:
        """Load a made-up clinic, recorded through the same rules as a real one."""
        with open_demo() as environment:
            if _is_loaded(environment, if_empty):
                keyed = keep_system(environment.systems, system_file())
                done = "only its system was given a key" if keyed else "nothing was done"
                typer.echo(f"The demonstration clinic is loaded already; {done}.")
                return
            day = today.date() if today is not None else london_date(environment.now())
            _load(environment, DemoSize(children, months, day), seed)
            _keep_places(environment)
            _keep_elsewhere(environment)
            _give_areas(environment)
            _note(environment, day)
            keep_system(environment.systems, system_file())

    @commands.command("sign-ins")
    def sign_ins() -> None:
        """Print the accounts of the demonstration clinic."""
        _print_sign_ins()

    add_token_command(commands, system_file, now)
    return commands


def _keep_places(environment: DemoEnvironment) -> None:
    """Put the lists of the made-up places where reports look for them; a list that is there is left as it is."""
    folder = environment.places
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for listed in _PLACES.glob("*.csv"):
        if not (folder / listed.name).exists():
            (folder / listed.name).write_bytes(listed.read_bytes())


def _give_areas(environment: DemoEnvironment) -> None:
    """Let the commissioner see the figures of their own authority and board."""
    account = environment.store.accounts.account_named(people.LAST_ACCOUNT)
    if account is not None and environment.give_areas is not None:
        environment.give_areas(account)


def _note(environment: DemoEnvironment, day: date) -> None:
    """Let the commissioner note what their service did, and what is to be done."""
    account = environment.store.accounts.account_named(people.LAST_ACCOUNT)
    if account is not None and environment.note is not None:
        environment.note(account, day)


def _keep_elsewhere(environment: DemoEnvironment) -> None:
    """Put made-up figures of others where reports look for them, unless some were imported; the manifest goes last,
    for it says which files count."""
    if environment.places is None:
        return
    folder = environment.places.parent / _ELSEWHERE.name
    manifest = folder / "manifest.json"
    if manifest.exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    for figures in _ELSEWHERE.glob("*.csv"):
        (folder / figures.name).write_bytes(figures.read_bytes())
    manifest.write_bytes((_ELSEWHERE / manifest.name).read_bytes())


def _is_loaded(environment: DemoEnvironment, if_empty: bool) -> bool:
    """Whether a demonstration is there, which is welcome `if_empty`.

    Ends the command where it is not welcome or there in part, or somebody has one of its user names.
    """
    accounts = environment.store.accounts
    if accounts.organisation(people.ODS_CODE) is None:
        taken = [name for name in people.usernames() if accounts.account_named(name) is not None]
        if taken:
            raise _refusal(
                f"The user name {taken[0]} is somebody's in this database; nothing was done. "
                "Load the demonstration into an empty database."
            )
        return False
    if accounts.account_named(people.LAST_ACCOUNT) is None:
        raise _refusal(
            "The demonstration clinic is there in part: an earlier load was broken off. "
            "Start again with an empty database."
        )
    if if_empty:
        return True
    raise _refusal(
        "The demonstration clinic is loaded already; nothing was done. To make another, start with an empty database."
    )


def _refusal(words: str) -> typer.Exit:
    """Say why not, and what ends the command."""
    typer.echo(words, err=True)
    return typer.Exit(1)


def _load(environment: DemoEnvironment, size: DemoSize, seed: int) -> None:
    started = time.monotonic()
    chance = Random(seed)  # noqa: S311 (a made-up clinic has to be the same for the same seed)
    try:
        plan = demo_plan(size, environment.refset, chance)
    except ValueError as fault:
        raise _refusal(f"The demonstration cannot be made. {fault}") from None
    try:
        recording = _replayed(environment, plan, chance)
    except Conflict as fault:
        raise _refusal(f"The demonstration was not loaded to its end. {fault}") from None
    done, seconds = recording.steps, time.monotonic() - started
    typer.echo(
        f"{done.children} children, {done.encounters} encounters, {done.statements} statements; "
        f"{done.rows} rows in {seconds:.1f} s."
    )
    typer.echo(
        f"Seed {seed}, {size.months} months up to {size.today.isoformat()}; fingerprint {recording.fingerprint.text()}"
    )
    _print_sign_ins()


def _replayed(environment: DemoEnvironment, plan: tuple[ChildPlan, ...], chance: Random) -> DemoRecording:
    acts = len(acts_of(plan))
    # One hash for all accounts: the password is the same, and a hash is slow on purpose.
    password_hash = Passwords().hash(people.PASSWORD)
    with environment.store.chunk() as chunk:
        recording = DemoRecording(
            chunk,
            environment.refset,
            pseudonym_key=environment.pseudonym_key,
            password_hash=password_hash,
            random=chance,
            begin=earliest(plan),
        )
        console = Console()
        if console.is_terminal:
            with _bar(console) as bar:
                recording.replay(plan, _moving(bar, acts))
        else:
            recording.replay(plan, _lines(acts))
    return recording


def _bar(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[said]}"),
        TimeElapsedColumn(),
        console=console,
    )


def _moving(bar: Progress, acts: int) -> Callable[[Steps], None]:
    """A teller that moves the bar, but not for every single act: drawing costs more than recording."""
    started = time.monotonic()
    task = bar.add_task("Recording", total=acts, said="")

    def tell(steps: Steps) -> None:
        if steps.acts % 50 == 0 or steps.acts == acts:
            bar.update(task, completed=steps.acts, said=_rate(steps, started))

    return tell


def _rate(steps: Steps, started: float) -> str:
    seconds = max(time.monotonic() - started, 1e-6)
    return f"{steps.children} children, {steps.encounters} encounters, {steps.rows / seconds:,.0f} rows/s"


def _lines(acts: int) -> Callable[[Steps], None]:
    """A teller that prints a line at each tenth of the acts."""
    started = time.monotonic()
    every = max(1, acts // _LINES)

    def tell(steps: Steps) -> None:
        if steps.acts % every == 0:
            typer.echo(f"{steps.acts * 100 // acts:3d} %  {_rate(steps, started)}")

    return tell


def _print_sign_ins() -> None:
    typer.echo(f"Sign in with one of these user names and the password {people.PASSWORD}:")
    for each in people.demo_sign_ins():
        typer.echo(f"  {each.username:<14} {each.role.words:<14} {each.what_you_can_do}")

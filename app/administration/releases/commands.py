"""The commands of the terminology: load releases, use them and go back, look at them, check and search."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console

from app.access.people import Account
from app.administration.ports import AccountRecords
from app.administration.releases.desk import ReleaseDesk
from app.administration.releases.found import Found, concepts_found, members_found
from app.administration.releases.loading.load import Loaded, faults_of_index, left_over, load_release
from app.administration.releases.loading.writer import progress_on
from app.administration.releases.words import SHIPPED, changes_in_words, counted, facts_lines, release_lines
from app.clinical.checks import text_fault
from app.errors import Conflict, NotFound
from app.identity import Identity
from app.settings import SettingsFault
from app.terminology.differences import differences
from app.terminology.edition.closure import UnusableHierarchy
from app.terminology.edition.damage import EditionDamaged
from app.terminology.load import RefsetFault, check_refset, describe, load_refset
from app.terminology.refset import Refset
from app.terminology.releases import LoadedRelease
from app.terminology.rf2.faults import ReleaseFault
from app.terminology.search import RefsetSearch

LONGEST_LABEL: Final = 100
_NOTHING_LOADED: Final = "Nothing was loaded."
_NOTHING_SWITCHED: Final = "Nothing was switched."


@dataclass(frozen=True, slots=True)
class ReleaseTools:
    """The releases of an installation, and the accounts of those who switched them."""

    desk: ReleaseDesk
    accounts: AccountRecords


@dataclass(frozen=True, slots=True)
class TerminologyTools:
    """What the commands work with, opened when one needs it.

    `releases` opens the installation also where its release in use cannot be opened; it raises SettingsFault where the
    database is not ready.
    """

    refset_folder: Callable[[], Path]
    folder: Callable[[], Path]
    releases: Callable[[], AbstractContextManager[ReleaseTools]]


def terminology_commands(tools: TerminologyTools) -> typer.Typer:
    """The commands."""
    commands = typer.Typer(no_args_is_help=True)
    _add_loading(commands, tools)
    _add_switching(commands, tools)
    _add_looking(commands, tools)
    _add_searching(commands, tools)
    return commands


_Paths = Annotated[list[Path], typer.Argument(help="Zip files, folders or RF2 files of the release; several are one.")]
_AsAt = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d", "%Y%m%d"], help="Take it as it was on this day.", show_default="the latest"),
]
_Key = Annotated[str, typer.Argument(help="The release's key, or the beginning of it.")]


def _add_loading(commands: typer.Typer, tools: TerminologyTools) -> None:
    @commands.command()
    def load(
        paths: _Paths,
        *,
        as_at: _AsAt = None,
        label: Annotated[str, typer.Option(help="What the release is called here; without one it is made.")] = "",
        use: Annotated[bool, typer.Option("--use", help="Use it from now on.")] = False,
        verbose: Annotated[bool, typer.Option("--verbose", help="List every file of the package.")] = False,
    ) -> None:
        """Load a release of SNOMED CT from its RF2 package, all of it or nothing."""
        called = _label(label)
        day = as_at.date() if as_at is not None else None
        with tools.releases() as opened:
            with _told(_NOTHING_LOADED), progress_on(Console(stderr=True)) as progress:
                loaded = load_release(paths, tools.folder(), opened.desk, as_at=day, label=called, progress=progress)
            _tell_loaded(loaded, verbose=verbose, use=use)
            if use:
                _use(opened.desk, loaded.release)


def _label(typed: str) -> str:
    label = " ".join(typed.split())
    fault = text_fault(label)
    if fault is None and len(label) > LONGEST_LABEL:
        fault = f"It is longer than {LONGEST_LABEL} characters. Shorten it."
    if fault is not None:
        typer.echo(f"--label: {fault}", err=True)
        raise typer.Exit(1)
    return label


def _tell_loaded(loaded: Loaded, *, verbose: bool, use: bool) -> None:
    for line in facts_lines(loaded.facts, verbose=verbose):
        typer.echo(line)
    typer.echo(loaded.outcome.words)
    if not use:
        typer.echo(f"To use it: everyneed terminology use {loaded.release.key}")


def _add_switching(commands: typer.Typer, tools: TerminologyTools) -> None:
    @commands.command()
    def use(
        key: Annotated[str, typer.Argument(help=f"The release's key, or the beginning of it; or {SHIPPED}.")],
    ) -> None:
        """Use a release from now on, or the shipped list alone; every process takes it up within seconds."""
        with tools.releases() as opened, _told(_NOTHING_SWITCHED):
            _use(opened.desk, None if key.strip().lower() == SHIPPED else opened.desk.release(key.strip()))

    @commands.command()
    def undo() -> None:
        """Go back to what was in use before the last switch; done twice, all is as before."""
        with tools.releases() as opened, _told(_NOTHING_SWITCHED):
            before = opened.desk.in_use.current.refset
            switch = opened.desk.undo(None)
            _tell_switched(opened.desk, switch.release, before)


def _use(desk: ReleaseDesk, release: LoadedRelease | None) -> None:
    before = desk.in_use.current.refset
    with _told(_NOTHING_SWITCHED):
        switch = desk.use(release, None)
    _tell_switched(desk, switch.release, before)


def _tell_switched(desk: ReleaseDesk, to: Identity | None, before: Refset) -> None:
    label = next((each.label for each in desk.records.releases() if each.id == to), "The shipped list")
    typer.echo(f"{label} is in use now.")
    typer.echo(changes_in_words(differences(before, desk.in_use.current.refset)))


def _add_looking(commands: typer.Typer, tools: TerminologyTools) -> None:
    @commands.command("list")
    def list_releases() -> None:
        """List the releases loaded, which of them is in use, and every switch."""
        with tools.releases() as opened:
            records = opened.desk.records
            shipped = load_refset(tools.refset_folder()).release.label
            names = {each.id: each.username for each in _accounts(opened)}
            for line in release_lines(records.releases(), records.switches(), shipped, names):
                typer.echo(line)

    @commands.command()
    def verify(key: _Key = "") -> None:
        """Read the index of a release, or of all of them, from end to end; exit 1 and name each damaged file."""
        with tools.releases() as opened, _told(""):
            every = opened.desk.records.releases()
            chosen = (opened.desk.release(key.strip()),) if key.strip() else every
        # Each is read, also after one that is damaged.
        damaged = [each for each in chosen if _tell_verified(tools.folder(), each)]
        for name in left_over(tools.folder(), [each.key for each in every]) if not key.strip() else ():
            typer.echo(f"{tools.folder() / name} belongs to no release that is loaded; nothing needs it.")
        if damaged:
            raise typer.Exit(1)
        if not chosen:
            typer.echo("No release is loaded.")

    @commands.command()
    def check(folder: Annotated[Path | None, typer.Argument(help="Folder of the reference set.")] = None) -> None:
        """Check every line of the shipped reference set; exit 1 and name file and line of every fault."""
        where = folder or tools.refset_folder()
        faults = check_refset(where)
        for fault in faults:
            typer.echo(str(fault), err=True)
        if faults:
            raise typer.Exit(1)
        typer.echo(describe(load_refset(where)))


def _accounts(opened: ReleaseTools) -> Iterator[Account]:
    for organisation in opened.desk.records.organisations():
        yield from opened.accounts.accounts(organisation)


def _tell_verified(folder: Path, release: LoadedRelease) -> bool:
    """Say how the index of a release is; whether it is damaged."""
    faults = faults_of_index(folder, release.key)
    for fault in faults:
        typer.echo(f"{folder / release.key}: {fault}", err=True)
    if not faults:
        typer.echo(f"{release.key}  {release.label}: every file is as it was written.")
    return bool(faults)


def _add_searching(commands: typer.Typer, tools: TerminologyTools) -> None:
    @commands.command()
    def search(
        words: list[str],
        *,
        everywhere: Annotated[
            bool, typer.Option("--everywhere", help="Search the whole release in use, not the reference set alone.")
        ] = False,
        limit: Annotated[int, typer.Option(min=1, max=1_000, help="How many to show at most.")] = 12,
    ) -> None:
        """Find members as the form does, or any concept of the release in use."""
        typed = " ".join(words)
        with _told(""):
            found, instead = _everywhere(tools, typed, limit) if everywhere else _among_members(tools, typed, limit)
        console = Console(soft_wrap=True)
        for each in found:
            console.print(each.line, markup=False, highlight=False)
        if not found:
            where = "release in use" if everywhere else "reference set"
            typer.echo(f"Nothing in the {where} begins with these words.", err=True)
        if instead:
            typer.echo(f"The shipped list was searched. {instead}", err=True)
        if not found:
            raise typer.Exit(1)


def _everywhere(tools: TerminologyTools, typed: str, limit: int) -> tuple[tuple[Found, ...], str]:
    try:
        with tools.releases() as opened:
            current = opened.desk.in_use.current
            if current.edition is None:
                raise NotFound("No release of SNOMED CT is in use, so there is nothing beyond the reference set.")
            found = current.edition.search.find(typed, limit=limit)
            return concepts_found(found, current.edition, current.refset), ""
    except SettingsFault as fault:
        raise NotFound(f"No release of SNOMED CT can be searched. {fault}") from None


def _among_members(tools: TerminologyTools, typed: str, limit: int) -> tuple[tuple[Found, ...], str]:
    """What is found among the members in use; of the shipped list, and why, where it is not known what is in use."""
    refset_folder = tools.refset_folder()
    instead = ""
    try:
        with tools.releases() as opened:
            current, switches = opened.desk.in_use.current, opened.desk.records.switches()
            refset = current.refset
            if current.release is None and switches and switches[0].release is not None:
                instead = "The release in use cannot be opened. To see why: everyneed terminology verify"
    except SettingsFault as fault:
        refset, instead = load_refset(refset_folder), str(fault)
    return members_found(RefsetSearch(refset).find(typed, limit=limit)), instead


@contextmanager
def _told(nothing: str) -> Iterator[None]:
    """Say why something cannot be done, and that nothing was, and exit 1."""
    try:
        yield
    except ReleaseFault as fault:
        typer.echo(str(fault), err=True)
        said = f"{counted(fault.count, 'fault')} in the files of the release."
    except (RefsetFault, UnusableHierarchy, EditionDamaged, Conflict, NotFound) as fault:
        said = str(fault)
    except OSError as fault:
        said = _reason(fault)
    except MemoryError:
        said = "There is not enough memory for it on this machine."
    else:
        return
    typer.echo(f"{said} {nothing}".rstrip(), err=True)
    raise typer.Exit(1)


def _reason(fault: OSError) -> str:
    """Why a file cannot be read or written, with its name where it is known."""
    if fault.strerror is None:
        return str(fault)
    name = f"{fault.filename}: " if fault.filename is not None else ""
    return f"{name}{fault.strerror[:1].lower()}{fault.strerror[1:]}."

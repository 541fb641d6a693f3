"""Makes releases: from the analytics copy to the tables that are kept, and the charts that pages will show."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from app.access.audit import AuditAction, AuditEvent
from app.access.jobs import CannotBeDone, Job
from app.access.people import Organisation
from app.errors import Conflict, NotFound
from app.identity import Identity
from app.released.table import ReleaseFacts
from app.reports.ancestors import Above
from app.reports.asking import AskedRelease
from app.reports.cards.countable import Countable, countable
from app.reports.conditions.condition import OwnCondition
from app.reports.conditions.period import added_since, counted_in, left_out_words
from app.reports.copy.load import load_places
from app.reports.copy.reader import attach, reading
from app.reports.elsewhere.load import FOLDER, read_elsewhere
from app.reports.elsewhere.tables import education_tables
from app.reports.engine.engine_duckdb import DuckDbEngine, connection
from app.reports.ledger import Refused
from app.reports.periods import Quarter, complete_before
from app.reports.ports import Releases
from app.reports.profiles import Profile
from app.reports.releasing import COUNTING, Surroundings, Tell, Wanted, made
from app.terminology.refset import Refset

AT_FIRST: Final = 4
"""The most quarters that are released when none was: a year."""


@dataclass(frozen=True, slots=True)
class ReleaseTools:
    """What releasing works with.

    `folder` is that of reports; `above` the hierarchy of the edition in use, None without one; `account` whose wish it
    is, None at the command line; `own` are the installation's conditions, withdrawn or not.
    """

    folder: Path
    organisations: Callable[[], tuple[Organisation, ...]]
    refset: Refset
    above: Above | None
    releases: Releases
    new_identity: Callable[[], Identity]
    now: Callable[[], datetime]
    account: Identity | None = None
    own: tuple[OwnCondition, ...] = ()

    @property
    def copy(self) -> Path:
        return self.folder / "copy"

    @property
    def counts(self) -> Countable:
        return countable(self.refset, self.above)

    def counts_in(self, quarter: Quarter) -> Countable:
        """What a quarter is counted by (`app.reports.conditions.period`). Raises `Refused` where it cannot be."""
        return counted_in(quarter, self.releases.ledger(), self.refset, self.above, self.own)


@contextmanager
def opened_engine(tools: ReleaseTools, counts: Countable | None = None) -> Iterator[DuckDbEngine]:
    """An engine over the copy as it stands, whose files stay until the end; `counts` is what it counts by, by default
    what the product counts of the reference set.

    Raises:
        NotFound: there is no copy yet.
    """
    providers = {int(each.id): each.ods_code for each in tools.organisations()}
    with (
        reading(tools.copy) as manifest,
        TemporaryDirectory(prefix=".spill-", dir=tools.folder) as spill,
        connection(Path(spill)) as sql,
    ):
        attach(sql, manifest)
        yield DuckDbEngine(sql, tools.counts if counts is None else counts, providers)


def released(tools: ReleaseTools, quarter: Quarter, profile: Profile, note: str, tell: Tell) -> ReleaseFacts:
    """Release a quarter from the copy as it stands, and keep it with its audit events.

    Raises:
        NotFound: there is no copy yet.
        Refused: the quarter may not be released, or not so.
        Conflict: somebody released it meanwhile.
    """
    places, elsewhere = load_places(tools.folder / "places"), read_elsewhere(tools.folder / FOLDER)
    wanted = Wanted(tools.new_identity(), tools.now(), quarter, profile, tools.refset.release.label, note)
    counts = tools.counts_in(quarter)
    with opened_engine(tools, counts) as engine:
        here = Surroundings(
            engine,
            tools.releases,
            lambda period: education_tables(elsewhere, period),
            places.regions,
            tell,
            counts,
        )
        new = made(wanted, here)
    tools.releases.keep(new, _events(tools, new.facts))
    return new.facts


def left_out(tools: ReleaseTools, quarter: Quarter) -> str:
    """What a reader is told of conditions that a released quarter does not have; empty where there are none."""
    return left_out_words(quarter, added_since(quarter, tools.releases.ledger(), tools.own))


def _events(tools: ReleaseTools, facts: ReleaseFacts) -> list[AuditEvent]:
    """A release is everybody's: each organisation's trail has an event of it."""
    detail = f"{facts.period}, revision {facts.revision}, profile {facts.profile}"
    return [
        AuditEvent(
            *(tools.new_identity(), facts.released_at, organisation.id, tools.account, None, None),
            AuditAction.REPORTS_RELEASED,
            subject=facts.id,
            detail=detail,
        )
        for organisation in tools.organisations()
    ]


def due(releases: Sequence[ReleaseFacts], now: datetime, most: int = AT_FIRST) -> tuple[Quarter, ...]:
    """The quarters that are over and not released, the earliest first: the last ones, at most so many.

    After a release only those that follow the newest one.
    """
    last = complete_before(now.date())
    newest = max((facts.period for facts in releases), default="")
    found = [last.earlier(back) for back in range(most)]
    return tuple(sorted(each for each in found if str(each) > newest))


def asked_release(
    job: Job, tools: ReleaseTools, refresh: Callable[[], object], tell: Callable[[int, int], None]
) -> str:
    """Do a release that was asked for, from a copy brought up to date before; gives what became of it, in words.

    Raises:
        CannotBeDone: the quarter may not be released, or not so, or the copy cannot be made.
    """
    asked = AskedRelease.read(job.request)

    def follow(what: str, done: int, total: int) -> None:
        tell(*((done, total) if what == COUNTING else (total, total)))

    try:
        refresh()
        facts = released(tools, asked.quarter, asked.profile, asked.note, follow)
    except (ValueError, NotFound, Conflict, Refused) as fault:
        raise CannotBeDone(f"{fault} Nothing was released.") from fault
    told = f"Released {facts.period}, revision {facts.revision}. {left_out(tools, asked.quarter)}"
    return told.strip()

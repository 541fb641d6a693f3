"""A release: every cube of a quarter counted, all made safe together, held against what was released before."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from app.identity import Identity
from app.released.table import ReleasedTable, ReleaseFacts
from app.reports.card import Level
from app.reports.cards.countable import Countable
from app.reports.cards.parts import ENGLAND, PARTS, UNKNOWN
from app.reports.cube import Cube
from app.reports.disclosure import release
from app.reports.ledger import admit, entries, revised, revision_of
from app.reports.measures import CARDS, DEFINITIONS, measure
from app.reports.periods import Quarter
from app.reports.ports import Engine, NewRelease, Releases
from app.reports.profiles import Profile
from app.reports.protection.item_links import ALIKE, apart, at_most, within
from app.reports.protection.splits import Nest
from app.reports.slices import Differences, Slice, slice_of_part

COUNTING: Final = "measures counted"
HIDING: Final = "hiding and rounding"
BY_CONDITION: Final = "needs_by_condition"

Tell = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""


class Counting(Engine, Differences, Protocol):
    """An engine that can also tell two slices apart."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be released: `refset` names the reference set in use; a revision has a `note`."""

    identity: Identity
    at: datetime
    quarter: Quarter
    profile: Profile
    refset: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a release is made of and held against.

    `beside` gives the tables that others have published, for a period; `regions` the region of each local authority;
    `counts` is what the engine counts by.
    """

    engine: Counting
    releases: Releases
    beside: Callable[[str], Sequence[ReleasedTable]]
    regions: Mapping[str, str]
    tell: Tell
    counts: Countable


def made(wanted: Wanted, here: Surroundings) -> NewRelease:
    """Make a release of a quarter, to be kept.

    Raises:
        Refused: the quarter was released and there is no note, or a later one was released since; or a slice cannot be
            released beside what was.
    """
    quarter, profile = wanted.quarter, wanted.profile
    revision = revision_of(quarter, here.releases.all(), wanted.note)
    slices = (*defined_slices(), *condition_slices(here.counts))
    admit(here.releases.ledger(), slices, quarter, profile.threshold, here.engine.differing, revising=revision > 1)
    cubes = list(_cubes(here.engine, quarter, here.tell))
    here.tell(HIDING, 0, 1)
    tables = safe(cubes, profile, here.regions, here.counts)
    here.tell(HIDING, 1, 1)
    if revision > 1:
        tables = revised(_standing(here.releases, str(quarter), tables), tables, profile)
    facts = ReleaseFacts(
        wanted.identity,
        str(quarter),
        profile.key,
        revision,
        wanted.at,
        wanted.refset,
        DEFINITIONS,
        wanted.note.strip(),
    )
    ledger = entries(slices, quarter, wanted.identity)
    return NewRelease(facts, (*tables, *here.beside(str(quarter))), ledger)


def safe(
    cubes: Sequence[Cube], profile: Profile, regions: Mapping[str, str], counts: Countable
) -> tuple[ReleasedTable, ...]:
    """All cubes of a quarter as they may be seen, held against everything that the cards say of their rows."""
    apart_from = [each for key in CARDS for each in apart(key, measure(key, counts).items)]
    nesting, wider = nests(cubes, regions), tuple(within(counts))
    together = tuple(at_most(counts))
    return release(
        *(cubes, profile, nesting), within=wider, apart=apart_from, alike=ALIKE, parts=PARTS, at_most=together
    )


def _cubes(engine: Engine, quarter: Quarter, tell: Tell) -> Iterator[Cube]:
    for done, card in enumerate(CARDS.values()):
        tell(COUNTING, done, len(CARDS))
        yield from engine.cubes(card.key, quarter)
    tell(COUNTING, len(CARDS), len(CARDS))


def defined_slices() -> tuple[Slice, ...]:
    """Every slice that the measures have by definition, whatever the area: each measure by each part."""
    return tuple(
        slice_of_part(card.key, breakdown, part)
        for card in CARDS.values()
        for breakdown in card.breakdowns
        for part in PARTS[breakdown]
    )


def condition_slices(counts: Countable) -> tuple[Slice, ...]:
    """The broad conditions that are counted, each by the concepts that it takes in."""
    return tuple(Slice(BY_CONDITION, key, concepts=tuple(sorted(each))) for key, each in counts.under.items())


def nests(cubes: Sequence[Cube], regions: Mapping[str, str]) -> tuple[Nest, ...]:
    """Which areas sum to which: authorities to their regions, and every level of one area a child to England.

    A child may be known to several providers, which therefore sum to nothing unless there is one alone, and few
    children have a responsible authority.
    """
    found: list[Nest] = []
    authorities = sorted({*regions, UNKNOWN})
    for region in sorted({regions.get(each, UNKNOWN) for each in authorities}):
        parts = tuple(each for each in authorities if regions.get(each, UNKNOWN) == region)
        found.append(Nest(Level.REGION, region, Level.LOCAL_AUTHORITY, parts))
    for level in (Level.REGION, Level.LOCAL_AUTHORITY, Level.ICB):
        if areas := _areas(cubes, level):
            found.append(Nest(Level.ENGLAND, ENGLAND, level, areas))
    if len(providers := _areas(cubes, Level.PROVIDER)) == 1:
        found.append(Nest(Level.ENGLAND, ENGLAND, Level.PROVIDER, providers))
    return tuple(found)


def _areas(cubes: Sequence[Cube], level: Level) -> tuple[str, ...]:
    return tuple(sorted({area for cube in cubes if cube.level is level for area in cube.areas()}))


def _standing(releases: Releases, period: str, tables: Sequence[ReleasedTable]) -> list[ReleasedTable]:
    """The tables of the period's last revision, of the measures that are counted here."""
    last = releases.latest(period)
    counted = {table.key for table in tables}
    there = [key for key in releases.keys(last.id) if key in counted or key.measure in CARDS]
    return [releases.table(last.id, key) for key in there]

"""Three quarters of a demonstration clinic, released by the engine and the rules of a real one, and what is told of
them: everything that can be downloaded."""

import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from typer.testing import CliRunner

from app.cli import _copy_tools, application
from app.identity import Identity
from app.released.table import ReleasedTable
from app.report_words import report_words
from app.reports.card import Breakdown, Level
from app.reports.cards.countable import Countable, countable
from app.reports.commands import copied as copy
from app.reports.conditions.condition import OwnCondition
from app.reports.copy.load import load_places
from app.reports.cube import Cube
from app.reports.downloads.writer import Shelf, publications
from app.reports.elsewhere.load import FOLDER, read_elsewhere
from app.reports.elsewhere.tables import education_tables
from app.reports.engine.engine_duckdb import DuckDbEngine
from app.reports.measures import CARDS
from app.reports.pages.load import Sources, words_of
from app.reports.periods import Quarter
from app.reports.ports import NewRelease
from app.reports.profiles import Profile
from app.reports.protection.splits import Nest
from app.reports.releasing import Surroundings, Wanted, made, nests
from app.reports.slices import Slice
from app.reports.writer import ReleaseTools, opened_engine
from app.wiring import Installation, installation, known_terminology
from tests.reports.attack.downloads import downloaded, same_in_a_workbook
from tests.reports.test_releasing import Kept
from tests.service import REPOSITORY, Prepared, copied, settings_for

QUARTERS: Final = (Quarter(2026, 1), Quarter(2026, 2), Quarter(2026, 3))
DAY: Final = date(2026, 11, 24)
MONTHS: Final = 14


@dataclass
class Recorder:
    """An engine that keeps what it counted, and counts by these breakdowns alone."""

    engine: DuckDbEngine
    breakdowns: Collection[Breakdown]
    counted: list[Cube] = field(default_factory=list)

    def cube(self, measure: str, level: Level, breakdown: Breakdown, quarter: Quarter) -> Cube:
        self.counted.append(self.engine.cube(measure, level, breakdown, quarter))
        return self.counted[-1]

    def cubes(self, measure: str, quarter: Quarter) -> Iterator[Cube]:
        for cube in self.engine.cubes(measure, quarter):
            if cube.breakdown in self.breakdowns:
                self.counted.append(cube)
                yield cube

    def differing(self, one: Slice, other: Slice, quarter: Quarter) -> int:
        return self.engine.differing(one, other, quarter)


@dataclass(frozen=True)
class Clinic:
    """What was counted, cube by cube, the tables as downloaded in the same order, what others have published, how areas
    nest, and what can be counted."""

    cubes: Sequence[Cube]
    tables: Sequence[ReleasedTable]
    beside: Sequence[ReleasedTable]
    nesting: Sequence[Nest]
    counts: Countable


@contextmanager
def loaded(folder: Path, children: int, seed: int) -> Iterator[Installation]:
    """An installation with a demonstration clinic in SQLite, and its analytics copy, made by the commands for it."""
    url, secret = f"sqlite:///{folder / 'everyneed.db'}", folder / "secret.key"
    environment = {
        "EVERYNEED_DATABASE_URL": url,
        "EVERYNEED_SECRET_KEY_FILE": str(secret),
        "EVERYNEED_REFSET_FOLDER": str(REPOSITORY / "snomed_refsets"),
        "EVERYNEED_REPORTS_FOLDER": str(folder / "reports"),
    }
    size = ["--children", str(children), "--months", str(MONTHS), "--seed", str(seed), "--today", DAY.isoformat()]
    for command in (["database", "upgrade"], ["demo", "load", *size], ["reports", "copy"]):
        done = CliRunner().invoke(application(), command, env=environment)
        assert done.exit_code == 0, done.output
    with installation(settings_for(url, secret)) as opened:
        yield opened


@contextmanager
def opened(prepared: Prepared, folder: Path) -> Iterator[Installation]:
    """The same of the clinic that other tests are made with."""
    shutil.copytree(prepared.secret.parent / "reports", folder / "reports")
    with installation(settings_for(copied(prepared, folder), prepared.secret)) as service:
        copy(_copy_tools(service), anew=True)
        yield service


def released_clinic(
    service: Installation,
    profile: Profile,
    quarters: Sequence[Quarter],
    breakdowns: Collection[Breakdown],
    own: Sequence[OwnCondition] = (),
) -> Clinic:
    """Release quarters by some breakdowns, with conditions of the installation's own, and read back everything that can
    be downloaded."""
    kept, folder = Kept(), service.settings.reports_folder
    refset, above = known_terminology(service)
    tools = ReleaseTools(
        *(folder, service.desk.records.organisations, refset, above, kept, service.new_identity, service.now)
    )
    regions, elsewhere = load_places(folder / "places").regions, read_elsewhere(folder / FOLDER)
    counts = countable(refset, above, [each.ancestor for each in own])
    with opened_engine(tools, counts) as engine:
        recorder = Recorder(engine, breakdowns)
        here = Surroundings(
            *(
                recorder,
                kept,
                lambda period: education_tables(elsewhere, period),
                regions,
                lambda *_: None,
                counts,
            )
        )
        for number, quarter in enumerate(quarters, 1):
            new = made(Wanted(Identity(number), service.now(), quarter, profile, refset.release.label), here)
            kept.keep(new)
    told = {(each.period, each.key): each for new in kept.new for each in _told(service, kept, new, own)}
    cubes = [each for each in recorder.counted if not CARDS[each.measure].provider_only]
    ours = [(str(e.quarter), (e.measure, e.level.value, e.breakdown.value)) for e in cubes]
    found = {(period, (key.measure, key.level, key.breakdown)): table for (period, key), table in told.items()}
    return Clinic(
        cubes,
        [found.pop(each) for each in ours],
        list(found.values()),
        nests(recorder.counted, regions),
        counts,
    )


def _told(service: Installation, kept: Kept, new: NewRelease, own: Sequence[OwnCondition]) -> Iterator[ReleasedTable]:
    folder, period = service.settings.reports_folder, new.facts.period
    sources = Sources(folder, service.desk.records.organisations, lambda: known_terminology(service), lambda: own)
    words = words_of(sources, period)
    shelf = Shelf(kept, words, lambda _: "", folder)
    for (_, breakdown), tables in publications(shelf, new.facts):
        read = downloaded(tables, report_words(words))
        if breakdown == Breakdown.NONE.value:
            same_in_a_workbook(tables, read)
        yield from read

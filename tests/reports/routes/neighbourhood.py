"""A release in which areas may be compared: Northmoor with its region, its board, its neighbours, residents and plans.

Counts are of the demonstration's places and of nobody. Northmoor and its region have had needs asked about at 95 % of
contacts, its neighbour Fellside at 60 %. Beside our figures stand the made-up ones of the demonstration.
"""

import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from app.identity import Identity
from app.released.table import ReleaseFacts
from app.reports.card import Breakdown, Level
from app.reports.cube import Cell, Cube, Raw
from app.reports.desk import Area
from app.reports.disclosure import release
from app.reports.elsewhere.load import import_file, read_elsewhere
from app.reports.elsewhere.manifest import MADE_UP, Kind
from app.reports.elsewhere.tables import education_tables
from app.reports.measures import DEFINITIONS
from app.reports.periods import Quarter, complete_before
from app.reports.ports import NewRelease
from app.reports.profiles import NHS_5_5
from tests.reports import kept
from tests.service import REPOSITORY, Service

BOARD: Final = Area(Level.ICB, "QZZ")
REGION: Final = Area(Level.REGION, "ZE9")
ENGLAND: Final = Area(Level.ENGLAND, "E92000001")
HARBOURSIDE: Final = Area(Level.LOCAL_AUTHORITY, "ZE903")

_ASKED: Final = {
    kept.NORTHMOOR: 1235,
    kept.FELLSIDE: 800,
    HARBOURSIDE: 900,
    REGION: 2935,
    BOARD: 2935,
    ENGLAND: 4320,
    kept.PROVIDER: 2000,
}
"""How many children were asked, in each area."""

_SHARES: Final[Mapping[Area, tuple[int, int, int]]] = {
    kept.NORTHMOOR: (50, 4, 20),
    kept.FELLSIDE: (40, 9, 20),
    HARBOURSIDE: (35, 9, 20),
    REGION: (43, 7, 20),
    BOARD: (44, 7, 20),
    ENGLAND: (30, 10, 20),
    kept.PROVIDER: (45, 7, 20),
}
"""The percentages of three groups of needs: conditions, education, and nutrition."""

GROUPS: Final = ("condition", "education", "nutrition")

INDICATORS: Final = (
    "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,"
    "Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Count,Denominator\n"
    + "\n".join(
        f"999001,Made-up pupils with a learning disability per 1000,,,{code},{code},Any,Persons,School age,,,{values}"
        for code, values in (
            ("ZE901", "2022/23,31.2,28.0,34.4,300,9600"),
            ("ZE901", "2023/24,36.4,33.0,40.1,350,9620"),
            ("ZE9", "2023/24,30.1,28.9,31.3,1500,49800"),
            ("E92000001", "2023/24,34.25,34.1,34.4,290000,8467000"),
        )
    )
    + "\n"
)


def _counted(area: Area, asked: int) -> Iterator[tuple[str, Breakdown, str, str, Raw]]:
    """The counts of an area: measure, breakdown, item, part, count."""
    yield "capture_completeness", Breakdown.NONE, "", "", Raw(1200 if area == kept.FELLSIDE else 1900, 2000)
    yield "caseload", Breakdown.NONE, "", "", Raw(2 * asked, None)
    for group, share in zip(GROUPS, _SHARES[area], strict=True):
        yield "needs_by_group", Breakdown.NONE, group, "", Raw(asked * share // 100, asked)
        for sex in "12":
            yield "needs_by_group", Breakdown.SEX, group, sex, Raw(asked * share // 200, asked // 2)
    if area == kept.PROVIDER:
        yield "form_seconds", Breakdown.NONE, "under_60", "", Raw(610, 1235)
        yield "form_seconds", Breakdown.NONE, "unread", "", Raw(45, 1235)


def _cubes(quarter: Quarter) -> Iterator[Cube]:
    found: dict[tuple[str, Level, Breakdown], dict[Cell, Raw]] = {}
    for area, asked in _ASKED.items():
        for key, breakdown, item, part, raw in _counted(area, asked):
            found.setdefault((key, area.level, breakdown), {})[Cell(area.code, item, part)] = raw
    for (key, level, breakdown), cells in found.items():
        yield Cube(key, level, breakdown, quarter, cells)


def made(quarter: Quarter, folder: Path) -> NewRelease:
    """The release, with the plans that the files in a folder tell of."""
    at = datetime(quarter.last.year, quarter.last.month, quarter.last.day, 12, tzinfo=UTC)
    facts = ReleaseFacts(
        *(Identity(1_000_000_000_001), str(quarter), NHS_5_5.key, 1, at),
        *(kept.shipped()[0].release.label, DEFINITIONS),
    )
    ours = tuple(table for cube in _cubes(quarter) for table in release([cube], NHS_5_5))
    return NewRelease(facts, (*ours, *education_tables(read_elsewhere(folder), str(quarter))), ())


def keep_elsewhere(folder: Path) -> Path:
    """Keep the made-up figures of others, with indicators, in a folder of reports; where they are."""
    elsewhere = folder / "elsewhere"
    shutil.copytree(REPOSITORY / "app" / "demo" / "elsewhere", elsewhere, dirs_exist_ok=True)
    keep_indicators(folder)
    return elsewhere


def keep_indicators(folder: Path) -> None:
    """Keep the made-up indicators among the figures of others."""
    file = folder / "indicators.csv"
    file.write_text(INDICATORS)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    import_file(Kind.FINGERTIPS, file, folder / "elsewhere", at, source=MADE_UP, licence="None")


def keep_residents(folder: Path) -> None:
    """Keep how many people live in the made-up places among the figures of others."""
    (file,) = (REPOSITORY / "app" / "demo" / "elsewhere").glob("populations-*.csv")
    at = datetime(2026, 1, 1, tzinfo=UTC)
    import_file(Kind.POPULATIONS, file, folder / "elsewhere", at, source=MADE_UP, licence="None")


def keep(service: Service) -> str:
    """Keep the release in a service, unless it is there, and let the commissioner see Northmoor and its board; the
    period."""
    from app.demo.people import ODS_CODE
    from app.wiring import installation

    quarter = complete_before(service.day)
    if service.rows("select id from report_release"):
        return str(quarter)
    folder = service.settings.reports_folder
    shutil.copytree(REPOSITORY / "app" / "demo" / "places", folder / "places", dirs_exist_ok=True)
    elsewhere = keep_elsewhere(folder)
    with installation(service.settings) as opened:
        opened.store.reports.keep(made(quarter, elsewhere), ())
        organisation = opened.desk.records.organisation(ODS_CODE)
        account = opened.store.accounts.account_named("commissioner")
        assert organisation is not None
        assert account is not None
        for each in opened.store.reports.grants_of(organisation.id, account.id):
            opened.reports.grant(organisation, account.id, Area(each.level, each.area), None, standing=False)
        for area in (kept.NORTHMOOR, BOARD):
            opened.reports.grant(organisation, account.id, area, None)
    return str(quarter)

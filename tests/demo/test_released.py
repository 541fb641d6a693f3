"""What the commissioner of the demonstration sees of the clinic that `make run` loads: figures, not hidden ones alone.

It is loaded, copied, counted and made safe by the rules of a real one; every measure, level and breakdown of the newest
quarter is released together, for whatever is released beside a figure may hide it.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner

from app.cli import _copy_tools, application
from app.demo.homes import AUTHORITIES
from app.demo.people import COMMISSIONER_AREAS
from app.released.table import ReleasedRow, ReleasedTable
from app.reports.card import Breakdown, Level
from app.reports.commands import copied
from app.reports.copy.load import load_places
from app.reports.copy.places import UNKNOWN
from app.reports.measures import CARDS
from app.reports.pages.key_indicators import KEYS, Key
from app.reports.periods import complete_before
from app.reports.profiles import NHS_5_5
from app.reports.releasing import safe
from app.reports.writer import ReleaseTools, opened_engine
from app.wiring import installation, known_terminology
from tests.service import REPOSITORY, settings_for

DAY: Final = date(2026, 11, 24)
COUNTED: Final = tuple(key for key in KEYS if key.measure in CARDS)
"""The key indicators that are counted here; others publish the rest, and hide none of it."""


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> tuple[ReleasedTable, ...]:
    """The tables of the newest quarter of the clinic of `make run`, on a fixed day."""
    folder = tmp_path_factory.mktemp("released")
    url, secret = f"sqlite:///{folder / 'everyneed.db'}", folder / "secret.key"
    environment = {
        "EVERYNEED_DATABASE_URL": url,
        "EVERYNEED_SECRET_KEY_FILE": str(secret),
        "EVERYNEED_REFSET_FOLDER": str(REPOSITORY / "snomed_refsets"),
        "EVERYNEED_REPORTS_FOLDER": str(folder / "reports"),
    }
    for command in (["database", "upgrade"], [*_loading(), "--today", DAY.isoformat()]):
        done = CliRunner().invoke(application(), command, env=environment)
        assert done.exit_code == 0, done.output
    with installation(settings_for(url, secret)) as opened:
        copied(_copy_tools(opened), anew=True)
        refset, above = known_terminology(opened)
        tools = ReleaseTools(
            *(opened.settings.reports_folder, opened.desk.records.organisations, refset, above),
            *(opened.store.reports, opened.new_identity, opened.now),
        )
        with opened_engine(tools) as engine:
            cubes = [cube for key in CARDS for cube in engine.cubes(key, complete_before(DAY))]
        return safe(cubes, NHS_5_5, load_places(tools.folder / "places").regions, tools.counts)


def _loading() -> list[str]:
    """The command by which `make run` loads the clinic."""
    found = re.search(r"\$\(BIN\)/everyneed (demo load .*)", (REPOSITORY / "Makefile").read_text())
    assert found is not None
    return [each for each in found[1].split() if each != "--if-empty"]


def rows(released: Sequence[ReleasedTable], measure: str, level: str, area: str) -> Iterator[ReleasedRow]:
    """A measure's rows of an area, without breakdown."""
    for table in released:
        if (table.key.measure, table.key.level, table.key.breakdown) == (measure, level, Breakdown.NONE.value):
            yield from (row for row in table.rows if row.area == area)


def shown(released: Sequence[ReleasedTable], level: str, area: str) -> list[Key]:
    """The key indicators of an area whose figure is shown."""
    return [
        key
        for key in COUNTED
        if any(row.item == key.item and row.numerator.shown for row in rows(released, key.measure, level, area))
    ]


@pytest.mark.parametrize("area", [*COMMISSIONER_AREAS, ("region", "ZE9"), ("england", "E92000001")])
def test_most_key_indicators_of_the_commissioners_areas_are_shown(
    released: tuple[ReleasedTable, ...], area: tuple[str, str]
) -> None:
    assert len(COUNTED) == len(KEYS) - 1
    assert len(shown(released, *area)) >= 5


@pytest.mark.parametrize("area", COMMISSIONER_AREAS)
def test_most_measures_of_the_commissioners_areas_have_a_figure_above_nought(
    released: tuple[ReleasedTable, ...], area: tuple[str, str]
) -> None:
    level = Level(area[0])
    there = [key for key, card in CARDS.items() if level in card.levels]
    telling = [key for key in there if any(row.numerator.number for row in rows(released, key, *area))]
    assert len(telling) >= 0.7 * len(there)


def test_the_board_and_the_region_stand_beside_others_of_their_kind(released: tuple[ReleasedTable, ...]) -> None:
    for level, codes in ((Level.ICB, {"QZZ", "QZY"}), (Level.REGION, {"ZE9", "ZE8"})):
        (table,) = (
            each
            for each in released
            if (each.key.measure, each.key.level, each.key.breakdown) == ("caseload", level, Breakdown.NONE)
        )
        assert {row.area for row in table.rows} - {UNKNOWN} == codes


def test_postcodes_and_practices_of_homes_lie_where_the_lists_of_places_say() -> None:
    places = load_places(Path(REPOSITORY / "app" / "demo" / "places"), with_directory=False)
    boards = {"ZE901": "QZZ", "ZE902": "QZZ", "ZE903": "QZZ", "ZE801": "QZY"}
    for each in AUTHORITIES:
        assert {places.local_authority(f"ZN{number} 1AB") for number in each.districts} == {each.code}
        assert UNKNOWN not in {places.decile(f"ZN{number} 1AB") for number in each.districts}
        assert {places.board(f"Z99{number:03d}") for number in each.practices} == {boards[each.code]}
        assert places.names[each.code] == each.name
    assert len(places.authorities) == sum(len(each.districts) for each in AUTHORITIES)
    assert len(places.boards) == sum(len(each.practices) for each in AUTHORITIES)

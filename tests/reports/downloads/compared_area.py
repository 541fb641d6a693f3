"""Northmoor of the demonstration's places as files tell of it: read beside its region, its board and its neighbours."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from app.errors import NotFound
from app.identity import Identity
from app.released.table import ReleasedTable, TableKey
from app.reports.areas import Areas, areas_of
from app.reports.card import Breakdown, Level
from app.reports.copy.load import load_places
from app.reports.desk import Area, AreaView
from app.reports.downloads.comparisons import Comparisons, compared_with_all
from app.reports.downloads.indicators import IndicatorFile, indicator_file, indicators_beside
from app.reports.downloads.publication import Publication
from app.reports.elsewhere.collection import Elsewhere
from app.reports.elsewhere.fingertips import fingertips_file
from app.reports.elsewhere.indicators import by_area
from app.reports.elsewhere.load import read_elsewhere
from app.reports.elsewhere.tables import education_cards
from app.reports.measures import CARDS
from app.reports.pages.choices import Choice, choices
from app.reports.pages.load import _OTHERS
from app.reports.pages.wording import Wording
from app.reports.periods import Quarter
from app.reports.ports import NewRelease
from tests.reports import kept
from tests.reports.routes import neighbourhood
from tests.service import REPOSITORY

QUARTER: Final = Quarter(2026, 3)
IDENTITY: Final = "0000000000001"
NORTHMOOR, BOARD = kept.NORTHMOOR, neighbourhood.BOARD
DEMO: Final = REPOSITORY / "app" / "demo"
ITS_OWN: Final = (NORTHMOOR, BOARD)


@lru_cache(1)
def release() -> NewRelease:
    return neighbourhood.made(QUARTER, DEMO / "elsewhere")


@lru_cache(1)
def elsewhere() -> Elsewhere:
    file = fingertips_file("made.csv", neighbourhood.INDICATORS.encode())
    return replace(read_elsewhere(DEMO / "elsewhere"), indicators=by_area({"made": file}))


@lru_cache(1)
def areas() -> Areas:
    return areas_of(load_places(Path(DEMO / "places"), with_directory=False), elsewhere())


def wording() -> Wording:
    return Wording(kept.shipped()[1], areas().name, _OTHERS)


def read(_: Identity, key: TableKey) -> ReleasedTable:
    found = next((table for table in release().tables if table.key == key), None)
    if found is None:
        raise NotFound("There is none.")
    return found


def offered(own: Sequence[Area] = ITS_OWN, area: Area = NORTHMOOR) -> tuple[Choice, ...]:
    return choices(area, areas(), elsewhere(), own)


def compared(
    measure: str, own: tuple[Area, ...] = ITS_OWN, breakdown: Breakdown = Breakdown.NONE, area: Area = NORTHMOOR
) -> Comparisons:
    """A measure beside everything that somebody with these areas may choose."""
    cards = {**CARDS, **{card.key: card for card in education_cards(elsewhere(), str(QUARTER))}}
    view, choices_ = AreaView(area, own, read), offered(own, area)
    return compared_with_all(view, release().facts, (cards[measure], breakdown), choices_, (wording(), elsewhere()))


def publication(measure: str, own: tuple[Area, ...] = ITS_OWN, breakdown: Breakdown = Breakdown.NONE) -> Publication:
    """Northmoor's part of a measure, with its comparisons."""
    cards = {**CARDS, **{card.key: card for card in education_cards(elsewhere(), str(QUARTER))}}
    key = TableKey(measure, Level.LOCAL_AUTHORITY.value, breakdown.value)
    table = AreaView(NORTHMOOR, own, read).table(release().facts, measure, breakdown)
    assert table.key == key
    told = compared(measure, own, breakdown)
    return Publication(release().facts, cards[measure], table, wording(), lambda code: areas().regions[code], told)


def indicators(own: Sequence[Area] = ITS_OWN) -> IndicatorFile:
    """Northmoor's indicators, beside everything that somebody with these areas may choose."""
    found = indicators_beside(NORTHMOOR, elsewhere(), QUARTER.year, offered(own))
    file = indicator_file(release().facts, (wording(), lambda code: areas().regions[code]), [found])
    assert file is not None
    return file

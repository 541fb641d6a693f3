"""The released table: one measure, by one breakdown, of all areas of one level, in one period."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.identity import Identity
from app.released.figure import Figure, Share


class Comparison(StrEnum):
    """How an area's share stands against the benchmark: its interval below, around or above it.

    More of a need recorded is neither better nor worse, so it is lower or higher; better and worse are said of
    timeliness alone.
    """

    LOWER = "lower"
    SIMILAR = "similar"
    HIGHER = "higher"
    BETTER = "better"
    WORSE = "worse"
    NOT_COMPARED = "not compared"


@dataclass(frozen=True, slots=True)
class ReleasedRow:
    """A row: whose (`area`), of what (`item`: a concept, a group, a band; empty for the measure as a whole), of which
    part of the breakdown (`part`; empty for all), and the figures."""

    area: str
    item: str
    part: str
    numerator: Figure
    denominator: Figure
    share: Share
    comparison: Comparison = Comparison.NOT_COMPARED


@dataclass(frozen=True, slots=True)
class TableKey:
    """Which table of a release: measure, level of area, breakdown (`none` for no breakdown)."""

    measure: str
    level: str
    breakdown: str


@dataclass(frozen=True, slots=True)
class ReleasedTable:
    """A table of a release, its rows in the order they are shown in.

    `period` is the release's. `figures_of` is the period that the figures are of, as their source writes it (`202425`),
    where others have published them; empty where it is the release's, or was not kept.
    """

    key: TableKey
    period: str
    profile: str
    rows: tuple[ReleasedRow, ...]
    figures_of: str = ""


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """What every page and file says of the release it shows.

    `period` is as `2026-Q3`; `revision` counts the releases of a period from 1; `refset` names the reference set's
    release; `definitions` is the version of the measures.
    """

    id: Identity
    period: str
    profile: str
    revision: int
    released_at: datetime
    refset: str
    definitions: str
    note: str = ""

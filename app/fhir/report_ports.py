"""What the FHIR API asks of released reports: the releases that are kept, and the words of what they count."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from app.identity import Identity
from app.released.table import ReleasedRow, ReleasedTable, ReleaseFacts, TableKey


class BreakdownWords(NamedTuple):
    """A breakdown of a measure: its key, what it is called, and at which day ages are taken by it."""

    key: str
    words: str
    age_date: str


class LevelWords(NamedTuple):
    """A level of a measure's areas: its key, what it is called, who is counted for such an area, and by what a child is
    of it."""

    key: str
    words: str
    population: str
    area_rule: str


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """What is said of a measure. `better` is `increase` or `decrease`, or empty where more is neither better nor worse.

    One that is no `share` is a count alone; the figures of one for `provider_only` are the provider's own, and those of
    one `by_others` others have published. `breakdowns` are those by which its children are split, each with what it is
    called and at which day ages are taken by it, `none` for no breakdown among them; `levels` are those of its areas.
    """

    key: str
    title: str
    definition: str
    numerator: str
    denominator: str
    exclusions: str
    source: str
    unit: str
    better: str = ""
    share: bool = True
    provider_only: bool = False
    by_others: bool = False
    breakdowns: tuple[BreakdownWords, ...] = ()
    levels: tuple[LevelWords, ...] = ()

    def breakdown(self, key: str) -> BreakdownWords | None:
        """A breakdown; None where the measure has it not any more."""
        return next((each for each in self.breakdowns if each.key == key), None)

    def level(self, key: str) -> LevelWords | None:
        """A level; None where the measure has it not any more."""
        return next((each for each in self.levels if each.key == key), None)


def as_kept(table: ReleasedTable) -> Sequence[ReleasedRow]:
    """The rows of a table as they stand in it."""
    return table.rows


@dataclass(frozen=True, slots=True)
class ReportWords:
    """The measures by key, in the order they are shown in, and what codes of released tables are called.

    `area` names an area by its level and code, `item` a row by its measure and item, `breakdown` a breakdown, and
    `part` a part of one. `rows` gives every row that a table may have, as measure and item; `parts` are those of each
    breakdown, in order. `in_order` gives the rows of a table in the order in which they are shown.
    """

    measures: Mapping[str, MeasureWords]
    area: Callable[[str, str], str]
    item: Callable[[str, str], str]
    breakdown: Callable[[str], str]
    part: Callable[[str, str], str]
    rows: Callable[[], Iterable[tuple[str, str]]]
    parts: Mapping[str, tuple[str, ...]]
    in_order: Callable[[ReleasedTable], Sequence[ReleasedRow]] = as_kept


class ReleasedReports(Protocol):
    """The releases of the installation, none of which is ever changed."""

    def all(self) -> tuple[ReleaseFacts, ...]:
        """Every release, that of the newest period first, and of a period the last revision first."""
        ...

    def keys(self, release: Identity) -> tuple[TableKey, ...]:
        """Which tables a release has."""
        ...

    def table(self, release: Identity, key: TableKey) -> ReleasedTable:
        """A table of a release. Raises `NotFound` when the release has none such."""
        ...

"""Counting with DuckDB in this process, over the analytics copy; what it finds is what `counting` says.

It asks of its connection the views `child`, `fact`, `need`, `asked`, `contact`, `referral` and `light`, with the fields
of `app.reports.observed` as columns. The tables of a quarter are computed once; then a measure is tallied once, by all
its breakdowns together, and its cubes are sums over the tally: a child is in one place and one part, so parts of
children add up exactly.
"""

# ruff: noqa: S608 - the queries are put together from names and numbers of this package, and quoted texts

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb

from app.reports.card import Breakdown, Level
from app.reports.cards.countable import Countable
from app.reports.cards.parts import ENGLAND, PARTS, UNKNOWN
from app.reports.cube import Cell, Cube
from app.reports.definition.counting import cells
from app.reports.engine.engine_codes import Codes
from app.reports.engine.engine_quarter import COLUMN_OF, QuarterTables, band, counted_age
from app.reports.engine.marks import marks
from app.reports.measures import Measure, checked, measure
from app.reports.periods import Quarter
from app.reports.slices import Slice

_OWN, _ALL = "_own", "_all"
_Sums = defaultdict[int, list[list[Any]]]
"""By the place of a breakdown: rows of area or organisation, key, part and number."""

_AREA_COLUMN: Final = {
    Level.REGION: "region",
    Level.LOCAL_AUTHORITY: "local_authority",
    Level.RESPONSIBLE_AUTHORITY: "responsible_authority",
    Level.ICB: "icb",
}


@contextmanager
def connection(folder: Path, *, memory_mib: int = 1024, threads: int = 2) -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine's own database in memory, that goes on in a folder when memory is full; closed at the end."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{memory_mib}MiB",
        "threads": threads,
        "temp_directory": str(folder),
        "preserve_insertion_order": False,
    }
    with closing(duckdb.connect(":memory:", config=config)) as sql:
        yield sql


class DuckDbEngine:
    """Counts over a connection with the views of the copy. Not to be shared between threads.

    `providers` gives the ODS code of each organisation. Implements `app.reports.ports.Engine` and
    `app.reports.slices.Differences`.
    """

    def __init__(self, sql: duckdb.DuckDBPyConnection, counts: Countable, providers: Mapping[int, str]) -> None:
        self._sql = sql
        self._counts = counts
        self._providers = dict(providers)
        self._codes = Codes(counts)
        self._codes.create(sql)
        self._tables: QuarterTables | None = None
        self._tallied: set[str] = set()
        self._summed: dict[tuple[str, Level], _Sums] = {}

    def cube(self, measure: str, level: Level, breakdown: Breakdown, quarter: Quarter) -> Cube:
        """The raw counts of a measure. Raises `NotFound` for a measure, level or breakdown that its card has not."""
        asked = checked(measure, level, breakdown, self._counts)
        self._at(quarter)
        split = (Breakdown.NONE, *_split_by(asked)).index(breakdown)
        of: dict[tuple[str, str, str], int] = defaultdict(int)
        counted: dict[Cell, int] = defaultdict(int)
        bases, items, parts = asked.bases, asked.items, PARTS[breakdown]
        for spot, key, part, number in self._sums(asked, level, quarter)[split]:
            area = self._providers.get(spot, UNKNOWN) if level is Level.PROVIDER else spot
            if key < 0:
                of[area, bases[-1 - key].base, parts[part]] += number
            else:
                counted[Cell(area, items[key].key, parts[part])] += number
        return Cube(measure, level, breakdown, quarter, cells(asked, of, counted))

    def differing(self, one: Slice, other: Slice, quarter: Quarter) -> int:
        """How many children are in exactly one of two slices. Raises `NotFound` for a measure or an item that there is
        not."""
        left, right = self._children(one, quarter), self._children(other, quarter)
        self._at(quarter).want(left + right)
        found = self._sql.execute(
            f"WITH one AS ({left}), other AS ({right}) SELECT (SELECT count(*) FROM one ANTI JOIN other USING (child))"
            " + (SELECT count(*) FROM other ANTI JOIN one USING (child))"
        ).fetchone()
        return int(found[0]) if found else 0

    def median_seconds(self, quarter: Quarter) -> Mapping[str, float]:
        """The median seconds of the forms timed in a quarter, by provider: for the provider's own people alone."""
        self._at(quarter).want("visit")
        found = self._sql.execute(
            f"SELECT organisation, median(seconds) FROM visit WHERE seconds IS NOT NULL AND {counted_age()} GROUP BY 1"
        ).fetchall()
        return {self._providers.get(organisation, UNKNOWN): float(each) for organisation, each in found}

    def _at(self, quarter: Quarter) -> QuarterTables:
        """The tables of a quarter; those of any other are given up."""
        if self._tables is None or self._tables.quarter != quarter:
            for name in self._tallied:
                self._sql.execute(f"DROP TABLE {name}")
            self._tallied.clear()
            self._summed.clear()
            self._tables = None
            self._tables = QuarterTables(self._sql, quarter)
        return self._tables

    def _tally(self, asked: Measure, scope: str, quarter: Quarter) -> None:
        """Count a measure's marks by place or provider and by each part of each of its breakdowns, once."""
        tables, name = self._at(quarter), _tally_name(asked, scope)
        if name not in self._tallied:
            text = marks(asked, self._codes, quarter, scope)
            tables.want(text)
            self._sql.execute(_tallying(asked, text, scope))
            self._tallied.add(name)

    def _sums(self, asked: Measure, level: Level, quarter: Quarter) -> _Sums:
        """The rows of a measure's cubes of a level, by breakdown; kept while the same measure is asked for."""
        wanted = (asked.card.key, level)
        if wanted not in self._summed:
            if any(key != asked.card.key for key, _ in self._summed):
                self._summed.clear()
            self._tally(asked, _scope(level), quarter)
            rows: _Sums = defaultdict(list)
            for split, *row in self._sql.execute(_summing(asked, level)).fetchall():
                rows[split].append(row)
            self._summed[wanted] = rows
        return self._summed[wanted]

    def _children(self, each: Slice, quarter: Quarter) -> str:
        asked = measure(each.measure, self._counts)
        base = asked.base_of(each.item)
        level = each.level or Level.ENGLAND
        text = marks(asked, self._codes, quarter, _scope(level))
        conditions = [counted_age("m.age"), *self._conditions(each, asked, base, level)]
        return f"""SELECT DISTINCT m.child FROM ({text}) m JOIN person p USING (child) JOIN place USING (place)
WHERE m.key IS NOT NULL AND {" AND ".join(conditions)}"""

    def _conditions(self, each: Slice, asked: Measure, base: str | None, level: Level) -> Iterator[str]:
        if each.item is None:
            yield "m.key < 0"
        elif each.denominator:
            yield f"m.key = {-1 - [one.base for one in asked.bases].index(base or '')}"
        else:
            yield f"m.key = {[one.key for one in asked.items].index(each.item)} AND m.n > 0"
        if each.area is not None:
            yield self._in_area(each.area, level)
        if each.ages is not None:
            yield f"m.age BETWEEN {each.ages[0]} AND {each.ages[1]}"
        for breakdown, part in each.filters:
            column = band("m.age") if breakdown is Breakdown.AGE_BAND else f"p.{COLUMN_OF[breakdown]}"
            yield f"{column} = {PARTS[breakdown].index(part)}"

    def _in_area(self, area: str, level: Level) -> str:
        if level is Level.ENGLAND:
            return "TRUE" if area == ENGLAND else "FALSE"
        if level is not Level.PROVIDER:
            return f"place.{_AREA_COLUMN[level]} = {_text(area)}"
        if area == UNKNOWN:
            others = ", ".join(str(each) for each, code in self._providers.items() if code != UNKNOWN)
            return f"m.org NOT IN ({others})" if others else "TRUE"
        own = ", ".join(str(each) for each, code in self._providers.items() if code == area)
        return f"m.org IN ({own})" if own else "FALSE"


def _text(value: str) -> str:
    quoted = value.replace("'", "''")
    return f"'{quoted}'"


def _scope(level: Level) -> str:
    return _OWN if level is Level.PROVIDER else _ALL


def _tally_name(asked: Measure, scope: str) -> str:
    return f"tally_{asked.card.key}{scope}"


def _split_by(asked: Measure) -> tuple[Breakdown, ...]:
    return tuple(each for each in asked.card.breakdowns if each is not Breakdown.NONE)


def _tallying(asked: Measure, text: str, scope: str) -> str:
    """The query of a tally: each grouping set is one breakdown, told by the place of the one part that is not null."""
    spot = "p.place" if scope == _ALL else "m.org"
    columns = [COLUMN_OF[each] for each in _split_by(asked)]
    sets = ", ".join(f"(spot, key, {each})" for each in columns)
    chosen = ", ".join(band("m.age") + " AS band" if each == "band" else f"p.{each}" for each in columns)
    which = " ".join(f"WHEN {each} IS NOT NULL THEN {place}" for place, each in enumerate(columns, 1))
    return f"""
CREATE OR REPLACE TEMP TABLE {_tally_name(asked, scope)} AS
SELECT spot, key, {f"(CASE {which} ELSE 0 END)" if columns else "0"}::TINYINT AS split,
    coalesce({", ".join((*columns, "0"))})::UTINYINT AS part, sum(n)::BIGINT AS n
FROM (
    SELECT {spot} AS spot, m.key::SMALLINT AS key, m.n{"".join((", ", chosen)) if chosen else ""}
    FROM ({text}) m JOIN person p USING (child) WHERE m.key IS NOT NULL AND {counted_age("m.age")}
) GROUP BY GROUPING SETS ((spot, key){", " if sets else ""}{sets})"""


def _summing(asked: Measure, level: Level) -> str:
    """The query of a level's cubes: rows of breakdown, area or organisation, key, part and number."""
    name = _tally_name(asked, _scope(level))
    if level is Level.PROVIDER:
        return f"SELECT split, spot, key, part, n FROM {name}"
    area = _text(ENGLAND) if level is Level.ENGLAND else f"place.{_AREA_COLUMN[level]}"
    return f"""SELECT split, {area} AS area, key, part, sum(n)::BIGINT FROM {name} JOIN place ON place.place = spot
WHERE area IS NOT NULL GROUP BY ALL"""

"""Counting with DuckDB in this process, over the analytics copy; what it finds is what `counting` says.

It asks of its connection the views `child`, `fact`, `need`, `asked`, `contact`, `referral` and `light`, with the fields
of `app.reports.observed` as columns. A cube asked for alone is one statement, over what it needs of them. For all cubes
of a measure the tables of a quarter are computed once, each scope is tallied once by all breakdowns together, and the
cubes are sums over the tally: a child is in one place and one part, so parts of children add up exactly.
"""

# ruff: noqa: S608 - the queries are put together from names and numbers of this package, and quoted texts

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import duckdb

from app.reports.card import Breakdown, Level
from app.reports.cards.countable import Countable
from app.reports.cards.parts import PARTS, UNKNOWN
from app.reports.cube import Cube
from app.reports.engine.apart import least_apart
from app.reports.engine.asking import alone, summing, tallying
from app.reports.engine.days import counted_age, days_of
from app.reports.engine.dense import Layout, Numbers
from app.reports.engine.engine_codes import Codes
from app.reports.engine.engine_quarter import WHO, QuarterTables
from app.reports.engine.marks import marked, marks
from app.reports.engine.places import scope_of
from app.reports.engine.rows import Marks
from app.reports.measures import Measure, checked, measure
from app.reports.periods import Quarter
from app.reports.slices import Slice, paired


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
        self._tables: QuarterTables | None = None

    def cube(self, measure: str, level: Level, breakdown: Breakdown, quarter: Quarter) -> Cube:
        """The raw counts of a measure. Raises `NotFound` for a measure, level or breakdown that its card has not.

        No more is read and counted than this cube needs, and nothing is kept for another.
        """
        asked = checked(measure, level, breakdown, self._counts)
        layout, marking = Layout(asked), marked(asked, self._codes, quarter)
        text = alone(marking, layout.keys, days_of(quarter), level, breakdown)
        self._codes.want(self._sql, text)
        rows = self._sql.execute(text).fetchall()
        found = self._numbers(layout, marking, level, breakdown, rows)
        return Cube(measure, level, breakdown, quarter, layout.cells(found))

    def cubes(self, measure: str, quarter: Quarter) -> Iterator[Cube]:
        """The raw counts of a measure for every table of its card, in that order. Raises `NotFound` when there is no
        such measure."""
        return iter([*self._every(self._measure(measure), quarter)])

    def differing(self, one: Slice, other: Slice, quarter: Quarter) -> int:
        """By how few children two slices of a measure differ, wherever they differ (`Differences`)."""
        asked = measure(one.measure, self._counts)
        pair = paired(one, other, asked)
        tables, found = self._at(quarter), list[int]()
        for scope in dict.fromkeys(scope_of(level) for level in pair.levels):
            text = marks(asked, self._codes, quarter, scope)
            tables.want(text)
            row = self._sql.execute(least_apart(pair, asked, text, scope, self._providers)).fetchone()
            found += [int(row[0])] if row and row[0] else []
        return min(found, default=0)

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
            self._tables = None
            self._tables = QuarterTables(self._sql, self._codes, quarter)
        return self._tables

    def _every(self, asked: Measure, quarter: Quarter) -> Iterator[Cube]:
        layout, marking = Layout(asked), marked(asked, self._codes, quarter)
        tallied: set[str] = set()
        for level in asked.card.levels:
            breakdowns, scope = self._tallied_by(asked, level), scope_of(level)
            if scope not in tallied:
                self._tally(marking, layout, level, breakdowns, quarter)
                tallied.add(scope)
            rows = self._sql.execute(summing(marking, layout.keys, level, f"tally{scope}")).fetchall()
            for breakdown in asked.card.breakdowns_at(level):
                split = breakdowns.index(breakdown)
                of_split = [row[1:] for row in rows if row[0] == split]
                found = self._numbers(layout, marking, level, breakdown, of_split)
                yield Cube(asked.card.key, level, breakdown, quarter, layout.cells(found))

    def _measure(self, key: str) -> Measure:
        return measure(key, self._counts)

    def _tallied_by(self, asked: Measure, level: Level) -> list[Breakdown]:
        """Every breakdown that any level of the same scope has."""
        levels = [each for each in asked.card.levels if scope_of(each) == scope_of(level)]
        return [*dict.fromkeys(each for one in levels for each in asked.card.breakdowns_at(one))]

    def _tally(
        self, marking: Marks, layout: Layout, level: Level, breakdowns: Sequence[Breakdown], quarter: Quarter
    ) -> None:
        text = tallying(marking, layout.keys, level, breakdowns, WHO)
        self._at(quarter).want(text)
        self._sql.execute(f"CREATE OR REPLACE TEMP TABLE tally{scope_of(level)} AS {text}")

    def _numbers(
        self, layout: Layout, marking: Marks, level: Level, breakdown: Breakdown, rows: Iterable[tuple[Any, ...]]
    ) -> Numbers:
        """The numbers of rows of part, area or organisation, and what is counted."""
        parts, codes = PARTS[breakdown], self._providers
        if level is Level.PROVIDER:
            rows = ((part, codes.get(organisation, UNKNOWN), *rest) for part, organisation, *rest in rows)
        if marking.wide is None:
            return layout.long((area, parts[part], key, number) for part, area, key, number in rows)
        return layout.wide((row[1], parts[row[0]], row[2:]) for row in rows)

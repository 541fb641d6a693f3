"""That what is timed gives the same: the engine's cubes, those of the SQL written by hand, and PostgreSQL's rows."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.reports.card import Level
from app.reports.cards.countable import Countable
from app.reports.cube import Cell, Cube
from app.reports.definition.counting import cells
from app.reports.engine.engine_duckdb import DuckDbEngine
from app.reports.measures import CARDS, measure
from benchmarks.reports_lists import make_lists
from benchmarks.reports_once import cube_of, opened, query_of, shape
from benchmarks.reports_postgresql import answers
from benchmarks.reports_rows import QUARTER, providers

Row = tuple[Any, ...]


def agree(rows: Path, counts: Countable) -> None:
    """Do nothing where all give the same of these rows; end the run, naming the measures, where any does not."""
    with opened(rows) as sql:
        engine = DuckDbEngine(sql, counts, providers())
        mine = {key: cube_of(engine, key) for key in CARDS}
        differ = [key for key, cube in mine.items() if cube not in [*engine.cubes(key, QUARTER)]]
    there = answers(rows, counts, {key: query_of(key, "PostgreSQL") for key in CARDS})
    with opened(rows) as sql:
        make_lists(sql, counts)
        for key in CARDS:
            here = sql.execute(query_of(key, "DuckDB")).fetchall()
            if _cube_of_rows(here, key, counts) != mine[key] or _plain(here) != _plain(there[key]):
                differ.append(key)
    if differ:
        raise SystemExit(f"Discarded: engine, SQL or PostgreSQL differ: {', '.join(dict.fromkeys(differ))}.")


def _plain(rows: Iterable[Row]) -> Counter[tuple[str, ...]]:
    """Rows in no order, and their values as text: the databases have other types for the same numbers."""
    return Counter(tuple(str(int(each)) if isinstance(each, Decimal) else str(each) for each in row) for row in rows)


def _cube_of_rows(rows: Iterable[Row], key: str, counts: Countable) -> Cube:
    asked, (level, breakdown) = measure(key, counts), shape(key)
    of: dict[tuple[str, str, str], int] = defaultdict(int)
    counted: dict[Cell, int] = defaultdict(int)
    for what, area, name, part, number in rows:
        where = providers()[int(area)] if level is Level.PROVIDER else area
        if what == "of":
            of[where, name, part] += int(number)
        else:
            counted[Cell(where, name, part)] += int(number)
    return Cube(key, level, breakdown, QUARTER, cells(asked, of, counted))

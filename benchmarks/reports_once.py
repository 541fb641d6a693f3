"""One measure, or all cubes of a quarter, counted once in this process: the engine's way, or by SQL written by hand."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from app.reports.card import Breakdown, Level
from app.reports.cards.countable import Countable, countable
from app.reports.cube import Cube
from app.reports.engine.engine_duckdb import DuckDbEngine, connection
from app.reports.measures import CARDS
from app.terminology.load import load_refset
from benchmarks.reports_lists import make_lists
from benchmarks.reports_rows import QUARTER, providers, regions, views
from benchmarks.reports_sql import query
from benchmarks.running import ROOT

MEMORY_MIB: Final = 2048


def counts_here() -> Countable:
    """What counts under what, of the shipped reference set."""
    return countable(load_refset(ROOT / "snomed_refsets"))


@contextmanager
def opened(rows: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the views of the rows, held to the memory of a release."""
    with tempfile.TemporaryDirectory(prefix="spill-") as spill, connection(Path(spill), memory_mib=MEMORY_MIB) as sql:
        views(sql, rows)
        yield sql


def engine_once(rows: Path, key: str) -> dict[str, float]:
    """One measure's cube by the engine, in this process."""
    counts = counts_here()
    with opened(rows) as sql:
        began = _clocks()
        cube_of(DuckDbEngine(sql, counts, providers()), key)
        return _since(began)


def cube_of(engine: DuckDbEngine, key: str) -> Cube:
    """A measure's cube as it is timed."""
    level, breakdown = shape(key)
    return engine.cube(key, level, breakdown, QUARTER)


def shape(key: str) -> tuple[Level, Breakdown]:
    """By what a measure is counted here: local authority (a provider's own by provider), and age band if it has it."""
    card = CARDS[key]
    level = Level.PROVIDER if card.provider_only else Level.LOCAL_AUTHORITY
    by_age = Breakdown.AGE_BAND in card.breakdowns_at(level)
    return level, Breakdown.AGE_BAND if by_age else Breakdown.NONE


def sql_once(rows: Path, key: str) -> dict[str, float]:
    """The same answer by SQL written by hand, in this process."""
    with opened(rows) as sql:
        make_lists(sql, counts_here())
        began = _clocks()
        sql.execute(query_of(key, "DuckDB")).fetchall()
        return _since(began)


def _clocks() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _since(began: tuple[float, float]) -> dict[str, float]:
    """The seconds since, those of all cores together, and the most memory there was."""
    ended = _clocks()
    return {"seconds": ended[0] - began[0], "cores": ended[1] - began[1], "memory": _peak()}


def query_of(key: str, engine: str) -> str:
    """The SQL of the same answer, as DuckDB or PostgreSQL takes it."""
    return query(key, engine, by_age=shape(key)[1] is Breakdown.AGE_BAND)


def release_once(rows: Path, _: str) -> dict[str, float]:
    """Every cube of the quarter, and what disclosure control makes of them."""
    from app.reports.profiles import PROFILES
    from app.reports.releasing import safe

    counts = counts_here()
    with opened(rows) as sql:
        began = time.perf_counter()
        engine = DuckDbEngine(sql, counts, providers())
        cubes = [each for key in CARDS for each in engine.cubes(key, QUARTER)]
        counted = time.perf_counter()
        safe(cubes, PROFILES["nhs-5-5"], regions(), counts)
        ended = time.perf_counter()
    return {
        "cubes": counted - began,
        "release": ended - counted,
        "seconds": ended - began,
        "cells": sum(len(each.opened()) for each in cubes),
        "memory": _peak(),
    }


def _peak() -> float:
    """The most memory this process has had, in MiB."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024

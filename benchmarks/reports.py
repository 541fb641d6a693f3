"""Counting a quarter: seconds and memory of each measure beside SQL written by hand, and all cubes with their release.

Ten million need rows of a million children, made by SQL. `python -m benchmarks.reports --share 0.1` makes a tenth.

Each measure is asked for in a process of its own, from the rows as they lie on disk to its cube by local authority and
age band, and so is the SQL of the same answer; the engine counts all breakdowns of the measure meanwhile. PostgreSQL
has the same rows in tables that are analysed, and runs the same SQL over one connection. Before, on few children, the
engine and the SQL must give the same cubes.
"""

# ruff: noqa: S608 - the queries are put together from names of these files alone

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import duckdb
import psycopg
from rich.console import Console

from app.reports.card import Breakdown, Level
from app.reports.cards.countable import CERTAINTIES, Countable, countable, named
from app.reports.cards.items import group_under
from app.reports.cube import Cell, Cube
from app.reports.definition.counting import cells
from app.reports.engine.engine_duckdb import DuckDbEngine, connection
from app.reports.measures import CARDS, measure
from app.terminology.load import load_refset
from benchmarks.databases import postgresql_databases
from benchmarks.figures import Held, Report, Sheet
from benchmarks.reports_rows import QUARTER, TABLES, providers, views, write_rows
from benchmarks.reports_sql import FORM_SECONDS, QUERIES, WHOLE, who
from benchmarks.running import ROOT

CHILDREN: Final = 1_000_000
FEW: Final = 3_000
RATIO_LIMIT: Final = 1.2
RELEASE_LIMIT: Final = 60.0
MEMORY_MIB: Final = 2048
PATIENCE_MS: Final = 120_000
_HELPS: Final = ("work_mem = '256MB'", "enable_nestloop = off", "jit = off")
"""Without the second it joins what it knows no numbers of row by row, and takes minutes."""

_LISTS: Final = {
    "kind_of": "measure VARCHAR, concept BIGINT, sure INTEGER, item VARCHAR, base VARCHAR",
    "letter": "concept BIGINT, letter VARCHAR, base VARCHAR",
    "gmfcs": "concept BIGINT, level INTEGER",
    "pair": "measure VARCHAR, item VARCHAR, base VARCHAR, one VARCHAR, other VARCHAR, base_one VARCHAR, "
    "base_other VARCHAR",
}
Row = Sequence[Any]


def run(console: Console, share: float = 1.0) -> Report:
    """Make the rows, and measure every measure three times over."""
    report = Report("reports")
    with tempfile.TemporaryDirectory(prefix="everyneed-reports-") as text:
        folder, counts = Path(text), _counts()
        with console.status("The same answers on few children"):
            write_rows(folder / "few", FEW, counts)
            _agree(folder / "few", counts)
        sizes = [int(CHILDREN * share / 2), int(CHILDREN * share)]
        for children in sizes:
            with console.status(f"Rows of {children:,} children"):
                write_rows(folder / str(children), children, counts)
        rows = folder / str(sizes[1])
        with console.status("PostgreSQL"):
            beside = dict(_postgresql(rows, counts))
        engine, plain = _each("engine", rows, console), _each("sql", rows, console)
        _measures(report, engine, plain, beside)
        report.show(console)
        with console.status("All cubes"):
            wholes = [_once("release", folder / str(each), "") for each in sizes]
        _whole(report, sizes, wholes)
    return report


def _counts() -> Countable:
    return countable(load_refset(ROOT / "snomed_refsets"))


def _each(how: str, rows: Path, console: Console) -> dict[str, dict[str, float]]:
    found = {}
    for key in CARDS:
        with console.status(f"{key}, {how}"):
            found[key] = _once(how, rows, key)
    return found


def _once(how: str, rows: Path, key: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.reports", "--once", how, "--rows", str(rows), "--measure", key]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{how} of {key or 'all'} failed: {done.stderr[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _measures(
    report: Report,
    engine: Mapping[str, Mapping[str, float]],
    plain: Mapping[str, Mapping[str, float]],
    beside: Mapping[str, float | None],
) -> None:
    lines = []
    for key in CARDS:
        mine, by_hand, other = engine[key], plain[key], beside[key]
        ratio = mine["seconds"] / by_hand["seconds"]
        postgresql = f"over {PATIENCE_MS // 1000} s" if other is None else f"{other:.2f} s"
        lines.append(
            [
                key,
                *(f"{each['seconds']:.2f} s" for each in (mine, by_hand)),
                f"{ratio:.2f} ×",
                *(f"{each['memory']:.0f} MiB" for each in (mine, by_hand)),
                postgresql,
            ]
        )
        report.held.append(Held(key, ratio, RATIO_LIMIT, "×", f"PostgreSQL {postgresql}"))
    ours, theirs = (sum(each["seconds"] for each in found.values()) for found in (engine, plain))
    report.held.append(Held("All measures, each alone", ours / theirs, RATIO_LIMIT, "×", f"SQL {theirs:.1f} s"))
    columns = ("Measure", "Engine", "SQL", "Ratio", "Engine's memory", "SQL's memory", "PostgreSQL")
    report.sheets.append(Sheet("Each measure alone, from the rows on disk", columns, lines))


def _whole(report: Report, sizes: Sequence[int], wholes: Sequence[Mapping[str, float]]) -> None:
    columns = ("Children", "Counted", "Made safe", "All", "Cells", "Memory")
    lines = [
        [
            f"{children:,}",
            *(f"{each[part]:.1f} s" for part in ("cubes", "release", "seconds")),
            f"{each['cells']:,.0f}",
            f"{each['memory']:.0f} MiB",
        ]
        for children, each in zip(sizes, wholes, strict=True)
    ]
    report.sheets.append(Sheet("All cubes of a quarter, and their release", columns, lines))
    doubled = wholes[1]["seconds"] / wholes[0]["seconds"]
    report.held.append(
        Held("A quarter's release", wholes[1]["seconds"], RELEASE_LIMIT, "s", f"{doubled:.2f} × that of half the rows")
    )


@contextmanager
def _open(rows: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with tempfile.TemporaryDirectory(prefix="spill-") as spill, connection(Path(spill), memory_mib=MEMORY_MIB) as sql:
        views(sql, rows)
        yield sql


def engine_once(rows: Path, key: str) -> dict[str, float]:
    """One measure's cube by the engine, in this process."""
    counts = _counts()
    with _open(rows) as sql:
        began = time.perf_counter()
        _cube(DuckDbEngine(sql, counts, providers()), key)
        return {"seconds": time.perf_counter() - began, "memory": _peak()}


def _cube(engine: DuckDbEngine, key: str) -> Cube:
    level, breakdown = _shape(key)
    return engine.cube(key, level, breakdown, QUARTER)


def _shape(key: str) -> tuple[Level, Breakdown]:
    card = CARDS[key]
    level = Level.PROVIDER if card.provider_only else Level.LOCAL_AUTHORITY
    return level, Breakdown.AGE_BAND if Breakdown.AGE_BAND in card.breakdowns else Breakdown.NONE


def sql_once(rows: Path, key: str) -> dict[str, float]:
    """The same answer by SQL written by hand, in this process."""
    with _open(rows) as sql:
        _lists(sql, _counts())
        began = time.perf_counter()
        sql.execute(who("DuckDB") + _query(key)).fetchall()
        return {"seconds": time.perf_counter() - began, "memory": _peak()}


def _query(key: str) -> str:
    return FORM_SECONDS if key == "form_seconds" else QUERIES.get(key) or WHOLE[key]


def _cube_by_hand(sql: duckdb.DuckDBPyConnection, key: str, counts: Countable) -> Cube:
    asked, (level, breakdown) = measure(key, counts), _shape(key)
    of: dict[tuple[str, str, str], int] = defaultdict(int)
    counted: dict[Cell, int] = defaultdict(int)
    for what, area, name, part, number in sql.execute(who("DuckDB") + _query(key)).fetchall():
        where = providers()[int(area)] if level is Level.PROVIDER else area
        split = part if breakdown is Breakdown.AGE_BAND else ""
        if what == "of":
            of[where, name, split] += int(number)
        else:
            counted[Cell(where, name, split)] += int(number)
    return Cube(key, level, breakdown, QUARTER, cells(asked, of, counted))


def _agree(rows: Path, counts: Countable) -> None:
    with _open(rows) as sql:
        engine = DuckDbEngine(sql, counts, providers())
        mine = {key: _cube(engine, key) for key in CARDS}
    with _open(rows) as sql:
        _lists(sql, counts)
        differ = [key for key in CARDS if _cube_by_hand(sql, key, counts) != mine[key]]
    if differ:
        raise SystemExit(f"Discarded: the engine and the SQL differ in {', '.join(differ)}.")


def _lists(sql: duckdb.DuckDBPyConnection, counts: Countable) -> None:
    for name, rows in _list_rows(counts).items():
        sql.execute(f"CREATE TEMP TABLE {name} ({_LISTS[name]})")
        marks = f"({', '.join('?' * len(rows[0]))})"
        sql.execute(
            f"INSERT INTO {name} VALUES {', '.join([marks] * len(rows))}", [each for row in rows for each in row]
        )


def _list_rows(counts: Countable) -> dict[str, list[Row]]:
    letters = {
        "C": "condition",
        "T": "technology_dependency",
        "F": "family_reported_issue",
        "R": "round_the_clock_care",
    }
    return {
        "kind_of": list(_kinds(counts)),
        "letter": [(int(each), letter, letters[letter]) for each, letter in counts.letter_of.items()],
        "gmfcs": [(int(each), level) for each, level in counts.gmfcs.items()],
        "pair": [
            (key, item.key, item.base, *item.key.split("+"), *_groups(counts, item.key))
            for key in ("group_pairs", "condition_pairs")
            for item in measure(key, counts).items
        ],
    }


def _groups(counts: Countable, key: str) -> list[str]:
    return [group_under(counts, each) if each in counts.under else each for each in key.split("+")]


def _kinds(counts: Countable) -> Iterator[Row]:
    for concept, group in counts.group_of.items():
        for sure, certainty in enumerate(CERTAINTIES, 1):
            by_concept = named(str(concept), group, certainty)
            yield "needs_by_concept", int(concept), sure, by_concept, group
            yield "needs_by_group", int(concept), sure, named(group, group, certainty), group
            if group == "technology_dependency":
                yield "technology", int(concept), sure, by_concept, group
            if group == "family_reported_issue" and "." not in by_concept:
                yield "barriers", int(concept), sure, by_concept, group
            for key, concepts in counts.under.items():
                if concept in concepts:
                    yield "needs_by_condition", int(concept), sure, named(key, group, certainty), group


def release_once(rows: Path, _: str) -> dict[str, float]:
    """Every cube of the quarter, and what disclosure control makes of them."""
    from app.reports.disclosure import release
    from app.reports.profiles import PROFILES
    from app.reports.releasing import nests

    with _open(rows) as sql:
        began = time.perf_counter()
        engine = DuckDbEngine(sql, _counts(), providers())
        cubes = [
            engine.cube(key, level, breakdown, QUARTER)
            for key, card in CARDS.items()
            for level in card.levels
            for breakdown in card.breakdowns
        ]
        counted = time.perf_counter()
        released = [each for each in cubes if not CARDS[each.measure].provider_only]
        release(released, PROFILES["nhs-5-5"], nests(released, {}))
        ended = time.perf_counter()
    return {
        "cubes": counted - began,
        "release": ended - counted,
        "seconds": ended - began,
        "cells": sum(len(each.opened()) for each in cubes),
        "memory": _peak(),
    }


def _postgresql(rows: Path, counts: Countable) -> Iterator[tuple[str, float | None]]:
    """Seconds of each query on the same rows; None when it took too long."""
    with postgresql_databases(lambda _: None) as databases:
        databases.run("CREATE DATABASE reports")
        host, user = str(databases.folder), databases.user
        with psycopg.connect(host=host, user=user, dbname="reports", autocommit=True) as there:
            _load(there, rows, counts)
            for setting in (*_HELPS, f"statement_timeout = {PATIENCE_MS}"):
                there.execute(f"SET {setting}".encode())
            for key in CARDS:
                yield key, _timed(there, who("PostgreSQL") + _query(key))


def _timed(there: psycopg.Connection, query: str) -> float | None:
    began = time.perf_counter()
    try:
        there.execute(query.encode()).fetchall()
    except psycopg.errors.QueryCanceled:
        return None
    return time.perf_counter() - began


def _load(there: psycopg.Connection, rows: Path, counts: Countable) -> None:
    """The rows of every table, and the lists, analysed."""
    with closing(duckdb.connect()) as here, tempfile.TemporaryDirectory(prefix="csv-") as text:
        views(here, rows)
        for name in TABLES:
            columns = here.execute(f"DESCRIBE {name}").fetchall()
            there.execute(f"CREATE TABLE {name} ({', '.join(_column(each) for each in columns)})".encode())
            file = Path(text) / f"{name}.csv"
            here.execute(f"COPY (SELECT * FROM {name}) TO '{file}' (FORMAT csv, HEADER false)")
            with there.cursor().copy(f"COPY {name} FROM STDIN (FORMAT csv)".encode()) as into, file.open("rb") as lines:
                while piece := lines.read(1 << 20):
                    into.write(piece)
            file.unlink()
    for name, listed in _list_rows(counts).items():
        there.execute(f"CREATE TABLE {name} ({_LISTS[name]})".encode())
        with there.cursor() as cursor:
            marks = ", ".join(["%s"] * len(listed[0]))
            cursor.executemany(f"INSERT INTO {name} VALUES ({marks})".encode(), listed)
    there.execute(b"VACUUM (ANALYZE)")


def _column(described: Row) -> str:
    return f'"{described[0]}" {described[1]}'


def _peak() -> float:
    """The most memory this process has had, in MiB."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


_ONCE: Final = {"engine": engine_once, "sql": sql_once, "release": release_once}


def main(arguments: Sequence[str]) -> int:
    """Run it whole or at a share of its size; gives the exit status."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.reports")
    asked.add_argument("--share", type=float, default=1.0)
    asked.add_argument("--once", choices=sorted(_ONCE))
    asked.add_argument("--rows", type=Path)
    asked.add_argument("--measure", default="")
    given = asked.parse_args(arguments)
    if given.once:
        sys.stdout.write(json.dumps(_ONCE[given.once](given.rows, given.measure)))
        return 0
    console = Console()
    report = run(console, given.share)
    report.show(console)
    if given.share == 1.0:
        console.print(f"Kept in {report.keep()}")
    return 0 if report.kept else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

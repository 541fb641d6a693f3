"""Counting a quarter: seconds and memory of each measure beside SQL written by hand, and all cubes with their release.

Ten million need rows of a million children, made by SQL. `python -m benchmarks.reports --share 0.1` makes a tenth.

Each measure is asked for in a process of its own, from the rows as they lie on disk to its cube by local authority, and
by age band where its card has that, and so at once is the SQL of the same answer. Seconds are given as they pass and
as all cores together spend them, which tells more where the machine does other things. PostgreSQL has the same rows in
tables that are analysed, and runs the same SQL over one connection. Before, on few children, the engine and the SQL
must give the same cubes. Figures are written down as they come, in benchmarks/var/reports_figures.jsonl.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb
from rich.console import Console

from app.reports.card import Breakdown, Level
from app.reports.cards.countable import Countable, countable
from app.reports.cube import Cell, Cube
from app.reports.definition.counting import cells
from app.reports.engine.engine_duckdb import DuckDbEngine, connection
from app.reports.measures import CARDS, measure
from app.terminology.load import load_refset
from benchmarks.figures import OUTPUT, Held, Report, Sheet
from benchmarks.reports_lists import make_lists
from benchmarks.reports_postgresql import PATIENCE_MS, seconds_of
from benchmarks.reports_rows import QUARTER, providers, regions, views, write_rows
from benchmarks.reports_sql import query

ROOT: Final = Path(__file__).resolve().parents[1]
CHILDREN: Final = 1_000_000
FEW: Final = 3_000
RATIO_LIMIT: Final = 1.2
RELEASE_LIMIT: Final = 60.0
MEMORY_MIB: Final = 2048
Figures = dict[str, dict[str, float]]
SOME: Final = ("needs_by_group", "needs_by_concept", "complexity", "new_needs", "caseload", "was_not_brought")
"""The measures that are timed at each size."""


def run(console: Console, share: float = 1.0) -> Report:
    """Make the rows, and measure every measure three times over."""
    report = Report("reports")
    with tempfile.TemporaryDirectory(prefix="everyneed-reports-") as text:
        folder, counts = Path(text), _counts()
        with console.status("The same answers on few children"):
            write_rows(folder / "few", FEW, counts)
            _agree(folder / "few", counts)
        sizes = [int(CHILDREN * share / parts) for parts in (4, 2, 1)]
        for children in sizes:
            with console.status(f"Rows of {children:,} children"):
                write_rows(folder / str(children), children, counts)
        rows = folder / str(sizes[-1])
        with console.status("PostgreSQL"):
            beside = {}
            for key, seconds in seconds_of(rows, counts, {key: _query(key, "PostgreSQL") for key in CARDS}):
                beside[key] = seconds
                _note("postgresql", key, {"seconds": seconds})
        engine, plain = _beside(rows, console)
        _measures(report, engine, plain, beside)
        report.sheets.append(_doubling(folder, sizes, engine, console))
        report.show(console)
        with console.status("All cubes"):
            wholes = [_once("release", folder / str(each), "") for each in sizes]
        _whole(report, sizes, wholes)
    return report


def _counts() -> Countable:
    return countable(load_refset(ROOT / "snomed_refsets"))


def _beside(rows: Path, console: Console) -> tuple[Figures, Figures]:
    """Each measure by the engine and at once by the SQL: what else the machine does weighs on both alike."""
    engine, plain = {}, {}
    for key in CARDS:
        with console.status(key):
            engine[key], plain[key] = (_once(how, rows, key) for how in ("engine", "sql"))
    return engine, plain


def _doubling(folder: Path, sizes: Sequence[int], largest: Figures, console: Console) -> Sheet:
    """The engine's seconds of some measures as the children double."""
    lines = []
    for key in SOME:
        with console.status(f"{key} as the children double"):
            found = [_once("engine", folder / str(each), key) for each in sizes[:-1]] + [largest[key]]
        lines.append([key, *(f"{each['seconds']:.2f} s ({each['cores']:.2f} s)" for each in found)])
    return Sheet("As the children double: seconds (of all cores)", ("Measure", *(f"{n:,}" for n in sizes)), lines)


def _note(how: str, key: str, found: Mapping[str, float | None]) -> None:
    """Write a figure down as soon as it is known."""
    OUTPUT.mkdir(exist_ok=True)
    with (OUTPUT / "reports_figures.jsonl").open("a") as lines:
        lines.write(json.dumps({"how": how, "measure": key, **found}) + "\n")


def _once(how: str, rows: Path, key: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.reports", "--once", how, "--rows", str(rows), "--measure", key]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{how} of {key or 'all'} failed: {done.stderr[-2000:]}")
    found: dict[str, float] = json.loads(done.stdout)
    _note(how, key, {"children": int(rows.name), **found})
    return found


def _measures(
    report: Report,
    engine: Figures,
    plain: Figures,
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
                f"{mine['cores'] / by_hand['cores']:.2f} ×",
                *(f"{each['memory']:.0f} MiB" for each in (mine, by_hand)),
                postgresql,
            ]
        )
        report.held.append(Held(key, ratio, RATIO_LIMIT, "×", f"PostgreSQL {postgresql}"))
    ours, theirs = (sum(each["seconds"] for each in found.values()) for found in (engine, plain))
    report.held.append(Held("All measures, each alone", ours / theirs, RATIO_LIMIT, "×", f"SQL {theirs:.1f} s"))
    columns = ("Measure", "Engine", "SQL", "Ratio", "Of all cores", "Engine's memory", "SQL's memory", "PostgreSQL")
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
    doubled = wholes[-1]["seconds"] / wholes[-2]["seconds"]
    report.held.append(
        Held("A quarter's release", wholes[-1]["seconds"], RELEASE_LIMIT, "s", f"{doubled:.2f} × that of half the rows")
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
        began = _clocks()
        _cube(DuckDbEngine(sql, counts, providers()), key)
        return _since(began)


def _cube(engine: DuckDbEngine, key: str) -> Cube:
    level, breakdown = _shape(key)
    return engine.cube(key, level, breakdown, QUARTER)


def _shape(key: str) -> tuple[Level, Breakdown]:
    card = CARDS[key]
    level = Level.PROVIDER if card.provider_only else Level.LOCAL_AUTHORITY
    by_age = Breakdown.AGE_BAND in card.breakdowns_at(level)
    return level, Breakdown.AGE_BAND if by_age else Breakdown.NONE


def sql_once(rows: Path, key: str) -> dict[str, float]:
    """The same answer by SQL written by hand, in this process."""
    with _open(rows) as sql:
        make_lists(sql, _counts())
        began = _clocks()
        sql.execute(_query(key, "DuckDB")).fetchall()
        return _since(began)


def _clocks() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _since(began: tuple[float, float]) -> dict[str, float]:
    """The seconds since, those of all cores together, and the most memory there was."""
    ended = _clocks()
    return {"seconds": ended[0] - began[0], "cores": ended[1] - began[1], "memory": _peak()}


def _query(key: str, engine: str) -> str:
    return query(key, engine, by_age=_shape(key)[1] is Breakdown.AGE_BAND)


def _cube_by_hand(sql: duckdb.DuckDBPyConnection, key: str, counts: Countable) -> Cube:
    asked, (level, breakdown) = measure(key, counts), _shape(key)
    of: dict[tuple[str, str, str], int] = defaultdict(int)
    counted: dict[Cell, int] = defaultdict(int)
    for what, area, name, part, number in sql.execute(_query(key, "DuckDB")).fetchall():
        where = providers()[int(area)] if level is Level.PROVIDER else area
        if what == "of":
            of[where, name, part] += int(number)
        else:
            counted[Cell(where, name, part)] += int(number)
    return Cube(key, level, breakdown, QUARTER, cells(asked, of, counted))


def _agree(rows: Path, counts: Countable) -> None:
    with _open(rows) as sql:
        engine = DuckDbEngine(sql, counts, providers())
        mine = {key: _cube(engine, key) for key in CARDS}
        apart = [key for key, cube in mine.items() if cube not in [*engine.cubes(key, QUARTER)]]
    with _open(rows) as sql:
        make_lists(sql, counts)
        differ = [key for key in CARDS if _cube_by_hand(sql, key, counts) != mine[key]]
    if differ or apart:
        raise SystemExit(f"Discarded: the engine and the SQL differ, or it from itself: {', '.join(differ + apart)}.")


def release_once(rows: Path, _: str) -> dict[str, float]:
    """Every cube of the quarter, and what disclosure control makes of them."""
    from app.reports.profiles import PROFILES
    from app.reports.releasing import safe

    counts = _counts()
    with _open(rows) as sql:
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

"""Counting a quarter: seconds and memory of each measure beside SQL written by hand, and all cubes with their release.

Ten million need rows of a million children, made by SQL. `python -m benchmarks.reports --share 0.1` makes a tenth.

Each measure is asked for in a process of its own, from the rows as they lie on disk to its cube by local authority, and
by age band where its card has that, and so at once is the SQL of the same answer. Seconds are given as they pass and
as all cores together spend them, which tells more where the machine does other things and is held against the limit.
PostgreSQL has the same rows in tables that are analysed, and runs the same SQL over one connection. Before, on few
children, the engine and the SQL must give the same cubes, and PostgreSQL the same rows. Figures are written down as
they come, in benchmarks/var/reports_figures.jsonl. `--measures a,b --rounds 5 --postgresql` measures some alone.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Final

from rich.console import Console

from app.reports.measures import CARDS
from benchmarks.figures import OUTPUT, Held, Report, Sheet
from benchmarks.reports_agreeing import agree
from benchmarks.reports_once import counts_here, engine_once, query_of, release_once, sql_once
from benchmarks.reports_postgresql import PATIENCE_MS, Took, took_each
from benchmarks.reports_rows import write_rows
from benchmarks.running import ROOT

CHILDREN: Final = 1_000_000
FEW: Final = 3_000
RATIO_LIMIT: Final = 1.2
RELEASE_LIMIT: Final = 60.0
Figures = dict[str, dict[str, float]]
SOME: Final = ("needs_by_group", "needs_by_concept", "complexity", "new_needs", "caseload", "was_not_brought")
"""The measures that are timed at each size."""


def run(console: Console, share: float = 1.0) -> Report:
    """Make the rows, and measure every measure three times over."""
    report = Report("reports")
    with tempfile.TemporaryDirectory(prefix="everyneed-reports-") as text:
        folder = Path(text)
        _agreeing(folder, console)
        sizes = [int(CHILDREN * share / parts) for parts in (4, 2, 1)]
        for children in sizes:
            _rows(folder, children, console)
        rows = folder / str(sizes[-1])
        beside = _postgresql(rows, [*CARDS], console)
        engine, plain = _beside(rows, [*CARDS], 1, console)
        _measures(report, engine, plain, beside)
        report.sheets.append(_doubling(folder, sizes, engine, console))
        report.show(console)
        with console.status("All cubes"):
            wholes = [_once("release", folder / str(each), "") for each in sizes]
        _whole(report, sizes, wholes)
    return report


def run_some(console: Console, keys: Sequence[str], share: float, rounds: int, *, postgresql: bool) -> Report:
    """Some measures alone: engine and SQL turn about over rounds, the medians; PostgreSQL, where it is asked for."""
    report = Report("reports_some")
    with tempfile.TemporaryDirectory(prefix="everyneed-reports-") as text:
        folder = Path(text)
        _agreeing(folder, console)
        rows = _rows(folder, int(CHILDREN * share), console)
        beside = _postgresql(rows, keys, console) if postgresql else {}
        engine, plain = _beside(rows, keys, rounds, console)
        _measures(report, engine, plain, beside)
    return report


def _agreeing(folder: Path, console: Console) -> None:
    with console.status("The same answers on few children"):
        write_rows(folder / "few", FEW, counts_here())
        agree(folder / "few", counts_here())


def _rows(folder: Path, children: int, console: Console) -> Path:
    with console.status(f"Rows of {children:,} children"):
        write_rows(folder / str(children), children, counts_here())
    return folder / str(children)


def _postgresql(rows: Path, keys: Sequence[str], console: Console) -> dict[str, Took | None]:
    found = {}
    with console.status("PostgreSQL"):
        for key, took in took_each(rows, counts_here(), {key: query_of(key, "PostgreSQL") for key in keys}):
            found[key] = took
            _note("postgresql", key, {"children": int(rows.name), **(took or {})})
    return found


def _beside(rows: Path, keys: Sequence[str], rounds: int, console: Console) -> tuple[Figures, Figures]:
    """Each measure by the engine and at once by the SQL: what else the machine does weighs on both alike."""
    engine, plain = {}, {}
    for key in keys:
        with console.status(key):
            taken = [[_once(how, rows, key) for how in ("engine", "sql")] for _ in range(rounds)]
        engine[key], plain[key] = (_medians(each) for each in zip(*taken, strict=True))
    return engine, plain


def _medians(taken: Sequence[Mapping[str, float]]) -> dict[str, float]:
    return {each: median(found[each] for found in taken) for each in taken[0]}


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


def _measures(report: Report, engine: Figures, plain: Figures, beside: Mapping[str, Took | None]) -> None:
    lines = []
    for key, mine in engine.items():
        by_hand = plain[key]
        ratios = [mine[each] / by_hand[each] for each in ("cores", "seconds")]
        other = _told(beside, key)
        lines.append(
            [
                key,
                *(f"{each[which]:.2f} s" for which in ("cores", "seconds") for each in (mine, by_hand)),
                *(f"{each:.2f} ×" for each in ratios),
                *(f"{each['memory']:.0f} MiB" for each in (mine, by_hand)),
                other,
            ]
        )
        report.held.append(Held(key, ratios[0], RATIO_LIMIT, "×", f"by the clock {ratios[1]:.2f} ×; {other}"))
    ours, theirs = (sum(each["cores"] for each in found.values()) for found in (engine, plain))
    report.held.append(Held("These measures, each alone", ours / theirs, RATIO_LIMIT, "×", f"SQL {theirs:.1f} CPU s"))
    columns = ("Measure", "Engine, CPU", "SQL, CPU", "Engine", "SQL", "CPU ratio", "Ratio", "Engine's memory")
    report.sheets.append(
        Sheet("Each measure alone, from the rows on disk", (*columns, "SQL's memory", "PostgreSQL"), lines)
    )


def _told(beside: Mapping[str, Took | None], key: str) -> str:
    """What PostgreSQL took, in words."""
    if key not in beside:
        return "PostgreSQL not asked"
    took = beside[key]
    if took is None:
        return f"PostgreSQL over {PATIENCE_MS // 1000} s"
    return f"PostgreSQL {took['cores']:.1f} CPU s, {took['seconds']:.1f} s"


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


_ONCE: Final = {"engine": engine_once, "sql": sql_once, "release": release_once}


def main(arguments: Sequence[str]) -> int:
    """Run it whole, at a share of its size, or for some measures; gives the exit status."""
    given = _asked(arguments)
    if given.once:
        sys.stdout.write(json.dumps(_ONCE[given.once](given.rows, given.measure)))
        return 0
    console = Console()
    if given.measures:
        keys = given.measures.split(",")
        if unknown := [key for key in keys if key not in CARDS]:
            sys.stderr.write(f"There is no measure {', '.join(unknown)}. There are: {', '.join(CARDS)}.\n")
            return 2
        report = run_some(console, keys, given.share, given.rounds, postgresql=given.postgresql)
    else:
        report = run(console, given.share)
    report.show(console)
    if given.share == 1.0:
        console.print(f"Kept in {report.keep()}")
    return 0 if report.kept else 1


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="python -m benchmarks.reports")
    asked.add_argument("--share", type=float, default=1.0, help="of a million children")
    asked.add_argument("--measures", default="", help="some measures alone, with commas between")
    asked.add_argument("--rounds", type=int, default=1, help="of those measures, engine and SQL turn about")
    asked.add_argument("--postgresql", action="store_true", help="of those measures, PostgreSQL too")
    asked.add_argument("--once", choices=sorted(_ONCE), help="one, in this process")
    asked.add_argument("--rows", type=Path)
    asked.add_argument("--measure", default="")
    return asked.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

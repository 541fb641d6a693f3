"""Making a quarter's release safe: seconds of each step and memory, on cubes as a country has them.

A million children in 153 authorities, in the tables that the cards have (`reports_cubes`): no engine counts them, so
that this tells disclosure control alone. `python -m benchmarks.reports_release --children 100000 --areas 150` makes
other ones. Each size has a process of its own; its memory is that of the release, the cubes among it.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from rich.console import Console

from app.reports.cards.countable import countable
from app.reports.cards.parts import PARTS
from app.reports.cube import Cube
from app.reports.measures import CARDS, measure
from app.reports.profiles import NHS_5_5
from app.reports.protection.cell_links import Apart, Told, grid_of
from app.reports.protection.columns import OpenTable, opened_cells
from app.reports.protection.hiding import cells_of, first_hidden, too_small
from app.reports.protection.item_links import apart
from app.reports.protection.protecting import protected
from app.reports.protection.showing import seen_rows
from app.reports.protection.splits import Nest, complete, splits_of
from app.reports.releasing import nests
from app.terminology.load import load_refset
from benchmarks.figures import Held, Report, Sheet
from benchmarks.reports_cubes import country, cubes, regions
from benchmarks.running import ROOT

SIZES: Final = ((600, 3), (100_000, 150), (1_000_000, 153))
"""Children and authorities: those of the demo's clinic, of a tenth of the country, and of all of it."""

LIMIT: Final = 60.0
STEPS: Final = ("opened", "completed", "linked", "first hidden", "protected", "rows")
Figures = dict[str, float]


def run(console: Console) -> Report:
    """Make each size safe once."""
    report = Report("reports_release")
    found = []
    for children, areas in SIZES:
        with console.status(f"{children:,} children in {areas} authorities"):
            found.append(_once(children, areas))
    columns = ("Children", "Authorities", "Cubes", "Cells", "Shown", *STEPS, "All", "Processor", "Memory")
    lines = [_line(*size, each) for size, each in zip(SIZES, found, strict=True)]
    report.sheets.append(Sheet("Made safe, seconds by step", columns, lines))
    report.held.append(
        Held("A quarter made safe", found[-1]["seconds"], LIMIT, "s", "the limit is for counting and this together")
    )
    return report


def _line(children: int, areas: int, found: Figures) -> list[str]:
    steps = [f"{found[step]:.2f}" for step in STEPS]
    numbers = [f"{each:,.0f}" for each in (children, areas, found["cubes"], found["cells"])]
    seconds = [f"{found[each]:.1f} s" for each in ("seconds", "processor")]
    return [*numbers, f"{found['shown']:.0%}", *steps, *seconds, f"{found['memory']:.0f} MiB"]


def _once(children: int, areas: int) -> Figures:
    command = [sys.executable, "-m", "benchmarks.reports_release", "--once"]
    command += ["--children", str(children), "--areas", str(areas)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{children} children failed: {done.stderr[-2000:]}")
    found: Figures = json.loads(done.stdout)
    return found


def once(children: int, areas: int) -> Figures:
    """Make cubes, and what may be seen of them; how long each step took, and how much memory all."""
    counts = countable(load_refset(ROOT / "snomed_refsets"))
    there = country(children, areas)
    made = list(cubes(there, counts))
    nesting = nests(made, regions(there))
    sorts = [each for key in CARDS for each in apart(key, measure(key, counts).items)]
    del there
    _forget_peak()
    before = time.process_time()
    steps = dict(_steps(made, nesting, sorts))
    processor = time.process_time() - before
    shown = steps.pop("shown")
    cells = sum(len(each.opened()) for each in made)
    return {
        **steps,
        "cubes": len(made),
        "cells": cells,
        "shown": shown / cells,
        "seconds": sum(steps.values()),
        "processor": processor,
        "memory": _peak(),
    }


def _steps(made: Sequence[Cube], nesting: Sequence[Nest], sorts: Sequence[Apart]) -> Iterator[tuple[str, float]]:
    """The steps of `app.reports.disclosure.release`, each with its seconds; and how many counts are shown."""
    clock = _Clock()
    tables = [OpenTable(each.measure, each.level, each.breakdown, each.quarter) for each in made]
    areas = {area for nest in nesting for area in (nest.area, *nest.parts)}
    named = {part for each in PARTS.values() for part in each}
    cells = opened_cells(tables, [each.opened() for each in made], areas, named)
    yield "opened", clock.lap()
    none = np.zeros(0, np.int64)
    splits = splits_of(cells, nesting, PARTS)
    cells = complete(cells, splits, too_small(cells, none, NHS_5_5))
    yield "completed", clock.lap()
    grid = grid_of(cells, splits, Told(none, (), sorts))
    yield "linked", clock.lap()
    numbers = cells_of(grid, NHS_5_5)
    first = first_hidden(numbers)
    yield "first hidden", clock.lap()
    guises, _ = protected(numbers, first)
    yield "protected", clock.lap()
    rows = list(seen_rows(cells, grid, guises, numbers.shown))
    yield "rows", clock.lap()
    yield "shown", sum(row.numerator.shown for table in rows for row in table)


class _Clock:
    """Seconds since it was last asked."""

    def __init__(self) -> None:
        self._at = time.perf_counter()

    def lap(self) -> float:
        before, self._at = self._at, time.perf_counter()
        return self._at - before


def _forget_peak() -> None:
    """Have the system count this process's most memory from now on (proc(5), `clear_refs`)."""
    Path("/proc/self/clear_refs").write_text("5")


def _peak() -> float:
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def main(arguments: Sequence[str]) -> int:
    """Measure one size; gives the exit status."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.reports_release")
    asked.add_argument("--children", type=int, default=SIZES[-1][0])
    asked.add_argument("--areas", type=int, default=SIZES[-1][1])
    asked.add_argument("--once", action="store_true", help="write the figures as JSON")
    options = asked.parse_args(arguments)
    found = once(options.children, options.areas)
    if options.once:
        sys.stdout.write(json.dumps(found))
    else:
        Console().print(found)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

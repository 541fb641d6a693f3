"""What loading a release as large as the UK's monolith costs, beside reading and splitting the same bytes.

A made-up release of that size is written once and deleted afterwards. A load is the whole of it, in a fresh process:
read, verified, merged, indexed, and written so that it lasts. The peer is `for line in file: line.split(b"\\t")` over
the files that the load uses, in a fresh process too.

`python -m benchmarks.edition_load --share 0.1` measures a tenth of the size, which says little of the limits.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console

from benchmarks.figures import OUTPUT, Held, Report, Sheet
from benchmarks.running import ROOT

RATIO_LIMIT = 6.0
MEMORY_LIMIT = 2.0
ROUNDS = 3
BYTES_NEEDED = 12 * 10**9
"""Of disk: the release, and an edition at a time."""

_VERIFYING = "merged and held against one another"


@dataclass(slots=True)
class Stages:
    """Seconds by stage, told as a `Progress`; what lies between two stages of reading is merging and verifying."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _since: float = field(default_factory=time.perf_counter)
    _what: str = ""

    def begin(self, what: str, total_bytes: int) -> None:  # noqa: ARG002
        self.passed(_VERIFYING)
        self._what = what

    def advance(self, bytes_read: int, rows: int) -> None:
        pass

    def end(self) -> None:
        self.passed(self._what)

    def passed(self, what: str) -> None:
        """The time since the last stage went to this one."""
        now = time.perf_counter()
        self.seconds[what] += now - self._since
        self._since = now


def load_once(release: Path, target: Path) -> None:
    """Load a release, and print as JSON what it took. Meant for a process that does nothing else."""
    started = time.perf_counter()
    stages = Stages()
    from app.terminology.edition.building import edition_arrays
    from app.terminology.edition.facts import edition_facts
    from app.terminology.edition.writer import write_edition
    from app.terminology.rf2.load import load_snapshot

    stages.passed("modules imported")
    snapshot = load_snapshot([release], progress=stages)
    stages.passed(_VERIFYING)
    arrays = edition_arrays(snapshot, progress=stages)
    facts = edition_facts(snapshot, arrays)
    stages.passed("the rest of the index, and its digests")
    write_edition(target, arrays, facts)
    stages.passed("written to disk")
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - started,
                "bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
                "stages": stages.seconds,
                "files": [file.name for file in snapshot.files if file.used],
                "rows": sum(file.rows for file in snapshot.files if file.used),
                "counts": [facts.counts.active_concepts, facts.counts.searchable_terms, facts.counts.pairs],
                "written": sum(file.stat().st_size for file in target.iterdir()),
            }
        )
    )


def split_once(files: list[str]) -> None:
    """Read and split files, and print the seconds it took. Meant for a process that does nothing else."""
    started = time.perf_counter()
    for name in files:
        with open(name, "rb") as file:  # noqa: PTH123
            for line in file:
                line.split(b"\t")
    print(time.perf_counter() - started)


def _fresh(call: str, *arguments: str) -> str:
    """What a call of this module prints in a fresh process."""
    code = f"import sys; from pathlib import Path; from benchmarks import edition_load; edition_load.{call}"
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"The release was not loaded: {done.stderr}")
    return done.stdout


def _load(release: Path, target: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(
            _fresh("load_once(Path(sys.argv[1]), Path(sys.argv[2]))", str(release), str(target))
        )
        return found
    finally:
        shutil.rmtree(target, ignore_errors=True)


def _split(release: Path, files: list[str]) -> float:
    return float(_fresh("split_once(sys.argv[1:])", *(str(release / name) for name in files)))


def _write_release(folder: Path, share: float) -> float:
    """Write the release; gives the seconds it took."""
    from tests.terminology.editions.large import MONOLITH, write_large

    started = time.perf_counter()
    concepts, descriptions, relationships, members = (round(rows * share) for rows in MONOLITH)
    write_large(folder, concepts=concepts, descriptions=descriptions, relationships=relationships, members=members)
    return time.perf_counter() - started


def run(console: Console, share: float = 1.0) -> Report:
    """Measure a release of this share of the monolith's rows."""
    report = Report("edition_load")
    OUTPUT.mkdir(exist_ok=True)
    if shutil.disk_usage(OUTPUT).free < BYTES_NEEDED * share:
        raise SystemExit(f"{OUTPUT} has not the {BYTES_NEEDED * share / 1e9:.0f} GB free that the release needs.")
    with tempfile.TemporaryDirectory(prefix="edition-load-", dir=OUTPUT) as text:
        folder = Path(text)
        console.print(f"Release written in {_write_release(folder / 'release', share):.0f} s. Loading …")
        loads, splits = _rounds(folder, console)
        sizes = [(folder / "release" / name).stat().st_size for name in loads[0]["files"]]
    _report(report, loads, splits, sum(sizes))
    return report


def _rounds(folder: Path, console: Console) -> tuple[list[dict[str, Any]], list[float]]:
    """Loads, and what splitting took beside each; splitting goes before too, so that all find the bytes in memory."""
    release, loads, splits = folder / "release", [], []
    names = [str(path.relative_to(release)) for path in release.rglob("*.txt")]
    _split(release, names)
    for number in range(ROUNDS):
        loads.append(_load(release, folder / "edition"))
        splits.append(_split(release, loads[-1]["files"]))
        console.print(f"Round {number + 1}: loaded in {loads[-1]['seconds']:.1f} s, split in {splits[-1]:.1f} s")
    return loads, splits


def _report(report: Report, loads: list[dict[str, Any]], splits: list[float], size: int) -> None:
    seconds = median(load["seconds"] for load in loads)
    active, searchable, pairs = loads[0]["counts"]
    title = (
        f"{loads[0]['rows']:,} rows, {size / 1e9:.2f} GB; {active:,} active concepts, {searchable:,} searchable terms, "
        f"{pairs:,} pairs above one another; {loads[0]['written'] / 1e6:,.0f} MB written"
    )
    stages = {what: median(load["stages"].get(what, 0) for load in loads) for what in loads[0]["stages"]}
    rows = [(what, f"{taken:.2f}", f"{taken / seconds:.0%}") for what, taken in stages.items()]
    rows += [("whole load", f"{seconds:.2f}", "100%"), ("reading and splitting alone", f"{median(splits):.2f}", "")]
    report.sheets.append(Sheet(title, ("Stage", "Seconds", "Share"), rows))
    ratio = median(load["seconds"] / split for load, split in zip(loads, splits, strict=True))
    report.held += [
        Held("Whole load beside reading and splitting", ratio, RATIO_LIMIT, "×", f"splitting, {median(splits):.1f} s"),
        Held(
            "Most memory of the loading process",
            max(load["bytes"] for load in loads) / 1e9,
            MEMORY_LIMIT,
            "GB",
            "the limit alone",
        ),
    ]


def _main() -> int:
    parser = argparse.ArgumentParser(description="Measure what loading a release costs.")
    parser.add_argument("--share", type=float, default=1.0, help="of the rows of the UK's monolith")
    console = Console()
    report = run(console, parser.parse_args().share)
    report.show(console)
    return 0 if report.kept else 1


if __name__ == "__main__":
    raise SystemExit(_main())

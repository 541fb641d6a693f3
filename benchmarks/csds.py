"""What building a month's submission costs, by how many contacts it has, beside reading and writing the same rows.

A build is the whole of it, in a fresh process on two cores: records read, rows made, checked, written to the Access
file, read back by another reader and compared, manifest written. The peer reads the rows of the same children by plain
SQL and writes them as CSV, in a fresh process too.

`python -m benchmarks.csds --large` measures a million contacts too, which is of whom the limits speak.
"""

import argparse
import csv
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console

from app.clinical.ages import london_date
from app.csds.periods import ReportingPeriod, Window
from app.demo import people
from app.settings import Settings
from app.store.upgrade import upgrade
from app.wiring import installation, now
from benchmarks.clinic import environment
from benchmarks.csds_records import CONTACTS_OF_A_CHILD, TABLES_OF_A_CHILD, make_records
from benchmarks.figures import OUTPUT, Held, Report, Sheet
from benchmarks.running import ROOT

SIZES = (10_000, 100_000)
LARGE = 1_000_000
SECONDS_LIMIT = 600.0
"""For the large month; smaller ones have their share of it, unless starting up is much of what they take."""

LEAST_HELD = 100_000
RATIO_LIMIT = 1.3
CORES = 2
DEMO_CHILDREN = "1000"
BYTES_OF_A_CONTACT = 8_000
"""Of disk while it runs: the database, the rows of the build, its file and the peer's text files."""

_CONTACTS = "CYP201CareContact"
_READ, _CHECKED, _WRITTEN = "read, rows made", "taken in, checked", "written, read back"


@dataclass(slots=True)
class Stages:
    """Seconds by stage, told as a build's `Follows`: each lasts until what is last told of it."""

    began: float = field(default_factory=time.perf_counter)
    until: dict[str, float] = field(default_factory=dict)

    def step(self, name: str, done: int, total: int) -> None:  # noqa: ARG002
        from app.csds.asking import CHILDREN

        stage = {CHILDREN: _READ, "checks": _CHECKED}.get(name, _WRITTEN)
        self.until[stage] = time.perf_counter() - self.began

    def seconds(self) -> dict[str, float]:
        """How long each stage took; the last one goes on until now."""
        self.step(_WRITTEN, 0, 0)
        ends = [self.until.get(stage, 0.0) for stage in (_READ, _CHECKED, _WRITTEN)]
        return dict(zip((_READ, _CHECKED, _WRITTEN), (ends[0], ends[1] - ends[0], ends[2] - ends[1]), strict=True))


def build_once(database: str, folder: str, period: str) -> None:
    """Build the period's primary, and print as JSON what it took. Meant for a process that does nothing else."""
    began, used = time.perf_counter(), _cpu_seconds()
    from app.csds.delivery.request import PRIMARY_SYSTEM, Request, london_time
    from app.csds.delivery.writer import Delivery, build

    _on_two_cores()
    settings = Settings(database_url=f"sqlite:///{database}", secret_key_file=Path(folder) / "secret.key")
    with installation(settings) as service:
        (provider,) = service.desk.records.organisations()
        request = Request(
            *(provider, ReportingPeriod.parse(period), Window.PRIMARY, provider.ods_code, PRIMARY_SYSTEM),
            only_source=True,
            refset=service.refset,
            created=london_time(now()),
            built_by="the benchmark",
            rule_codes={},
        )
        stages = Stages()
        built = build(request, service.records_of, stages, Delivery(Path(folder) / "built", None, False))
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - began,
                "cpu": _cpu_seconds() - used,
                "bytes": _most_memory(),
                "stages": stages.seconds(),
                "rows": dict(built.manifest.rows),
                "rejections": built.report.rejections,
                "file": built.path.stat().st_size,
            }
        )
    )


def read_once(database: str, folder: str) -> None:
    """Read the children's rows and write them as CSV; print what it took. Meant for a process of its own too."""
    began, used = time.perf_counter(), _cpu_seconds()
    _on_two_cores()
    connection = sqlite3.connect(database)
    for table in TABLES_OF_A_CHILD:
        with (Path(folder) / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(connection.execute(f"SELECT * FROM {table}"))  # noqa: S608
    taken = {"seconds": time.perf_counter() - began, "cpu": _cpu_seconds() - used, "bytes": _most_memory()}
    print(json.dumps(taken))


def make_once(demonstration: str, target: str, period: str, contacts: str) -> None:
    """Make the records, in a process whose memory is not that of what is measured."""
    print(make_records(Path(demonstration), Path(target), ReportingPeriod.parse(period), int(contacts)))


def _on_two_cores() -> None:
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])


def _cpu_seconds() -> float:
    """Of this process and those it waited for."""
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _most_memory() -> int:
    """The most bytes of memory this process had: what rusage tells begins with the process it was started from."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def _fresh(call: str, *arguments: object) -> Any:
    """What a function of this module prints in a fresh process."""
    code = f"import sys; from benchmarks import csds; csds.{call}(*sys.argv[1:])"
    command = [sys.executable, "-c", code, *map(str, arguments)]
    kept = {name: text for name, text in os.environ.items() if not name.startswith("EVERYNEED_")}
    done = subprocess.run(command, cwd=ROOT, env=kept, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"The benchmark's {call} failed: {done.stderr}")
    return json.loads(done.stdout)


@dataclass(frozen=True, slots=True)
class Measured:
    """A month of so many contacts: what its build took, and what the peer took."""

    contacts: int
    patterns: int
    build: dict[str, Any]
    peer: dict[str, Any]

    @property
    def each(self) -> float:
        """Microseconds of the build for each contact."""
        return float(self.build["seconds"]) / self.contacts * 1e6


def run(console: Console, sizes: Collection[int] = SIZES) -> Report:
    """Measure months of these sizes, in contacts."""
    OUTPUT.mkdir(exist_ok=True)
    needed = max(sizes) * BYTES_OF_A_CONTACT
    if shutil.disk_usage(OUTPUT).free < needed:
        raise SystemExit(f"{OUTPUT} has not the {needed / 1e9:.0f} GB free that the records and the build need.")
    period = ReportingPeriod.of(london_date(now())).before
    found = []
    with tempfile.TemporaryDirectory(prefix="csds-", dir=OUTPUT) as text:
        folder = Path(text)
        _load_demonstration(folder)
        for contacts in sorted(sizes):
            found.append(_measured(folder, period, contacts))
            console.print(f"{contacts:,} contacts: built in {found[-1].build['seconds']:.1f} s")
    return _report(found)


def _load_demonstration(folder: Path) -> None:
    url = f"sqlite:///{folder / 'demonstration.db'}"
    upgrade(url)
    command = [sys.executable, "-m", "app", "demo", "load", "--children", DEMO_CHILDREN, "--seed", "7"]
    done = subprocess.run(command, cwd=ROOT, env=environment(url, folder), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"The demonstration did not load: {done.stderr or done.stdout}")


def _measured(folder: Path, period: ReportingPeriod, contacts: int) -> Measured:
    database, texts = folder / "month.db", folder / "texts"
    texts.mkdir()
    try:
        patterns = _fresh("make_once", folder / "demonstration.db", database, period, contacts)
        # It reads first, so that both find the bytes in memory as far as there is room.
        peer = _fresh("read_once", database, texts)
        build = _fresh("build_once", database, folder, period)
    finally:
        shutil.rmtree(texts)
        shutil.rmtree(folder / "built", ignore_errors=True)
        for left in folder.glob("month.db*"):
            left.unlink()
    built = build["rows"][_CONTACTS]
    if (built, build["rejections"]) != (contacts, 0):
        raise SystemExit(f"Discarded: {built} contacts of {contacts}, and {build['rejections']} rejections.")
    return Measured(contacts, patterns, build, peer)


def _report(found: Sequence[Measured]) -> Report:
    report = Report("csds")
    columns = (
        "Contacts",
        "Rows",
        "File MB",
        "Seconds",
        "CPU s",
        "µs a contact",
        "Memory MB",
        "Plain SQL s",
        "CPU",
        "×",
    )
    rows = [_row(each) for each in found]
    title = (
        f"A month built: copies of {found[0].patterns} children of the demonstration, "
        f"{CONTACTS_OF_A_CHILD} contacts each ({people.ODS_CODE})"
    )
    report.sheets.append(Sheet(title, columns, rows))
    stages = [
        (f"{each.contacts:,}", *(f"{each.build['stages'][stage]:.1f}" for stage in (_READ, _CHECKED, _WRITTEN)))
        for each in found
    ]
    report.sheets.append(Sheet("Seconds by stage", ("Contacts", _READ, _CHECKED, _WRITTEN), stages))
    largest = found[-1]
    beside = f"plain SQL to CSV, {largest.peer['seconds']:.1f} s"
    limit = SECONDS_LIMIT * largest.contacts / LARGE
    if largest.contacts >= LEAST_HELD:
        what = f"{largest.contacts:,} contacts built and checked"
        report.held.append(Held(what, largest.build["seconds"], limit, "s", beside))
    if largest.contacts == LARGE and len(found) > 1:
        report.held += _ratios(found[-2], largest)
    return report


def _row(measured: Measured) -> tuple[str, ...]:
    build, peer = measured.build, measured.peer
    return (
        f"{measured.contacts:,}",
        f"{sum(build['rows'].values()):,}",
        f"{build['file'] / 1e6:.0f}",
        f"{build['seconds']:.1f}",
        f"{build['cpu']:.1f}",
        f"{measured.each:.0f}",
        f"{build['bytes'] / 1e6:.0f}",
        f"{peer['seconds']:.1f}",
        f"{peer['cpu']:.1f}",
        f"{build['seconds'] / peer['seconds']:.1f}",
    )


def _ratios(smaller: Measured, larger: Measured) -> list[Held]:
    beside = f"that of {smaller.contacts:,}"
    memory = larger.build["bytes"] / smaller.build["bytes"]
    return [
        Held("Time of a contact", larger.each / smaller.each, RATIO_LIMIT, "×", f"{beside}, {smaller.each:.0f} µs"),
        Held("Most memory", memory, RATIO_LIMIT, "×", f"{beside}, {smaller.build['bytes'] / 1e6:.0f} MB"),
    ]


def _main() -> int:
    parser = argparse.ArgumentParser(description="Measure what building a month's submission costs.")
    parser.add_argument("--contacts", type=int, action="append", help="a month of so many; may be given several times")
    parser.add_argument("--large", action="store_true", help=f"{LARGE:,} contacts too")
    asked = parser.parse_args()
    console = Console()
    report = run(console, {*(asked.contacts or SIZES), *([LARGE] if asked.large else ())})
    report.show(console)
    console.print(f"Kept in {report.keep()}")
    return 0 if report.kept else 1


if __name__ == "__main__":
    raise SystemExit(_main())

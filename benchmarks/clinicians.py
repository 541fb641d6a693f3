"""Two hundred clinicians typing and saving for ten minutes on PostgreSQL: how long a save takes, and the memory held.

`python -m benchmarks.clinicians CLINICIANS MINUTES` measures other numbers of both.
"""

import json
import os
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import mean

from rich.console import Console

from app.identity import parse_identity
from app.settings import Settings
from app.wiring import Installation, installation
from benchmarks.busy_clinics import BusyClinician, fill, organisation_of
from benchmarks.clinic_day import Day, Outcome
from benchmarks.databases import PostgresqlDatabases, postgresql_databases
from benchmarks.figures import Held, Report, Sheet
from benchmarks.probe import syncs_per_second
from benchmarks.running import cpu_of, percentile
from benchmarks.serving import ROOT, Serving, serving

CLINICIANS = 200
MINUTES = 10.0
P99_LIMIT = 300.0
GROWTH_LIMIT = 10.0
_READ_EVERY = 5.0
_KINDS = ("save", "draft", "type-ahead", "form", "encounter", "clinic list")


@dataclass(frozen=True, slots=True)
class Reading:
    """At so many seconds after the lead-in: the server's memory, the CPU seconds of server and database, and the load.

    The load is how many processes of the whole machine wanted to run, over the last minute.
    """

    at: float
    resident_kib: int
    server: float
    database: float
    load: float


@dataclass(slots=True)
class DayFound:
    """What a day came to: the outcome, the readings taken meanwhile, and what is not in the record as it should be."""

    outcome: Outcome
    readings: list[Reading] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def milliseconds(self, kind: str) -> list[float]:
        """How long each answer of a kind took, the lead-in apart."""
        return [taken for what, at, taken in self.outcome.answers if what == kind and at >= 0]

    def by_minute(self, kind: str) -> list[float]:
        """The p99 of each minute, in milliseconds: what else runs on the machine shows in some minutes."""
        minutes: dict[int, list[float]] = {}
        for what, at, taken in self.outcome.answers:
            if what == kind and at >= 0:
                minutes.setdefault(int(at // 60), []).append(taken)
        return [percentile(minutes[minute], 0.99) for minute in sorted(minutes)]

    def share(self, what: str) -> float:
        """The share of one core that `server` or `database` used."""
        first, last = self.steady[0], self.steady[-1]
        return float(getattr(last, what) - getattr(first, what)) / (last.at - first.at)

    def growth(self) -> tuple[float, float, float]:
        """The server's memory at the end of the lead-in and of the day, in MiB, and the change in per cent."""
        then, now = (self.steady[place].resident_kib / 1024 for place in (0, -1))
        return then, now, abs(now - then) / then * 100

    @property
    def steady(self) -> list[Reading]:
        """The readings taken when everybody was at work; the last one if it never came to that."""
        return [each for each in self.readings if each.at >= 0] or self.readings[-1:]


@dataclass(frozen=True, slots=True)
class Load:
    """So many clinicians for so many seconds, at a pace (1.0 is a person's own)."""

    clinicians: int
    seconds: float
    pace: float = 1.0


def a_day(database_url: str, folder: Path, load: Load, cluster: PostgresqlDatabases | None = None) -> DayFound:
    """Fill a migrated database with clinicians, serve it, and let them work; the secret is made in `folder`."""
    settings = Settings(database_url=database_url, secret_key_file=folder / "secret.key")
    day = Day(0, [], load.seconds, load.pace)
    at_work = fill(settings, load.clinicians, day.visits)
    if cluster is not None:
        cluster.settle()
    with serving(database_url, folder) as server:
        found = _watched(server, replace(day, port=server.port, clinicians=at_work), cluster)
    with installation(settings) as service:
        found.missing = list(_missing(service, at_work, found.outcome))
    return found


def _watched(server: Serving, day: Day, cluster: PostgresqlDatabases | None) -> DayFound:
    """Let a day pass in a process of its own, and read the instruments meanwhile."""
    command = [sys.executable, "-m", "benchmarks.clinic_day"]
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=told, stderr=subprocess.PIPE)
        assert process.stdin is not None
        assert process.stderr is not None
        with process.stdin:
            pickle.dump(day, process.stdin)
        first = process.stderr.readline()
        began, readings = time.monotonic() + day.lead_in, []
        while process.poll() is None:
            readings.append(_reading(server, time.monotonic() - began, cluster))
            try:
                process.wait(min(_READ_EVERY, day.seconds / 3))
            except subprocess.TimeoutExpired:
                continue
        with process.stderr:
            said = first + process.stderr.read()
        if process.returncode:
            raise RuntimeError(f"The clinicians' process failed: {said.decode()}")
        told.seek(0)
        return DayFound(Outcome(**json.load(told)), readings)


def _reading(server: Serving, at: float, cluster: PostgresqlDatabases | None) -> Reading:
    database = 0.0
    if cluster is not None:
        first, *children = cluster.server_processes()
        # One that ends between the two looks is counted with its parent's ended children.
        database = cpu_of(first, ended_children=True) + sum(cpu_of(child) for child in children)
    return Reading(at, server.resident_kib(), server.cpu_seconds(), database, os.getloadavg()[0])


def _missing(service: Installation, at_work: list[BusyClinician], outcome: Outcome) -> Iterator[str]:
    """Tells of each encounter and draft that was acknowledged and is not there as it was sent."""
    for place, path, token, statements in outcome.saved:
        with service.store.records(organisation_of(at_work[place])) as records:
            encounter = records.encounter(parse_identity(path.rpartition("/")[2]))
            if encounter.form_token != token or len(encounter.statements) != statements or not encounter.activities:
                yield f"{path}: {len(encounter.statements)} statements of {statements} are there."
    for place, path, token in outcome.drafts:
        who = at_work[place]
        account = service.store.accounts.account_named(who.username)
        with service.store.records(organisation_of(who)) as records:
            draft = records.draft(account.id, path) if account is not None else None
            # A save that was cut off by the end of the day may have been recorded.
            if (draft is None or draft.form_token != token) and records.encounter_of_form(token) is None:
                yield f"{path}: its draft is not there."
    report = service.store.accounts.verify_audit()
    yield from (f"audit: {fault.what}" for fault in report.faults)


def run(console: Console, clinicians: int = CLINICIANS, minutes: float = MINUTES) -> Report:
    """Measure, on a PostgreSQL of the run's own that syncs every commit of an encounter."""
    report = Report("clinicians")
    with tempfile.TemporaryDirectory(prefix="everyneed-run-") as text, _empty_cluster() as cluster:
        console.print(f"{clinicians} clinicians, {minutes:g} minutes …")
        found = a_day(cluster.template_url, Path(text), Load(clinicians, minutes * 60), cluster)
        probe = syncs_per_second(Path(text))
    faults = [*found.outcome.faults, *found.missing]
    if faults or found.outcome.ran_out:
        raise SystemExit("\n".join((f"Discarded: {len(faults)} faults, {found.outcome.ran_out} idle.", *faults[:5])))
    report.sheets += [_answers(found, minutes), _machine(found, probe)]
    then, now, growth = found.growth()
    what = f"{clinicians} clinicians, {minutes:g} minutes"
    saves = found.milliseconds("save")
    report.held += [
        Held(f"A save, p99; {what}", percentile(saves, 0.99), P99_LIMIT, "ms", f"{len(saves)} saves"),
        Held(f"Memory of the server, change; {what}", growth, GROWTH_LIMIT, "%", f"{then:.0f} to {now:.0f} MiB"),
    ]
    return report


@contextmanager
def _empty_cluster() -> Iterator[PostgresqlDatabases]:
    with postgresql_databases(lambda _: None) as cluster:
        yield cluster


def _answers(found: DayFound, minutes: float) -> Sheet:
    rows = []
    for kind in _KINDS:
        taken = found.milliseconds(kind)
        shares = (percentile(taken, share) for share in (0.5, 0.9, 0.99))
        times = (*(f"{each:.1f}" for each in shares), f"{max(taken):.0f}")
        rows.append((kind, str(len(taken)), f"{len(taken) / (minutes * 60):.1f}", *times))
    return Sheet("Answers", ("What", "Answers", "A second", "Median ms", "p90 ms", "p99 ms", "Slowest ms"), rows)


def _machine(found: DayFound, probe: float) -> Sheet:
    readings = found.steady
    load = found.outcome.cpu / (found.readings[-1].at - found.readings[0].at)
    every = max(1, len(readings) // 10)
    held = " ".join(f"{each.resident_kib / 1024:.0f}" for each in readings[::every])
    rows = [
        ("CPU of the server, share of a core", f"{found.share('server'):.2f}"),
        ("CPU of PostgreSQL, share of a core", f"{found.share('database'):.2f}"),
        ("CPU of the clinicians' process, share of a core", f"{load:.2f}"),
        ("Memory of the server, MiB, through the run", held),
        ("Memory of the server, MiB, mean", f"{mean(each.resident_kib for each in readings) / 1024:.0f}"),
        ("A save, p99 ms, minute by minute", " ".join(f"{each:.0f}" for each in found.by_minute("save"))),
        ("Load of the whole machine, through the run", " ".join(f"{each.load:.1f}" for each in readings[::every])),
        ("Disk syncs a second, afterwards", f"{probe:.0f}"),
    ]
    return Sheet("Machine", ("What", "Found"), rows)


if __name__ == "__main__":
    _shown = run(Console(), int(sys.argv[1]), float(sys.argv[2]))
    _shown.show(Console())
    raise SystemExit(0 if _shown.kept else 1)

"""What a save costs: an encounter with eight needs, posted as the form posts it, on both databases.

The limit is on CPU of the server process: at most twice that of its parts alone, which are the same statements and
rows run by the bare driver, and a route that does nothing, behind the same guard. Rounds alternate; medians are given.
"""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from rich.console import Console
from sqlalchemy import make_url

from benchmarks.clinic import Booked, add_first_visits, load_demo
from benchmarks.databases import (
    Databases,
    PostgresqlDatabases,
    Prepare,
    postgresql_databases,
    sqlite_databases,
)
from benchmarks.figures import Held, Report, Sheet
from benchmarks.instruments import Profiled
from benchmarks.posting import NEEDS, FilledForm, filled_form
from benchmarks.probe import syncs_per_second
from benchmarks.replay import Replay, Transaction
from benchmarks.running import ROOT, Answers, Server, cpu_of, replayed, running
from benchmarks.server import EMPTY

LIMIT = 2.0
ROUNDS = 5
WARM = 20
SAVES = 200
GROUP = 16
LOADS = {1: 200, 16: 800, 64: 800}
LOAD_ROUNDS = 3
PROFILED = 300
PROFILE_LINES = 45
VISITS = max(ROUNDS * (SAVES + WARM), sum(LOADS.values()), PROFILED) + WARM + 1
"""Children prepared, each for one save; a database is copied afresh when they are used up."""


@dataclass(slots=True)
class Clinic:
    """A kind of database with its prepared template and the appointments in it."""

    databases: Databases
    folder: Path
    appointments: list[Booked]

    @contextmanager
    def served(self, name: str, instrument: str = "") -> Iterator["Saving"]:
        """A server on a fresh copy, warm, with a form filled; at the end every row is counted."""
        url = self.databases.copy(name)
        output = self.folder / f"{name}.readings"
        with running(url, self.folder, instrument, output) as server:
            first, *rest = self.appointments
            saving = Saving(server, filled_form(server, first), iter(rest), output)
            saving.save(WARM, 1)
            yield saving
        _counted(url, saving.saved)
        self.databases.drop(name)


@dataclass(slots=True)
class Saving:
    """A served clinic, and how many encounters were saved in it."""

    server: Server
    form: FilledForm
    appointments: Iterator[Booked]
    output: Path
    saved: int = 0

    def save(self, count: int, connections: int) -> Answers:
        """Save so many encounters, each for a child of whom nothing was recorded yet."""
        requests = [self.form.request(self.server, next(self.appointments)) for _ in range(count)]
        self.saved += count
        return self.server.send(requests, connections, 303)

    def empty(self, count: int, connections: int) -> Answers:
        """Call the empty route."""
        return self.server.send([self.server.get(EMPTY)] * count, connections, 200)


def _counted(database_url: str, saved: int) -> None:
    """End the run unless the rows of every save are there."""
    statements = (
        "SELECT count(*) FROM encounter JOIN child ON child.id = encounter.child"
        " JOIN child_identifier ON child_identifier.child = child.id WHERE value LIKE 'BENCH%'",
        "SELECT count(*) FROM need_statement JOIN child_identifier"
        " ON child_identifier.child = need_statement.child WHERE value LIKE 'BENCH%'",
    )
    encounters, needs = (number_in(database_url, statement) for statement in statements)
    if (encounters, needs) != (saved, saved * NEEDS):
        raise SystemExit(f"Discarded: {saved} saves left {encounters} encounters and {needs} statements of needs.")


def number_in(database_url: str, statement: str) -> int:
    """The number that a statement finds; 0 without a row."""
    found = rows_in(database_url, statement)
    return int(found[0][0]) if found else 0


def rows_in(database_url: str, statement: str) -> list[tuple[Any, ...]]:
    """The rows that a statement finds, read past the service."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        with closing(sqlite3.connect(str(url.database))) as file:
            return file.execute(statement).fetchall()
    with psycopg.connect(user=url.username, dbname=url.database, host=str(url.query["host"])) as server:
        return server.execute(statement.replace("%", "%%").encode()).fetchall()


@dataclass(slots=True)
class Costs:
    """CPU microseconds of each round."""

    save: list[float] = field(default_factory=list)
    empty: list[float] = field(default_factory=list)
    raw: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    raw_database: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """The median of the rounds' ratios of a save to its parts alone."""
        rounds = zip(self.save, self.empty, self.raw, strict=True)
        return median(save / (empty + raw) for save, empty, raw in rounds)


def _written(clinic: Clinic) -> list[Transaction]:
    """What saves write, taken down from the running application."""
    with clinic.served("written", "written") as saving:
        saving.save(ROUNDS * (SAVES + WARM), 1)
        transactions: list[Transaction] = saving.server.readings(saving.output)
    # The first, which was made to warm up, also opens the audit chain.
    return transactions


def _costs(clinic: Clinic, transactions: list[Transaction], connections: int, to_a_commit: int) -> Costs:
    costs = Costs()
    raw_url = clinic.databases.copy("raw")
    # The first transactions open the audit chain and the children's records that the others go on from.
    replayed(Replay(raw_url, transactions[:WARM], WARM - 1, 1))
    later = transactions[WARM:]
    with clinic.served("saves") as saving:
        saving.empty(SAVES, connections)
        for turn in range(ROUNDS):
            costs.empty.append(saving.empty(SAVES * 3, connections).cpu_each)
            before = _database_cpu(clinic.databases)
            costs.save.append(saving.save(SAVES, connections).cpu_each)
            costs.database.append((_database_cpu(clinic.databases) - before) / SAVES * 1e6)
            part = later[turn * (SAVES + WARM) : (turn + 1) * (SAVES + WARM)]
            before = _database_cpu(clinic.databases)
            found = replayed(Replay(raw_url, part, WARM, to_a_commit))
            costs.raw_database.append((_database_cpu(clinic.databases) - before) / len(part) * 1e6)
            costs.raw.append(found["cpu"] / found["count"] * 1e6)
    clinic.databases.drop("raw")
    return costs


def _database_cpu(databases: Databases) -> float:
    if not isinstance(databases, PostgresqlDatabases):
        return 0.0
    first, *children = databases.server_processes()
    return cpu_of(first, ended_children=True) + sum(cpu_of(child) for child in children)


def _profile(clinic: Clinic) -> list[Sheet]:
    """The dearest functions of a save, by what they do themselves and with what they call, over all threads."""
    with clinic.served("profiled", "profile") as saving:
        saving.server.readings(saving.output)
        earlier: Profiled = saving.server.readings(saving.output)
        saving.save(PROFILED, 1)
        later: Profiled = saving.server.readings(saving.output)
    spent = {
        function: [now - then for now, then in zip(later[function], earlier.get(function, _NOTHING), strict=True)]
        for function in later
    }
    sheets = []
    for title, place in (("own", 2), ("cumulative", 3)):
        dearest = sorted(spent, key=lambda function: -spent[function][place])[:PROFILE_LINES]
        rows = [
            (
                _function_shown(function),
                f"{spent[function][0] / PROFILED:.1f}",
                f"{spent[function][2] / PROFILED * 1e6:.0f}",
                f"{spent[function][3] / PROFILED * 1e6:.0f}",
            )
            for function in dearest
        ]
        columns = ("Function", "Calls", "Own µs", "With callees µs")
        kind = clinic.databases.kind
        sheets.append(Sheet(f"Profile of a save by {title} CPU, {kind} (the profiler about doubles it)", columns, rows))
    return sheets


_NOTHING = (0, 0, 0.0, 0.0)


def _function_shown(function: tuple[str, int, str]) -> str:
    file, line, name = function
    short = file
    for folder in ("site-packages/", "python3.11/", f"{ROOT}/"):
        short = short.rpartition(folder)[2]
    return f"{short}:{line} {name}" if line else name


def _phases(clinic: Clinic) -> Sheet:
    with clinic.served("phases", "phases") as saving:
        earlier = saving.server.readings(saving.output)
        answers = saving.save(PROFILED, 1)
        readings = saving.server.readings(saving.output)
    rows, covered = [], 0.0
    for label, (calls, seconds) in readings.items():
        calls_before, seconds_before = earlier.get(label, (0, 0.0))
        each = (seconds - seconds_before) / PROFILED * 1e6
        covered += each
        rows.append((label, f"{(calls - calls_before) / PROFILED:.1f}", f"{each:.0f}"))
    rows.append(("the rest: server, routing, threads, answer, log", "", f"{answers.cpu_each - covered:.0f}"))
    rows.append(("all", "", f"{answers.cpu_each:.0f}"))
    title = f"CPU of a save by phase, {clinic.databases.kind}, 1 connection"
    return Sheet(title, ("Phase", "Calls", "µs"), rows)


def _loads(clinic: Clinic) -> Sheet:
    """Saves a second and how long they took at 1, 16 and 64 connections, with the disk probe of the same minute."""
    found: dict[int, list[tuple[Answers, float]]] = {connections: [] for connections in LOADS}
    for turn in range(LOAD_ROUNDS):
        with clinic.served(f"load{turn}") as saving:
            for connections, count in LOADS.items():
                probe = syncs_per_second(clinic.folder)
                found[connections].append((saving.save(count, connections), probe))
    rows = []
    for connections, rounds in found.items():
        answers = [each for each, _ in rounds]
        rows.append(
            (
                str(connections),
                f"{median(each.per_second for each in answers):.0f}",
                f"{median(each.percentile(0.5) for each in answers):.1f}",
                f"{median(each.percentile(0.99) for each in answers):.1f}",
                f"{max(max(each.milliseconds) for each in answers):.0f}",
                f"{median(each.cpu_each for each in answers):.0f}",
                f"{median(probe for _, probe in rounds):.0f}",
            )
        )
    columns = ("Connections", "Saves/s", "Median ms", "p99 ms", "Max ms", "Server CPU µs", "Disk syncs/s")
    return Sheet(f"Saves over HTTP, {clinic.databases.kind}", columns, rows)


def _measured(clinic: Clinic, report: Report, console: Console) -> None:
    kind = clinic.databases.kind
    transactions = _written(clinic)
    rows = []
    for connections, to_a_commit in ((1, 1), (16, GROUP if kind == "SQLite" else 1)):
        costs = _costs(clinic, transactions, connections, to_a_commit)
        rows.append(
            (
                str(connections),
                *(f"{median(each):.0f}" for each in (costs.save, costs.empty, costs.raw)),
                str(to_a_commit),
                f"{min(costs.save):.0f}–{max(costs.save):.0f}",
                f"{median(costs.database):.0f}",
                f"{median(costs.raw_database):.0f}",
                f"{costs.ratio:.2f}",
            )
        )
        beside = f"empty route {median(costs.empty):.0f} + raw statements {median(costs.raw):.0f} µs"
        report.held.append(Held(f"CPU of a save, {kind}, {_connections(connections)}", costs.ratio, LIMIT, "×", beside))
        console.print(
            f"{kind}, {_connections(connections)}: {costs.ratio:.2f} × ({median(costs.save):.0f} µs; {beside})"
        )
    columns = (
        "Connections",
        "Save µs",
        "Empty µs",
        "Raw µs",
        "Raw: saves to a commit",
        "Save, range",
        "Database µs",
        "Database, raw µs",
        "×",
    )
    report.sheets.append(Sheet(f"CPU of the server process, {kind}", columns, rows))
    report.sheets.append(_phases(clinic))
    report.sheets += _profile(clinic)
    report.sheets.append(_loads(clinic))


def _connections(count: int) -> str:
    return "1 connection" if count == 1 else f"{count} connections"


def run(console: Console) -> Report:
    """Measure on SQLite, then on PostgreSQL."""
    report = Report("saving")
    kinds: tuple[Opened, ...] = (sqlite_databases, postgresql_databases)
    for opened in kinds:
        _run_on(opened, report, console)
    return report


Opened = Callable[[Prepare], AbstractContextManager[Databases]]


def _run_on(opened: Opened, report: Report, console: Console) -> None:
    with tempfile.TemporaryDirectory(prefix="everyneed-run-") as text:
        folder = Path(text)
        appointments: list[Booked] = []

        def prepare(url: str) -> None:
            load_demo(url, folder)
            appointments.extend(add_first_visits(url, folder, VISITS))

        with opened(prepare) as databases:
            _measured(Clinic(databases, folder, appointments), report, console)

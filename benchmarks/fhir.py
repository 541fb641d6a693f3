"""What it takes to receive FHIR bundles of 10, 100 and 1,000 entries over HTTP, on both databases.

Beside, in the same run and turn by turn: the bundles parsed and nothing more, the rows they lead to inserted by plain
SQL, and sekmet-fhir, each commit waiting for the disk. Then 10,000 bundles into one server, whose memory must not grow.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import orjson
from rich.console import Console

from benchmarks.clinic import load_demo
from benchmarks.databases import Databases, postgresql_databases, sqlite_databases
from benchmarks.fhir_bundles import NEEDS_OF_VISIT, OF_VISIT, Visits
from benchmarks.fhir_peer import sekmet
from benchmarks.fhir_rows import by_executemany, row_count
from benchmarks.fhir_sender import Ours, Posting, Registered, registered
from benchmarks.figures import Held, Report, Sheet
from benchmarks.probe import syncs_per_second
from benchmarks.replay import Replay, Transaction
from benchmarks.running import replayed, running
from benchmarks.saving import number_in, rows_in
from benchmarks.serving import Serving, serving

SIZES = {10: 60, 100: 10, 1000: 2}
"""Entries of a bundle, and how many bundles a turn sends."""

TURNS = 5
WARM = 2
"""Bundles before the first turn, unmeasured."""

TIMES_THE_PEER = 5.0
TIMES_PLAIN_SQL = 2.0
BUNDLES = 10_000
LOT = 500
SETTLED = 2_000
"""Bundles after which memory is held against what it becomes: pools and caches are full."""

GROWTH_LIMIT = 10.0
_GIVEN = "SELECT value FROM identifier_in_use WHERE kind = 'nhs_number'"
_PARSE, _SEKMET = "orjson alone", "sekmet-fhir"


@dataclass(frozen=True, slots=True)
class Spent:
    """Microseconds for each entry: wall clock, and CPU of the process that receives."""

    wall: float
    cpu: float


Turns = dict[str, list[Spent]]
"""The turns of each contender, by its name."""


@dataclass(slots=True)
class Kind:
    """A kind of database with the demonstration in it, a sender registered there, and the two it is measured by."""

    databases: Databases
    folder: Path
    sender: Registered
    ours: Posting
    plain_url: str
    transactions: list[Transaction] = field(default_factory=list)

    @property
    def plain(self) -> str:
        return f"plain SQL, {self.databases.kind}"

    @property
    def served(self) -> str:
        return f"EveryNeed, {self.databases.kind}"


def _bundles(entries: int, turns: int) -> list[list[bytes]]:
    """The bundles of a size: those to warm up with, and those of each turn."""
    visits = Visits()
    counts = [WARM] + [SIZES[entries]] * turns
    return [[visits.bundle(entries) for _ in range(each)] for each in counts]


@contextmanager
def _prepared(databases: Databases, folder: Path, bundles: list[list[bytes]]) -> Iterator[Kind]:
    """A server on a fresh copy, warm, and another copy for the rows, as far on; both gone at the end."""
    written_url = databases.copy("written")
    sender = registered(written_url, folder)
    transactions = _written(written_url, folder, sender, bundles)
    databases.drop("written")
    served_url, plain_url = databases.copy("served"), databases.copy("plain")
    sender = registered(served_url, folder)
    with serving(served_url, folder) as server:
        kind = Kind(databases, folder, sender, Ours(server.port, server.pid, sender), plain_url, transactions)
        kind.ours.post(bundles[0])
        replayed(Replay(plain_url, transactions[:WARM], WARM - 1, 1))
        yield kind
    _counted(served_url, sum(len(each) for each in bundles), bundles[0][0])
    _counted(plain_url, sum(len(each) for each in bundles), bundles[0][0])
    for name in ("served", "plain"):
        databases.drop(name)


def _written(url: str, folder: Path, sender: Registered, bundles: list[list[bytes]]) -> list[Transaction]:
    """What the bundles write, taken down from the running application, as plain SQL writes it."""
    output = folder / "written.readings"
    with running(url, folder, "written", output) as server:
        ours = Ours(server.port, server.process, sender)
        for each in bundles:
            ours.post(each)
        transactions: list[Transaction] = server.readings(output)
    return [by_executemany(each) for each in transactions]


def _counted(url: str, bundles: int, first: bytes) -> None:
    """End the run unless every visit of the bundles is there, with its needs."""
    visits = bundles * (len(orjson.loads(first)["entry"]) // OF_VISIT)
    sent = "SELECT count(*) FROM fhir_kept WHERE type = 'Encounter'"
    needs = "SELECT count(*) FROM need_statement WHERE encounter IN (SELECT id FROM fhir_kept WHERE type = 'Encounter')"
    found = number_in(url, sent), number_in(url, needs)
    if found != (visits, visits * NEEDS_OF_VISIT):
        raise SystemExit(f"Discarded: {visits} visits left {found[0]} encounters and {found[1]} statements of needs.")


def _parsed(bodies: list[bytes], entries: int) -> Spent:
    wall, cpu = time.perf_counter(), time.process_time()
    for body in bodies:
        orjson.loads(body)
    spent = time.perf_counter() - wall, time.process_time() - cpu
    return Spent(*(each / (len(bodies) * entries) * 1e6 for each in spent))


def _posted(posting: Posting, bodies: list[bytes], entries: int) -> Spent:
    answers = posting.post(bodies)
    each = len(bodies) * entries
    return Spent(sum(answers.milliseconds) / each * 1e3, answers.cpu / each * 1e6)


def _plain(kind: Kind, start: int, count: int, entries: int) -> Spent:
    found = replayed(Replay(kind.plain_url, kind.transactions[start : start + count], 0, 1))
    return Spent(*(found[name] / (count * entries) * 1e6 for name in ("wall", "cpu")))


def _turns(entries: int, folder: Path, all_databases: list[Databases], turns: int) -> tuple[Turns, dict[str, int]]:
    """Every contender's turns at one size, one contender after another in each turn; and rows of a bundle by kind."""
    found: Turns = {}
    bundles = _bundles(entries, turns)
    with ExitStack() as stack:
        kinds = [stack.enter_context(_prepared(each, folder / each.kind, bundles)) for each in all_databases]
        peer = stack.enter_context(sekmet(Path(stack.enter_context(tempfile.TemporaryDirectory()))))
        peer.post(bundles[0])
        for turn, bodies in enumerate(bundles[1:]):
            found.setdefault(_PARSE, []).append(_parsed(bodies, entries))
            found.setdefault(_SEKMET, []).append(_posted(peer, bodies, entries))
            for kind in kinds:
                found.setdefault(kind.served, []).append(_posted(kind.ours, bodies, entries))
                start = WARM + turn * len(bodies)
                found.setdefault(kind.plain, []).append(_plain(kind, start, len(bodies), entries))
        return found, {kind.databases.kind: row_count(kind.transactions[-1]) for kind in kinds}


def _ratio(found: Turns, one: str, other: str) -> float:
    """The median of the turns' own ratios of time."""
    pairs = zip(found[one], found[other], strict=True)
    return median(mine.wall / others.wall for mine, others in pairs)


def _sheet(entries: int, found: Turns, rows: dict[str, int]) -> Sheet:
    title = f"Bundles of {entries:,} entries; " + ", ".join(f"{count:,} rows on {kind}" for kind, count in rows.items())
    lines = [
        (
            name,
            f"{1e6 / median(each.wall for each in turns):,.0f}",
            f"{median(each.wall for each in turns):,.0f}",
            f"{median(each.cpu for each in turns):,.0f}",
        )
        for name, turns in found.items()
    ]
    return Sheet(title, ("What", "Entries/s", "µs an entry", "CPU µs of the process"), lines)


def _held(entries: int, found: Turns, kinds: list[str]) -> Iterator[Held]:
    peer = median(each.wall for each in found[_SEKMET])
    for kind in kinds:
        served = f"EveryNeed, {kind}"
        faster = _ratio(found, served, _SEKMET)
        what = f"{entries:,} entries, {kind}: time of sekmet-fhir's"
        yield Held(what, faster, 1 / TIMES_THE_PEER, "×", f"sekmet-fhir {peer:,.0f} µs an entry")
    if entries == max(SIZES):
        slower = _ratio(found, "EveryNeed, PostgreSQL", "plain SQL, PostgreSQL")
        alone = median(each.wall for each in found["plain SQL, PostgreSQL"])
        what = f"{entries:,} entries, PostgreSQL: time of plain SQL's"
        yield Held(what, slower, TIMES_PLAIN_SQL, "×", f"plain SQL {alone:,.0f} µs an entry")


def memory(
    server: Serving, sender: Registered, given: frozenset[str], bundles: int, settled: int
) -> list[tuple[int, int]]:
    """Post so many bundles of 10, none with an NHS number `given` to others, to a server; gives pairs of bundles so far
    and its memory (RSS) in KiB, from `settled` bundles on."""
    visits, ours, read = Visits(given), Ours(server.port, server.pid, sender), []
    for start in range(0, bundles, LOT):
        ours.post([visits.bundle(10) for _ in range(min(LOT, bundles - start))])
        done = min(start + LOT, bundles)
        if done >= settled:
            read.append((done, server.resident_kib()))
    return read


def growth(read: list[tuple[int, int]]) -> float:
    """How much more memory the last reading has than the first, per cent."""
    return (read[-1][1] - read[0][1]) / read[0][1] * 100


def _flat(databases: Databases, folder: Path) -> tuple[Held, Sheet]:
    url = databases.copy("flat")
    sender = registered(url, folder)
    given = frozenset(value for (value,) in rows_in(url, _GIVEN))
    with serving(url, folder) as server:
        read = memory(server, sender, given, BUNDLES, SETTLED)
    databases.drop("flat")
    first, last = read[0][1] / 1024, read[-1][1] / 1024
    what = f"Memory of the server, {databases.kind}: growth from bundle {SETTLED:,} to {BUNDLES:,}"
    rows = [(f"{done:,}", f"{held / 1024:,.0f}") for done, held in read]
    held = Held(what, growth(read), GROWTH_LIMIT, "%", f"{first:.0f} to {last:.0f} MiB")
    return held, Sheet("Memory of the server", ("Bundles", "MiB"), rows)


def flat() -> list[Held]:
    """What becomes of the memory of a server on each kind of database over many bundles."""
    with tempfile.TemporaryDirectory(prefix="everyneed-run-") as text, _all_databases(Path(text)) as kinds:
        return [_flat(each, Path(text) / each.kind)[0] for each in kinds]


@contextmanager
def _all_databases(folder: Path) -> Iterator[list[Databases]]:
    """Both kinds with the demonstration in them; each has a folder of its own for its secret."""
    for name in ("SQLite", "PostgreSQL"):
        (folder / name).mkdir()
    with (
        sqlite_databases(lambda url: load_demo(url, folder / "SQLite")) as sqlite,
        postgresql_databases(lambda url: load_demo(url, folder / "PostgreSQL")) as postgresql,
    ):
        yield [sqlite, postgresql]


def run(console: Console, turns: int = TURNS, *, memory_too: bool = True) -> Report:
    """Measure every size, and then memory on each kind of database."""
    report = Report("fhir")
    with tempfile.TemporaryDirectory(prefix="everyneed-run-") as text, _all_databases(Path(text)) as kinds:
        for entries in SIZES:
            console.print(f"Bundles of {entries:,} entries …")
            found, rows = _turns(entries, Path(text), kinds, turns)
            report.sheets.append(_sheet(entries, found, rows))
            report.held += _held(entries, found, [each.kind for each in kinds])
        for each in kinds if memory_too else ():
            console.print(f"{BUNDLES:,} bundles, {each.kind} …")
            held, sheet = _flat(each, Path(text) / each.kind)
            report.held.append(held)
            report.sheets.append(sheet)
        disk = f"{syncs_per_second(Path(text)):,.0f}"
        report.sheets.append(Sheet("Disk", ("What", "Found"), [("Syncs a second, afterwards", disk)]))
    return report

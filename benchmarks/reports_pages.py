"""What a page of reports costs from a country's release: a million children in 153 authorities, eight quarters kept.

A commissioner of one authority and one board signs in to the service as it is served, and every page of theirs and of
the published areas is asked for, one after another over one connection that is kept open, after each was asked for
once. Beside the clock stands the processor time of the server, of all its threads, which tells more where the machine
does other things. What keeping the release took, its size, and the first pages of a server that just started, come
with it. `python -m benchmarks.reports_pages --share 0.1` makes a tenth, `--postgresql` keeps it there.
"""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from rich.console import Console
from sqlalchemy import create_engine, text

from app.demo import people
from app.reports.card import Level
from app.reports.cards.countable import countable
from app.reports.cards.parts import ENGLAND
from app.reports.desk import Area
from app.terminology.load import load_refset
from benchmarks.clinic import environment
from benchmarks.databases import PostgresqlDatabases, SqliteDatabases, postgresql_databases, sqlite_databases
from benchmarks.figures import Held, Report, Sheet
from benchmarks.reports_kept import OWN, Job, memory_mib
from benchmarks.reports_places import write_places
from benchmarks.reports_rows import QUARTER, regions, write_rows
from benchmarks.reports_walk import Answer, Reader, pages_of
from benchmarks.running import ROOT, asked, percentile, signed_in
from benchmarks.serving import serving

CHILDREN: Final = 1_000_000
QUARTERS: Final = 8
REQUESTS: Final = 200
"""Of each kind of page of the reader's own areas; a quarter as many of the published ones."""

LIMIT_MS: Final = 100.0
_LEAST_CHILDREN: Final = "40"
_BESIDE: Final = ("region", f"icb:{OWN[1].code}", "neighbours", "nothing")
Walked = Mapping[str, Sequence[Answer]]


def run(console: Console, share: float = 1.0, requests: int = REQUESTS, *, postgresql: bool = False) -> Report:
    """Make the release, keep it, and walk its pages."""
    report = Report("reports_pages")
    with tempfile.TemporaryDirectory(prefix="everyneed-pages-") as name:
        folder, rows = Path(name), Path(name) / "rows"
        with console.status("Rows"):
            write_rows(rows, int(CHILDREN * share), countable(load_refset(ROOT / "snomed_refsets")))
            write_places(folder / "reports")
        with _databases(folder, postgresql=postgresql) as databases:
            url = databases.template_url
            with console.status(f"A release of {QUARTERS} quarters, kept in {databases.kind}"):
                kept = asked("benchmarks.reports_kept", Job(rows, url, folder, QUARTERS))
            report.sheets.append(_kept_sheet(databases.kind, kept, *_sizes(url)))
            with console.status("Pages"):
                first, walked, memory = _walked(url, folder, requests)
    report.sheets += [_first_sheet(first), _pages_sheet(walked, memory, requests)]
    report.held += list(_held(walked))
    return report


def _databases(folder: Path, *, postgresql: bool) -> AbstractContextManager[SqliteDatabases | PostgresqlDatabases]:
    make = postgresql_databases if postgresql else sqlite_databases
    return make(lambda url: _load_demo(url, folder))


def _load_demo(url: str, folder: Path) -> None:
    """Load the demonstration, for its people, with the folder of reports of this run."""
    command = [sys.executable, "-m", "app", "demo", "load", "--children", _LEAST_CHILDREN, "--seed", "7"]
    env = environment(url, folder, EVERYNEED_REPORTS_FOLDER=str(folder / "reports"))
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"The demonstration did not load: {done.stderr or done.stdout}")


def _sizes(url: str) -> tuple[float, float]:
    """The bytes of a release's tables, and of the whole database with every quarter of it, in MiB."""
    engine = create_engine(url)
    held = (
        "SELECT sum(length(content)) FROM released_table t JOIN report_release r ON r.id = t.release WHERE period = :p"
    )
    pages = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    whole = pages if engine.dialect.name == "sqlite" else "SELECT pg_database_size(current_database())"
    with engine.connect() as connection:
        found = [connection.execute(text(each), {"p": str(QUARTER)}).scalar_one() for each in (held, whole)]
    engine.dispose()
    return float(found[0]) / 2**20, float(found[1]) / 2**20


def _walked(
    url: str, folder: Path, requests: int
) -> tuple[dict[str, Answer], dict[str, list[Answer]], tuple[float, float]]:
    """The first answers of a server, those of each kind of page once they are warm, and its memory before and after."""
    reports = str(folder / "reports")
    with (
        serving(url, folder, EVERYNEED_REPORTS_FOLDER=reports) as server,
        Reader(server.port, server.pid, signed_in(server.port, people.LAST_ACCOUNT)) as reader,
    ):
        before = memory_mib(server.pid)
        first = {each: reader.answer(each) for each in _first_pages()}
        walked = {name: reader.walk(found, times) for name, found, times in _pages(requests)}
        return first, walked, (before, memory_mib(server.pid))


def _first_pages() -> Iterator[str]:
    area = f"/reports/{OWN[0].level.value}/{OWN[0].code}"
    yield from ("/reports", area, f"{area}/measures/needs_by_concept", f"{area}/report?measure=needs_by_group")


def _pages(requests: int) -> Iterator[tuple[str, list[str], int]]:
    """Every page, by area and kind, and how many are asked for."""
    yield "The first page", ["/reports"], requests
    published = (Area(Level.REGION, min(regions().values())), Area(Level.ENGLAND, ENGLAND))
    for area, beside in ((OWN[0], _BESIDE), (OWN[1], ()), *((each, ()) for each in published)):
        for name, found in pages_of(area, beside).items():
            if found:
                yield f"{area.level.words}: {name}", found, requests if area in OWN else requests // 4


def _kept_sheet(kind: str, kept: Mapping[str, float], size: float, whole: float) -> Sheet:
    lines = [
        ("Tables and rows", f"{kept['tables']:,.0f} and {kept['rows']:,.0f}"),
        ("Counted and made safe", f"{kept['made']:.1f} s"),
        ("Kept", f"{kept['seconds']:.1f} s"),
        ("processor time of that", f"{kept['cores']:.1f} s"),
        ("memory on top while it was kept", f"{kept['memory']:.0f} MiB"),
        ("its tables in the database", f"{size:.1f} MiB"),
        (f"the database with {QUARTERS} quarters", f"{whole:.1f} MiB"),
    ]
    return Sheet(f"A country's release in {kind}", ("What", "Figure"), lines)


def _first_sheet(first: Mapping[str, Answer]) -> Sheet:
    lines = [(each, f"{found.clock:.0f}", f"{found.processor:.0f}") for each, found in first.items()]
    columns = ("Page of a server that just started, no chart drawn yet", "ms", "processor ms")
    return Sheet("First pages", columns, lines)


def _pages_sheet(walked: Walked, memory: tuple[float, float], requests: int) -> Sheet:
    lines = [(name, *_times(found), f"{max(each.size for each in found) / 1024:.0f}") for name, found in walked.items()]
    columns = ("Page", "CPU median", "p95", "most", "Clock median", "p95", "most", "KiB")
    before, after = memory
    return Sheet(
        f"Up to {requests} warm requests each, ms; server {before:.0f} MiB, then {after:.0f} MiB", columns, lines
    )


def _times(found: Sequence[Answer]) -> Iterator[str]:
    for taken in ([each.processor for each in found], [each.clock for each in found]):
        yield from (f"{each:.1f}" for each in (percentile(taken, 0.5), percentile(taken, 0.95), max(taken)))


def _held(walked: Walked) -> Iterator[Held]:
    """The slowest kind of page: of the processor's time, and by the clock."""
    for words, which in (("processor", 1), ("clock", 0)):
        taken = {name: percentile(sorted(_ms(found, which)), 0.95) for name, found in walked.items()}
        slowest = max(taken, key=lambda name: taken[name])
        everything = percentile([each for found in walked.values() for each in _ms(found, which)], 0.95)
        beside = f"slowest: {slowest}; of all pages together {everything:.1f} ms"
        yield Held(f"A warm page, p95, {words}", taken[slowest], LIMIT_MS, "ms", beside)


def _ms(found: Sequence[Answer], which: int) -> list[float]:
    return [each[which] for each in found]


def main(arguments: Sequence[str]) -> int:
    """Run it whole or at a share of its size; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reports_pages")
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--requests", type=int, default=REQUESTS, help="of each kind of page; 4 or more")
    parser.add_argument("--postgresql", action="store_true")
    given = parser.parse_args(arguments)
    console = Console()
    report = run(console, given.share, max(given.requests, 4), postgresql=given.postgresql)
    report.show(console)
    if (given.share, given.requests, given.postgresql) == (1.0, REQUESTS, False):
        console.print(f"Kept in {report.keep()}")
    return 0 if report.kept else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

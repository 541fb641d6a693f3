"""A country's release in the store: counted and made safe from made-up rows, and kept as releasing keeps one.

A process of its own, so that its memory is told: `python -m benchmarks.reports_kept` with a job on its standard input
writes its figures as JSON. The quarters before the one that is counted have its tables again, under their own names:
pages over time read as many releases as they would.
"""

import json
import pickle
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeVar

from app.access.audit import AuditAction, AuditEvent
from app.demo import people
from app.identity import Identity
from app.released.table import ReleasedTable, ReleaseFacts
from app.reports.card import Level
from app.reports.cards.countable import countable
from app.reports.desk import Area
from app.reports.engine.engine_duckdb import DuckDbEngine, connection
from app.reports.ledger import entries
from app.reports.measures import CARDS, DEFINITIONS
from app.reports.periods import Quarter
from app.reports.ports import NewRelease
from app.reports.profiles import NHS_5_5
from app.reports.releasing import defined_slices, safe
from app.settings import Settings
from app.wiring import Installation, installation, now
from benchmarks.reports_rows import QUARTER, providers, regions, views

MEMORY_MIB: Final = 2048
_Done = TypeVar("_Done")
OWN: Final = (Area(Level.LOCAL_AUTHORITY, "E08000017"), Area(Level.ICB, "Q17"))
"""The areas that the commissioner is given."""


@dataclass(frozen=True, slots=True)
class Job:
    """Rows to count, a database to keep the release in with the folder of its secret, and of how many quarters."""

    rows: Path
    database: str
    folder: Path
    quarters: int


def kept(job: Job) -> dict[str, float]:
    """Make and keep the releases, and give the commissioner their areas; what keeping the first took."""
    settings = Settings(database_url=job.database, secret_key_file=job.folder / "secret.key")
    with installation(settings) as service:
        tables, making = _timed(lambda: _tables(service, job.rows))
        _forget_peak()
        before = memory_mib()
        _, keeping = _timed(lambda: _keep(service, tables, QUARTER))
        peak = memory_mib(most=True)
        for back in range(1, job.quarters):
            _keep(service, tables, QUARTER.earlier(back))
        _give_areas(service)
    return {
        "made": making[0],
        "seconds": keeping[0],
        "cores": keeping[1],
        "tables": len(tables),
        "rows": sum(len(each.rows) for each in tables),
        "memory": peak - before,
    }


def _tables(service: Installation, rows: Path) -> tuple[ReleasedTable, ...]:
    counts = countable(service.refset)
    with tempfile.TemporaryDirectory(prefix="spill-") as spill, connection(Path(spill), memory_mib=MEMORY_MIB) as sql:
        views(sql, rows)
        engine = DuckDbEngine(sql, counts, providers())
        cubes = [each for key in CARDS for each in engine.cubes(key, QUARTER)]
    return safe(cubes, NHS_5_5, regions(), counts)


def _keep(service: Installation, tables: Sequence[ReleasedTable], quarter: Quarter) -> None:
    identity, period = service.new_identity(), str(quarter)
    facts = ReleaseFacts(identity, period, NHS_5_5.key, 1, now(), service.refset.release.label, DEFINITIONS)
    of_quarter = tables if quarter == QUARTER else [replace(each, period=period) for each in tables]
    ledger = entries(defined_slices(), quarter, identity)
    service.store.reports.keep(NewRelease(facts, tuple(of_quarter), ledger), [_event(service, facts)])


def _event(service: Installation, facts: ReleaseFacts) -> AuditEvent:
    organisation = service.desk.records.organisations()[0].id
    detail = f"{facts.period}, revision {facts.revision}, profile {facts.profile}"
    return AuditEvent(
        *(service.new_identity(), facts.released_at, organisation, None, None, None, AuditAction.REPORTS_RELEASED),
        subject=facts.id,
        detail=detail,
    )


def _give_areas(service: Installation) -> None:
    account = service.store.accounts.account_named(people.LAST_ACCOUNT)
    if account is None:
        raise SystemExit("The demonstration is not loaded.")
    organisations = {each.id: each for each in service.desk.records.organisations()}
    for area in OWN:
        service.reports.grant(organisations[Identity(account.organisation)], account.id, area, None)


def _timed(act: Callable[[], _Done]) -> tuple[_Done, tuple[float, float]]:
    clock, cores = time.perf_counter(), time.process_time()
    done = act()
    return done, (time.perf_counter() - clock, time.process_time() - cores)


def _forget_peak() -> None:
    """Have the system count this process's most memory from now on (proc(5), `clear_refs`)."""
    Path("/proc/self/clear_refs").write_text("5")


def memory_mib(process: int | str = "self", *, most: bool = False) -> float:
    """The memory that a process holds (RSS), or the most it held, in MiB."""
    name = "VmHWM:" if most else "VmRSS:"
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split(name)[1].split()[0]) / 1024


def main() -> None:
    """Read a job from a parent process that we trust, carry it out, and write the figures as JSON."""
    json.dump(kept(pickle.load(sys.stdin.buffer)), sys.stdout)  # noqa: S301 - our own parent process wrote it


if __name__ == "__main__":
    main()

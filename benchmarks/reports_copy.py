"""What bringing the analytics copy up to date costs after 10,000 new encounters, on a copy of a million children.

The record has 10,000 children, the demonstration's copied by SQL with identities and numbers of their own; their rows
in the copy are then repeated by SQL, under pseudonyms and records of their own, until they are of a million children. A
new encounter of each of the 10,000 is recorded, by SQL too, and the copy is refreshed. Beside it stand the same refresh
of a copy of the 10,000 alone, which tells what the size of the copy adds, and making those 10,000 anew.
"""

import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import duckdb
from rich.console import Console
from sqlalchemy import Table

from app.reports.copy.layout import PART, ROWS, columns
from app.reports.copy.load import load_places
from app.reports.copy.manifest import Manifest, Part, manifest_text
from app.reports.copy.reader import MANIFEST, attach, read_manifest
from app.reports.copy.writer import Derivation, Refreshed, rebuild, refresh
from app.settings import Settings
from app.store import tables
from app.store.upgrade import upgrade
from app.wiring import Installation, installation
from benchmarks.clinic import environment
from benchmarks.figures import Held, Report, Sheet
from benchmarks.running import ROOT

TOUCHED = 10_000
CHILDREN = 1_000_000
SECONDS_LIMIT = 5.0
CORES = 2
DEMO_CHILDREN = 400

_FIRST = 1 << 56
_SPAN = 1 << 24
_SHARED = ("organisation", "care_professional", "account", "team", "clinic")
_OWN: Mapping[Table, tuple[str, ...]] = {
    tables.child: ("id",),
    tables.child_demographics: ("child",),
    tables.child_identifier: ("child", "id"),
    tables.identifier_in_use: ("child", "identifier"),
    tables.child_fact: ("child", "id"),
    tables.referral: ("child", "id"),
    tables.referral_team: ("child", "referral"),
    tables.encounter: ("child", "id", "referral"),
    tables.encounter_group: ("child", "encounter"),
    tables.need: ("child", "id", "encounter"),
    tables.need_statement: ("child", "encounter", "need"),
    tables.care_activity: ("child", "encounter", "id"),
}
"""The tables of a child, and which of their columns are identities of the child's own."""

_NUMBER = (
    "CASE p.kind WHEN 'local' THEN printf('BM%d-', made.copy) || p.value ELSE "
    "printf('%010d', made.copy * 100000 + (SELECT number FROM numbered WHERE identity = p.child)) END"
)
_REPLACED = {
    "child_identifier.value": _NUMBER,
    "identifier_in_use.value": _NUMBER,
    "encounter.form_token": "NULL",
    "encounter.appointment": "NULL",
    "encounter.moved_to": "NULL",
    "encounter.moved_from": "NULL",
}


def run(console: Console) -> Report:
    """Make the record and the copies, and measure."""
    os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:CORES]))
    with tempfile.TemporaryDirectory(prefix="reports-copy-") as folder:
        return _measured(Path(folder), console)


def _measured(folder: Path, console: Console) -> Report:
    database = folder / "record.db"
    console.print(f"Making a record of {TOUCHED:,} children ...")
    _make_record(folder, database)
    settings = Settings(
        database_url=f"sqlite:///{database}", secret_key_file=folder / "secret.key", reports_folder=folder / "reports"
    )
    with installation(settings) as service:
        anew, _ = _timed(service, folder / "small", anew=True)
        console.print(f"Making a copy of {CHILDREN:,} children ...")
        _timed(service, folder / "large", anew=True)
        rows = _repeated(folder / "large")
        with closing(sqlite3.connect(database, isolation_level=None)) as connection:
            _record_again(connection)
        small, _ = _timed(service, folder / "small")
        large, done = _timed(service, folder / "large")
    count = sum(each for _, each in done.records)
    if count != TOUCHED or done.anew:
        raise SystemExit(f"{count} records were refreshed, and {TOUCHED} were touched.")
    reading = _read(folder / "large")
    report = Report("reports_copy")
    beside = f"a copy of {TOUCHED:,} children: {small.seconds:.2f} s; those {TOUCHED:,} anew: {anew.seconds:.2f} s"
    report.held.append(
        Held(f"refresh, {TOUCHED:,} new encounters, {CHILDREN:,} children", large.seconds, SECONDS_LIMIT, "s", beside)
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sheet = Sheet(
        "The copy",
        ("What", "Figure"),
        (
            ("rows", f"{rows:,}"),
            ("processor time of the refresh", f"{large.cpu:.2f} s"),
            (f"the same, of a copy of {TOUCHED:,} children", f"{small.cpu:.2f} s"),
            ("counting its needs by concept after the refresh", f"{reading:.2f} s"),
            ("most memory of this process", f"{peak:,.0f} MiB"),
        ),
    )
    report.sheets.append(sheet)
    return report


class Cost(NamedTuple):
    """What a refresh took: seconds by the clock, and of the processors, by all of its threads."""

    seconds: float
    cpu: float


def _timed(service: Installation, folder: Path, *, anew: bool = False) -> tuple[Cost, Refreshed]:
    derivation = Derivation(service.reports_key, load_places(folder / "places"), service.refset)
    organisations = service.desk.records.organisations()
    act = rebuild if anew else refresh
    began, spent = time.perf_counter(), _processor_seconds()
    done = act(folder, organisations, service.records_of, derivation, service.now())
    return Cost(time.perf_counter() - began, _processor_seconds() - spent), done


def _processor_seconds() -> float:
    """What this process used until now."""
    used = os.times()
    return used.user + used.system


def _read(folder: Path) -> float:
    connection = duckdb.connect(config={"threads": CORES})
    attach(connection, folder / MANIFEST)
    began = time.perf_counter()
    connection.execute("SELECT concept, count(DISTINCT child) FROM need WHERE counted GROUP BY concept").fetchall()
    return time.perf_counter() - began


def _make_record(folder: Path, target: Path) -> None:
    shown = folder / "demo.db"
    upgrade(f"sqlite:///{shown}")
    command = [sys.executable, "-m", "app", "demo", "load", "--children", str(DEMO_CHILDREN), "--seed", "7"]
    done = subprocess.run(
        command, env=environment(f"sqlite:///{shown}", folder), capture_output=True, text=True, check=False, cwd=ROOT
    )
    if done.returncode:
        raise SystemExit(f"The demonstration did not load: {done.stderr or done.stdout}")
    upgrade(f"sqlite:///{target}")
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        for pragma in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -200000", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("ATTACH ? AS shown", (str(shown),))
        for name in _SHARED:
            connection.execute(f"INSERT INTO {name} SELECT * FROM shown.{name}")  # noqa: S608
        _number(connection)
        connection.execute("BEGIN")
        for table in _OWN:
            _copy(connection, table)
        connection.execute("COMMIT")
        connection.execute("PRAGMA analysis_limit = 1000")
        connection.execute("ANALYZE main")


def _number(connection: sqlite3.Connection) -> None:
    """Number the identities of every child's own, and the copies to make of each child."""
    connection.execute("CREATE TEMP TABLE numbered (identity INTEGER PRIMARY KEY, number INTEGER)")
    every = " UNION ".join(
        f"SELECT {column} AS identity FROM shown.{table.name}"  # noqa: S608
        for table, own in _OWN.items()
        for column in own
    )
    connection.execute(f"INSERT INTO numbered SELECT identity, row_number() OVER (ORDER BY identity) FROM ({every})")  # noqa: S608
    connection.execute("CREATE TEMP TABLE made (child INTEGER, copy INTEGER, PRIMARY KEY (child, copy))")
    connection.execute(
        "WITH RECURSIVE copies (copy) AS (SELECT 1 UNION ALL SELECT copy + 1 FROM copies WHERE copy < ?) "
        "INSERT INTO made SELECT child.id, copy FROM copies, shown.child "
        "WHERE NOT EXISTS (SELECT 1 FROM shown.child_link WHERE child.id IN (child_link.child, merged_into)) "
        "ORDER BY copy, child.id LIMIT ?",
        (TOUCHED * 2 // DEMO_CHILDREN, TOUCHED),
    )


def _copy(connection: sqlite3.Connection, table: Table) -> None:
    names = [column.name for column in table.columns]
    of_child = "id" if table is tables.child else "child"
    values = ", ".join(_value(table, name) for name in names)
    connection.execute(
        f"INSERT INTO main.{table.name} ({', '.join(names)}) SELECT {values} "  # noqa: S608
        f"FROM made JOIN shown.{table.name} AS p ON p.{of_child} = made.child"
    )


def _value(table: Table, column: str) -> str:
    if column in _OWN[table]:
        numbered = f"SELECT number FROM numbered WHERE identity = p.{column}"  # noqa: S608
        return f"{_FIRST} + made.copy * {_SPAN} + ({numbered})"
    return _REPLACED.get(f"{table.name}.{column}", f"p.{column}")


def _record_again(connection: sqlite3.Connection) -> None:
    """Repeat each child's first encounter a while after their last, with what was said at it."""
    connection.execute(
        "CREATE TEMP TABLE again AS SELECT child, min(id) AS id, max(record_number) + 1 AS record_number, "
        "date(max(contact_on), '+7 days') AS contact_on FROM encounter GROUP BY child"
    )
    connection.execute("CREATE INDEX temp.again_by_child ON again (child)")
    # Who was never seen is touched too: something else is learned of them.
    connection.execute(
        f"INSERT INTO child_fact SELECT organisation, id, id + {1 << 40}, 'looked_after', 'none', NULL, NULL, NULL, "  # noqa: S608
        "registered_at, registered_by, NULL FROM child WHERE id NOT IN (SELECT child FROM again)"
    )
    connection.execute("BEGIN")
    for table, key in (
        (tables.encounter, "id"),
        (tables.encounter_group, "encounter"),
        (tables.need_statement, "encounter"),
    ):
        changed = {
            key: f"p.{key} + {1 << 40}",
            "version": "1",
            "record_number": "again.record_number",
            "contact_on": "again.contact_on",
            "change": "'still_present'",
        }
        values = ", ".join(changed.get(each.name, f"p.{each.name}") for each in table.columns)
        connection.execute(
            f"INSERT INTO main.{table.name} SELECT {values} FROM again "  # noqa: S608
            f"JOIN main.{table.name} AS p ON p.child = again.child AND p.{key} = again.id AND p.version = 1"
        )
    connection.execute("COMMIT")


def _repeated(folder: Path) -> int:
    """Repeat the rows of a copy until it has so many children; gives how many rows it has then."""
    state = read_manifest(folder / MANIFEST)
    (generation,) = state.generations
    times = CHILDREN // TOUCHED - 1
    sql = duckdb.connect(config={"threads": CORES, "preserve_insertion_order": False})
    attach(sql, folder / MANIFEST)
    for table in ROWS:
        names = ", ".join(_repeated_value(each.name) for each in columns(table))
        repeated = f"SELECT {names} FROM {table} AS p, range(1, {times + 1}) AS t(time)"  # noqa: S608
        sql.execute(
            f"COPY (SELECT *, {PART} AS part FROM ({repeated})) TO '{folder / generation.folder / table}' "  # noqa: S608
            "(FORMAT parquet, COMPRESSION zstd, PARTITION_BY (part), APPEND true, FILENAME_PATTERN 'repeated-{uuid}')"
        )
    _keep(folder, state)
    attach(sql, folder / MANIFEST)
    return sum(int((sql.execute(f"SELECT count(*) FROM {table}").fetchone() or (0,))[0]) for table in ROWS)  # noqa: S608


def _repeated_value(name: str) -> str:
    if name == "child":
        return "(hash(p.child, t.time) >> 1)::BIGINT AS child"
    return f"p.record + t.time * {1 << 32} AS record" if name == "record" else f'p."{name}"'


def _keep(folder: Path, state: Manifest) -> None:
    (generation,) = state.generations
    home = folder / generation.folder
    parts = {
        number: Part(
            {
                table: tuple(
                    str(each.relative_to(home)) for each in sorted((home / table / f"part={number}").iterdir())
                )
                for table in ROWS
            }
        )
        for number in generation.parts
    }
    larger = replace(generation, records=CHILDREN, parts=parts)
    later = replace(state, generations=(larger,), at=state.at + timedelta(seconds=1))
    (folder / MANIFEST).write_text(manifest_text(later), encoding="utf-8")

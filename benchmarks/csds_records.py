"""A record with a month of as many contacts as are asked for: the demonstration's children, copied by SQL.

A child who serves as a pattern was seen once in the month, under a referral from before it. Each copy has identities,
a pseudonym and numbers of its own, and the contact of the month ten times, on ten days. Nothing is added to the
demonstration's own file: the copies go into a fresh one, with its organisation, staff, teams and clinics.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Table

from app.csds.periods import ReportingPeriod
from app.demo.children import nhs_numbers
from app.store import tables
from app.store.upgrade import upgrade

CONTACTS_OF_A_CHILD = 10
_FIRST = 1 << 56
_SPAN = 1 << 12
"""How many identities a copied child may have."""

_DAYS_APART = 3
"""Nine times it is less than a month, so that the ten days are different ones."""

_RECORD_NUMBERS = 10_000
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

TABLES_OF_A_CHILD = tuple(table.name for table in _OWN)
_ENCOUNTER_OF = {
    tables.encounter: "id",
    tables.encounter_group: "encounter",
    tables.need_statement: "encounter",
    tables.care_activity: "encounter",
}
"""What stands as often as its encounter."""

_LOCAL_NUMBER = "printf('BM%08d', made.number)"
_REPLACED = {
    "child.pseudonym": "CAST(printf('%032d', made.number) AS BLOB)",
    "child_identifier.value": f"CASE p.kind WHEN 'local' THEN {_LOCAL_NUMBER} ELSE made.nhs_number END",
    "identifier_in_use.value": f"CASE p.kind WHEN 'local' THEN {_LOCAL_NUMBER} ELSE made.nhs_number END",
}

_PATTERNS = """
SELECT encounter.child, encounter.id FROM shown.encounter
JOIN shown.referral ON referral.child = encounter.child AND referral.id = encounter.referral
WHERE encounter.contact_on BETWEEN :first AND :last
AND referral.received_on < :first AND referral.discharged_on IS NULL
AND NOT EXISTS (SELECT 1 FROM shown.child_link WHERE encounter.child IN (child_link.child, child_link.merged_into))
AND NOT EXISTS (SELECT 1 FROM shown.referral AS later WHERE later.child = encounter.child AND later.version > 1)
AND NOT EXISTS (SELECT 1 FROM shown.encounter AS later WHERE later.child = encounter.child AND later.version > 1)
AND 1 = (SELECT count(*) FROM shown.child_identifier AS mine WHERE mine.child = encounter.child AND kind = 'local')
AND 1 = (SELECT count(*) FROM shown.child_identifier AS mine WHERE mine.child = encounter.child AND kind <> 'local')
GROUP BY encounter.child HAVING count(*) = 1 AND max(encounter.kind) = 'care_contact' ORDER BY encounter.child
"""


@dataclass(slots=True)
class _Pattern:
    """A child to copy: which of the encounters is the contact of the month, and the places of identities in a copy."""

    child: int
    contact: int
    places: dict[tuple[int, int], int] = field(default_factory=dict)

    def place(self, identity: int, time: int) -> int:
        """The place of an identity, of the contact's `time`th repetition."""
        place = self.places.setdefault((identity, time), len(self.places))
        if place >= _SPAN:
            raise SystemExit("A child of the demonstration has more identities than a copy has room for.")
        return place


def make_records(demonstration: Path, target: Path, period: ReportingPeriod, contacts: int) -> int:
    """Make a database with so many contacts in the period; gives how many children served as patterns."""
    upgrade(f"sqlite:///{target}")
    connection = sqlite3.connect(target, isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF", "cache_size = -200000"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("ATTACH ? AS shown", (str(demonstration),))
    for name in _SHARED:
        connection.execute(f"INSERT INTO {name} SELECT * FROM shown.{name}")  # noqa: S608
    found = connection.execute(_PATTERNS, {"first": str(period.first), "last": str(period.last)}).fetchall()
    patterns = [_Pattern(*row) for row in found]
    if not patterns:
        raise SystemExit(f"No child of the demonstration was seen once in {period}.")
    _note_made(connection, contacts // CONTACTS_OF_A_CHILD, len(patterns))
    with _without_indexes(connection):
        for table in _OWN:
            _copy(connection, table, patterns, period)
    connection.execute("PRAGMA analysis_limit = 1000")
    connection.execute("ANALYZE main")
    connection.close()
    return len(patterns)


@contextmanager
def _without_indexes(connection: sqlite3.Connection) -> Iterator[None]:
    """Indexes are made once the rows are there: kept meanwhile they would cost several times as much."""
    there = "SELECT name, sql FROM main.sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    indexes = connection.execute(there).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX main.{name}")
    yield
    for _, sql in indexes:
        connection.execute(sql)


def _note_made(connection: sqlite3.Connection, children: int, patterns: int) -> None:
    """Which pattern and which number each child to be made has."""
    connection.execute("CREATE TEMP TABLE made (number INTEGER PRIMARY KEY, pattern INTEGER, nhs_number TEXT)")
    numbers = enumerate(nhs_numbers(children, Random(7)))
    rows = ((number, number % patterns, nhs_number) for number, nhs_number in numbers)
    connection.executemany("INSERT INTO made VALUES (?, ?, ?)", rows)


def _copy(connection: sqlite3.Connection, table: Table, patterns: list[_Pattern], period: ReportingPeriod) -> None:
    columns = [column.name for column in table.columns]
    shape = f"SELECT 0 AS pattern, * FROM main.{table.name} LIMIT 0"  # noqa: S608
    connection.execute(f"CREATE TEMP TABLE pattern AS {shape}")
    insert = f"INSERT INTO pattern VALUES ({', '.join('?' * (len(columns) + 1))})"  # noqa: S608
    for number, pattern in enumerate(patterns):
        rows = _rows(connection, table, pattern, period)
        connection.executemany(insert, [[number, *row.values()] for row in rows])
    connection.execute("CREATE INDEX temp.of_pattern ON pattern (pattern)")
    values = ", ".join(_value(table, column) for column in columns)
    # A cross join keeps its order: child after child, as the tables are kept.
    connection.execute(
        f"INSERT INTO main.{table.name} ({', '.join(columns)}) SELECT {values}"  # noqa: S608
        " FROM made CROSS JOIN pattern AS p WHERE p.pattern = made.pattern ORDER BY made.number"
    )
    connection.execute("DROP TABLE temp.pattern")


def _value(table: Table, column: str) -> str:
    if column in _OWN[table]:
        return f"{_FIRST} + made.number * {_SPAN} + p.{column}"
    return _REPLACED.get(f"{table.name}.{column}", f"p.{column}")


def _rows(
    connection: sqlite3.Connection, table: Table, pattern: _Pattern, period: ReportingPeriod
) -> Iterator[dict[str, Any]]:
    """The rows of a pattern, with places for the identities of its own."""
    of_child = "id" if table is tables.child else "child"
    cursor = connection.execute(f"SELECT * FROM shown.{table.name} WHERE {of_child} = ?", (pattern.child,))  # noqa: S608
    names = [each[0] for each in cursor.description]
    encounter = _ENCOUNTER_OF.get(table)
    for found in cursor.fetchall():
        row = dict(zip(names, found, strict=True))
        again = encounter is not None and row[encounter] == pattern.contact
        for time in range(CONTACTS_OF_A_CHILD if again else 1):
            yield _placed(table, row | _changed(table, row, time, period), pattern, time)


def _placed(table: Table, row: dict[str, Any], pattern: _Pattern, time: int) -> dict[str, Any]:
    repeated = {_ENCOUNTER_OF.get(table), "id" if table is tables.care_activity else None}
    own = {name: pattern.place(row[name], time if name in repeated else 0) for name in _OWN[table]}
    return row | own


def _changed(table: Table, row: Mapping[str, Any], time: int, period: ReportingPeriod) -> dict[str, Any]:
    """What is another in a row of an encounter, and in its `time`th repetition."""
    if table is tables.need_statement:
        return {"change": "still_present"} if time and row["change"] == "new" else {}
    if table is not tables.encounter:
        return {}
    alone = {"appointment": None, "form_token": None, "moved_to": None, "moved_from": None}
    if not time:
        return alone
    day = date.fromisoformat(row["contact_on"])
    days = (period.last - period.first).days + 1
    later = period.first + timedelta(days=((day - period.first).days + time * _DAYS_APART) % days)
    return alone | {"contact_on": str(later), "record_number": row["record_number"] + time * _RECORD_NUMBERS}

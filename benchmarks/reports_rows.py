"""Rows of the analytics copy made by SQL, as many as asked for, as Parquet: ten need rows and more for each child.

Children live in 153 authorities of 9 regions and are with practices of 42 boards; 120 organisations know them, one
child in ten is known to two. Concepts are as unequal as real ones: the square of an even chance picks them.
"""

# ruff: noqa: S608 - the queries are put together from names of these files alone

from pathlib import Path
from typing import Final

import duckdb

from app.reports.cards.countable import Countable
from app.reports.periods import Quarter
from app.terminology.refset import Group

QUARTER: Final = Quarter(2026, 3)
NEEDS_EACH: Final = 10
ORGANISATIONS: Final = 120
TABLES: Final = ("child", "fact", "need", "asked", "contact", "referral", "light")
_END: Final = "DATE '2026-09-30'"


def providers() -> dict[int, str]:
    """The ODS codes of the organisations."""
    return {each: f"RZ{each:03}" for each in range(ORGANISATIONS)}


def regions() -> dict[str, str]:
    """The region of each authority of the rows."""
    return {f"E08{each:06}": f"E12{each % 9:06}" for each in range(153)}


def write_rows(folder: Path, children: int, counts: Countable) -> None:
    """Write a Parquet file for each table of the copy."""
    folder.mkdir(parents=True, exist_ok=True)
    sql = duckdb.connect(config={"threads": 2, "memory_limit": "2GiB", "temp_directory": str(folder / "spill")})
    sql.execute("SELECT setseed(0.5)")
    concepts = [(number, int(each), counts.group_of[each]) for number, each in enumerate(sorted(counts.group_of))]
    sql.execute('CREATE TABLE concept (no INTEGER, concept BIGINT, "group" VARCHAR)')
    sql.execute(f"INSERT INTO concept VALUES {', '.join(map(str, concepts))}")
    for name, text in _ROWS.items():
        words = {"children": children, "concepts": len(concepts), "end": _END, "groups": _groups()}
        words["gmfcs"] = [int(each) for each in counts.gmfcs]
        sql.execute(f"COPY ({text.format(**words)}) TO '{folder / name}.parquet' (FORMAT parquet, COMPRESSION zstd)")
    sql.close()


def views(sql: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Make the views of the copy on a connection."""
    for name in TABLES:
        sql.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM read_parquet('{folder / name}.parquet')")


def _groups() -> str:
    return "[" + ", ".join(f"'{group.value}'" for group in Group if group is not Group.SAFEGUARDING) + "]"


_KNOWN: Final = """
SELECT hash(i)::HUGEINT - 9223372036854775808::HUGEINT AS child, i, (i * 7 + twice * 13) % 120 AS organisation, twice
FROM range({children}) c(i), range(2) t(twice) WHERE twice = 0 OR i % 10 = 0
"""
_CHILD: Final = "(child::BIGINT) AS child, organisation::BIGINT AS organisation"
_SAID: Final = "TIMESTAMP '2025-01-01' + to_seconds((random() * 50000000)::BIGINT)"

_ROWS: Final = {
    "child": f"""
SELECT {_CHILD}, (i % 50 <> 1) AS linked, CASE WHEN i % 200 <> 3 THEN {{end}} - (i * 7919 % 9600)::INTEGER END AS born,
    CASE WHEN i % 500 = 7 THEN {{end}} - (i % 900)::INTEGER END AS died, [ '1', '1', '2', '9' ][1 + (i % 4)] AS sex,
    {{end}} - (i % 1500)::INTEGER AS first_captured_on, {_SAID} AS recorded_at
FROM ({_KNOWN})""",
    "fact": f"""
SELECT {_CHILD}, kind, CASE kind
    WHEN 'local_authority' THEN 'E08' || lpad((i * 31 % 153)::VARCHAR, 6, '0')
    WHEN 'region' THEN 'E12' || lpad((i * 31 % 153 % 9)::VARCHAR, 6, '0')
    WHEN 'icb' THEN 'Q' || lpad((i * 31 % 153 % 42)::VARCHAR, 2, '0')
    WHEN 'deprivation_decile' THEN (1 + i % 10)::VARCHAR
    WHEN 'ethnic_category' THEN substr('ABCDEFGHJKLMNPRSZ', 1 + (i % 17)::INTEGER, 1)
    WHEN 'looked_after' THEN CASE WHEN i % 25 = 0 THEN 'Y' ELSE 'N' END
    WHEN 'responsible_authority' THEN CASE WHEN i % 25 = 0
        THEN 'E08' || lpad((i * 37 % 153)::VARCHAR, 6, '0') ELSE '' END
    ELSE ['has_plan', 'no_plan', 'sen_support'][1 + (i % 3)] END AS value,
    CASE WHEN random() < 0.5 THEN {{end}} - (random() * 2000)::INTEGER END AS since, NULL::DATE AS until,
    {_SAID} AS recorded_at, row_number() OVER () AS id
FROM ({_KNOWN}), (SELECT unnest(['local_authority', 'region', 'icb', 'deprivation_decile', 'ethnic_category',
    'looked_after', 'responsible_authority', 'ehc_plan']) AS kind)""",
    "need": f"""
WITH drawn AS (
    SELECT child, organisation, i, (pow(random(), 2) * {{concepts}})::INTEGER % {{concepts}} AS no, random() AS sure,
        {{end}} - (random() * 2500)::INTEGER AS since, random() AS ends, random() AS fresh
    FROM ({_KNOWN}) k, range({NEEDS_EACH}) n(n) WHERE (n + i) % 11 <> 0 OR k.twice = 0
)
SELECT {_CHILD}, row_number() OVER () AS need, c.concept, c."group",
    CASE WHEN sure < 0.8 THEN 'diagnosed' WHEN sure < 0.9 THEN 'reported' WHEN sure < 0.98 THEN 'suspected'
        ELSE 'excluded' END AS certainty, sure < 0.98 AS counted, FALSE AS sensitive, since,
    CASE WHEN ends < 0.15 THEN since + (ends * 5000)::INTEGER END AS until, ends < 0.1 AS resolved, fresh < 0.4 AS new
FROM drawn JOIN concept c USING (no)
UNION ALL
SELECT {_CHILD}, -i, {{gmfcs}}[1 + (i // 20 % 5)], 'functional_level', 'diagnosed', FALSE, FALSE, {{end}} - 400, NULL,
    FALSE, FALSE
FROM ({_KNOWN}) WHERE i % 20 = 0""",
    "asked": f"""
SELECT {_CHILD}, {{groups}}[1 + (random() * 4)::INTEGER] AS "group", {{end}} - (random() * 500)::INTEGER AS "on",
    CASE WHEN random() < 0.7 THEN 'some' ELSE 'none_identified' END AS answer
FROM ({_KNOWN}), range(6)""",
    "contact": f"""
WITH drawn AS (SELECT *, random() AS came, random() AS quick FROM ({_KNOWN}), range(4) r(r))
SELECT {_CHILD}, row_number() OVER () AS contact, i AS referral, {{end}} - (random() * 700)::INTEGER AS "on",
    TIME '10:00' AS at, CASE WHEN came < 0.85 THEN '5' WHEN came < 0.93 THEN '3' ELSE '2' END AS attendance,
    came < 0.85 AS eligible, came < 0.7 AS captured, CASE WHEN came < 0.7 THEN (quick * 400)::INTEGER END AS seconds,
    quick < 0.01 AS unread, quick < 0.6 AS school_time, (quick * 8)::INTEGER AS statements,
    (quick * 1.2)::INTEGER AS uncoded
FROM drawn""",
    "referral": f"""
WITH drawn AS (SELECT *, {{end}} - (random() * 800)::INTEGER AS received_on, random() AS fate FROM ({_KNOWN}))
SELECT {_CHILD}, i AS referral, received_on, CASE WHEN fate > 0.7 THEN received_on + 300 END AS closed_on,
    CASE WHEN fate < 0.9 THEN received_on + (fate * 200)::INTEGER END AS first_seen_on,
    CASE WHEN fate < 0.5 THEN received_on + (fate * 600)::INTEGER END AS first_diagnosed_on
FROM drawn""",
    "light": f"""
WITH drawn AS (SELECT *, {{end}} - (random() * 500)::INTEGER AS said, random() AS fate FROM ({_KNOWN}), range(2))
SELECT {_CHILD}, i AS need, 'condition' AS "group", said AS "on", ['green', 'amber', 'red'][1 + (fate * 2)::INTEGER] AS
    light, CASE WHEN fate < 0.8 THEN said + 90 END AS next_on, CASE WHEN fate < 0.8 THEN
    ['green', 'amber', 'red', 'resolved'][1 + (random() * 3)::INTEGER] END AS next_light
FROM drawn""",
}

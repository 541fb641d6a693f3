"""The merging itself, in a workspace: the host's rows as they are, ours added or filling what is blank."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from app.csds.engine_duckdb import Row, Workspace
from app.csds.merging.keys import HEADER, NHS_NUMBER, PATIENT, PATIENTS, merging_key, tables_of_patients
from app.csds.specification import Table

_MUST_AGREE: Final = ("OrgID_Provider", "RP_StartDate", "RP_EndDate", "Version")
_MANY: Final = 10_000


class CannotMerge(ValueError):
    """Two files are not of one return; says what differs and how to mend it."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What merging did to a table: rows of the host's file, rows of ours added, and blanks filled."""

    table: str
    host: int
    added: int
    filled: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What both files say differently of one thing; the host's value is kept. `ours` of a row left out is its whole
    key.
    """

    table: str
    record: str
    field: str
    host: str
    ours: str
    kept: str


Rows = Callable[[Table], Iterable[Row]]
"""The rows of a table of a file."""


def merge(workspace: Workspace, host: Rows, ours: Rows) -> tuple[Merged, ...]:
    """Merge two files into an empty workspace; disagreements are left in it, to be read by `disagreements`.

    Raises:
        CannotMerge: the files are of other providers, periods or versions, or one has no header.
    """
    folder = workspace.path.parent
    for name, rows in (("host", host), ("ours", ours)):
        _load(workspace, folder / f"{name}.duckdb", rows)
        workspace.sql.execute(f"ATTACH '{folder / f'{name}.duckdb'}' AS {name}")
    sql = workspace.sql
    _require_one_return(workspace)
    columns = ", ".join(f'"{each.name}" VARCHAR' for each in fields(Disagreement))
    sql.execute(f"CREATE OR REPLACE TABLE disagreement ({columns})")
    _name_as_the_host_does(workspace)
    return tuple(_merged(workspace, table) for table in workspace.specification.tables)


def disagreements(workspace: Workspace) -> Iterator[Disagreement]:
    """What both files say differently, by table and record."""
    cursor = workspace.sql.cursor()
    cursor.execute('SELECT * FROM disagreement ORDER BY "table", record, field, ours')
    while found := cursor.fetchmany(_MANY):
        yield from (Disagreement(*each) for each in found)


def _load(workspace: Workspace, path: Path, rows: Rows) -> None:
    other = Workspace(workspace.specification, path)
    try:
        with other.filling() as filling:
            for table in workspace.specification.tables:
                for row in rows(table):
                    filling.add(table, 0, row)
    finally:
        other.close()


def _require_one_return(workspace: Workspace) -> None:
    wanted = ", ".join(f'"{each}"' for each in _MUST_AGREE)
    headers: dict[str, Any] = {}
    for name, called in (("host", "the host's file"), ("ours", "the supplement")):
        found = workspace.sql.execute(f'SELECT {wanted} FROM {name}."{HEADER}"').fetchall()  # noqa: S608
        if len(found) != 1:
            raise CannotMerge(f"{called.capitalize()} must have one row in {HEADER}; it has {len(found)}.")
        headers[name] = found[0]
    for field, one, other in zip(_MUST_AGREE, headers["host"], headers["ours"], strict=True):
        if one != other:
            raise CannotMerge(
                f"{HEADER}.{field} differs: the host's file has {_said(one)}, the supplement {_said(other)}. "
                "Build the supplement for the same provider, period and version, then merge again."
            )


def _said(value: object) -> str:
    return "nothing" if value is None else str(value).removesuffix(" 00:00:00")


def _name_as_the_host_does(workspace: Workspace) -> None:
    """Give a patient of ours the host's identifier where the NHS number is the same.

    Where the identifier is the same and the NHS numbers differ, they are two children: ours is left out and listed.
    """
    sql = workspace.sql
    sql.execute(
        f"""CREATE OR REPLACE TEMP TABLE stranger AS
        SELECT o."{PATIENT}" AS patient, h."{NHS_NUMBER}" AS theirs, o."{NHS_NUMBER}" AS mine
        FROM ours."{PATIENTS}" o JOIN host."{PATIENTS}" h USING ("{PATIENT}")
        WHERE o."{NHS_NUMBER}" <> h."{NHS_NUMBER}" """  # noqa: S608
    )
    sql.execute(
        f"""INSERT INTO disagreement SELECT '{PATIENTS}', patient, '{NHS_NUMBER}', theirs, mine, 'host, ours left out'
        FROM stranger"""  # noqa: S608
    )
    sql.execute(
        f"""CREATE OR REPLACE TEMP TABLE renamed AS
        SELECT o."{PATIENT}" AS mine, min(h."{PATIENT}") AS theirs
        FROM ours."{PATIENTS}" o JOIN host."{PATIENTS}" h USING ("{NHS_NUMBER}")
        WHERE o."{PATIENT}" <> h."{PATIENT}" GROUP BY 1"""  # noqa: S608
    )
    _leave_out_strangers(workspace)
    sql.execute(
        f"""INSERT INTO disagreement SELECT '{PATIENTS}', theirs, '{PATIENT}', theirs, mine, 'host' FROM renamed"""  # noqa: S608
    )
    for table in tables_of_patients(workspace.specification):
        sql.execute(
            f"""UPDATE ours."{table.name}" o SET "{PATIENT}" = r.theirs FROM renamed r WHERE o."{PATIENT}" = r.mine"""  # noqa: S608
        )


def _leave_out_strangers(workspace: Workspace) -> None:
    """Take the strangers out of ours, and all that refers to them: parents stand before what refers to them."""
    sql = workspace.sql
    sql.execute("DELETE FROM renamed WHERE mine IN (SELECT patient FROM stranger)")
    sql.execute(
        f"""CREATE OR REPLACE TEMP TABLE gone AS
        SELECT '{PATIENTS}' AS of_table, '{PATIENT}' AS of_field, patient AS value FROM stranger"""  # noqa: S608
    )
    for table in workspace.specification.tables:
        ties = [_is_gone(each.name, each.references) for each in table.fields if each.references]
        if table.name == PATIENTS:
            ties.append(_is_gone(PATIENT, (PATIENTS, PATIENT)))
        if not ties:
            continue
        gone = " OR ".join(ties)
        for key in (each.name for each in table.fields if each.is_key):
            sql.execute(
                f"""INSERT INTO gone SELECT '{table.name}', '{key}', "{key}" FROM ours."{table.name}" WHERE {gone}"""  # noqa: S608
            )
        sql.execute(f'DELETE FROM ours."{table.name}" WHERE {gone}')  # noqa: S608


def _is_gone(field: str, referred: tuple[str, str]) -> str:
    table, of = referred
    return f"""\"{field}\" IN (SELECT value FROM gone WHERE of_table = '{table}' AND of_field = '{of}')"""  # noqa: S608


def _merged(workspace: Workspace, table: Table) -> Merged:
    sql, name = workspace.sql, table.name
    key = merging_key(table)
    rest = [each for each in table.columns if each not in key]
    defining = [each for each in rest if each in table.natural_key]
    one_thing = " AND ".join(f'coalesce(h."{each}" = o."{each}", true)' for each in defining) or "true"
    same = " AND ".join(_same(table, each) for each in key) or "true"
    alike = " + ".join(f'coalesce(CAST(h."{each}" = o."{each}" AS INTEGER), 0)' for each in table.columns)
    # A row of either has one of the other at most: that with which it has most in common.
    sql.execute(
        f"""CREATE OR REPLACE TEMP TABLE met AS
        SELECT h._row AS host_row, o._row AS our_row, {one_thing} AS one_thing
        FROM host."{name}" h JOIN ours."{name}" o ON {same}
        QUALIFY row_number() OVER (PARTITION BY o._row ORDER BY {alike} DESC, h._row) = 1
        AND row_number() OVER (PARTITION BY h._row ORDER BY {alike} DESC, o._row) = 1"""  # noqa: S608
    )
    _list_disagreements(workspace, table, key, rest, defining)
    filled = _count(workspace, _filled(name, rest)) if rest else 0
    columns = ", ".join(f'coalesce(h."{each}", o."{each}")' for each in table.columns)
    sql.execute(
        f"""INSERT INTO "{name}" SELECT h._row, 0, {columns} FROM host."{name}" h
        LEFT JOIN met ON met.host_row = h._row AND met.one_thing
        LEFT JOIN ours."{name}" o ON o._row = met.our_row"""  # noqa: S608
    )
    host = workspace.count(table)
    ours = ", ".join(f'o."{each}"' for each in table.columns)
    sql.execute(
        f"""INSERT INTO "{name}" SELECT {host} + row_number() OVER (ORDER BY o._row), 0, {ours} FROM ours."{name}" o
        WHERE NOT EXISTS (SELECT 1 FROM host."{name}" h WHERE {same})"""  # noqa: S608
    )
    return Merged(name, host, workspace.count(table) - host, filled)


def _same(table: Table, field: str) -> str:
    blank = "" if table.field(field).requirement.value == "M" else f' OR o."{field}" IS NULL'
    return f'(h."{field}" = o."{field}"{blank})'


def _filled(name: str, rest: Iterable[str]) -> str:
    counts = " + ".join(f'count(*) FILTER (h."{each}" IS NULL AND o."{each}" IS NOT NULL)' for each in rest)
    return (
        f'SELECT {counts} FROM met JOIN host."{name}" h ON h._row = met.host_row '  # noqa: S608
        f'JOIN ours."{name}" o ON o._row = met.our_row WHERE met.one_thing'
    )


def _list_disagreements(
    workspace: Workspace, table: Table, key: Iterable[str], rest: Iterable[str], defining: Iterable[str]
) -> None:
    """Of rows that speak of two things, such as two practices, only that is told: the rest is of another thing."""
    record = " || ' ' || ".join(f"coalesce(CAST(h.\"{each}\" AS VARCHAR), '')" for each in key) or "''"
    for field in rest:
        of_one_thing = "" if field in defining else "AND met.one_thing"
        workspace.sql.execute(
            f"""INSERT INTO disagreement
            SELECT '{table.name}', {record}, '{field}', CAST(h."{field}" AS VARCHAR), CAST(o."{field}" AS VARCHAR),
            'host'
            FROM met JOIN host."{table.name}" h ON h._row = met.host_row
            JOIN ours."{table.name}" o ON o._row = met.our_row
            WHERE h."{field}" <> o."{field}" {of_one_thing}"""  # noqa: S608
        )


def _count(workspace: Workspace, statement: str) -> int:
    found = workspace.sql.execute(statement).fetchone()
    return int(found[0]) if found else 0

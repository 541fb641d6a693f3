"""The run of all checks over the rows of a workspace, in the database: memory is that of the database, at any size.

Left in the workspace: `problem` (number, table, field, _row, _origin, value, dependants), `rejected` ("table", _row,
root_table, root_row, enforced) and `unchecked` (number, lacking).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final

import duckdb

from app.csds.checks import cascade, whole_file
from app.csds.checks.context import Context, Header
from app.csds.checks.found import Outcome, Unchecked
from app.csds.checks.identifiers import MACROS
from app.csds.checks.sql_words import literal
from app.csds.checks.statements import Numbered, concept_codes, needs, numbered, statements
from app.csds.engine_duckdb import Workspace

Told = Callable[[int, int], None]
"""Is told how many tables are checked, and of how many."""

_RESULTS: Final = (
    "CREATE OR REPLACE TEMP TABLE breach (number INTEGER, _row INTEGER, _origin BIGINT, value VARCHAR)",
    """CREATE OR REPLACE TABLE rejected
        ("table" VARCHAR, _row INTEGER, root_table VARCHAR, root_row INTEGER, enforced BOOLEAN)""",
    "CREATE OR REPLACE TABLE unchecked (number INTEGER, lacking VARCHAR)",
    """CREATE OR REPLACE TEMP TABLE checked
        (number INTEGER, "table" VARCHAR, field VARCHAR, rejects BOOLEAN, enforced BOOLEAN)""",
)
_PROBLEM: Final = """
    CREATE OR REPLACE TABLE problem AS
    SELECT b.number, c."table", c.field, b._row, b._origin, b.value,
        CASE WHEN c.rejects THEN coalesce(n.dependants, 0) ELSE 0 END AS dependants
    FROM breach b JOIN checked c USING (number)
    LEFT JOIN (
        SELECT root_table, root_row, count(*) - 1 AS dependants FROM rejected GROUP BY ALL
    ) n ON n.root_table = c."table" AND n.root_row = b._row"""
_MANY: Final = 50_000


def run_checks(workspace: Workspace, context: Context, told: Told | None = None) -> Outcome:
    """Check every rule of the workspace's specification over its rows, and keep what is found in the workspace.

    A run before is forgotten. Rules that need a list that the context has not are left out and named in the outcome;
    where the tables are not those of the specification, so are all rules but the one that says so.
    """
    rules = numbered(workspace.specification)
    _prepare(workspace, context, rules)
    structure = [(number, rule) for number, rule in rules if whole_file.is_structure(rule.check)]
    if _check_file(workspace, structure):
        left_out = tuple(Unchecked(*each, None) for each in rules if each not in structure)
    else:
        left_out = tuple(_lacking(workspace, context, rules))
        numbers = {each.number for each in left_out}
        _check_rows(workspace, context, [each for each in rules if each[0] not in numbers], told)
    workspace.run(_PROBLEM)
    _insert(
        workspace.sql, "unchecked", ((each.number, each.lacking.value if each.lacking else None) for each in left_out)
    )
    return _outcome(workspace, left_out)


def _lacking(workspace: Workspace, context: Context, rules: Iterable[Numbered]) -> Iterator[Unchecked]:
    for number, rule in rules:
        needed = needs(rule, workspace.specification)
        if needed in context.lacking:
            yield Unchecked(number, rule, needed)


def _prepare(workspace: Workspace, context: Context, rules: Iterable[Numbered]) -> None:
    for statement in (*_RESULTS, *MACROS):
        workspace.sql.execute(statement)
    _insert(
        workspace.sql,
        "checked",
        (
            (number, rule.table, rule.fields[0] if rule.fields else None, rule.severity.rejects, rule.basis.enforced)
            for number, rule in rules
        ),
    )
    period = f"{literal(context.period_start)} AS first_day, {literal(context.period_end)} AS last_day"
    workspace.sql.execute(f"CREATE OR REPLACE TEMP TABLE period AS SELECT {period}")
    _load_lists(workspace.sql, context)


def _load_lists(sql: duckdb.DuckDBPyConnection, context: Context) -> None:
    lists: dict[str, Iterable[Sequence[Any]]] = {
        "known_organisation (code VARCHAR)": ((code,) for code in context.organisations or ()),
        "known_postcode (code VARCHAR)": ((code.upper().replace(" ", ""),) for code in context.postcodes or ()),
        "known_assessment (code VARCHAR, least DECIMAL(9, 3), most DECIMAL(9, 3), decimals INTEGER, also VARCHAR)": (
            (code, span.least, span.most, span.decimals, " ".join(span.also))
            for code, span in (context.assessments or {}).items()
        ),
    }
    for table, values in lists.items():
        sql.execute(f"CREATE OR REPLACE TEMP TABLE {table}")
        _insert(sql, table.split()[0], values)


def _insert(sql: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows many at a time, as columns in parameters: far quicker than one by one."""
    waiting: list[Sequence[Any]] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == _MANY:
            _insert_columns(sql, table, waiting)
            waiting = []
    if waiting:
        _insert_columns(sql, table, waiting)


def _insert_columns(sql: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[Any]]) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)]
    places = ", ".join("unnest(?)" for _ in columns)
    sql.execute(f"INSERT INTO {table} SELECT {places}", columns)


def _check_rows(workspace: Workspace, context: Context, rules: Sequence[Numbered], told: Told | None) -> None:
    _refuse_concepts(workspace)
    header = _header(workspace)
    tables = workspace.specification.tables
    for done, table in enumerate(tables, 1):
        own = [(number, rule) for number, rule in rules if rule.table == table.name]
        for statement, _ in statements(table, own, header, context):
            workspace.run(f"INSERT INTO breach {statement}")
        if told:
            told(done, len(tables))
    whole = [each for each in rules if not whole_file.is_structure(each[1].check)]
    _check_file(workspace, [each for each in whole if not whole_file.is_last(each[1].check)])
    _spread(workspace)
    _check_file(workspace, [each for each in whole if whole_file.is_last(each[1].check)])


def _refuse_concepts(workspace: Workspace) -> None:
    """List the codes that are no concepts, in two steps: there are few codes beside rows, and a check takes long."""
    codes = concept_codes(workspace.specification)
    workspace.run(f"CREATE OR REPLACE TEMP TABLE concept_code AS {codes}")
    workspace.run(
        "CREATE OR REPLACE TEMP TABLE not_concept AS SELECT code FROM concept_code WHERE NOT concept_fits(code)"
    )


def _header(workspace: Workspace) -> Header:
    found = workspace.sql.execute(
        'SELECT "OrgID_Provider", "RP_StartDate", "RP_EndDate", "FileCreation_DateTime" '
        'FROM "CYP000Header" ORDER BY _row LIMIT 1'
    ).fetchone()
    return Header(*found) if found else Header(None, None, None, None)


def _check_file(workspace: Workspace, rules: Iterable[Numbered]) -> bool:
    """Check rules of the whole file; tells whether one is broken."""
    broken = False
    for number, rule in rules:
        statement = whole_file.breach(rule.table, rule.check, workspace.specification)
        if statement and (found := workspace.run(statement).fetchone()):
            broken = True
            _insert(workspace.sql, "breach", [(number, 0, 0, found[0])])
    return broken


def _spread(workspace: Workspace) -> None:
    """Reject what hangs on rejected rows: by enforced rules and the standard's own ties first, then by any."""
    edges = tuple(cascade.edges(workspace.specification))
    seen: dict[cascade.Edge, int] = {}
    for enforced in (True, False):
        workspace.run(cascade.roots(enforced))
        along = [edge for edge in edges if edge.declared or not enforced]
        while _fall(workspace, along, enforced, seen):
            pass


def _fall(workspace: Workspace, edges: Iterable[cascade.Edge], enforced: bool, seen: dict[cascade.Edge, int]) -> bool:
    """One round along the edges whose parent has lost more rows than were seen; tells whether there was one."""
    moved = False
    for edge in edges:
        lost = _count(workspace, f'SELECT count(*) FROM rejected WHERE "table" = {literal(edge.parent)}')  # noqa: S608
        if lost > seen.get(edge, 0):
            workspace.run(cascade.fallen(edge, enforced))
            seen[edge] = lost
            moved = True
    return moved


def _outcome(workspace: Workspace, unchecked: tuple[Unchecked, ...]) -> Outcome:
    return Outcome(
        problems=_count(workspace, "SELECT count(*) FROM problem"),
        enforced=_count(workspace, "SELECT count(*) FROM problem JOIN checked USING (number) WHERE enforced"),
        rejected=_count(workspace, "SELECT count(*) FROM rejected WHERE enforced"),
        fallen=_count(
            workspace, 'SELECT count(*) FROM rejected WHERE enforced AND (root_table, root_row) <> ("table", _row)'
        ),
        advised=_count(workspace, "SELECT count(*) FROM rejected WHERE NOT enforced"),
        unchecked=unchecked,
    )


def _count(workspace: Workspace, statement: str) -> int:
    found = workspace.run(statement).fetchone()
    return int(found[0]) if found else 0

"""Rows of the valid submission, changed or added, and what the checks find then."""

from dataclasses import replace

from app.csds.breaches import NoParent
from app.csds.checks.context import Context
from app.csds.checks.engine_checks import run_checks
from app.csds.checks.reader import problems
from app.csds.engine_duckdb import Value, Workspace
from app.csds.specification import Severity
from tests.csds.checks.valid_rows import CONTEXT, SPECIFICATION, VALID, row_of

ORIGIN = 77


def add(workspace: Workspace, table: str, **fields: Value) -> None:
    """Add a copy of a table's first valid row, changed in some fields, of origin 77."""
    declared = SPECIFICATION.table(table)
    workspace.load(declared, [(ORIGIN, row_of(declared, VALID[table][0] | fields))])


def change(workspace: Workspace, table: str, **fields: Value) -> None:
    """Change fields of every row of a table."""
    for field, value in fields.items():
        workspace.sql.execute(f'UPDATE "{table}" SET "{field}" = ?', [value])  # noqa: S608


def only(workspace: Workspace, *tables: str) -> None:
    """Leave only the rules of some tables in force, which is quicker than all."""
    rules = tuple(rule for rule in SPECIFICATION.rules if rule.table in tables)
    workspace.specification = replace(SPECIFICATION, rules=rules)


def with_ties(workspace: Workspace, *tables: str) -> None:
    """Leave only the rules of some tables, of the whole file and of parents in force, which is quicker than all."""
    rules = tuple(
        rule
        for rule in SPECIFICATION.rules
        if rule.table in tables or rule.severity is Severity.REJECT_FILE or isinstance(rule.check, NoParent)
    )
    workspace.specification = replace(SPECIFICATION, rules=rules)


def conditions(workspace: Workspace, context: Context = CONTEXT) -> list[tuple[str | None, str | None, str]]:
    """Table, field and condition of every problem, in order of the rules."""
    run_checks(workspace, context)
    return [(each.rule.table, each.field, each.rule.condition) for each in problems(workspace)]

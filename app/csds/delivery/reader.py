"""Reads out of a workspace what its checks found: the report, and every problem for the file of problems."""

from collections.abc import Iterator
from itertools import islice

from app.csds.checks.context import Context
from app.csds.checks.engine_checks import Told, run_checks
from app.csds.checks.meanings import meaning
from app.csds.checks.reader import summary
from app.csds.delivery.report import ProblemRow, Report, RuleBroken
from app.csds.engine_duckdb import Workspace
from app.csds.mending import place_to_mend

_MANY = 10_000


def checked(workspace: Workspace, context: Context, told: Told, *, most: int) -> Report:
    """Run the checks over a workspace; gives the report, with at most so many records of each rule."""
    outcome = run_checks(workspace, context, told)
    broken = []
    for tally in summary(workspace):
        words = meaning(tally.rule, workspace.specification)
        first = tuple(islice(problem_rows(workspace, tally.number), most))
        broken.append(RuleBroken(tally, words.what, words.mend, first))
    return Report(tuple(broken), outcome.unchecked)


def problem_rows(workspace: Workspace, number: int) -> Iterator[ProblemRow]:
    """The problems of one rule, each with the record it is of, by that record."""
    rule = workspace.specification.rules[number - 1]
    words = meaning(rule, workspace.specification)
    for record, field, origin, dependants in _rows(workspace, number, rule.table):
        yield ProblemRow(
            number,
            rule.code,
            rule.severity.value,
            rule.basis.value,
            rule.basis.enforced,
            rule.table or "",
            field or "",
            rule.condition,
            words.what,
            words.mend,
            record or "",
            place_to_mend(rule.table, origin, field),
            dependants,
        )


def _rows(workspace: Workspace, number: int, table: str | None) -> Iterator[tuple[str | None, str | None, int, int]]:
    record, joined = "NULL", ""
    if table is not None:
        first = workspace.specification.table(table).columns[0]
        record, joined = f'CAST(t."{first}" AS VARCHAR)', f'LEFT JOIN "{table}" t ON t._row = p._row'
    cursor = workspace.sql.cursor()
    workspace.run(
        f"SELECT {record} AS record, p.field, p._origin, p.dependants FROM problem p {joined} "  # noqa: S608
        "WHERE p.number = ? ORDER BY record, p._row",
        [number],
        on=cursor,
    )
    while found := cursor.fetchmany(_MANY):
        yield from found

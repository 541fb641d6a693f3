"""What the checks found, read out of the workspace that they left it in."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from app.csds.checks.context import Outside
from app.csds.checks.found import Chosen, Found, Tally, Unchecked
from app.csds.engine_duckdb import Workspace

_ANY: Final = Chosen()
_MANY: Final = 10_000
_ONE_OF: Final = "list_contains(CAST(? AS INTEGER[]), number)"


def problems(workspace: Workspace, chosen: Chosen = _ANY) -> Iterator[Found]:
    """The problems that are asked for: the whole file's first, then by rule and row."""
    where, values = _where(workspace, chosen)
    cursor = workspace.sql.cursor()
    workspace.run(
        "SELECT number, field, _row, _origin, value, dependants FROM problem "  # noqa: S608
        f"WHERE {where} ORDER BY number, _row",
        values,
        on=cursor,
    )
    rules = workspace.specification.rules
    while found := cursor.fetchmany(_MANY):
        for number, *rest in found:
            yield Found(number, rules[number - 1], *rest)


def summary(workspace: Workspace) -> tuple[Tally, ...]:
    """How often each rule is broken that is broken at all, by number."""
    rows = workspace.run(
        "SELECT number, count(*), count(DISTINCT _origin) FILTER (_origin <> 0), CAST(sum(dependants) AS BIGINT) "
        "FROM problem GROUP BY number ORDER BY number"
    ).fetchall()
    rules = workspace.specification.rules
    return tuple(Tally(number, rules[number - 1], *rest) for number, *rest in rows)


def unchecked(workspace: Workspace) -> tuple[Unchecked, ...]:
    """The rules that could not be checked, by number."""
    rows = workspace.sql.execute("SELECT number, lacking FROM unchecked ORDER BY number").fetchall()
    rules = workspace.specification.rules
    return tuple(Unchecked(number, rules[number - 1], lack and Outside(lack)) for number, lack in rows)


def _where(workspace: Workspace, chosen: Chosen) -> tuple[str, list[Any]]:
    asked = {'"table" = ?': chosen.table, "field = ?": chosen.field, "_origin = ?": chosen.origin}
    conditions: list[tuple[str, Any]] = [(sql, value) for sql, value in asked.items() if value is not None]
    conditions += [(_ONE_OF, list(numbers)) for numbers in _numbers(workspace, chosen)]
    return " AND ".join(sql for sql, _ in conditions) or "true", [value for _, value in conditions]


def _numbers(workspace: Workspace, chosen: Chosen) -> Iterator[Sequence[int]]:
    if chosen.numbers is not None:
        yield chosen.numbers
    if chosen.enforced is not None:
        rules = enumerate(workspace.specification.rules, 1)
        yield [number for number, rule in rules if rule.basis.enforced is chosen.enforced]

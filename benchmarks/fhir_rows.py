"""The rows that bundles lead to, inserted by plain SQL: table by table by `executemany`, a transaction a bundle."""

import re
from collections.abc import Iterator

from benchmarks.replay import Statement, Transaction

_INSERT = re.compile(r"INSERT INTO (?P<table>\w+) \((?P<columns>[^)]*)\) VALUES (?P<rest>.*)", re.DOTALL)


def by_executemany(transaction: Transaction) -> Transaction:
    """What a bundle writes, as whoever writes it by hand would: one `executemany` of single rows for each table.

    The application may put many rows into one statement. Its few other statements, which end the audit chains, stay.
    """
    plain: list[Statement] = []
    for statement in transaction:
        sql = statement.sql.decode() if isinstance(statement.sql, bytes) else str(statement.sql)
        insert = _INSERT.fullmatch(sql)
        if insert is None or "ON CONFLICT" in sql:
            plain.append(statement)
            continue
        rows = list(_rows(statement, insert["columns"].count(",") + 1))
        one = f"INSERT INTO {insert['table']} ({insert['columns']}) VALUES {_first_row(insert['rest'])}"  # noqa: S608
        before = plain[-1] if plain else None
        if before is not None and before.many and before.sql == one:
            before.values.extend(rows)
        else:
            plain.append(Statement(one, rows, True))
    return plain


def row_count(transaction: Transaction) -> int:
    """How many rows the inserts of a bundle hold."""
    return sum(len(each.values) for each in transaction if each.many)


def _rows(statement: Statement, columns: int) -> Iterator[list[object]]:
    if statement.many:
        yield from statement.values
        return
    values = list(statement.values)
    for start in range(0, len(values), columns):
        yield values[start : start + columns]


def _first_row(rows: str) -> str:
    """The first of `(…), (…)`."""
    first, more, _ = rows.partition("), (")
    return f"{first})" if more else rows

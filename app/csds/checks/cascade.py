"""Rows that fall with their parent, as SQL: a row whose every parent of the same key is rejected is rejected too.

NHS England: a rejected CYP001 row takes the rows that hang on it with it. The root is what is to be mended, so rows
that fall are counted at their root and are no problem of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.csds.breaches import NoParent
from app.csds.checks.sql_words import literal, name
from app.csds.specification import Specification


@dataclass(frozen=True, slots=True)
class Edge:
    """A field of a table that must be found in a field of its parent. `declared`: the standard itself makes the tie."""

    table: str
    field: str
    parent: str
    key: str
    declared: bool


def edges(specification: Specification) -> Iterator[Edge]:
    """Every tie along which a rejection spreads."""
    for rule in specification.rules:
        if isinstance(rule.check, NoParent) and rule.severity.rejects and rule.table:
            check = rule.check
            tied = specification.table(rule.table).field(rule.fields[0]).references
            yield Edge(rule.table, rule.fields[0], check.table, check.field, tied == (check.table, check.field))


def roots(enforced: bool) -> str:
    """An INSERT of the rows that are rejected for a breach of their own: first of enforced rules, then of any."""
    return f"""
        INSERT INTO rejected
        SELECT DISTINCT c."table", b._row, c."table", b._row, {literal(enforced)}
        FROM breach b JOIN checked c USING (number)
        WHERE c.rejects AND b._row > 0 {"AND c.enforced" if enforced else ""}
        AND NOT EXISTS (SELECT 1 FROM rejected x WHERE x."table" = c."table" AND x._row = b._row)"""  # noqa: S608


def fallen(edge: Edge, enforced: bool) -> str:
    """An INSERT of the rows that fall along an edge now: all their parents are rejected, and they were not yet."""
    only = "AND x.enforced" if enforced else ""
    table, field, parent, key = map(name, (edge.table, edge.field, edge.parent, edge.key))
    return f"""
        INSERT INTO rejected
        SELECT {literal(edge.table)}, r._row, lost.root.of_table, lost.root.of_row, {literal(enforced)}
        FROM {table} r
        JOIN (
            SELECT p.{key} AS key, arg_min({{'of_table': x.root_table, 'of_row': x.root_row}}, p._row) AS root
            FROM {parent} p JOIN rejected x ON x."table" = {literal(edge.parent)} AND x._row = p._row {only}
            GROUP BY p.{key}
        ) lost ON lost.key = r.{field}
        ANTI JOIN (
            SELECT p.{key} AS key FROM {parent} p
            ANTI JOIN rejected x ON x."table" = {literal(edge.parent)} AND x._row = p._row {only}
        ) accepted ON accepted.key = r.{field}
        ANTI JOIN rejected own ON own."table" = {literal(edge.table)} AND own._row = r._row"""  # noqa: S608

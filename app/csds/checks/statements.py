"""Rules as SELECTs over the tables of a workspace: each gives number, _row, _origin and value of every breach.

The rules of one row are told in one scan of their table; what compares rows (uniqueness, parents) is a scan of its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from app.csds.breaches import (
    Check,
    Earlier,
    Later,
    NoParent,
    NotConcept,
    NotListed,
    NotLive,
    NotOfScheme,
    NotPostcode,
    Repeated,
)
from app.csds.checks import forms
from app.csds.checks.conditions import CONCEPT, LANGUAGES, SCORE, Around, condition
from app.csds.checks.context import Context, Header, Outside
from app.csds.checks.schemes import SNOMED, number_of
from app.csds.checks.sql_words import literal, name, of_row, present
from app.csds.specification import Field, Rule, Specification, Table

Numbered = tuple[int, Rule]
"""A rule with its number, its place from 1 among the rules of its specification."""

_SHOWN: Final = (NotListed, NotLive)


def numbered(specification: Specification) -> tuple[Numbered, ...]:
    """The rules of a specification with their numbers."""
    return tuple(enumerate(specification.rules, 1))


def needs(rule: Rule, specification: Specification) -> Outside | None:
    """The list from outside without which a rule cannot be checked, None where it needs none."""
    if isinstance(rule.check, NotPostcode):
        return Outside.POSTCODES
    if isinstance(rule.check, NotLive):
        return Outside.ORGANISATIONS
    if not isinstance(rule.check, NotListed) or rule.table is None:
        return None
    field = specification.table(rule.table).field(rule.fields[0])
    if field.listed or field.dictionary_name == LANGUAGES:
        return None
    return Outside.ASSESSMENTS if field.name in (CONCEPT, SCORE) else Outside.ORGANISATIONS


def statements(
    table: Table, rules: Sequence[Numbered], header: Header, context: Context
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The SELECTs that check the rules of one table, each with the numbers of the rules that it checks."""
    around = Around(table, header, context)
    parents = sorted({parent for _, rule in rules if (parent := _compared_parent(rule.check))})
    for parent in (None, *parents):
        of_row_alone = [
            (number, rule, found)
            for number, rule in rules
            if _compared_parent(rule.check) == parent and (found := condition(rule, around)) is not None
        ]
        if of_row_alone:
            yield _scan(table, parent, of_row_alone), tuple(number for number, _, _ in of_row_alone)
    for number, rule in rules:
        match rule.check:
            case Repeated(fields, empty):
                yield _repeated(table, number, fields, empty, _told_apart(rules, fields)), (number,)
            case NoParent(parent_table, field):
                yield _orphans(table, number, rule.fields[0], parent_table, field), (number,)


def concept_codes(specification: Specification) -> str:
    """A SELECT of every code, once, that stands for a SNOMED CT concept by its field or by its scheme."""
    return " UNION ".join(("SELECT CAST(NULL AS VARCHAR) AS code WHERE false", *_concepts(specification)))


def _concepts(specification: Specification) -> Iterator[str]:
    for rule in specification.rules:
        if not isinstance(rule.check, NotConcept | NotOfScheme) or rule.table is None:
            continue
        table = specification.table(rule.table)
        coded = table.field(rule.fields[0])
        where = present(coded)
        if rule.check.scheme is not None:
            scheme = table.field(rule.check.scheme)
            where += f" AND {of_row(scheme.name)} = {literal(number_of(scheme, SNOMED))}"
        yield f"SELECT DISTINCT {of_row(coded.name)} AS code FROM {name(table.name)} r WHERE {where}"  # noqa: S608


def _compared_parent(check: Check) -> str | None:
    return check.than.table if isinstance(check, Earlier | Later) else None


def _scan(table: Table, parent: str | None, rules: Iterable[tuple[int, Rule, str]]) -> str:
    rules = tuple(rules)
    columns = ", ".join(f"({found}) AS broken_{number}" for number, _, found in rules)
    either = " OR ".join(f"broken_{number}" for number, _, _ in rules)
    hits = ", ".join(
        f"CASE WHEN broken_{number} THEN {{'number': {number}, 'value': {_value(table, rule)}}} END"
        for number, rule, _ in rules
    )
    return f"""
        SELECT hit.number, _row, _origin, hit.value FROM (
            SELECT _row, _origin, unnest([{hits}]) AS hit
            FROM (SELECT r.*, {columns} FROM {name(table.name)} r {_joined(table, parent, rules)})
            WHERE {either}
        ) WHERE hit IS NOT NULL"""  # noqa: S608


def _value(table: Table, rule: Rule) -> str:
    shown = forms.shown(table.field(rule.fields[0])) if isinstance(rule.check, _SHOWN) else "NULL"
    return f"CAST({shown} AS VARCHAR)"


def _joined(table: Table, parent: str | None, rules: Iterable[tuple[int, Rule, str]]) -> str:
    """The row's parent: of several with the same key, what the first of them says."""
    if parent is None:
        return ""
    referring, key = _reference(table, parent)
    named = sorted({rule.check.than.name for _, rule, _ in rules if isinstance(rule.check, Earlier | Later)})
    columns = ", ".join(f"arg_min({name(each)}, _row) AS {name(each)}" for each in named)
    return f"""JOIN (
        SELECT {name(key)} AS key, {columns} FROM {name(parent)} GROUP BY ALL
    ) p ON p.key = {of_row(referring)}"""  # noqa: S608


def _reference(table: Table, parent: str) -> tuple[str, str]:
    for field in table.fields:
        if field.references and field.references[0] == parent:
            return field.name, field.references[1]
    raise ValueError(f"{table.name} refers to no row of {parent}, so its dates cannot be compared with that table's.")


def _told_apart(rules: Iterable[Numbered], fields: Sequence[str]) -> set[str]:
    """Fields whose rows without a value are the matter of another rule of uniqueness."""
    empties = {rule.check.empty for _, rule in rules if isinstance(rule.check, Repeated)}
    return {each for each in fields if each in empties}


def _repeated(table: Table, number: int, fields: Sequence[str], empty: str | None, told_apart: set[str]) -> str:
    """Rows that share their values. Hashes are counted first: they need little memory, however long the keys."""
    if not fields:
        rows = f"SELECT {number}, _row, _origin, NULL FROM {name(table.name)}"  # noqa: S608
        return f"{rows} QUALIFY count(*) OVER () > 1"
    keys = ", ".join(of_row(each) for each in fields)
    given = [present(table.field(each)) for each in (fields[0], *told_apart - {fields[0]})]
    if empty:
        given.append(f"{of_row(empty)} IS NULL")
    source = f"FROM {name(table.name)} r WHERE {' AND '.join(given)}"
    return f"""
        SELECT {number}, r._row, r._origin, NULL FROM (
            SELECT * {source} AND hash({keys}) IN (
                SELECT hashed FROM (SELECT hash({keys}) AS hashed {source}) GROUP BY hashed HAVING count(*) > 1
            )
        ) r QUALIFY count(*) OVER (PARTITION BY {keys}) > 1"""  # noqa: S608


def _orphans(table: Table, number: int, field: str, parent: str, key: str) -> str:
    referring: Field = table.field(field)
    return f"""
        SELECT {number}, r._row, r._origin, NULL FROM {name(table.name)} r
        ANTI JOIN {name(parent)} p ON p.{name(key)} = {of_row(field)}
        WHERE {present(referring)}"""  # noqa: S608

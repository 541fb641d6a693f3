"""How the tables of version 1.6 are declared: a column brings its own rules, a table adds those between columns.

Every column has a rule of its format, a mandatory one a rule of its absence, and one with a national list a rule of
the list. `missing`, `wrong` and `unlisted` are the codes of the same rules in the sister data set (MHSDS v6), "" where
it has none and the rule is the pattern extended to this column.
"""

from dataclasses import dataclass, replace
from typing import Final

from app.csds.breaches import (
    Check,
    Earlier,
    Later,
    Missing,
    NoParent,
    NotListed,
    NotLive,
    Operand,
    Repeated,
    WrongFormat,
)
from app.csds.formats import form_of
from app.csds.rule_words import condition_of
from app.csds.specification import Basis, Codes, Field, Requirement, Rule, Severity, Table

PERIOD_START: Final = Operand("RP_StartDate")
PERIOD_END: Final = Operand("RP_EndDate")
CREATED: Final = Operand("FileCreation_DateTime")


@dataclass(frozen=True, slots=True)
class Column:
    """A field and the rules that it brings."""

    field: Field
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Declared:
    """A table and its rules: those of its columns, in their order, then those between columns."""

    table: Table
    rules: tuple[Rule, ...]


def column(
    name: str,
    dictionary_name: str,
    form: str,
    requirement: str,
    values: Codes = (),
    *,
    defaults: Codes = (),
    is_key: bool = False,
    references: tuple[str, str] | None = None,
    inferred: bool = False,
    note: str = "",
    missing: str | None = None,
    wrong: str = "",
    unlisted: str | None = None,
    unlisted_severity: Severity = Severity.WARNING,
    subdivided: bool = False,
) -> Column:
    """A column with its rules.

    `form` is the Data Dictionary's format, from which its kind and length follow. `missing` given for one that is not
    mandatory makes a severity one warning; `unlisted` given for one whose list is kept elsewhere asks for it all the
    same. `subdivided` lets a provider's own character follow the national code.
    """
    shape = form_of(form)
    field = Field(
        name,
        dictionary_name,
        shape.kind,
        form,
        Requirement(requirement),
        shape.longest,
        values,
        defaults,
        is_key,
        references,
        inferred,
        note,
    )
    rules = [rule(name, WrongFormat(), wrong, Severity.REJECT_RECORD)]
    if field.requirement is Requirement.MANDATORY:
        rules.insert(0, rule(name, Missing(), missing or "", Severity.REJECT_RECORD, Basis.MANDATION))
    elif missing is not None:
        rules.insert(0, rule(name, Missing(), missing, Severity.SEVERITY_ONE_WARNING))
    if values or unlisted is not None:
        rules.append(rule(name, NotListed(subdivided), unlisted or "", unlisted_severity))
    return Column(field, tuple(rules))


def rule(
    fields: str,
    check: Check,
    analogue: str = "",
    severity: Severity = Severity.WARNING,
    basis: Basis | None = None,
    *,
    code: str = "",
    condition: str = "",
) -> Rule:
    """A rule of a table still to be named. `fields` are parted by spaces; the basis follows from the analogue."""
    names = tuple(fields.split())
    known = basis or (Basis.ANALOGUE if analogue else Basis.INFERRED)
    return Rule(None, names, condition or condition_of(names, check), check, severity, known, code, analogue)


def parent(
    field: str,
    table: str,
    analogue: str = "",
    *,
    severity: Severity = Severity.REJECT_GROUP,
    basis: Basis | None = None,
) -> Rule:
    """A row must have an accepted row of `table` with the same value in the field of the same name."""
    return rule(field, NoParent(table, field), analogue, severity, basis)


def unique(fields: str, analogue: str = "", *, empty: str | None = None) -> Rule:
    """Rows may not share the values of `fields`; of an inferred rule nobody says what follows from a breach."""
    severity = Severity.REJECT_GROUP if analogue else Severity.UNKNOWN
    names = f"{fields} {empty}" if empty else fields
    return rule(names, Repeated(tuple(fields.split()), empty), analogue, severity)


def earlier(
    field: str, than: Operand, analogue: str = "", severity: Severity = Severity.REJECT_RECORD, *, stated: bool = False
) -> Rule:
    """A date may not be earlier than another; `stated` where a source says so of CSDS itself."""
    return rule(field, Earlier(than), analogue, severity, Basis.STATED if stated else None)


def later(
    field: str, than: Operand, analogue: str = "", severity: Severity = Severity.REJECT_RECORD, *, stated: bool = False
) -> Rule:
    """A date may not be later than another; `stated` where a source says so of CSDS itself."""
    return rule(field, Later(than), analogue, severity, Basis.STATED if stated else None)


def live(field: str, analogue: str, severity: Severity = Severity.WARNING) -> Rule:
    """An organisation must be in force in the Organisation Data Service."""
    return rule(field, NotLive(), analogue, severity, condition="organisation not live in ODS")


def table(
    name: str,
    description: str,
    occurrence: str,
    natural_key: str,
    columns: tuple[Column, ...],
    *rules: Rule,
    mandatory: bool = False,
) -> Declared:
    """A table; `natural_key` are the names of fields, parted by spaces."""
    fields = tuple(each.field for each in columns)
    own = (*(each for one in columns for each in one.rules), *rules)
    return Declared(
        Table(name, description, occurrence, fields, mandatory, tuple(natural_key.split())),
        tuple(replace(each, table=name) for each in own),
    )

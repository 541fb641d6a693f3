"""A rule that can be told from one row, as SQL over that row, its parent (`p`) and the lists that are loaded.

The row is `r`. A condition is true where the rule is broken; unknown counts as not broken.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from app.clinical.languages import PREFERRED_LANGUAGE
from app.csds.breaches import (
    AgeOutside,
    Check,
    Differs,
    DiffersFromUpload,
    Earlier,
    Later,
    Missing,
    MissingBeside,
    NoScheme,
    NotConcept,
    NotListed,
    NotLive,
    NotOfScheme,
    NotPostcode,
    Operand,
    ValueBeside,
    WithoutScheme,
    WrongFormat,
)
from app.csds.checks import forms, schemes
from app.csds.checks.context import Context, Header
from app.csds.checks.sql_words import blank, listed, literal, name, of_row, present
from app.csds.rule_words import UPLOAD_DATE
from app.csds.specification import Field, Rule, Table

LANGUAGES: Final = "LANGUAGE CODE (PREFERRED)"
SCORE: Final = "Score"
CONCEPT: Final = "SNOMED_ID"
_SCORE: Final = "-?[0-9]+([.][0-9]+)?"


@dataclass(frozen=True, slots=True)
class Around:
    """What a row is looked at against."""

    table: Table
    header: Header
    context: Context


def condition(rule: Rule, around: Around) -> str | None:
    """The SQL of a rule's breach; None for a rule that cannot be told from one row."""
    if not rule.fields:
        return None
    field = around.table.field(rule.fields[0])
    return _of_value(field, rule.check, around) or _beside(field, rule.check, around)


def _of_value(field: Field, check: Check, around: Around) -> str | None:  # noqa: PLR0911 - one line for each check
    column = of_row(field.name)
    match check:
        case Missing():
            return blank(field)
        case WrongFormat():
            return forms.breach(field)
        case NotListed(subdivided):
            return f"{present(field)} AND {_unlisted(field, subdivided)}"
        case NotLive():
            return f"{present(field)} AND {_unknown_organisation(field)}"
        case NotPostcode():
            compact = f"replace(upper({column}), ' ', '')"
            return f"{present(field)} AND {compact} NOT IN {_one_of('known_postcode')}"
        case NotConcept(scheme):
            return _not_concept(column, scheme, around.table)
        case Earlier(than):
            return f"{column} < {_operand(than, around)}"
        case Later(than):
            return f"{column} > {_operand(than, around)}"
        case AgeOutside(youngest, oldest):
            end = literal(around.header.period_end or around.context.period_end)
            years = f"date_sub('year', {column}, {end})"
            return f"{column} > {end} OR {years} NOT BETWEEN {youngest} AND {oldest}"
    return None


def _beside(field: Field, check: Check, around: Around) -> str | None:  # noqa: PLR0911 - one line for each check
    column = of_row(field.name)
    match check:
        case MissingBeside(other, although_missing):
            beside = around.table.field(other)
            return f"{blank(field)} AND {blank(beside) if although_missing else present(beside)}"
        case ValueBeside(value, equal, other, other_missing):
            beside = around.table.field(other)
            value_is = f"{column} {'=' if equal else '<>'} {literal(value)}"
            return f"{present(field)} AND {value_is} AND {blank(beside) if other_missing else present(beside)}"
        case Differs(value=str(value)):
            return f"{column} <> {literal(value)}"
        case Differs(field=str()):
            return f"{column} <> {literal(around.header.provider)}"
        case DiffersFromUpload(what):
            return f"{column} <> {literal(_asked_for(what, around.context))}"
        case NoScheme(coded):
            return f"{present(around.table.field(coded))} AND {_without(field)}"
        case WithoutScheme(scheme):
            return f"{present(field)} AND {_without(around.table.field(scheme))}"
        case NotOfScheme(scheme):
            return f"{present(field)} AND {schemes.breach(field, around.table.field(scheme))}"
    return None


def _asked_for(what: str, context: Context) -> str | datetime:
    asked: dict[str, str | datetime] = {
        "provider": context.provider,
        "submitter": context.submitter,
        "period_start": datetime.combine(context.period_start, time()),
        "period_end": datetime.combine(context.period_end, time()),
    }
    return asked[what]


def _operand(operand: Operand, around: Around) -> str:
    """What a date is compared with; NULL, which breaks nothing, where it is not known."""
    if operand.table:
        return f"p.{name(operand.name)}"
    context, header = around.context, around.header
    moments = {
        "RP_StartDate": header.period_start or datetime.combine(context.period_start, time()),
        "RP_EndDate": header.period_end or datetime.combine(context.period_end, time()),
        "FileCreation_DateTime": header.created or datetime.combine(context.upload_date, time.max),
        UPLOAD_DATE: datetime.combine(context.upload_date, time.max),
    }
    if operand.name not in moments:
        return of_row(operand.name)
    return literal(moments[operand.name] + timedelta(days=operand.days))


def _unlisted(field: Field, subdivided: bool) -> str:
    column = of_row(field.name)
    if field.dictionary_name == LANGUAGES:
        return f"{column} NOT IN {listed(PREFERRED_LANGUAGE.answers)}"
    if field.name == SCORE:
        return _outside_scores(column)
    if field.name == CONCEPT:
        return f"{column} NOT IN {_one_of('known_assessment')}"
    if not field.listed:
        return _unknown_organisation(field)
    codes = [code for code, _ in field.values + field.defaults]
    unlisted = f"{column} NOT IN {listed(codes)}"
    first = [code for code in codes if len(code) == 1]
    return f"({unlisted} AND left({column}, 1) NOT IN {listed(first)})" if subdivided else unlisted


def _outside_scores(column: str) -> str:
    """A score is judged where its concept is listed: a number within the bounds, or one of those named besides."""
    number = f"TRY_CAST({column} AS DECIMAL(9, 3)) BETWEEN a.least AND a.most"
    places = f"length(split_part({column}, '.', 2)) <= a.decimals"
    fits = f"(regexp_full_match({column}, {literal(_SCORE)}) AND {places} AND {number})"
    besides = f"list_contains(string_split(a.also, ' '), {column})"
    return (
        f"EXISTS (SELECT 1 FROM known_assessment a WHERE a.code = {of_row(CONCEPT)} "  # noqa: S608
        f"AND NOT coalesce({fits} OR {besides}, false))"
    )


def _unknown_organisation(field: Field) -> str:
    column = of_row(field.name)
    unknown = f"{column} NOT IN {_one_of('known_organisation')}"
    defaults = [code for code, _ in field.defaults]
    return f"{unknown} AND {column} NOT IN {listed(defaults)}" if defaults else unknown


def _not_concept(column: str, scheme: str | None, table: Table) -> str:
    wrong = f"{column} IN {_one_of('not_concept')}"
    if scheme is None:
        return wrong
    return f"{of_row(scheme)} = {literal(schemes.number_of(table.field(scheme), schemes.SNOMED))} AND {wrong}"


def _without(scheme: Field) -> str:
    """No scheme, or one that is not listed."""
    return f"({blank(scheme)} OR {of_row(scheme.name)} NOT IN {listed(code for code, _ in scheme.values)})"


def _one_of(table: str) -> str:
    """The codes of a list that the engine has loaded."""
    return f"(SELECT code FROM {table})"  # noqa: S608

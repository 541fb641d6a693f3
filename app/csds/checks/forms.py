"""Whether a value is of its field's type, length and pattern, as SQL over a row.

A date is wrong before 1890-01-01 or with a time part (NHS England's own check); a time stands on Access's day zero, 30
December 1899. A text may not begin or end with white space, nor hold control characters.
"""

from typing import Final

from app.csds.checks.sql_words import listed, literal, name, of_row, present
from app.csds.formats import form_of
from app.csds.specification import Field, Kind

_FIRST_DAY: Final = "TIMESTAMP '1890-01-01 00:00:00'"
_DAY_ZERO: Final = "DATE '1899-12-30'"
_UNPRINTABLE: Final = r"^\s|[[:cntrl:]]|\s$"
_POSTCODE: Final = "GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? {0,2}[0-9][A-Z]{2}"
_NHS_NUMBERS: Final = frozenset({"NHS NUMBER", "NHS NUMBER (MOTHER)"})


def breach(field: Field) -> str:
    """Whether the row's value of a field is there and of a wrong form."""
    return f"{present(field)} AND ({_wrong(field)})"


def nhs_number_breach(field: str) -> str:
    """Whether the row's value is an NHS number that does not fit."""
    return f"trim({of_row(field)}) <> '' AND NOT nhs_number_fits({of_row(field)})"


def _wrong(field: Field) -> str:
    column = of_row(field.name)
    match field.kind:
        case Kind.INTEGER:
            most = 10 ** (field.longest or 1) - 1
            return f"{column} NOT BETWEEN 0 AND {most}"
        case Kind.DATE:
            return f"{column} < {_FIRST_DAY} OR NOT isfinite({column}) OR {column} <> date_trunc('day', {column})"
        case Kind.DATETIME:
            return f"{column} < {_FIRST_DAY} OR NOT isfinite({column}) OR {column} <> date_trunc('second', {column})"
        case Kind.TIME:
            return f"CAST({column} AS DATE) <> {_DAY_ZERO} OR {column} <> date_trunc('second', {column})"
        case Kind.TEXT:
            return _wrong_text(field, column)


def _wrong_text(field: Field, column: str) -> str:
    if field.dictionary_name in _NHS_NUMBERS:
        return f"NOT nhs_number_fits({column})"
    if field.dictionary_name == "POSTCODE OF USUAL ADDRESS":
        return f"NOT regexp_full_match({column}, {literal(_POSTCODE)})"
    form = form_of(field.format)
    if form.pattern:
        return f"NOT regexp_full_match({column}, {literal(form.pattern)})"
    wrong = f"length({column}) NOT BETWEEN {form.shortest} AND {form.longest}"
    if short := [code for code, _ in field.values + field.defaults if len(code) < form.shortest]:
        wrong = f"({wrong} AND {column} NOT IN {listed(short)})"
    return f"{wrong} OR regexp_matches({column}, {literal(_UNPRINTABLE)})"


def shown(field: Field) -> str:
    """A value that may be shown beside a problem: of a column of codes or organisations, not longer than it may be."""
    column = name(field.name)
    if field.kind is not Kind.TEXT or not (field.listed or field.dictionary_name.startswith("ORGANISATION")):
        return "NULL"
    return f"CASE WHEN length({column}) <= {field.longest} THEN {column} END"

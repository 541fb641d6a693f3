"""A breach of each rule, made from a valid row: what is changed in a copy of it."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import cast

from app.csds.breaches import (
    AgeOutside,
    Check,
    Differs,
    DiffersFromUpload,
    Earlier,
    Later,
    Missing,
    MissingBeside,
    NoParent,
    NoScheme,
    NotConcept,
    NotListed,
    NotLive,
    NotOfScheme,
    NotPostcode,
    Operand,
    Repeated,
    ValueBeside,
    WithoutScheme,
    WrongFormat,
)
from app.csds.engine_duckdb import Value
from app.csds.rule_words import UPLOAD_DATE
from app.csds.specification import Field, Kind, Rule
from tests.csds.checks.valid_rows import CONTEXT, SPECIFICATION, VALID, Fields

IS_A = "116680003"
WRONG_CHECK_DIGIT = "138875004"
ACCESS_DAY_AFTER = datetime(1899, 12, 31, 9, 30)  # noqa: DTZ001 - the file knows no time zones


def broken_rows(number: int, rule: Rule) -> Iterator[Fields]:
    """Rows that break a rule, and no uniqueness of an identifier: it is made from the rule's number."""
    assert rule.table is not None
    table = SPECIFICATION.table(rule.table)
    valid = VALID[rule.table][0]
    identity: Fields = {each.name: f"M{number}" for each in table.fields if each.is_key}
    if isinstance(rule.check, Repeated):
        yield from _repeated(number, rule.check, valid)
    else:
        field = table.field(rule.fields[0])
        changed = _changed(field, rule.check, valid)
        if isinstance(rule.check, NoParent):
            changed = {field.name: f"GONE{number}"}
        yield valid | identity | changed


def _repeated(number: int, check: Repeated, valid: Fields) -> Iterator[Fields]:
    own: dict[str, Value] = {check.fields[0]: f"M{number}"} if check.fields else {}
    if check.empty:
        own[check.empty] = None
    yield valid | own
    yield valid | own


def _changed(field: Field, check: Check, valid: Fields) -> Fields:
    match check:
        case MissingBeside(other, although_missing):
            return _none(field.name, *([other] if although_missing else []))
        case ValueBeside(value, equal, other, other_missing):
            return {field.name: value if equal else "01", **_none(*([other] if other_missing else []))}
        case WithoutScheme(scheme):
            return {scheme: "~~"}
        case Earlier(than):
            return {field.name: _moment(field, _operand(than, valid), -1)}
        case Later(than):
            return {field.name: _moment(field, _operand(than, valid), 1)}
    return {field.name: _wrong(field, check)}


def _none(*fields: str) -> Fields:
    return dict.fromkeys(fields)


def _wrong(field: Field, check: Check) -> Value:  # noqa: PLR0911 - one line for each check
    match check:
        case Missing() | NoScheme():
            return None
        case WrongFormat():
            return _misshapen(field)
        case NotListed():
            return {"Score": "60.1", "SNOMED_ID": IS_A}.get(field.name, "~" * (field.longest or 1))
        case NoParent() | NotLive() | NotOfScheme():
            return "~" * 5
        case NotConcept():
            return WRONG_CHECK_DIGIT
        case NotPostcode():
            return "ZZ99 3VZ"
        case AgeOutside(_, oldest):
            return date(CONTEXT.period_end.year - oldest - 1, 10, 31)
        case Differs():
            return "1.5" if field.name == "Version" else "ZZZ"
        case DiffersFromUpload():
            return "ZZZ" if field.kind is Kind.TEXT else date(2026, 9, 30)
    raise AssertionError(f"no breach is made for {check}")


def _misshapen(field: Field) -> Value:
    match field.kind:
        case Kind.INTEGER:
            return int(10 ** (field.longest or 1))
        case Kind.DATE:
            return datetime(2026, 10, 14, 9, 30)  # noqa: DTZ001
        case Kind.DATETIME:
            return datetime(1889, 12, 31, 23, 59, 59)  # noqa: DTZ001
        case Kind.TIME:
            return ACCESS_DAY_AFTER
        case Kind.TEXT:
            return "1" * ((field.longest or 1) + 1)


def _operand(operand: Operand, valid: Fields) -> datetime:
    header: Fields = {**VALID["CYP000Header"][0], UPLOAD_DATE: CONTEXT.upload_date}
    fields = VALID[operand.table][0] if operand.table else header if operand.name in header else valid
    found = cast(date, fields[operand.name])
    moment = found if isinstance(found, datetime) else datetime.combine(found, time())
    return moment + timedelta(days=operand.days)


def _moment(field: Field, moment: datetime, days: int) -> Value:
    """The nearest value of a field that is off a moment: a day for a date, and for a moment of the day too."""
    moved = moment + timedelta(days=days)
    return moved if field.kind is Kind.DATETIME else moved.date()

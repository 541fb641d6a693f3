"""The breach of a rule in a few words, as the documents of the data set and of its sister put it."""

from collections.abc import Sequence

from app.csds.breaches import (
    AgeOutside,
    Check,
    Differs,
    Earlier,
    Later,
    Missing,
    MissingBeside,
    NoParent,
    NoScheme,
    NotConcept,
    NotListed,
    NotOfScheme,
    NotPostcode,
    Operand,
    Repeated,
    TableEmpty,
    WithoutScheme,
    WrongFormat,
)

UPLOAD_DATE = "UploadDate"
"""The name under which a rule compares with the day of upload."""


def condition_of(fields: Sequence[str], check: Check) -> str:
    """The breach in words; `fields` are the rule's, the one to be mended first.

    Raises: TypeError: checks of this type say too little; the rule must bring its own words.
    """
    return _of_value(check) or _beside(fields, check)


def _of_value(check: Check) -> str:  # noqa: PLR0911 - one line for each check
    match check:
        case Missing():
            return "value missing"
        case WrongFormat():
            return "wrong type, length or pattern"
        case NotListed():
            return "value not in the national list"
        case NotConcept():
            return "fails the SNOMED CT identifier check"
        case NotPostcode():
            return "postcode not in the national postcode file"
        case AgeOutside(youngest, oldest):
            return f"implies an age outside {youngest}-{oldest}"
        case Earlier(than):
            return f"earlier than {_operand(than)}"
        case Later(than):
            return f"later than {_operand(than)}"
        case Differs(field=str(field)):
            return f"differs from {field}"
        case TableEmpty():
            return "table empty"
    return ""


def _beside(fields: Sequence[str], check: Check) -> str:
    match check:
        case Repeated(shared, empty):
            same = f"more than one row for the same {' + '.join(shared) or 'file'}"
            return f"{same} with {empty} empty" if empty else same
        case NoParent(table, field):
            return f"no accepted {table[:6]} row for this {field}"
        case MissingBeside(other, although_missing):
            return f"{fields[0]} missing although {other} {'missing' if although_missing else 'present'}"
        case NoScheme(coded):
            return f"scheme missing or invalid although {coded} present"
        case WithoutScheme(scheme):
            return f"{fields[0]} given without a valid scheme ({scheme})"
        case NotOfScheme(scheme):
            return f"code format does not fit the declared scheme ({scheme})"
    raise TypeError(f"A rule with {type(check).__name__} brings its own words.")


def _operand(operand: Operand) -> str:
    if operand.name == UPLOAD_DATE:
        return "the upload date"
    name = f"{operand.table[:6]}.{operand.name}" if operand.table else operand.name
    return f"{name} + {operand.days} day" if operand.days else name

"""What a problem means and how it is mended, in a sentence each for a member of an informatics team."""

from typing import Final

from app.csds.breaches import (
    AgeOutside,
    Check,
    Differs,
    DiffersFromUpload,
    Earlier,
    FileWide,
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
from app.csds.checks.consequences import WHOLE_FILE, Meaning
from app.csds.rule_words import UPLOAD_DATE
from app.csds.specification import Field, Kind, Rule, Specification, Table

_CAPITALS: Final = {"nhs", "gmp", "snomed", "ct", "ucum"}
_KINDS: Final = {
    Kind.DATE: "a date from 1 January 1890 on, without a time",
    Kind.TIME: "a time of day in whole seconds",
    Kind.DATETIME: "a date from 1 January 1890 on and a time in whole seconds",
}


def meaning(rule: Rule, specification: Specification) -> Meaning:
    """What a breach of a rule means and how to mend it; the first words are those of the field."""
    if isinstance(rule.check, FileWide):
        return WHOLE_FILE[rule.check.name]
    if rule.table is None or not rule.fields:
        return _of_table(rule.table or "The file")
    table = specification.table(rule.table)
    field = table.field(rule.fields[0])
    found = _of_value(field, rule.check) or _of_dates(field, rule.check) or _beside(table, field, rule.check)
    if found is None:
        raise TypeError(f"No words for a breach of {type(rule.check).__name__}.")
    return found


def spoken(field: Field) -> str:
    """A field in words: its Data Dictionary name in the case of a sentence."""
    words = field.dictionary_name.lower().split()
    written = [word.upper() if word.strip("()") in _CAPITALS else word for word in words]
    written[0] = written[0] if written[0].isupper() else written[0].capitalize()
    return " ".join(written)


def _of_table(table: str) -> Meaning:
    if table == "CYP000Header":
        return Meaning(
            "The header has no row or more than one; there must be exactly one.", "Build again; merge into one header."
        )
    return Meaning(f"{table} has no row.", "Check that the patients of the period, with their practices, are built.")


def _of_value(field: Field, check: Check) -> Meaning | None:  # noqa: PLR0911 - one sentence for each check
    words = spoken(field)
    match check:
        case Missing():
            return Meaning(f"{words} has no value.", "Enter it in the record that the row was built from.")
        case WrongFormat():
            return Meaning(f"{words} must be {_form(field)}.", "Correct it in the record that the row was built from.")
        case NotListed():
            return Meaning(f"{words} is not a code of its national list.", "Choose a code of the list of this version.")
        case NotLive():
            return Meaning(
                f"{words} is not the code of an organisation in force in the period.",
                "Look the organisation up in the Organisation Data Service, and enter its code of that time.",
            )
        case NotPostcode():
            return Meaning(
                f"{words} is not in the national postcode file.",
                "Correct it; for no fixed abode enter ZZ99 3VZ, for an unknown address ZZ99 3WZ.",
            )
        case NotConcept():
            return Meaning(f"{words} is not a SNOMED CT concept identifier.", "Choose the concept again.")
        case AgeOutside(youngest, oldest):
            return Meaning(
                f"{words} makes an age outside {youngest} to {oldest} years at the end of the period.",
                "Check the date of birth.",
            )
        case Differs() | DiffersFromUpload():
            return Meaning(
                f"{words} is not what this submission was built for.", "Build again, with what you choose at upload."
            )
    return None


def _form(field: Field) -> str:
    if field.kind in _KINDS:
        return _KINDS[field.kind]
    if field.dictionary_name.startswith("NHS NUMBER") and field.format == "n10":
        return "ten digits with a fitting check digit"
    if field.dictionary_name.startswith("POSTCODE"):
        return "a full postcode, such as SW1A 1AA"
    if field.kind is Kind.INTEGER:
        return f"a whole number of at most {field.longest} digits"
    return f"of the format {field.format}, without blanks around it"


def _of_dates(field: Field, check: Check) -> Meaning | None:
    match check:
        case Earlier(than):
            return Meaning(
                f"{spoken(field)} is earlier than {_moment(than)}.", "Correct the one of the two that is wrong."
            )
        case Later(than):
            return Meaning(
                f"{spoken(field)} is later than {_moment(than)}.", "Correct the one of the two that is wrong."
            )
    return None


def _moment(operand: Operand) -> str:
    known = {
        "RP_StartDate": "the first day of the reporting period",
        "RP_EndDate": "the last day of the reporting period",
        "FileCreation_DateTime": "the moment the file was made",
        UPLOAD_DATE: "the day of upload",
    }
    words = known.get(operand.name, operand.name)
    words = f"{words} of its {operand.table} row" if operand.table else words
    return f"the day after {words}" if operand.days else words


def _beside(table: Table, field: Field, check: Check) -> Meaning | None:  # noqa: PLR0911 - one sentence for each check
    words = spoken(field)
    match check:
        case Repeated(fields, empty):
            lacking = f" without {empty}" if empty else ""
            return Meaning(
                f"More than one row{lacking} has the same {_joined(fields)}.",
                "Keep the right one, and remove the rest.",
            )
        case NoParent(parent, _):
            return Meaning(
                f"{words} is found in no row of {parent}.", f"Add the row of {parent}, or correct the value."
            )
        case MissingBeside(other, although_missing):
            beside = f"{spoken(table.field(other))} has {'no value either' if although_missing else 'one'}"
            return Meaning(f"{words} has no value although {beside}.", "Enter it.")
        case ValueBeside(value, equal, other, other_missing):
            is_value = f"is {value}" if equal else f"is not {value}"
            beside = f"{spoken(table.field(other))} has {'no value' if other_missing else 'a value'}"
            return Meaning(f"{words} {is_value} although {beside}.", "Correct the one of the two that is wrong.")
        case NoScheme(coded):
            return Meaning(
                f"{words} is missing or not listed although {spoken(table.field(coded))} has a value.",
                "Enter which terminology the code is of.",
            )
        case WithoutScheme(scheme) | NotOfScheme(scheme):
            return Meaning(
                f"{words} has not the form of a code of the terminology that {spoken(table.field(scheme))} names.",
                "Choose the code again, or correct which terminology it is of.",
            )
    return None


def _joined(fields: tuple[str, ...]) -> str:
    return fields[0] if len(fields) == 1 else f"{', '.join(fields[:-1])} and {fields[-1]}"

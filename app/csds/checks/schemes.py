"""Which form a code has in each terminology, by the number that its scheme field gives to it.

The number differs by field: SNOMED CT is 06 for a procedure or a diagnosis, 04 for a finding, 03 for an observation.
ICD-10 has a letter, two digits, up to two more characters and a dagger or asterisk marker; a Read code has five
characters, with or without a term of two more; a SNOMED CT identifier has its check digit.
"""

from typing import Final

from app.csds.checks.sql_words import literal, of_row
from app.csds.specification import Field

SNOMED: Final = "SNOMED CT"
_READ_2: Final = "[0-9A-Za-z]{1,5}[.]{0,4}([0-9A-Za-z]{2})?"
_READ_3: Final = "[0-9A-Za-z.]{5}([0-9A-Za-z]{2})?"
_ICD: Final = "[A-Z][0-9]{2}([.]?[0-9X][0-9]?)?[ADX]?"


def number_of(scheme: Field, terminology: str) -> str | None:
    """The number that a scheme field gives to a terminology, None where it has none."""
    return next((code for code, label in scheme.values if label == terminology), None)


def breach(coded: Field, scheme: Field) -> str:
    """Whether a code, known to be present, has not the form of the terminology that its scheme field names."""
    column = of_row(coded.name)
    cases = " ".join(f"WHEN {literal(code)} THEN {_unlike(label, column)}" for code, label in scheme.values)
    return f"(CASE {of_row(scheme.name)} {cases} ELSE false END)"


def _unlike(terminology: str, column: str) -> str:
    match terminology:
        case "SNOMED CT":
            return f"{column} IN (SELECT code FROM not_concept)"  # noqa: S608
        case "Read v2":
            return f"NOT (length({column}) IN (5, 7) AND regexp_full_match({column}, {literal(_READ_2)}))"
        case "CTV3 (Read v3)":
            return f"NOT regexp_full_match({column}, {literal(_READ_3)})"
        case "ICD-10":
            return f"NOT regexp_full_match({column}, {literal(_ICD)})"
    raise ValueError(f"{terminology} is no terminology that a code of the submission can be of.")

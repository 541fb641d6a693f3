"""Rules of the whole file, as SELECTs that give a row where the rule is broken.

They are told once the rows are judged, `nothing_left` once the dependants of what is rejected are known too.
"""

from collections.abc import Iterator
from typing import Final

from app.csds.breaches import Check, FileWide, TableEmpty
from app.csds.checks.forms import nhs_number_breach
from app.csds.checks.sql_words import literal, name
from app.csds.specification import Kind, Specification

HEADER: Final = "CYP000Header"
_PATIENTS: Final = "CYP001MPI"
_TYPES: Final = {Kind.TEXT: "VARCHAR", Kind.INTEGER: "INTEGER"}


def is_structure(check: Check) -> bool:
    """Whether a check is of the tables themselves: nothing else can be told where they are wrong."""
    return check == FileWide("structure")


def is_last(check: Check) -> bool:
    """Whether a check can be told only once it is known which rows are rejected."""
    return check == FileWide("nothing_left")


def breach(table: str | None, check: Check, specification: Specification) -> str | None:
    """A SELECT of one value for each breach; None for a check that is not of the whole file."""
    match check:
        case TableEmpty():
            return f"SELECT NULL WHERE NOT EXISTS (SELECT 1 FROM {name(table or HEADER)})"  # noqa: S608
        case FileWide(condition):
            return _BREACHES[condition] if condition in _BREACHES else _of_tables(condition, specification)
    return None


def _of_tables(condition: str, specification: Specification) -> str:
    return _structure(specification) if condition == "structure" else _nothing_left(specification)


def _structure(specification: Specification) -> str:
    """Columns that are declared and not there, or there and not declared; text sizes are the template's alone."""
    declared = ", ".join(
        f"({literal(table)}, {literal(column)}, {literal(kind)})" for table, column, kind in _columns(specification)
    )
    there = (
        "SELECT table_name, column_name, data_type FROM information_schema.columns "
        "WHERE table_name LIKE 'CYP%' AND column_name NOT IN ('_row', '_origin')"
    )
    return f"""
        SELECT min(table_name || '.' || column_name) FROM (
            (SELECT * FROM (VALUES {declared}) AS d(table_name, column_name, data_type) EXCEPT {there})
            UNION ALL ({there} EXCEPT SELECT * FROM (VALUES {declared}) AS d(table_name, column_name, data_type))
        ) HAVING count(*) > 0"""  # noqa: S608


def _columns(specification: Specification) -> Iterator[tuple[str, str, str]]:
    for table in specification.tables:
        for field in table.fields:
            yield table.name, field.name, _TYPES.get(field.kind, "TIMESTAMP")


def _nothing_left(specification: Specification) -> str:
    names = [table.name for table in specification.tables if table.name != HEADER]
    counted = " + ".join(f"(SELECT count(*) FROM {name(each)})" for each in names)  # noqa: S608
    return f"""
        SELECT NULL WHERE {counted} =
            (SELECT count(*) FROM rejected WHERE "table" <> {literal(HEADER)})"""  # noqa: S608


def _shared(field: str) -> str:
    return f"""
        SELECT NULL WHERE EXISTS (
            SELECT 1 FROM {name(_PATIENTS)} r WHERE trim({name(field)}) <> '' GROUP BY {name(field)} HAVING count(*) > 1
        )"""  # noqa: S608


_IN_PERIOD: Final = """NOT EXISTS (
    SELECT 1 FROM {table} WHERE {date} BETWEEN (SELECT first_day FROM period) AND (SELECT last_day FROM period)
)"""

_BREACHES: Final = {
    "header": f"""
        SELECT NULL WHERE (SELECT count(*) FROM {name(HEADER)}) > 1 OR EXISTS (
            SELECT 1 FROM breach JOIN checked USING (number) WHERE "table" = {literal(HEADER)} AND rejects AND _row > 0
        )""",  # noqa: S608
    "nhs_numbers": f"""
        SELECT NULL WHERE EXISTS (
            SELECT 1 FROM {name(_PATIENTS)} r WHERE {nhs_number_breach("NHSNumber")}
        )""",  # noqa: S608
    "nhs_number_repeated": _shared("NHSNumber"),
    "patient_repeated": _shared("LocalPatientID"),
    "nothing_of_period": f"""
        SELECT NULL WHERE NOT EXISTS (
            SELECT 1 FROM "CYP101Referral" WHERE "ReferralRequest_ReceivedDate" <= (SELECT last_day FROM period)
            AND ("Discharge_Date" IS NULL OR "Discharge_Date" >= (SELECT first_day FROM period))
        )
        AND {_IN_PERIOD.format(table='"CYP201CareContact"', date='"Contact_Date"')}
        AND {_IN_PERIOD.format(table='"CYP301GroupSession"', date='"GroupSession_Date"')}
        AND {_IN_PERIOD.format(table='"CYP613AnonSelfAssessment"', date='"AssessmentCompletion_Date"')}""",  # noqa: S608
}
"""By the name of the condition. `breach` and `checked` are the engine's, `period` has the first and the last day."""

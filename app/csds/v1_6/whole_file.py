"""Rules of the whole file: each rejects all of it."""

from typing import Final

from app.csds.breaches import Check, FileWide, TableEmpty
from app.csds.specification import Basis, Rule, Severity


def _rule(table: str | None, condition: str, check: Check, analogue: str, basis: Basis = Basis.ANALOGUE) -> Rule:
    return Rule(table, (), condition, check, Severity.REJECT_FILE, basis, analogue=analogue)


FILE_RULES: Final[tuple[Rule, ...]] = (
    _rule(
        None,
        "tables, columns, data types or text sizes differ from the official template",
        FileWide("structure"),
        "MHSREJ001",
        Basis.STATED,
    ),
    _rule("CYP000Header", "CYP000Header empty", TableEmpty(), "MHSREJ002", Basis.STATED),
    _rule("CYP000Header", "CYP000Header invalid or more than one row", FileWide("header"), "MHSREJ015"),
    _rule("CYP001MPI", "CYP001MPI empty", TableEmpty(), "MHSREJ003"),
    _rule("CYP002GP", "CYP002GP empty", TableEmpty(), "MHSREJ005"),
    _rule("CYP001MPI", "file contains invalid NHS numbers in CYP001MPI", FileWide("nhs_numbers"), "MHSREJ006a"),
    _rule("CYP001MPI", "one NHS number on more than one CYP001MPI row", FileWide("nhs_number_repeated"), "MHSREJ102"),
    _rule("CYP001MPI", "one LocalPatientID on more than one CYP001MPI row", FileWide("patient_repeated"), "MHSREJ103"),
    _rule(
        None, "no submitted record belongs to the selected reporting period", FileWide("nothing_of_period"), "MHSREJ012"
    ),
    _rule(None, "no record survives validation", FileWide("nothing_left"), "MHSREJ101"),
)

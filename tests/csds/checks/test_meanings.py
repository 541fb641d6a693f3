"""Each problem is said in words that a member of an informatics team understands."""

import pytest

from app.csds.checks.consequences import consequence
from app.csds.checks.meanings import meaning, spoken
from app.csds.specification import Rule, Severity
from tests.csds.checks.valid_rows import SPECIFICATION


def _rule(table: str, field: str, condition: str) -> Rule:
    (found,) = (
        rule
        for rule in SPECIFICATION.rules
        if rule.table == table and rule.fields[:1] == (field,) and rule.condition == condition
    )
    return found


@pytest.mark.parametrize(
    ("table", "field", "condition", "what"),
    [
        ("CYP001MPI", "NHSNumber", "value missing", "NHS number has no value."),
        (
            "CYP001MPI",
            "NHSNumber",
            "wrong type, length or pattern",
            "NHS number must be ten digits with a fitting check digit.",
        ),
        (
            "CYP201CareContact",
            "Contact_Date",
            "later than RP_EndDate",
            "Care contact date is later than the last day of the reporting period.",
        ),
        (
            "CYP102ServiceTypeReferredTo",
            "Referral_ClosureDate",
            "later than CYP101.Discharge_Date",
            "Referral closure date is later than Discharge_Date of its CYP101Referral row.",
        ),
        (
            "CYP602DisabilityType",
            "LocalPatientID",
            "no accepted CYP001 row for this LocalPatientID",
            "Local patient identifier (extended) is found in no row of CYP001MPI.",
        ),
        (
            "CYP001MPI",
            "NHSNumber_Status",
            "NHSNumber missing but status is not 07",
            "NHS number status indicator code is not 07 although NHS number has no value.",
        ),
    ],
)
def test_a_problem_is_said_in_the_words_of_its_field(table: str, field: str, condition: str, what: str) -> None:
    assert meaning(_rule(table, field, condition), SPECIFICATION).what == what


def test_every_rule_has_two_sentences_and_a_consequence() -> None:
    for rule in SPECIFICATION.rules:
        said = meaning(rule, SPECIFICATION)
        for sentence in (said.what, said.mend, consequence(rule.severity)):
            assert sentence[0].isupper()
            assert sentence.endswith(".")


def test_every_severity_has_a_consequence() -> None:
    assert all(consequence(severity) for severity in Severity)


def test_a_field_is_spoken_with_the_capitals_of_its_abbreviations() -> None:
    table = SPECIFICATION.table("CYP006SocPerCircumstances")
    assert spoken(table.field("SNOMED_ID")) == "Social and personal circumstance (SNOMED CT)"

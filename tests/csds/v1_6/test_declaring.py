"""A column brings the rules that follow from it; a table names its rules after itself."""

import pytest

from app.csds.breaches import Missing, NotListed, NotLive, Repeated, WrongFormat
from app.csds.specification import Basis, Kind, Severity
from app.csds.v1_6.declaring import PERIOD_START, column, earlier, parent, rule, table, unique


def test_a_mandatory_listed_column_has_a_rule_of_its_absence_its_format_and_its_list() -> None:
    declared = column("Disability", "DISABILITY CODE", "an2", "M", (("01", "Hearing"),), missing="MHS1", wrong="MHS2")
    assert declared.field.kind is Kind.TEXT
    assert [(each.check, each.severity, each.basis, each.analogue) for each in declared.rules] == [
        (Missing(), Severity.REJECT_RECORD, Basis.MANDATION, "MHS1"),
        (WrongFormat(), Severity.REJECT_RECORD, Basis.ANALOGUE, "MHS2"),
        (NotListed(), Severity.WARNING, Basis.INFERRED, ""),
    ]


def test_a_required_column_may_be_missing() -> None:
    (only,) = column("Plan_CreatedTime", "CARE PLAN CREATION TIME", "an8 HH:MM:SS", "R").rules
    assert only.check == WrongFormat()


def test_a_column_whose_absence_is_warned_of_is_not_mandatory_for_that() -> None:
    missing, _ = column("Postcode", "POSTCODE OF USUAL ADDRESS", "max an8", "R", missing="MHS00123").rules
    assert (missing.severity, missing.basis) == (Severity.SEVERITY_ONE_WARNING, Basis.ANALOGUE)


def test_rules_between_columns_bear_the_name_of_their_table() -> None:
    key = column("PlanID", "CARE PLAN IDENTIFIER", "max an20", "M", is_key=True)
    declared = table("CYP004", "", "", "PlanID", (key,), unique("PlanID"), parent("PlanID", "CYP001"))
    assert {each.table for each in declared.rules} == {"CYP004"}
    assert declared.table.natural_key == ("PlanID",)
    assert [each.severity for each in declared.rules[-2:]] == [Severity.UNKNOWN, Severity.REJECT_GROUP]


def test_rows_without_a_value_are_told_apart_with_both_fields_named() -> None:
    declared = unique("LocalPatientID", "MHS00316", empty="AccommStatus_Date")
    assert declared.check == Repeated(("LocalPatientID",), "AccommStatus_Date")
    assert declared.fields == ("LocalPatientID", "AccommStatus_Date")


def test_what_a_source_states_is_stated_even_with_an_analogue() -> None:
    assert earlier("Referral_ClosureDate", PERIOD_START, "MHS10213", stated=True).basis is Basis.STATED


def test_a_check_that_says_too_little_must_bring_its_own_words() -> None:
    with pytest.raises(TypeError, match="A rule with NotLive brings its own words"):
        rule("OrgID_Provider", NotLive())

"""Rows that fall with their parent are counted at the root, and are no problems of their own."""

from datetime import date

from app.csds.checks.engine_checks import run_checks
from app.csds.checks.reader import problems
from app.csds.engine_duckdb import Workspace
from tests.csds.checks.changed import add, change, conditions, with_ties
from tests.csds.checks.valid_rows import CONTEXT, VALID


def test_a_rejected_patient_takes_every_row_that_hangs_on_it(valid: Workspace) -> None:
    with_ties(valid, "CYP001MPI")
    change(valid, "CYP001MPI", OrgID_LocalPatientID=None)
    outcome = run_checks(valid, CONTEXT)
    (root,) = problems(valid)
    apart = {"CYP000Header", "CYP001MPI", "CYP301GroupSession", "CYP613AnonSelfAssessment", "CYP901StaffDetails"}
    hanging = sum(len(rows) for table, rows in VALID.items() if table not in apart)
    assert (root.rule.table, root.field, root.dependants) == ("CYP001MPI", "OrgID_LocalPatientID", hanging)
    assert (outcome.rejected, outcome.fallen, outcome.advised) == (hanging + 1, hanging, 0)


def test_a_rejected_contact_takes_its_activities_and_what_was_measured_in_them(valid: Workspace) -> None:
    with_ties(valid, "CYP201CareContact")
    change(valid, "CYP201CareContact", Contact_Date=None)
    run_checks(valid, CONTEXT)
    (root,) = problems(valid)
    assert (root.rule.table, root.dependants) == ("CYP201CareContact", 4)
    rejected = valid.sql.execute('SELECT "table", root_table FROM rejected ORDER BY 1').fetchall()
    assert rejected == [
        ("CYP201CareContact", "CYP201CareContact"),
        ("CYP202CareActivity", "CYP201CareContact"),
        ("CYP610BreastfeedingStatus", "CYP201CareContact"),
        ("CYP611Obs", "CYP201CareContact"),
        ("CYP612CodedAssessmentContact", "CYP201CareContact"),
    ]


def test_a_row_whose_parent_is_not_there_at_all_is_a_problem_of_its_own(valid: Workspace) -> None:
    with_ties(valid, "CYP602DisabilityType")
    add(valid, "CYP602DisabilityType", LocalPatientID="P9")
    assert conditions(valid) == [
        ("CYP602DisabilityType", "LocalPatientID", "no accepted CYP001 row for this LocalPatientID")
    ]


def test_a_row_with_another_accepted_parent_of_the_same_key_does_not_fall(valid: Workspace) -> None:
    with_ties(valid, "CYP102ServiceTypeReferredTo", "CYP101Referral")
    add(valid, "CYP102ServiceTypeReferredTo", TeamType=None, TeamID_Local="T1", ServiceRequestID="R2")
    add(valid, "CYP101Referral", ServiceRequestID="R2")
    outcome = run_checks(valid, CONTEXT)
    assert (outcome.rejected, outcome.fallen) == (1, 0)


def test_a_rejected_practice_rejects_its_patient_as_advice_alone(valid: Workspace) -> None:
    with_ties(valid, "CYP002GP")
    change(valid, "CYP002GP", OrgID_GP=None)
    outcome = run_checks(valid, CONTEXT)
    assert (outcome.rejected, outcome.fallen) == (2, 0)
    assert outcome.advised > 30


def test_a_breach_of_advice_rejects_as_advice_alone(valid: Workspace) -> None:
    with_ties(valid, "CYP101Referral")
    change(valid, "CYP101Referral", ReferralRequest_ReceivedTime=date(2026, 10, 2))
    outcome = run_checks(valid, CONTEXT)
    assert (outcome.problems, outcome.enforced, outcome.rejected) == (1, 0, 0)
    assert outcome.advised > 10


def test_a_row_that_is_wrong_itself_is_its_own_root(valid: Workspace) -> None:
    with_ties(valid, "CYP001MPI", "CYP201CareContact")
    change(valid, "CYP001MPI", OrgID_LocalPatientID=None)
    change(valid, "CYP201CareContact", Contact_Date=None)
    run_checks(valid, CONTEXT)
    by_table = {each.rule.table: each.dependants for each in problems(valid)}
    assert by_table["CYP201CareContact"] == 4
    assert by_table["CYP001MPI"] == 33 - 5


def test_a_warning_takes_nothing_with_it(valid: Workspace) -> None:
    with_ties(valid, "CYP202CareActivity")
    change(valid, "CYP202CareActivity", CareProfessionalID_Local="S9")
    outcome = run_checks(valid, CONTEXT)
    (found,) = problems(valid)
    assert (found.dependants, outcome.rejected, outcome.advised) == (0, 0, 0)

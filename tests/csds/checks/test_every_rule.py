"""For every rule of the specification a breach is made, and caught with the right table, field and severity."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from app.csds.breaches import FileWide, Repeated, TableEmpty
from app.csds.checks.engine_checks import run_checks
from app.csds.checks.found import Chosen, Found
from app.csds.checks.reader import problems, summary
from app.csds.engine_duckdb import Workspace
from app.csds.specification import Rule, Severity
from tests.csds.checks.breaches import broken_rows
from tests.csds.checks.changed import only, with_ties
from tests.csds.checks.valid_rows import CONTEXT, SPECIFICATION, VALID, row_of, valid_workspace

NUMBERED = list(enumerate(SPECIFICATION.rules, 1))
OF_ROWS = [(number, rule) for number, rule in NUMBERED if not isinstance(rule.check, FileWide | TableEmpty)]
OF_FILE = [(number, rule) for number, rule in NUMBERED if isinstance(rule.check, FileWide | TableEmpty)]


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[int, list[Found]]]:
    """What is found, by rule, in a workspace with a breach of every rule of rows; its origin is the rule's number."""
    workspace = valid_workspace(tmp_path_factory.mktemp("broken"))
    for table in SPECIFICATION.tables:
        own = [(number, rule) for number, rule in OF_ROWS if rule.table == table.name]
        rows = ((number, row_of(table, each)) for number, rule in own for each in broken_rows(number, rule))
        workspace.load(table, rows)
    run_checks(workspace, CONTEXT)
    found: dict[int, list[Found]] = {number: [] for number, _ in NUMBERED}
    for each in problems(workspace):
        found[each.number].append(each)
    yield found
    workspace.close()


def test_the_valid_rows_break_nothing_and_fill_every_table(valid: Workspace) -> None:
    assert set(VALID) == {table.name for table in SPECIFICATION.tables}
    outcome = run_checks(valid, CONTEXT)
    assert [(each.rule.table, each.rule.condition, each.field) for each in problems(valid)] == []
    assert (outcome.problems, outcome.rejected, outcome.advised, outcome.unchecked) == (0, 0, 0, ())


@pytest.mark.parametrize(("number", "rule"), OF_ROWS, ids=[f"{number}-{rule.table}" for number, rule in OF_ROWS])
def test_a_breach_of_each_rule_of_rows_is_caught(broken: dict[int, list[Found]], number: int, rule: Rule) -> None:
    caught = [each for each in broken[number] if each.origin == number]
    assert caught, f"{rule.table} {rule.fields}: {rule.condition}"
    assert {each.rule.table for each in caught} == {rule.table}
    assert {each.field for each in caught} == {rule.fields[0] if rule.fields else None}
    assert {each.rule.severity for each in caught} == {rule.severity}


def test_no_rule_blames_the_valid_rows_beside_the_broken_ones(broken: dict[int, list[Found]]) -> None:
    shared = {number for number, rule in OF_ROWS if isinstance(rule.check, Repeated)}
    blamed = {number: each for number, found in broken.items() for each in found if each.origin == 0 and each.row > 0}
    assert set(blamed) <= shared


def _change(number: int, check: TableEmpty | FileWide, table: str | None, workspace: Workspace) -> None:
    sql = workspace.sql
    if isinstance(check, TableEmpty):
        sql.execute(f'DELETE FROM "{table}"')  # noqa: S608
    match check:
        case FileWide("structure"):
            sql.execute('ALTER TABLE "CYP403CPP" ADD COLUMN "Extra" VARCHAR')
        case FileWide("header"):
            header = SPECIFICATION.table("CYP000Header")
            workspace.load(header, [(number, row_of(header, VALID["CYP000Header"][0]))])
        case FileWide("nhs_numbers"):
            sql.execute('UPDATE "CYP001MPI" SET "NHSNumber" = \'9434765918\'')
        case FileWide("nhs_number_repeated"):
            patients = SPECIFICATION.table("CYP001MPI")
            workspace.load(patients, [(number, row_of(patients, {**VALID["CYP001MPI"][0], "LocalPatientID": "P2"}))])
        case FileWide("patient_repeated"):
            patients = SPECIFICATION.table("CYP001MPI")
            workspace.load(patients, [(number, row_of(patients, {**VALID["CYP001MPI"][0], "NHSNumber": None}))])
        case FileWide("nothing_of_period"):
            for table_name, field in (
                ("CYP101Referral", "ReferralRequest_ReceivedDate"),
                ("CYP201CareContact", "Contact_Date"),
                ("CYP301GroupSession", "GroupSession_Date"),
                ("CYP613AnonSelfAssessment", "AssessmentCompletion_Date"),
            ):
                sql.execute(f'UPDATE "{table_name}" SET "{field}" = DATE \'2026-11-01\'')  # noqa: S608
        case FileWide("nothing_left"):
            for table_name, field in (
                ("CYP001MPI", "OrgID_LocalPatientID"),
                ("CYP301GroupSession", "GroupSession_Date"),
                ("CYP613AnonSelfAssessment", "Score"),
            ):
                sql.execute(f'UPDATE "{table_name}" SET "{field}" = NULL')  # noqa: S608
            sql.execute('DELETE FROM "CYP901StaffDetails"')


@pytest.mark.parametrize(("number", "rule"), OF_FILE, ids=[rule.condition[:40] for _, rule in OF_FILE])
def test_a_breach_of_each_rule_of_the_whole_file_is_caught(valid: Workspace, number: int, rule: Rule) -> None:
    assert isinstance(rule.check, TableEmpty | FileWide)
    with_ties(valid, "CYP000Header", "CYP001MPI", "CYP301GroupSession", "CYP613AnonSelfAssessment")
    _change(number, rule.check, rule.table, valid)
    run_checks(valid, CONTEXT)
    (caught,) = problems(valid, Chosen(numbers=[valid.specification.rules.index(rule) + 1]))
    assert (caught.rule.table, caught.field, caught.row) == (rule.table, None, 0)
    assert caught.rule.severity is Severity.REJECT_FILE


def test_every_rule_has_its_breach_and_those_enforced_are_counted_by_basis() -> None:
    assert len(OF_ROWS) + len(OF_FILE) == 586
    enforced = Counter(rule.basis.value for _, rule in NUMBERED if rule.basis.enforced)
    print(f"rules enforced by basis: {dict(enforced)}, of {len(NUMBERED)}")  # noqa: T201 - the figure is asked for
    assert enforced == {"code": 2, "stated": 13, "mandation": 93}


def test_problems_are_counted_by_rule(valid: Workspace) -> None:
    only(valid, "CYP201CareContact")
    contacts = SPECIFICATION.table("CYP201CareContact")
    late = {**VALID["CYP201CareContact"][0], "Contact_Date": date(2026, 11, 1)}
    valid.load(contacts, [(7, row_of(contacts, {**late, "CareContactID": f"C{each}"})) for each in range(2, 5)])
    run_checks(valid, CONTEXT)
    (tally,) = summary(valid)
    assert (tally.rule.condition, tally.rule.fields) == ("later than RP_EndDate", ("Contact_Date",))
    assert (tally.rows, tally.origins, tally.dependants) == (3, 1, 0)

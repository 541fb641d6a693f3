"""The rules that need a list run on what was loaded: each breach is caught, and what is listed is clean."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.csds.breaches import NotPostcode
from app.csds.checks.context import Context
from app.csds.checks.engine_checks import run_checks
from app.csds.checks.found import Found
from app.csds.checks.reader import problems
from app.csds.checks.statements import needs
from app.csds.engine_duckdb import Workspace
from app.csds.lists.kinds import ListKind
from app.csds.lists.load import load_lists
from app.csds.lists.writer import drop_list, keep_list
from app.csds.specification import Rule
from tests.csds.checks.breaches import broken_rows
from tests.csds.checks.valid_rows import CONTEXT, SPECIFICATION, VALID, Fields, row_of, valid_workspace
from tests.csds.lists.list_files import ASSESSMENTS, ORGANISATIONS, POSTCODES, written

UNLISTED = "128188000"
NUMBERED = list(enumerate(SPECIFICATION.rules, 1))
OF_LISTS = [(number, rule) for number, rule in NUMBERED if needs(rule, SPECIFICATION) is not None]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where three lists are kept, loaded from files of a provider."""
    made = tmp_path_factory.mktemp("lists")
    for kind, text in zip(ListKind, (ORGANISATIONS, POSTCODES, ASSESSMENTS), strict=True):
        keep_list(kind, [written(made, f"own-{kind.value}.csv", text)], made)
    return made


def with_lists(folder: Path) -> Context:
    lists = load_lists(folder)
    return replace(
        CONTEXT,
        organisations=lists.in_force(CONTEXT.period_start, CONTEXT.period_end),
        postcodes=lists.postcodes,
        assessments=lists.scores,
    )


def only_rules_of_lists(workspace: Workspace) -> Workspace:
    workspace.specification = replace(SPECIFICATION, rules=tuple(rule for _, rule in OF_LISTS))
    return workspace


@pytest.fixture(scope="module")
def broken(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Found]]:
    """What is found where each of these rules is broken; the origin of a row is its rule's number."""
    workspace = only_rules_of_lists(valid_workspace(tmp_path_factory.mktemp("broken")))
    for number, rule in OF_LISTS:
        table = SPECIFICATION.table(str(rule.table))
        workspace.load(table, [(number, row_of(table, each)) for each in _broken(number, rule)])
    run_checks(workspace, with_lists(folder))
    yield list(problems(workspace))
    workspace.close()


def _broken(number: int, rule: Rule) -> list[Fields]:
    made = list(broken_rows(number, rule))
    if isinstance(rule.check, NotPostcode):
        # No fixed abode is known whatever is listed; a postcode that is not listed is not.
        made = [each | {rule.fields[0]: "LS1 9ZZ"} for each in made]
    elif rule.fields == ("SNOMED_ID",):
        made = [each | {"SNOMED_ID": UNLISTED} for each in made]
    return made


def test_twenty_one_rules_need_a_list() -> None:
    assert len(OF_LISTS) == 21


@pytest.mark.parametrize(("number", "rule"), OF_LISTS, ids=[f"{number}-{rule.table}" for number, rule in OF_LISTS])
def test_a_breach_of_each_rule_that_needs_a_list_is_caught(broken: list[Found], number: int, rule: Rule) -> None:
    caught = [each for each in broken if each.origin == number and each.rule == rule]
    assert [(each.rule.table, each.field) for each in caught] == [(rule.table, rule.fields[0])]


def test_what_is_listed_breaks_nothing_and_no_rule_is_left_unchecked(folder: Path, tmp_path: Path) -> None:
    workspace = only_rules_of_lists(valid_workspace(tmp_path))
    outcome = run_checks(workspace, with_lists(folder))
    assert (outcome.problems, outcome.unchecked) == (0, ())
    workspace.close()


@pytest.mark.parametrize(
    ("table", "changed", "caught"),
    [
        ("CYP001MPI", {"Postcode": "ls1 4ap"}, False),
        ("CYP001MPI", {"Postcode": "ZZ99 3VZ"}, False),
        ("CYP001MPI", {"Postcode": "ZZ99 3CZ"}, True),
        ("CYP001MPI", {"OrgID_EducationEstablishment": "GONE1"}, True),
        ("CYP001MPI", {"OrgID_EducationEstablishment": "NEW01"}, True),
        ("CYP609CodedAssessmentReferral", {"SNOMED_ID": "138875005", "Score": "60"}, False),
        ("CYP609CodedAssessmentReferral", {"SNOMED_ID": "138875005", "Score": "60.1"}, True),
        ("CYP609CodedAssessmentReferral", {"SNOMED_ID": "138875005", "Score": "9.25"}, True),
        ("CYP609CodedAssessmentReferral", {"SNOMED_ID": "138875005", "Score": "NA"}, False),
        ("CYP609CodedAssessmentReferral", {"SNOMED_ID": "138875005", "Score": "N"}, True),
        ("CYP612CodedAssessmentContact", {"SNOMED_ID": "116680003", "Score": "-5"}, False),
        ("CYP612CodedAssessmentContact", {"SNOMED_ID": "116680003", "Score": "-6"}, True),
        ("CYP612CodedAssessmentContact", {"SNOMED_ID": "116680003", "Score": "1.0"}, True),
    ],
)
def test_a_value_is_judged_by_what_is_listed_for_the_period(
    folder: Path, tmp_path: Path, table: str, changed: Fields, caught: bool
) -> None:
    workspace = only_rules_of_lists(valid_workspace(tmp_path))
    of = SPECIFICATION.table(table)
    workspace.load(of, [(7, row_of(of, VALID[table][0] | changed))])
    run_checks(workspace, with_lists(folder))
    assert bool([each for each in problems(workspace) if each.origin == 7]) is caught
    workspace.close()


def test_without_its_list_a_rule_is_listed_as_unchecked_again(folder: Path, tmp_path: Path) -> None:
    bare = tmp_path / "lists"
    keep_list(ListKind.ORGANISATIONS, [folder / "own-organisations.csv"], bare)
    assert {each.value for each in with_lists(bare).lacking} == {"postcodes", "assessment concepts with their scores"}
    assert drop_list(ListKind.ORGANISATIONS, bare)
    assert not drop_list(ListKind.ORGANISATIONS, bare)
    assert len(with_lists(bare).lacking) == 3

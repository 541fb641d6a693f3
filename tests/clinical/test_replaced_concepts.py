"""How what was recorded under an earlier release counts: as it did, or as what replaced it; never twice."""

from datetime import date

from app.clinical.checks import problems_of
from app.clinical.complexity import complexity_of
from app.clinical.needs import GroupAnswer
from app.terminology.refset import Group
from tests.clinical.examples import EPILEPSY, OUTSIDE, SLEEP, circumstances, statement, visit
from tests.clinical.replaced import AMBIGUOUS, RETIRED, changed_refset

ASKED = dict.fromkeys((Group.CONDITION, Group.FAMILY_REPORTED_ISSUE), GroupAnswer.SOME)


def test_a_member_that_left_counts_for_a_child_who_has_it() -> None:
    assert complexity_of([statement(1, SLEEP)], ASKED, changed_refset()).family == 1


def test_a_replaced_concept_counts_as_what_replaced_it() -> None:
    refset = changed_refset()
    counted = refset.counting(RETIRED)
    assert counted is not None
    assert counted.concept == EPILEPSY
    assert complexity_of([statement(1, RETIRED)], ASKED, refset).conditions == 1


def test_a_child_recorded_under_both_names_counts_once() -> None:
    both = [statement(1, RETIRED), statement(2, EPILEPSY)]
    assert complexity_of(both, ASKED, changed_refset()).conditions == 1


def test_a_concept_that_two_may_replace_counts_as_neither() -> None:
    assert complexity_of([statement(1, AMBIGUOUS)], ASKED, changed_refset()).conditions == 0


def test_a_concept_from_outside_is_never_counted() -> None:
    assert complexity_of([statement(1, OUTSIDE)], ASKED, changed_refset()).conditions == 0


def test_only_what_is_neither_a_member_nor_was_one_is_said_to_be_outside() -> None:
    stated = (statement(1, SLEEP), statement(2, RETIRED), statement(3, OUTSIDE))
    encounter = visit(date(2026, 11, 24), *stated)
    found = problems_of(encounter, circumstances(refset=changed_refset()))
    assert [each.item for each in found if each.code == "outside-refset"] == ["statements[2]"]


def test_nobody_is_offered_a_former_member() -> None:
    refset = changed_refset()
    assert refset.member(SLEEP) is None
    assert SLEEP not in {member.concept for member in refset.in_group(Group.FAMILY_REPORTED_ISSUE)}
    assert refset.known(SLEEP) is not None

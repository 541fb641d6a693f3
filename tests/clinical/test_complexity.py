"""The Disabilities Complexity Scale, counted by hand."""

from dataclasses import replace

import pytest

from app.clinical.complexity import Complexity, complexity_of, counts_towards
from app.clinical.needs import Certainty, Change, GroupAnswer
from app.terminology.refset import Group
from tests.clinical.examples import (
    CARE,
    EPILEPSY,
    GASTROSTOMY,
    GMFCS_II,
    NIGHT_CARE,
    NORMAL,
    OUTSIDE,
    PALSY,
    REFSET,
    SLEEP,
    statement,
)


def test_each_letter_counts_the_distinct_needs_of_its_group() -> None:
    said = [
        statement(1, PALSY),
        statement(2, EPILEPSY, Change.CARRIED),
        statement(3, GASTROSTOMY, Change.STILL_PRESENT),
        statement(4, SLEEP),
        statement(5, CARE),
        statement(6, GMFCS_II),
    ]
    profile = complexity_of(said, {}, REFSET)
    assert profile == Complexity(2, 1, 1, 1)
    assert [(letter, number) for letter, _, number in profile.by_letter()] == [("C", 2), ("T", 1), ("F", 1), ("R", 1)]


def test_a_group_never_asked_about_has_no_count_and_one_answered_none_has_nought() -> None:
    profile = complexity_of(
        [], {Group.CONDITION: GroupAnswer.NONE_IDENTIFIED, Group.ROUND_THE_CLOCK_CARE: GroupAnswer.NOT_ASKED}, REFSET
    )
    assert profile == Complexity(0, None, None, None)


def test_the_same_concept_counts_once() -> None:
    assert complexity_of([statement(1), statement(2)], {}, REFSET).conditions == 1


def test_round_the_clock_care_is_nought_or_one() -> None:
    assert complexity_of([statement(1, CARE), statement(2, NIGHT_CARE)], {}, REFSET).round_the_clock == 1


@pytest.mark.parametrize("change", [Change.RESOLVED, Change.ENTERED_IN_ERROR])
def test_a_need_that_does_not_stand_does_not_count(change: Change) -> None:
    assert counts_towards(statement(1, PALSY, change), REFSET) is None


@pytest.mark.parametrize("concept", [None, OUTSIDE, NORMAL])
def test_words_outsiders_and_members_never_counted_do_not_count(concept: object) -> None:
    said = statement(1, concept, group=Group.CONDITION)  # type: ignore[arg-type]
    assert counts_towards(said, REFSET) is None


def test_a_functional_level_is_in_no_letter() -> None:
    assert counts_towards(statement(1, GMFCS_II), REFSET) is None


@pytest.mark.parametrize(
    ("certainty", "group"),
    [
        (Certainty.DIAGNOSED, Group.CONDITION),
        (Certainty.SUSPECTED, Group.CONDITION),
        (Certainty.REPORTED, Group.CONDITION),
        (Certainty.EXCLUDED, None),
    ],
)
def test_an_excluded_need_does_not_count(certainty: Certainty, group: Group | None) -> None:
    assert counts_towards(replace(statement(1), certainty=certainty), REFSET) is group


@pytest.mark.parametrize("change", [Change.NEW, Change.STILL_PRESENT, Change.REVIEWED_UNCHANGED, Change.CARRIED])
def test_a_need_that_stands_counts_however_it_was_last_looked_at(change: Change) -> None:
    assert counts_towards(statement(1, PALSY, change), REFSET) is Group.CONDITION


@pytest.mark.parametrize("group", Group)
@pytest.mark.parametrize("change", Change)
def test_a_need_in_words_is_in_no_count_whatever_its_group_and_however_often_it_is_said(
    group: Group, change: Change
) -> None:
    words = [statement(need, None, change, term=f"Words {need}", group=group) for need in (1, 2, 3)]
    assert complexity_of(words, {}, REFSET) == Complexity(None, None, None, None)
    asked = dict.fromkeys(Group, GroupAnswer.SOME)
    assert complexity_of([*words, statement(4)], asked, REFSET) == Complexity(1, 0, 0, 0)

"""Which conditions may be added to those of the product, which may not and why, and what is kept of each act."""

from collections.abc import Sequence
from itertools import count

import pytest

from app.access.audit import AuditAction
from app.errors import NotFound
from app.identity import Identity
from app.reports.conditions.condition import LONGEST_WORDS, MOST, Kinds
from app.reports.conditions.desk import ConditionDesk, NoCondition
from app.terminology.concept import ConceptId
from app.terminology.refset import Group
from tests.reports import kept
from tests.reports.conditions.own import (
    ALL_OF_CARE,
    AT,
    BROAD,
    GASTROSTOMY,
    HIDDEN_ALONE,
    KINDS,
    MIXED,
    NARROW,
    NOTHING,
    RHINITIS,
    SEIZURE,
    WEST,
    Kept,
    own,
)
from tests.reports.copy.worlds import ORGANISATIONS


def desk(records: Kept, kinds: Kinds | None = KINDS) -> ConditionDesk:
    numbers = count(900)
    return ConditionDesk(
        records,
        lambda: ORGANISATIONS,
        lambda: (kept.shipped()[0], kinds),
        lambda: Identity(next(numbers)),
        lambda: AT,
    )


def test_a_condition_is_kept_in_the_group_of_its_kinds_with_an_event_in_every_trail() -> None:
    records = Kept()
    made = desk(records).add("rare_epilepsy", " Any rare epilepsy ", [NARROW, NARROW])
    assert made == own("rare_epilepsy", NARROW, words="Any rare epilepsy")
    assert records.versions == [made]
    assert [(each.action, each.organisation) for each in records.events] == [
        (AuditAction.REPORT_CONDITION_ADDED, each.id) for each in ORGANISATIONS
    ]
    assert records.events[0].detail == f"rare_epilepsy, version 1: Any rare epilepsy ({NARROW})"


def test_a_condition_of_technologies_is_of_their_group() -> None:
    made = desk(Kept()).add("feeding", "Feeding through the skin", [GASTROSTOMY, ConceptId(302110001)])
    assert made.group is Group.TECHNOLOGY_DEPENDENCY


def test_a_withdrawn_condition_is_a_version_that_does_not_stand() -> None:
    records = Kept([own("rare", BROAD)])
    made = desk(records).withdraw("rare")
    assert made == own("rare", BROAD, version=2, standing=False)
    assert {each.action for each in records.events} == {AuditAction.REPORT_CONDITION_WITHDRAWN}
    for key in ("rare", "other"):
        with pytest.raises(NotFound, match=f"No condition '{key}' stands"):
            desk(records).withdraw(key)


GONE = own("gone", BROAD, words="Any gone", version=2, standing=False)


@pytest.mark.parametrize(
    ("key", "words", "concepts", "said"),
    [
        ("", "Any", [BROAD], "A key is 2 to 40 small letters"),
        ("Rare", "Any", [BROAD], "A key is 2 to 40 small letters"),
        ("rare-epilepsy", "Any", [BROAD], "A key is 2 to 40 small letters"),
        ("84757009", "Any", [BROAD], "A key is 2 to 40 small letters"),
        ("a" * 41, "Any", [BROAD], "A key is 2 to 40 small letters"),
        ("epilepsy", "Any", [BROAD], "epilepsy is the product's own"),
        ("condition", "Any", [BROAD], "condition is the product's own"),
        ("children", "Any", [BROAD], "children is the product's own"),
        ("rare", "Any other", [NARROW], "rare was added before"),
        ("gone", "Any other", [BROAD], "gone was added before"),
        ("new_one", "  ", [NARROW], "Say in words what is counted"),
        ("new_one", "a" * (LONGEST_WORDS + 1), [NARROW], "Say it in 60 characters or fewer; this has 61"),
        ("new_one", "Any\nother", [NARROW], "on one line"),
        ("new_one", "Any \u202eother", [NARROW], "turns text round"),
        ("new_one", "Any \x07other", [NARROW], "cannot be recorded"),
        ("new_one", "any epilepsy", [NARROW], "the words of another condition"),
        ("new_one", "ANY RARE", [NARROW], "the words of another condition"),
        ("new_one", "Any other", [], "Give at least one --concept"),
        ("new_one", "Any other", [ConceptId(138875005), NARROW], "has no active concept 138875005"),
        ("new_one", "Any other", [NOTHING], "takes in no member of the reference set that may be counted"),
        ("new_one", "Any other", [HIDDEN_ALONE], "takes in no member of the reference set that may be counted"),
        ("new_one", "Any other", [SEIZURE, WEST, RHINITIS], r"takes in exactly the members of 'Any rare' \(rare\)"),
        ("new_one", "Any other", [SEIZURE], "one member alone, Absence seizure (79631006), which has a row of its own"),
        ("new_one", "Any other", [ALL_OF_CARE], "takes in one member alone"),
        (
            "new_one",
            "Any other",
            [MIXED],
            "several groups: Technology dependencies, such as Gastrostomy present; Health conditions, such as West",
        ),
    ],
)
def test_what_may_not_be_a_condition_is_refused_and_says_why(
    key: str, words: str, concepts: Sequence[ConceptId], said: str
) -> None:
    records = Kept([own("rare", BROAD), GONE])
    with pytest.raises(NoCondition) as refused:
        desk(records).add(key, words, concepts)
    assert said.replace("\\", "") in str(refused.value)
    assert (records.versions, records.events) == ([own("rare", BROAD), GONE], [])


def test_the_members_of_one_of_the_product_are_no_second_condition() -> None:
    """By the hierarchy of the edition in use, in which these two are the diabetes that is counted."""
    with pytest.raises(NoCondition, match=r"exactly the members of 'Diabetes mellitus' \(diabetes\)"):
        desk(Kept(), Kinds(lambda _: True, KINDS.above)).add("sugar", "Any", [ConceptId(46635009), ConceptId(44054006)])


def test_all_members_of_a_group_are_no_condition() -> None:
    every = Kinds(lambda _: True, lambda each: (NOTHING,) if each == 889941000000106 else ())
    with pytest.raises(NoCondition, match="takes in every member of the group"):
        desk(Kept(), every).add("surgery", "Any surgery", [NOTHING, ConceptId(889921000000104)])


def test_the_members_of_a_withdrawn_condition_may_be_counted_again_under_another_key() -> None:
    made = desk(Kept([GONE])).add("anew", "Any gone", [BROAD])
    assert made.concepts == (BROAD,)


def test_without_an_edition_there_is_nothing_to_count_by() -> None:
    with pytest.raises(NoCondition, match="No edition of SNOMED CT is in use"):
        desk(Kept(), None).add("rare", "Any rare", [BROAD])


def test_so_many_may_stand_and_no_more() -> None:
    records = Kept([own(f"number_{each}", ConceptId(each)) for each in range(MOST)])
    with pytest.raises(NoCondition, match="7 conditions stand already"):
        desk(records).add("rare", "Any rare", [BROAD])
    desk(records).withdraw("number_3")
    assert desk(records).add("rare", "Any rare", [BROAD]).key == "rare"

"""What a reference set answers about its members."""

import pytest

from app.terminology.refset import COMPLEXITY_GROUPS, Group, OneOf
from tests.terminology.small_refsets import concept, member, refset


def test_a_refset_knows_its_members() -> None:
    palsy = member(1, "Cerebral palsy")
    known = refset(palsy, member(2, "Gastrostomy present", group=Group.TECHNOLOGY_DEPENDENCY))
    assert len(known) == 2
    assert concept(1) in known
    assert concept(3) not in known
    assert known.member(concept(1)) is palsy
    assert known.member(concept(3)) is None
    assert [each.preferred_term for each in known.in_group(Group.TECHNOLOGY_DEPENDENCY)] == ["Gastrostomy present"]
    assert known.in_group(Group.EDUCATION) == ()


def test_a_group_is_in_alphabetical_order_with_a_one_of_set_together_in_its_own_order() -> None:
    grade = OneOf("grade", "Grade", (concept(3), concept(1)))
    known = refset(
        member(1, "Bad", one_of="grade", position=1),
        member(2, "Nausea"),
        member(3, "Middling", one_of="grade"),
        member(4, "asthma"),
        one_of=[grade],
    )
    assert [each.preferred_term for each in known.in_group(Group.CONDITION)] == ["asthma", "Middling", "Bad", "Nausea"]


def test_nobody_can_change_a_refset() -> None:
    known = refset(member(1, "Cerebral palsy"))
    with pytest.raises(TypeError):
        known.members[concept(2)] = member(2, "Asthma")  # type: ignore[index]
    with pytest.raises(AttributeError):
        known.release = known.release  # type: ignore[misc]
    with pytest.raises(TypeError):
        known.usual["paediatrician"] = ()  # type: ignore[index]


def test_each_group_has_words_and_the_first_four_are_the_complexity_profile() -> None:
    assert [group.words for group in COMPLEXITY_GROUPS] == [
        "Health conditions",
        "Technology dependencies",
        "Family-reported issues",
        "Round-the-clock care",
    ]
    assert all(group.words and group.singular for group in Group)
    assert all(group.value == group.name.lower() for group in Group)


def test_a_paediatrician_may_state_a_member_of_which_nothing_else_is_said() -> None:
    known = refset(member(1, "Cerebral palsy"))
    assert known.members[concept(1)].stated_by == {"paediatrician"}
    assert known.usual == {}

"""The form by which a member is grouped."""

from dataclasses import replace

import pytest

from app.administration.releases.grouping_form import GroupingForm, typed_form, usual_form, usual_words
from app.terminology.refset import Group, Refset
from tests.administration.releases.packages import shipped_list


@pytest.fixture(scope="module")
def shipped() -> Refset:
    return shipped_list()


@pytest.mark.parametrize(
    ("group", "marks"),
    [
        # As most of the shipped members of the group are marked.
        (Group.CONDITION, (True, False, True)),
        (Group.TECHNOLOGY_DEPENDENCY, (True, False, True)),
        (Group.FAMILY_REPORTED_ISSUE, (True, False, False)),
        (Group.SAFEGUARDING, (True, True, False)),
        (Group.IMAGING, (False, False, False)),
    ],
)
def test_the_marks_of_a_group_are_those_most_of_its_members_have(
    group: Group, marks: tuple[bool, bool, bool], shipped: Refset
) -> None:
    form = usual_form(group, shipped)
    assert (form.group, form.counted, form.sensitive, form.printable) == (group.value, *marks)


def test_half_of_the_members_are_not_most(shipped: Refset) -> None:
    two = dict(list(shipped.members.items())[:2])
    (first, one), (second, other) = two.items()
    members = {
        first: replace(one, group=Group.IMAGING, counted=True, one_of=None),
        second: replace(other, group=Group.IMAGING, counted=False, one_of=None),
    }
    assert not usual_form(Group.IMAGING, Refset(shipped.release, members, {})).counted


def test_a_group_without_members_is_counted_when_it_is_one_of_the_complexity_profile(shipped: Refset) -> None:
    empty = Refset(shipped.release, {}, {})
    assert [usual_form(group, empty).counted for group in (Group.CONDITION, Group.EDUCATION)] == [True, False]
    assert usual_words(Group.EDUCATION, empty) == "not counted"


def test_what_is_usual_is_told_beside_the_group(shipped: Refset) -> None:
    assert usual_words(Group.CONDITION, shipped) == "counted, prints for the family"


def test_a_form_that_was_sent_is_read_as_it_was_typed() -> None:
    fields = {"group": "imaging", "counted": "yes", "printable": "on", "version": "3"}
    assert typed_form(fields) == GroupingForm("imaging", True, False, False, 3)
    assert typed_form({}) == GroupingForm(version=-1)
    assert typed_form({"group": "ungrouped"}).chosen.group is Group.UNGROUPED
    assert typed_form({"group": "king"}).chosen.group is Group.UNGROUPED

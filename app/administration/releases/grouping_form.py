"""The form by which a member is grouped: what is offered, what was typed, and what is usual in a group."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.administration.releases.desk import GroupChosen, Waiting
from app.terminology.refset import COMPLEXITY_GROUPS, Group, Member, Refset
from app.terminology.releases import MemberGrouping

TICKED: Final = "yes"
GROUPS: Final = tuple(group for group in Group if group is not Group.UNGROUPED)


@dataclass(frozen=True, slots=True)
class GroupingForm:
    """What stands in the form of a member: the group's value, "" for none; the three marks; the version it was of."""

    group: str = ""
    counted: bool = False
    sensitive: bool = False
    printable: bool = False
    version: int = 0

    @property
    def chosen(self) -> GroupChosen:
        """How the form says that the member is grouped; "not yet" where it names no group."""
        known = {group.value: group for group in GROUPS}
        group = known.get(self.group, Group.UNGROUPED)
        return GroupChosen(group, self.counted, self.sensitive, self.printable)


@dataclass(frozen=True, slots=True)
class GroupingRow:
    """A member on the page: its form, why a group is suggested, how many children here have it, who grouped it last."""

    member: Member
    form: GroupingForm
    suggestion: str = ""
    children: int = 0
    grouping: MemberGrouping | None = None
    who: str = ""


def waiting_row(waiting: Waiting, refset: Refset) -> GroupingRow:
    """A member that waits, with the group suggested for it chosen already."""
    suggestion = waiting.suggestion
    if suggestion is None:
        return GroupingRow(waiting.member, GroupingForm(), "", waiting.children)
    words = f"{suggestion.group.singular}, {suggestion.words}"
    return GroupingRow(waiting.member, usual_form(suggestion.group, refset), words, waiting.children)


def grouped_row(member: Member, grouping: MemberGrouping, who: str) -> GroupingRow:
    """A member that a person has grouped, as they grouped it."""
    form = GroupingForm(
        grouping.group.value, grouping.counted, grouping.sensitive, grouping.printable, grouping.version
    )
    return GroupingRow(member, form, grouping=grouping, who=who)


def usual_form(group: Group, refset: Refset) -> GroupingForm:
    """A group with the marks that most of its members have; without members, those of complexity are counted."""
    members = refset.in_group(group)
    if not members:
        return GroupingForm(group.value, counted=group in COMPLEXITY_GROUPS)
    marks = (
        [each.counted for each in members],
        [each.sensitive for each in members],
        [each.printable for each in members],
    )
    return GroupingForm(group.value, *(2 * sum(mark) > len(members) for mark in marks))


def usual_words(group: Group, refset: Refset) -> str:
    """What is usual in a group, beside its name where it is chosen."""
    form = usual_form(group, refset)
    said = [("counted", form.counted), ("sensitive", form.sensitive), ("prints for the family", form.printable)]
    return ", ".join(words for words, mark in said if mark) or "not counted"


def typed_form(fields: Mapping[str, str]) -> GroupingForm:
    """The form as it was sent. A version that is no number is none that ever was, so that the form is out of date."""
    version = fields.get("version", "")
    return GroupingForm(
        fields.get("group", ""),
        fields.get("counted") == TICKED,
        fields.get("sensitive") == TICKED,
        fields.get("printable") == TICKED,
        int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1,
    )

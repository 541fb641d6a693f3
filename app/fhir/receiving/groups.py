"""Whether groups of needs were asked about, as far as the needs of a visit bear it out.

Of a group in which there are some needs, the record has at least one at that visit. A system may say so and send them
apart, or of what was excluded, or is in words alone, name none; and what made up such a group may be taken back.
"""

from collections.abc import Iterable, Iterator, Sequence

from app.clinical.needs import GroupAnswer, GroupAsked, Statement
from app.fhir.mapping.given import FormGiven
from app.fhir.structure.problems import IssueType, Problem, Severity

_NONE_CAME = (
    "some, yet none of them came with this visit: recorded as not asked, until one does. Send what there is, or say "
    "none identified."
)


def borne_out(groups: Iterable[GroupAsked], statements: Iterable[Statement]) -> tuple[GroupAsked, ...]:
    """The answers without those of some needs in groups of which no need is there at the visit."""
    there = {each.group for each in statements if each.change.affirmed}
    return tuple(each for each in groups if each.answer is not GroupAnswer.SOME or each.group in there)


def not_borne_out(forms: Iterable[tuple[FormGiven, str]], groups: Sequence[GroupAsked]) -> Iterator[Problem]:
    """A warning of each group in which a form, with its place, says that there are some needs, and `groups` do not."""
    some = {each.group for each in groups if each.answer is GroupAnswer.SOME}
    for form, place in forms:
        for group, answer in form.groups.items():
            if answer is GroupAnswer.SOME and group not in some:
                said = f"{group.words}: {_NONE_CAME}"
                yield Problem(IssueType.BUSINESS_RULE, place, said, severity=Severity.WARNING)

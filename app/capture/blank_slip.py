"""The blank slip for downtime: one sheet to be filled in by hand at the visit, and typed in when the system is back.

It asks what the form asks, in the form's own words and order, and offers the most usual needs to tick. It has no place
for a sensitive need, and none is offered: a sheet of paper may lie about, and such a need can wait for the screen.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from app.capture.slip_pdf import typeset
from app.capture.slip_words import plain_line
from app.clinical.child_items import TRANSITION_PLAN
from app.clinical.code_lists import CONSULTATION_TYPE
from app.clinical.encounter import Attendance, Outcome, Present
from app.clinical.needs import GroupAnswer
from app.clinical.plan import Recipient, RequestedTest
from app.clinical.professional import Profession
from app.terminology.concept import ConceptId
from app.terminology.refset import COMPLEXITY_GROUPS, Group, Member, OneOf, Refset

MOST_NEEDS: Final = 40
SMALL_GROUP: Final = 16
"""Without a list of usual needs, every member of a group of no more than these is offered."""

_ON_PAPER: Final = tuple(group for group in Group if group not in (Group.SAFEGUARDING, Group.UNGROUPED))
_LINES_AFTER: Final = {Group.CONDITION: 2, Group.TECHNOLOGY_DEPENDENCY: 1, Group.FAMILY_REPORTED_ISSUE: 1}


@dataclass(frozen=True, slots=True)
class Choices:
    """A line of boxes: what it asks, the words beside each box, and what to write after them, if anything."""

    heading: str
    answers: tuple[str, ...]
    write: str = ""


@dataclass(frozen=True, slots=True)
class NeedsToTick:
    """A group of needs: whether it was asked about (no boxes where the form does not ask), and a box for each need.

    `levels` are needs of which at most one applies, on one line; `lines` blank lines follow for others.
    """

    heading: str
    asked: tuple[str, ...]
    needs: tuple[str, ...]
    levels: tuple[Choices, ...] = ()
    lines: int = 0


@dataclass(frozen=True, slots=True)
class BlankSlip:
    """All that the sheet says. `profession` is empty on a sheet for all of them."""

    organisation: str
    profession: str
    visit: tuple[Choices, ...]
    groups: tuple[NeedsToTick, ...]
    plan: tuple[Choices, ...]


_ATTENDANCE: Final = (
    Attendance.ATTENDED_ON_TIME,
    Attendance.ATTENDED_LATE,
    Attendance.LATE_NOT_SEEN,
    Attendance.WAS_NOT_BROUGHT,
    Attendance.CANCELLED_BY_PATIENT,
    Attendance.CANCELLED_BY_PROVIDER,
)
_KINDS: Final = tuple(words.partition(" ")[0] for words in CONSULTATION_TYPE.answers.values())
_VISIT: Final = (
    Choices("Attendance", tuple(each.words for each in _ATTENDANCE), "If cancelled: on, and new date offered"),
    Choices("Consultation", (*_KINDS, "Face to face", "Telephone", "Video"), "Other, and place"),
    Choices("Present", tuple(each.words for each in Present)),
    Choices("Interpreter", ("Needed", "Not needed"), "Language"),
)
_PLAN: Final = (
    Choices("Outcome", tuple(each.words for each in Outcome)),
    Choices("Tests", tuple(each.words for each in RequestedTest)),
    Choices("Letter to (agreed)", tuple(each.words for each in Recipient)),
    Choices("Transition (14 on)", tuple(TRANSITION_PLAN.answers.values())),
)


def blank_slip(refset: Refset, organisation_name: str, *, profession: Profession | None = None) -> BlankSlip:
    """The sheet for a profession, or for all of them, offering at most `MOST_NEEDS` needs to tick.

    Levels of which one is usual are offered whole, and count once.
    """
    usual = _usual(refset, profession)
    groups = (_group(group, usual, refset) for group in _ON_PAPER)
    return BlankSlip(
        organisation=plain_line(organisation_name),
        profession=profession.words if profession else "",
        visit=_VISIT,
        groups=(
            *(each for each in groups if each.asked or each.needs or each.levels),
            NeedsToTick("Other needs, and needs that have ended", (), (), lines=1),
        ),
        plan=_PLAN,
    )


def blank_slip_pdf(
    refset: Refset, fonts: Path, organisation_name: str, *, profession: Profession | None = None
) -> bytes:
    """The sheet as a PDF file of one A4 page; `fonts` and faults as for `slip_pdf.typeset`."""
    return typeset("blank_slip.typ", asdict(blank_slip(refset, organisation_name, profession=profession)), fonts)


def _usual(refset: Refset, profession: Profession | None) -> frozenset[ConceptId]:
    """The needs to offer: those usual to the profession first, then those usual to most professions."""
    offered: dict[object, list[ConceptId]] = {}
    for member in _by_use(refset, profession):
        place: object = member.one_of if _is_level(member) else member.concept
        if place in offered or len(offered) < MOST_NEEDS:
            offered.setdefault(place, []).append(member.concept)
    return frozenset(concept for concepts in offered.values() for concept in concepts)


def _by_use(refset: Refset, profession: Profession | None) -> Iterator[Member]:
    lists = refset.usual.values()
    own = refset.usual.get(profession.value, ()) if profession else ()
    times = Counter(concept for concepts in lists for concept in concepts)
    ranked = [*own, *(concept for concept, _ in times.most_common())]
    if not ranked:
        small = (refset.in_group(group) for group in _ON_PAPER)
        ranked = [member.concept for members in small if len(members) <= SMALL_GROUP for member in members]
    for concept in dict.fromkeys(ranked):
        member = refset.member(concept)
        if member is not None and not member.sensitive and member.group in _ON_PAPER:
            yield member


def _is_level(member: Member) -> bool:
    return member.group is Group.FUNCTIONAL_LEVEL and member.one_of is not None


def _group(group: Group, usual: frozenset[ConceptId], refset: Refset) -> NeedsToTick:
    members = [member for member in refset.in_group(group) if member.concept in usual]
    sets = dict.fromkeys(member.one_of for member in members if member.one_of is not None and _is_level(member))
    return NeedsToTick(
        heading=group.words,
        asked=tuple(answer.words for answer in GroupAnswer) if group in COMPLEXITY_GROUPS else (),
        needs=tuple(plain_line(member.preferred_term) for member in members if not _is_level(member)),
        levels=tuple(_levels(refset.one_of[key], refset) for key in sets),
        lines=_LINES_AFTER.get(group, 0),
    )


def _levels(levels: OneOf, refset: Refset) -> Choices:
    members = (refset.member(concept) for concept in levels.members)
    terms = [plain_line(member.preferred_term) for member in members if member is not None and not member.sensitive]
    return Choices(plain_line(levels.words), tuple(_without_common_beginning(terms)))


def _without_common_beginning(terms: Sequence[str]) -> list[str]:
    """The terms without the words that all of them begin with, each keeping one word at least."""
    split = [term.split() for term in terms]
    shortest = min((len(words) - 1 for words in split), default=0)
    common = 0
    while common < shortest and len({words[common] for words in split}) == 1:
        common += 1
    return [" ".join(words[common:]) for words in split]

"""The needs of a visit as plain text, to be pasted into a clinic letter: they are typed once, and the letter is theirs.

No name, no number and no address is in it: the letter has its own. Sensitive needs, and needs that no reference set
vouches for (in the clinician's own words, or outside the set), are there only for those who may see sensitive ones,
for nobody has judged whether the latter are; sensitive ones stand apart at the end, under a line that asks who will
read them. What came of a safeguarding check and a declined copy are never in it: a letter is read by many.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from app.capture.scores_form import told_scores
from app.capture.slip_words import agreed_recipients, growth_rows, interval_words, plain_line, service_words
from app.clinical.ages import PartialDate, long_date
from app.clinical.complexity import complexity_of, counts_towards
from app.clinical.encounter import Encounter, NextAppointment, answers_by_group
from app.clinical.needs import Certainty, Change, GroupAnswer, Statement
from app.clinical.professional import Profession
from app.clinical.scores import Tools
from app.terminology.refset import COMPLEXITY_GROUPS, Group, Member, Refset

SENSITIVE_HEADING: Final = "Sensitive: decide who may read this before the letter is sent"
_UNGROUPED_HEADING: Final = "Other needs"
_CARE: Final = {None: "not asked", 0: "not needed", 1: "needed"}

_Block = list[str]


def letter_text(
    encounter: Encounter,
    refset: Refset,
    *,
    see_sensitive: bool,
    answers: Mapping[Group, GroupAnswer] | None = None,
    next_clinic_name: str | None = None,
    tools: Tools | None = None,
) -> str:
    """What one version of an encounter says, as lines of text under headings; empty when it was entered in error.

    `answers` are the last answers by group, those of this encounter when None. The line of the Disabilities Complexity
    Scale is left out when a need that counts in it is: it would be wrong, or would tell of what is not shown. `tools`
    are the assessment tools that the provider lists.
    """
    if encounter.entered_in_error:
        return ""
    told = [each for each in encounter.statements if see_sensitive or _may_be_shown(each, refset)]
    blocks = [
        [_opening(encounter)],
        *_standing_needs(encounter, told, refset),
        _block("Resolved", told, refset, lambda each: each.change is Change.RESOLVED and not _sensitive(each, refset)),
        _complexity(encounter, told, refset, answers),
        _lines("Measured", [f"{label}: {value}" for label, value in growth_rows(encounter.growth)]),
        _lines("Assessment scores", list(map(plain_line, told_scores(encounter.scores, tools, refset)))),
        _lines("Next steps", list(_next_steps(encounter, next_clinic_name))),
        _block(SENSITIVE_HEADING, told, refset, lambda each: _told_of(each) and _sensitive(each, refset)),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _opening(encounter: Encounter) -> str:
    on = long_date(encounter.contact.on)
    attendance = encounter.contact.attendance
    return f"Visit on {on}" if attendance.seen else f"Appointment on {on}: {attendance.words.lower()}"


def _standing_needs(encounter: Encounter, told: list[Statement], refset: Refset) -> Iterator[_Block]:
    for group in Group:
        heading = _UNGROUPED_HEADING if group is Group.UNGROUPED else group.words
        block = _block(heading, told, refset, _standing_in(group, refset))
        none = group in COMPLEXITY_GROUPS and encounter.answer(group) is GroupAnswer.NONE_IDENTIFIED
        yield block or ([f"{heading}: none identified"] if none else [])


def _standing_in(group: Group, refset: Refset) -> Callable[[Statement], bool]:
    return lambda each: each.group is group and each.change.standing and not _sensitive(each, refset)


def _block(heading: str, told: list[Statement], refset: Refset, wanted: Callable[[Statement], bool]) -> _Block:
    return _lines(heading, [_need(each, refset) for each in told if wanted(each)])


def _lines(heading: str, lines: list[str]) -> _Block:
    return [heading, *(f"- {line}" for line in lines)] if lines else []


def _need(statement: Statement, refset: Refset) -> str:
    parts = [_term(statement, refset)]
    if statement.certainty is not Certainty.DIAGNOSED:
        parts.append(statement.certainty.words.lower())
    if statement.primary:
        parts.append("primary condition")
    if statement.onset is not None:
        parts.append(f"since {_in_full(statement.onset)}")
    if statement.diagnosed is not None:
        parts.append(f"diagnosed {_in_full(statement.diagnosed)}{_by(statement.diagnosed_by)}")
    if statement.traffic_light is not None:
        parts.append(f"the family's concern today {statement.traffic_light.words.lower()}")
    if statement.change is Change.CARRIED:
        parts.append("not reviewed at this visit")
    if statement.change is Change.RESOLVED and _sensitive(statement, refset):
        parts.append("resolved")
    return ", ".join(parts)


def _term(statement: Statement, refset: Refset) -> str:
    member = _member(statement, refset)
    if member is not None:
        return plain_line(member.preferred_term)
    if statement.concept is not None:
        return plain_line(statement.term)
    return f'"{plain_line(statement.term)}" (in the clinician\'s words)'


def _by(profession: Profession | None) -> str:
    if profession is None or profession is Profession.OTHER:
        return ""
    return f" by {'an' if profession.words[0] in 'AEIOU' else 'a'} {profession.words.lower()}"


def _in_full(day: PartialDate) -> str:
    """A date of which the month or the year alone may be known, as letters write it."""
    words = long_date(day.earliest).split()
    known = 1 + (day.month is not None) + (day.day is not None)
    return " ".join(words[-known:])


def _complexity(
    encounter: Encounter, told: list[Statement], refset: Refset, answers: Mapping[Group, GroupAnswer] | None
) -> _Block:
    left_out = [each for each in encounter.statements if each not in told]
    if any(counts_towards(each, refset) for each in left_out):
        return []
    known = answers_by_group(encounter) if answers is None else answers
    scale = complexity_of(encounter.statements, known, refset).by_letter()
    words = [
        f"{group.lower()} {_CARE[count] if letter == 'R' else 'not asked' if count is None else count}"
        for letter, group, count in scale
    ]
    return [f"Disabilities Complexity Scale: {', '.join(words)}"]


def _next_steps(encounter: Encounter, next_clinic_name: str | None) -> Iterator[str]:
    if encounter.outcome is not None:
        yield f"Outcome: {encounter.outcome.words.lower()}"
    if encounter.next_appointment is not None:
        yield f"Next appointment: {_appointment(encounter.next_appointment, next_clinic_name)}"
    if encounter.onward_referrals:
        yield f"Referred to: {'; '.join(service_words(each.to) for each in encounter.onward_referrals)}"
    if encounter.tests_requested:
        yield f"Tests requested: {'; '.join(each.words for each in encounter.tests_requested)}"
    copies = agreed_recipients(encounter.copies)
    if copies:
        yield f"Copies to: {'; '.join(each.words for each in copies)}"


def _appointment(following: NextAppointment, clinic_name: str | None) -> str:
    interval = interval_words(following.weeks)
    parts = [interval[0].lower() + interval[1:]]
    parts += [plain_line(clinic_name)] if clinic_name else []
    parts += [f"{following.minutes} minutes"] if following.minutes else []
    return ", ".join(parts)


def _member(statement: Statement, refset: Refset) -> Member | None:
    return refset.known(statement.concept)


def _told_of(statement: Statement) -> bool:
    return statement.change is not Change.ENTERED_IN_ERROR


def _sensitive(statement: Statement, refset: Refset) -> bool:
    member = _member(statement, refset)
    return statement.group is Group.SAFEGUARDING or (member is not None and member.sensitive)


def _may_be_shown(statement: Statement, refset: Refset) -> bool:
    return _member(statement, refset) is not None and not _sensitive(statement, refset)

"""To which children of a plan the mishaps happen: to none of those who come today, and to each child one at most.

A clinic of fewer than a hundred children has none: there it would be chance alone that something had gone wrong.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from app.clinical.ages import LONDON
from app.clinical.identifiers import LocalPatientId, NhsNumber
from app.clinical.needs import Certainty
from app.demo.child_plan import ChildPlan, Making
from app.demo.mishaps import Mishap, NewNumber, SecondRegistration, WrongChild
from app.demo.plausibility import AGES, ANY_AGE, GENDERS
from app.demo.selection import YEAR
from app.demo.visits import working_day
from app.terminology.refset import Group

CHILDREN_FOR_EACH = 500
FEWEST_CHILDREN = 100
_SECOND_LOCAL = 900_001
_NOON, _AT_ONCE, _AFTER_LUNCH = time(12, 10), time(12, 45), time(13, 50)


def kinds_of(children: int) -> int:
    """How many mishaps of each kind happen among so many children who were seen."""
    return max(1, children // CHILDREN_FOR_EACH) if children >= FEWEST_CHILDREN else 0


def with_mishaps(children: Sequence[ChildPlan], numbers: Iterator[NhsNumber], making: Making) -> list[ChildPlan]:
    """The children, some with a mishap; fewer where no child is there to whom one could happen.

    `numbers` has an NHS number for each that is to be superseded.
    """
    planned = list(children)
    today = making.size.today
    for number in range(kinds_of(len(children))):
        local = LocalPatientId(f"NM{_SECOND_LOCAL + number:06d}")
        _befall(planned, today, partial(_registered_again, local=local, today=today))
        _befall(planned, today, lambda child: _number_superseded(child, numbers, today))
        _befall(planned, today, lambda child: _called_about(child, planned, making))
    return planned


def _befall(planned: list[ChildPlan], today: date, happens: Callable[[ChildPlan], ChildPlan | None]) -> None:
    """Let it happen to the first child to whom it can."""
    for place, child in enumerate(planned):
        if not child.mishaps and not _comes(child, today):
            befallen = happens(child)
            if befallen is not None:
                planned[place] = befallen
                return


def _comes(child: ChildPlan, today: date) -> bool:
    return any(each.on == today for each in child.upcoming)


def _at(day: date, at: time) -> datetime:
    return datetime.combine(day, at, LONDON).astimezone(UTC)


def _with(child: ChildPlan, mishap: Mishap) -> ChildPlan:
    return replace(child, mishaps=(mishap,))


def _registered_again(child: ChildPlan, local: LocalPatientId, today: date) -> ChildPlan | None:
    """A second referral letter, three weeks after the first, and nobody looked for the child."""
    on = working_day(child.referral.received_on + timedelta(days=21))
    merged = working_day(on + timedelta(days=9))
    if merged >= today:
        return None
    return _with(child, SecondRegistration(_at(on, _NOON), _at(merged, _AFTER_LUNCH), local))


def _number_superseded(child: ChildPlan, numbers: Iterator[NhsNumber], today: date) -> ChildPlan | None:
    """The number of a child whose number was verified, some days after they were first seen."""
    on = working_day(child.visits[0].on + timedelta(days=12))
    if on >= today or child.person.nhs_number is None or child.person.nhs_number_status != "01":
        return None
    person = replace(child.person, former_number=next(numbers))
    return _with(replace(child, person=person), NewNumber(_at(on, _NOON)))


def _called_about(child: ChildPlan, planned: Sequence[ChildPlan], making: Making) -> ChildPlan | None:
    """A call about a child three days after they were first seen, recorded on another child's record."""
    first = child.visits[0]
    on = working_day(first.on + timedelta(days=3))
    following = child.visits[1].on if len(child.visits) > 1 else making.size.today
    if child.closing is not None or not first.attendance.seen or on + timedelta(days=7) >= following:
        return None
    taken = {mishap.wrong for each in planned for mishap in each.mishaps if isinstance(mishap, WrongChild)}
    for course in _courses_called_about(child, making):
        for wrong, other in enumerate(planned):
            if other is not child and wrong not in taken and _mistaken_for(child, other, course, on, making):
                return _with(
                    child, WrongChild(_at(on, _NOON), _at(on, _AT_ONCE), on, wrong, course, first.professional)
                )
    return None


def _courses_called_about(child: ChildPlan, making: Making) -> Iterator[int]:
    """Conditions that were known for certain from the first visit on, and of which a child may have any number."""
    for number, course in enumerate(child.courses):
        member = making.refset.member(course.concept) if course.concept is not None else None
        certain = course.certainty is Certainty.DIAGNOSED and course.confirmed is None and course.resolved is None
        if member is None or member.one_of is not None or member.group is not Group.CONDITION:
            continue
        if certain and course.first == 0:
            yield number


def _mistaken_for(child: ChildPlan, other: ChildPlan, number: int, on: date, making: Making) -> bool:
    """Whether the call could be recorded on the other child, who never has the need and is free of mishaps."""
    course = child.courses[number]
    youngest, oldest = AGES.get(course.term, ANY_AGE)
    gender = other.person.demographics.gender
    return (
        not other.mishaps
        and not _comes(other, making.size.today)
        and other.closing is None
        and bool(other.visits)
        and other.referral.received_on < on
        and youngest <= (on - other.person.born).days / YEAR <= oldest
        and GENDERS.get(course.term, gender) is gender
        and all(each.concept != course.concept for each in other.courses)
    )

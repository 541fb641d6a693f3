"""What a made-up child needs, from which visit on, and how sure one was: with exact counts of C, T, F and R."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from app.clinical.ages import PartialDate
from app.clinical.needs import Certainty, SaidBy
from app.demo import presentations as tables
from app.demo.plausibility import AGES, ANY_AGE, FROM_BIRTH, OFTEN_SUSPECTED
from app.demo.presentations import Weighted
from app.demo.selection import YEAR, ChildSeen, Counts, Selection
from app.terminology.concept import ConceptId
from app.terminology.refset import Group, Refset


@dataclass(frozen=True, slots=True)
class NeedCourse:
    """A need over the visits attended, counted from 0: first stated at `first`, resolved at `resolved` if ever.

    `certainty` is that of the first statement; from visit `confirmed` on the need is diagnosed, on the day
    `diagnosed` where that is known. `excluded` says that it was resolved because it was not there after all.
    """

    concept: ConceptId | None
    term: str
    group: Group
    first: int
    resolved: int | None
    certainty: Certainty
    confirmed: int | None
    excluded: bool
    said_by: SaidBy
    primary: bool
    onset: PartialDate | None
    diagnosed: PartialDate | None


def courses_of(child: ChildSeen, refset: Refset, random: Random, *, uncoded: bool = False) -> tuple[NeedCourse, ...]:
    """The courses of all needs of a child; those that stand today make exactly `child.counts`.

    `uncoded` when one need is in a clinician's own words besides, which no count heeds.

    Raises:
        ValueError: the reference set lacks members the counts cannot be made without.
    """
    selection = Selection(child, refset)
    primary, conditions = _conditions(selection, random)
    technology = selection.pick(child.presentation.technology, child.counts.technology, random)
    family = selection.pick(tables.FAMILY_ISSUES, child.counts.family, random)
    care = selection.pick((tables.SUPERVISION,), child.counts.round_the_clock, random)
    counts = Counts(len(conditions), len(technology), len(family), len(care))
    if counts != child.counts:
        raise ValueError("The reference set lacks members that the demonstration records.")
    uncounted = list(_uncounted(selection, random))
    standing = (*conditions, *technology, *family, *care, *uncounted)
    courses = [_course(each, selection, each is primary, random) for each in standing]
    courses.extend(_passing(selection, random))
    if uncoded:
        courses.append(_in_own_words(len(child.attended), random))
    return tuple(course for each in courses for course in _changed(each, selection, random))


def _conditions(selection: Selection, random: Random) -> tuple[Weighted | None, list[Weighted]]:
    """The conditions, and the one of them that is primary."""
    child = selection.child
    wanted = child.counts.conditions
    picked: list[Weighted] = []
    if child.disabled:
        picked += selection.pick(_severities(child), 1, random)
    picked += selection.pick(child.presentation.main, min(1, wanted - len(picked)), random)
    primary = picked[-1] if picked else None
    likely = {each.concept for each in child.presentation.companions}
    options = [replace(each, weight=each.weight * 3) for each in child.presentation.companions]
    options += [each for each in tables.COMMON if each.concept not in likely]
    picked += selection.pick(options, wanted - len(picked), random)
    if primary is None and picked:
        primary = picked[0]
    return primary, picked


def _severities(child: ChildSeen) -> list[Weighted]:
    """The grades of learning disability: the heavier, the more a child needs."""
    heavy = child.counts.conditions >= 8 or child.counts.round_the_clock or child.counts.technology
    tilt = (0.4, 0.8, 2.5, 6.0) if heavy else (1.3, 1.1, 0.7, 0.2)
    return [
        replace(each, weight=each.weight * factor)
        for each, factor in zip(tables.LEARNING_DISABILITY, tilt, strict=True)
    ]


def _uncounted(selection: Selection, random: Random) -> Iterator[Weighted]:
    """What is recorded of the child and never counted: levels, imaging, diet, treatment, plans, safeguarding."""
    child = selection.child
    counts = child.counts
    heavy = bool(counts.technology or counts.round_the_clock)
    if child.presentation.name == "cerebral palsy" and counts.conditions >= 2 - (not child.disabled):
        levels = [
            replace(each, weight=each.weight * (factor if heavy else 1 / factor))
            for each, factor in zip(tables.GROSS_MOTOR, (0.3, 0.5, 1, 3, 5), strict=True)
        ]
        yield from selection.pick(levels, 1, random)
        yield from selection.pick(tables.BRAIN_IMAGING, int(random.random() < 0.6), random)
    if selection.has("Feeding problem") and random.random() < 0.5:
        yield from selection.pick(tables.DIETS, 1, random)
        yield from selection.pick(tables.MALNUTRITION_RISK, 1, random)
    if any(each.term in tables.ATTENTION_DISORDERS for each in selection.chosen) and random.random() < 0.55:
        yield from selection.pick(tables.ATTENTION_TREATMENT, 1, random)
    if selection.has("Sleep disorder") and random.random() < 0.5:
        yield from selection.pick((tables.MELATONIN,), 1, random)
    if selection.has("Epilepsy") and random.random() < 0.25:
        yield from selection.pick((tables.SPECIALIST_CRITERIA,), 1, random)
    if selection.has("Anxiety disorder") and random.random() < 0.25:
        yield from selection.pick((tables.NON_ATTENDANCE,), 1, random)
    if heavy:
        yield from selection.pick(tables.CARE_PLANS, int(random.random() < 0.6), random)
        yield from selection.pick((tables.EMERGENCY_PLAN,), int(random.random() < 0.4), random)
    if random.random() < 0.03:
        yield from selection.pick(tables.SAFEGUARDING, 1, random)
    if counts == Counts(0, 0, 0, 0):
        yield from selection.pick(tables.NOTHING_FOUND, int(random.random() < 0.6), random)
    elif not child.disabled and not selection.has("Learning difficulties") and random.random() < 0.08:
        yield from selection.pick((tables.DISABILITY_EXCLUDED,), 1, random)


def _course(option: Weighted, selection: Selection, primary: bool, random: Random) -> NeedCourse:
    """The course of a need that stands today."""
    member = selection.refset.members[option.concept]
    visits = selection.visits(option)
    first = visits[0] if random.random() < 0.65 else random.choice(visits)
    last = len(selection.child.attended) - 1
    family = member.group is Group.FAMILY_REPORTED_ISSUE
    certainty, confirmed = Certainty.REPORTED if family else Certainty.DIAGNOSED, None
    if option.term in OFTEN_SUSPECTED and random.random() < 0.4:
        certainty = Certainty.SUSPECTED
        if first < last and random.random() < 0.85:
            confirmed = random.randrange(first + 1, last + 1)
    onset, diagnosed = None, None
    if member.group is Group.CONDITION:
        onset, diagnosed = _dates(option, first, selection.child, random)
    if certainty is Certainty.SUSPECTED:
        told = None if confirmed is None else selection.child.attended[confirmed]
        diagnosed = None if told is None else PartialDate(told.year, told.month, told.day)
    return NeedCourse(
        option.concept,
        member.preferred_term,
        member.group,
        first,
        None,
        certainty,
        confirmed,
        False,
        SaidBy.FAMILY if family else SaidBy.CLINICIAN,
        primary and member.group is Group.CONDITION,
        onset,
        diagnosed,
    )


def _dates(
    option: Weighted, first: int, child: ChildSeen, random: Random
) -> tuple[PartialDate | None, PartialDate | None]:
    """Onset and diagnosis, as precisely as a family remembers, before the visit at which they were first told."""
    youngest = AGES.get(option.term, ANY_AGE)[0]
    begin = child.born + timedelta(days=int(youngest * YEAR))
    if option.term in FROM_BIRTH:
        begin = child.born
    length = max(1, min((child.attended[first] - begin).days, 900))
    begin = min(begin, child.attended[first])
    diagnosed = begin + timedelta(days=random.randrange(length))
    onset = None
    if option.term not in FROM_BIRTH and random.random() < 0.2:
        onset = _as_known(begin + timedelta(days=random.randrange(max(1, (diagnosed - begin).days))), random)
    return onset, _as_known(diagnosed, random) if random.random() < 0.85 else None


def _as_known(day: date, random: Random) -> PartialDate:
    precision = random.random()
    if precision < 0.45:
        return PartialDate(day.year)
    return PartialDate(day.year, day.month) if precision < 0.75 else PartialDate(day.year, day.month, day.day)


def _passing(selection: Selection, random: Random) -> Iterator[NeedCourse]:
    """Needs that came and went, and suspicions that were not borne out."""
    last = len(selection.child.attended) - 1
    if last < 1:
        return
    tables_of_passing: Sequence[tuple[float, tuple[Weighted, ...]]] = (
        (0.4, tables.PASSING_CONDITIONS),
        (0.25, tables.FAMILY_ISSUES),
        (0.04, tables.SUSPICIONS),
    )
    for chance, options in tables_of_passing:
        if random.random() >= chance:
            continue
        for option in selection.pick(options, 1, random):
            course = _course(option, selection, False, random)
            if course.first < last:
                yield _ended(course, random.randrange(course.first + 1, last + 1), options is tables.SUSPICIONS)


def _ended(course: NeedCourse, at: int, excluded: bool) -> NeedCourse:
    """The course, ended at a visit; whatever was only suspected till then was not confirmed."""
    certainty = Certainty.SUSPECTED if excluded else course.certainty
    confirmed = None if course.confirmed is None or course.confirmed >= at or excluded else course.confirmed
    return replace(
        course,
        resolved=at,
        certainty=certainty,
        confirmed=confirmed,
        excluded=excluded,
        diagnosed=course.diagnosed if confirmed is not None or certainty is Certainty.DIAGNOSED else None,
    )


def _changed(course: NeedCourse, selection: Selection, random: Random) -> Iterator[NeedCourse]:
    """The course, or where a level changed: the level before, ended at the visit at which today's began."""
    last = len(selection.child.attended) - 1
    level = next((place for place, each in enumerate(tables.GROSS_MOTOR) if each.concept == course.concept), 0)
    if level and course.first < last and random.random() < 0.3:
        at = random.randrange(course.first + 1, last + 1)
        before = selection.refset.member(tables.GROSS_MOTOR[level - 1].concept)
        if before is not None:
            yield replace(course, concept=before.concept, term=before.preferred_term, resolved=at)
            course = replace(course, first=at)
    yield course


def _in_own_words(attended: int, random: Random) -> NeedCourse:
    """A need that no member of the reference set says."""
    return NeedCourse(
        None,
        random.choice(tables.OWN_WORDS),
        Group.CONDITION,
        random.randrange(attended),
        None,
        Certainty.REPORTED,
        None,
        False,
        SaidBy.CLINICIAN,
        False,
        None,
        None,
    )

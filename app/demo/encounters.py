"""One planned visit as the encounter a clinician would record of it."""

from collections.abc import Iterator, Set
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

from app.clinical.ages import LONDON
from app.clinical.encounter import (
    Encounter,
    EncounterKind,
    NextAppointment,
    Outcome,
)
from app.clinical.entitlement import may_diagnose
from app.clinical.needs import (
    Certainty,
    Change,
    GroupAnswer,
    GroupAsked,
    SaidBy,
    Source,
    Statement,
    TrafficLight,
)
from app.clinical.professional import Profession
from app.demo.child_plan import ChildPlan
from app.demo.contacts import Drawn, Known, activities_of, contact_of, present_of
from app.demo.needs import NeedCourse
from app.demo.people import CLINICS, STAFF
from app.demo.visits import VisitPlan
from app.identity import Identity
from app.terminology.refset import COMPLEXITY_GROUPS, Group, Refset

_ASKED_AGAIN = {
    Group.CONDITION: 0.92,
    Group.TECHNOLOGY_DEPENDENCY: 0.75,
    Group.FAMILY_REPORTED_ISSUE: 1.0,
    Group.ROUND_THE_CLOCK_CARE: 0.6,
}
_OTHERS_ASKED_AGAIN = 0.6
_LIGHTS = tuple(TrafficLight)


def instant_of(visit: VisitPlan) -> datetime:
    """When the visit was recorded: at its end, as an instant (UTC)."""
    return datetime.combine(visit.on, visit.at, LONDON).astimezone(UTC) + timedelta(minutes=visit.minutes)


def encounter_of(child: ChildPlan, place: int, known: Known, drawn: Drawn, random: Random) -> Encounter:
    """The encounter of the visit at a place of the child's list; `known.needs` has every need first stated by then."""
    visit = child.visits[place]
    seen = visit.attendance.seen
    attended = child.attended_before(place)
    statements = tuple(_statements(child, place, known, random)) if seen else ()
    following = _following(child, place, known)
    outcome = _outcome(child, place, following)
    return Encounter(
        drawn.encounter,
        1,
        known.records + 1,
        known.staffed.organisation.id,
        known.child,
        known.referral,
        EncounterKind.CARE_CONTACT,
        contact_of(child, place, known, random),
        activities_of(child, place, known, drawn, random) if seen else (),
        present_of(child, visit, random) if seen else frozenset(),
        _groups(child, attended, statements, random) if seen else (),
        statements,
        outcome,
        following if outcome is Outcome.REVIEW else None,
        known.appointment,
        known.staffed.professionals[visit.professional].id,
        instant_of(visit),
        known.staffed.clinicians[visit.professional].id,
        profession=STAFF[visit.professional].profession,
    )


def _statements(child: ChildPlan, place: int, known: Known, random: Random) -> Iterator[Statement]:
    """What is said of the needs at the visit: the new, the resolved, and those of the groups asked about again."""
    attended = child.attended_before(place)
    asked = {group for group, chance in _ASKED_AGAIN.items() if random.random() < chance}
    asked |= {group for group in Group if group not in _ASKED_AGAIN and random.random() < _OTHERS_ASKED_AGAIN}
    for number, course in enumerate(child.courses):
        change = _change(course, attended, asked)
        source = _source(course, child.visits[place], known)
        if change is None or (change is Change.STILL_PRESENT and not _theirs(course, source, known.refset)):
            continue
        said = _statement(
            course, change, known.needs[number], source, attended=attended, release=known.refset.release.label
        )
        yield said if _theirs(course, source, known.refset) else replace(said, certainty=Certainty.REPORTED)


def _change(course: NeedCourse, attended: int, asked: Set[Group]) -> Change | None:
    """What a visit says of a need, None where it is carried, not there yet, or gone."""
    if course.first == attended:
        return Change.NEW
    if course.resolved == attended:
        return Change.RESOLVED
    stands = course.first < attended and (course.resolved is None or attended < course.resolved)
    if stands and (course.group in asked or course.confirmed == attended):
        return Change.STILL_PRESENT
    return None


def _theirs(course: NeedCourse, source: Source, refset: Refset) -> bool:
    """Whether who says it may: what the family says, or what the professional's own profession diagnoses."""
    member = refset.member(course.concept) if course.concept is not None else None
    return source.said_by is SaidBy.FAMILY or course.concept is None or may_diagnose(source.profession, member)


def _source(course: NeedCourse, visit: VisitPlan, known: Known) -> Source:
    if course.said_by is SaidBy.FAMILY:
        return Source(SaidBy.FAMILY)
    profession = STAFF[visit.professional].profession
    return Source(SaidBy.CLINICIAN, profession, known.staffed.professionals[visit.professional].id)


def _statement(
    course: NeedCourse, change: Change, need: Identity, source: Source, *, attended: int, release: str
) -> Statement:
    certainty = course.certainty
    if course.confirmed is not None and attended >= course.confirmed:
        certainty = Certainty.DIAGNOSED
    diagnosed = course.diagnosed if certainty is Certainty.DIAGNOSED else None
    if course.excluded and change is Change.RESOLVED:
        certainty = Certainty.EXCLUDED
    family = source.said_by is SaidBy.FAMILY
    return Statement(
        need,
        change,
        course.concept,
        course.term,
        None,
        release,
        course.group,
        certainty,
        source,
        course.primary,
        course.onset,
        diagnosed,
        Profession.PAEDIATRICIAN if diagnosed is not None else None,
        _LIGHTS[(need + attended) % len(_LIGHTS)] if family and change.affirmed else None,
    )


def _groups(
    child: ChildPlan, attended: int, statements: tuple[Statement, ...], random: Random
) -> tuple[GroupAsked, ...]:
    """The answers of the four groups that count: all at the first visit, then those asked about again."""
    answers = []
    for group in COMPLEXITY_GROUPS:
        here = [each for each in statements if each.group is group]
        stands = any(
            course.group is group
            and course.first <= attended
            and (course.resolved is None or course.resolved > attended)
            for course in child.courses
        )
        if any(each.change.affirmed for each in here):
            answers.append(GroupAsked(group, GroupAnswer.SOME))
        elif not stands and (attended == 0 or here or random.random() < _ASKED_AGAIN[group]):
            answers.append(GroupAsked(group, GroupAnswer.NONE_IDENTIFIED))
    return tuple(answers)


def _following(child: ChildPlan, place: int, known: Known) -> NextAppointment | None:
    """When the child is to be seen again: as was booked then, or else in half a year or a year."""
    visit = child.visits[place]
    booked = child.ahead[place + 1 :]
    if booked:
        weeks = max(1, round((booked[0].on - visit.on).days / 7))
        return NextAppointment(weeks, known.staffed.clinics[booked[0].clinic].id, booked[0].minutes)
    if not visit.attendance.seen:
        return None
    return NextAppointment(
        26 if visit.on.day % 2 else 52, known.staffed.clinics[visit.clinic].id, CLINICS[visit.clinic].minutes
    )


def _outcome(child: ChildPlan, place: int, following: NextAppointment | None) -> Outcome | None:
    if child.closing is not None and place == len(child.visits) - 1:
        return child.closing
    return Outcome.REVIEW if following is not None else None

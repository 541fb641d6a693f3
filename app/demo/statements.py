"""What is said of a made-up child's needs at a visit: what is new, resolved, confirmed, and what is left as it was.

At most follow-up visits the one key affirms what stands within the clinician's own profession, and one need in seven is
looked at by itself; at some they go through the needs one by one, at a few they review nothing. A need that nobody
looked at by itself for long enough asks, and the one key leaves it: so that some ask still today.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from random import Random

from app.clinical.ages import PartialDate
from app.clinical.entitlement import may_diagnose, within_own
from app.clinical.history import Expiry, NeedHistory
from app.clinical.needs import Certainty, Change, SaidBy, Source, Statement, TrafficLight
from app.clinical.professional import Profession
from app.demo.child_plan import ChildPlan
from app.demo.contacts import Known
from app.demo.needs import NeedCourse
from app.demo.people import STAFF
from app.demo.visits import VisitPlan
from app.identity import Identity
from app.terminology.refset import Group

EXPIRY = Expiry()
"""As the settings have it where nobody has changed them."""

_LIGHTS = tuple(TrafficLight)
_ASKED_ANEW = {Group.FAMILY_REPORTED_ISSUE: 1.0, Group.ROUND_THE_CLOCK_CARE: 0.6}
_TOUCHED_WITH_THE_KEY, _TOUCHED_ONE_BY_ONE, _TOUCHED_WHEN_ASKED, _FINDINGS_ASKED = 0.15, 0.55, 0.65, 0.3


class Manner(Enum):
    """How a clinician goes through what stands."""

    ONE_KEY = auto()
    ONE_BY_ONE = auto()
    NOT_AT_ALL = auto()


_MANNERS = ((Manner.ONE_KEY, 72.0), (Manner.ONE_BY_ONE, 18.0), (Manner.NOT_AT_ALL, 10.0))


@dataclass(frozen=True, slots=True)
class _Visit:
    """A visit as the needs see it; `attended` counts the visits before at which the child was seen."""

    plan: VisitPlan
    attended: int
    profession: Profession
    manner: Manner
    known: Known


def statements_of(child: ChildPlan, place: int, known: Known, random: Random) -> tuple[Statement, ...]:
    """The statements of a visit at which the child was seen; what is not said is carried by the core."""
    plan = child.visits[place]
    manner = random.choices([each for each, _ in _MANNERS], [share for _, share in _MANNERS])[0]
    visit = _Visit(plan, child.attended_before(place), STAFF[plan.professional].profession, manner, known)
    return tuple(_statements(child, visit, random))


def _statements(child: ChildPlan, visit: _Visit, random: Random) -> Iterator[Statement]:
    known = visit.known
    for number, course in enumerate(child.courses):
        if course.first > visit.attended:
            continue
        need = known.needs[number]
        history = known.histories.get(need)
        source = source_of(course, visit.plan.professional, known)
        if course.first == visit.attended:
            yield stated(course, Change.NEW, need, attended=visit.attended, source=source, known=known)
        elif history is not None and history.latest.change.standing:
            change = _change(course, history, visit, random)
            if change is Change.REVIEWED_UNCHANGED:
                yield replace(history.latest, change=change, source=source, traffic_light=None)
            elif change is not None:
                yield _again(course, change, need, history, visit)


def _change(course: NeedCourse, history: NeedHistory, visit: _Visit, random: Random) -> Change | None:
    """What is said of a need that stands; None when it is carried."""
    if course.resolved == visit.attended:
        return Change.RESOLVED
    member = visit.known.refset.member(course.concept) if course.concept is not None else None
    if course.group in _ASKED_ANEW:
        return Change.STILL_PRESENT if random.random() < _ASKED_ANEW[course.group] else None
    if not within_own(visit.profession, member):
        finding = course.concept is None or course.group is not Group.CONDITION
        return Change.STILL_PRESENT if finding and random.random() < _FINDINGS_ASKED else None
    if course.confirmed == visit.attended:
        return Change.STILL_PRESENT
    if EXPIRY.asks(history, visit.plan.on):
        return Change.STILL_PRESENT if random.random() < _TOUCHED_WHEN_ASKED else None
    return _reviewed(visit.manner, random)


def _reviewed(manner: Manner, random: Random) -> Change | None:
    """What is said of a need that stood ticked."""
    if manner is Manner.ONE_KEY:
        return Change.STILL_PRESENT if random.random() < _TOUCHED_WITH_THE_KEY else Change.REVIEWED_UNCHANGED
    if manner is Manner.ONE_BY_ONE:
        return Change.STILL_PRESENT if random.random() < _TOUCHED_ONE_BY_ONE else None
    return None


def source_of(course: NeedCourse, professional: int, known: Known) -> Source:
    """On whose word a need is stated, by a professional (their place in the staff)."""
    if course.said_by is SaidBy.FAMILY:
        return Source(SaidBy.FAMILY)
    return Source(SaidBy.CLINICIAN, STAFF[professional].profession, known.staffed.professionals[professional].id)


def _again(course: NeedCourse, change: Change, need: Identity, history: NeedHistory, visit: _Visit) -> Statement:
    """A need touched or resolved; a suspicion that is borne out was diagnosed on the day on which somebody says so."""
    known, on = visit.known, visit.plan.on
    source = source_of(course, visit.plan.professional, known)
    said = stated(course, change, need, attended=visit.attended, source=source, known=known)
    if history.latest.certainty is Certainty.SUSPECTED and said.certainty is Certainty.DIAGNOSED:
        return replace(said, diagnosed=PartialDate(on.year, on.month, on.day), diagnosed_by=source.profession)
    return said


def stated(
    course: NeedCourse, change: Change, need: Identity, *, attended: int, source: Source, known: Known
) -> Statement:
    """A need as its course has it after so many visits; a diagnosis that is not theirs to make is reported."""
    certainty = course.certainty
    if course.confirmed is not None and attended >= course.confirmed:
        certainty = Certainty.DIAGNOSED
    diagnosed = course.diagnosed if certainty is Certainty.DIAGNOSED else None
    if course.excluded and change is Change.RESOLVED:
        certainty = Certainty.EXCLUDED
    family = source.said_by is SaidBy.FAMILY
    if certainty in (Certainty.DIAGNOSED, Certainty.EXCLUDED) and not (family or _theirs(course, source, known)):
        certainty = Certainty.REPORTED
    return Statement(
        need,
        change,
        course.concept,
        course.term,
        None,
        known.refset.release.label,
        course.group,
        certainty,
        source,
        course.primary,
        course.onset,
        diagnosed,
        Profession.PAEDIATRICIAN if diagnosed is not None else None,
        _LIGHTS[(need + attended) % len(_LIGHTS)] if family and change.affirmed else None,
    )


def _theirs(course: NeedCourse, source: Source, known: Known) -> bool:
    """Whether the need may be diagnosed by the profession on whose word it is stated."""
    member = known.refset.member(course.concept) if course.concept is not None else None
    return course.concept is None or may_diagnose(source.profession, member)

"""One planned visit as the encounter a clinician would record of it."""

from datetime import UTC, datetime, timedelta
from random import Random

from app.clinical.ages import LONDON
from app.clinical.encounter import Encounter, EncounterKind, NextAppointment, Outcome
from app.clinical.needs import Change, GroupAnswer, GroupAsked, Statement
from app.clinical.timing import Timing
from app.demo.child_plan import ChildPlan
from app.demo.contacts import Drawn, Known, activities_of, contact_of, present_of
from app.demo.decisions import check_of, copies_of, onward_referrals_of, tests_of
from app.demo.growth import growth_on
from app.demo.people import CLINICS, STAFF
from app.demo.recording_time import Done, timing_of
from app.demo.statements import statements_of
from app.demo.visits import VisitPlan
from app.terminology.refset import COMPLEXITY_GROUPS, Group

_ASKED_AGAIN = {
    Group.CONDITION: 0.92,
    Group.TECHNOLOGY_DEPENDENCY: 0.75,
    Group.FAMILY_REPORTED_ISSUE: 1.0,
    Group.ROUND_THE_CLOCK_CARE: 0.6,
}


def instant_of(visit: VisitPlan) -> datetime:
    """When the visit was recorded: at its end, as an instant (UTC)."""
    return datetime.combine(visit.on, visit.at, LONDON).astimezone(UTC) + timedelta(minutes=visit.minutes)


def encounter_of(child: ChildPlan, place: int, known: Known, drawn: Drawn, random: Random) -> Encounter:
    """The encounter of the visit at a place of the child's list; `known.needs` has every need first stated by then."""
    visit = child.visits[place]
    seen = visit.attendance.seen
    attended = child.attended_before(place)
    statements = statements_of(child, place, known, random) if seen else ()
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
        growth=growth_on(visit.on, child.person.born, child.person.build, random)
        if seen and visit.in_person and not visit.carer_only
        else None,
        onward_referrals=onward_referrals_of(visit, random, first=attended == 0) if seen else (),
        copies=copies_of(child, visit, random) if seen else (),
        tests_requested=tests_of(visit, random, first=attended == 0) if seen else (),
        safeguarding_check=check_of(child, place, random),
        timing=_timing(visit, statements, known, random),
    )


def _timing(visit: VisitPlan, statements: tuple[Statement, ...], known: Known, random: Random) -> Timing:
    standing = sum(each.latest.change.standing for each in known.histories.values())
    changes = [each.change for each in statements]
    added, resolved = changes.count(Change.NEW), changes.count(Change.RESOLVED)
    done = Done(added, len(changes) - added - resolved, standing + added - len(changes))
    return timing_of(done, instant_of(visit), visit.professional, random, seen=visit.attendance.seen)


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
    visit, booked = child.visits[place], child.booked_after(place)
    if booked is not None:
        weeks = max(1, round((booked.on - visit.on).days / 7))
        return NextAppointment(weeks, known.staffed.clinics[booked.clinic].id, booked.minutes)
    if not visit.attendance.seen:
        return None
    weeks = 26 if visit.on.day % 2 else 52
    return NextAppointment(weeks, known.staffed.clinics[visit.clinic].id, CLINICS[visit.clinic].minutes)


def _outcome(child: ChildPlan, place: int, following: NextAppointment | None) -> Outcome | None:
    if child.closing is not None and place == len(child.visits) - 1:
        return child.closing
    return Outcome.REVIEW if following is not None else None

"""Who has an appointment today or later, and who came on the day before: the clinics that the demonstration opens with.

Among those who come to the paediatrician today are the four with the most needs, one who was not brought last time, one
old enough for the transition to adult services, one of whom nothing was found, and twins who come for the first time.
Nobody else today has as many needs as the first of the four.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import time, timedelta

from app.clinical.child import Gender
from app.clinical.encounter import Attendance
from app.clinical.entitlement import within_own
from app.clinical.identifiers import NhsNumber
from app.clinical.professional import Profession
from app.demo.child_plan import ChildPlan, DemoSize, Making
from app.demo.children import made_up_person, made_up_referral
from app.demo.facts import TRANSITION_YEARS, Circumstances
from app.demo.kin import as_namesakes, as_siblings, as_twins
from app.demo.people import PAEDIATRICIAN, PAEDIATRICIANS, STAFF, THERAPIST
from app.demo.selection import YEAR
from app.demo.visits import Booking, not_brought, seen_again, working_day, working_day_before

NEW_TODAY = 4
MOST_NEEDS = 4
_MORNING = tuple(time(9 + minutes // 60, minutes % 60) for minutes in range(0, 200, 20))
_AFTERNOON = tuple(time(13 + minutes // 60, minutes % 60) for minutes in range(0, 160, 20))
_THERAPY = tuple(time(9 + minutes // 60, minutes % 60) for minutes in range(0, 270, 45))
_NEW_WAITED = (14, 110)
"""The fewest and most days since the referral of a child who comes for the first time."""


def booked(children: Sequence[ChildPlan], making: Making) -> list[ChildPlan]:
    """The children with appointments: today's clinics filled, about half of the others to be seen later."""
    today = _today(children, making)
    coming = list(today)
    planned = list(children)
    _make_one_not_brought(coming[MOST_NEEDS:], planned, making)
    own = [place for place in coming[MOST_NEEDS:] if today[place].professional == PAEDIATRICIAN]
    pair = _pair(own, planned, _may_be_siblings)
    _become(pair, planned, as_siblings)
    left = [place for place in own if place not in pair]
    _become(_pair(left, planned, _may_be_mistaken), planned, as_namesakes)
    for place in _seen_the_day_before(planned, today.keys(), making):
        planned[place] = _seen_yesterday(planned[place], making)
    return [
        replace(child, upcoming=(today[place],) if place in today else _later(child, making))
        for place, child in enumerate(planned)
    ]


def _later(child: ChildPlan, making: Making) -> tuple[Booking, ...]:
    random = making.random
    if child.closing is not None or random.random() < 0.5:
        return ()
    lead = child.visits[0].professional
    on = working_day(making.size.today + timedelta(days=random.randrange(1, 84)))
    return (Booking(on, making.diary.free(lead, on, random), 30, STAFF[lead].clinics[0], lead),)


def _ready(children: Sequence[ChildPlan], size: DemoSize) -> list[int]:
    """Those who may come again: not closed, and not seen within the week."""
    recent = size.today - timedelta(days=7)
    return [place for place, each in enumerate(children) if each.closing is None and each.visits[-1].on <= recent]


def _today(children: Sequence[ChildPlan], making: Making) -> dict[int, Booking]:
    """Whom to see today, by place in the list: first the paediatrician's own children with the most needs."""
    places = _places_today(making.size)
    # Only the paediatrician's own places, which stand first, are mixed among the children chosen to come to her.
    own_places = sum(each.professional == PAEDIATRICIAN for each in places)
    wanted = _wanted(children, making)[: len(places)]
    order = list(range(min(own_places, len(wanted))))
    making.random.shuffle(order)
    at = [*order, *range(len(order), len(wanted))]
    return {place: places[index] for place, index in zip(wanted, at, strict=True)}


def _wanted(children: Sequence[ChildPlan], making: Making) -> list[int]:
    """Those who may come, in order of preference: the most needs, one of each kind worth showing, and the rest."""
    size = making.size
    ready = _ready(children, size)
    own = [place for place in ready if children[place].visits[0].professional == PAEDIATRICIAN]
    fresh = [place for place in own if _freshly_looked_at(children[place], making) >= 3]
    first = sorted(fresh or own, key=lambda place: len(children[place].courses), reverse=True)[:MOST_NEEDS]
    most = max((len(children[place].courses) for place in first), default=99)
    # With nothing recorded, whoever was last seen before the new children's referral is booked before they are.
    long_ago = size.today - timedelta(days=_NEW_WAITED[1] + 1)
    rest = [
        place
        for place in ready
        if place not in first
        and len(children[place].courses) < most
        and (children[place].courses or children[place].visits[-1].on < long_ago)
    ]
    making.random.shuffle(rest)
    kinds: tuple[Callable[[ChildPlan], bool], ...] = (
        lambda child: child.visits[-1].attendance is Attendance.WAS_NOT_BROUGHT,
        lambda child: (size.today - child.person.born).days >= TRANSITION_YEARS * YEAR + 1,
        lambda child: not child.courses,
    )
    chosen: list[int] = []
    for kind in kinds:
        chosen += [place for place in rest if place not in chosen and kind(children[place])][:1]
    return [*first, *chosen, *(place for place in rest if place not in chosen)]


def _freshly_looked_at(child: ChildPlan, making: Making) -> int:
    """How many needs will stand ticked on the paediatrician's form, by when they were first recorded alone."""
    attended = [visit.on for visit in child.visits if visit.attendance.seen]
    since = making.size.today - timedelta(days=350)
    return sum(
        course.resolved is None
        and course.concept is not None
        and len(attended) - 1 - course.first < 3
        and attended[course.first] > since
        and within_own(Profession.PAEDIATRICIAN, making.refset.member(course.concept))
        for course in child.courses
    )


def _make_one_not_brought(coming: Sequence[int], planned: list[ChildPlan], making: Making) -> None:
    """Where chance has none among those who come, one was not brought on a day between their last visit and today."""
    if not coming or any(planned[place].visits[-1].attendance is Attendance.WAS_NOT_BROUGHT for place in coming):
        return
    child = planned[coming[0]]
    last = child.visits[-1]
    on = working_day(last.on + (making.size.today - last.on) // 2)
    if last.on < on < making.size.today:
        missed = not_brought(on, last.professional, making.diary, making.random)
        planned[coming[0]] = replace(child, visits=(*child.visits, missed))


def _pair(
    among: Sequence[int], planned: Sequence[ChildPlan], fit: Callable[[ChildPlan, ChildPlan], bool]
) -> tuple[int, ...]:
    """The first two that fit, or none."""
    pairs = ((one, other) for number, one in enumerate(among) for other in among[number + 1 :])
    return next((pair for pair in pairs if fit(planned[pair[0]], planned[pair[1]])), ())


def _become(
    pair: tuple[int, ...],
    planned: list[ChildPlan],
    alike: Callable[[ChildPlan, ChildPlan], ChildPlan],
) -> None:
    """Make the second of a pair alike to the first."""
    if pair:
        one, other = pair
        planned[other] = alike(planned[one], planned[other])


def _may_be_siblings(one: ChildPlan, other: ChildPlan) -> bool:
    """Born at least ten months apart and at most ten years, and neither placed."""
    apart = abs((one.person.born - other.person.born).days)
    return 300 < apart < 3_650 and not (one.person.looked_after or other.person.looked_after)


def _may_be_mistaken(one: ChildPlan, other: ChildPlan) -> bool:
    """Of one gender and born within four years."""
    genders = one.person.demographics.gender, other.person.demographics.gender
    return genders[0] is genders[1] and 0 < abs((one.person.born - other.person.born).days) < 1_460


def _seen_the_day_before(planned: Sequence[ChildPlan], today: Collection[int], making: Making) -> list[int]:
    """Who came on the working day before today, so that the desk has families to book out."""
    free = [place for place in _ready(planned, making.size) if place not in today]
    return making.random.sample(free, min(len(free), max(2, min(8, len(planned) // 40))))


def _seen_yesterday(child: ChildPlan, making: Making) -> ChildPlan:
    on = working_day_before(making.size.today)
    last = seen_again(on, child.visits[0].professional, making.diary, making.random)
    return replace(child, visits=(*child.visits, last))


def _places_today(size: DemoSize) -> list[Booking]:
    """The places in today's clinics that are not for the children who are new."""
    morning, afternoon = STAFF[PAEDIATRICIAN].clinics
    places = [Booking(size.today, at, 20, morning, PAEDIATRICIAN) for at in _MORNING[1:]]
    places += [Booking(size.today, at, 20, afternoon, PAEDIATRICIAN) for at in _AFTERNOON[2:]]
    places += [Booking(size.today, at, 45, STAFF[THERAPIST].clinics[0], THERAPIST) for at in _THERAPY[1:]]
    for other in PAEDIATRICIANS[2:4]:
        places += [Booking(size.today, at, 30, STAFF[other].clinics[0], other) for at in _MORNING[::2][:3]]
    return places


def new_children(numbers: Iterator[NhsNumber], making: Making) -> list[ChildPlan]:
    """The `NEW_TODAY` children who come for the first time; the second and third are twins."""
    newborn, one, other, last = (_new_child(place, next(numbers), making) for place in range(NEW_TODAY))
    return [newborn, one, as_twins(one, other), last]


def _new_child(place: int, number: NhsNumber, making: Making) -> ChildPlan:
    """One of the children who are new; the first is a newborn without an NHS number yet."""
    size, random = making.size, making.random
    newborn, twins = place == 0, place in (1, 2)
    age = 24 if newborn else random.randrange(900, 4_500)
    gender = random.choice((Gender.MALE, Gender.FEMALE))
    about = Circumstances(size.today - timedelta(days=age), gender, False, False, 0, size.today)
    person = made_up_person(size.children - NEW_TODAY + place, None if newborn else number, about, random)
    # The newborn was referred last and the twins first, so that those who come with an NHS number and alone are found.
    waited = 8 if newborn else random.randrange(40 if twins else _NEW_WAITED[0], _NEW_WAITED[1] if twins else 35)
    reason = "017" if newborn else random.choice(("017", "025", "062"))
    morning, afternoon = STAFF[PAEDIATRICIAN].clinics
    booking = (
        Booking(size.today, _MORNING[0], 20, morning, PAEDIATRICIAN),
        Booking(size.today, _AFTERNOON[0], 20, afternoon, PAEDIATRICIAN),
        Booking(size.today, _AFTERNOON[1], 20, afternoon, PAEDIATRICIAN),
        Booking(size.today, _THERAPY[0], 45, STAFF[THERAPIST].clinics[0], THERAPIST),
    )[place]
    received = size.today - timedelta(days=waited)
    return ChildPlan(person, made_up_referral(received, reason, random), (), (), None, (booking,))

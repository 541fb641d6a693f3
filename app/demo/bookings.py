"""Who has an appointment today or later: the clinics that the demonstration opens with."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta

from app.clinical.child import Gender
from app.clinical.identifiers import NhsNumber
from app.demo.child_plan import ChildPlan, DemoSize, Making
from app.demo.children import Circumstances, made_up_person, made_up_referral
from app.demo.people import PAEDIATRICIAN, PAEDIATRICIANS, STAFF, THERAPIST
from app.demo.visits import Booking, working_day

NEW_TODAY = 4
_MORNING = tuple(time(9 + minutes // 60, minutes % 60) for minutes in range(0, 200, 20))
_AFTERNOON = tuple(time(13 + minutes // 60, minutes % 60) for minutes in range(0, 160, 20))
_THERAPY = tuple(time(9 + minutes // 60, minutes % 60) for minutes in range(0, 270, 45))


def booked(children: Sequence[ChildPlan], making: Making) -> list[ChildPlan]:
    """The children with appointments: today's clinics filled, and about half of the others to be seen later."""
    recent = making.size.today - timedelta(days=7)
    ready = [place for place, each in enumerate(children) if each.closing is None and each.visits[-1].on <= recent]
    today = _today(ready, children, making)
    return [
        replace(child, upcoming=(today[place],) if place in today else _later(child, making))
        for place, child in enumerate(children)
    ]


def _later(child: ChildPlan, making: Making) -> tuple[Booking, ...]:
    random = making.random
    if child.closing is not None or random.random() < 0.5:
        return ()
    lead = child.visits[0].professional
    on = working_day(making.size.today + timedelta(days=random.randrange(1, 84)))
    return (Booking(on, making.diary.free(lead, on, random), 30, STAFF[lead].clinics[0], lead),)


def _today(ready: Sequence[int], children: Sequence[ChildPlan], making: Making) -> dict[int, Booking]:
    """Whom to see today, by place in the list: the paediatrician's own children with the most needs, and others."""
    own = [place for place in ready if children[place].visits[0].professional == PAEDIATRICIAN]
    own.sort(key=lambda place: len(children[place].courses), reverse=True)
    first = own[:4]
    rest = [place for place in ready if place not in first]
    making.random.shuffle(rest)
    places = _places_today(making.size)
    wanted = [*first, *rest][: len(places)]
    # Only the paediatrician's own places, which stand first, are mixed among the children chosen for their needs.
    own_places = sum(each.professional == PAEDIATRICIAN for each in places)
    head, tail = wanted[:own_places], wanted[own_places:]
    making.random.shuffle(head)
    return dict(zip([*head, *tail], places, strict=False))


def _places_today(size: DemoSize) -> list[Booking]:
    """The places in today's clinics that are not for the children who are new."""
    morning, afternoon = STAFF[PAEDIATRICIAN].clinics
    places = [Booking(size.today, at, 20, morning, PAEDIATRICIAN) for at in _MORNING[1:]]
    places += [Booking(size.today, at, 20, afternoon, PAEDIATRICIAN) for at in _AFTERNOON[2:]]
    places += [Booking(size.today, at, 45, STAFF[THERAPIST].clinics[0], THERAPIST) for at in _THERAPY[1:]]
    for other in PAEDIATRICIANS[2:4]:
        places += [Booking(size.today, at, 30, STAFF[other].clinics[0], other) for at in _MORNING[::2][:3]]
    return places


def new_child(place: int, number: NhsNumber, making: Making) -> ChildPlan:
    """One of the `NEW_TODAY` children who come for the first time; the first is a newborn without an NHS number yet."""
    size, random = making.size, making.random
    newborn = place == 0
    age = 24 if newborn else random.randrange(900, 4_500)
    gender = random.choice((Gender.MALE, Gender.FEMALE))
    about = Circumstances(size.today - timedelta(days=age), gender, False, False, 0, size.today)
    person = made_up_person(size.children - NEW_TODAY + place, None if newborn else number, about, random)
    received = size.today - timedelta(days=8 if newborn else random.randrange(30, 110))
    reason = "017" if newborn else random.choice(("017", "025", "062"))
    morning, afternoon = STAFF[PAEDIATRICIAN].clinics
    booking = (
        Booking(size.today, _MORNING[0], 20, morning, PAEDIATRICIAN),
        Booking(size.today, _AFTERNOON[0], 20, afternoon, PAEDIATRICIAN),
        Booking(size.today, _AFTERNOON[1], 20, afternoon, PAEDIATRICIAN),
        Booking(size.today, _THERAPY[0], 45, STAFF[THERAPIST].clinics[0], THERAPIST),
    )[place]
    return ChildPlan(person, made_up_referral(received, reason, random), (), (), None, (booking,))

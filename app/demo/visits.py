"""When a made-up child was to be seen, by whom, and whether they came: dates, times, attendance.

About 8 in 100 children were not brought, 6 in 100 visits were cancelled; about 1 in 6 was by telephone or video, 1 in 6
of those face to face a joint clinic, 1 in 20 not scheduled: a call, or a visit at home or at school.
"""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from random import Random

from app.clinical.encounter import Attendance, Mechanism
from app.demo.people import CLINICS, OTHERS, PAEDIATRICIANS, STAFF

HOME, SCHOOL = "A01", "L01"
"""Codes of ACTIVITY LOCATION TYPE CODE."""

_SLOTS = tuple(time(hour, minute) for hour in (9, 10, 11, 12, 13, 14, 15, 16) for minute in (0, 30))
_ATTENDANCE = (
    (Attendance.ATTENDED_ON_TIME, 79.0),
    (Attendance.ATTENDED_LATE, 6.5),
    (Attendance.LATE_NOT_SEEN, 0.5),
    (Attendance.WAS_NOT_BROUGHT, 8.0),
    (Attendance.CANCELLED_BY_PATIENT, 4.0),
    (Attendance.CANCELLED_BY_PROVIDER, 2.0),
)
_MECHANISMS = ((Mechanism.FACE_TO_FACE, 83.0), (Mechanism.TELEPHONE, 10.0), (Mechanism.VIDEO, 7.0))
_CLOSED_DAYS = ((12, 25), (12, 26), (1, 1))
_UNSCHEDULED = (
    (Mechanism.TELEPHONE, None, 45.0),
    (Mechanism.VIDEO, None, 10.0),
    (Mechanism.FACE_TO_FACE, HOME, 25.0),
    (Mechanism.FACE_TO_FACE, SCHOOL, 20.0),
)


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """A visit; `clinic` and `professional` are places in `people.CLINICS` and `people.STAFF`, minutes its length.

    `joined_by` are the professionals of a joint clinic besides; `location_type` is given where it was not at the
    clinic; `unscheduled` when nobody had booked it; `carer_only` when the child was not there.
    """

    on: date
    at: time
    minutes: int
    clinic: int
    professional: int
    attendance: Attendance
    mechanism: Mechanism
    joined_by: tuple[int, ...] = ()
    location_type: str | None = None
    unscheduled: bool = False
    carer_only: bool = False

    @property
    def in_person(self) -> bool:
        return self.mechanism is Mechanism.FACE_TO_FACE


@dataclass(frozen=True, slots=True)
class Booking:
    """An appointment that is still to come, today or later."""

    on: date
    at: time
    minutes: int
    clinic: int
    professional: int


class Diary:
    """Which half hours each professional has taken."""

    def __init__(self) -> None:
        self._taken: dict[tuple[int, date], int] = {}

    def free(self, professional: int, on: date, random: Random) -> time:
        """A free half hour of a professional's day; when the day is full, one that is shared."""
        wanted = random.randrange(len(_SLOTS))
        taken = self._taken.get((professional, on), 0)
        for step in range(len(_SLOTS)):
            slot = (wanted + step) % len(_SLOTS)
            if not taken >> slot & 1:
                self._taken[professional, on] = taken | 1 << slot
                return _SLOTS[slot]
        return _SLOTS[wanted]


def working_day(day: date) -> date:
    """The day itself, or the next on which clinics are held: Monday to Friday, not at Christmas or New Year."""
    while day.weekday() >= 5 or (day.month, day.day) in _CLOSED_DAYS:
        day += timedelta(days=1)
    return day


def working_day_before(day: date) -> date:
    """The last day before another on which clinics are held."""
    day -= timedelta(days=1)
    while working_day(day) != day:
        day -= timedelta(days=1)
    return day


def visit_days(begin: date, end: date, mean: float, random: Random) -> tuple[date, ...]:
    """Working days of visits from `begin` to before `end`, in order, about `mean` of them, one at least.

    Raises:
        ValueError: there is no working day between the two.
    """
    span = (end - begin).days
    wanted = min(max(1, round(random.gammavariate(3.0, mean / 3.0))), max(1, span // 14))
    length = span / wanted
    days = {
        working_day(begin + timedelta(days=int(length * (each + 0.85 * random.random())))) for each in range(wanted)
    }
    kept = sorted(day for day in days if day < end)
    if kept:
        return tuple(kept)
    if (first := working_day(begin)) >= end:
        raise ValueError("There is no working day for a visit.")
    return (first,)


def visits_on(days: tuple[date, ...], diary: Diary, random: Random) -> tuple[VisitPlan, ...]:
    """The visits of a child on these days, most with the lead paediatrician; the child is seen at one at least."""
    attendances = random.choices([each for each, _ in _ATTENDANCE], [share for _, share in _ATTENDANCE], k=len(days))
    if not any(each.seen for each in attendances):
        attendances[-1] = Attendance.ATTENDED_ON_TIME
    # The demonstration's own paediatrician has more patients than the others.
    lead = random.choices(PAEDIATRICIANS, (30, 18, 18, 17, 17))[0]
    visits = []
    for place, (day, attendance) in enumerate(zip(days, attendances, strict=True)):
        professional = lead if place == 0 or random.random() < 0.7 else random.choice(OTHERS)
        if place and attendance is Attendance.ATTENDED_ON_TIME and random.random() < 0.055:
            visits.append(_unscheduled(day, professional, diary, random))
        else:
            visits.append(_scheduled(day, professional, attendance, diary, random, first=place == 0))
    return tuple(visits)


def _scheduled(
    on: date, professional: int, attendance: Attendance, diary: Diary, random: Random, *, first: bool
) -> VisitPlan:
    """A visit that was booked; a first one takes a quarter of an hour longer."""
    clinic = random.choice(STAFF[professional].clinics)
    mechanism = random.choices([each for each, _ in _MECHANISMS], [share for _, share in _MECHANISMS])[0]
    at, minutes = diary.free(professional, on, random), CLINICS[clinic].minutes + (15 if first else 0)
    joined_by: tuple[int, ...] = ()
    if mechanism is Mechanism.FACE_TO_FACE and random.random() < 0.17:
        others = [each for each in OTHERS if each != professional]
        joined_by = tuple(random.sample(others, 2 if random.random() < 0.25 else 1))
    without = {Mechanism.TELEPHONE: 0.9, Mechanism.VIDEO: 0.3}.get(mechanism, 0.02)
    return VisitPlan(
        *(on, at, minutes, clinic, professional, attendance, mechanism, joined_by),
        carer_only=attendance.seen and random.random() < without,
    )


def _unscheduled(on: date, professional: int, diary: Diary, random: Random) -> VisitPlan:
    """A call, or a visit at home or at school, that nobody had booked."""
    mechanism, location, _ = random.choices(_UNSCHEDULED, [share for _, _, share in _UNSCHEDULED])[0]
    in_person = mechanism is Mechanism.FACE_TO_FACE
    minutes = random.choice((30, 45, 60) if in_person else (5, 10, 10, 15, 20))
    without = {Mechanism.TELEPHONE: 0.95, Mechanism.VIDEO: 0.4}.get(mechanism, 0.03)
    return VisitPlan(
        *(on, diary.free(professional, on, random), minutes, STAFF[professional].clinics[0], professional),
        *(Attendance.ATTENDED_ON_TIME, mechanism),
        location_type=location,
        unscheduled=True,
        carer_only=random.random() < without,
    )


def seen_again(on: date, professional: int, diary: Diary, random: Random) -> VisitPlan:
    """A usual follow-up visit in person."""
    clinic = STAFF[professional].clinics[0]
    return VisitPlan(
        *(on, diary.free(professional, on, random), CLINICS[clinic].minutes, clinic, professional),
        *(Attendance.ATTENDED_ON_TIME, Mechanism.FACE_TO_FACE),
    )


def not_brought(on: date, professional: int, diary: Diary, random: Random) -> VisitPlan:
    """A follow-up visit to which the child was not brought."""
    return replace(seen_again(on, professional, diary, random), attendance=Attendance.WAS_NOT_BROUGHT)

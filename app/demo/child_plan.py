"""What is planned for one child of the demonstration, and how large the whole is."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.clinical.encounter import Attendance, Outcome
from app.demo.children import PersonPlan, ReferralPlan
from app.demo.mishaps import Mishap
from app.demo.needs import NeedCourse
from app.demo.selection import YEAR
from app.demo.visits import Booking, Diary, VisitPlan
from app.terminology.refset import Refset


@dataclass(frozen=True, slots=True)
class DemoSize:
    """How much to make: children, months of history, and the day called today."""

    children: int
    months: int
    today: date

    @property
    def begin(self) -> date:
        """The first day of the history."""
        return self.today - timedelta(days=int(self.months * YEAR / 12))


@dataclass(frozen=True, slots=True)
class Making:
    """What a plan is made from: its size, the reference set, the source of chance, and the diaries that fill."""

    size: DemoSize
    refset: Refset
    random: Random
    diary: Diary


@dataclass(frozen=True, slots=True)
class ChildPlan:
    """A child of the clinic. `closing` is the outcome of the last visit, where it ends the referral."""

    person: PersonPlan
    referral: ReferralPlan
    visits: tuple[VisitPlan, ...]
    courses: tuple[NeedCourse, ...]
    closing: Outcome | None
    upcoming: tuple[Booking, ...]
    mishaps: tuple[Mishap, ...] = ()

    def attended_before(self, place: int) -> int:
        """How many visits before this one the child was seen at."""
        return sum(1 for each in self.visits[:place] if each.attendance.seen)

    @property
    def ahead(self) -> tuple[VisitPlan | Booking, ...]:
        """Every visit and every appointment still to come, in order."""
        return (*self.visits, *self.upcoming)

    def booked_after(self, place: int) -> VisitPlan | Booking | None:
        """What was booked next once the visit at a place was over: whatever came of itself in between was not."""
        scheduled = (each for each in self.ahead[place + 1 :] if isinstance(each, Booking) or not each.unscheduled)
        return next(scheduled, None)

    def not_brought_before(self, place: int) -> int:
        """How many times running, up to a visit, the child was not brought; cancelled visits do not count."""
        running = 0
        for visit in reversed(self.visits[:place]):
            if visit.attendance.cancelled:
                continue
            if visit.attendance is not Attendance.WAS_NOT_BROUGHT:
                break
            running += 1
        return running

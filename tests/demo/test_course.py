"""What gives the demonstration's reports a course: children come to be known, wait, and live in several areas."""

from collections import Counter
from datetime import date, timedelta
from statistics import median

from app.clinical.child import Child, FactKind
from app.demo.homes import AUTHORITIES
from app.demo.needs import NeedCourse
from app.terminology.refset import Group
from tests.demo.conftest import TODAY, Loaded


def _first_seen(loaded: Loaded) -> list[date]:
    visits = [[each.on for each in plan.visits if each.attendance.seen] for plan in loaded.plan]
    return [min(days) for days in visits if days]


def test_in_every_quarter_children_are_seen_for_the_first_time(loaded: Loaded) -> None:
    quarters = Counter((TODAY - day).days // 91 for day in _first_seen(loaded))
    assert all(quarters[back] > 0.03 * loaded.size.children for back in range(8))
    assert quarters[0] < 0.15 * loaded.size.children


def test_children_wait_for_months_and_some_for_longer_than_eighteen_weeks(loaded: Loaded) -> None:
    waited = [(plan.visits[0].on - plan.referral.received_on).days for plan in loaded.plan if plan.visits]
    assert min(waited) >= 0
    assert 90 < median(waited) < 270
    assert 0.25 < sum(days >= 18 * 7 for days in waited) / len(waited) < 0.85


def test_some_wait_at_the_end_of_a_quarter_and_were_seen_since(loaded: Loaded) -> None:
    end = TODAY - timedelta(days=55)
    waiting = [plan for plan in loaded.plan if plan.visits and plan.referral.received_on <= end < plan.visits[0].on]
    assert 0.02 * loaded.size.children < len(waiting) < 0.25 * loaded.size.children


def _value(child: Child, kind: FactKind) -> str:
    return next((fact.value for fact in child.facts if fact.kind is kind and fact.value), "")


def test_about_half_live_in_one_authority_and_nearly_all_have_a_practice_near_home(loaded: Loaded) -> None:
    district = {f"ZN{number}": each for each in AUTHORITIES for number in each.districts}
    practice = {f"Z99{number:03d}": each for each in AUTHORITIES for number in each.practices}
    homes = [
        (district.get(_value(child, FactKind.POSTCODE)[:-4]), practice.get(_value(child, FactKind.GP_PRACTICE)))
        for child in loaded.children
    ]
    lives = Counter(home.code for home, _ in homes if home is not None)
    assert 0.4 < lives["ZE901"] / lives.total() < 0.6
    assert all(lives[each.code] > 0.08 * lives.total() for each in AUTHORITIES)
    known = [(home, listed) for home, listed in homes if home is not None and listed is not None]
    across = sum(home is not listed for home, listed in known)
    assert 0 < across < 0.05 * len(known)


def _without(courses: tuple[NeedCourse, ...]) -> bool:
    return not any(course.group is Group.CONDITION and course.resolved is None for course in courses)


def test_of_one_child_in_twelve_no_condition_stands(loaded: Loaded) -> None:
    seen = [plan for plan in loaded.plan if plan.visits]
    assert 0.05 < sum(_without(plan.courses) for plan in seen) / len(seen) < 0.15

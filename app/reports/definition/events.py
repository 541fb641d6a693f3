"""The measures of contacts, referrals, forms and traffic lights, as rules on one child."""

from collections.abc import Callable, Iterator
from datetime import date

from app.clinical.encounter import Attendance
from app.clinical.needs import TrafficLight
from app.reports.cards.countable import Countable
from app.reports.cards.items import CHILDREN, CONTACTS, QUICK, UNREAD, WAITING, WEEK_NAMES, WEEKS
from app.reports.cards.parts import asked_since
from app.reports.definition.child import ChildView, open_at
from app.reports.definition.needs import Mark
from app.reports.measures import Measure
from app.reports.observed import ContactRow, LightRow, ReferralRow
from app.terminology.refset import Group

QUICK_SECONDS = 60
SCHOOL_AGES = range(5, 19)
_CANCELLED = frozenset(each.value for each in Attendance if each.cancelled)
_ORDER = (TrafficLight.GREEN.value, TrafficLight.AMBER.value, TrafficLight.RED.value)


def _one(on: date, counted: bool, of: int = 1) -> Mark:
    return Mark("", on, of, (("", 1),) if counted else ())


def caseload(view: ChildView, _: Measure, __: Countable) -> Iterator[Mark]:
    if view.on_caseload:
        yield _one(view.quarter.last, counted=True)


def unlinked(view: ChildView, _: Measure, __: Countable) -> Iterator[Mark]:
    if view.on_caseload:
        yield _one(view.quarter.last, counted=not view.person.linked)


def children_seen(view: ChildView, _: Measure, __: Countable) -> Iterator[Mark]:
    if view.seen:
        yield _one(max(each.on for each in view.seen), counted=True)


def asked(view: ChildView, measure: Measure, __: Countable) -> Iterator[Mark]:
    """Of children seen in the period: the groups asked about within 12 months before its end."""
    if view.seen:
        found = view.asked
        items = tuple((item.key, 1) for item in measure.items if item.key in found)
        yield Mark("", max(each.on for each in view.seen), 1, items)


def capture_completeness(view: ChildView, _: Measure, __: Countable) -> Iterator[Mark]:
    return (_one(each.on, each.captured) for each in view.seen)


def was_not_brought(view: ChildView, _: Measure, __: Countable) -> Iterator[Mark]:
    kept = (each for each in view.in_period if each.attendance not in _CANCELLED)
    return (_one(each.on, each.attendance == Attendance.WAS_NOT_BROUGHT.value) for each in kept)


def uncoded(view: ChildView, _: Measure, __: Countable) -> Iterator[Mark]:
    said = (each for each in view.in_period if each.statements)
    return (Mark("", each.on, each.statements, (("", each.uncoded),)) for each in said)


def form_seconds(view: ChildView, _: Measure, __: Countable) -> Iterator[Mark]:
    for each in timed(view):
        quick = ((QUICK, 1),) if each[1] < QUICK_SECONDS else ()
        yield Mark("", each[0].on, 1, (*quick, *(((UNREAD, 1),) if each[0].unread else ())))


def timed(view: ChildView) -> tuple[tuple[ContactRow, int], ...]:
    """The contacts of the period whose form was timed, with its seconds."""
    return tuple((each, each.seconds) for each in view.in_period if each.seconds is not None)


def first_contact(view: ChildView, _: Measure, __: Countable) -> Iterator[Mark]:
    return _waits(view, "seen", lambda referral: referral.first_seen_on)


def diagnosis(view: ChildView, _: Measure, __: Countable) -> Iterator[Mark]:
    return _waits(view, "diagnosed", lambda referral: referral.first_diagnosed_on)


def _waits(view: ChildView, reached: str, when: Callable[[ReferralRow], date | None]) -> Iterator[Mark]:
    """Of referrals that reached it in the period, or wait for it at the end: how many whole weeks."""
    first, last = view.quarter.first, view.quarter.last
    for referral in view.referrals:
        day = when(referral)
        if day is not None and first <= day <= last:
            yield Mark("", last, 1, ((_weeks(reached, referral.received_on, day), 1),))
        elif (day is None or day > last) and open_at(referral, last):
            yield Mark("", last, 1, ((_weeks(WAITING, referral.received_on, last), 1),))


def _weeks(state: str, since: date, until: date) -> str:
    weeks = max(0, (until - since).days) // 7
    band = next(name for name, (low, high) in zip(WEEK_NAMES, WEEKS, strict=True) if low <= weeks <= high)
    return f"{state}:{band}"


def concerns(view: ChildView, _: Measure, __: Countable) -> Iterator[Mark]:
    """Of amber and red lights of 12 months: what was said at the next visit, by the period's end."""
    since, end = asked_since(view.quarter), view.quarter.last
    for light in view.lights:
        if since < light.on <= end and light.light in _ORDER[1:] and light.group != Group.SAFEGUARDING.value:
            yield Mark("", light.on, 1, ((_next(light, end), 1),))


def _next(light: LightRow, end: date) -> str:
    if light.next_on is None or light.next_on > end or light.next_light is None:
        return "no_next_visit"
    if light.next_light not in _ORDER:
        return "resolved"
    before, after = _ORDER.index(light.light), _ORDER.index(light.next_light)
    return "same" if after == before else "better" if after < before else "worse"


def school_time(view: ChildView, _: Measure, __: Countable) -> Iterator[Mark]:
    """Contacts at which a child of 5 to 18 was seen, and the children who were: in school time, of all."""
    of_age = [each for each in view.seen if view.person.age(each.on) in SCHOOL_AGES]
    for each in of_age:
        yield Mark(CONTACTS, each.on, 1, ((CONTACTS, 1),) if each.school_time else ())
    if of_age:
        any_lost = any(each.school_time for each in of_age)
        yield Mark(CHILDREN, max(each.on for each in of_age), 1, ((CHILDREN, 1),) if any_lost else ())

"""Children before they have names: ages, presentations, visits, and how many needs of each letter."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from app.demo.allotment import DISABILITY, Published, counts_around, dealt, total_of
from app.demo.child_plan import DemoSize, Making
from app.demo.children import stated_gender
from app.demo.presentations import FAMILY_ISSUES, PRESENTATIONS, Presentation
from app.demo.selection import YEAR, ChildSeen, Counts, room_for
from app.demo.visits import VisitPlan, visit_days, visits_on

_MEAN_VISITS = (5.3, 3.4)
_OLDEST_DAYS, _YOUNGEST_DAYS = 6_930, 25
_CAME_SINCE, _LAST_DAYS = 0.5, 14
"""The share of the children who came to be known since the history began, the last of them so many days ago."""

_AT_FIRST = 0.6
"""What part of the visits of the whole history a child has soon after coming to be known."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A child whose needs are counted but not yet chosen."""

    seen: ChildSeen
    visits: tuple[VisitPlan, ...]


def drafts_of(published: Published, count: int, making: Making) -> list[Draft]:
    """So many children of one kind, with counts that make the published totals.

    Raises:
        ValueError: the reference set lacks the members the totals cannot be made without.
    """
    if count == 0:
        return []
    least, most = published.least_conditions, published.most_conditions
    healthy = round(count * published.healthy)
    conditions = counts_around(published.conditions, least, most, count, making.random, without=healthy)
    drafts = [_draft(published is DISABILITY, each, making) for each in conditions]
    return _with_counts(published, drafts, making)


def _draft(disabled: bool, conditions: int, making: Making) -> Draft:
    size, random = making.size, making.random
    shares = [each.with_disability if disabled else each.without for each in PRESENTATIONS]
    presentation = random.choices(PRESENTATIONS, shares)[0]
    gender = stated_gender(presentation.boys, random)
    born = _birth_date(presentation, disabled, size, random)
    begin = _first_day(size, born, random)
    share = (size.today - begin) / (size.today - size.begin)
    mean = _MEAN_VISITS[0 if disabled else 1] * size.months / 24 * (_AT_FIRST + (1 - _AT_FIRST) * share)
    visits = visits_on(visit_days(begin, size.today, mean, random), making.diary, random)
    attended = tuple(visit.on for visit in visits if visit.attendance.seen)
    seen = ChildSeen(born, gender, disabled, presentation, Counts(conditions, 0, 0, 0), attended)
    return Draft(seen, visits)


def _first_day(size: DemoSize, born: date, random: Random) -> date:
    """The day from which a child is seen: that on which the history begins, or for those who came to be known since,
    any day from then on but the last few."""
    begin = max(size.begin, born + timedelta(days=10))
    room = (size.today - begin).days - _LAST_DAYS
    if room <= 0 or random.random() >= _CAME_SINCE:
        return begin
    return begin + timedelta(days=random.randrange(room))


def _birth_date(presentation: Presentation, disabled: bool, size: DemoSize, random: Random) -> date:
    """A birth date by the ages of a presentation; nobody under three is said to have a learning disability."""
    youngest, oldest = presentation.ages
    if disabled:
        youngest = max(youngest, size.months / 12 + 3.2)
    days = random.uniform(youngest, max(oldest, youngest + 1)) * YEAR
    return size.today - timedelta(days=max(_YOUNGEST_DAYS, min(int(days), _OLDEST_DAYS)))


def _with_counts(published: Published, drafts: list[Draft], making: Making) -> list[Draft]:
    """The drafts with T, F and R dealt out, likelier to whom the presentation and the conditions make them likelier."""
    count, refset, random = len(drafts), making.refset, making.random
    seen = [each.seen for each in drafts]
    heavy = [each.presentation.heavy * (1 + each.counts.conditions / 4) for each in seen]
    needy = [1 + each.counts.conditions / 5 for each in seen]
    devices = [min(published.most_technology, room_for(each.presentation.technology, each, refset)) for each in seen]
    issues = [min(published.most_family, room_for(FAMILY_ISSUES, each, refset)) for each in seen]
    technology = dealt(total_of(published.technology, count), heavy, devices, random)
    family = dealt(total_of(published.family, count), needy, issues, random)
    care = dealt(total_of(published.round_the_clock, count), heavy, [1] * count, random)
    return [
        replace(draft, seen=replace(draft.seen, counts=Counts(draft.seen.counts.conditions, *counts)))
        for draft, *counts in zip(drafts, technology, family, care, strict=True)
    ]

"""The whole demonstration as a plan: every child with needs, visits, mishaps, and appointments to come; nothing is
written yet.

Drawn from one source of chance, so that the same source, size and day give the same plan.
"""

from datetime import date, timedelta
from random import Random

from app.clinical.encounter import Outcome
from app.clinical.identifiers import NhsNumber
from app.demo.allotment import DISABILITY, NO_DISABILITY, disabled_among
from app.demo.bookings import NEW_TODAY, booked, new_children
from app.demo.child_plan import ChildPlan, DemoSize, Making
from app.demo.children import ReferralPlan, made_up_person, made_up_referral, nhs_numbers
from app.demo.drafts import Draft, drafts_of
from app.demo.facts import Circumstances
from app.demo.misfortune import kinds_of, with_mishaps
from app.demo.needs import courses_of
from app.demo.selection import ChildSeen
from app.demo.visits import Diary, VisitPlan, working_day
from app.terminology.refset import Refset

FOR_AN_UNCODED_NEED = 50
"""Of how many children one has a need in a clinician's own words: the last of each so many on the list."""

_WAITED = (14, 420, 160)
"""The fewest, the most and the likeliest days from the referral to the first visit."""

_EARLIEST = timedelta(days=240)
"""How long before the history begins the first of its referrals was received, at most."""


def demo_plan(size: DemoSize, refset: Refset, random: Random) -> tuple[ChildPlan, ...]:
    """The children of the clinic, those who come for the first time today last.

    Raises:
        ValueError: too few or too many children, or a reference set without the members that are recorded.
    """
    seen = size.children - NEW_TODAY
    if seen < 1:
        raise ValueError(f"The demonstration needs more than {NEW_TODAY} children.")
    making = Making(size, refset, random, Diary())
    disabled = disabled_among(seen)
    drafts = [*drafts_of(DISABILITY, disabled, making), *drafts_of(NO_DISABILITY, seen - disabled, making)]
    random.shuffle(drafts)
    numbers = nhs_numbers(size.children + kinds_of(seen), random)
    children = [_child(place, draft, next(numbers), making) for place, draft in enumerate(drafts)]
    new = new_children(numbers, making)
    return (*with_mishaps(booked(children, making), numbers, making), *new)


def _child(place: int, draft: Draft, number: NhsNumber, making: Making) -> ChildPlan:
    about, random = draft.seen, making.random
    return ChildPlan(
        made_up_person(place, number, _circumstances(about, making.size), random),
        _referral(about, draft.visits[0].on, making),
        draft.visits,
        courses_of(about, making.refset, random, uncoded=(place + 1) % FOR_AN_UNCODED_NEED == 0),
        _closing(draft.visits, random),
        (),
    )


def _circumstances(about: ChildSeen, size: DemoSize) -> Circumstances:
    counts = about.counts
    needs = counts.conditions + counts.technology
    return Circumstances(about.born, about.gender, about.disabled, counts.round_the_clock > 0, needs, size.today)


def _referral(about: ChildSeen, first: date, making: Making) -> ReferralPlan:
    random, begin = making.random, making.size.begin
    waited = int(random.triangular(*_WAITED))
    received = max(first - timedelta(days=waited), begin - _EARLIEST, about.born + timedelta(days=2))
    return made_up_referral(working_day(received), about.presentation.reason, random)


def _closing(visits: tuple[VisitPlan, ...], random: Random) -> Outcome | None:
    """Whether the last visit ends the referral: about one child in seven is discharged, a few are transferred."""
    if not visits[-1].attendance.seen:
        return None
    return random.choices((None, Outcome.DISCHARGE, Outcome.TRANSFER), (84, 14.5, 1.5))[0]

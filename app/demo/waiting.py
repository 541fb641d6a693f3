"""Further reasons and the waiting time of made-up referrals: each child's chance is their own, so that nothing else
of the demonstration depends on it."""

from dataclasses import replace
from datetime import date
from random import Random
from typing import Final

from app.clinical.referral import Referral, WaitingTime
from app.demo.child_plan import ChildPlan
from app.demo.people import ODS_CODE

_REASONS: Final = ("013", "015", "025", "031", "032", "035", "042", "044", "054", "060", "062", "083")
"""What is referred for beside something else: of REASON_FOR_REFERRAL, the difficulties of disabled children."""

_HOW_MANY: Final = ((0, 1, 2), (70, 22, 8))
_CONSULTANT_LED, _FIRST_ACTIVITY, _TREATED, _MONITORED = "01", "10", "30", "32"
_MEASURED, _ON_A_PATHWAY, _BOOKED_ELECTRONICALLY, _ENDS_AT_FIRST_VISIT, _TREATED_THEN = 0.6, 0.8, 0.15, 0.55, 0.7


def further_reasons_of(plan: ChildPlan) -> tuple[str, ...]:
    """The reasons beside the main one: none for most."""
    random, main = _chance(plan, "reasons"), plan.referral.reason
    count = random.choices(*_HOW_MANY)[0]
    others = [each for each in _REASONS if each != main]
    return tuple(random.sample(others, count)) if main is not None else ()


def waiting_of(plan: ChildPlan) -> tuple[WaitingTime, ...]:
    """The waiting time as it is known when the referral is received: that it began, where it is measured."""
    random = _chance(plan, "waiting")
    if random.random() >= _MEASURED:
        return ()
    on_pathway = random.random() < _ON_A_PATHWAY
    booked = random.random() < _BOOKED_ELECTRONICALLY
    return (
        WaitingTime(
            _CONSULTANT_LED,
            plan.referral.received_on,
            plan.referral.received_at,
            booking_reference=f"{random.randrange(10**12):012d}" if booked else None,
            pathway=f"PP{random.randrange(10**18):018d}" if on_pathway else None,
            pathway_issuer=ODS_CODE if on_pathway else None,
        ),
    )


def after_first_visit(referral: Referral, plan: ChildPlan, on: date) -> Referral | None:
    """The next version of a referral once the child was first seen: what became of the waiting time, if it is measured.

    Who recorded it, and when, is as of the version before.
    """
    if not referral.waiting:
        return None
    random, state = _chance(plan, "first visit"), referral.waiting[0]
    after = replace(state, status=_FIRST_ACTIVITY)
    if random.random() < _ENDS_AT_FIRST_VISIT:
        status = _TREATED if random.random() < _TREATED_THEN else _MONITORED
        after = replace(state, ended_on=on, status=status)
    return replace(referral, version=referral.version + 1, waiting=(after, *referral.waiting[1:]))


def _chance(plan: ChildPlan, what: str) -> Random:
    return Random(f"{plan.person.local} {what}")  # noqa: S311 (a made-up clinic has to be the same for the same seed)

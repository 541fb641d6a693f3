"""What was decided at a made-up visit besides the needs: onward referrals, copies of the letter, tests, a check.

Nearly every family and GP gets the letter; about half of the schools do, with the family's agreement, and one family in
eight declines. When a child was again not brought, somebody thought about safeguarding and says what came of it.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import TypeVar

from app.clinical.encounter import Attendance
from app.clinical.plan import LetterCopy, OnwardReferral, Recipient, RequestedTest, SafeguardingCheck, Sharing
from app.clinical.professional import Profession
from app.demo.child_plan import ChildPlan
from app.demo.people import CLINICS, STAFF, TEAMS
from app.demo.visits import VisitPlan

_Choice = TypeVar("_Choice")

_SERVICES = (
    *(("33", 18.0), ("23", 16.0), ("26", 14.0), ("37", 9.0), ("17", 9.0), ("24", 7.0), ("58", 6.0), ("21", 2.0)),
    *(("01", 3.0), ("05", 2.0), ("07", 5.0), ("36", 3.0), ("38", 3.0), ("44", 4.0), ("50", 3.0)),
)
"""Codes of SERVICE OR TEAM TYPE REFERRED TO in the order of the form, by how often a clinic refers there."""

_HOSPITAL = "RZZ99"
_TESTS = (
    *((RequestedTest.GENETIC, 24.0), (RequestedTest.BLOOD, 26.0), (RequestedTest.HEARING, 18.0)),
    *((RequestedTest.VISION, 9.0), (RequestedTest.MRI_BRAIN, 6.0), (RequestedTest.EEG, 5.0)),
    *((RequestedTest.HIP_XRAY, 5.0), (RequestedTest.METABOLIC, 3.0), (RequestedTest.ECG, 3.0)),
    *((RequestedTest.SPINE_XRAY, 1.5), (RequestedTest.VIDEOFLUOROSCOPY, 2.0), (RequestedTest.SLEEP_STUDY, 1.5)),
)
_CHECKS = (
    (SafeguardingCheck.NO_CONCERN, 45.0),
    (SafeguardingCheck.FAMILY_TO_BE_CONTACTED, 38.0),
    (SafeguardingCheck.DISCUSSED, 14.0),
    (SafeguardingCheck.REFERRED, 3.0),
)


def _some(options: Sequence[tuple[_Choice, float]], wanted: int, random: Random) -> list[_Choice]:
    """So many different options, or fewer where chance draws the same one again."""
    drawn = random.choices([each for each, _ in options], [share for _, share in options], k=wanted)
    return list(dict.fromkeys(drawn))


def onward_referrals_of(visit: VisitPlan, random: Random, *, first: bool) -> tuple[OnwardReferral, ...]:
    """Where the child was referred to, never to the team that saw them."""
    if random.random() >= (0.3 if first else 0.08):
        return ()
    own = TEAMS[CLINICS[visit.clinic].team].team_type
    drawn = _some(_SERVICES, 2 if random.random() < 0.25 else 1, random)
    services = [code for code, _ in _SERVICES if code in drawn]
    return tuple(OnwardReferral(each, _HOSPITAL if random.random() < 0.4 else None) for each in services if each != own)


def copies_of(child: ChildPlan, visit: VisitPlan, random: Random) -> tuple[LetterCopy, ...]:
    """Who gets the letter; after a call that nobody had booked there is mostly none."""
    if visit.unscheduled and random.random() < 0.7:
        return ()
    return tuple(_copies(child, visit, random))


def _copies(child: ChildPlan, visit: VisitPlan, random: Random) -> Iterator[LetterCopy]:
    years = (visit.on - child.person.born).days / 365.25
    school = years >= 4.5
    wanted = (
        (Recipient.FAMILY, 0.98, 0.0),
        (Recipient.GP, 0.97, 0.003),
        (Recipient.SCHOOL, 0.5 if school else 0.0, 0.12),
        (Recipient.NURSERY, 0.35 if 2 <= years < 4.5 else 0.0, 0.1),
        (Recipient.HEALTH_VISITOR, 0.4 if years < 5 else 0.0, 0.02),
        (Recipient.SCHOOL_NURSE, 0.08 if school else 0.0, 0.05),
        (Recipient.THERAPIST, 0.12, 0.01),
        (Recipient.SOCIAL_CARE, 0.7 if child.person.looked_after else 0.02, 0.1),
    )
    for recipient, chance, declined in wanted:
        if random.random() < chance:
            yield LetterCopy(recipient, Sharing.DECLINED if random.random() < declined else Sharing.AGREED)


def tests_of(visit: VisitPlan, random: Random, *, first: bool) -> tuple[RequestedTest, ...]:
    """The tests asked for, by paediatricians alone, in the order of the form."""
    if STAFF[visit.professional].profession is not Profession.PAEDIATRICIAN:
        return ()
    if random.random() >= (0.24 if first else 0.06):
        return ()
    asked = _some(_TESTS, random.choice((1, 1, 2, 3)), random)
    return tuple(each for each in RequestedTest if each in asked)


def check_of(child: ChildPlan, place: int, random: Random) -> SafeguardingCheck | None:
    """What came of thinking about safeguarding, when the child was not brought for the second time running or more."""
    if child.visits[place].attendance is not Attendance.WAS_NOT_BROUGHT or not child.not_brought_before(place):
        return None
    return _some(_CHECKS, 1, random)[0]

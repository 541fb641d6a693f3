"""The contact of a planned visit, what was done at it and who was there, as a clinic would record them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from app.clinical.encounter import CareActivity, CodedItem, Contact, Present
from app.clinical.history import NeedHistory
from app.clinical.professional import Profession
from app.demo.child_plan import ChildPlan
from app.demo.people import CLINICS, COMMISSIONER, STAFF
from app.demo.staffing import Staffed
from app.demo.visits import SCHOOL, VisitPlan
from app.identity import Identity
from app.terminology.refset import Refset

_PATIENT, _PROXY = "01", "02"
_SNOMED_PROCEDURE, _SNOMED_FINDING = "06", "04"
_THERAPIES = {
    Profession.SPEECH_AND_LANGUAGE_THERAPIST: "5154007",
    Profession.OCCUPATIONAL_THERAPIST: "84478008",
    Profession.PHYSIOTHERAPIST: "91251008",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What was recorded before a visit: `needs` by place in the child's list of courses, `histories` by need."""

    staffed: Staffed
    child: Identity
    referral: Identity
    appointment: Identity | None
    needs: Mapping[int, Identity]
    histories: Mapping[Identity, NeedHistory]
    records: int
    refset: Refset


@dataclass(frozen=True, slots=True)
class Drawn:
    """The identities of the things a visit makes: the encounter, an activity of each professional."""

    encounter: Identity
    activities: tuple[Identity, ...]


def contact_of(child: ChildPlan, place: int, known: Known, random: Random) -> Contact:
    """The contact (CSDS CYP201); items a clinic often leaves blank are blank now and then."""
    visit = child.visits[place]
    clinic = CLINICS[visit.clinic]
    attendance = visit.attendance
    cancelled, offered = attendance.cancelled, None
    if not visit.unscheduled:
        offered = visit.on - timedelta(days=random.randrange(14, 60))
    following = child.booked_after(place) if cancelled else None
    replaced = following.on if isinstance(following, VisitPlan) else None
    return Contact(
        visit.on,
        attendance,
        visit.at,
        visit.minutes if attendance.seen and random.random() < 0.96 else None,
        known.staffed.teams[clinic.team].id,
        COMMISSIONER if random.random() < 0.98 else None,
        "01",
        "01" if place == 0 else "02",
        (_PROXY if visit.carer_only else _PATIENT) if attendance.seen else None,
        visit.mechanism,
        (visit.location_type or clinic.location_type) if visit.in_person else None,
        clinic.site if visit.in_person and visit.location_type is None else None,
        "N" if random.random() < 0.97 else None,
        offered if random.random() < 0.8 else None,
        offered if random.random() < 0.5 else None,
        visit.on if cancelled else None,
        ("01" if random.random() < 0.3 else "02") if cancelled and random.random() < 0.9 else None,
        visit.on if replaced is not None else None,
        visit.on if replaced is not None else None,
    )


def activities_of(child: ChildPlan, place: int, known: Known, drawn: Drawn, random: Random) -> tuple[CareActivity, ...]:
    """What the professional did, and what those of a joint clinic did besides, each with minutes (CSDS CYP202)."""
    visit, attended = child.visits[place], child.attended_before(place)
    kind = "02" if attended == 0 else random.choice(("02", "03", "04"))
    primary = next((each for each in child.courses if each.primary and each.first <= attended), None)
    finding = None
    if primary is not None and random.random() < 0.6:
        finding = CodedItem(_SNOMED_FINDING, str(primary.concept))
    therapy = _THERAPIES.get(STAFF[visit.professional].profession)
    first = CareActivity(
        drawn.activities[0],
        kind,
        known.staffed.professionals[visit.professional].id,
        visit.minutes,
        CodedItem(_SNOMED_PROCEDURE, therapy) if therapy is not None and kind == "03" else None,
        finding,
    )
    others = (
        _joined(each, visit, known, identity, random)
        for each, identity in zip(visit.joined_by, drawn.activities[1:], strict=False)
    )
    return (first, *others)


def _joined(professional: int, visit: VisitPlan, known: Known, identity: Identity, random: Random) -> CareActivity:
    """What a further professional of a joint clinic did, for all of the visit or a part of it."""
    kind = random.choice(("02", "03", "06"))
    therapy = _THERAPIES.get(STAFF[professional].profession)
    return CareActivity(
        identity,
        kind,
        known.staffed.professionals[professional].id,
        visit.minutes if random.random() < 0.5 else min(visit.minutes, random.choice((10, 15, 20, 30))),
        CodedItem(_SNOMED_PROCEDURE, therapy) if therapy is not None and kind == "03" else None,
    )


def present_of(child: ChildPlan, visit: VisitPlan, random: Random) -> frozenset[Present]:
    """Who came with the child, or spoke for them."""
    carer = Present.FOSTER_CARER
    if not child.person.looked_after:
        carer = random.choices((Present.MOTHER, Present.FATHER, Present.OTHER_CARER), (78, 16, 6))[0]
    there = {carer}
    if not visit.carer_only:
        there.add(Present.CHILD)
    if carer is Present.MOTHER and random.random() < 0.18:
        there.add(Present.FATHER)
    if child.person.interpreter:
        there.add(Present.INTERPRETER)
    if visit.location_type == SCHOOL:
        there.add(Present.SCHOOL_STAFF)
    elif random.random() < 0.04:
        there.add(random.choice((Present.SCHOOL_STAFF, Present.SOCIAL_WORKER)))
    return frozenset(there)

"""The contact of a planned visit, what was done at it and who was there, as a clinic would record them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from app.clinical.encounter import CareActivity, CodedItem, Contact, Mechanism, Present
from app.clinical.professional import Profession
from app.demo.child_plan import ChildPlan
from app.demo.people import CLINICS, COMMISSIONER, OTHERS, STAFF
from app.demo.staffing import Staffed
from app.demo.visits import VisitPlan
from app.identity import Identity
from app.terminology.refset import Refset

_SNOMED_PROCEDURE, _SNOMED_FINDING, _SNOMED_OBSERVATION = "06", "04", "03"
_BODY_WEIGHT = "27113001"
_THERAPIES = {
    Profession.SPEECH_AND_LANGUAGE_THERAPIST: "5154007",
    Profession.OCCUPATIONAL_THERAPIST: "84478008",
    Profession.PHYSIOTHERAPIST: "91251008",
}


@dataclass(frozen=True, slots=True)
class Known:
    """What was recorded by the time of a visit; `needs` by place in the child's list of courses."""

    staffed: Staffed
    child: Identity
    referral: Identity
    appointment: Identity | None
    needs: Mapping[int, Identity]
    records: int
    refset: Refset


@dataclass(frozen=True, slots=True)
class Drawn:
    """The identities of the things a visit makes: the encounter, two activities."""

    encounter: Identity
    activities: tuple[Identity, Identity]


def contact_of(child: ChildPlan, place: int, known: Known, random: Random) -> Contact:
    """The contact (CSDS CYP201); items a clinic often leaves blank are blank now and then."""
    visit = child.visits[place]
    clinic = CLINICS[visit.clinic]
    cancelled = visit.attendance.cancelled
    offered = visit.on - timedelta(days=random.randrange(14, 60))
    replaced = child.visits[place + 1].on if cancelled and place + 1 < len(child.visits) else None
    in_person = visit.mechanism is Mechanism.FACE_TO_FACE
    return Contact(
        visit.on,
        visit.attendance,
        visit.at,
        visit.minutes if visit.attendance.seen and random.random() < 0.96 else None,
        known.staffed.teams[clinic.team].id,
        COMMISSIONER if random.random() < 0.98 else None,
        "01",
        "01" if place == 0 else "02",
        "01" if in_person else "02",
        visit.mechanism,
        clinic.location_type if in_person else None,
        clinic.site if in_person else None,
        "N" if random.random() < 0.97 else None,
        offered if random.random() < 0.8 else None,
        offered if random.random() < 0.5 else None,
        visit.on if cancelled else None,
        ("01" if random.random() < 0.3 else "02") if cancelled and random.random() < 0.9 else None,
        visit.on if replaced is not None else None,
        visit.on if replaced is not None else None,
    )


def activities_of(child: ChildPlan, place: int, known: Known, drawn: Drawn, random: Random) -> tuple[CareActivity, ...]:
    """What the professional did, and at one visit in five what a second one did besides (CSDS CYP202)."""
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
        _weight(child, visit, random),
    )
    if random.random() >= 0.2:
        return (first,)
    other = random.choice([each for each in OTHERS if each != visit.professional])
    return first, CareActivity(drawn.activities[1], "06", known.staffed.professionals[other].id, min(20, visit.minutes))


def _weight(child: ChildPlan, visit: VisitPlan, random: Random) -> CodedItem | None:
    """A body weight in kilograms, rising with age, where the child was there to be weighed."""
    if visit.mechanism is not Mechanism.FACE_TO_FACE or random.random() < 0.5:
        return None
    years = (visit.on - child.person.born).days / 365.25
    usual = 3.5 + 6.5 * min(years, 1) + 2.3 * max(0, min(years, 11) - 1) + 3.9 * max(0, years - 11)
    return CodedItem(_SNOMED_OBSERVATION, _BODY_WEIGHT, f"{usual * random.uniform(0.82, 1.2):.1f}", "kg")


def present_of(child: ChildPlan, visit: VisitPlan, random: Random) -> frozenset[Present]:
    """Who came with the child, or spoke for them."""
    carer = Present.FOSTER_CARER
    if not child.person.looked_after:
        carer = random.choices((Present.MOTHER, Present.FATHER, Present.OTHER_CARER), (78, 16, 6))[0]
    there = {carer}
    if visit.mechanism is Mechanism.FACE_TO_FACE:
        there.add(Present.CHILD)
    if carer is Present.MOTHER and random.random() < 0.18:
        there.add(Present.FATHER)
    if child.person.interpreter:
        there.add(Present.INTERPRETER)
    if random.random() < 0.04:
        there.add(random.choice((Present.SCHOOL_STAFF, Present.SOCIAL_WORKER)))
    return frozenset(there)

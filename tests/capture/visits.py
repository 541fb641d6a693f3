"""Visits to draw and read forms of: a new one of a child with needs that stand, and one that is amended."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time

from app.access.people import Role
from app.capture.ports import CaptureRecords, Draft, UncodedNeed, UsageScope
from app.capture.typed import Typed
from app.capture.visit import Visit
from app.clinical.child import ChildFact
from app.clinical.clinic import Appointment, Clinic, Team
from app.clinical.encounter import Encounter
from app.clinical.history import earlier_than, need_histories
from app.clinical.ports import Work
from app.clinical.professional import CareProfessional, Profession
from app.clinical.referral import Referral
from app.clinical.timing import Timing
from app.errors import NotFound
from app.identity import Identity, shown
from app.terminology.concept import ConceptId
from app.terminology.refset import Refset
from tests.clinical.examples import (
    ACCOUNT,
    CHILD,
    NOW,
    ORGANISATION,
    PROFESSIONAL,
    REFERRAL,
    REFSET,
    TEAM,
    TODAY,
    child,
    identities,
    principal,
    referral,
)
from tests.clinical.fake_records import FakeRecords

CLINIC = Clinic(Identity(60), ORGANISATION.id, "Neurodisability", TEAM, "RXX10", "K02")
APPOINTMENT = Appointment(
    Identity(61), ORGANISATION.id, CHILD, REFERRAL, CLINIC.id, TODAY, time(9, 20), 20, PROFESSIONAL, "02", ACCOUNT
)
DR_A = CareProfessional(PROFESSIONAL, ORGANISATION.id, "Dr A", Profession.PAEDIATRICIAN, "CP1")
THERAPIST = CareProfessional(Identity(71), ORGANISATION.id, "Sam B", Profession.SPEECH_AND_LANGUAGE_THERAPIST, "CP2")
TOKEN = "a-form-token-of-22-char"


class FakeCaptureRecords(FakeRecords):
    """The records of the core in memory, and what the form asks besides: one clinic, its team, one professional."""

    def prepare(
        self,
        child: Identity,
        referral: Identity,
        *,
        appointment: Identity | None,
        professional: Identity | None,
        form_token: str | None,
    ) -> None:
        """Nothing is read beforehand."""

    def __init__(self, encounters: Sequence[Encounter]) -> None:
        super().__init__(child(), referral())
        self.encounters += encounters
        self.drafts: list[Draft] = []
        self.usual: dict[tuple[UsageScope, Identity], dict[ConceptId, int]] = {}
        self.look_alikes: set[Identity] = set()
        self.lead = DR_A

    def appointment(self, appointment: Identity) -> Appointment:
        if appointment != APPOINTMENT.id:
            raise NotFound("There is no such appointment.")
        return APPOINTMENT

    def encounter_of_appointment(self, appointment: Identity) -> Identity | None:
        return next((each.id for each in self.encounters if each.appointment == appointment), None)

    def referrals_of(self, child: Identity) -> tuple[Referral, ...]:
        return tuple(each for each in self.referrals if each.child == child)

    def clinics(self) -> tuple[Clinic, ...]:
        return (CLINIC,)

    def teams(self) -> tuple[Team, ...]:
        return (Team(TEAM, ORGANISATION.id, "COMPAED", "Community Paediatrics", "06"),)

    def professionals(self) -> tuple[CareProfessional, ...]:
        return (self.lead, THERAPIST)

    def draft(self, account: Identity, place: str) -> Draft | None:
        mine = [each for each in self.drafts if each.account == account and each.place == place]
        return max(mine, key=lambda each: each.saved_at, default=None)

    def usual_concepts(self, scope: UsageScope, of: Identity) -> Mapping[ConceptId, int]:
        return self.usual.get((scope, of), {})

    def uncoded_needs(self) -> tuple[UncodedNeed, ...]:
        return ()

    def timings(self, since: date) -> tuple[Timing, ...]:
        found = (each.timing for each in self.encounters if each.contact.on >= since)
        return tuple(timing for timing in found if timing is not None)

    def look_alike(self, child: Identity) -> bool:
        return child in self.look_alikes

    def professional(self, professional: Identity) -> CareProfessional:
        found = next((each for each in self.professionals() if each.id == professional), None)
        if found is None:
            raise NotFound("There is no such care professional.")
        return found


def work_of(*encounters: Encounter, role: Role = Role.CLINICIAN, refset: Refset = REFSET) -> Work[CaptureRecords]:
    return Work(principal(role), NOW, refset, identities(), FakeCaptureRecords(encounters))


def visit_with(
    *encounters: Encounter,
    current: Encounter | None = None,
    facts: tuple[ChildFact, ...] = (),
    booked: bool = False,
    refset: Refset = REFSET,
    profession: Profession = Profession.PAEDIATRICIAN,
) -> Visit:
    """A visit today after these encounters, to a professional, or the amending of one of them."""
    records = FakeCaptureRecords(encounters)
    records.lead = replace(DR_A, profession=profession)
    return Visit(
        replace(child(), facts=facts),
        referral(),
        APPOINTMENT if booked else None,
        current,
        encounters,
        need_histories(encounters if current is None else earlier_than(current, encounters)),
        refset,
        TODAY,
        time(10, 30),
        records,
        PROFESSIONAL,
    )


def typed(**fields: str | tuple[str, ...]) -> Typed:
    """A form with which nothing is wrong, some fields typed otherwise; `n0__here` stands for `n0.here`."""
    usual: dict[str, str | tuple[str, ...]] = {
        "form_token": TOKEN,
        "record_number": "0",
        "child": shown(CHILD),
        "on": "24-Nov-2026",
        "at": "10:30",
        "minutes": "45",
        "attendance": "5",
        "mechanism": "01",
        "consultation_type": "02",
        "location_type": "K02",
        "activity_type": "02",
        "present": ("child", "mother"),
        "outcome": "review",
    }
    given = {name.replace("__", "."): text for name, text in (usual | fields).items()}
    of_needs = [name for name in given if "." in name and not name.startswith("group.")]
    keys = tuple(dict.fromkeys(name.partition(".")[0] for name in of_needs))
    posted = {name: (text,) if isinstance(text, str) else text for name, text in given.items()}
    return Typed.from_posted({**posted, "need": keys})


LONG_AGO = date(2019, 6, 1)

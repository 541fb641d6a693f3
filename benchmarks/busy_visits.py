"""Children who come today: first visits, and visits of children who were seen before, with needs to carry."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random

from app.access.people import Account, Organisation, Principal, Role
from app.clinical.ages import london_date
from app.clinical.child import Child, ChildIdentifier, Demographics, Gender, IdentifierKind
from app.clinical.clinic import Appointment, Clinic, Team
from app.clinical.encounter import (
    Attendance,
    CareActivity,
    Contact,
    Encounter,
    EncounterKind,
    Mechanism,
    Outcome,
    Present,
)
from app.clinical.identifiers import LocalPatientId
from app.clinical.needs import Certainty, Change, SaidBy, Source, Statement
from app.clinical.ports import Unit, Work
from app.clinical.professional import CareProfessional
from app.clinical.pseudonym import child_pseudonym
from app.clinical.recording import record_encounter
from app.clinical.referral import Referral, TeamReferral
from app.demo.names import made_up_name
from app.identity import shown
from app.store.chunk import Chunk
from app.store.records import OrganisationRecords
from app.terminology.refset import Group, Member, Refset
from app.wiring import Installation

CARRIED = 6
"""Needs that a child who was seen before has."""
_COMMISSIONER = "QZZ"
_SEEN_BEFORE = timedelta(days=91)
_GROUPS = (Group.CONDITION, Group.TECHNOLOGY_DEPENDENCY, Group.FAMILY_REPORTED_ISSUE)
_FLUSH_EVERY = 50


@dataclass(frozen=True, slots=True)
class Desk:
    """A clinician's account and surroundings, as rows are made from them."""

    organisation: Organisation
    team: Team
    clinic: Clinic
    professional: CareProfessional
    account: Account


def usual_members(refset: Refset) -> list[Member]:
    """Members that any clinician may record together: counted, not sensitive, of no one-of set."""
    return [
        each
        for each in refset.members.values()
        if each.group in _GROUPS and each.counted and not each.sensitive and each.one_of is None
    ]


@dataclass(slots=True)
class VisitsOfDay:
    """Makes the visits of one clinician."""

    service: Installation
    chunk: Chunk
    desk: Desk
    chance: Random

    def visit(self, place: int) -> str:
        """A child with a visit today; gives the path of its form."""
        today = london_date(self.service.now())
        child, referral = self._child(today, place)
        records = self.chunk.records(self.desk.organisation.id)
        appointment = self._appointment(child, referral, today, place)
        booked = () if place % 3 == 2 else (appointment,)
        records.commit(Unit((child, referral, *booked), ()))
        if place % 3 != 0:
            self._seen_before(records, child, referral)
        if place % _FLUSH_EVERY == 0:
            self.chunk.flush()
        if booked:
            return f"/appointments/{shown(appointment.id)}/encounter"
        return f"/children/{shown(child.id)}/referrals/{shown(referral.id)}/encounter"

    def _child(self, today: date, place: int) -> tuple[Child, Referral]:
        new, desk, now = self.service.new_identity, self.desk, self.service.now()
        gender = self.chance.choice((Gender.FEMALE, Gender.MALE))
        name = made_up_name(gender, self.chance)
        born = today - timedelta(days=self.chance.randrange(400, 17 * 365))
        local = f"{desk.account.username.upper()}.{place:04d}"
        code = desk.organisation.ods_code
        child = Child(
            new(),
            desk.organisation.id,
            child_pseudonym(self.service.pseudonym_key, None, code, LocalPatientId(local)),
            Demographics(name.family, name.given, None, name.preferred, born, gender),
            (ChildIdentifier(new(), IdentifierKind.LOCAL, local, code, None),),
            (),
            now,
            desk.account.id,
        )
        referral = Referral(
            id=new(),
            version=1,
            organisation=desk.organisation.id,
            child=child.id,
            received_on=max(born, today - 2 * _SEEN_BEFORE),
            received_at=None,
            commissioner=_COMMISSIONER,
            service_line_agreement=None,
            source="01",
            referring_organisation=None,
            referring_staff_group=None,
            priority="1",
            reason=None,
            discharged_on=None,
            discharge_letter_on=None,
            teams=(TeamReferral(desk.team.id, desk.team.team_type),),
            recorded_at=now,
            recorded_by=desk.account.id,
        )
        return child, referral

    def _appointment(self, child: Child, referral: Referral, today: date, place: int) -> Appointment:
        at = (datetime(2000, 1, 1, 8, 0) + timedelta(minutes=place % 48 * 10)).time()  # noqa: DTZ001
        desk = self.desk
        return Appointment(
            self.service.new_identity(), desk.organisation.id, child.id, referral.id, desk.clinic.id, today, at, 20,
            desk.professional.id, "02", desk.account.id,
        )  # fmt: skip

    def _seen_before(self, records: OrganisationRecords, child: Child, referral: Referral) -> None:
        desk = self.desk
        principal = Principal(
            desk.account.id, desk.organisation, desk.account.display_name, Role.CLINICIAN, desk.professional.id, None
        )
        at = self.service.now() - _SEEN_BEFORE
        work = Work(principal, at, self.service.refset, self.service.new_identity, records)
        record_encounter(_earlier(work, desk, child, referral, self.chance), work)


def _earlier(
    work: Work[OrganisationRecords], desk: Desk, child: Child, referral: Referral, chance: Random
) -> Encounter:
    members = chance.sample(usual_members(work.refset), CARRIED)
    whose = desk.professional
    return Encounter(
        id=work.new_identity(),
        version=1,
        record_number=1,
        organisation=desk.organisation.id,
        child=child.id,
        referral=referral.id,
        kind=EncounterKind.CARE_CONTACT,
        contact=Contact(
            on=london_date(work.now),
            attendance=Attendance.ATTENDED_ON_TIME,
            at=time(10, 0),
            minutes=30,
            team=desk.team.id,
            commissioner=_COMMISSIONER,
            administrative_category="01",
            consultation_type="01",
            subject="01",
            mechanism=Mechanism.FACE_TO_FACE,
            location_type="K02",
            site=desk.clinic.site,
            group_therapy="N",
        ),
        activities=(CareActivity(work.new_identity(), "02", whose.id, 30),),
        present=frozenset({Present.CHILD, Present.MOTHER}),
        groups=(),
        statements=tuple(_stated(work, whose, member) for member in members),
        outcome=Outcome.REVIEW,
        next_appointment=None,
        appointment=None,
        professional=whose.id,
        recorded_at=work.now,
        recorded_by=desk.account.id,
        form_token=None,
        profession=whose.profession,
    )


def _stated(work: Work[OrganisationRecords], whose: CareProfessional, member: Member) -> Statement:
    said = Statement(
        need=work.new_identity(),
        change=Change.NEW,
        concept=member.concept,
        term=member.preferred_term,
        description=None,
        release=work.refset.release.label,
        group=member.group,
        certainty=Certainty.REPORTED,
        source=Source(SaidBy.CLINICIAN, whose.profession, whose.id),
        primary=False,
        onset=None,
        diagnosed=None,
        diagnosed_by=None,
        traffic_light=None,
    )
    if member.group is not Group.FAMILY_REPORTED_ISSUE:
        return said
    return replace(said, source=replace(said.source, said_by=SaidBy.FAMILY))

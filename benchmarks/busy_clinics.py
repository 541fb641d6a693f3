"""Organisations with many clinicians at work: accounts, clinics, and children each with a visit to book out today.

Two visits in three are of children who were seen before, with six needs to carry; two in three are booked, the third
is unscheduled. So the forms are those of a clinic that has been recording for a while.
"""

from collections.abc import Iterator
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
from app.clinical.professional import CareProfessional, Profession
from app.clinical.pseudonym import child_pseudonym
from app.clinical.recording import record_encounter
from app.clinical.referral import Referral, TeamReferral
from app.demo.names import made_up_name
from app.identity import Identity, parse_identity, shown
from app.settings import Settings
from app.store.chunk import Chunk
from app.store.records import OrganisationRecords
from app.terminology.refset import Group, Member, Refset
from app.wiring import Installation, installation

PASSWORD = "a busy clinic, 2026"
CARRIED = 6
"""Needs that a child who was seen before has."""
IN_AN_ORGANISATION = 40
IN_A_TEAM = 8
_COMMISSIONER = "QZZ"
_SEEN_BEFORE = timedelta(days=91)
_GROUPS = (Group.CONDITION, Group.TECHNOLOGY_DEPENDENCY, Group.FAMILY_REPORTED_ISSUE)
_FLUSH_EVERY = 50


@dataclass(frozen=True, slots=True)
class BusyClinician:
    """An account, its organisation and clinic, a colleague to hold a joint clinic with, and the forms of the day."""

    username: str
    organisation: str
    clinic: str
    colleague: str
    forms: tuple[str, ...]
    """Paths, one for each visit."""


@dataclass(frozen=True, slots=True)
class _Desk:
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


def fill(settings: Settings, clinicians: int, visits: int, seed: int = 7) -> list[BusyClinician]:
    """Add so many clinicians, each with so many visits, to a migrated database; they stand in several organisations."""
    with installation(settings) as service:
        chance = Random(seed)
        desks = list(_desks(service, clinicians))
        filled = []
        with service.store.chunk() as chunk:
            for number, desk in enumerate(desks):
                day = _Day(service, chunk, desk, chance)
                forms = tuple(day.visit(place) for place in range(visits))
                colleague = desks[number ^ 1 if (number ^ 1) < len(desks) else number - 1]
                filled.append(
                    BusyClinician(
                        desk.account.username,
                        shown(desk.organisation.id),
                        shown(desk.clinic.id),
                        shown(colleague.professional.id),
                        forms,
                    )
                )
        return filled


def _desks(service: Installation, clinicians: int) -> Iterator[_Desk]:
    """The accounts; the password is hashed once, since a hash is meant to cost."""
    password = service.desk.passwords.hash(PASSWORD)
    new = service.new_identity
    for start in range(0, clinicians, IN_AN_ORGANISATION):
        code = f"RB{start // IN_AN_ORGANISATION:03d}"
        organisation = service.desk.add_organisation(code, f"Busy Children's Trust {code}")
        here = range(start, min(start + IN_AN_ORGANISATION, clinicians))
        clinics = {number // IN_A_TEAM: _clinic(service, organisation, number) for number in here[::IN_A_TEAM]}
        for number in here:
            professional = CareProfessional(
                new(), organisation.id, f"Dr Busy {number}", Profession.PAEDIATRICIAN, f"P{number}"
            )
            account = Account(
                new(), organisation.id, f"busy{number}", professional.name, Role.CLINICIAN, professional.id, password
            )
            _write(service, organisation, professional, account)
            yield _Desk(organisation, *clinics[number // IN_A_TEAM], professional, account)


def _clinic(service: Installation, organisation: Organisation, number: int) -> tuple[Team, Clinic]:
    team = Team(service.new_identity(), organisation.id, f"T{number}", f"Team {number}", "06")
    site = f"{organisation.ods_code}1"
    clinic = Clinic(service.new_identity(), organisation.id, f"Clinic {number}", team.id, site, "K02")
    _write(service, organisation, team, clinic)
    return team, clinic


def _write(service: Installation, organisation: Organisation, *things: object) -> None:
    with service.store.records(organisation.id) as records:
        records.commit(Unit(things, ()))


@dataclass(slots=True)
class _Day:
    """Makes the visits of one clinician."""

    service: Installation
    chunk: Chunk
    desk: _Desk
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
    work: Work[OrganisationRecords], desk: _Desk, child: Child, referral: Referral, chance: Random
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


def organisation_of(clinician: BusyClinician) -> Identity:
    """The organisation a clinician works for."""
    return parse_identity(clinician.organisation)

"""A small clinic and one encounter with every field filled; all synthetic."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from app.access.audit import AuditAction, AuditEvent
from app.access.clients import StoredKeySet, SystemClient
from app.access.people import Account, Organisation, Role
from app.access.scopes import scopes_in
from app.clinical.ages import PartialDate
from app.clinical.child import (
    Child,
    ChildFact,
    ChildIdentifier,
    ChildLink,
    Demographics,
    FactAnswer,
    FactKind,
    Gender,
    IdentifierKind,
)
from app.clinical.clinic import Appointment, Clinic, Team
from app.clinical.encounter import (
    Attendance,
    CareActivity,
    CodedItem,
    Contact,
    Encounter,
    EncounterKind,
    Mechanism,
    NextAppointment,
    Outcome,
    Present,
)
from app.clinical.group_session import GroupSession
from app.clinical.needs import (
    Certainty,
    Change,
    GroupAnswer,
    GroupAsked,
    SaidBy,
    Source,
    Statement,
    TrafficLight,
)
from app.clinical.plan import (
    Growth,
    LetterCopy,
    OnwardReferral,
    Recipient,
    RequestedTest,
    SafeguardingCheck,
    Sharing,
)
from app.clinical.ports import Unit
from app.clinical.professional import CareProfessional, Profession
from app.clinical.pseudonym import Pseudonym, PseudonymBasis
from app.clinical.referral import Referral, TeamReferral, WaitingTime
from app.clinical.scores import AssessmentScore
from app.clinical.timing import InputMode, Timing
from app.identity import Identity
from app.store.engine import Store
from app.terminology.concept import ConceptId
from app.terminology.refset import Group
from app.terminology.releases import LoadedRelease, MemberGrouping
from tests.databases import START, new_identity

RECORDED = datetime(2026, 3, 2, 10, 15, 30, 123456, tzinfo=UTC)
CONCEPTS = (128188000, 84757009, 35919005, 228156007, 302870006, 15188001, 276700005, 193570009)


@dataclass(frozen=True, slots=True)
class Example:
    """An organisation with one clinic and one child, in the order in which they are written."""

    organisation: Organisation
    account: Account
    professional: CareProfessional
    team: Team
    clinic: Clinic
    child: Child
    referral: Referral
    appointment: Appointment

    @property
    def things(self) -> tuple[object, ...]:
        return (
            self.organisation,
            self.professional,
            self.account,
            self.team,
            self.clinic,
            self.child,
            self.referral,
            self.appointment,
        )


def example(ods_code: str = "RXX01", nhs_number: str = "9990000018") -> Example:
    """A new clinic; each call draws new identities."""
    organisation = Organisation(new_identity(), ods_code, f"Example Community Trust {ods_code}")
    owner = organisation.id
    professional = CareProfessional(
        new_identity(), owner, "Dr Ada Example", Profession.PAEDIATRICIAN, "PAED1", "03", "9999999", "01", "01A", "01"
    )
    account = Account(
        new_identity(),
        owner,
        f"ada.{ods_code.lower()}",
        "Dr Ada Example",
        Role.CLINICIAN,
        professional.id,
        "$argon2id$",
    )
    team = Team(new_identity(), owner, "CCH", "Community Child Health", "14")
    clinic = Clinic(new_identity(), owner, "Monday neurodisability", team.id, "RXX01", "A01")
    child = example_child(owner, account.id, nhs_number)
    referral = example_referral(owner, account.id, child.id, team.id)
    appointment = Appointment(
        new_identity(), owner, child.id, referral.id, clinic.id, date(2026, 3, 2), time(9, 30), 45, professional.id,
        "01", account.id,
    )  # fmt: skip
    return Example(organisation, account, professional, team, clinic, child, referral, appointment)


def example_child(organisation: Identity, account: Identity, nhs_number: str) -> Child:
    """A child with an NHS number, a local number, and a known and an unasked fact."""
    return Child(
        new_identity(),
        organisation,
        Pseudonym(nhs_number.encode().ljust(32, b"."), PseudonymBasis.NHS_NUMBER),
        Demographics("Ó Sample", "Zoë", "Miss", "Zo", date(2019, 2, 28), Gender.FEMALE),
        (
            ChildIdentifier(new_identity(), IdentifierKind.NHS_NUMBER, nhs_number, None, "01"),
            ChildIdentifier(
                new_identity(),
                IdentifierKind.LOCAL,
                f"L{nhs_number}",
                "RXX01",
                None,
                date(2020, 1, 1),
                date(2030, 1, 1),
            ),
        ),
        (
            ChildFact(
                new_identity(), FactKind.POSTCODE, FactAnswer.KNOWN, "ZZ99 3VZ", date(2020, 1, 1), None, START, account
            ),
            ChildFact(
                new_identity(), FactKind.EHC_PLAN, FactAnswer.NOT_ASKED, None, None, date(2026, 1, 1), START, account
            ),
        ),
        START,
        account,
    )


def example_referral(organisation: Identity, account: Identity, child: Identity, team: Identity) -> Referral:
    """The first version of a referral with every field filled."""
    return Referral(
        id=new_identity(),
        version=1,
        organisation=organisation,
        child=child,
        received_on=date(2026, 1, 5),
        received_at=time(14, 5, 7),
        commissioner="QOX",
        service_line_agreement="SLA-1",
        source="01",
        referring_organisation="A81001",
        referring_staff_group="01",
        priority="1",
        reason="01",
        discharged_on=None,
        discharge_letter_on=date(2026, 2, 1),
        teams=(
            TeamReferral(team, "14"),
            TeamReferral(team, "15", date(2026, 2, 1), "01", date(2026, 2, 2), "02"),
        ),
        recorded_at=RECORDED,
        recorded_by=account,
        further_reasons=("02", "03"),
        waiting=(
            WaitingTime(
                "01",
                date(2026, 1, 6),
                time(8, 15),
                date(2026, 1, 30),
                time(16, 45),
                "30",
                "123456789012",
                "RXX01PATHWAY00000001",
                "RXX01",
            ),
            WaitingTime(status="98"),
        ),
    )


def example_session(of: Example) -> GroupSession:
    """The first version of a group session with every field filled."""
    return GroupSession(
        of.organisation.id,
        new_identity(),
        1,
        date(2026, 3, 4),
        "QOX",
        90,
        "02",
        12,
        "L01",
        "RXX01",
        of.professional.id,
        "SLA-2",
        False,
        None,
        RECORDED,
        of.account.id,
    )


def example_statement(number: int, professional: Identity, need: Identity | None = None) -> Statement:
    """A statement with every field filled; `number` chooses the concept."""
    return Statement(
        need or new_identity(),
        Change.NEW,
        ConceptId(CONCEPTS[number % len(CONCEPTS)]),
        f"A need – «{number}»",
        2_642_015 + number,
        "999001751000000105|20260401",
        list(Group)[number % len(Group)],
        Certainty.DIAGNOSED,
        Source(SaidBy.CLINICIAN, Profession.PAEDIATRICIAN, professional),
        number == 0,
        PartialDate(2021),
        PartialDate(2022, 3, 4),
        Profession.PAEDIATRICIAN,
        TrafficLight.AMBER,
    )


def example_encounter(of: Example, record_number: int = 1, needs: int = 8) -> Encounter:
    """The first version of an encounter with every field filled."""
    professional = of.professional.id
    return Encounter(
        id=new_identity(),
        version=1,
        record_number=record_number,
        organisation=of.organisation.id,
        child=of.child.id,
        referral=of.referral.id,
        kind=EncounterKind.CARE_CONTACT,
        contact=Contact(
            date(2026, 3, 2),
            Attendance.ATTENDED_LATE,
            time(9, 41),
            50,
            of.team.id,
            "QOX",
            "01",
            "02",
            "01",
            Mechanism.VIDEO,
            "A01",
            "RXX01",
            "N",
            date(2026, 1, 10),
            date(2026, 1, 11),
            date(2026, 1, 12),
            "1",
            date(2026, 1, 13),
            date(2026, 1, 14),
        ),
        activities=(
            CareActivity(
                new_identity(),
                "01",
                professional,
                20,
                CodedItem("06", "103735009"),
                CodedItem("01", "F840"),
                CodedItem("04", "60621009", "17.5", "kg/m2"),
            ),
            CareActivity(new_identity(), "02", None),
        ),
        present=frozenset({Present.CHILD, Present.MOTHER, Present.INTERPRETER}),
        groups=(
            GroupAsked(Group.TECHNOLOGY_DEPENDENCY, GroupAnswer.NONE_IDENTIFIED),
            GroupAsked(Group.CONDITION, GroupAnswer.SOME),
        ),
        statements=tuple(example_statement(number, professional) for number in range(needs)),
        outcome=Outcome.REVIEW,
        next_appointment=NextAppointment(26, of.clinic.id, 30),
        appointment=of.appointment.id,
        professional=professional,
        recorded_at=RECORDED,
        recorded_by=of.account.id,
        form_token=f"form-{new_identity()}",
        profession=Profession.PAEDIATRICIAN,
        growth=Growth(17_250, 1_041, 512),
        onward_referrals=(OnwardReferral("22", "RXX02"), OnwardReferral("14")),
        copies=(LetterCopy(Recipient.SCHOOL, Sharing.DECLINED), LetterCopy(Recipient.GP)),
        tests_requested=(RequestedTest.MRI_BRAIN, RequestedTest.BLOOD),
        safeguarding_check=SafeguardingCheck.DISCUSSED,
        timing=Timing(
            RECORDED - timedelta(seconds=61), RECORDED - timedelta(seconds=59), RECORDED, 3, 4, 5, InputMode.MIXED
        ),
        entered_in_error=False,
        moved_to=None,
        moved_from=new_identity(),
        scores=(AssessmentScore(ConceptId(953211000000100), "38.5", date(2026, 2, 20)),),
        form_digest=b"\x00what the form said\xff".ljust(32, b"."),
    )


def bare_encounter(of: Example, record_number: int) -> Encounter:
    """An encounter with nothing said that need not be."""
    whole = example_encounter(of, record_number, 0)
    return replace(
        whole,
        contact=Contact(date(2026, 3, 3), Attendance.WAS_NOT_BROUGHT),
        activities=(),
        present=frozenset(),
        groups=(),
        outcome=None,
        next_appointment=None,
        appointment=None,
        professional=None,
        form_token=None,
        profession=None,
        growth=None,
        onward_referrals=(),
        copies=(),
        tests_requested=(),
        safeguarding_check=None,
        timing=None,
        moved_from=None,
        form_digest=None,
        scores=(),
    )


def merged(of: Example, child: Identity, into: Identity, version: int = 1, *, standing: bool = True) -> ChildLink:
    """That a child's record was merged into another, or, when not standing, unmerged."""
    reason = "Registered twice." if standing else "They are twins."
    return ChildLink(of.organisation.id, child, version, into, standing, reason, RECORDED, of.account.id)


def example_release(key: str = "0123456789abcdef", by: Identity | None = None) -> LoadedRelease:
    """A release with every field filled; loaded by a command unless somebody is named."""
    return LoadedRelease(
        new_identity(),
        key,
        f"A made-up edition ({key})",
        "http://snomed.info/sct/83821000000107/version/20260318",
        date(2026, 3, 18),
        360_123,
        1_204_567,
        RECORDED,
        by,
    )


def example_grouping(by: Identity, concept: int = CONCEPTS[0], version: int = 1) -> MemberGrouping:
    """A version of a member's grouping, with marks that differ from one another."""
    marks = {"counted": True, "sensitive": False, "printable": version % 2 == 0}
    return MemberGrouping(ConceptId(concept), version, Group.CONDITION, **marks, at=RECORDED, by=by)


def example_client(organisation: Identity, name: str = "Paediatric system") -> SystemClient:
    """The first version of a provider's system."""
    scopes = scopes_in("system/*.rs system/Patient.cud")
    return SystemClient(new_identity(), 1, organisation, name, StoredKeySet('{"keys":[]}'), scopes, RECORDED, None)


def event_of(of: Example, action: AuditAction = AuditAction.ENCOUNTER_RECORDED, at: datetime = RECORDED) -> AuditEvent:
    """An audit event by the example's account on its child."""
    return AuditEvent(
        new_identity(), at, of.organisation.id, of.account.id, Role.CLINICIAN, new_identity(), action, of.child.id
    )


def unit_of(of: Example, *things: object) -> Unit:
    """The things with one event."""
    return Unit(things, (event_of(of),))


def written(store: Store, make: Callable[[], Example] = example) -> Example:
    """A clinic that is in the store."""
    of = make()
    with store.records(of.organisation.id) as records:
        records.commit(Unit(of.things, (event_of(of, AuditAction.SERVICE_SET_UP),)))
    return of

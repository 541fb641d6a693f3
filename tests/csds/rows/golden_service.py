"""The golden month: October 2026 at a made-up provider, its teams, staff and list of needs, and how records are noted.

Five children stand in the files beside this one, each with the rows that the specification asks for, worked by hand.
An identity is written as the submission shows it, without the zeros in front.
"""

from datetime import UTC, date, datetime, time

from app.clinical.ages import PartialDate
from app.clinical.child import Child, ChildFact, ChildIdentifier, Demographics, FactAnswer, FactKind, Gender
from app.clinical.clinic import Team
from app.clinical.encounter import Attendance, CareActivity, Contact, Encounter, EncounterKind
from app.clinical.needs import Certainty, Change, SaidBy, Source, Statement
from app.clinical.professional import CareProfessional, Profession
from app.clinical.pseudonym import Pseudonym, PseudonymBasis
from app.clinical.referral import Referral, TeamReferral
from app.csds.periods import ReportingPeriod, Window
from app.csds.rows.month import Month
from app.identity import Identity, parse_identity
from app.terminology.concept import ConceptId
from app.terminology.refset import Group, Member, Refset, Release
from tests.csds.rows.expecting import Rows, row


def known(text: str) -> Identity:
    return parse_identity(text.rjust(13, "0"))


TRUST, CLERK = known("T"), known("K")
PAEDIATRICS, PHYSIOTHERAPY = known("PT1"), known("PT2")
PAEDIATRICIAN, PHYSIOTHERAPIST, SOCIAL_WORKER, ABSENT = (known(f"PS{number}") for number in (1, 2, 3, 4))

PALSY, EPILEPSY, FRAGILE_X, TIC = 128188000, 84757009, 613003, 568005
SPEECH, ANXIETY, MURMUR, MILK_ALLERGY = 1145003, 197480006, 88610006, 782555009
VENTILATOR, HEARING_AID = 444932008, 285055002
SUPPORT, HOUSING, CARE_PLAN = 25622003, 105531004, 700224007
SUPERVISED, GMFCS_II, AT_RISK, OUTSIDE = 240451000000106, 881541000000101, 160877008, 38341003

_MEMBERS = (
    (PALSY, "Cerebral palsy (disorder)", Group.CONDITION),
    (EPILEPSY, "Epilepsy (disorder)", Group.CONDITION),
    (FRAGILE_X, "Fragile X syndrome (disorder)", Group.CONDITION),
    (TIC, "Tic disorder (disorder)", Group.CONDITION),
    (SPEECH, "Developmental speech disorder (disorder)", Group.CONDITION),
    (ANXIETY, "Anxiety disorder (disorder)", Group.CONDITION),
    (MURMUR, "Heart murmur (finding)", Group.CONDITION),
    (MILK_ALLERGY, None, Group.CONDITION),
    (VENTILATOR, "Dependence on ventilator (finding)", Group.TECHNOLOGY_DEPENDENCY),
    (HEARING_AID, "Does use hearing aid (finding)", Group.TECHNOLOGY_DEPENDENCY),
    (SUPPORT, "Support system deficit (finding)", Group.FAMILY_REPORTED_ISSUE),
    (HOUSING, "Housing unsatisfactory (finding)", Group.FAMILY_REPORTED_ISSUE),
    (CARE_PLAN, "Carer does not understand care plan (finding)", Group.FAMILY_REPORTED_ISSUE),
    (SUPERVISED, "Requires constant supervision (finding)", Group.ROUND_THE_CLOCK_CARE),
    (GMFCS_II, "Gross Motor Function Classification System level II (finding)", Group.FUNCTIONAL_LEVEL),
    (AT_RISK, "Child at risk (finding)", Group.SAFEGUARDING),
)


def _member(concept: int, name: str | None, group: Group) -> Member:
    marks = {"counted": True, "sensitive": False, "printable": True}
    return Member(ConceptId(concept), name or "Its term", name, group, "", (), one_of=None, position=0, **marks)


REFSET = Refset(
    Release(ConceptId(999001751000000105), "Golden", "golden", date(2026, 4, 1), "hand", "none", "0" * 64),
    {ConceptId(concept): _member(concept, name, group) for concept, name, group in _MEMBERS},
    {},
)

TEAMS = (
    Team(PAEDIATRICS, TRUST, "CCH", "Community Child Health", "06"),
    Team(PHYSIOTHERAPY, TRUST, "PHYS", "Physiotherapy", "29"),
)
STAFF = (
    CareProfessional(
        PAEDIATRICIAN, TRUST, "Dr A", Profession.PAEDIATRICIAN, "PAED1", "03", "9999999", "M02", "014", "S0010"
    ),
    CareProfessional(
        PHYSIOTHERAPIST, TRUST, "B", Profession.PHYSIOTHERAPIST, "PHYS1", "08", "PH99999", "A08", None, None
    ),
    CareProfessional(SOCIAL_WORKER, TRUST, "C", Profession.OTHER, "SOCW1", "18", "SW99999", None, None, None),
    CareProfessional(ABSENT, TRUST, "D", Profession.OTHER, "NURS1", "09", None, None, None, None),
)

MONTH = Month(
    ReportingPeriod(2026, 10),
    Window.PRIMARY,
    "RXX",
    "RXX",
    "EveryNeed",
    datetime(2026, 11, 5, 9, 15, 30),
    {each.id: each for each in TEAMS},
    {each.id: each for each in STAFF},
    REFSET,
)

# Social Work England is a body that the data set refuses; the nurse is named by no row.
SERVICE_ROWS: Rows = (
    row(
        "CYP000Header",
        Version="1.6",
        OrgID_Provider="RXX",
        OrgID_Submitter="RXX",
        RP_StartDate=date(2026, 10, 1),
        RP_EndDate=date(2026, 10, 31),
        FileCreation_DateTime=datetime(2026, 11, 5, 9, 15, 30),
        PrimarySystem="EveryNeed",
    ),
    row(
        "CYP901StaffDetails",
        CareProfessionalID_Local="PAED1",
        RegistrationBody="03",
        RegistrationEntryID="9999999",
        StaffGroup="M02",
        OccupationCode="014",
        JobRoleCode="S0010",
    ),
    row(
        "CYP901StaffDetails",
        CareProfessionalID_Local="PHYS1",
        RegistrationBody="08",
        RegistrationEntryID="PH99999",
        StaffGroup="A08",
    ),
    row("CYP901StaffDetails", CareProfessionalID_Local="SOCW1", RegistrationEntryID="SW99999"),
)


def child(
    identity: str,
    born: date | None,
    gender: Gender,
    identifiers: tuple[ChildIdentifier, ...],
    facts: tuple[ChildFact, ...],
    *,
    merged_from: tuple[Identity, ...] = (),
) -> Child:
    return Child(
        known(identity),
        TRUST,
        Pseudonym(identity.encode().ljust(32, b"."), PseudonymBasis.NHS_NUMBER),
        Demographics("Golden", identity, None, None, born, gender),
        identifiers,
        facts,
        datetime(2020, 1, 1, tzinfo=UTC),
        CLERK,
        merged_from=merged_from,
    )


def fact(
    identity: str,
    kind: FactKind,
    value: str | FactAnswer,
    since: date | None = None,
    until: date | None = None,
) -> ChildFact:
    """A fact written down on the day since which it is true, at noon; its value, or that it is none or not asked."""
    answer, known_value = (value, None) if isinstance(value, FactAnswer) else (FactAnswer.KNOWN, value)
    written = since or date(2020, 1, 1)
    at = datetime(written.year, written.month, written.day, 12, tzinfo=UTC)
    return ChildFact(known(identity), kind, answer, known_value, since, until, at, CLERK)


def referral(identity: str, of: str, received: date, *teams: TeamReferral, **more: object) -> Referral:
    """A referral with what is mandatory and a team, unless more is said."""
    whole: dict[str, object] = {
        "received_at": None,
        "commissioner": "QOX",
        "service_line_agreement": None,
        "source": None,
        "referring_organisation": None,
        "referring_staff_group": None,
        "priority": None,
        "reason": None,
        "discharged_on": None,
        "discharge_letter_on": None,
    }
    return Referral(
        id=known(identity),
        version=1,
        organisation=TRUST,
        child=known(of),
        received_on=received,
        teams=teams or (TeamReferral(PAEDIATRICS, "06"),),
        recorded_at=datetime(2026, 11, 4, tzinfo=UTC),
        recorded_by=CLERK,
        **whole | more,  # type: ignore[arg-type]
    )


def encounter(identity: str, of: str, under: str, contact: Contact, *said: Statement, **more: object) -> Encounter:
    """A contact led by the paediatrician, with nothing done at it unless more is said."""
    whole: dict[str, object] = {"kind": EncounterKind.CARE_CONTACT, "activities": ()}
    return Encounter(
        id=known(identity),
        version=1,
        record_number=1,
        organisation=TRUST,
        child=known(of),
        referral=known(under),
        contact=contact,
        present=frozenset(),
        groups=(),
        statements=said,
        outcome=None,
        next_appointment=None,
        appointment=None,
        professional=PAEDIATRICIAN,
        recorded_at=datetime(2026, 11, 4, tzinfo=UTC),
        recorded_by=CLERK,
        **whole | more,  # type: ignore[arg-type]
    )


def came(on: date, at: time | None = None, minutes: int | None = None, team: Identity | None = None) -> Contact:
    """A contact to which the child came on time, with nothing else said of it."""
    return Contact(on, Attendance.ATTENDED_ON_TIME, at, minutes, team)


def activity(identity: str, kind: str, professional: Identity | None, minutes: int | None = None) -> CareActivity:
    return CareActivity(known(identity), kind, professional, minutes)


def said(
    need: str,
    concept: int | None,
    change: Change = Change.NEW,
    certainty: Certainty = Certainty.DIAGNOSED,
    *,
    by: Identity | None = PAEDIATRICIAN,
    primary: bool = False,
    diagnosed: PartialDate | None = None,
) -> Statement:
    """What is said of a need, in the group of its concept; with nobody's name, on the family's word."""
    member = None if concept is None else REFSET.member(ConceptId(concept))
    return Statement(
        known(need),
        change,
        None if concept is None else ConceptId(concept),
        "As it was shown",
        None,
        "golden",
        Group.UNGROUPED if member is None else member.group,
        certainty,
        Source(SaidBy.FAMILY if by is None else SaidBy.CLINICIAN, None, by),
        primary,
        None,
        diagnosed,
    )

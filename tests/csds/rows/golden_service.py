"""The golden month: October 2026 at a made-up provider, its teams, staff and list of needs, and how records are noted.

Five children stand in the files beside this one, each with the rows that the specification asks for, worked by hand.
An identity is written as the submission shows it, without the zeros in front.
"""

from datetime import date, datetime

from app.clinical.clinic import Team
from app.clinical.professional import CareProfessional, Profession
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
    return Member(ConceptId(concept), name or "Its term", name, group, "", (), True, False, True, None, 0)


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
        PAEDIATRICIAN, TRUST, "Dr A", Profession.PAEDIATRICIAN, "PAED1", "03", "9999999", "M02", "014", "01000"
    ),
    CareProfessional(
        PHYSIOTHERAPIST, TRUST, "B", Profession.PHYSIOTHERAPIST, "PHYS1", "08", "PH99999", "A08", None, None
    ),
    CareProfessional(SOCIAL_WORKER, TRUST, "C", Profession.OTHER, "SOCW1", "18", "SW99999", None, None, None),
    CareProfessional(ABSENT, TRUST, "D", Profession.OTHER, "NURS1", "09", None, None, None, None),
)

CREATED = datetime(2026, 11, 5, 9, 15, 30)  # noqa: DTZ001 (a clock on a wall in London)

MONTH = Month(
    ReportingPeriod(2026, 10),
    Window.PRIMARY,
    "RXX",
    "RXX",
    "EveryNeed",
    CREATED,
    {each.id: each for each in TEAMS},
    {each.id: each for each in STAFF},
    REFSET,
)

# Social Work England is a body that the data set refuses; the nurse is named by a group session alone.
SERVICE_ROWS: Rows = (
    row(
        "CYP000Header",
        Version="1.6",
        OrgID_Provider="RXX",
        OrgID_Submitter="RXX",
        RP_StartDate=date(2026, 10, 1),
        RP_EndDate=date(2026, 10, 31),
        FileCreation_DateTime=CREATED,
        PrimarySystem="EveryNeed",
    ),
    row(
        "CYP901StaffDetails",
        CareProfessionalID_Local="PAED1",
        RegistrationBody="03",
        RegistrationEntryID="9999999",
        StaffGroup="M02",
        OccupationCode="014",
        JobRoleCode="01000",
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

"""The staff of the demonstration clinic: its organisation, teams, clinics, care professionals and accounts.

All of it is made up: the organisation, sites, registrations and people do not exist. Staff groups, registration bodies
and job roles are codes of the lists STAFF_GROUP, REGISTRATION_BODY and JOB_ROLE.
"""

from dataclasses import dataclass

from app.access.people import Role
from app.clinical.professional import Profession

ODS_CODE = "RZZ01"
ORGANISATION = "Northmoor Children's Community NHS Trust (demo)"
COMMISSIONER = "QZZ"
PASSWORD = "demo-northmoor-2026"  # noqa: S105 (the demonstration's own, made to be told to everybody)
LAST_ACCOUNT = "commissioner"
"""The account written last of all: where it is, the demonstration was loaded to its end."""


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """A team; `team_type` is a code of TEAM_TYPE."""

    code: str
    name: str
    team_type: str


@dataclass(frozen=True, slots=True)
class ClinicPlan:
    """A clinic of a team (its place in `TEAMS`); `site` and `location_type` as in `clinical.clinic.Clinic`."""

    name: str
    team: int
    site: str
    location_type: str
    minutes: int


@dataclass(frozen=True, slots=True)
class StaffPlan:
    """A care professional with an account. `clinics` are places in `CLINICS`, the usual one first."""

    username: str
    name: str
    profession: Profession
    clinics: tuple[int, ...]
    registration_body: str | None
    registration_entry: str | None
    staff_group: str | None
    occupation_code: str | None
    job_role: str | None


@dataclass(frozen=True, slots=True)
class DeskPlan:
    """An account that is no care professional's."""

    username: str
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """One of the accounts to try, and what it is for."""

    username: str
    role: Role
    what_you_can_do: str


TEAMS = (
    TeamPlan("COMPAED", "Community Paediatrics", "06"),
    TeamPlan("CSLT", "Children's Speech and Language Therapy", "33"),
    TeamPlan("CTHER", "Children's Physiotherapy and Occupational Therapy", "26"),
    TeamPlan("CCN", "Children's Community Nursing", "38"),
)

CLINICS = (
    ClinicPlan("Neurodisability, Larkmoor Child Development Centre", 0, "RZZ10", "K02", 40),
    ClinicPlan("General community paediatrics, Harbour Street", 0, "RZZ11", "B01", 30),
    ClinicPlan("Neurodevelopmental assessment, Larkmoor Child Development Centre", 0, "RZZ10", "K02", 60),
    ClinicPlan("Speech and language therapy, Larkmoor Child Development Centre", 1, "RZZ10", "K02", 45),
    ClinicPlan("Children's therapy at Beckside School", 2, "RZZ12", "L01", 45),
    ClinicPlan("Children's community nursing at home", 3, "RZZ13", "A01", 30),
)

STAFF = (
    StaffPlan(
        "paediatrician",
        "Dr Amara Lindqvist-Okafor",
        Profession.PAEDIATRICIAN,
        (0, 1),
        "03",
        "9990001",
        "M02",
        "3C0",
        "01003",
    ),
    StaffPlan(
        "therapist",
        "Bethan Pryce",
        Profession.SPEECH_AND_LANGUAGE_THERAPIST,
        (3,),
        "08",
        "SL99001",
        "A13",
        "S1J",
        "05013",
    ),
    StaffPlan(
        "paediatrician2", "Dr Helen Thwaite", Profession.PAEDIATRICIAN, (1, 2), "03", "9990002", "M02", "3C0", "01003"
    ),
    StaffPlan(
        "paediatrician3", "Dr Rajiv Menon", Profession.PAEDIATRICIAN, (0, 2), "03", "9990003", "M02", "3C0", "01003"
    ),
    StaffPlan(
        "paediatrician4", "Dr Siobhán Keane", Profession.PAEDIATRICIAN, (1,), "03", "9990004", "M02", "3C0", "01003"
    ),
    StaffPlan(
        "paediatrician5", "Dr Tomasz Wrona", Profession.PAEDIATRICIAN, (0, 1), "03", "9990005", None, "3C0", "01004"
    ),
    StaffPlan(
        "therapist2",
        "Oluwaseun Hart",
        Profession.SPEECH_AND_LANGUAGE_THERAPIST,
        (3,),
        "08",
        "SL99002",
        "A13",
        "S1J",
        "05013",
    ),
    StaffPlan(
        "occupational",
        "Marguerite Dodds",
        Profession.OCCUPATIONAL_THERAPIST,
        (4,),
        "08",
        "OT99001",
        "A06",
        "S1C",
        "05014",
    ),
    StaffPlan(
        "physio", "Iain Sutherland-Bell", Profession.PHYSIOTHERAPIST, (4,), "08", "PH99001", "A08", "S1E", "05015"
    ),
    StaffPlan("physio2", "Priyanka D'Souza", Profession.PHYSIOTHERAPIST, (4,), "08", "PH99002", "A08", "S1E", None),
    StaffPlan("nurse", "Josephine Carr", Profession.SPECIALIST_NURSE, (5,), "09", "99A0001E", "N12", "N6G", "06000"),
    StaffPlan("psychologist", "Dr Wanda Ellison", Profession.PSYCHOLOGIST, (2,), "08", None, "A02", "S1L", "05010"),
)
PAEDIATRICIAN, THERAPIST = 0, 1
PAEDIATRICIANS = tuple(place for place, each in enumerate(STAFF) if each.profession is Profession.PAEDIATRICIAN)
OTHERS = tuple(place for place, each in enumerate(STAFF) if each.profession is not Profession.PAEDIATRICIAN)

COMMISSIONER_AREAS = (("local_authority", "ZE901"), ("icb", COMMISSIONER))
"""The areas whose figures the commissioner sees, each by its level and code."""

CLERK = DeskPlan("clerk", "Maureen Foster", Role.CLERK)
DESKS = (
    DeskPlan("administrator", "Gareth Voss", Role.ADMINISTRATOR),
    DeskPlan("informatics", "Nadia Rahmani", Role.INFORMATICS),
    DeskPlan(LAST_ACCOUNT, "Philippa Thorne", Role.COMMISSIONER),
)


def usernames() -> tuple[str, ...]:
    """The user names of all accounts of the demonstration."""
    return tuple(each.username for each in (*STAFF, CLERK, *DESKS))


def demo_sign_ins() -> tuple[DemoSignIn, ...]:
    """The accounts to show on a sign-in page; all have `PASSWORD`."""
    return (
        DemoSignIn(
            "paediatrician", Role.CLINICIAN, "see today's clinic, record and amend what children need, print slips"
        ),
        DemoSignIn("therapist", Role.CLINICIAN, "the same, as a speech and language therapist"),
        DemoSignIn("clerk", Role.CLERK, "see the clinic list and print the desk's copy of a slip"),
        DemoSignIn("administrator", Role.ADMINISTRATOR, "manage accounts and verify the audit trail"),
        DemoSignIn("informatics", Role.INFORMATICS, "look after the reference set, see released reports"),
        DemoSignIn(LAST_ACCOUNT, Role.COMMISSIONER, "see released reports"),
    )

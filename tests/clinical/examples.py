"""Examples of what the core works with: a child, a referral, a small reference set, visits and what is said there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from itertools import count

from app.access.people import Organisation, Principal, Role
from app.clinical.checks import Circumstances
from app.clinical.child import Child, ChildIdentifier, Demographics, Gender, IdentifierKind
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
from app.clinical.history import NeedHistory
from app.clinical.identifiers import NhsNumber
from app.clinical.needs import Certainty, Change, GroupAnswer, GroupAsked, SaidBy, Source, Statement
from app.clinical.professional import Profession
from app.clinical.pseudonym import child_pseudonym
from app.clinical.referral import Referral, TeamReferral
from app.identity import Identity
from app.terminology.concept import ConceptId
from app.terminology.refset import Group, Member, OneOf, Refset, Release

ORGANISATION = Organisation(Identity(1), "RXX01", "Synthetic Community Trust")
ACCOUNT = Identity(2)
PROFESSIONAL = Identity(3)
CHILD = Identity(4)
REFERRAL = Identity(5)
TEAM = Identity(6)
BORN = date(2019, 3, 14)
TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
NHS_NUMBER = NhsNumber("9990000018")

PALSY = ConceptId(128188000)
EPILEPSY = ConceptId(84757009)
GASTROSTOMY = ConceptId(302109001)
SLEEP = ConceptId(301345002)
CARE = ConceptId(413774004)
NIGHT_CARE = ConceptId(698698004)
GMFCS_II = ConceptId(881541000000101)
GMFCS_III = ConceptId(882021000000108)
NORMAL = ConceptId(281900007)
OUTSIDE = ConceptId(38341003)


def member(concept: ConceptId, term: str, group: Group, *, counted: bool = True, one_of: str | None = None) -> Member:
    return Member(
        concept,
        term,
        None,
        group,
        "",
        (),
        counted=counted,
        sensitive=False,
        printable=True,
        one_of=one_of,
        position=0,
    )


REFSET = Refset(
    Release(ConceptId(999001751000000105), "Small example", "example", date(2024, 1, 1), "hand", "none", "0" * 64),
    {
        each.concept: each
        for each in (
            member(PALSY, "Cerebral palsy", Group.CONDITION),
            member(EPILEPSY, "Epilepsy", Group.CONDITION),
            member(NORMAL, "No abnormality detected", Group.CONDITION, counted=False),
            member(GASTROSTOMY, "Gastrostomy present", Group.TECHNOLOGY_DEPENDENCY),
            member(SLEEP, "Sleep disturbance", Group.FAMILY_REPORTED_ISSUE),
            member(CARE, "Needs care day and night", Group.ROUND_THE_CLOCK_CARE),
            member(NIGHT_CARE, "Needs waking care at night", Group.ROUND_THE_CLOCK_CARE),
            member(GMFCS_II, "Level II", Group.FUNCTIONAL_LEVEL, counted=False, one_of="gmfcs"),
            member(GMFCS_III, "Level III", Group.FUNCTIONAL_LEVEL, counted=False, one_of="gmfcs"),
        )
    },
    {"gmfcs": OneOf("gmfcs", "Gross motor level", (GMFCS_II, GMFCS_III))},
)


def child() -> Child:
    return Child(
        CHILD,
        ORGANISATION.id,
        child_pseudonym(bytes(32), NHS_NUMBER, ORGANISATION.ods_code, None),
        Demographics("Synthetic", "Alexandra", None, None, BORN, Gender.FEMALE),
        (ChildIdentifier(Identity(40), IdentifierKind.NHS_NUMBER, NHS_NUMBER, None, "01"),),
        (),
        datetime(2025, 1, 1, tzinfo=UTC),
        ACCOUNT,
    )


def referral() -> Referral:
    return Referral(
        REFERRAL,
        1,
        ORGANISATION.id,
        CHILD,
        date(2025, 1, 6),
        time(9, 0),
        "QX1",
        None,
        "01",
        "A81001",
        "M03",
        "1",
        "017",
        None,
        None,
        (TeamReferral(TEAM, "06"),),
        datetime(2025, 1, 6, 9, tzinfo=UTC),
        ACCOUNT,
    )


def principal(role: Role = Role.CLINICIAN) -> Principal:
    return Principal(ACCOUNT, ORGANISATION, "Dr Example", role, PROFESSIONAL, Identity(7))


def statement(
    need: int,
    concept: ConceptId | None = PALSY,
    change: Change = Change.NEW,
    term: str | None = None,
    group: Group | None = None,
) -> Statement:
    known = REFSET.member(concept) if concept is not None else None
    return Statement(
        Identity(need),
        change,
        concept,
        term or (known.preferred_term if known else "A need in words"),
        None,
        "example",
        group or (known.group if known else Group.UNGROUPED),
        Certainty.DIAGNOSED,
        Source(SaidBy.CLINICIAN, Profession.PAEDIATRICIAN, PROFESSIONAL),
    )


def visit(
    on: date = TODAY,
    *statements: Statement,
    identity: int = 100,
    groups: dict[Group, GroupAnswer] | None = None,
    outcome: Outcome | None = Outcome.REVIEW,
    record_number: int = 1,
) -> Encounter:
    """A contact that was attended; groups with a need affirmed are answered "some" unless given."""
    answers = (
        {each.group: GroupAnswer.SOME for each in statements if each.change.affirmed} if groups is None else groups
    )
    return Encounter(
        Identity(identity),
        1,
        record_number,
        ORGANISATION.id,
        CHILD,
        REFERRAL,
        EncounterKind.CARE_CONTACT,
        Contact(on, Attendance.ATTENDED_ON_TIME, time(10, 30), 45, mechanism=Mechanism.FACE_TO_FACE),
        (CareActivity(Identity(identity + 1_000_000), "02", PROFESSIONAL, 45),),
        frozenset({Present.CHILD, Present.MOTHER}),
        tuple(GroupAsked(group, answer) for group, answer in answers.items()),
        statements,
        outcome,
        None,
        None,
        PROFESSIONAL,
        NOW,
        ACCOUNT,
    )


def not_seen(encounter: Encounter, attendance: Attendance = Attendance.WAS_NOT_BROUGHT) -> Encounter:
    """The same encounter, to which the child did not come."""
    contact = replace(encounter.contact, attendance=attendance, mechanism=None)
    return replace(encounter, contact=contact, present=frozenset(), activities=(), outcome=None)


def led_by(profession: Profession | None, encounter: Encounter) -> Encounter:
    """The same encounter, led by somebody of a profession."""
    return replace(encounter, profession=profession)


def said_by(profession: Profession | None, statement: Statement) -> Statement:
    """The same statement, on the word of a clinician of a profession."""
    return replace(statement, source=replace(statement.source, profession=profession))


def entered_in_error(encounter: Encounter) -> Encounter:
    """The same encounter, found to have been recorded on the wrong child."""
    return replace(encounter, entered_in_error=True, moved_to=Identity(999))


def under(referral: Identity, encounter: Encounter) -> Encounter:
    """The same encounter, under another referral."""
    return replace(encounter, referral=referral)


def circumstances(
    *histories: NeedHistory, introduced: frozenset[Identity] = frozenset(), refset: Refset = REFSET
) -> Circumstances:
    return Circumstances(child(), referral(), histories, refset, TODAY, introduced)


def identities(start: int = 5_000_000) -> Callable[[], Identity]:
    numbers = count(start)
    return lambda: Identity(next(numbers))

"""How the records of the golden month are noted: what is not said is as little as may be."""

from datetime import UTC, date, datetime, time
from typing import Any

from app.clinical.ages import PartialDate
from app.clinical.child import Child, ChildFact, ChildIdentifier, Demographics, FactAnswer, FactKind, Gender
from app.clinical.encounter import Attendance, CareActivity, Contact, Encounter, EncounterKind
from app.clinical.needs import Certainty, Change, SaidBy, Source, Statement
from app.clinical.pseudonym import Pseudonym, PseudonymBasis
from app.clinical.referral import Referral, TeamReferral
from app.identity import Identity
from app.terminology.concept import ConceptId
from app.terminology.refset import Group
from tests.csds.rows.golden_service import CLERK, PAEDIATRICIAN, PAEDIATRICS, REFSET, TRUST, known


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


def fact(  # noqa: PLR0917 (what differs from fact to fact, in the order of the record)
    identity: str,
    kind: FactKind,
    value: str | FactAnswer,
    since: date | None = None,
    until: date | None = None,
    qualifier: str | None = None,
) -> ChildFact:
    """A fact written down on the day since which it is true, at noon; its value, or that it is none or not asked."""
    answer, known_value = (value, None) if isinstance(value, FactAnswer) else (FactAnswer.KNOWN, value)
    written = since or date(2020, 1, 1)
    at = datetime(written.year, written.month, written.day, 12, tzinfo=UTC)
    return ChildFact(known(identity), kind, answer, known_value, since, until, at, CLERK, qualifier)


def referral(identity: str, of: str, received: date, *teams: TeamReferral, **more: Any) -> Referral:
    """A referral with what is mandatory and a team, unless more is said."""
    whole: dict[str, Any] = {
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
        **whole | more,
    )


def encounter(identity: str, of: str, under: str, contact: Contact, *said: Statement, **more: Any) -> Encounter:
    """A contact led by the paediatrician, with nothing done at it unless more is said."""
    whole: dict[str, Any] = {"kind": EncounterKind.CARE_CONTACT, "activities": ()}
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
        **whole | more,
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

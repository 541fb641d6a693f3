"""How a planned mishap happens and is mended, each act through the rules of the core and with its audit event."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from app.access.audit import AuditAction
from app.clinical.ages import LONDON, london_date
from app.clinical.child import Child, ChildIdentifier, ChildLink, IdentifierKind, IdentifierOfChild
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
from app.clinical.moving import Move, move_encounter
from app.clinical.needs import Change
from app.clinical.recording import record_encounter
from app.demo.child_plan import ChildPlan
from app.demo.contacts import Known
from app.demo.ledger import Ledger
from app.demo.mishaps import SecondRegistration, WrongChild
from app.demo.open_record import OpenRecord
from app.demo.people import CLINICS, COMMISSIONER, STAFF
from app.demo.registering import FrontDesk
from app.demo.statements import source_of, stated
from app.identity import Identity

_CALL_MINUTES = 15
_REASON_FOR_MOVING = "The call was about another child: the wrong record was open."
_REASON_FOR_MERGING = "Registered twice: same name, birth date and address; confirmed with the family."


def register_again(mishap: SecondRegistration, plan: ChildPlan, desk: FrontDesk, ledger: Ledger) -> Identity:
    """The clerk registers a child who is registered already; the identity of the second record."""
    second = desk.second_record(plan, mishap.local, ledger.clock.at)
    ledger.commit(ledger.staffed.clerk, (second,), (AuditAction.CHILD_REGISTERED, second.id), child=second.id)
    return second.id


def merge(second: Identity, child: Identity, ledger: Ledger) -> None:
    """The clerk merges the second record into the first: a link, and nothing is moved."""
    by, at = ledger.staffed.clerk, ledger.clock.at
    link = ChildLink(ledger.staffed.organisation.id, second, 1, child, True, _REASON_FOR_MERGING, at, by.id)
    ledger.commit(by, (link,), (AuditAction.CHILDREN_MERGED, child), child=second)


def supersede_number(plan: ChildPlan, opened: OpenRecord, ledger: Ledger) -> None:
    """The clerk ends a child's NHS number, and adds the one that took its place.

    Raises:
        ValueError: the child was registered without one.
    """
    by, at = ledger.staffed.clerk, ledger.clock.at
    former, number = _number_of(ledger.records.child(opened.child)), plan.person.nhs_number
    if former is None or number is None:
        raise ValueError("Only a number that is there can be superseded.")
    on = london_date(at)
    ended = replace(former, version=former.version + 1, until=on)
    added = ChildIdentifier(ledger.new_identity(), IdentifierKind.NHS_NUMBER, number, None, "01", on)
    organisation = ledger.staffed.organisation.id
    writes = tuple(IdentifierOfChild(organisation, opened.child, each, at, by.id) for each in (ended, added))
    corrected = AuditAction.CHILD_CORRECTED, opened.child
    ledger.commit(by, writes, corrected, child=opened.child, detail="child.nhs_number")


def _number_of(child: Child) -> ChildIdentifier | None:
    return next((each for each in child.identifiers if each.kind is IdentifierKind.NHS_NUMBER), None)


def record_on_the_wrong_child(
    mishap: WrongChild, plan: ChildPlan, right: OpenRecord, wrong: OpenRecord, ledger: Ledger
) -> Identity:
    """A clinician records a call about a child on another's record; the identity of that encounter.

    Raises:
        Rejected, Conflict: the plan breaks a rule.
    """
    work = ledger.work(ledger.staffed.clinicians[mishap.professional])
    mistaken = record_encounter(_call(mishap, plan, right, wrong, ledger), work).encounter
    ledger.recorded(mistaken)
    wrong.records += 1
    return mistaken.id


def move_to_the_right_child(
    mistaken: Identity, mishap: WrongChild, right: OpenRecord, wrong: OpenRecord, ledger: Ledger
) -> None:
    """The clinician notices, and moves the encounter to the right child's record.

    Raises:
        Rejected, Conflict: the plan breaks a rule.
    """
    work = ledger.work(ledger.staffed.clinicians[mishap.professional])
    moved = move_encounter(Move(mistaken, 1, right.child, right.referral, _REASON_FOR_MOVING), work)
    ledger.recorded(moved.withdrawn)
    ledger.recorded(moved.recorded)
    wrong.heed(moved.withdrawn)
    right.heed(moved.recorded)


def _call(mishap: WrongChild, plan: ChildPlan, right: OpenRecord, wrong: OpenRecord, ledger: Ledger) -> Encounter:
    """What was recorded on the wrong child: a call with the mother, about a need that is the right child's."""
    staffed, at = ledger.staffed, mishap.at
    course, who = plan.courses[mishap.course], staffed.professionals[mishap.professional]
    begun = at.astimezone(LONDON) - timedelta(minutes=_CALL_MINUTES)
    known = Known(
        *(staffed, wrong.child, wrong.referral, None, right.needs, right.histories, wrong.records, ledger.refset)
    )
    source = source_of(course, mishap.professional, known)
    said = stated(course, Change.NEW, ledger.new_identity(), attended=0, source=source, known=known)
    activity = CareActivity(ledger.new_identity(), "04", who.id, _CALL_MINUTES)
    return Encounter(
        *(ledger.new_identity(), 1, wrong.records + 1, staffed.organisation.id, wrong.child, wrong.referral),
        EncounterKind.CARE_CONTACT,
        _contact(mishap, begun, staffed.teams[CLINICS[STAFF[mishap.professional].clinics[0]].team].id),
        (activity,),
        frozenset({Present.MOTHER}),
        (),
        (replace(said, primary=False, onset=None, diagnosed=None, diagnosed_by=None),),
        Outcome.REVIEW,
        *(None, None, who.id, at, staffed.clinicians[mishap.professional].id),
        profession=who.profession,
    )


def _contact(mishap: WrongChild, begun: datetime, team: Identity) -> Contact:
    return Contact(
        mishap.on,
        Attendance.ATTENDED_ON_TIME,
        time(begun.hour, begun.minute),
        _CALL_MINUTES,
        team,
        COMMISSIONER,
        "01",
        "02",
        "02",
        Mechanism.TELEPHONE,
        group_therapy="N",
    )

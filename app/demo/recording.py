"""How the plan becomes a record: every act on its day, by whoever would do it, through the rules of the core."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from random import Random
from typing import NamedTuple

from app.access.audit import AuditAction
from app.access.people import Organisation
from app.clinical.ages import LONDON
from app.clinical.encounter import Encounter
from app.clinical.recording import record_encounter
from app.demo.child_plan import ChildPlan
from app.demo.contacts import Drawn, Known
from app.demo.encounters import encounter_of, instant_of
from app.demo.fingerprint import Fingerprint
from app.demo.ledger import Clock, Ledger, Steps
from app.demo.mending import (
    merge,
    move_to_the_right_child,
    record_on_the_wrong_child,
    register_again,
    supersede_number,
)
from app.demo.mishaps import NewNumber, SecondRegistration, WrongChild
from app.demo.open_record import OpenRecord
from app.demo.people import ODS_CODE, ORGANISATION
from app.demo.ports import Chunk
from app.demo.registering import FrontDesk
from app.demo.sessions import SessionDiary, SessionsReplayed
from app.demo.staffing import Staffing
from app.demo.waiting import after_first_visit
from app.identity import Identities, Identity
from app.terminology.refset import Refset

ACTS_AT_ONCE = 250
_A_MOMENT = timedelta(milliseconds=7)


class Kind(IntEnum):
    """What is done in an act, in the order in which things of one moment are done."""

    REGISTER = 0
    ATTEND = 1
    MISHAP = 2
    MEND = 3


class Act(NamedTuple):
    """One act: when (UTC), with which child of the plan, and which of its visits or mishaps."""

    at: datetime
    place: int
    kind: Kind
    number: int


class DemoRecording:
    """One replay of a plan into an open chunk; `steps` and `fingerprint` say what became of it.

    `opened` are the children's records so far, by place in the plan.
    """

    def __init__(
        self,
        chunk: Chunk,
        refset: Refset,
        *,
        pseudonym_key: bytes,
        password_hash: str,
        random: Random,
        begin: datetime,
    ) -> None:
        self._chunk = chunk
        self._random = random
        self._clock = Clock(begin)
        self._new = Identities(self._clock, random.randrange)
        self._staffing = Staffing(Organisation(self._new(), ODS_CODE, ORGANISATION), password_hash, self._new)
        self._staffed = self._staffing.staffed()
        self._desk = FrontDesk(self._staffed, pseudonym_key, self._new)
        records = chunk.records(self._staffed.organisation.id)
        self._ledger = Ledger(records, refset, self._staffed, self._clock, self._new)
        self._apart = replace(self._ledger, new_identity=_identities_apart(self._clock))
        self._sessions = SessionsReplayed(self._apart, SessionDiary(self._staffed, begin).held())
        self.opened: dict[int, OpenRecord] = {}
        self._mistaken: dict[int, Identity] = {}

    @property
    def steps(self) -> Steps:
        return self._ledger.steps

    @property
    def fingerprint(self) -> Fingerprint:
        return self._ledger.fingerprint

    def replay(self, children: tuple[ChildPlan, ...], step: Callable[[Steps], None]) -> None:
        """Set the clinic up, then do everything in order of time; `step` is told after each act how far it is.

        Raises:
            Rejected: the plan breaks a clinical rule.
            Conflict: a user name or key is already taken.
        """
        self._set_up()
        for act in acts_of(children):
            self._sessions.until(act.at)
            self._clock.at = act.at
            self._do(act, children[act.place])
            self.steps.acts += 1
            if self.steps.acts % ACTS_AT_ONCE == 0:
                self._chunk.flush()
            step(self.steps)
        self._add_last_accounts()

    def _do(self, act: Act, plan: ChildPlan) -> None:
        match act.kind:
            case Kind.REGISTER:
                self.opened[act.place] = self._register(plan)
            case Kind.ATTEND:
                self._attend(plan, act.number, self.opened[act.place])
            case Kind.MISHAP:
                self._go_wrong(act, plan)
            case Kind.MEND:
                self._mend(act, plan)

    def _go_wrong(self, act: Act, plan: ChildPlan) -> None:
        opened = self.opened[act.place]
        match plan.mishaps[act.number]:
            case SecondRegistration() as mishap:
                self._mistaken[act.place] = register_again(mishap, plan, self._desk, self._ledger)
            case NewNumber():
                supersede_number(plan, opened, self._ledger)
            case WrongChild() as mishap:
                wrong = self.opened[mishap.wrong]
                self._mistaken[act.place] = record_on_the_wrong_child(mishap, plan, opened, wrong, self._ledger)

    def _mend(self, act: Act, plan: ChildPlan) -> None:
        opened, mistaken = self.opened[act.place], self._mistaken.pop(act.place)
        match plan.mishaps[act.number]:
            case SecondRegistration():
                merge(mistaken, opened.child, self._ledger)
            case WrongChild() as mishap:
                move_to_the_right_child(mistaken, mishap, opened, self.opened[mishap.wrong], self._ledger)

    def _set_up(self) -> None:
        staffed = self._staffed
        self._ledger.commit(
            staffed.administrator,
            (staffed.organisation, *staffed.teams, *staffed.clinics, *staffed.professionals, *staffed.accounts),
            (AuditAction.SERVICE_SET_UP, staffed.organisation.id),
            *((AuditAction.ACCOUNT_ADDED, each.id) for each in staffed.accounts),
        )

    def _add_last_accounts(self) -> None:
        """Write the accounts whose presence says that the whole demonstration is there."""
        accounts = self._staffing.last_accounts()
        added = ((AuditAction.ACCOUNT_ADDED, each.id) for each in accounts)
        self._ledger.commit(self._staffed.administrator, accounts, *added)

    def _register(self, plan: ChildPlan) -> OpenRecord:
        """The clerk registers a child, records the referral and books the first appointment."""
        child = self._desk.child(plan, self._clock.at)
        referral = self._desk.referral(plan, child.id, self._clock.at)
        first = self._desk.appointment(plan.ahead[0], child.id, referral.id, first=True)
        self._ledger.commit(
            self._staffed.clerk,
            (child, referral, first),
            (AuditAction.CHILD_REGISTERED, child.id),
            (AuditAction.REFERRAL_RECORDED, referral.id),
            (AuditAction.APPOINTMENT_BOOKED, first.id),
            child=child.id,
        )
        self.steps.children += 1
        return OpenRecord(child.id, referral.id, first.id)

    def _attend(self, plan: ChildPlan, place: int, opened: OpenRecord) -> None:
        """The clinician records a visit, and the clerk books the next."""
        visit = plan.visits[place]
        work = self._ledger.work(self._staffed.clinicians[visit.professional])
        recorded = record_encounter(self._encounter(plan, place, opened), work).encounter
        self._ledger.recorded(recorded)
        opened.heed(recorded)
        if visit.attendance.seen and plan.attended_before(place) == 0:
            self._tell_of_first_visit(plan, visit.on, opened)
        if not visit.unscheduled:
            self._book(plan, place, opened)

    def _tell_of_first_visit(self, plan: ChildPlan, on: date, opened: OpenRecord) -> None:
        """The clerk records what became of the waiting time."""
        after = after_first_visit(self._ledger.records.referral(opened.referral), plan, on)
        if after is not None:
            clerk = self._staffed.clerk
            after = replace(after, recorded_at=self._clock.at, recorded_by=clerk.id)
            told = AuditAction.REFERRAL_RECORDED, after.id
            self._apart.commit(clerk, (after,), told, child=opened.child, detail="reasons and waiting time")

    def _encounter(self, plan: ChildPlan, place: int, opened: OpenRecord) -> Encounter:
        visit = plan.visits[place]
        drawn = Drawn(self._new(), tuple(self._new() for _ in range(1 + len(visit.joined_by))))
        if visit.attendance.seen:
            attended = plan.attended_before(place)
            first = [number for number, course in enumerate(plan.courses) if course.first == attended]
            opened.needs.update((number, self._new()) for number in first)
        known = Known(
            self._staffed,
            opened.child,
            opened.referral,
            None if visit.unscheduled else opened.appointment,
            opened.needs,
            opened.histories,
            opened.records,
            self._ledger.refset,
        )
        return encounter_of(plan, place, known, drawn, self._random)

    def _book(self, plan: ChildPlan, place: int, opened: OpenRecord) -> None:
        """The clerk books what follows a visit; what nobody books, such as a call, has no place."""
        opened.appointment = None
        following = plan.booked_after(place)
        if following is not None:
            appointment = self._desk.appointment(following, opened.child, opened.referral, first=False)
            opened.appointment = appointment.id
            booked = AuditAction.APPOINTMENT_BOOKED, appointment.id
            self._ledger.commit(self._staffed.clerk, (appointment,), booked, child=opened.child)


def _identities_apart(clock: Clock) -> Identities:
    """Identities of a chance of their own, a moment later than all others: what takes them leaves those as they are."""
    random = Random("apart")  # noqa: S311 (a made-up clinic has to be the same for the same seed)
    return Identities(lambda: clock.at + _A_MOMENT, random.randrange)


def earliest(children: tuple[ChildPlan, ...]) -> datetime:
    """The instant (UTC) at which the clinic is set up: the day before its first act."""
    return min(_received(each) for each in children) - timedelta(days=1)


def acts_of(children: tuple[ChildPlan, ...]) -> list[Act]:
    """What was done, in order of time."""
    return sorted(act for place, child in enumerate(children) for act in _acts(place, child))


def _acts(place: int, child: ChildPlan) -> Iterator[Act]:
    yield Act(_received(child), place, Kind.REGISTER, 0)
    for number, visit in enumerate(child.visits):
        yield Act(instant_of(visit), place, Kind.ATTEND, number)
    for number, mishap in enumerate(child.mishaps):
        yield Act(mishap.at, place, Kind.MISHAP, number)
        if not isinstance(mishap, NewNumber):
            yield Act(mishap.mended, place, Kind.MEND, number)


def _received(child: ChildPlan) -> datetime:
    return datetime.combine(child.referral.received_on, child.referral.received_at, LONDON).astimezone(UTC)

"""How the plan becomes a record: every act on its day, by whoever would do it, through the rules of the core."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from app.access.audit import AuditAction, audit_event
from app.access.people import Account, Organisation
from app.clinical.ages import LONDON
from app.clinical.child import Child
from app.clinical.encounter import Encounter
from app.clinical.ports import Records, Unit, Work
from app.clinical.recording import record_encounter
from app.clinical.referral import Referral
from app.demo.child_plan import ChildPlan
from app.demo.contacts import Drawn, Known
from app.demo.encounters import encounter_of, instant_of
from app.demo.fingerprint import Fingerprint
from app.demo.people import ODS_CODE, ORGANISATION
from app.demo.ports import Chunk
from app.demo.registering import FrontDesk
from app.demo.staffing import Staffing
from app.identity import Identities, Identity
from app.terminology.refset import Refset

ACTS_AT_ONCE = 250


@dataclass(slots=True)
class Steps:
    """What was done so far. Rows are those of things and of what they hold: facts, statements, answers, events."""

    acts: int = 0
    children: int = 0
    encounters: int = 0
    statements: int = 0
    rows: int = 0


class Clock:
    """The simulated instant (UTC)."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@dataclass(slots=True)
class _Open:
    """What is known of a child while the history is replayed."""

    child: Identity
    referral: Identity
    appointment: Identity | None = None
    needs: dict[int, Identity] = field(default_factory=dict)
    records: int = 0


class DemoRecording:
    """One replay of a plan into an open chunk; `steps` and `fingerprint` say what became of it."""

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
        self.steps = Steps()
        self.fingerprint = Fingerprint()
        self._chunk = chunk
        self._refset = refset
        self._random = random
        self._clock = Clock(begin)
        self._new = Identities(self._clock, random.randrange)
        self._staffing = Staffing(Organisation(self._new(), ODS_CODE, ORGANISATION), password_hash, self._new)
        self._staffed = self._staffing.staffed()
        self._desk = FrontDesk(self._staffed, pseudonym_key, self._new)
        self._records: Records = chunk.records(self._staffed.organisation.id)

    def replay(self, children: tuple[ChildPlan, ...], step: Callable[[Steps], None]) -> None:
        """Set the clinic up, then do everything in order of time; `step` is told after each act how far it is.

        Raises:
            Rejected: the plan breaks a clinical rule.
            Conflict: a user name or key is already taken.
        """
        self._set_up()
        opened: dict[int, _Open] = {}
        for at, place, visit in _in_order(children):
            self._clock.at = at
            if visit is None:
                opened[place] = self._register(children[place])
            else:
                self._attend(children[place], visit, opened[place])
            self.steps.acts += 1
            if self.steps.acts % ACTS_AT_ONCE == 0:
                self._chunk.flush()
            step(self.steps)
        self._add_last_accounts()

    def _set_up(self) -> None:
        staffed = self._staffed
        self._commit(
            staffed.administrator,
            (staffed.organisation, *staffed.teams, *staffed.clinics, *staffed.professionals, *staffed.accounts),
            (AuditAction.SERVICE_SET_UP, staffed.organisation.id),
            *((AuditAction.ACCOUNT_ADDED, each.id) for each in staffed.accounts),
        )

    def _add_last_accounts(self) -> None:
        """Write the accounts whose presence says that the whole demonstration is there."""
        accounts = self._staffing.last_accounts()
        added = ((AuditAction.ACCOUNT_ADDED, each.id) for each in accounts)
        self._commit(self._staffed.administrator, accounts, *added)

    def _commit(
        self,
        by: Account,
        writes: tuple[object, ...],
        *acts: tuple[AuditAction, Identity],
        child: Identity | None = None,
    ) -> None:
        """Write things with an audit event for each act by somebody."""
        principal, at = self._staffed.principal(by), self._clock.at
        events = tuple(
            audit_event(principal, action, identity=self._new(), at=at, child=child, subject=subject)
            for action, subject in acts
        )
        self._records.commit(Unit(writes, events))
        self.steps.rows += len(events) + sum(_rows(each) for each in writes)

    def _register(self, plan: ChildPlan) -> _Open:
        """The clerk registers a child, records the referral and books the first appointment."""
        child = self._desk.child(plan, self._clock.at)
        referral = self._desk.referral(plan, child.id, self._clock.at)
        first = self._desk.appointment(plan.ahead[0], child.id, referral.id, first=True)
        self._commit(
            self._staffed.clerk,
            (child, referral, first),
            (AuditAction.CHILD_REGISTERED, child.id),
            (AuditAction.REFERRAL_RECORDED, referral.id),
            (AuditAction.APPOINTMENT_BOOKED, first.id),
            child=child.id,
        )
        self.steps.children += 1
        return _Open(child.id, referral.id, first.id)

    def _attend(self, plan: ChildPlan, place: int, opened: _Open) -> None:
        """The clinician records a visit, and the clerk books the next."""
        staffed = self._staffed
        clinician = staffed.principal(staffed.clinicians[plan.visits[place].professional])
        work = Work(clinician, self._clock.at, self._refset, self._new, self._records)
        recorded = record_encounter(self._encounter(plan, place, opened), work).encounter
        self.fingerprint.add(recorded)
        opened.records += 1
        self.steps.encounters += 1
        self.steps.statements += len(recorded.statements)
        self.steps.rows += 1 + _rows(recorded)
        self._book(plan, place + 1, opened)

    def _encounter(self, plan: ChildPlan, place: int, opened: _Open) -> Encounter:
        drawn = Drawn(self._new(), (self._new(), self._new()))
        if plan.visits[place].attendance.seen:
            attended = plan.attended_before(place)
            first = [number for number, course in enumerate(plan.courses) if course.first == attended]
            opened.needs.update((number, self._new()) for number in first)
        known = Known(
            self._staffed,
            opened.child,
            opened.referral,
            opened.appointment,
            opened.needs,
            opened.records,
            self._refset,
        )
        return encounter_of(plan, place, known, drawn, self._random)

    def _book(self, plan: ChildPlan, place: int, opened: _Open) -> None:
        opened.appointment = None
        if place < len(plan.ahead):
            appointment = self._desk.appointment(plan.ahead[place], opened.child, opened.referral, first=False)
            opened.appointment = appointment.id
            booked = AuditAction.APPOINTMENT_BOOKED, appointment.id
            self._commit(self._staffed.clerk, (appointment,), booked, child=opened.child)


def earliest(children: tuple[ChildPlan, ...]) -> datetime:
    """The instant (UTC) at which the clinic is set up: the day before its first act."""
    return min(_received(each) for each in children) - timedelta(days=1)


def _in_order(children: tuple[ChildPlan, ...]) -> Iterator[tuple[datetime, int, int | None]]:
    """What was done, in order of time: the instant, the child's place, and the visit, None for the registration."""
    acts = [(_received(child), place, -1) for place, child in enumerate(children)]
    acts += [
        (instant_of(visit), place, number)
        for place, child in enumerate(children)
        for number, visit in enumerate(child.visits)
    ]
    for at, place, number in sorted(acts):
        yield at, place, None if number < 0 else number


def _received(child: ChildPlan) -> datetime:
    return datetime.combine(child.referral.received_on, child.referral.received_at, LONDON).astimezone(UTC)


def _rows(thing: object) -> int:
    """How many rows a thing makes, at least: one, and one for each part that is kept apart."""
    if isinstance(thing, Child):
        return 1 + len(thing.identifiers) + len(thing.facts)
    if isinstance(thing, Referral):
        return 1 + len(thing.teams)
    if isinstance(thing, Encounter):
        return 1 + len(thing.activities) + len(thing.groups) + len(thing.statements)
    return 1

"""Where a replay writes: the records of the made-up organisation, the simulated clock, and a count of what was done."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from app.access.audit import AuditAction, audit_event
from app.access.people import Account
from app.clinical.child import Child
from app.clinical.encounter import Encounter
from app.clinical.ports import Records, Unit, Work
from app.clinical.referral import Referral
from app.demo.fingerprint import Fingerprint
from app.demo.staffing import Staffed
from app.identity import Identity
from app.terminology.refset import Refset


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


@dataclass(frozen=True, slots=True)
class Ledger:
    """The records, and whose they are."""

    records: Records
    refset: Refset
    staffed: Staffed
    clock: Clock
    new_identity: Callable[[], Identity]
    steps: Steps = field(default_factory=Steps)
    fingerprint: Fingerprint = field(default_factory=Fingerprint)

    def work(self, by: Account) -> Work[Records]:
        """What a use case of the core works with when somebody does it now."""
        principal = self.staffed.principal(by)
        return Work(principal, self.clock.at, self.refset, self.new_identity, self.records)

    def commit(
        self,
        by: Account,
        writes: tuple[object, ...],
        *acts: tuple[AuditAction, Identity],
        child: Identity | None = None,
        detail: str | None = None,
    ) -> None:
        """Write things with an audit event for each act by somebody."""
        principal, at = self.staffed.principal(by), self.clock.at
        events = tuple(
            audit_event(
                principal, action, identity=self.new_identity(), at=at, child=child, subject=subject, detail=detail
            )
            for action, subject in acts
        )
        self.records.commit(Unit(writes, events))
        self.steps.rows += len(events) + sum(_rows(each) for each in writes)

    def recorded(self, encounter: Encounter) -> None:
        """Count an encounter, or a version of one, that the core recorded with its audit event."""
        self.fingerprint.add(encounter)
        self.steps.encounters += int(encounter.version == 1)
        self.steps.statements += len(encounter.statements)
        self.steps.rows += 1 + _rows(encounter)


def _rows(thing: object) -> int:
    """How many rows a thing makes, at least: one, and one for each part that is kept apart."""
    if isinstance(thing, Child):
        return 1 + len(thing.identifiers) + len(thing.facts)
    if isinstance(thing, Referral):
        return 1 + len(thing.teams) + len(thing.waiting)
    if isinstance(thing, Encounter):
        return 1 + len(thing.activities) + len(thing.groups) + len(thing.statements)
    return 1

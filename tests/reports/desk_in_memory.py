"""The ports of a desk of reports in memory, and who asks it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from app.access.audit import AuditEvent
from app.access.people import Organisation, Principal, Role
from app.errors import Conflict, NotFound
from app.identity import Identity
from app.released.table import ReleasedTable, ReleaseFacts, TableKey
from app.reports.actions import ReportAction
from app.reports.card import Level
from app.reports.changes import ServiceChange
from app.reports.desk import Area, ReportDesk
from app.reports.periods import Quarter
from app.reports.ports import AreaGrant, LedgerEntry, NewRelease
from tests.reports import kept

TRUST = Organisation(Identity(1), "RZZ01", "Northmoor Trust")
START = datetime(2026, 11, 1, 9, tzinfo=UTC)


@dataclass
class Kept:
    """The ports of a desk, in memory; each write may find that somebody was there first."""

    release: NewRelease
    grants: list[AreaGrant] = field(default_factory=list)
    recorded: list[ReportAction] = field(default_factory=list)
    noted: list[ServiceChange] = field(default_factory=list)
    events: list[AuditEvent] = field(default_factory=list)
    reads: list[TableKey] = field(default_factory=list)

    def all(self) -> tuple[ReleaseFacts, ...]:
        return (self.release.facts,)

    def latest(self, period: str | None = None) -> ReleaseFacts:
        assert period in (None, self.release.facts.period)
        return self.release.facts

    def table(self, release: Identity, key: TableKey) -> ReleasedTable:
        assert release == self.release.facts.id
        self.reads.append(key)
        for table in self.release.tables:
            if table.key == key:
                return table
        raise NotFound("This release has no such table.")

    def rows_of(self, release: Identity, key: TableKey, area: str) -> ReleasedTable:
        table = self.table(release, key)
        return replace(table, rows=tuple(row for row in table.rows if row.area == area))

    def areas_of(self, release: Identity, key: TableKey) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.area for row in self.table(release, key).rows))

    def keys(self, release: Identity) -> tuple[TableKey, ...]:
        return tuple(table.key for table in self.release.tables if release)

    def ledger(self) -> tuple[LedgerEntry, ...]:
        return self.release.ledger

    def keep(self, new: NewRelease, events: Sequence[AuditEvent]) -> None:
        raise AssertionError(f"a desk keeps no release: {new}, {events}")

    def grants_of(self, organisation: Identity, account: Identity) -> tuple[AreaGrant, ...]:
        mine = [each for each in self.grants if (each.organisation, each.account) == (organisation, account)]
        return tuple({(each.level, each.area): each for each in mine}.values())

    def grant(self, grant: AreaGrant, event: AuditEvent) -> None:
        self.grants.append(grant)
        self.events.append(event)

    def actions_of(self, level: Level, area: str) -> tuple[ReportAction, ...]:
        last = {each.id: each for each in self.recorded if (each.level, each.area) == (level, area)}
        return tuple(last.values())

    def record(self, action: ReportAction, event: AuditEvent) -> None:
        if any((each.id, each.version) == (action.id, action.version) for each in self.recorded):
            raise Conflict("Somebody changed this meanwhile.")
        self.recorded.append(action)
        self.events.append(event)

    def changes_of(self, level: Level, area: str, *, withdrawn: bool = False) -> tuple[ServiceChange, ...]:
        last = {each.id: each for each in self.noted if (each.level, each.area) == (level, area)}
        return tuple(each for each in last.values() if each.details.standing or withdrawn)

    def record_change(self, change: ServiceChange, event: AuditEvent) -> None:
        if any((each.id, each.version) == (change.id, change.version) for each in self.noted):
            raise Conflict("Somebody changed this meanwhile.")
        self.noted.append(change)
        self.events.append(event)


def held_in_memory() -> Kept:
    """Two measures of a quarter."""
    return Kept(kept.made(Quarter(2026, 3), 5, ("caseload", "was_not_brought")))


def desk_over(held: Kept) -> ReportDesk:
    """A desk that counts identities from 100 and the time by the minute."""
    numbers, minutes = count(100), count()
    return ReportDesk.over(
        *(held, held, held, held),
        new_identity=lambda: Identity(next(numbers)),
        now=lambda: START + timedelta(minutes=next(minutes)),
    )


def principal(role: Role = Role.COMMISSIONER, account: int = 7) -> Principal:
    return Principal(Identity(account), TRUST, "Somebody", role, None, None)


def granted(desk: ReportDesk, area: Area, *, account: int = 7, standing: bool = True) -> AreaGrant | None:
    return desk.grant(TRUST, Identity(account), area, None, standing=standing)

"""Who sees which released figures, who says so, and what is done about them: each act with its audit event."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

from app.access.audit import AuditAction, AuditEvent, audit_event
from app.access.people import Organisation, Principal, Role
from app.errors import Conflict, NotFound
from app.identity import Identity
from app.released.table import ReleasedTable, ReleaseFacts, TableKey
from app.reports.actions import ActionDetails, ReportAction
from app.reports.card import Breakdown, Level
from app.reports.changes import ChangeDetails, ServiceChange
from app.reports.elsewhere.cards import PUBLISHED as PUBLISHED_BY_OTHERS
from app.reports.kept_tables import KeptTables, ReadArea
from app.reports.ports import AreaGrant, Releases, ReportActions, ReportAreas, ServiceChanges

ENGLAND: Final = "E92000001"
PUBLISHED: Final = frozenset({Level.ENGLAND, Level.REGION})
"""Levels whose figures everybody with reports may see, to compare theirs with."""

NO_CHANGE: Final = "There is no such change here. Look at the list again."
WITHDRAWN: Final = "Somebody withdrew this change of a service."
NOT_YOURS: Final = "There are no figures of this area for you. Choose one of yours from the list."
_KEPT_LISTS: Final = 64


class Area(NamedTuple):
    """An area of a level, by its code."""

    level: Level
    code: str


def own_provider(principal: Principal) -> Area | None:
    """The provider whose people the principal is one of; a commissioner is none's, whoever keeps the account."""
    return None if principal.role is Role.COMMISSIONER else Area(Level.PROVIDER, principal.organisation.ods_code)


@dataclass(frozen=True, slots=True)
class AreaView:
    """An area that somebody was found to may see: gives its rows, and those of others to set them beside.

    `own` are the areas that are the reader's own. Where an area's rows can be read alone (`_read_rows`), no table is
    read whole.
    """

    area: Area
    own: tuple[Area, ...]
    _read: Callable[[Identity, TableKey], ReleasedTable]
    _read_rows: ReadArea | None = None

    @property
    def mine(self) -> bool:
        return self.area in self.own

    def table(self, facts: ReleaseFacts, measure: str, breakdown: Breakdown) -> ReleasedTable:
        """The area's rows of a released table.

        Raises:
            NotFound: the release has no such table.
        """
        return self._rows(facts, TableKey(measure, self.area.level.value, breakdown.value), self.area.code)

    def of_all(self, facts: ReleaseFacts, measure: str, breakdown: Breakdown) -> ReleasedTable:
        """The same of all areas together, which is published.

        Raises:
            NotFound: the release has no such table.
        """
        return self.other(Area(Level.ENGLAND, ENGLAND), facts, measure, breakdown)

    def other(self, area: Area, facts: ReleaseFacts, measure: str, breakdown: Breakdown) -> ReleasedTable:
        """The same of another area, to read this one's beside: of one that is the reader's own too, of a level that is
        published, or of a measure that others have published.

        Raises:
            NotFound: the release has no such table, or it is not for this reader: which of them is not said.
        """
        key = TableKey(measure, area.level.value, breakdown.value)
        table = self._rows(facts, key, area.code)
        if not (area.level in PUBLISHED or area in self.own or table.profile == PUBLISHED_BY_OTHERS):
            raise NotFound(NOT_YOURS)
        return table

    def _rows(self, facts: ReleaseFacts, key: TableKey, code: str) -> ReleasedTable:
        if self._read_rows is not None:
            return self._read_rows(facts.id, key, code)
        return _of(self._read(facts.id, key), code)


def _of(table: ReleasedTable, code: str) -> ReleasedTable:
    return replace(table, rows=tuple(row for row in table.rows if row.area == code))


@dataclass(frozen=True, slots=True)
class ReportDesk:
    """Gives out released tables to those who may see them, and keeps grants, actions and changes of services."""

    releases: Releases
    areas: ReportAreas
    actions: ReportActions
    changes: ServiceChanges
    new_identity: Callable[[], Identity]
    now: Callable[[], datetime]
    _read_rows: ReadArea
    _keys: Callable[[Identity], tuple[TableKey, ...]]
    _areas: Callable[[Identity, TableKey], tuple[str, ...]]

    @classmethod
    def over(
        cls,
        releases: Releases,
        areas: ReportAreas,
        actions: ReportActions,
        changes: ServiceChanges,
        *,
        new_identity: Callable[[], Identity],
        now: Callable[[], datetime],
    ) -> "ReportDesk":
        """A desk that keeps what it read of releases: one never changes."""
        kept, keys = KeptTables(releases.rows_of), lru_cache(_KEPT_LISTS)(releases.keys)
        codes = lru_cache(_KEPT_LISTS)(releases.areas_of)
        return cls(releases, areas, actions, changes, new_identity, now, kept, keys, codes)

    def own_areas(self, principal: Principal) -> tuple[Area, ...]:
        """The areas that are the principal's own: those granted, and for a provider's people their organisation."""
        granted = self.areas.grants_of(principal.organisation.id, principal.account)
        own = [Area(each.level, each.area) for each in granted if each.standing]
        provider = own_provider(principal)
        return tuple(dict.fromkeys(own if provider is None else (*own, provider)))

    def may_see(self, principal: Principal, area: Area) -> bool:
        """Whether the figures of an area are the principal's own, or published."""
        return area.level in PUBLISHED or area in self.own_areas(principal)

    def require(self, principal: Principal, area: Area) -> None:
        """Do nothing if the principal may see the area.

        Raises:
            NotFound: they may not, or there is no such area: which of them is not said.
        """
        if not self.may_see(principal, area):
            raise NotFound(NOT_YOURS)

    def view(self, principal: Principal, area: Area) -> "AreaView":
        """What the principal may read of an area.

        Raises:
            NotFound: they may not see the area.
        """
        own = self.own_areas(principal)
        if area.level not in PUBLISHED and area not in own:
            raise NotFound(NOT_YOURS)
        return AreaView(area, own, self.releases.table, self._read_rows)

    def keys(self, facts: ReleaseFacts, level: Level) -> tuple[TableKey, ...]:
        """The tables that a release has of a level."""
        return tuple(key for key in self._keys(facts.id) if key.level == level.value)

    def codes(self, facts: ReleaseFacts, measure: str, level: Level) -> tuple[str, ...]:
        """The areas of a level that a released measure has rows of, in its order."""
        try:
            return self._areas(facts.id, TableKey(measure, level.value, Breakdown.NONE.value))
        except NotFound:
            return ()

    def has_area(self, facts: ReleaseFacts, area: Area) -> bool:
        """Whether a release has a row of the area."""
        return any(area.code in self.codes(facts, key.measure, area.level) for key in self.keys(facts, area.level))

    def grant(
        self, organisation: Organisation, account: Identity, area: Area, by: Principal | None, *, standing: bool = True
    ) -> AreaGrant | None:
        """Let an account see the figures of an area, or no longer; None when that is so already.

        `by` is None at the command line.
        """
        before = self._last_grant(organisation.id, account, area)
        if (before is not None and before.standing) is standing:
            return None
        who = None if by is None else by.account
        made = AreaGrant(
            *(organisation.id, account, area.level, area.code, before.version + 1 if before else 1),
            *(standing, self.now(), who),
        )
        act = AuditAction.REPORT_AREA_GRANTED if standing else AuditAction.REPORT_AREA_WITHDRAWN
        event = AuditEvent(
            *(self.new_identity(), made.at, organisation.id, who, None, None, act),
            subject=account,
            detail=f"{area.level.value} {area.code}",
        )
        self.areas.grant(made, event)
        return made

    def _last_grant(self, organisation: Identity, account: Identity, area: Area) -> AreaGrant | None:
        grants = self.areas.grants_of(organisation, account)
        return next((each for each in grants if (each.level, each.area) == area), None)

    def action(self, principal: Principal, area: Area, action: Identity) -> ReportAction:
        """The last version of an action of an area.

        Raises:
            NotFound: the principal may not see the area, or it has no such action.
        """
        self.require(principal, area)
        for each in self.actions.actions_of(*area):
            if each.id == action:
                return each
        raise NotFound("There is no such action here. Look at the list again.")

    def add_action(self, principal: Principal, area: Area, measure: str, details: ActionDetails) -> ReportAction:
        """Record what is to be done about a measure in an area.

        Raises:
            NotFound: the area is not the principal's own.
        """
        made = ReportAction(
            *(self.new_identity(), 1, area.level, area.code, measure, details, self.now(), principal.account)
        )
        return self._record(principal, area, made)

    def change_action(self, principal: Principal, before: ReportAction, details: ActionDetails) -> ReportAction:
        """Record the next version of an action.

        Raises:
            NotFound: the area is not the principal's own.
            Conflict: somebody changed it meanwhile; nothing was recorded.
        """
        at, version = self.now(), before.version + 1
        made = replace(before, version=version, details=details, recorded_at=at, recorded_by=principal.account)
        return self._record(principal, Area(before.level, before.area), made)

    def _record(self, principal: Principal, area: Area, action: ReportAction) -> ReportAction:
        self._require_own(principal, area)
        event = audit_event(
            principal,
            AuditAction.REPORT_ACTION_RECORDED,
            identity=self.new_identity(),
            at=action.recorded_at,
            subject=action.id,
            detail=f"{area.level.value} {area.code}, {action.measure}, version {action.version}",
        )
        self.actions.record(action, event)
        return action

    def change_of_service(self, principal: Principal, area: Area, change: Identity) -> ServiceChange:
        """The last version of a change of a service in an area, be it withdrawn.

        Raises:
            NotFound: the principal may not see the area, or it has no such change.
        """
        self.require(principal, area)
        for each in self.changes.changes_of(*area, withdrawn=True):
            if each.id == change:
                return each
        raise NotFound(NO_CHANGE)

    def add_change(self, principal: Principal, area: Area, details: ChangeDetails) -> ServiceChange:
        """Note what a service did in an area. Raises `NotFound` when the area is not the principal's own."""
        made = ServiceChange(self.new_identity(), 1, area.level, area.code, details, self.now(), principal.account)
        return self._record_change(principal, area, made)

    def change_change(self, principal: Principal, before: ServiceChange, details: ChangeDetails) -> ServiceChange:
        """Note the next version of a change; one that does not stand withdraws it for good.

        Raises:
            NotFound: the area is not the principal's own.
            Conflict: somebody changed it meanwhile, or it was withdrawn; nothing was written.
        """
        if not before.details.standing:
            raise Conflict(WITHDRAWN)
        at, version = self.now(), before.version + 1
        made = replace(before, version=version, details=details, recorded_at=at, recorded_by=principal.account)
        return self._record_change(principal, Area(before.level, before.area), made)

    def _record_change(self, principal: Principal, area: Area, change: ServiceChange) -> ServiceChange:
        self._require_own(principal, area)
        withdrawn = "" if change.details.standing else ", withdrawn"
        event = audit_event(
            principal,
            AuditAction.REPORT_CHANGE_RECORDED,
            identity=self.new_identity(),
            at=change.recorded_at,
            subject=change.id,
            detail=f"{area.level.value} {area.code}, version {change.version}{withdrawn}",
        )
        self.changes.record_change(change, event)
        return change

    def _require_own(self, principal: Principal, area: Area) -> None:
        # Published figures are everybody's to read; what is done in an area is said by its own people.
        if area not in self.own_areas(principal):
            raise NotFound(NOT_YOURS)
